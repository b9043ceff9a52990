"""Reading a folder: which files there are, and their text. Nothing outside the folder is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import FILE_UNREADABLE

LARGEST_TEXT = 32 * 1024 * 1024
"""In bytes. The longest page that we know of has 2.5 MB."""


@dataclass(frozen=True, slots=True)
class File:
    """A file below a folder."""

    name: str
    """Its path below the folder, with slashes."""
    path: Path
    shown: str
    """Its path as problems show it: relative to the working directory."""


def walk(folder: Path) -> tuple[list[File], list[Diagnostic]]:
    """Return the files below a folder, sorted by name. Hidden ones are left out.

    A link to a file inside the folder counts as that file; other links are problems.
    """
    problems: list[Diagnostic] = []
    files = sorted(_walk(folder, folder.resolve(), "", problems), key=lambda file: file.name)
    return files, problems


def _walk(folder: Path, root: Path, above: str, problems: list[Diagnostic]) -> Iterator[File]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(unreadable(shown(folder), _reason(error)))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path, name = Path(entry.path), above + entry.name
        if not _is_text(entry.name):
            reason = "its name is not UTF-8"
            problems.append(unreadable(ascii(shown(path))[1:-1], reason))
        elif entry.is_symlink():
            target = Path(os.path.realpath(path))
            if target.is_relative_to(root) and target.is_file():
                yield File(name, path, shown(path))
            else:
                problems.append(
                    unreadable(shown(path), "it is a link that leads to no file in here")
                )
        elif entry.is_dir():
            yield from _walk(path, root, name + "/", problems)
        elif entry.is_file():
            yield File(name, path, shown(path))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_text(file: File) -> tuple[Source | None, list[Diagnostic]]:
    """Read a file as UTF-8 text; line ends become line feeds and a leading byte-order mark is dropped."""
    try:
        data = read_bytes(file.path, LARGEST_TEXT)
    except OSError as error:
        return None, [unreadable(file.shown, _reason(error))]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        at = Position(file.shown, line, 1)
        return None, [report(FILE_UNREADABLE, at, reason=f"byte {error.start} is not UTF-8")]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = Source(file.shown, text)
    nul = text.find("\0")
    if nul >= 0:
        return None, [
            report(FILE_UNREADABLE, source.position(nul), reason="it holds a NUL character")
        ]
    return source, []


def read_bytes(path: Path, largest: int) -> bytes:
    """Return the content of a regular file of at most `largest` bytes; OSError for any other."""
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is not a file")
        if status.st_size > largest:
            raise OSError(f"it is larger than {largest // (1024 * 1024)} MB")
        data = file.read(largest + 1)
    if len(data) > largest:
        raise OSError(f"it is larger than {largest // (1024 * 1024)} MB")
    return data


def unreadable(path: str, reason: str) -> Diagnostic:
    """Return the problem of a file that cannot be read."""
    return report(FILE_UNREADABLE, Position(path), reason=reason)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def shown(path: Path) -> str:
    """Return a path as problems show it: relative to the working directory, with slashes."""
    return os.path.relpath(path).replace(os.sep, "/")
