"""The registry of a project, of which only the files are read that changed since they were read last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from sitegen.content import Registry
from sitegen.content.nodes import Document, read_yaml
from sitegen.content.registry import (
    ANY,
    CONTRIBUTORS,
    ENTITIES,
    SOURCES,
    VERDICTS,
    Kind,
    Said,
    Written,
    joined,
    read_entries,
    written,
)
from sitegen.diagnostics import Diagnostic, Source
from sitegen.engine.cache import Cache
from sitegen.engine.records import is_settled
from sitegen.engine.tree import (
    LARGEST_TEXT,
    File,
    Stamp,
    not_read,
    read_bytes,
    read_text,
    text_of,
)

_NAMED = "registry/"


class Remembered(Struct, frozen=True):
    """Where files of the registry are remembered, and with what they were read."""

    memory: Cache
    tools: bytes
    """What reads: another version may find other problems."""
    looked: int
    """When this build began, in nanoseconds since 1970."""


class _Kept(Struct, frozen=True, array_like=True):
    """What is kept of a file."""

    path: str
    """As its problems show it, which is another one from another working directory."""
    stamp: Stamp
    looked: int
    """When the build that read it began."""
    tools: bytes
    said: Said


def read(files: Iterable[File], remembered: Remembered | None) -> tuple[Registry, list[Diagnostic]]:
    """Read the files of a registry, or what is remembered of them."""
    problems: list[Diagnostic] = []
    kinds: dict[str, list[tuple[Written, Said]]] = {}
    for file in files:
        place = _place(file.name)
        kinds.setdefault(place, []).extend(_said(_KINDS[place], file, remembered, problems))
    registry, wrong = joined(*(kinds.get(place, ()) for place in _KINDS))
    return registry, problems + wrong


_KINDS: dict[str, Kind[Any]] = {
    "entities/": ENTITIES,
    "sources/": SOURCES,
    "verdicts.yml": VERDICTS,
    "contributors.yml": CONTRIBUTORS,
}


def _place(name: str) -> str:
    folder, slash, _ = name.partition("/")
    return folder + slash


def _said(
    kind: Kind[Any], file: File, remembered: Remembered | None, problems: list[Diagnostic]
) -> Iterator[tuple[Written, Said]]:
    known = remembered and remembered.memory.get(_NAMED + file.name, _Kept)
    if (
        known
        and remembered
        and (known.path, known.stamp, known.tools) == (file.shown, file.stamp, remembered.tools)
        and is_settled(known.stamp, known.looked)
    ):
        yield Written(file.shown, partial(_document, file)), known.said
        return
    try:
        data, stamp = read_bytes(file.path, LARGEST_TEXT)
    except OSError as error:
        problems.append(not_read(file.shown, error))
        yield _lost(file)
        return
    source, wrong = text_of(file, data)
    problems += wrong
    if source is None:
        yield _lost(file)
        return
    said = read_entries(kind, source)
    if remembered:
        kept = _Kept(file.shown, stamp, remembered.looked, remembered.tools, said)
        remembered.memory.put([(_NAMED + file.name, msgspec.msgpack.encode(kept))])
    yield written(source), said


def _lost(file: File) -> tuple[Written, Said]:
    """Return what is known of a file that cannot be read: it may have any id."""
    return Written(file.shown, partial(_document, file)), Said((), (), (), (ANY,))


def _document(file: File) -> Document:
    """Read a file that is remembered once more, for the places in it."""
    source, _ = read_text(file)
    return read_yaml(source or Source(file.shown, ""))[0]


def forget(files: Iterable[File], memory: Cache) -> None:
    """Forget the files that are no more."""
    gone = memory.names(_NAMED) - {file.name for file in files}
    memory.remove(_NAMED + name for name in gone)
