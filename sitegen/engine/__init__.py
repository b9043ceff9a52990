"""The disk, the clock and processes: reading a project, building it, publishing it whole."""

from sitegen.engine.build import Report, build
from sitegen.engine.project import Project, open_project
from sitegen.engine.site import Loaded, Page, load, render

__all__ = ["Loaded", "Page", "Project", "Report", "build", "load", "open_project", "render"]
