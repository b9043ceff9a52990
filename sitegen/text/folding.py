"""The declared folding of FORMATS.md section 2, with an exact way back to the original text.

Both sides of a comparison, the article and the quote, are folded alike: invisible characters are
dropped, the rest is composed (NFC), and white space, quotation marks, dashes and ellipses are each
written in one way. Nothing else is touched: not the case of a letter, not a digit, not a comma.

The way back is a list of the places where a length changed. Most texts have none, and then an
offset is its own image; a look-up is a binary search otherwise. No Python code runs for a character
that folding leaves alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import regex

DROPPED = (
    "\u00ad"  # soft hyphen
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # bidi controls
    "\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"  # zero width
    "\ufeff"  # byte-order mark
)
"""Characters that folding removes: soft hyphens, zero-width characters, bidi controls, BOMs."""

_SAME_LENGTH: tuple[tuple[str, str], ...] = (
    *((mark, '"') for mark in "\u201c\u201d\u201e\u201f\u00ab\u00bb"),
    *((mark, "'") for mark in "\u2018\u2019\u201a\u201b\u2039\u203a"),
    *((dash, "-") for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58"),
    *(
        (blank, " ")
        for blank in "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
        "\u200a\u2028\u2029\u202f\u205f\u3000\x85"
    ),
)
_ASCII_BLANKS = str.maketrans("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f", " " * 9)
_RUN_OR_ELLIPSIS = re.compile(" {2,}|\u2026")
_INVISIBLE = re.compile(f"[{DROPPED}]+")
_COMPOSING = r"\p{M}\u1160-\u11ff\ud7b0-\ud7ff"
"""What can join the character before it: marks, and the vowels and finals of Hangul."""
_CHANGED_ALONE_IN = (
    range(0x0300, 0x3000),
    range(0xF900, 0xFB50),
    range(0x11000, 0x12000),
    range(0x1D100, 0x1D200),
    range(0x2F800, 0x2FA20),
)
"""The blocks that hold every character whose composed form is another one, even when it stands alone."""


@dataclass(frozen=True, slots=True)
class Span:
    """The code points from `start` up to, not including, `end`."""

    start: int
    end: int


class _Stage:
    """One rewriting of a text, and the way back: sorted, disjoint replaced regions on both sides."""

    __slots__ = (
        "_gone",
        "_went",
        "after",
        "before",
        "new_ends",
        "new_starts",
        "old_ends",
        "old_starts",
    )

    def __init__(self, before: str, edits: Iterable[tuple[int, int, str]]) -> None:
        """Replace `before[start:end]` by a text, for each (start, end, text) of `edits`, in order."""
        pieces: list[str] = []
        self.before = before
        self.old_starts: list[int] = []
        self.old_ends: list[int] = []
        self.new_starts: list[int] = []
        self.new_ends: list[int] = []
        done = length = 0
        for start, end, text in edits:
            pieces.append(before[done:start])
            length += start - done
            self.old_starts.append(start)
            self.old_ends.append(end)
            self.new_starts.append(length)
            pieces.append(text)
            length += len(text)
            self.new_ends.append(length)
            done = end
        pieces.append(before[done:])
        self.after = "".join(pieces)

    def start(self, offset: int) -> int | None:
        """Return where the character at `offset` began; None inside what was replaced as one."""
        at = bisect_right(self.new_ends, offset) - 1
        if at + 1 < len(self.new_starts) and self.new_starts[at + 1] < offset:
            return None
        return offset if at < 0 else self.old_ends[at] + offset - self.new_ends[at]

    def end(self, offset: int) -> int | None:
        """Return where the character before `offset` ended; None inside what was replaced as one."""
        at = bisect_left(self.new_starts, offset)
        if at > 0 and self.new_ends[at - 1] > offset:
            return None
        if at == len(self.new_starts):
            return len(self.before) - (len(self.after) - offset)
        return self.old_starts[at] - (self.new_starts[at] - offset)


class Folded:
    """A text after folding (`text`), and the way back to the text as it was (`original`)."""

    __slots__ = ("_stages", "original", "text")

    def __init__(self, original: str) -> None:
        """Fold `original`."""
        self.original = original
        text, self._stages = _fold(original)
        self.text = text

    def span(self, start: int, end: int) -> Span | None:
        """Return the original characters that `text[start:end]` came from.

        None when one of the two ends lies inside a character that folding made of several or into
        several, such as between the dots of an ellipsis. Dropped characters at either end are left
        out of the span, those inside it are within.
        """
        for stage in reversed(self._stages):
            first, last = stage.start(start), stage.end(end)
            if first is None or last is None:
                return None
            start, end = first, last
        return Span(start, end)

    def offset(self, original: int) -> int:
        """Return where the original character at `original`, or the next one kept, stands in `text`."""
        at = original
        for stage in self._stages:
            edit = bisect_right(stage.old_starts, at) - 1
            if edit < 0:
                continue
            past = at - stage.old_ends[edit]
            at = stage.new_ends[edit] + past if past >= 0 else stage.new_starts[edit]
        return at


def fold(text: str) -> str:
    """Return `text` after the declared folding of FORMATS.md section 2."""
    return _fold(text)[0]


def _fold(text: str) -> tuple[str, list[_Stage]]:
    stages: list[_Stage] = []
    if not text.isascii():
        if any(invisible in text for invisible in DROPPED):
            matches = _INVISIBLE.finditer(text)
            stages.append(_Stage(text, ((*match.span(), "") for match in matches)))
            text = stages[-1].after
        if not unicodedata.is_normalized("NFC", text):
            stages.append(_Stage(text, _compositions(text)))
            text = stages[-1].after
        for sign, plain in _SAME_LENGTH:
            text = text.replace(sign, plain)
    text = text.translate(_ASCII_BLANKS) if text.isascii() else _plain_blanks(text)
    if "  " in text or "\u2026" in text:
        found = _RUN_OR_ELLIPSIS.finditer(text)
        edits = ((*match.span(), " " if match[0][0] == " " else "...") for match in found)
        stages.append(_Stage(text, edits))
        text = stages[-1].after
    return text, stages


def _plain_blanks(text: str) -> str:
    for blank in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f":
        text = text.replace(blank, " ")
    return text


def _compositions(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _composable().finditer(text):
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            yield (*match.span(), composed)


@cache
def _composable() -> regex.Pattern[str]:
    """Return the pattern of what NFC may change: a character with what joins it, or one by itself."""
    alone = "".join(
        chr(code)
        for block in _CHANGED_ALONE_IN
        for code in block
        if not unicodedata.is_normalized("NFC", chr(code))
    )
    return regex.compile(rf"(?s).[{_COMPOSING}]+|[{regex.escape(alone, special_only=True)}]")
