"""sitegen's files for MkDocs themes: its own theme, and what it adds to others."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.localization import install_translations

from sitegen.engine import Project
from sitegen.engine.themes import theme_folders
from sitegen.render import Theme

_STYLES = ("options.css", "body.css", "languages.css")
"""The style sheets of the bodies, in any shell."""
_HOST = "assets/host.css"
"""A style sheet that is written for one MkDocs theme; only some have it."""
_SCRIPTS = ("reader.js",)


def equip(config: MkDocsConfig, project: Project, bodies: Theme) -> None:
    """Add sitegen's folders for the theme of a site, and the style sheets and scripts of its bodies."""
    theme = config.theme
    found = theme_folders(project.root, theme.name) if theme.name else project.theme.folders
    folders = [str(folder.resolve()) for folder in found if folder.is_dir()]
    known = {os.path.realpath(folder) for folder in theme.dirs}
    after = 1 if theme.custom_dir else 0
    theme.dirs[after:after] = [folder for folder in folders if folder not in known]
    if _has(theme.dirs, "404.html"):
        theme.static_templates.add("404.html")
    styles = [bodies.named_assets[name].address for name in _STYLES if name in bodies.named_assets]
    styles += [_HOST] if _has(theme.dirs, _HOST) else []
    config.extra_css[:0] = [style for style in styles if style not in config.extra_css]
    there = {str(script) for script in config.extra_javascript}
    scripts = [
        bodies.named_assets[name].address for name in _SCRIPTS if name in bodies.named_assets
    ]
    config.extra_javascript += [script for script in scripts if script not in there]
    log = logging.getLogger(install_translations.__module__)
    log.removeFilter(_is_not_of_catalogues)
    if is_own(config):
        log.addFilter(_is_not_of_catalogues)


def _is_not_of_catalogues(record: logging.LogRecord) -> bool:
    """Keep MkDocs from missing catalogues in its own form: a theme of sitegen has others.

    Under `--strict` that warning would end the build of every site that is not in English.
    """
    return not record.getMessage().startswith("No translations could be found")


def reach(env: Environment, project: Project) -> None:
    """Let a template name the one that it replaces: `broadsheet/main.html`, as natively."""
    assert env.loader is not None
    # The farthest folder of a theme's name is the theme itself, the nearer one is the site's.
    farthest = {layer.theme: str(layer.folder) for layer in project.theme.layers}
    named = {theme: FileSystemLoader(folder) for theme, folder in farthest.items()}
    env.loader = ChoiceLoader([env.loader, PrefixLoader(named)])


def is_own(config: MkDocsConfig) -> bool:
    """Say whether a site wears a theme of sitegen."""
    return config.theme.name is None and _has(config.theme.dirs, "theme.yml")


def _has(folders: list[str], name: str) -> bool:
    return any((Path(folder) / name).is_file() for folder in folders)
