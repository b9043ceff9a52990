"""What changed between two wordings, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import regex

from sitegen.text.folding import fold
from sitegen.text.words import UNSPACED

Op = Literal["same", "removed", "added"]
Change = tuple[Op, str]
_PIECE = regex.compile(rf"(?:[{UNSPACED}]\p{{M}}*|[^\s{UNSPACED}]+)\s*|\s+")


def word_diff(old: str, new: str) -> list[Change]:
    """Return what makes `new` of `old`: stretches that stay, go and come, in order.

    What stays and comes is `new`, letter for letter; what stays and goes are the words of `old`.
    Words that fold to the same stay. What comes follows what it replaces. In scripts without blanks
    between words a character is a word. Each stretch carries the blanks behind its words.
    """
    # Imported where something is compared: most builds compare nothing.
    from rapidfuzz.distance import Indel

    olds, news = _PIECE.findall(old), _PIECE.findall(new)
    changes: list[Change] = []
    old_at = new_at = 0
    for block in Indel.editops(_keys(olds), _keys(news)).as_matching_blocks():
        stretches: tuple[Change, ...] = (
            ("removed", "".join(olds[old_at : block.a])),
            ("added", "".join(news[new_at : block.b])),
            ("same", "".join(news[block.b : block.b + block.size])),
        )
        changes += [stretch for stretch in stretches if stretch[1]]
        old_at, new_at = block.a + block.size, block.b + block.size
    return changes


def _keys(pieces: Sequence[str]) -> list[str]:
    return [fold(piece).strip() for piece in pieces]
