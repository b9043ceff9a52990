"""The passage that an editor most likely meant, when the words of a quote are not in the text.

It is for a person to look at, never for the build to take: no measure tells a harmless edit from a
changed meaning (FIELD_NOTES.md section 3). So it comes with what changed, and only if most of what
the quote says is said there too, in the same order. A sentence of the same make is not the same
passage, and three common words in a row are none at all.

The rarest words of the quote vote for places in the text; the places with most votes are compared
with the quote word by word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from sitegen.text.anchoring import Quote, Sought, occurrences
from sitegen.text.describe import quotable
from sitegen.text.diff import Change, word_diff
from sitegen.text.folding import Folded, Readable, Span, fold, folded
from sitegen.text.likeness import Likeness, Wording, most_alike, with_signs
from sitegen.text.meaning import doubts
from sitegen.text.words import divides, is_unspaced

_ALIKE = 0.6
"""The part of their words' weight that two passages share at least, to be called the same."""
_SAID = 6.0
"""The weight that they share at least: three words with a meaning. Less may be a common phrase."""
_LONG = 10.0
"""The weight of a wording of more than five words or so."""
_SAME_OF_FEW = 0.7
"""The part of their weight that two short passages share at least."""
_SAID_BY_FEW = 3.5
"""The weight that they share at least: two words with a meaning."""
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
    doubts: tuple[str, ...] = ()
    """What a person has to look at first: a number or a denial that changed, a context that does not hold."""


def nearest(
    text: Folded | Readable | str, quote: Quote | str, *, language: str = ""
) -> Near | None:
    """Return the passage that `quote` most likely meant; None if none is plausible or clearly best.

    It is the one that is most like the quote together with its prefix and suffix. The `language` of the
    text, where it is known, tells words that deny from words that only look like them.
    """
    article = folded(text)
    wanted = Quote(quote) if isinstance(quote, str) else quote
    ranked = _ranked(article, wanted)
    if not ranked:
        return None
    score, span = max(ranked, key=lambda item: item[0])
    for other_score, other in ranked:
        if other_score > score - _CLEAR and (other.end <= span.start or span.end <= other.start):
            return None
    words = article.original[span.start : span.end]
    return Near(
        span,
        words,
        1.0 if fold(words) == fold(wanted.exact) else score,
        tuple(word_diff(wanted.exact, words)),
        (
            *doubts(wanted.exact, words, language),
            *_doubts_of_context(article, wanted, span, language),
        ),
    )


def _ranked(article: Folded, quote: Quote) -> list[tuple[float, Span]]:
    """Return the passages that may be meant, each with its score."""
    exact, prefix, suffix = (
        fold(part).strip() for part in (quote.exact, quote.prefix, quote.suffix)
    )
    if not prefix and not suffix:
        places = occurrences(article, quote.exact)
        return [(1.0, place) for place in places] or list(_alike(article, Wording(exact), exact))
    whole = Wording(" ".join(part for part in (prefix, exact, suffix) if part))
    found = list(_alike(article, whole, exact, len(prefix) + 1 if prefix else 0))
    return found or list(_in_like_surroundings(article, quote.exact, prefix, suffix))


def _in_like_surroundings(
    article: Folded, exact: str, prefix: str, suffix: str
) -> Iterator[tuple[float, Span]]:
    """Yield the places of the very words whose surroundings are like the context, with how alike they are."""
    # Imported where a quote is lost: most builds look for none.
    from rapidfuzz.fuzz import ratio

    for span in occurrences(article, exact):
        start, end = article.stretch(span)
        before = article.text[max(0, start - len(prefix) - 1) : start].strip() if prefix else ""
        after = article.text[end : end + len(suffix) + 1].strip() if suffix else ""
        score = ratio(prefix + suffix, before + after) / 100
        if score >= _ALIKE:
            yield score, span


