"""Where a quote stands in a text: all the places, never a best guess.

FORMATS.md section 2 is the rule. A quote is found where its folded words stand in the folded text;
the prefix and suffix must be what stands directly before and after it, and a quote neither begins
nor ends inside a grapheme cluster. One place means anchored. None or many is for the editor to
settle, so this module returns them all and decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from sitegen.text.clusters import Clusters
from sitegen.text.folding import Folded, Readable, Span, fold, folded

_WORTH_AN_INDEX = 400_000_000
"""Length of the text times number of quotes from which reading its words once is quicker."""
_COMMON = 2_000
"""How often a word may stand in a text to be of use in finding a quote."""


class Quote(Struct, frozen=True):
    """The words of a passage, and what tells it from other places with the same words."""

    exact: str
    prefix: str = ""
    """What stands directly before. A blank may stand between; one at its end must stand there."""
    suffix: str = ""
    """What stands directly after. A blank may stand between; one at its start must stand there."""
    occurrence: int | Literal["all"] | None = None
    """Which of the places that are left, from 1, or `all` of them."""


def occurrences(text: Folded | Readable | str, quote: Quote | str) -> list[Span]:
    """Return every place of `quote` in `text`, in order, as spans of the original text.

    Places may overlap. An `occurrence` number leaves one place, or none if there are fewer. Costs
    one `str.find` run over the text, plus what each place costs.
    """
    sought, article = Sought(quote), folded(text)
    return sought.places(article, starts_of(article.text, sought.exact))


def occurrences_of(
    text: Folded | Readable | str, quotes: Iterable[Quote | str], *, most: int | None = None
) -> list[list[Span]]:
    """Return for each of `quotes` what `occurrences` returns for it.

    Many quotes on a long text cost one reading of its words, and little more for each quote. With
    `most` so many places are looked at; the quotes from the one on with which they are used up get no
    list.
    """
    article = folded(text)
    every = [Sought(quote) for quote in quotes]
    starts: dict[str, list[int]] = {}
    if len(article.text) * len(every) >= _WORTH_AN_INDEX:
        starts = _starts_by_words(article.text, {sought.exact for sought in every})
    found: list[list[Span]] = []
    budget = _Budget(most)
    for sought in every:
        # One by one, because a common word stands at more places than memory may hold.
        at = starts.get(sought.exact) or starts_of(article.text, sought.exact)
        places = sought.places(article, budget.spend(at))
        if budget.is_used_up:
            break
        found.append(places)
    return found


class _Budget:
    """How many places may still be looked at."""

    def __init__(self, most: int | None) -> None:
        self._left = most
        self.is_used_up = False

    def spend(self, starts: Iterable[int]) -> Iterable[int]:
        """Return the same starts, as far as they may be looked at."""
        return starts if self._left is None else self._counted(starts)

    def _counted(self, starts: Iterable[int]) -> Iterator[int]:
        assert self._left is not None
        for start in starts:
            if self._left <= 0:
                self.is_used_up = True
                return
            self._left -= 1
            yield start


class Sought:
    """A quote, folded and ready to be looked for."""

    __slots__ = ("after", "before", "exact", "occurrence")

    def __init__(self, quote: Quote | str) -> None:
        if isinstance(quote, str):
            quote = Quote(quote)
        # A block scalar of YAML ends with a line break that nobody meant.
        exact, prefix, suffix = (
            part and fold(part.rstrip("\r\n")) for part in (quote.exact, quote.prefix, quote.suffix)
        )
        self.exact = "" if exact.isspace() else exact
        self.before = _endings(prefix, begins_blank=exact.startswith(" "))
        self.after = _beginnings(suffix, ends_blank=exact.endswith(" "))
        self.occurrence = quote.occurrence

    def places(self, article: Folded, starts: Iterable[int]) -> list[Span]:
        """Return the spans of those `starts` of the quote's words that are places of the quote."""
        found = [span for _, span in self.matches(article, starts)]
        if isinstance(self.occurrence, int):
            return found[self.occurrence - 1 : self.occurrence] if self.occurrence > 0 else []
        return found

    def matches(self, article: Folded, starts: Iterable[int]) -> Iterator[tuple[int, Span]]:
        """Yield those of `starts` that fit, each with its span; `occurrence` does not count here."""
        length = len(self.exact)
        begins, ends = Clusters(article.original), Clusters(article.original)
        for start in starts:
            if not self.fits(article.text, start):
                continue
            span = article.span(start, start + length)
            first = begins.begin(span.start) if span else None
            last = ends.end(span.end) if span else None
            if first is not None and last is not None:
                yield start, Span(first, last)

    def fits(self, text: str, start: int) -> bool:
        """Say whether the prefix and suffix stand around the words at `start` of the folded `text`."""
        end = start + len(self.exact)
        return text.endswith(self.before, 0, start) and text.startswith(self.after, end)


def _endings(prefix: str, *, begins_blank: bool) -> tuple[str, ...]:
    """Return what may stand before a quote that has `prefix`."""
    if not prefix.endswith(" "):
        return (prefix, prefix + " ")
    return (prefix, prefix[:-1]) if begins_blank else (prefix,)


def _beginnings(suffix: str, *, ends_blank: bool) -> tuple[str, ...]:
    """Return what may stand after a quote that has `suffix`."""
    if not suffix.startswith(" "):
        return (suffix, " " + suffix)
    return (suffix, suffix[1:]) if ends_blank else (suffix,)


def starts_of(text: str, exact: str) -> Iterator[int]:
    """Yield every offset of the folded words `exact` in the folded `text`."""
    at = text.find(exact) if exact else -1
    while at >= 0:
        yield at
        at = text.find(exact, at + 1)


def _starts_by_words(text: str, wanted: Iterable[str]) -> dict[str, list[int]]:
    """Return where each of the folded quotes begins, looked up by the rarest of its words.

    Only words with a blank on both sides inside of the quote count: they are whole words of the
    text too. A quote without one, or with common ones only, is left out, to be looked for by itself.
    """
    words = text.split(" ")
    counts = Counter(words)
    found: dict[str, list[int]] = {}
    sought: dict[str, list[tuple[str, int, list[int]]]] = {}
    for exact in wanted:
        inner = exact.split(" ")[1:-1]
        rarest = min(inner, key=lambda word: counts[word], default="")
        if not inner or counts[rarest] > _COMMON:
            continue
        starts: list[int] = []
        found[exact] = starts
        sought.setdefault(rarest, []).append((exact, exact.index(f" {rarest} ") + 1, starts))
    at = 0
    for word in words:
        if word in sought:
            for exact, offset, starts in sought[word]:
                if at >= offset and text.startswith(exact, at - offset):
                    starts.append(at - offset)
        at += len(word) + 1
    return found
