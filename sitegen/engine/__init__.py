"""The disk, the clock and processes: reading a project, building it, publishing it whole.

What this room offers is imported when it is asked for: a build with nothing to do needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sitegen.engine.builds import build
    from sitegen.engine.checking import every_problem, problems_of
    from sitegen.engine.project import Project, open_project
    from sitegen.engine.quick import look
    from sitegen.engine.report import Report
    from sitegen.engine.site import Loaded, Page, load, render, theme_problems

_PLACES = {
    "Loaded": "site",
    "Page": "site",
    "Project": "project",
    "Report": "report",
    "build": "builds",
    "every_problem": "checking",
    "load": "site",
    "look": "quick",
    "open_project": "project",
    "problems_of": "checking",
    "render": "site",
    "theme_problems": "site",
}

__all__ = [
    "Loaded",
    "Page",
    "Project",
    "Report",
    "build",
    "every_problem",
    "load",
    "look",
    "open_project",
    "problems_of",
    "render",
    "theme_problems",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
