"""Quotes for places: the shortest that says which one is meant.

What stands alone in a text needs its words only. Otherwise the words before it or after it tell the
places apart, as few whole words as do; and where neither does, the number of the place. Every quote
made here has been looked for, and leads back to its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sitegen.text.anchoring import Quote, Sought, starts_of
from sitegen.text.clusters import Clusters
from sitegen.text.folding import Folded, Readable, Span, folded, tidy
from sitegen.text.words import divides

_CONTEXT = 200
"""How many characters around a place are looked at; farther words would help nobody to find it."""

_Place = tuple[int, Span]
"""Where a quote begins in the folded text, and the span of the original that it covers."""


def describe(text: Folded | Readable | str, span: Span) -> Quote:
    """Return the shortest quote that anchors to exactly `span`.

    A span that no quote can say, because it splits a grapheme cluster or a run of blanks, or begins
    or ends with what cannot be seen, is described as the next larger one: see `quotable`. Raises
    ValueError for a span with nothing to be seen in it.
    """
    article = folded(text)
    whole = quotable(article, span)
    if whole is None:
        raise ValueError("there is nothing to quote in this span")
    start, end = article.stretch(whole)
    quote = Quote(tidy(article.original[whole.start : whole.end]))
    places = list(Sought(quote).matches(article, starts_of(article.text, article.text[start:end])))
    if len(places) == 1:
        return quote
    index = next(i for i, (at, _) in enumerate(places) if at == start)
    return _settled(article, quote, places)[index] if places else quote


def settle(text: Folded | Readable | str, quote: Quote | str) -> list[Quote]:
    """Return for every place of an ambiguous quote the same quote with what tells it from the others.

    In the order of the text. The addition is a longer prefix, a longer suffix, or the number of the
    occurrence; a quote with one place comes back as it is, one without places gives nothing.
    """
    article = folded(text)
    given = Quote(quote) if isinstance(quote, str) else replace(quote, occurrence=None)
    sought = Sought(given)
    places = list(sought.matches(article, starts_of(article.text, sought.exact)))
    return [given] if len(places) == 1 else _settled(article, given, places)


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


def _settled(article: Folded, quote: Quote, places: Sequence[_Place]) -> list[Quote]:
    """Return for each of several places of `quote` what tells it from the others."""
    text, length = article.text, len(Sought(quote).exact)
    starts = [start for start, _ in places]
    before = [text[max(0, at - _CONTEXT) : at].rstrip()[::-1] for at in starts]
    after = [text[at + length : at + length + _CONTEXT].lstrip() for at in starts]
    settled: list[Quote] = []
    for number, (at, wanted, needed) in enumerate(
        zip(starts, _telling(before), _telling(after), strict=True), start=1
    ):
        ways = [replace(quote, prefix=words) for words in _words_before(article, at, wanted)] + [
            replace(quote, suffix=words) for words in _words_after(article, at + length, needed)
        ]
        ways.sort(key=lambda way: len(way.prefix) + len(way.suffix))
        settled.append(
            next(
                (way for way in ways if _only(way, text, starts, at)),
                replace(quote, occurrence=number),
            )
        )
    return settled


def _only(quote: Quote, text: str, starts: Sequence[int], at: int) -> bool:
    sought = Sought(quote)
    return [start for start in starts if sought.fits(text, start)] == [at]


def _telling(contexts: Sequence[str]) -> list[int]:
    """Return how many characters of each context no other one begins with; 0 if it has too few."""
    order = sorted(range(len(contexts)), key=contexts.__getitem__)
    shared = [0] * len(contexts)
    for one, other in pairwise(order):
        same = _shared(contexts[one], contexts[other])
        shared[one] = max(shared[one], same)
        shared[other] = max(shared[other], same)
    return [
        same + 1 if same < len(context) else 0
        for same, context in zip(shared, contexts, strict=True)
    ]


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts have in common from the start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _words_before(article: Folded, at: int, wanted: int) -> list[str]:
    """Return the words before `at` with at least `wanted` characters, without and with the blank."""
    if not wanted:
        return []
    text = article.text
    end = at - 1 if text[at - 1 : at] == " " else at
    start = end - wanted
    while start > 0 and (text[start] == " " or not divides(text, start)):
        start -= 1
    words = _original(article, start, end)
    return [words] if end == at else [words, words + " "]


def _words_after(article: Folded, at: int, wanted: int) -> list[str]:
    """Return the words after `at` with at least `wanted` characters, without and with the blank."""
    if not wanted:
        return []
    text = article.text
    start = at + 1 if text[at : at + 1] == " " else at
    end = start + wanted
    while end < len(text) and (text[end - 1] == " " or not divides(text, end)):
        end += 1
    words = _original(article, start, end)
    return [words] if start == at else [words, " " + words]


def _original(article: Folded, start: int, end: int) -> str:
    """Return `text[start:end]` in the signs of the original, on one line."""
    span = article.span(start, end)
    return tidy(article.original[span.start : span.end]) if span else article.text[start:end]
