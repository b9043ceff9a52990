"""What a whole site shares: entities, sources, verdicts, contributors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct

from sitegen.content import models
from sitegen.content.fields import Fields, is_id
from sitegen.content.nodes import Document, read_yaml
from sitegen.content.validation import found, validate, wrong_id
from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import FIELD_MISSING, FIELD_WRONG, ID_REPEATED

Model = TypeVar("Model", bound=Fields)


class Entry(Struct, Generic[Model], frozen=True):
    """A value of the registry, and where it stands."""

    id: str
    value: Model
    document: Document

    def at(self, *path: str | int) -> Position:
        """Return where a field of it stands; its id without a path."""
        return self.document.at((self.id, *path), key=not path)


class Registry(Struct, frozen=True):
    """The entities, sources, verdicts and contributors of a site, each by its id."""

    entities: Mapping[str, Entry[models.Entity]]
    sources: Mapping[str, Entry[models.Source]]
    verdicts: Mapping[str, Entry[models.Verdict]]
    """From most to least accurate."""
    contributors: Mapping[str, Entry[models.Contributor]]


def read_registry(
    *,
    entities: Iterable[Source] = (),
    sources: Iterable[Source] = (),
    verdicts: Iterable[Source] = (),
    contributors: Iterable[Source] = (),
) -> tuple[Registry, list[Diagnostic]]:
    """Read the files of a registry; an id given in two places keeps its first meaning."""
    problems: list[Diagnostic] = []
    registry = Registry(
        entities=_table(models.Entity, entities, "an entity", problems),
        sources=_table(models.Source, sources, "a source", problems, check=_named),
        verdicts=_table(models.Verdict, verdicts, "a verdict", problems),
        contributors=_table(models.Contributor, contributors, "a contributor", problems),
    )
    return registry, problems


def _table(
    model: type[Model],
    files: Iterable[Source],
    what: str,
    problems: list[Diagnostic],
    check: Callable[[Document, str], Iterable[Diagnostic]] = lambda _document, _name: (),
) -> dict[str, Entry[Model]]:
    table: dict[str, Entry[Model]] = {}
    for file in files:
        document, wrong = read_yaml(file)
        problems += wrong
        if document.value is None:
            continue
        if not isinstance(document.value, dict):
            kind = found(document.value)
            problems.append(
                report(
                    FIELD_WRONG, document.at(), key="file", expected=f"{what} by its id", found=kind
                )
            )
            continue
        for name, value in document.value.items():
            problems += check(document, name)
            entry = _entry(model, document, name, value, what, problems)
            if entry is None:
                continue
            if name in table:
                first = table[name].at()
                place = f"line {first.line}" if first.path == file.path else str(first)
                problems.append(report(ID_REPEATED, entry.at(), id=name, first=place))
                continue
            table[name] = entry
    return table


def _entry(
    model: type[Model],
    document: Document,
    name: str,
    value: object,
    what: str,
    problems: list[Diagnostic],
) -> Entry[Model] | None:
    if not is_id(name):
        problems.append(wrong_id(name, document.at((name,), key=True)))
    if not isinstance(value, dict):
        at = document.at((name,))
        problems.append(
            report(FIELD_WRONG, at, key=name, expected="a group of fields", found=found(value))
        )
        return None
    entry, wrong = validate(model, document, (name,), value, what)
    problems += wrong
    return Entry(name, entry, document) if entry is not None else None


def _named(document: Document, name: str) -> Iterable[Diagnostic]:
    value = document.value[name] if isinstance(document.value, dict) else None
    if isinstance(value, dict) and not (value.get("title") or value.get("description")):
        hint = "add the title, or a `description:` for an untitled page"
        at = document.at((name,), key=True)
        yield report(FIELD_MISSING, at, key="title", what="a source", hint=hint)
