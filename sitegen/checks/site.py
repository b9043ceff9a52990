"""Rules that need the whole site: what nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sitegen.content import Registry
from sitegen.diagnostics import Diagnostic, report
from sitegen.diagnostics.kinds import ENTITY_UNUSED, SOURCE_UNUSED


class Used(Struct, frozen=True):
    """The ids that the articles and pages of a site use, drafts included."""

    sources: frozenset[str]
    entities: frozenset[str]


def check_site(registry: Registry, used: Used) -> Iterator[Diagnostic]:
    """Yield what the rules say about a whole site."""
    for entry in registry.sources.values():
        if entry.id not in used.sources:
            yield report(SOURCE_UNUSED, entry.at(), id=entry.id)
    for entity in registry.entities.values():
        if entity.id not in used.entities:
            yield report(ENTITY_UNUSED, entity.at(), id=entity.id)
