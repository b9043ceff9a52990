"""Words in scripts that write without spaces."""

from __future__ import annotations

import regex

_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
# As in the theme's search.js, which does the same to what a reader types.
_BOUNDARY = regex.compile(
    rf"(?<=\S)(?=(?!\p{{M}}){_UNSPACED})|(?<={_UNSPACED}\p{{M}}*)(?=[\p{{L}}\p{{N}}])"
)


def spaced(text: str) -> str:
    """Return a text in which each character of such a script is a word of its own.

    Pagefind's words end at spaces. Where a word ends in Chinese or Thai takes a dictionary to say,
    and the dictionary at work here and the one in a browser would have to agree on each word.
    Single characters need none: words are found as characters that follow each other.
    """
    text = " ".join(text.split())
    return text if text.isascii() else _BOUNDARY.sub(" ", text)
