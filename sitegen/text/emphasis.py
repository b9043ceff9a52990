"""Where emphasis begins and ends: CommonMark, with two additions for texts that somebody else wrote.

Between scripts without spaces and punctuation the rule of CommonMark finds no end of `**`: see
https://github.com/commonmark/commonmark-spec/pull/839. And inside a word a sign is what the author
wrote, as in `f***ed` and `2*3*4`, unless emphasis has begun in the same word, as in `**S**ocial`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, east_asian_width

import regex
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from msgspec import Struct

_WITHOUT_SPACES = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}\p{Yi}\p{Tangut}"
    r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}\p{Balinese}\p{New_Tai_Lue}"
    r"\p{Tai_Le}\p{Tai_Tham}\p{Tai_Viet}]"
)
"""Scripts that put no space between words, and Hangul, whose particles follow a word directly."""
_LONGEST_WORD = 100
"""How far back the beginning of a word is looked for, so that a line of signs costs little."""
_SPACE = re.compile(r"\s")
_RUNS = {sign: re.compile(rf"{re.escape(sign)}+(?=[^\s{re.escape(sign)}])") for sign in "*_~"}


class _Sign(Struct, frozen=True):
    """What the rules ask about a character beside a run of signs."""

    is_space: bool
    is_punctuation: bool
    is_without_spaces: bool
    is_in_word: bool
    """Whether it is a letter, digit or mark of a script that puts spaces between words."""

    @property
    def splits(self) -> bool:
        """Whether it is punctuation of a script that puts spaces between words."""
        return self.is_punctuation and not self.is_without_spaces


@lru_cache(maxsize=2048)
def _sign(character: str) -> _Sign:
    kind = category(character)
    wide = east_asian_width(character) in "WFH" and (kind != "So" or "⺀" <= character <= "㏿")
    without_spaces = wide or bool(_WITHOUT_SPACES.match(character))
    return _Sign(
        isWhiteSpace(ord(character)),
        isMdAsciiPunct(ord(character)) or isPunctChar(character),
        without_spaces,
        not without_spaces and (character.isalnum() or kind[0] == "M"),
    )


class EmphasisState(StateInline):
    """The state of the inline parser, with the rule above for runs of `*`, `_` and `~`."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 (its names there)
        """Return whether the run of signs at `start` may begin or end emphasis, and its length."""
        src, marker, pos = self.src, self.src[start], start
        while pos < self.posMax and src[pos] == marker:
            pos += 1
        before = _sign(src[start - 1] if start > 0 else " ")
        after = _sign(src[pos] if pos < self.posMax else " ")
        left = not after.is_space and (
            not after.splits or before.is_space or before.splits or before.is_without_spaces
        )
        right = not before.is_space and (
            not before.splits or after.is_space or after.splits or after.is_without_spaces
        )
        if left and canSplitWord and _is_text(src, start, before, after):
            return Scanned(False, False, pos - start)
        can_open = left and (canSplitWord or not right or before.is_punctuation)
        can_close = right and (canSplitWord or not left or after.is_punctuation)
        return Scanned(can_open, can_close, pos - start)


def _is_text(src: str, start: int, before: _Sign, after: _Sign) -> bool:
    """Say whether a run that could begin emphasis stands inside of a word in which none has begun."""
    if before.is_space:
        return False
    first = max(start - _LONGEST_WORD, 0)
    so_far = _SPACE.split(src[first:start])[-1]
    is_inside = before.is_in_word and after.is_in_word
    # `sh*#*t`: the second sign follows a punctuation mark, the first one stands in the word.
    if not is_inside and not (src[start] in so_far and before.splits):
        return False
    has_sign_inside = False
    for run in _RUNS[src[start]].finditer(so_far):
        at = run.start()
        if at and _sign(so_far[at - 1]).is_in_word:
            has_sign_inside = True
        elif not at or so_far[at - 1] != "\\":
            return False  # Emphasis has begun in this word.
    return is_inside or has_sign_inside
