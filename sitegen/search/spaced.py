"""Words in scripts that write without spaces."""

from __future__ import annotations

import regex

# As in the theme's search.js, which does the same to what a reader types.
_UNSPACED = regex.compile(
    r"([\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*)"
)


def spaced(text: str) -> str:
    """Return a text in which each character of such a script is a word of its own.

    Pagefind's words end at spaces. Where a word ends in Chinese or Thai takes a dictionary to say,
    and the dictionary at work here and the one in a browser would have to agree on each word.
    Single characters need none: words are found as characters that follow each other.
    """
    if text.isascii():
        return " ".join(text.split())
    return " ".join(_UNSPACED.sub(r" \1 ", text).split())
