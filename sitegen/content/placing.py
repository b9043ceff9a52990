"""What a file of the content folder is by its name; and what was meant by a name that is wrong.

Whatever an editor may have meant for sitegen alone is never published: a check that is not finished
must not get out by a slip of the keyboard, a backup or a note.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from sitegen.content.links import sidecar_of
from sitegen.diagnostics import Diagnostic, Kind, Position, report
from sitegen.diagnostics.kinds import FILE_MISNAMED, FILE_WITHHELD

Place = Literal["article", "sidecar", "registry", "prose", "static", "unread"]

SIDECAR = ".annotations.yml"
ARTICLES = "articles/"
_TABLES = ("entities/", "sources/")
_LISTS = ("verdicts.yml", "contributors.yml")
_BACKUP = re.compile(r"(?:~|\.(?:bak|backup|old|orig|rej|save|tmp)\d*)$|(?<=.)#$", re.IGNORECASE)
_YAML = re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE)
_MARKDOWN = re.compile(r"\.(?:md|mdx|mkd|mkdn|mdown|markdown)(?:\.txt)?$", re.IGNORECASE)
_PAGE_LIKE = re.compile(r"\.(?:md|mkd|mkdn|mdown|markdown)$", re.IGNORECASE)
"""What MkDocs, or an editor, takes for a page."""
_SIDECAR_LIKE = re.compile(r"\.annot", re.IGNORECASE)
_SUFFIX = re.compile(r"[._-]annot.*", re.IGNORECASE)
_MEDIA = frozenset(
    "apng avif bmp gif heic ico jpeg jpg jxl png svg tif tiff webp "
    "aac flac m4a mp3 oga ogg opus wav m4v mkv mov mp4 ogv webm srt vtt "
    "csv geojson json ods pdf tsv xlsx zip".split()
)
"""The endings of files that are published from beside an article."""
_ALIKE = 0.7
_ELSEWHERE = "move it to a folder such as files/ if readers are to have it"


def place_of(name: str) -> Place:
    """Say what a file is; `name` is its path below the content folder. 'unread': none of sitegen's."""
    last = name.rpartition("/")[2]
    is_article = name.startswith(ARTICLES)
    if name.endswith(".md"):
        return "article" if is_article else "prose"
    if is_article and name.endswith(SIDECAR):
        return "sidecar"
    if name in _LISTS:
        return "registry"
    if name.startswith(_TABLES):
        return "registry" if last.endswith(".yml") and not _is_sidecar(last) else "unread"
    if _BACKUP.search(last) or _is_sidecar(last):
        return "unread"
    if is_article:
        return "static" if last.rpartition(".")[2].lower() in _MEDIA else "unread"
    if _PAGE_LIKE.search(last):
        return "unread"
    is_ours = "/" not in name or _folder_meant(name) or _list_meant(name)
    return "unread" if is_ours and _YAML.search(last) else "static"


def _is_sidecar(last: str) -> bool:
    """Say whether a file is called like a sidecar, or nearly."""
    return bool(_SIDECAR_LIKE.search(last) and _YAML.search(last))


def _folder_meant(name: str) -> str:
    """Return the folder of sitegen that the first folder of a path is nearly called, '' if none."""
    folder, slash, _ = name.partition("/")
    known = [each[:-1] for each in (ARTICLES, *_TABLES)]
    near = difflib.get_close_matches(folder.lower(), known, 1, _ALIKE) if slash else []
    return near[0] if near and near[0] != folder else ""


def _list_meant(name: str) -> str:
    """Return the file for whose content somebody made a folder, as `contributors/desk.yml`, '' if none."""
    folder, slash, _ = name.partition("/")
    names = (f"{folder.lower()}.yml", f"{folder.lower()}s.yml") if slash else ()
    return next((name for name in names if name in _LISTS), "")


class Meant(Struct, frozen=True):
    """A file that nobody reads, and the name that was probably meant."""

    problem: Diagnostic
    name: str
    """Below the content folder; '' if nobody can tell."""


