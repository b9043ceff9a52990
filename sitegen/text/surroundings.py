"""Whether a passage still stands where it stood, after the text around it was edited.

Two things must hold. The rest of its sentence is the same, in the block that the passage stands in. And its
place is the one that the old place became: the two texts are aligned sentence by sentence, and the sentence
is still in its block. A block that was moved takes its passages along. Where the number of sentences
that look the same changed, the blocks before and after decide; where they do not settle it, the passage
counts as moved. Everything is compared after folding.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import regex
from msgspec import Struct

from sitegen.text.folding import Folded, Span
from sitegen.text.markdown import Prose
from sitegen.text.words import UNSPACED

_FARTHEST = 50
"""How many words of its sentence count on each side of a passage."""
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
        image = self._image(before)
        if image == after.start:
            is_told_apart = alike == alike_now or self._has_same_neighbourhood(before, after)
            return is_told_apart and self._is_same_block(before, after)
        if image is not None or self._preimage(after) is not None:
            return False  # Both passages are in both texts.
        return alike == alike_now == 1 and self._is_moved_block(before, after)

    def surroundings(self, old: Span, new: Span) -> tuple[str, str]:
        """Return the sentence of each of two passages, with the passage in it."""
        return self._old.sentence(old), self._new.sentence(new)

    def _has_same_neighbourhood(self, before: Place, after: Place) -> bool:
        """Say whether the blocks of two places and those beside them are the same, equally often."""
        wide = self._old.neighbourhood(before)
        if wide != self._new.neighbourhood(after):
            return False
        return self._old.count_blocks(wide) == self._new.count_blocks(wide)

    def _is_same_block(self, before: Place, after: Place) -> bool:
        """Say whether a sentence is in its block: beside the same block, or among the same sentences."""
        old, new = self._old.neighbourhood(before), self._new.neighbourhood(after)
        if old[0] == new[0] or old[-1] == new[-1]:
            return True
        old_rest, new_rest = self._old.rest(before), self._new.rest(after)
        least = min(old_rest.total(), new_rest.total())
        return (old_rest & new_rest).total() >= _ALIKE * least

    def _is_moved_block(self, before: Place, after: Place) -> bool:
        """Say whether the block of a passage, with all it says or half of it, was put elsewhere."""
        old, new = self._old.words(before), self._new.words(after)
        return (old & new).total() >= _ALIKE * max(old.total(), new.total())

    def _image(self, place: Place) -> int | None:
        """Return where the sentence of an old place is in the new text, at the place; None if it is not."""
        return _carried(place, self._old.sentence_starts, self._new.sentence_starts, self._matches)

    def _preimage(self, place: Place) -> int | None:
        matches = [(new, old, size) for old, new, size in self._matches]
        return _carried(place, self._new.sentence_starts, self._old.sentence_starts, matches)

    @cached_property
    def _matches(self) -> list[tuple[int, int, int]]:
        """The runs of equal sentences: where they begin in the old and the new text, and how many they are."""
        from rapidfuzz.distance import Indel

        found = Indel.editops(self._old.sentences, self._new.sentences).as_matching_blocks()
        return [(match.a, match.b, match.size) for match in found if match.size]


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


class _Text:
    """A text folded block by block, in sentences."""

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
        self._stops = [list(sentence_ends(block)) for block in self.blocks]
        self.sentences: list[str] = []
        self.sentence_starts: list[int] = []
        for start, block, stops in zip(self.starts, self.blocks, self._stops, strict=True):
            for begin, end in pairwise((0, *stops, len(block))):
                sentence = block[begin:end]
                if sentence.strip():
                    self.sentence_starts.append(start + end - len(sentence.lstrip()))
                    self.sentences.append(sentence.strip())

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
        stops = self._stops[first]
        at = bisect_right(stops, start - opening)
        begins = opening + (stops[at - 1] if at else 0)
        stops = self._stops[last]
        at = bisect_left(stops, end - closing)
        ends = closing + (stops[at] if at < len(stops) else len(self.blocks[last]))
        return begins, ends

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

    def words(self, place: Place) -> Counter[str]:
        """Return the words of the blocks of a place."""
        return _words("\n".join(self.blocks[place.first : place.last + 1]))

    def rest(self, place: Place) -> Counter[str]:
        """Return the words of the blocks of a place that are not in its sentence."""
        begins, ends = self._sentence_around(place.start, place.end, place.first, place.last)
        return self.words(place) - _words(self.text[begins:ends])

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


def _words(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text))