def _doubts_of_context(article: Folded, quote: Quote, span: Span, language: str) -> list[str]:
    """Return what the editor wrote around the quote that does not hold at `span`."""
    text = article.text
    here = Quote(article.original[span.start : span.end], quote.prefix, quote.suffix)
    start, end = article.stretch(span)
    meanings: list[str] = []
    missing: list[str] = []
    if not Sought(replace(here, suffix="")).fits(text, start):
        reach = max(0, start - len(fold(quote.prefix)) - 1)
        while not divides(text, reach):
            reach -= 1
        meanings += doubts(quote.prefix, text[reach:start], language)
        missing.append(f"the prefix {quote.prefix.strip()!r} does not stand there")
    if not Sought(replace(here, prefix="")).fits(text, start):
        reach = end + len(fold(quote.suffix)) + 1
        while not divides(text, reach):
            reach += 1
        meanings += doubts(quote.suffix, text[end:reach], language)
        missing.append(f"the suffix {quote.suffix.strip()!r} does not stand there")
    if isinstance(quote.occurrence, int) and len(occurrences(article, here)) < quote.occurrence:
        missing.append(f"there is no occurrence {quote.occurrence}")
    return [*meanings, *missing]


def _alike(
    article: Folded, whole: Wording, exact: str, offset: int = 0
) -> Iterator[tuple[float, Span]]:
    """Yield the passages that are plausibly meant by the folded words `exact`, each with its score.

    They stand in the wording `whole` at `offset`, between the words of their context.
    """
    words = Wording(exact)
    is_short = whole.total[-1] < _LONG
    least = _SAID_BY_FEW if is_short and len(whole.keys) > 2 else _SAID
    part = _SAME_OF_FEW if is_short else _ALIKE
    seen: set[Span] = set()
    for start, found in _likenesses(article.text, whole):
        is_same = found.score == 1.0 and len(whole.keys) > 1
        if not is_same and (found.shared < least or found.score < part):
            continue
        first, last = found.start, found.end
        if len(words.keys) < len(whole.keys):
            inner = _inner(found, whole, words, offset, article.text[start:])
            if inner is None:
                continue
            first, last = inner
        span = article.span(start + first, start + last)
        quoted = quotable(article, span) if span else None
        if quoted and quoted not in seen:
            seen.add(quoted)
            yield found.score, quoted


def _likenesses(text: str, whole: Wording) -> Iterator[tuple[int, Likeness]]:
    """Yield what is like a wording, each with the offset that it counts from.

    A window may hold two such passages, so what is left of it on both sides is looked at once more.
    """
    for window in _windows(text, whole):
        stretches = [window]
        for _ in range(2):
            rest = []
            for start, end in stretches:
                found = most_alike(whole, text[start:end])
                if found and found.score >= _ALIKE:
                    yield start, found
                    rest += [(start, start + found.start), (start + found.end, end)]
            stretches = rest


def _inner(
    found: Likeness, whole: Wording, words: Wording, offset: int, text: str
) -> tuple[int, int] | None:
    """Return where the quote itself stands in a passage that is like the quote with its context."""
    if not words.keys:
        return None
    first = next((n for n, (start, _) in enumerate(whole.places) if start >= offset), 0)
    last = first + len(words.keys) - 1
    partners: dict[int, int] = dict(found.pairs)
    begin = _partner(partners, first, range(first, -1, -1), range(first + 1, last + 1))
    end = _partner(partners, last, range(last, len(whole.keys)), range(last - 1, first - 1, -1))
    if begin is None or end is None or not 0 <= begin <= end < len(found.places):
        return None
    return with_signs(words, text, found.places[begin][0], found.places[end][1])


def _partner(partners: Mapping[int, int], word: int, outside: range, inside: range) -> int | None:
    """Return which word of the text stands for a word of the quote, counted from the nearest shared one."""
    for other in chain(outside, inside):
        if other in partners:
            return partners[other] + word - other
    return None


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
