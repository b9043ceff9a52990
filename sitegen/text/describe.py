"""Quotes for places: the words alone, or with the context that says which place is meant.

What stands alone in a text needs its words only. Otherwise words of the same block tell the places
apart: at least two where there are two, before or after a quote of several words, and on both sides of
a short one and where one side alone does not settle it or one edit could move it. The number of the place is last
of all. Every quote made here has been looked for, and leads back to its place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from sitegen.text.anchoring import Quote, Sought, starts_of
from sitegen.text.clusters import Clusters
from sitegen.text.context import (
    ENOUGH_WORDS,
    Side,
    block_around,
    crosses_sentence,
    sides_of,
    words_in,
)
from sitegen.text.folding import Folded, Readable, Span, fold, folded, tidy

_LONG = 3.0
"""How many words a quote has, at least, that one side may tell from other places."""


def describe(
    text: Folded | Readable | str, span: Span, *, context_of: Quote | None = None
) -> Quote:
    """Return the quote that anchors to exactly `span`, with as little context as holds.

    A span that no quote can say, because it splits a grapheme cluster or a run of spaces, or begins
    or ends with what cannot be seen, is described as the next larger one: see `quotable`. The quote
    has a prefix and a suffix at least as long as those of `context_of`. Raises ValueError for a span
    with nothing to be seen in it.
    """
    article = folded(text)
    whole = quotable(article, span)
    if whole is None:
        raise ValueError("there is nothing to quote in this span")
    start, _ = article.stretch(whole)
    quote = Quote(tidy(article.original[whole.start : whole.end]))
    places = _places(article, quote)
    kept = context_of or quote
    if len(places) == 1 and not kept.prefix and not kept.suffix:
        return quote
    return _Settler(article, quote, places, kept).settled(start)


def settle(
    text: Folded | Readable | str, quote: Quote | str, *, most: int | None = None
) -> list[Quote]:
    """Return for every place of an ambiguous quote the same quote with what tells it from the others.

    In the order of the text, for the first `most` places. What the editor wrote around it stays, and
    becomes longer. A quote with one place comes back as it is, one without places gives nothing.
    """
    article = folded(text)
    written = Quote(quote) if isinstance(quote, str) else replace(quote, occurrence=None)
    places = _places(article, written)
    if len(places) < 2:
        return [written] * len(places)
    settler = _Settler(article, written, _places(article, Quote(written.exact)), written)
    return [settler.settled(start) for start in places[:most]]


def quotable(text: Folded | Readable | str, span: Span) -> Span | None:
    """Return the smallest span around `span` that a quote can say; None if there is nothing to say."""
    article = folded(text)
    clusters = Clusters(article.original)
    while True:
        start, end = article.stretch(span)
        said = article.span(start, end)
        if said is None or not article.text[start:end].strip():
            return None
        whole = Span(clusters.last(said.start), clusters.next(said.end))
        if article.stretch(whole) == (start, end):
            return whole
        span = whole


def _places(article: Folded, quote: Quote) -> list[int]:
    """Return where in the folded text the places of a quote begin."""
    sought = Sought(quote)
    return [at for at, _ in sought.matches(article, starts_of(article.text, sought.exact))]


class _Settler:
    """Finds what tells one of the places of the same words from the others."""

    def __init__(self, article: Folded, quote: Quote, places: Sequence[int], kept: Quote) -> None:
        self.article = article
        self.text = article.text
        self.quote = replace(quote, prefix="", suffix="", occurrence=None)
        self.places = places
        self.length = len(Sought(quote).exact)
        self.least_before = len(fold(kept.prefix).strip())
        self.least_after = len(fold(kept.suffix).strip())

    def settled(self, start: int) -> Quote:
        """Return the quote with the context that leaves only the place at `start`."""
        end = start + self.length
        sides = sides_of(self.article, start, end)
        befores = _from(sides.befores, self.least_before)
        afters = _from(sides.afters, self.least_after)
        others = [place for place in self.places if place != start]
        for before, after in self._ways(start, end, befores, afters, others):
            for way in self._written(before, after, start, end):
                if self._matches(way) == [start]:
                    return way
        return self._numbered(start, end, befores, afters)

    def _ways(
        self,
        start: int,
        end: int,
        befores: Sequence[Side],
        afters: Sequence[Side],
        others: Sequence[int],
    ) -> Iterator[tuple[Side | None, Side | None]]:
        """Yield contexts that may settle it, the best first: a firm one on one side, then both sides.

        One side is firm if no edit at one place moves the quote. A short quote soon stands beside the
        same words elsewhere. What is between two places in a block, or a sentence that the quote begins,
        may be deleted, and then the next place stands behind the same words.
        """
        first, last = block_around(self.article, start, end)
        is_long = words_in(self.text, start, end) >= _LONG
        if is_long and not any(first <= place < last for place in others):
            one_sided: list[tuple[Side | None, Side | None]] = []
            if not self.least_after:
                before = self._shortest(befores, others, is_before=True)
                if before and not crosses_sentence(self.text, before.start, start):
                    one_sided.append((before, None))
            if not self.least_before:
                after = self._shortest(afters, others, is_before=False)
                if after and not crosses_sentence(self.text, end, after.end):
                    one_sided.append((None, after))
            yield from sorted(one_sided, key=_length)
        yield from self._both(befores, afters, others)

    def _shortest(
        self, sides: Sequence[Side], others: Sequence[int], *, is_before: bool
    ) -> Side | None:
        """Return the shortest of a place's contexts on one side that no other place has."""
        enough = [side for side in sides if side.words >= ENOUGH_WORDS]

        def settles(step: int) -> bool:
            side = enough[step]
            way = (side, None) if is_before else (None, side)
            return not self._rivals(others, *way)

        step = _first(len(enough), settles)
        return None if step is None else enough[step]

    def _both(
        self, befores: Sequence[Side], afters: Sequence[Side], others: Sequence[int]
    ) -> Iterator[tuple[Side | None, Side | None]]:
        """Yield contexts on both sides, longer and longer while another place has both."""

        def way(step: int) -> tuple[Side | None, Side | None]:
            return (
                befores[min(step, len(befores) - 1)] if befores else None,
                afters[min(step, len(afters) - 1)] if afters else None,
            )

        steps = max(len(befores), len(afters), 1)
        step = _first(steps, lambda step: not self._rivals(others, *way(step)))
        if step is not None:
            yield from self._trimmed(*way(step), befores, afters, others)
            yield way(step)

    def _trimmed(
        self,
        before: Side | None,
        after: Side | None,
        befores: Sequence[Side],
        afters: Sequence[Side],
        others: Sequence[int],
    ) -> Iterator[tuple[Side | None, Side | None]]:
        """Yield the same with the shortest context on one of the sides, where that is enough."""
        for way in (
            (befores[0] if before else None, after),
            (before, afters[0] if after else None),
        ):
            if way != (before, after) and not self._rivals(others, *way):
                yield way
                return

    def _rivals(
        self, places: Sequence[int], before: Side | None, after: Side | None
    ) -> Sequence[int]:
        """Return those of `places` that have the same words around them."""
        text, length = self.text, self.length
        if before:
            words = text[before.start : before.end]
            ways = (words, words + " ")
            places = [place for place in places if text.endswith(ways, 0, place)]
        if after:
            words = text[after.start : after.end]
            ways = (words, " " + words)
            places = [place for place in places if text.startswith(ways, place + length)]
        return places

    def _written(
        self, before: Side | None, after: Side | None, start: int, end: int
    ) -> Iterator[Quote]:
        """Yield the quote with a context as an editor writes it, without and with the spaces between."""
        prefix = self._original(before.start, before.end) if before else ""
        suffix = self._original(after.start, after.end) if after else ""
        yield replace(self.quote, prefix=prefix, suffix=suffix)
        prefix += " " if before and before.end < start else ""
        suffix = " " + suffix if after and after.start > end else suffix
        yield replace(self.quote, prefix=prefix, suffix=suffix)

    def _numbered(
        self, start: int, end: int, befores: Sequence[Side], afters: Sequence[Side]
    ) -> Quote:
        """Return the quote with the number of the place among those with the same words around them."""
        before, after = befores[0] if befores else None, afters[0] if afters else None
        for way in self._written(before, after, start, end):
            matches = self._matches(way)
            if start in matches:
                return replace(way, occurrence=matches.index(start) + 1)
        return replace(self.quote, occurrence=self.places.index(start) + 1)

    def _matches(self, quote: Quote) -> list[int]:
        sought = Sought(quote)
        return [place for place in self.places if sought.fits(self.text, place)]

    def _original(self, start: int, end: int) -> str:
        """Return `text[start:end]` in the signs of the original, on one line."""
        span = self.article.span(start, end)
        return tidy(self.article.original[span.start : span.end]) if span else self.text[start:end]


def _from(sides: Sequence[Side], least: int) -> Sequence[Side]:
    """Return the contexts that hold `least` characters, and enough words or all that there are."""
    if not sides:
        return sides
    most = min(sides[-1].words, ENOUGH_WORDS)
    enough = [side for side in sides if side.words >= most and side.end - side.start >= least]
    return enough or sides[-1:]


def _first(count: int, holds: Callable[[int], bool]) -> int | None:
    """Return the first of `count` steps for which something holds that stays so from there on."""
    if not count or not holds(count - 1):
        return None
    return bisect_left(range(count), True, key=holds)


def _length(way: tuple[Side | None, Side | None]) -> int:
    return sum(side.end - side.start for side in way if side)
