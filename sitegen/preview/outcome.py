"""What the preview needs of the engine: one callable that builds into a folder and says what came of it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from sitegen.diagnostics import Diagnostic
from sitegen.engine import build, every_problem, open_project
from sitegen.engine.ownership import UnsafeFolder


class Outcome(Struct, frozen=True):
    """What one build did."""

    problems: tuple[Diagnostic, ...]
    published: bool
    """Whether the folder now holds the new site; if not, it holds what it held before."""
    files: int = 0
    """How many files the site has."""
    changed: int = 0
    """How many of them are new or differ from those before."""
    failure: str = ""
    """Why the build ended early, if that was not for a problem in the content."""
    trace: str = ""
    """The traceback of a mistake in sitegen itself."""
    seconds: float = 0.0


Build = Callable[[Path], Outcome]
"""Build into a folder. It reads the configuration anew each time and never raises for what it finds."""


def build_of(config: Path) -> Build:
    """Return a callable that builds the project of a configuration file, drafts included."""

    def run(site: Path) -> Outcome:
        started = time.perf_counter()
        return replace(_build(config, site), seconds=time.perf_counter() - started)

    return run


def _build(config: Path, site: Path) -> Outcome:
    try:
        project, problems = open_project(config)
        if project is None:
            return Outcome(tuple(every_problem(config)), published=False)
        report = build(project, site=site, drafts=True, search=False)
    except (OSError, UnsafeFolder) as error:
        return Outcome((), published=False, failure=f"a file could not be read or written: {error}")
    except Exception as error:  # noqa: BLE001 (a mistake of ours must not end the editor's preview)
        failure = f"this is a mistake in sitegen, please report it: {error!r}"
        return Outcome((), published=False, failure=failure, trace=traceback.format_exc())
    found = tuple(sorted({*problems, *report.problems}))
    return Outcome(found, report.published, report.files, report.changed)
