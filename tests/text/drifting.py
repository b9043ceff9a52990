"""Texts that are edited at random, with the place where each word of the old text went."""

from __future__ import annotations

import random
import re

from sitegen.text import Span
from sitegen.text.words import UNSPACED

_PIECE = re.compile(rf"[{UNSPACED}]\s*|[^\s{UNSPACED}]+\s*")
_SENTENCE_END = re.compile(r"[.!?。！？।؟]\W*$")
_EDGE = re.compile(r"^\W*|\W*$")

Word = tuple[str, int]
"""A word with the space behind it, and its number in the old text; -1 for a new one."""


class Draft:
    """A text in blocks of numbered words."""

    def __init__(self, text: str) -> None:
        """Number the words of a text, whose blocks are its lines."""
        words = [_PIECE.findall(line.strip()) for line in text.split("\n") if line.strip()]
        numbers = iter(range(sum(map(len, words))))
        self.blocks: list[list[Word]] = [[(word, next(numbers)) for word in line] for line in words]
        self.vocabulary = [word for line in words for word in line]

    @property
    def text(self) -> str:
        """What it says now, a line for each block."""
        return "\n".join("".join(word for word, _ in block) for block in self.blocks)

    def span(self, first: int, last: int) -> Span | None:
        """Return where the words numbered `first` to `last` stand, None if they are not whole.

        Signs at both ends are left out.
        """
        at = 0
        start = end = -1
        expected = first
        for block in self.blocks:
            for word, number in block:
                if start >= 0 and end < 0 and number != expected:
                    return None
                if number == first:
                    start = at + len(_EDGE.match(word)[0] if word.strip() else "")
                if start >= 0 and end < 0:
                    if number == last:
                        bare = word.rstrip()
                        while (
                            len(bare) > 1 and not bare[-1].isalnum() and at + len(bare) > start + 1
                        ):
                            bare = bare[:-1]
                        end = at + len(bare)
                    expected += 1
                at += len(word)
            at += 1
        return Span(start, end) if start >= 0 and end > start else None

    def copy(self) -> Draft:
        """Return a draft to be edited."""
        other = object.__new__(Draft)
        other.blocks = [list(block) for block in self.blocks]
        other.vocabulary = self.vocabulary
        return other

    def edit(self, dice: random.Random, quote: str) -> None:
        """Make one edit as editors do; some put the words of `quote` somewhere else."""
        edits = [_insert, _delete, _replace] * 3 + [
            _move_sentence,
            _delete_sentence,
            _split,
            _merge,
            _swap,
            _delete_block,
        ]
        if dice.random() < 0.25:
            self._insert_words(
                dice, [dice.choice(self.vocabulary), quote + " ", dice.choice(self.vocabulary)]
            )
        else:
            dice.choice(edits)(self, dice)
        self.blocks = [block for block in self.blocks if block] or [[("nothing", -1)]]

    def _insert_words(self, dice: random.Random, words: list[str]) -> None:
        block = dice.choice(self.blocks)
        at = dice.randrange(len(block) + 1)
        block[at:at] = [(word, -1) for word in words]

    def sentences(self, block: list[Word]) -> list[tuple[int, int]]:
        """Return the sentences of a block, by the places of their words."""
        ends = [at + 1 for at, (word, _) in enumerate(block) if _SENTENCE_END.search(word.rstrip())]
        starts = [0, *ends]
        return [(a, b) for a, b in zip(starts, [*ends, len(block)], strict=True) if a < b]


def _insert(draft: Draft, dice: random.Random) -> None:
    draft._insert_words(dice, dice.choices(draft.vocabulary, k=dice.randint(1, 3)))


def _delete(draft: Draft, dice: random.Random) -> None:
    block = dice.choice(draft.blocks)
    at = dice.randrange(len(block))
    del block[at : at + dice.choice([1, 1, 1, 2, 3, 5, 8])]


def _replace(draft: Draft, dice: random.Random) -> None:
    block = dice.choice(draft.blocks)
    at = dice.randrange(len(block))
    old = block[at][0].strip()
    block[at] = (
        dice.choice(
            [word for word in dice.choices(draft.vocabulary, k=9) if word.strip() != old] or ["x "]
        ),
        -1,
    )


def _sentence(draft: Draft, dice: random.Random) -> list[Word]:
    block = dice.choice(draft.blocks)
    start, end = dice.choice(draft.sentences(block))
    taken = block[start:end]
    del block[start:end]
    draft.blocks = [block for block in draft.blocks if block] or [[("nothing", -1)]]
    return taken


def _move_sentence(draft: Draft, dice: random.Random) -> None:
    taken = _sentence(draft, dice)
    block = dice.choice(draft.blocks)
    starts = [start for start, _ in draft.sentences(block)] or [0]
    at = dice.choice([*starts, len(block)])
    block[at:at] = taken


def _delete_sentence(draft: Draft, dice: random.Random) -> None:
    _sentence(draft, dice)


def _split(draft: Draft, dice: random.Random) -> None:
    number = dice.randrange(len(draft.blocks))
    block = draft.blocks[number]
    start, _ = dice.choice(draft.sentences(block))
    draft.blocks[number : number + 1] = [block[:start], block[start:]]


def _merge(draft: Draft, dice: random.Random) -> None:
    if len(draft.blocks) > 1:
        number = dice.randrange(len(draft.blocks) - 1)
        one, other = draft.blocks[number : number + 2]
        if one and not one[-1][0].endswith(" "):
            one = [*one[:-1], (one[-1][0] + " ", one[-1][1])]
        draft.blocks[number : number + 2] = [one + other]


def _swap(draft: Draft, dice: random.Random) -> None:
    one, other = dice.randrange(len(draft.blocks)), dice.randrange(len(draft.blocks))
    draft.blocks[one], draft.blocks[other] = draft.blocks[other], draft.blocks[one]


def _delete_block(draft: Draft, dice: random.Random) -> None:
    if len(draft.blocks) > 3:
        del draft.blocks[dice.randrange(len(draft.blocks))]
