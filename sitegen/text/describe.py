"""Quotes for places: the shortest that says which one is meant.

What stands alone in a text needs its words only. Otherwise the words before it or after it tell the
places apart, as few whole words as do; and where neither does, the number of the place. Every quote
made here has been looked for, and leads back to its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from sitegen.text.anchoring import Quote, Sought, starts_of
from sitegen.text.clusters import Clusters
from sitegen.text.folding import Folded, Readable, Span, folded, tidy
from sitegen.text.words import divides

_CONTEXT = 200
"""How many characters around a place are looked at; farther words would help nobody to find it."""


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
    start, _ = article.stretch(whole)
    quote = Quote(tidy(article.original[whole.start : whole.end]))
    places = _places(article, quote)
    if len(places) == 1:
        return quote
    return _Tellers(article, quote, places).settled(places.index(start))


def settle(
    text: Folded | Readable | str, quote: Quote | str, *, most: int | None = None
) -> list[Quote]:
    """Return for every place of an ambiguous quote the same quote with what tells it from the others.

    In the order of the text, for the first `most` places. The addition is a longer prefix, a longer
    suffix, or the number of the occurrence; a quote with one place comes back as it is, one without
    places gives nothing.
    """
    article = folded(text)
    given = Quote(quote) if isinstance(quote, str) else replace(quote, occurrence=None)
    places = _places(article, given)
    if len(places) < 2:
        return [given] * len(places)
    tellers = _Tellers(article, given, places)
    return [tellers.settled(index) for index in range(len(places))[:most]]


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


class _Tellers:
    """What tells the places of an ambiguous quote apart."""

    def __init__(self, article: Folded, quote: Quote, places: list[int]) -> None:
        self.article = article
        self.quote = quote
        self.places = places
        self.length = len(Sought(quote).exact)
        text = article.text
        ends = [at + self.length for at in places]
        self.before = _telling([text[max(0, at - _CONTEXT) : at].rstrip()[::-1] for at in places])
        self.after = _telling([text[end : end + _CONTEXT].lstrip() for end in ends])

    def settled(self, index: int) -> Quote:
        """Return the quote with the shortest addition that leaves only the place at `index`."""
        at = self.places[index]
        ways = [
            replace(self.quote, prefix=words)
            for words in _words_before(self.article, at, self.before[index])
        ] + [
            replace(self.quote, suffix=words)
            for words in _words_after(self.article, at + self.length, self.after[index])
        ]
        ways.sort(key=lambda way: len(way.prefix) + len(way.suffix))
        for way in ways:
            sought = Sought(way)
            if all(sought.fits(self.article.text, place) == (place == at) for place in self.places):
                return way
        return replace(self.quote, occurrence=index + 1)


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
