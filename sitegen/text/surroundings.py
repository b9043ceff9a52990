"""Whether a passage still stands where it stood, after the text around it was edited.

Two things must hold. The rest of its sentence is the same, in the block that the passage stands in. And its
place is the one that the old place became: the two texts are aligned block by block, and word by word
where blocks differ. A block that was moved takes its passages along. Where the number of sentences that
look the same changed, the blocks before and after decide; where they do not settle it, the passage counts
as moved. Everything is compared after folding.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

import regex
from msgspec import Struct

from sitegen.text.folding import Folded, Span
from sitegen.text.markdown import Prose
from sitegen.text.words import UNSPACED

if TYPE_CHECKING:
    from rapidfuzz.distance import MatchingBlock

_FARTHEST = 50
"""How many words of its sentence count on each side of a passage."""
_WORTH_MATCHING = 25_000_000
"""The product of two lengths in words above which two stretches are not aligned: it would take seconds."""
_WORTH_LONGEST = 1_000_000
"""The same, above which the quicker way is taken, which may tear a run of words apart."""
_ALIKE = 0.5
"""How much of a block must be the same for it to be the same block at another place."""
_TOKEN = regex.compile(rf"\n|[{UNSPACED}]\p{{M}}*|(?V1)[[\w\p{{M}}]--[{UNSPACED}]]+|[^\s\w]")
_END = regex.compile(r"(?<=(\S*))(?:[.!?]+(?=[\"')\]]*(?:\s|$))|[。！？؟۔।॥]+)[\"')\]]*")
_ABBREVIATION = regex.compile(r"\p{Lu}|\S*\.\S*|\p{Lu}\p{L}{1,3}|vs|etc|approx")


class Place(Struct, frozen=True):
    """A passage in a text that is made ready to be compared."""

    start: int
    end: int
    """Offsets in the compared text."""
    first: int
    last: int
    """Numbers of its first and last block."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    """The words in the rest of its sentence."""


class Comparison:
    """An old and a new text, aligned when the first place in them is compared."""

    def __init__(self, old: Prose, new: Prose) -> None:
        """Take the two texts."""
        self._old, self._new = _Text(old), _Text(new)

    def is_same_place(self, old: Span, new: Span) -> bool:
        """Say whether the passage at `new` of the new text is the one at `old` of the old text."""
        before, after = self._old.place(old), self._new.place(new)
        if before is None or after is None:
            return False
        if (before.before, before.after) != (after.before, after.after):
            return False
        alike, alike_now = self._old.like(before), self._new.like(after)
        if self._image(before) == after.start:
            return alike == alike_now or self._has_same_neighbours(before, after)
        if self._image(before) is not None or self._preimage(after) is not None:
            return False  # Both passages are in both texts.
        return alike == alike_now == 1 and self._is_moved_block(before, after)

    def surroundings(self, old: Span, new: Span) -> tuple[str, str]:
        """Return the sentence of each of two passages, with the passage in it."""
        return self._old.sentence(old), self._new.sentence(new)

    def _has_same_neighbours(self, before: Place, after: Place) -> bool:
        """Say whether the blocks of two places and those beside them are the same, equally often."""
        wide = self._old.neighbourhood(before)
        if wide != self._new.neighbourhood(after):
            return False
        return self._old.count_blocks(wide) == self._new.count_blocks(wide)

    def _is_moved_block(self, before: Place, after: Place) -> bool:
        """Say whether the block of a passage, with all it says or half of it, was put elsewhere."""
        old = Counter(_tokens("\n".join(self._old.blocks[before.first : before.last + 1])))
        new = Counter(_tokens("\n".join(self._new.blocks[after.first : after.last + 1])))
        return (old & new).total() >= _ALIKE * max(old.total(), new.total())

    def _image(self, place: Place) -> int | None:
        """Return where the words of an old place begin in the new text; None if they are not together."""
        return _carried(place, self._old.token_starts, self._new.token_starts, self._matches)

    def _preimage(self, place: Place) -> int | None:
        matches = [(new, old, size) for old, new, size in self._matches]
        return _carried(place, self._new.token_starts, self._old.token_starts, matches)

    @cached_property
    def _matches(self) -> list[tuple[int, int, int]]:
        """The runs of equal words: where they begin in the old and in the new text, and how many they are."""
        found: list[tuple[int, int, int]] = []
        for old, new, size in _matches(self._old, self._new):
            if found:
                first, second, length = found[-1]
                gap = old - first - length
                if gap == new - second - length and gap <= 1 and self._is_break(old - gap, gap):
                    found[-1] = first, second, length + gap + size
                    continue
            found.append((old, new, size))
        return found

    def _is_break(self, number: int, gap: int) -> bool:
        """Say whether nothing but the end of a block lies between two runs of equal words."""
        return not gap or self._old.tokens[number] == "\n"


def _carried(
    place: Place,
    starts: Sequence[int],
    target_starts: Sequence[int],
    matches: Sequence[tuple[int, int, int]],
) -> int | None:
    first = bisect_right(starts, place.start) - 1
    last = bisect_right(starts, max(place.start, place.end - 1)) - 1
    at = bisect_right(matches, first, key=lambda match: match[0]) - 1
    if first < 0 or at < 0:
        return None
    start, target, size = matches[at]
    if not start <= first <= last < start + size:
        return None
    return target_starts[target + first - start] + place.start - starts[first]


def _matches(old: _Text, new: _Text) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of equal words of two texts: equal blocks first, then words between those."""
    from rapidfuzz.distance import Indel

    old_at = new_at = 0
    for block in Indel.editops(old.blocks, new.blocks).as_matching_blocks():
        for number in range(block.size):
            a, b = old.block_tokens(block.a + number), new.block_tokens(block.b + number)
            yield from _words_between(old, new, (old_at, a[0]), (new_at, b[0]))
            if a[1] > a[0]:
                yield a[0], b[0], a[1] - a[0]
            old_at, new_at = a[1], b[1]
    yield from _words_between(old, new, (old_at, len(old.tokens)), (new_at, len(new.tokens)))


