"""Words: where they begin and end, in scripts with blanks between them and in those without."""

from __future__ import annotations

import re
from functools import cache

import regex

UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Scripts that put no blanks between words, where a name may begin and end anywhere.

Thai, Lao, Tibetan, Myanmar and Khmer; Han, Hiragana and Katakana.
"""
_LETTER = regex.compile(rf"(?V1)[[\w\p{{M}}]--[{UNSPACED}]]")
_MARK = regex.compile(r"\p{M}")


@cache
def _unspaced() -> re.Pattern[str]:
    """Match a character of a script without blanks between words.

    Compiled when it is asked for, as others with many letters are: it takes milliseconds, and most
    builds after an edit do without.
    """
    return re.compile(f"[{UNSPACED}]")


@cache
def _word() -> regex.Pattern[str]:
    """Match a number, a word, a character of an unspaced script with its marks, or a sign read as one."""
    return regex.compile(
        rf"(?V1)\p{{Nd}}+(?:[.,]\p{{Nd}}+)*+|[[\w\p{{M}}]--[{UNSPACED}\p{{Nd}}]]+(?:'\p{{L}}+)?"
        rf"|[{UNSPACED}]\p{{M}}*|[%‰€$£¥°§]"
    )


def words_of(text: str) -> list[tuple[int, int]]:
    """Return the start and end of every word, number and sign like % in a folded text."""
    return [match.span() for match in _word().finditer(text)]


def is_unspaced(text: str, at: int) -> bool:
    """Say whether the character at `at` belongs to a script without blanks between words."""
    return not text[at].isascii() and bool(_unspaced().match(text, at))


def divides(text: str, at: int) -> bool:
    """Say whether no word of a spaced script, and no letter with its marks, runs across `at`."""
    if at <= 0 or at >= len(text):
        return True
    if _LETTER.match(text, at - 1) and _LETTER.match(text, at):
        return False
    return not _MARK.match(text, at)


def goes_on(text: str, at: int) -> bool:
    """Say whether the character at `at` could be part of a word of a spaced script."""
    return 0 <= at < len(text) and bool(_LETTER.match(text, at))
