"""The passage that an editor most likely meant, when the words of a quote are not in the text.

It is for a person to look at, never for the build to take: no measure tells a harmless edit from a
changed meaning (FIELD_NOTES.md section 3). So it comes with what changed, and only if most of what
the quote says is said there too, in the same order. A sentence of the same make is not the same
passage, and three common words in a row are none at all.

The rarest words of the quote vote for places in the text; the places with most votes are compared
with the quote word by word.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sitegen.text.anchoring import Quote, occurrences
from sitegen.text.describe import quotable
from sitegen.text.diff import Change, word_diff
from sitegen.text.folding import Folded, Readable, Span, fold, folded
from sitegen.text.likeness import Wording, most_alike
from sitegen.text.words import is_unspaced

_ALIKE = 0.6
"""The part of their words' weight that two passages share at least, to be called the same."""
_SAID = 6.0
"""The weight that they share at least: three words with a meaning. Less may be a common phrase."""
_CLEAR = 0.05
"""How much better than any other a passage is, to be the one that was meant."""
_LOOKED_FOR = 80
_VOTERS = 12
_VOTES = 20_000
_CANDIDATES = 8


class Near(Struct, frozen=True):
    """A passage that is probably what a quote meant."""

    span: Span
    words: str
    """What stands there now."""
    score: float
    """The part of the words' weight that is the same, from 0.6 to 1."""
    changes: tuple[Change, ...]
    """What makes these words of the quote: see `word_diff`."""


def nearest(text: Folded | Readable | str, quote: Quote | str) -> Near | None:
    """Return the passage that `quote` most likely meant; None if none is plausible or clearly best.

    If the words themselves stand in the text, and only what is around them does not fit, the place
    whose surroundings are most like the prefix and suffix is the one.
    """
    article = folded(text)
    wanted = Quote(quote) if isinstance(quote, str) else quote
    found = [(1.0, span) for span in occurrences(article, wanted.exact)]
    ranked = [
        (score + _bonus(article, span, wanted), score, span)
        for score, span in found or _alike(article, fold(wanted.exact).strip())
    ]
    if not ranked:
        return None
    rank, score, span = max(ranked, key=lambda item: item[0])
    for other_rank, _, other in ranked:
        if other_rank > rank - _CLEAR and (other.end <= span.start or span.end <= other.start):
            return None
    words = article.original[span.start : span.end]
    return Near(span, words, score, tuple(word_diff(wanted.exact, words)))


def _bonus(article: Folded, span: Span, quote: Quote) -> float:
    """Return from 0 to 0.5 how alike the surroundings are to the prefix and suffix of the quote."""
    # Imported where a quote is lost: most builds look for none.
    from rapidfuzz.fuzz import ratio

    start, end = article.stretch(span)
    prefix, suffix = fold(quote.prefix).strip(), fold(quote.suffix).strip()
    before = article.text[max(0, start - len(prefix) - 1) : start].strip()
    after = article.text[end : end + len(suffix) + 1].strip()
    alike = (ratio(prefix, before) if prefix else 0.0) + (ratio(suffix, after) if suffix else 0.0)
    return alike / 400


def _alike(article: Folded, exact: str) -> Iterator[tuple[float, Span]]:
    """Yield the passages that are plausibly meant by the folded words `exact`, each with its score."""
    wanted = Wording(exact)
    seen: set[Span] = set()
    for start, end in _windows(article.text, wanted):
        found = most_alike(wanted, article.text[start:end])
        if not found or found.score < _ALIKE:
            continue
        if found.shared < _SAID and not (found.score == 1.0 and len(wanted.keys) > 1):
            continue
        span = article.span(start + found.start, start + found.end)
        whole = quotable(article, span) if span else None
        if whole and whole not in seen:
            seen.add(whole)
            yield found.score, whole


def _windows(text: str, wanted: Wording) -> list[tuple[int, int]]:
    """Return the stretches of the folded `text` for which most of the quote's rarest words vote."""
    lowered = _lowered(text)
    width = max(40, len(wanted.text) // 2)
    votes: dict[int, set[str]] = {}
    for word, offset in _voters(lowered, wanted):
        at = lowered.find(word)
        while at >= 0:
            place = (at - offset) // width
            votes.setdefault(place, set()).add(word)
            votes.setdefault(place - 1, set()).add(word)
            at = lowered.find(word, at + 1)
    best = sorted(votes, key=lambda place: (-len(votes[place]), place))[:_CANDIDATES]
    reach = 3 * width + len(wanted.text)
    return [(max(0, (place - 1) * width), max(0, place * width) + reach) for place in best]


def _voters(lowered: str, wanted: Wording) -> list[tuple[str, int]]:
    """Return the words of the quote that are rare enough to tell a place, each with its offset."""
    offsets: dict[str, int] = {}
    for word, offset in _seeds(wanted):
        offsets.setdefault(word, offset)
    longest = sorted(offsets, key=len, reverse=True)[:_LOOKED_FOR]
    counted = sorted((lowered.count(word), word) for word in longest)
    voters: list[tuple[str, int]] = []
    votes = 0
    for count, word in counted:
        votes += count
        if votes > _VOTES or len(voters) == _VOTERS:
            break
        if count:
            voters.append((word, offsets[word]))
    return voters


def _seeds(wanted: Wording) -> Iterator[tuple[str, int]]:
    """Yield words to look for, with where they stand in the quote; three characters in a row of
    scripts without blanks between words.
    """
    lowered = _lowered(wanted.text)
    places = wanted.places
    for index, (start, end) in enumerate(places):
        if is_unspaced(wanted.text, start):
            if index + 2 < len(places) and is_unspaced(wanted.text, places[index + 2][0]):
                yield lowered[start : places[index + 2][1]], start
        elif end - start > 2 or wanted.text[start].isdigit():
            yield lowered[start:end], start


def _lowered(text: str) -> str:
    """Return `text` in small letters where that keeps every offset."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text
