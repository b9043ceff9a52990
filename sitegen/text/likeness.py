"""How alike two wordings are, by the words that they share in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct

from sitegen.text.words import is_unspaced, words_of

_SPELLED_ALIKE = 80
"""From this share of equal letters, in percent, a word counts as another spelling of the other."""
_SPELLED = 0.8
"""What such a word counts for, as a part of its weight."""
_COST = 0.6
"""What a word of a passage costs that the wording lacks, as a part of its weight."""
_FEW = 400
_Pair = tuple[int, int]
_MARK = regex.compile(r"\p{M}")


class Wording:
    """A folded text as words, each with a weight: a number or a long word says more than `of`."""

    __slots__ = ("keys", "places", "text", "total", "weights")

    def __init__(self, text: str) -> None:
        """Read the words of `text`."""
        self.text = text
        self.places = words_of(text)
        self.keys = [text[start:end].casefold() for start, end in self.places]
        self.weights = [_weight(key) for key in self.keys]
        self.total = [0.0]
        """The weight of all words before each one, and of all together."""
        for weight in self.weights:
            self.total.append(self.total[-1] + weight)

    def between(self, one: int, other: int) -> str:
        """Return what stands between two neighbouring words."""
        return self.text[self.places[one][1] : self.places[other][0]]


class Likeness(Struct, frozen=True):
    """The stretch of a text that is most like a wording."""

    start: int
    end: int
    score: float
    """The weight of the shared words, as a part of the weight of both wordings: 1 for the same."""
    shared: float
    """The weight of the shared words alone."""
    pairs: tuple[_Pair, ...]
    """Which word of the wording is which word of the text, by their order, where they are the same."""
    places: tuple[tuple[int, int], ...]
    """Where the words of the text stand."""


def most_alike(wanted: Wording, text: str) -> Likeness | None:
    """Return the stretch of the folded `text` that is most like `wanted`; None without a shared word.

    Where the first or last words of `wanted` are not there, the words in their place are taken in.
    """
    there = Wording(text)
    chain = _best_chain(_pairs(wanted, there), wanted, there)
    if not chain:
        return None
    shared = sum(weight for _, _, weight in _with_spellings(chain, wanted, there))
    begin = _earlier(wanted, there, *chain[0])
    end = _later(wanted, there, *chain[-1])
    both = wanted.total[-1] + there.total[end + 1] - there.total[begin]
    start, stop = with_signs(wanted, text, there.places[begin][0], there.places[end][1])
    return Likeness(start, stop, 2 * shared / both, shared, tuple(chain), tuple(there.places))


def _weight(word: str) -> float:
    if is_unspaced(word, 0) or not word[0].isalnum():
        return 1.0
    return 2.0 if len(word) > 3 or word[0].isdigit() else 1.0


def _pairs(wanted: Wording, there: Wording) -> list[_Pair]:
    """Return which word of `wanted` may be which word `there`, by their order there.

    All of them if they are few; otherwise those of a longest common sequence, which is good enough
    for a long wording.
    """
    at: dict[str, list[int]] = {}
    for index, key in enumerate(wanted.keys):
        at.setdefault(key, []).append(index)
    if sum(len(at.get(key, ())) for key in there.keys) <= _FEW:
        return [(i, j) for j, key in enumerate(there.keys) for i in at.get(key, ())]
    from rapidfuzz.distance import LCSseq

    blocks = LCSseq.editops(wanted.keys, there.keys).as_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]


def _best_chain(pairs: Sequence[_Pair], wanted: Wording, there: Wording) -> list[_Pair]:
    """Return the chain of pairs, rising on both sides, that shares most for the words it takes in.

    A shared word counts twice, once for each side. A word that is taken in costs a part of its
    weight, and so does a word of `wanted` that is left over at either end.
    """
    values: list[float] = []
    before: list[int] = []
    for index, (i, j) in enumerate(pairs):
        value, previous = -_COST * wanted.total[i], -1
        for other in range(max(0, index - _FEW), index):
            a, b = pairs[other]
            if a < i and b < j:
                through = values[other] - _COST * (there.total[j] - there.total[b + 1])
                if through > value:
                    value, previous = through, other
        values.append(value + (2 - _COST) * wanted.weights[i])
        before.append(previous)
    chain: list[_Pair] = []
    index = max(
        range(len(pairs)),
        key=lambda each: (
            values[each] - _COST * (wanted.total[-1] - wanted.total[pairs[each][0] + 1])
        ),
        default=-1,
    )
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _with_spellings(
    chain: Sequence[_Pair], wanted: Wording, there: Wording
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs with their weight, and as less those around them that are spelled alike."""
    (first_i, first_j), (end_i, end_j) = chain[0], chain[-1]
    steps = min(first_i, first_j)
    last_i, last_j = first_i - steps - 1, first_j - steps - 1
    rest = min(len(wanted.keys) - end_i, len(there.keys) - end_j)
    for i, j in (*chain, (end_i + rest, end_j + rest)):
        if i - last_i == j - last_j:
            for one, other in zip(range(last_i + 1, i), range(last_j + 1, j), strict=True):
                if _is_spelling(wanted.keys[one], there.keys[other]):
                    weight = min(wanted.weights[one], there.weights[other])
                    yield one, other, _SPELLED * weight
        if i < len(wanted.keys) and j < len(there.keys):
            yield i, j, wanted.weights[i]
        last_i, last_j = i, j


def _is_spelling(one: str, other: str) -> bool:
    if one[0].isdigit() or other[0].isdigit() or min(len(one), len(other)) < 3:
        return False
    from rapidfuzz.distance import OSA
    from rapidfuzz.fuzz import ratio

    if len(one) == len(other) and sorted(one) == sorted(other):
        return OSA.distance(one, other) == 1  # two neighbours changed places
    return ratio(one, other) >= _SPELLED_ALIKE


def _earlier(wanted: Wording, there: Wording, i: int, j: int) -> int:
    """Return the word `there` with which the passage begins, if the one at `j` is the one at `i`."""
    while i > 0 and j > 0 and _joined(there.between(j - 1, j), wanted.between(i - 1, i)):
        i, j = i - 1, j - 1
    return j


def _later(wanted: Wording, there: Wording, i: int, j: int) -> int:
    """Return the word `there` with which the passage ends, if the one at `j` is the one at `i`."""
    last, end = len(wanted.keys) - 1, len(there.keys) - 1
    while i < last and j < end and _joined(there.between(j, j + 1), wanted.between(i, i + 1)):
        i, j = i + 1, j + 1
    return j


def _joined(gap: str, wanted: str) -> bool:
    """Say whether a passage may go on over `gap`: not into another sentence, clause or paragraph."""
    return gap in ("", " ") or (gap == wanted and "\n" not in gap)


def with_signs(wanted: Wording, text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the signs around the passage where the wording has signs: quotation marks, a full stop.

    Other signs in their place belong to the passage too: they are what changed.
    """
    if not wanted.places:
        return start, end
    head = wanted.text[: wanted.places[0][0]].strip()
    tail = wanted.text[wanted.places[-1][1] :].strip()
    first, last = start, end
    while len(head) > start - first and first > 0 and _is_sign(text[first - 1]):
        first -= 1
    while len(tail) > last - end and last < len(text) and _is_sign(text[last]):
        last += 1
    # An ellipsis is three dots here, and one character of the article: it goes in whole.
    while tail and text[last - 1 : last + 1] == "..":
        last += 1
    while head and first > 0 and text[first - 1 : first + 1] == "..":
        first -= 1
    return first, last


def _is_sign(character: str) -> bool:
    return not character.isalnum() and not character.isspace() and not _MARK.match(character)
