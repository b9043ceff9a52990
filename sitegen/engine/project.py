"""A project on disk: its configuration, its content folder and its theme."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from sitegen.content import Appearance, Configuration, read_configuration
from sitegen.content.choosing import read_appearance
from sitegen.content.configuration import inherits
from sitegen.content.placing import place_of
from sitegen.diagnostics import Diagnostic, Position, Source, has_errors, report
from sitegen.diagnostics.kinds import OPTION_WRONG
from sitegen.engine.digests import Name
from sitegen.engine.needs import Noted
from sitegen.engine.themes import (
    DECLARATION,
    FoundTheme,
    find_theme,
    is_file,
    is_folder,
    is_inside,
    theme_folders,
)
from sitegen.engine.tree import File, read_text, reason_of

_MOST_FILES = 9


class Project(Struct, frozen=True):
    """Where a project is, and what mkdocs.yml says."""

    configuration: Configuration
    config_path: Path
    root: Path
    """The folder of mkdocs.yml."""
    configurations: tuple[Path, ...] = ()
    """The configuration files that were read: mkdocs.yml and what it inherits from."""
    variables: tuple[str, ...] = ()
    """The environment variables that they asked for."""
    theme: FoundTheme = field(default_factory=FoundTheme)
    opened: int = 0
    """When its files were first looked at, in nanoseconds since 1970."""
    appearance: Appearance = field(default_factory=Appearance)
    """What is chosen for each option of the theme."""

    @property
    def content(self) -> Path:
        """The content folder."""
        return self.root / self.configuration.content_dir

    @property
    def site(self) -> Path:
        """The folder of the finished site, unless the command names another."""
        return self.root / self.configuration.site_dir

    def publishes(self, name: str) -> bool:
        """Say whether the content folder has a file that is published as it is."""
        return place_of(name) == "static" and is_inside(name) and is_file(self.content / name)


def open_project(config: Path) -> tuple[Project | None, list[Diagnostic]]:
    """Read mkdocs.yml and what it inherits from; there is no project if they have errors."""
    project, problems = open_in_part(config)
    return None if has_errors(problems) else project, problems


def open_in_part(config: Path) -> tuple[Project | None, list[Diagnostic]]:
    """Read mkdocs.yml and what it inherits from. With errors in them the content can be checked only.

    There is no project if the content cannot be found.
    """
    opened = time.time_ns()
    files, sources = [], []
    for file, source, wrong in configurations(config):
        if source is None:
            return None, wrong
        files.append(file)
        sources.append(source)
    source, *parents = sources
    asked: set[Name] = set()
    environment = Noted("environment", os.environ, asked)
    configuration, problems = read_configuration(source, tuple(parents), environment=environment)
    if configuration is None:
        return None, problems
    variables = tuple(sorted(name for _, name in asked))
    project = Project(configuration, config, config.parent, tuple(files), variables, opened=opened)
    content = project.content
    wrong = list(_site_problems(project, source))
    problems += wrong
    if wrong:
        return None, problems
    if not is_folder(content):
        at = configuration.folders_at.get("docs_dir", Position(source.path))
        name = repr(configuration.content_dir)
        hint = "write `docs_dir: content`, or the name of the folder with your texts"
        expected = "a folder that exists"
        problems.append(
            report(OPTION_WRONG, at, hint=hint, key="docs_dir", expected=expected, found=name)
        )
        return None, problems
    problems += _own_theme_of_mkdocs(project)
    theme, wrong = find_theme(project.root, configuration.options.theme, configuration.theme_at)
    problems += wrong
    if theme is None:
        return project, problems
    chosen, wrong = read_appearance(
        theme.declarations, configuration.theme_options, theme.has_asset, project.publishes
    )
    problems += wrong
    return replace(project, theme=theme, appearance=chosen), problems


def _own_theme_of_mkdocs(project: Project) -> Iterator[Diagnostic]:
    """Yield a warning for a theme of sitegen that is named where the one of MkDocs belongs."""
    configuration = project.configuration
    name = configuration.host_theme
    if not name or name == configuration.options.theme or not is_inside(name) or "/" in name:
        return
    if any((folder / DECLARATION).is_file() for folder in theme_folders(project.root, name)):
        hint = (
            f"it is a theme of sitegen: write `theme: {name}` below `- sitegen:`, under `plugins:`"
        )
        at, expected, was = configuration.host_theme_at, "a theme of MkDocs", repr(name)
        yield report(
            OPTION_WRONG,
            at,
            severity="warning",
            hint=hint,
            key="theme",
            expected=expected,
            found=was,
        )


def _site_problems(project: Project, source: Source) -> Iterator[Diagnostic]:
    """Yield the problem of a folder for the site that cannot be one."""
    try:
        project.site.resolve().is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links
        name = project.configuration.site_dir
        at = project.configuration.folders_at.get("site_dir", Position(source.path))
        hint = f"{name!r} cannot be looked at: {reason_of(error)}"
        expected = "a folder that can be made"
        yield report(
            OPTION_WRONG, at, hint=hint, key="site_dir", expected=expected, found=repr(name)
        )


def configurations(config: Path) -> Iterator[tuple[Path, Source | None, list[Diagnostic]]]:
    """Yield a configuration and the files that it inherits from, nearest first, with their texts.

    A file that cannot be read is the last one; it comes with the problems.
    """
    for _ in range(_MOST_FILES):
        source, problems = read_text(File.at(config))
        yield config, source, problems
        name, wrong = inherits(source) if source else ("", [])
        if wrong:
            yield config, None, wrong
        if not name:
            return
        config = config.parent / name
