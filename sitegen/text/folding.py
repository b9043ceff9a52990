"""The declared folding of FORMATS.md section 2, with an exact way back to the original text.

Both sides of a comparison, the article and the quote, are folded alike: invisible characters are
dropped, the rest is composed (NFC), and white space, quotation marks, dashes and ellipses are each
written in one way. Nothing else is touched: not the case of a letter, not a digit, not a comma.

Folding is a few passes in C. The way back is made when it is first asked for: a list of the places
where a length changed. Most texts have none, and then an offset is its own image; a look-up is a
binary search otherwise. No Python code runs for a character that folding leaves alone.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from operator import add, attrgetter, sub
from typing import Protocol

import regex
from msgspec import Struct

_JOINERS = "\u200c\u200d"
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f"
"""They choose the picture or the shape of the character before them, such as U+FE0F in an emoji."""
_FLAG = "\U0001f3f4"
"""The black flag, which tags turn into the flag of a region: there they are seen."""
_TAGS = "\U000e0020-\U000e007f"
_NEVER_SEEN = (
    "\u00ad\u034f"  # soft hyphen, grapheme joiner
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls
    "\u180e\u200b\u2060-\u2065\u206a-\u206f"  # zero width
    "\u115f\u1160\u3164\uffa0"  # fillers of Hangul
    "\u17b4\u17b5"  # inherent vowels of Khmer
    "\ufff0-\ufffb"  # interlinear annotation
    "\ufeff"  # byte-order mark
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # controls of shorthand and of music
)
"""Characters that no reader sees, and that no script is written with."""
_DROPPED = f"{_NEVER_SEEN}{_JOINERS}{_SELECTORS}"

_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2e42\u275d\u275e\u2760\u301d\u301e\u301f"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a\u275b\u275c\u275f"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe31\ufe32\ufe58\ufe63\uff0d"
_BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_SIGNS = tuple(
    (sign, plain)
    for signs, plain in (
        (_DOUBLE_QUOTES, '"'),
        (_SINGLE_QUOTES, "'"),
        (_DASHES, "-"),
        (_BLANKS, " "),
    )
    for sign in signs
)
_ASCII_BLANKS = {ord(blank): " " for blank in _BLANKS if blank.isascii()}
_ELLIPSIS = "\u2026"
_RUN = re.compile(" {2,}")
_DOTS = re.compile(_ELLIPSIS)
_INVISIBLE = re.compile(f"[{_DROPPED}\U000e0000-\U000e0fff]+")
"""Characters that folding removes, as long as there is no flag: no reader sees them by themselves.

