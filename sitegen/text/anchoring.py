"""Where a quote stands in a text: all the places, never a best guess.

FORMATS.md section 2 is the rule. A quote is found where its folded words stand in the folded text;
the prefix and suffix must be what stands directly before and after it, and a quote neither begins
nor ends inside a grapheme cluster. One place means anchored. None or many is for the editor to
settle, so this module returns them all and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from sitegen.text.folding import DROPPED, Folded, Span, fold

_CLUSTER = regex.compile(r"\X")
_JOINING = "".join(
    rf"\p{{Grapheme_Cluster_Break={value}}}"
    for value in "Extend SpacingMark ZWJ Prepend Regional_Indicator L V T LV LVT".split()
)
_ALONE = rf"[^\r{_JOINING}]"
"""A character that joins neither its neighbours nor, as the carriage return does, the next one."""
_SURE_BOUNDARY = regex.compile(rf"(?s){_ALONE}(?={_ALONE})")
_LOOK_BACK = 64


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a passage, and what tells it from other places with the same words."""

    exact: str
    prefix: str = ""
    """What stands directly before; blanks where it meets the quote do not count."""
    suffix: str = ""
    """What stands directly after; blanks where it meets the quote do not count."""
    occurrence: int | Literal["all"] | None = None
    """Which of the places that are left, from 1, or `all` of them."""


def occurrences(text: Folded | str, quote: Quote | str) -> list[Span]:
    """Return every place of `quote` in `text`, in order, as spans of the original text.

    Places may overlap. An `occurrence` number leaves one place, or none if there are fewer. Costs
    one `str.find` run over the text, plus what each place costs.
    """
    folded = Folded(text) if isinstance(text, str) else text
    wanted = Quote(quote) if isinstance(quote, str) else quote
    places = list(_places(folded, wanted))
    if isinstance(wanted.occurrence, int):
        return places[wanted.occurrence - 1 : wanted.occurrence]
    return places


def _places(folded: Folded, quote: Quote) -> Iterator[Span]:
    exact = fold(quote.exact.rstrip("\r\n"))
    if not exact.strip():
        return
    prefix = fold(quote.prefix).rstrip()
    suffix = fold(quote.suffix).lstrip()
    text = folded.text
    start = text.find(exact)
    while start >= 0:
        end = start + len(exact)
        if _follows(text, start, prefix) and _precedes(text, end, suffix):
            span = folded.span(start, end)
            whole = span and whole_clusters(folded.original, span)
            if whole:
                yield whole
        start = text.find(exact, start + 1)


def _follows(text: str, start: int, prefix: str) -> bool:
    return not prefix or text.endswith(prefix, 0, start) or text.endswith(prefix + " ", 0, start)


def _precedes(text: str, end: int, suffix: str) -> bool:
    return not suffix or text.startswith(suffix, end) or text.startswith(" " + suffix, end)


def whole_clusters(text: str, span: Span) -> Span | None:
    """Return `span` if it splits no grapheme cluster (UAX #29) of `text`, else None.

    Invisible characters that folding drops may be taken in at the end to reach a boundary, because
    a joiner belongs to the cluster before it.
    """
    if not is_boundary(text, span.start):
        return None
    end = span.end
    while not is_boundary(text, end):
        if text[end] not in DROPPED:
            return None
        end += 1
    return span if end == span.end else Span(span.start, end)


def is_boundary(text: str, offset: int) -> bool:
    """Say whether `offset` stands between two grapheme clusters of `text`, or at one of its ends."""
    if offset <= 0 or offset >= len(text):
        return True
    if _SURE_BOUNDARY.match(text, offset - 1):
        return True
    for match in _CLUSTER.finditer(text, _sure_start(text, offset)):
        if match.end() >= offset:
            return match.end() == offset
    return True


def _sure_start(text: str, offset: int) -> int:
    """Return a boundary at or before `offset`: behind a character that joins nothing after it."""
    floor = offset
    while floor > 0:
        floor = max(0, floor - _LOOK_BACK)
        found = [match.end() for match in _SURE_BOUNDARY.finditer(text, floor, offset)]
        if found:
            return found[-1]
    return 0
