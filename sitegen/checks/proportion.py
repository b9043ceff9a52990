"""What the pages of one article repeat stays in proportion to what is written.

A source or a title is written once and printed with every claim, so a few hundred kilobytes could
become gigabytes, each field being within its limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sitegen.content import Registry, models
from sitegen.content.anchoring import Anchored

_FEW = 50
"""Claims, sources and entities, of which no article with fewer can repeat too much."""
_TITLES = 8
"""How often the page of a claim says the title of its article."""


def repeated(anchored: Anchored, registry: Registry) -> int:
    """Return about how many characters the pages of an article repeat; 0 if they are surely few."""
    sidecar, matter = anchored.sidecar.annotations, anchored.article.matter
    claims = sidecar.claims
    named = sum(len(claim.sources) + len(claim.entities) for claim in claims)
    if len(claims) + named < _FEW:
        return 0
    sources, people, verdicts = (
        _Sizes(registry.sources), _Sizes(registry.contributors), _Sizes(registry.verdicts),
    )  # fmt: skip
    on_each = _TITLES * len(matter.title) + _size(matter)
    on_each += sum(map(people.of, (*sidecar.authors, *sidecar.reviewers)))
    total = len(claims) * on_each
    for claim in claims:
        total += sum(sources.of(item.source) for item in claim.sources)
        total += verdicts.of(claim.verdict or "")
        total += len(claim.entities) * (_listed(claim) + len(matter.title))
    return total


def _listed(claim: models.Claim) -> int:
    """Return the length of what the page of an entity says of a claim."""
    words = claim.claim or " ".join(passage.exact for passage in claim.passages)
    return len(words) + len(claim.finding or "")


class _Sizes:
    """How many characters the entries of a table hold, each counted once."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._known: dict[str, int] = {}

    def of(self, name: str) -> int:
        if name not in self._known:
            entry = self._table.get(name)
            self._known[name] = _size(entry.value) if entry else 0
        return self._known[name]


def _size(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, tuple):
        return sum(map(_size, value))
    if isinstance(value, BaseModel):
        return sum(_size(field) for field in value.__dict__.values())
    return 0