They are Unicode's Default_Ignorable_Code_Point, and the interlinear annotation characters.
"""
_INVISIBLE_BESIDE_FLAGS = re.compile(
    f"[{_DROPPED}\U000e0000-\U000e001f\U000e0080-\U000e0fff]+|(?<![{_FLAG}{_TAGS}])[{_TAGS}]+"
)
_FLAG_OF_A_REGION = re.compile(f"{_FLAG}[{_TAGS}]+")
_UNSEEN = re.compile(f"[{_NEVER_SEEN}]")
_BLANK = re.compile(f"[ {_BLANKS}](?:[\u200c\u200d]*[ {_BLANKS}])*")
_COMPOSING = r"\p{M}\u1160-\u11ff\ud7b0-\ud7ff\U00016d63-\U00016d6a"
"""What can join the character before it: marks, vowels and finals of Hangul, vowels of Kirat Rai."""
_CHANGED_ALONE_IN = (
    range(0x0300, 0x3000),
    range(0xF900, 0xFB50),
    range(0x11000, 0x12000),
    range(0x1D100, 0x1D200),
    range(0x2F800, 0x2FA20),
)
"""The blocks that hold every character whose composed form is another one, even when it stands alone."""


class Span(Struct, frozen=True):
    """The code points from `start` up to, not including, `end`."""

    start: int
    end: int


class Extent(Protocol):
    """What begins and ends somewhere in a text: a block."""

    @property
    def start(self) -> int:
        """The offset of its first character."""
        ...

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        ...


class Readable(Protocol):
    """What has a folded text: a `Prose`."""

    @property
    def folded(self) -> Folded:
        """The text after folding."""
        ...


class Folded:
    """A text after folding (`text`), and the way back to the text as it was (`original`)."""

    __slots__ = ("_blocks", "_made", "original", "text")

    def __init__(self, original: str, blocks: Sequence[Extent] | None = None) -> None:
        """Fold `original`. Its blocks are its lines if they are not given."""
        self.original = original
        self.text = fold(original)
        self._blocks = blocks
        self._made: tuple[_Stage, ...] | None = None

    def block(self, offset: int) -> Span:
        """Return the block of the original text that holds the character at `offset`."""
        if self._blocks is None:
            start = self.original.rfind("\n", 0, offset) + 1
            end = self.original.find("\n", offset)
            return Span(start, end if end >= 0 else len(self.original))
        at = bisect_right(self._blocks, offset, key=attrgetter("start")) - 1
        while at > 0 and self._blocks[at].start == self._blocks[at].end:
            at -= 1
        return Span(self._blocks[at].start, self._blocks[at].end) if at >= 0 else Span(0, 0)

    @property
    def _stages(self) -> tuple[_Stage, ...]:
        if self._made is None:
            self._made = tuple(_stages(self.original))
        return self._made

    def span(self, start: int, end: int) -> Span | None:
        """Return the original characters that `text[start:end]` came from.

        None when one of the two ends lies inside a character that folding made of several or into
        several, such as between the dots of an ellipsis, or inside the flag of a region, whose parts
        alone fold to something else. Dropped characters at either end are left
        out of the span, those inside it are within.
        """
        for stage in reversed(self._stages):
            first, last = stage.start(start), stage.end(end)
            if first is None or last is None:
                return None
            start, end = first, last
        return Span(start, end)

    def offset(self, original: int) -> int:
        """Return where the original character at `original`, or the next one kept, stands in `text`.

        Inside of what was folded as one, such as a run of blanks, that is where the one begins.
        """
        at = original
        for stage in self._stages:
            at = stage.image(at)
        return at

    def stretch(self, span: Span) -> tuple[int, int]:
        """Return the start and end in `text` of everything that the characters of `span` went into."""
        start, end = span.start, span.end
        for stage in self._stages:
            start, end = stage.image(start), stage.image_end(end)
        return start, max(start, end)


def folded(text: Folded | Readable | str) -> Folded:
    """Return `text` folded, if it is not so already."""
    if isinstance(text, Folded):
        return text
    return Folded(text) if isinstance(text, str) else text.folded


def fold(text: str) -> str:
    """Return `text` after the declared folding of FORMATS.md section 2."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _invisible(text).sub("", text))
    text = _same_length(text)
    if "  " in text:
        text = _RUN.sub(" ", text)
    return text.replace(_ELLIPSIS, "...")


def _invisible(text: str) -> re.Pattern[str]:
    """Return the pattern of what nobody sees in `text`."""
    return _INVISIBLE_BESIDE_FLAGS if _FLAG in text else _INVISIBLE


def is_dropped(text: str, at: int) -> bool:
    """Say whether folding removes the character at `at`."""
    if not _INVISIBLE.match(text, at):
        return False
    flag = text.rfind(_FLAG, 0, at)
    match = _FLAG_OF_A_REGION.match(text, flag) if flag >= 0 else None
    return match is None or match.end() <= at


def tidy(text: str) -> str:
    """Return `text` fit for one line of a file: it folds to the same, and says the same.

    White space becomes single spaces; what cannot be seen goes, but for the joiners, selectors and
    tags, which some scripts and emoji are written with.
    """
    return _BLANK.sub(" ", _UNSEEN.sub("", text))


def _same_length(text: str) -> str:
    if text.isascii():
        # What is printable has no blank but the plain one, as have most quotes.
        return text if text.isprintable() else text.translate(_ASCII_BLANKS)
    for sign, plain in _SIGNS:
        text = text.replace(sign, plain)
    return text