def misplaced(unread: Iterable[tuple[str, str]], files: Collection[str]) -> Iterator[Meant]:
    """Yield what is to be said of files that are not read: pairs of their name and their path as shown.

    `files` are the names of all files. A file of another kind in the folders of the registry was
    never for sitegen, and nothing is said of it.
    """
    for name, path in unread:
        found = _meant(name, files)
        if found:
            kind, meant, reason = found
            hint = _hint(kind, name, meant, files) if meant else _ELSEWHERE
            yield Meant(report(kind, Position(path), hint=hint, reason=reason), meant)


def _meant(name: str, files: Collection[str]) -> tuple[Kind, str, str] | None:
    folder, slash, last = name.rpartition("/")
    above = folder + slash
    backup = _BACKUP.search(last)
    if backup:
        return FILE_WITHHELD, above + last[: backup.start()].strip("#"), "it looks like a backup"
    if _is_sidecar(last):
        if not name.startswith(ARTICLES):
            stem = _SUFFIX.sub("", last)
            return FILE_MISNAMED, ARTICLES + stem + SIDECAR, ""
        return FILE_MISNAMED, _sidecar_meant(above, last, files), ""
    yaml, markdown = _YAML.search(last), _MARKDOWN.search(last)
    if name.startswith(ARTICLES):
        if yaml:
            return FILE_MISNAMED, _sidecar_meant(above, last, files), ""
        if markdown:
            return FILE_MISNAMED, above + last[: markdown.start()] + ".md", ""
        article = above + last.removesuffix(".txt") + ".md"
        if last.endswith(".txt") and sidecar_of(article) in files and article not in files:
            return FILE_MISNAMED, article, ""
        return (
            FILE_WITHHELD,
            "",
            "beside articles only pictures, sound, films and data are published",
        )
    page = _PAGE_LIKE.search(last)
    if page and not name.startswith(_TABLES):
        return FILE_MISNAMED, above + last[: page.start()] + ".md", ""
    if not yaml:
        return None
    stem = last[: yaml.start()]
    if name.startswith(_TABLES):
        return FILE_MISNAMED, above + stem + ".yml", ""
    folder_meant = _folder_meant(name)
    if folder_meant:
        return FILE_MISNAMED, f"{folder_meant}/{above.partition('/')[2]}{stem}.yml", ""
    list_meant = _list_meant(name)
    near = difflib.get_close_matches(stem.lower() + ".yml", _LISTS, 1, _ALIKE)
    if list_meant or near:
        return FILE_MISNAMED, list_meant or near[0], ""
    return FILE_WITHHELD, "", "at the top of the content folder YAML is for sitegen"


def _sidecar_meant(above: str, last: str, files: Collection[str]) -> str:
    """Return the sidecar that a file beside articles was meant to be: that of the article it is named for."""
    inside = [name for name in files if name.startswith(above) and name.endswith(".md")]
    stems = {name[len(above) : -3] for name in inside if "/" not in name[len(above) :]}
    named = [stem for stem in stems if re.match(re.escape(stem) + r"(?![a-zA-Z0-9])", last)]
    stem = _SUFFIX.sub("", _YAML.sub("", last))
    near = difflib.get_close_matches(stem, stems, 1, _ALIKE)
    best = max(named, key=len) if named else near[0] if near else stem
    return sidecar_of(f"{above}{best}.md")


def _hint(kind: Kind, name: str, meant: str, files: Collection[str]) -> str:
    """Return a hint with the name that was meant: alone if the folder is the right one."""
    is_near = name.rpartition("/")[0] == meant.rpartition("/")[0]
    shown = meant.rpartition("/")[2] if is_near else meant
    if meant in files and kind is FILE_WITHHELD:
        return f"remove it: {shown!r} is there"
    if meant in files:
        return f"{shown!r} is there too: remove this one, or move into that one what it says"
    return f"did you mean {shown!r}?"