def _words_between(
    old: _Text, new: _Text, a: tuple[int, int], b: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    from rapidfuzz.distance import Indel

    size = (a[1] - a[0]) * (b[1] - b[0])
    if not 0 < size <= _WORTH_MATCHING:
        return
    olds, news = old.tokens[a[0] : a[1]], new.tokens[b[0] : b[1]]
    found: Sequence[Match | MatchingBlock]
    if size <= _WORTH_LONGEST:
        found = SequenceMatcher(None, olds, news, autojunk=False).get_matching_blocks()
    else:
        found = Indel.editops(olds, news).as_matching_blocks()
    for match in found:
        if match.size:
            yield a[0] + match.a, b[0] + match.b, match.size


class _Text:
    """A text folded block by block, in words."""

    def __init__(self, prose: Prose) -> None:
        spoken = [block for block in prose.blocks if block.start < block.end]
        self._prose = prose
        self._originals = [block.start for block in spoken]
        self._ends = [block.end for block in spoken]
        self._folded = [Folded(prose.text[block.start : block.end]) for block in spoken]
        self.blocks = [folded.text.strip() for folded in self._folded]
        self._lead = [len(f.text) - len(f.text.lstrip()) for f in self._folded]
        self.text = "\n".join(self.blocks)
        self.starts: list[int] = []
        at = 0
        for block in self.blocks:
            self.starts.append(at)
            at += len(block) + 1
        found = [(match.start(), match[0]) for match in _TOKEN.finditer(self.text)]
        self._stops: dict[int, list[int]] = {}
        self.token_starts = [start for start, _ in found]
        self.tokens = [token for _, token in found]

    def block_tokens(self, number: int) -> tuple[int, int]:
        """Return the number of the first word of a block, and of the one behind its last."""
        start = self.starts[number]
        end = start + len(self.blocks[number])
        first = bisect_right(self.token_starts, start - 1)
        return first, bisect_right(self.token_starts, end - 1)

    def place(self, span: Span) -> Place | None:
        """Return a span of the original text as a place; None if it is in no block."""
        first = bisect_right(self._originals, span.start) - 1
        last = bisect_right(self._originals, max(span.start, span.end - 1)) - 1
        if first < 0:
            return None
        start, end = self._image(first, span.start), self._image(last, span.end, is_end=True)
        return self._placed(start, max(start, end), first, last)

    def _image(self, block: int, offset: int, *, is_end: bool = False) -> int:
        within = min(offset, self._ends[block]) - self._originals[block]
        folded = self._folded[block]
        at = folded.stretch(Span(0, within))[1] if is_end else folded.offset(within)
        return self.starts[block] + min(max(0, at - self._lead[block]), len(self.blocks[block]))

    def _placed(self, start: int, end: int, first: int, last: int) -> Place:
        begins, ends = self._sentence_around(start, end, first, last)
        before = _TOKEN.findall(self.text[begins:start])[-_FARTHEST:]
        after = _TOKEN.findall(self.text[end:ends])[:_FARTHEST]
        # Where the passage begins or ends inside of a word, the rest of the word touches it.
        if self.text[start - 1 : start].isalnum():
            before.append("")
        if self.text[end : end + 1].isalnum():
            after.insert(0, "")
        return Place(start, end, first, last, tuple(before), tuple(after))

    def _sentence_around(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        opening, closing = self.starts[first], self.starts[last]
        stops = self._stops_of(first)
        at = bisect_right(stops, start - opening)
        begins = opening + (stops[at - 1] if at else 0)
        stops = self._stops_of(last)
        at = bisect_left(stops, end - closing)
        ends = closing + (stops[at] if at < len(stops) else len(self.blocks[last]))
        return begins, ends

    def _stops_of(self, block: int) -> list[int]:
        if block not in self._stops:
            self._stops[block] = list(sentence_ends(self.blocks[block]))
        return self._stops[block]

    def sentence(self, span: Span) -> str:
        """Return the sentence around a passage."""
        place = self.place(span)
        if place is None:
            return ""
        begins, ends = self._sentence_around(place.start, place.end, place.first, place.last)
        return self.text[begins:ends].strip()

    def like(self, place: Place) -> int:
        """Return how many places have the same words in the same sentence."""
        words = self.text[place.start : place.end]
        count, at = 0, self.text.find(words) if words else -1
        while at >= 0:
            first, last = self._block_at(at), self._block_at(at + len(words) - 1)
            found = self._placed(at, at + len(words), first, last)
            count += (found.before, found.after) == (place.before, place.after)
            at = self.text.find(words, at + 1)
        return count

    def _block_at(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def neighbourhood(self, place: Place) -> tuple[str, ...]:
        """Return the blocks of a place with the one before and the one after."""
        return tuple(self._padded[place.first : place.last + 3])

    def count_blocks(self, wanted: tuple[str, ...]) -> int:
        """Return how often some blocks stand behind each other."""
        padded, size = self._padded, len(wanted)
        return sum(tuple(padded[at : at + size]) == wanted for at in range(len(padded) - size + 1))

    @cached_property
    def _padded(self) -> list[str]:
        return ["", *self.blocks, ""]


def sentence_ends(text: str) -> Iterator[int]:
    """Yield where the sentences of a folded text end; a full stop behind an abbreviation ends none."""
    for match in _END.finditer(text):
        if match[0].startswith(".") and not match[0].startswith(".."):
            word = text[text.rfind(" ", 0, match.start()) + 1 : match.start()].strip("\"'([")
            if _ABBREVIATION.fullmatch(word) or text[match.end() + 1 : match.end() + 2].islower():
                continue
        yield match.end()


def _tokens(text: str) -> list[str]:
    return [match[0] for match in _TOKEN.finditer(text)]