# The way back


class _Stage:
    """The way back through one rewriting: sorted, disjoint replaced regions on both sides."""

    __slots__ = ("new_ends", "new_starts", "old_ends", "old_starts")

    def __init__(self, regions: list[tuple[int, int]], lengths: list[int]) -> None:
        """Take the replaced regions, in order, and the length of what replaced each of them."""
        self.old_starts = [start for start, _ in regions]
        self.old_ends = [end for _, end in regions]
        gone = accumulate(map(sub, self.old_ends, self.old_starts))
        shifts = map(sub, accumulate(lengths), gone)
        self.new_ends: list[int] = list(map(add, self.old_ends, shifts))
        self.new_starts: list[int] = list(map(sub, self.new_ends, lengths))

    def start(self, offset: int) -> int | None:
        """Return where the character at `offset` began; None inside what was replaced as one."""
        at = bisect_right(self.new_ends, offset)
        if at < len(self.new_starts) and self.new_starts[at] < offset:
            return None
        return offset if not at else self.old_ends[at - 1] + offset - self.new_ends[at - 1]

    def end(self, offset: int) -> int | None:
        """Return where the character before `offset` ended; None inside what was replaced as one."""
        at = bisect_left(self.new_starts, offset)
        if not at:
            return offset
        if self.new_ends[at - 1] > offset:
            return None
        return self.old_ends[at - 1] + offset - self.new_ends[at - 1]

    def image(self, offset: int) -> int:
        """Return where the character at `offset` went; inside a replaced region, where that begins."""
        at = bisect_right(self.old_starts, offset)
        if not at:
            return offset
        past = offset - self.old_ends[at - 1]
        return self.new_ends[at - 1] + past if past >= 0 else self.new_starts[at - 1]

    def image_end(self, offset: int) -> int:
        """Return the end of what the character before `offset` went into."""
        at = bisect_left(self.old_starts, offset)
        if not at:
            return offset
        return self.new_ends[at - 1] + max(0, offset - self.old_ends[at - 1])


def _stages(text: str) -> Iterator[_Stage]:
    """Yield the rewritings of `fold` that change the length of a text, in order; flags stay in one piece."""
    if not text.isascii():
        flags = [match.span() for match in _FLAG_OF_A_REGION.finditer(text)]
        if flags:
            yield _Stage(flags, [end - start for start, end in flags])
        invisible = _invisible(text)
        if invisible.search(text):
            yield _replaced(invisible, text, 0)
            text = invisible.sub("", text)
        if not unicodedata.is_normalized("NFC", text):
            changes = list(_compositions(text))
            yield _Stage([(start, end) for start, end, _ in changes], [new for *_, new in changes])
            text = unicodedata.normalize("NFC", text)
    text = _same_length(text)
    if "  " in text:
        yield _replaced(_RUN, text, 1)
    if _ELLIPSIS in text:
        yield _replaced(_DOTS, _RUN.sub(" ", text), 3)


def _replaced(pattern: re.Pattern[str], text: str, length: int) -> _Stage:
    regions = [match.span() for match in pattern.finditer(text)]
    return _Stage(regions, [length] * len(regions))


def _compositions(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where NFC changes `text`. Nothing composes across a blank, so it goes by lines and words."""
    at = 0
    for line in text.split("\n"):
        if not unicodedata.is_normalized("NFC", line):
            word_at = at
            for word in line.split(" "):
                if not unicodedata.is_normalized("NFC", word):
                    yield from _compositions_of(word, word_at)
                word_at += len(word) + 1
        at += len(line) + 1


def _compositions_of(word: str, at: int) -> Iterator[tuple[int, int, int]]:
    for match in _composable().finditer(word):
        old, new = match[0], unicodedata.normalize("NFC", match[0])
        if new == old:
            continue
        # What stays at both ends is left outside, so that a span may begin or end there.
        same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(new))
        rest = min(len(old), len(new)) - same
        tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
        yield at + match.start() + same, at + match.end() - tail, len(new) - same - tail


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
