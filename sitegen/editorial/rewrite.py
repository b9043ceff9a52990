"""Changing a file that an editor wrote: only the edited places, and never half a file."""

from __future__ import annotations

import codecs
import os
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path

from sitegen.diagnostics import Source
from sitegen.editorial.edits import Edit, apply_edits


class ChangedMeanwhile(Exception):  # noqa: N818 (a fact about the file)
    """The file is no longer what it was when the edits were made for it."""


def rewrite(
    path: Path, source: Source, edits: Iterable[Edit], verify: Callable[[str], None]
) -> None:
    """Apply edits, made for `source`, to the file it was read from.

    Line ends and a byte-order mark stay as they are. What was written is read back and given to
    `verify` before it takes the place of the file. Raises ChangedMeanwhile, OSError, or what `verify`
    raises, and leaves the file alone then.
    """
    data = path.read_bytes()
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    raw = data.removeprefix(mark).decode()
    if _as_read(raw) != source.text:
        raise ChangedMeanwhile(f"{path} was changed meanwhile")
    ends = [n - i for i, n in enumerate(_found(raw, "\r\n"))]
    line_end = "\r\n" if len(ends) * 2 > source.text.count("\n") else "\n"

    def at(offset: int) -> int:
        return offset + bisect_left(ends, offset)

    moved = [Edit(at(e.start), at(e.end), e.text.replace("\n", line_end)) for e in edits]
    _replace(path, mark + apply_edits(raw, moved).encode(), verify)


def _as_read(raw: str) -> str:
    """Return the text of a file with the line ends that YAML is read with."""
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def _found(text: str, what: str) -> Iterable[int]:
    at = text.find(what)
    while at >= 0:
        yield at
        at = text.find(what, at + 1)


def _replace(path: Path, data: bytes, verify: Callable[[str], None]) -> None:
    real = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{real.name}-", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        verify(_as_read(Path(name).read_bytes().removeprefix(codecs.BOM_UTF8).decode()))
        Path(name).chmod(real.stat().st_mode & 0o7777)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
