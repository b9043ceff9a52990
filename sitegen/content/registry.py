"""What a whole site shares: entities, sources, verdicts, contributors.

A large site has tens of thousands of them, of which an article uses a few. So they are kept packed,
each by itself, and become values when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import partial
from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from sitegen.content import hints, models
from sitegen.content.fields import Fields, is_id
from sitegen.content.naming import NameIndex, as_question
from sitegen.content.nodes import Document, read_yaml
from sitegen.content.suggestions import Suggestions
from sitegen.content.validation import (
    THIS_FILE,
    found,
    proposed_id,
    validate,
    without_nothing,
    wrong_id,
)
from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import FIELD_MISSING, FIELD_WRONG, ID_REPEATED
from sitegen.diagnostics.limits import PROBLEMS

Model = TypeVar("Model", bound=Fields)
Table = Literal["entities", "sources", "verdicts", "contributors"]
ANY = "*"
"""Stands for every id of a table: one of its files could not be read, so it may have any."""
_MOST_KEPT = 16_384
"""How many entries of a kind stay unpacked, about a kilobyte each."""


class Said(Struct, frozen=True, array_like=True):
    """What a file of the registry says, packed."""

    ids: tuple[str, ...]
    values: tuple[bytes, ...]
    """The fields of each of them, which are known to be right."""
    problems: tuple[Diagnostic, ...]
    """What is wrong in the file by itself."""
    broken: tuple[str, ...] = ()
    """The ids that are there and could not be read."""


class Written:
    """Where a file of the registry has its values: it is read again when a problem is about one."""

    __slots__ = ("_document", "_read", "path")

    def __init__(self, path: str, read: Callable[[], Document]) -> None:
        """Take the path as problems show it, and what reads the file."""
        self.path = path
        self._read = read
        self._document: Document | None = None

    def at(self, path: tuple[str | int, ...] = (), *, key: bool = False) -> Position:
        """Return where the value at `path` begins, or its key."""
        return self._opened().at(path, key=key)

    def find(self, path: tuple[str | int, ...], *ways: str) -> Position:
        """Return where words stand in the value at `path`, or where it begins."""
        return self._opened().find(path, *ways)

    def within(self, path: tuple[str | int, ...], text: str, line: int, column: int) -> Position:
        """Return where a place of the text at `path` stands; its line and column count from 0."""
        return self._opened().within(path, text, line, column)

    def _opened(self) -> Document:
        if self._document is None:
            self._document = self._read()
        return self._document

    def __getstate__(self) -> tuple[str, Callable[[], Document]]:
        """Travel to another process without what was read."""
        return self.path, self._read

    def __setstate__(self, state: tuple[str, Callable[[], Document]]) -> None:
        self.path, self._read = state
        self._document = None


class Entry(Struct, Generic[Model], frozen=True):
    """A value of the registry, and where it stands."""

    id: str
    value: Model
    document: Written

    def at(self, *path: str | int) -> Position:
        """Return where a field of it stands; its id without a path."""
        return self.document.at((self.id, *path), key=not path)


class Entries(Mapping[str, Entry[Model]]):
    """The entries of one kind, by their ids, in the order of their files."""

    def __init__(self, model: type[Model]) -> None:
        """Begin without one."""
        self._model = model
        self._packed: dict[str, tuple[Written, bytes]] = {}
        self._kept: dict[str, Entry[Model]] = {}
        self._by_name: NameIndex | None = None

    @property
    def by_name(self) -> NameIndex:
        """The ids by names and aliases: made when somebody asks for an id that is not there."""
        if self._by_name is None:
            decode = msgspec.msgpack.decode
            items = self._packed.items()
            self._by_name = NameIndex((name, decode(packed)) for name, (_, packed) in items)
        return self._by_name

    def add(self, said: Said, file: Written) -> Iterator[Diagnostic]:
        """Take what a file says; an id given in two places keeps its first meaning."""
        for name, value in zip(said.ids, said.values, strict=True):
            if name not in self._packed:
                self._packed[name] = file, value
                self._by_name = None
                continue
            first = self[name].at()
            place = f"line {first.line}" if first.path == file.path else str(first)
            at = file.at((name,), key=True)
            yield report(ID_REPEATED, at, id=name, first=place)

    def __getitem__(self, name: str) -> Entry[Model]:
        entry = self._kept.get(name)
        if entry is None:
            file, packed = self._packed[name]
            value = self._model.model_validate(msgspec.msgpack.decode(packed))
            entry = Entry(name, value, file)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[name] = entry
        return entry

    def __contains__(self, name: object) -> bool:
        return name in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __getstate__(self) -> dict[str, Any]:
        """Travel to another process without what was unpacked."""
        return {"_model": self._model, "_packed": self._packed, "_kept": {}, "_by_name": None}


def suggested_id(table: Mapping[str, Any], name: str, suggestions: Suggestions) -> str:
    """Return the id that was meant by a name that is none, as a question; '' if nobody can tell."""
    by_name = getattr(table, "by_name", None)
    ids = by_name.ids(name) if isinstance(by_name, NameIndex) else []
    return as_question(ids) or suggestions.did_you_mean(name, table)


class Registry(Struct, frozen=True):
    """The entities, sources, verdicts and contributors of a site, each by its id."""

    entities: Mapping[str, Entry[models.Entity]]
    sources: Mapping[str, Entry[models.Source]]
    verdicts: Mapping[str, Entry[models.Verdict]]
    """From most to least accurate."""
    contributors: Mapping[str, Entry[models.Contributor]]
    broken: Set[str] = frozenset()
    """What is there and could not be read, as `sources/ID`, or `sources/*`: it is not unknown."""

    def lacks(self, table: Table, name: str) -> bool:
        """Say whether an id is nowhere, not even where it could not be read."""
        return name not in getattr(self, table) and not (
            f"{table}/{name}" in self.broken or f"{table}/{ANY}" in self.broken
        )


class Kind(Struct, Generic[Model], frozen=True):
    """A kind of entries."""

    model: type[Model]
    what: str
    """In a sentence."""


ENTITIES = Kind(models.Entity, "an entity")
SOURCES = Kind(models.Source, "a source")
VERDICTS = Kind(models.Verdict, "a verdict")
CONTRIBUTORS = Kind(models.Contributor, "a contributor")
Files = Iterable[tuple[Written, Said]]


def read_registry(
    *,
    entities: Iterable[Source] = (),
    sources: Iterable[Source] = (),
    verdicts: Iterable[Source] = (),
    contributors: Iterable[Source] = (),
) -> tuple[Registry, list[Diagnostic]]:
    """Read the files of a registry; an id given in two places keeps its first meaning."""

    def read(kind: Kind[Any], files: Iterable[Source]) -> Files:
        return ((written(file), read_entries(kind, file)) for file in files)

    return joined(
        read(ENTITIES, entities),
        read(SOURCES, sources),
        read(VERDICTS, verdicts),
        read(CONTRIBUTORS, contributors),
    )


def written(file: Source) -> Written:
    """Return where a text that is at hand has its values."""
    return Written(file.path, partial(_document, file))


def _document(file: Source) -> Document:
    return read_yaml(file)[0]


def joined(
    entities: Files, sources: Files, verdicts: Files, contributors: Files
) -> tuple[Registry, list[Diagnostic]]:
    """Return the registry out of what its files say."""
    problems: list[Diagnostic] = []
    broken: set[str] = set()

    def table(name: Table, kind: Kind[Model], files: Files) -> Entries[Model]:
        entries = Entries(kind.model)
        for file, said in files:
            problems.extend(said.problems)
            broken.update(f"{name}/{lost}" for lost in said.broken)
            problems.extend(entries.add(said, file))
        return entries

    registry = Registry(
        table("entities", ENTITIES, entities),
        table("sources", SOURCES, sources),
        table("verdicts", VERDICTS, verdicts),
        table("contributors", CONTRIBUTORS, contributors),
        frozenset(broken),
    )
    return registry, problems


def read_entries(kind: Kind[Any], file: Source) -> Said:
    """Read one file of the registry."""
    document, problems = read_yaml(file)
    broken: list[str] = [ANY] if problems and document.value is None else []
    if document.value is not None and not isinstance(document.value, dict):
        expected, was = "a group of ids, each with its fields", found(document.value)
        hint = f"write the id of {kind.what} and a colon, and below it, indented, its fields"
        at = document.at()
        problems.append(
            report(FIELD_WRONG, at, hint=hint, key=THIS_FILE, expected=expected, found=was)
        )
        broken.append(ANY)
    ids: list[str] = []
    values: list[bytes] = []
    for name, value in document.value.items() if isinstance(document.value, dict) else ():
        if len(problems) > PROBLEMS.most:
            problems.append(PROBLEMS.exceeded(document.at((name,), key=True), "this file"))
            broken.append(ANY)
            break
        if kind is SOURCES:
            problems += _named(document, name)
        if not is_id(name):
            problems.append(wrong_id(name, document.at((name,), key=True)))
            broken += [name, proposed_id(name)]
        if not isinstance(value, dict):
            at, was = document.at((name,)), found(value)
            expected = "a group of fields"
            hint = hints.for_group(name, value, kind.model)
            problems.append(
                report(FIELD_WRONG, at, hint=hint, key=name, expected=expected, found=was)
            )
            broken.append(name)
            continue
        entry, wrong = validate(kind.model, document, (name,), value, kind.what)
        problems += wrong
        if entry is None:
            broken.append(name)
            continue
        ids.append(name)
        values.append(msgspec.msgpack.encode(without_nothing(value)))
    return Said(tuple(ids), tuple(values), tuple(problems), tuple(broken))


def _named(document: Document, name: str) -> Iterable[Diagnostic]:
    value = document.value[name] if isinstance(document.value, dict) else None
    if isinstance(value, dict) and not (value.get("title") or value.get("description")):
        hint = "add the title, or a `description:` for an untitled page"
        at = document.at((name,), key=True)
        yield report(FIELD_MISSING, at, key="title", what="a source", hint=hint)
