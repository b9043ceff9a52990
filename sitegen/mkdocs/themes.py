"""sitegen's files for MkDocs themes: its own theme, and what it adds to others."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from sitegen.engine import Project
from sitegen.engine.project import theme_folders

_STYLES = ("assets/body.css", "assets/languages.css", "assets/host.css")
"""The last is written for one MkDocs theme; only some have it."""
_SCRIPT = "assets/reader.js"


def equip(config: MkDocsConfig, project: Project) -> None:
    """Add sitegen's folders for the theme of a site, and its style sheets and script."""
    theme = config.theme
    name = theme.name or project.configuration.options.theme
    folders = [str(found.resolve()) for found in theme_folders(project, name) if found.is_dir()]
    known = {os.path.realpath(folder) for folder in theme.dirs}
    after = 1 if theme.custom_dir else 0
    theme.dirs[after:after] = [folder for folder in folders if folder not in known]
    if _has(theme.dirs, "404.html"):
        theme.static_templates.add("404.html")
    styles = [name for name in _STYLES if name == _STYLES[0] or _has(theme.dirs, name)]
    config.extra_css[:0] = [style for style in styles if style not in config.extra_css]
    if _SCRIPT not in map(str, config.extra_javascript):
        config.extra_javascript.append(_SCRIPT)


def is_own(config: MkDocsConfig) -> bool:
    """Say whether a site wears a theme of sitegen."""
    return config.theme.name is None and _has(config.theme.dirs, "theme.yml")


def _has(folders: list[str], name: str) -> bool:
    return any((Path(folder) / name).is_file() for folder in folders)
