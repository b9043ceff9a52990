"""A project on disk: its configuration, its content folder and its theme."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.content import Configuration, read_configuration
from sitegen.content.configuration import inherits
from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import OPTION_WRONG, THEME_BROKEN
from sitegen.engine.digests import Name
from sitegen.engine.needs import Noted
from sitegen.engine.tree import File, Stamp, Walks, read_text, shown, unreadable
from sitegen.render import ThemeFile
from sitegen.render.language import OWN, SHIPPED, catalogues
from sitegen.site.words import Catalogues, fault

DEFAULT_THEME = "broadsheet"
_MOST_FILES = 9
_CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
"""What sitegen says in other languages."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project is, and what mkdocs.yml says."""

    configuration: Configuration
    config_path: Path
    root: Path
    """The folder of mkdocs.yml."""
    configurations: tuple[Path, ...] = ()
    """The configuration files that were read: mkdocs.yml and what it inherits from."""
    variables: tuple[str, ...] = ()
    """The environment variables that they asked for."""

    @property
    def content(self) -> Path:
        """The content folder."""
        return self.root / self.configuration.content_dir

    @property
    def site(self) -> Path:
        """The folder of the finished site, unless the command names another."""
        return self.root / self.configuration.site_dir


def open_project(config: Path) -> tuple[Project | None, list[Diagnostic]]:
    """Read mkdocs.yml and what it inherits from."""
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
    project = Project(configuration, config, config.parent, tuple(files), variables)
    content = project.content
    if not content.is_dir():
        at = Position(source.path)
        folder_name = repr(configuration.content_dir)
        problems.append(
            report(
                OPTION_WRONG, at, key="docs_dir", expected="a folder that exists", found=folder_name
            )
        )
        return None, problems
    return project, problems


def configurations(config: Path) -> Iterator[tuple[Path, Source | None, list[Diagnostic]]]:
    """Yield a configuration and the files that it inherits from, nearest first, with their texts.

    A file that cannot be read is the last one; it comes with the problems.
    """
    for _ in range(_MOST_FILES):
        source, problems = read_text(File.at(config))
        yield config, source, problems
        name = inherits(source) if source else ""
        if not name:
            return
        config = config.parent / name


def theme_files(project: Project) -> tuple[dict[str, ThemeFile], list[Diagnostic]]:
    """Read the theme that the options name: the site's own files first, then those of the wheel."""
    files, _, problems = theme_with_stamps(project)
    return files, problems


def catalogues_of(project: Project) -> Catalogues:
    """Return what the pages of a project say in words of their own."""
    files, _, _ = theme_with_stamps(project)
    return catalogues({name: file.content for name, file in files.items()})


Trees = dict[str, dict[str, Stamp]]
"""The stamps of files, by the folder that was walked and their name below it."""


def theme_with_stamps(
    project: Project, walks: Walks | None = None
) -> tuple[dict[str, ThemeFile], Trees, list[Diagnostic]]:
    """Read the theme, and say what the system says of every file that is, or could be, in it."""
    name = project.configuration.options.theme
    places = list(theme_folders(project, name))
    folders = [folder for folder in places if folder.is_dir()]
    if not folders or "/" in name or name.startswith("."):
        at = Position(shown(project.config_path))
        return {}, {}, [report(THEME_BROKEN, at, reason=f"there is no theme {name!r}")]
    files: dict[str, ThemeFile] = {}
    trees: Trees = {os.path.abspath(folder): {} for folder in places}
    problems: list[Diagnostic] = []
    for folder, below in (*((folder, "") for folder in folders), (_CATALOGUES, SHIPPED)):
        found, wrong = (walks or Walks()).of(folder)
        problems += wrong
        trees[os.path.abspath(folder)] = {file.name: file.stamp for file in found}
        for file in found:
            if below + file.name in files:
                continue
            try:
                files[below + file.name] = ThemeFile(file.shown, file.path.read_bytes())
            except OSError as error:
                problems.append(unreadable(file.shown, str(error.strerror).lower()))
    return files, trees, [*problems, *_faults(files)]


def _faults(files: Mapping[str, ThemeFile]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the catalogues of the theme itself."""
    for name, file in files.items():
        if name.startswith(OWN) and name.endswith(".po"):
            found = fault(file.content)
            if found:
                yield report(THEME_BROKEN, Position(file.path, found[0]), reason=found[1])


def theme_folders(project: Project, name: str) -> Iterator[Path]:
    """Yield where a theme may be, nearest first: in the site, then where sitegen is installed."""
    yield project.root / "themes" / name
    package = Path(__file__).resolve().parent.parent
    shipped = package / "themes" / name
    checkout = package.parent / "themes" / name
    found = shipped if shipped.is_dir() else checkout
    if found.resolve() != (project.root / "themes" / name).resolve():
        yield found
