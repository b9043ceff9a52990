"""Files in a site's own theme folders that nothing asks for: most often their name is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sitegen.content.suggestions import did_you_mean
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import THEME_FILE_UNUSED
from sitegen.engine.themes import DECLARATION, THEMES, FoundTheme, Layer, theme_folders
from sitegen.engine.tree import File, Walks
from sitegen.render import ThemeFile

_DEFAULT = "broadsheet"
"""The theme whose files have the names that sitegen asks for."""
_TEXTS = (".css", ".html", ".js", ".mjs", ".svg", ".typ", ".xml", ".yml")
_ASSETS = (
    ".css", ".js", ".mjs", ".woff2", ".woff", ".ttf", ".otf",
    ".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp",
)  # fmt: skip
_COMPUTED = re.compile(
    rb"(?:\b(?:include|import|from|extends)\s+|asset[(]\s*|assets\[\s*)(?![\s\"'\[])"
)
"""Where a template asks for a name that is known only when it runs."""


def unused_files(
    root: Path, theme: FoundTheme, files: Mapping[str, ThemeFile], configuration: str
) -> Iterator[Diagnostic]:
    """Yield a warning for each file of the site's own that neither sitegen nor the theme asks for.

    `files` are those of the theme, `configuration` is the text of mkdocs.yml, which may name some too.
    """
    own = [layer for layer in theme.layers if _is_own(layer, root) and layer.folder.is_dir()]
    yield from _unused_folders(root, theme)
    if not own:
        return
    shipped = _shipped_names(root, theme)
    inside = [(layer, file) for layer in own for file in Walks().of(layer.folder)[0]]
    doubtful = [
        (layer, file)
        for layer, file in inside
        if file.name not in shipped and _may_be_asked_for(file.name)
    ]
    if not doubtful:
        return
    texts = {file.path: file.content for name, file in files.items() if name.endswith(_TEXTS)}
    is_computed = any(_COMPUTED.search(texts.get(file.shown, b"")) for _, file in inside)
    for layer, file in doubtful:
        others = (text for path, text in texts.items() if path != file.shown)
        if _is_named(file.name, (*others, configuration.encode())):
            continue
        hint = _meant(file.name, shipped)
        if not hint and (
            is_computed or not file.name.startswith(("assets/", "bodies/", "partials/"))
        ):
            continue
        yield report(
            THEME_FILE_UNUSED, Position(file.shown), hint=hint, name=file.name, theme=layer.theme
        )


def _is_own(layer: Layer, root: Path) -> bool:
    shipped = list(theme_folders(root, layer.theme))[1:]
    is_below = layer.folder == root / THEMES / layer.theme
    return is_below and not any(folder.resolve() == layer.folder.resolve() for folder in shipped)


def _shipped_names(root: Path, theme: FoundTheme) -> set[str]:
    """Return the names of the files that the themes of sitegen have."""
    names = {DECLARATION}
    folders = [layer.folder for layer in theme.layers if not _is_own(layer, root)]
    folders += list(theme_folders(root, _DEFAULT))[-1:]
    for folder in folders:
        if folder.is_dir():
            names.update(file.name for file in Walks().of(folder)[0])
    return names


def _may_be_asked_for(name: str) -> bool:
    is_template = name.endswith((".html", ".yml", ".yaml"))
    return not name.startswith("locale/") and (is_template or name.endswith(_ASSETS))


def _is_named(name: str, texts: tuple[bytes, ...]) -> bool:
    """Say whether a file is named in a text, by its path or by its name alone."""
    last = name.rpartition("/")[2].encode()
    if name.startswith("bodies/"):
        last = name.encode()
    return any(last in text for text in texts)


def _meant(name: str, known: set[str]) -> str:
    """Return a hint with the name that was meant, '' if none is near."""
    folder, slash, last = name.rpartition("/")
    places = [other.rpartition("/") for other in sorted(known)]
    near = did_you_mean(last, [other for place, _, other in places if place == folder])
    if near:
        return near.replace("mean '", f"mean '{folder}{slash}")
    elsewhere = sorted(other for other in known if other.rpartition("/")[2] == last)
    if elsewhere:
        return f"did you mean {elsewhere[0]!r}?"
    near = did_you_mean(folder, sorted({other.rpartition("/")[0] for other in known} - {""}))
    if slash and near and folder not in {other.rpartition("/")[0] for other in known}:
        return near.replace("'?", f"/{last}'?")
    if not slash and name.endswith(_ASSETS):
        return f"move it to 'assets/{name}', and name it in a template"
    return ""


def _unused_folders(root: Path, theme: FoundTheme) -> Iterator[Diagnostic]:
    """Yield a warning for a folder that is nearly called as the theme, and is not read."""
    used = sorted({layer.theme for layer in theme.layers})
    folder = root / THEMES
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_theme = path.name in used or any(
            (place / DECLARATION).is_file() for place in theme_folders(root, path.name)
        )
        hint = "" if is_theme or not path.is_dir() else did_you_mean(path.name, used)
        if hint:
            at = Position(File.at(path).shown)
            yield report(THEME_FILE_UNUSED, at, hint=hint, name=path.name, theme=used[0])
