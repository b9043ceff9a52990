"""What changed between two wordings, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import regex
from rapidfuzz.distance import Indel

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
    olds, news = _PIECE.findall(old), _PIECE.findall(new)
    changes: list[Change] = []
    for step in Indel.opcodes(_keys(olds), _keys(news)):
        gone, come = olds[step.src_start : step.src_end], news[step.dest_start : step.dest_end]
        if step.tag == "equal":
            changes.append(("same", "".join(come)))
        else:
            changes += [("removed", "".join(gone))] if gone else []
            changes += [("added", "".join(come))] if come else []
    return changes


def _keys(pieces: Sequence[str]) -> list[str]:
    return [fold(piece).strip() for piece in pieces]
