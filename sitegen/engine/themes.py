"""Where a theme is: the folders that make it, nearest first, and the files in them.

A site's own `themes/<name>/` stands before the theme of that name that comes with sitegen, and both
before the theme that theme.yml names as its parent. A file of a nearer folder takes the place of one
of the same name farther on; as `<name>/<file>` a template stays in reach of the one that replaces it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from sitegen.content.declaration import Declaration, read_declaration
from sitegen.content.fields import is_path
from sitegen.content.suggestions import did_you_mean
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import THEME_BROKEN
from sitegen.engine.tree import File, Stamp, Walks, read_text, reason_of, unreadable
from sitegen.render import ThemeFile
from sitegen.render.language import OWN, SHIPPED
from sitegen.site.words import fault

THEMES = "themes"
"""The folder beside mkdocs.yml that holds a site's own themes, and its files for others."""
DECLARATION = "theme.yml"
_CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
"""What sitegen says in other languages."""

Trees = dict[str, dict[str, Stamp]]
"""The stamps of files, by the folder that was walked and their name below it."""


class Layer(Struct, frozen=True):
    """A folder that may hold files of a theme, whether it is there or not."""

    theme: str
    folder: Path


class FoundTheme(Struct, frozen=True):
    """A theme on disk."""

    layers: tuple[Layer, ...] = ()
    """Nearest first."""
    declarations: tuple[Declaration, ...] = ()
    """The theme.yml files, nearest first."""

    @property
    def folders(self) -> list[Path]:
        """The folders that are there, nearest first."""
        return [layer.folder for layer in self.layers if is_folder(layer.folder)]

    def has_asset(self, name: str) -> bool:
        """Say whether a file stands below the assets."""
        return is_inside(name) and any(is_file(folder / "assets" / name) for folder in self.folders)

    def read(
        self, walks: Walks | None = None
    ) -> tuple[dict[str, ThemeFile], Trees, list[Diagnostic]]:
        """Return the files by their name, and what the system says of all that are, or could be, there."""
        files: dict[str, ThemeFile] = {}
        named: dict[str, ThemeFile] = {}
        trees: Trees = {os.path.abspath(layer.folder): {} for layer in self.layers}
        problems: list[Diagnostic] = []
        for layer in self.layers:
            if not is_folder(layer.folder):
                continue
            found, wrong = (walks or Walks()).of(layer.folder)
            problems += wrong
            trees[os.path.abspath(layer.folder)] = {file.name: file.stamp for file in found}
            for file in found:
                is_template = file.name.endswith(".html")
                if file.name in files and not is_template:
                    continue
                try:
                    read = ThemeFile(file.shown, file.path.read_bytes())
                except OSError as error:
                    problems.append(unreadable(file.shown, reason_of(error)))
                    continue
                files.setdefault(file.name, read)
                if is_template:
                    named[f"{layer.theme}/{file.name}"] = read
        found, wrong = (walks or Walks()).of(_CATALOGUES)
        trees[os.path.abspath(_CATALOGUES)] = {file.name: file.stamp for file in found}
        files |= {
            SHIPPED + file.name: ThemeFile(file.shown, file.path.read_bytes()) for file in found
        }
        return named | files, trees, [*problems, *wrong, *_faults(files)]


def _faults(files: Mapping[str, ThemeFile]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the catalogues of the theme itself."""
    for name, file in files.items():
        if name.startswith(OWN) and name.endswith(".po"):
            wrong = fault(file.content)
            if wrong:
                yield report(THEME_BROKEN, Position(file.path, wrong[0]), reason=wrong[1])


def is_folder(path: Path) -> bool:
    """Say whether there is a folder at a path; what cannot be a path leads to none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Say whether there is a file at a path; what cannot be a path leads to none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_inside(name: str) -> bool:
    """Say whether a path is that of a file below a folder, and not a hidden one."""
    return all(part and not part.startswith(".") for part in name.split("/"))


def find_theme(root: Path, name: str, at: Position) -> tuple[FoundTheme | None, list[Diagnostic]]:
    """Return the theme of a site in the folder `root`; `at` is where it is named."""
    layers: list[Layer] = []
    declarations: list[Declaration] = []
    while name:
        is_name = "/" not in name and not name.startswith(".") and is_path(name)
        folders = theme_folders(root, name) if is_name else ()
        places = [Layer(name, folder) for folder in folders]
        if not is_name or not any(is_folder(layer.folder) for layer in places):
            reason, hint = f"there is no theme {name!r}", _known(root, name, layers)
            return None, [report(THEME_BROKEN, at, reason=reason, hint=hint)]
        if name in {layer.theme for layer in layers}:
            reason = f"{name!r} builds on itself"
            return None, [report(THEME_BROKEN, at, reason=reason)]
        layers += places
        name = ""
        for layer in places:
            found, problems = _declaration(layer.folder)
            if problems:
                return None, problems
            if found:
                declarations.append(found)
                if not name and found.fields.parent:
                    name, at = found.fields.parent, found.document.at(("parent",))
    return FoundTheme(tuple(layers), tuple(declarations)), []


def _known(root: Path, name: str, layers: Iterable[Layer]) -> str:
    """Return what a theme may be called, as a hint; no theme is its own parent."""
    folders = {folder.parent for folder in theme_folders(root, "any")}
    found = {path.parent.name for folder in folders for path in folder.glob(f"*/{DECLARATION}")}
    names = sorted(found - {layer.theme for layer in layers})
    return did_you_mean(name, names) or f"the themes are: {', '.join(names)}"


def theme_folders(root: Path, name: str) -> Iterator[Path]:
    """Yield where a theme may be, nearest first: in the site, then where sitegen is installed."""
    yield root / THEMES / name
    package = Path(__file__).resolve().parent.parent
    shipped = package / THEMES / name
    checkout = package.parent / THEMES / name
    found = shipped if is_folder(shipped) else checkout
    if found.resolve() != (root / THEMES / name).resolve():
        yield found


def _declaration(folder: Path) -> tuple[Declaration | None, list[Diagnostic]]:
    path = folder / DECLARATION
    if not is_file(path):
        return None, []
    source, problems = read_text(File.at(path))
    if source is None:
        return None, problems
    return read_declaration(source)
