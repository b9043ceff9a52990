"""Which kinds of problems somebody may mean who misspells one, or knows a part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from sitegen.diagnostics import KINDS

_ALIKE = 0.75
_MOST = 5


def near_kinds(name: str) -> list[str]:
    """Return the names of kinds that are spelled like `name`, or of which parts are; likest first."""
    scored = [(max(_score(name, known), _score_of_parts(name, known)), known) for known in KINDS]
    best = max(scored, default=(0.0, ""))[0]
    near = [known for score, known in scored if score >= max(_ALIKE, best - 0.1)]
    return sorted(near, key=lambda known: (-_score(name, known), known))[:_MOST]


def listed(names: Sequence[str]) -> str:
    """Return names as a choice in a sentence: a, b or c."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _score(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _score_of_parts(name: str, known: str) -> float:
    """Return how alike the parts of `name` are to the likest parts of a known name."""
    parts = [part for part in name.split("-") if part]
    if not parts:
        return 0.0
    return sum(max(_score(part, other) for other in known.split("-")) for part in parts) / len(
        parts
    )
