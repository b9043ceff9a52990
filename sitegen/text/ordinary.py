"""Ordinary texts: words and citations, in paragraphs with a blank line between them, and nothing else.

Most of what is written beside an article is that. It is told by looking once for the signs that
Markdown reacts to, and then read without tokens, in a fifth of the time that the parser takes.
"""

from __future__ import annotations

import re
from typing import cast

from markdown_it.common.utils import MD_TRIM_CHARS

from sitegen.text.citations import CITATION, Citation, citation

Pieces = list[str | Citation]
"""Words and citations, in turn; the first and the last are words, which may be none."""

_SIGN = re.compile(r"[\\`~*_<&\[^\t\r\0]")
"""What may be more than a letter wherever it stands."""
_CITED = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What stands for a citation while the words around it are looked at."""
_IMAGE = "!" + _CITED
_BEGINNING = re.compile(rf"\n(?:[ >#|:=+\-]|[0-9]+[.)]|{_CITED}:|\n\n)")
"""How a line begins that may be something else than words of a paragraph."""


def paragraphs(markdown: str) -> list[Pieces] | None:
    """Return the paragraphs of a text; None if it may hold anything but words and citations."""
    text = markdown.strip("\n")
    plain = _plain(text)
    if not text or plain is None or " \n" in text or _BEGINNING.search("\n" + plain):
        return None
    found = [_pieces(each.strip(MD_TRIM_CHARS)) for each in text.split("\n\n")]
    return None if None in found else cast("list[Pieces]", found)


def words(markdown: str) -> Pieces | None:
    """Return what a text of one line consists of; None if it may be anything but words and citations."""
    return None if "\n" in markdown or _plain(markdown) is None else _pieces(markdown)


def _plain(text: str) -> str | None:
    """Return a text with a sign for each citation; None if Markdown may react to what is left."""
    has_citations = "[@" in text and "\\" not in text  # which may be the label of an address
    plain = CITATION.sub(_CITED, text) if has_citations else text
    return None if _SIGN.search(plain) or _IMAGE in plain else plain


def _pieces(text: str) -> Pieces | None:
    if "[@" not in text:
        return [text]
    cut = CITATION.split(text)
    found = [citation(piece) if at % 2 else piece for at, piece in enumerate(cut)]
    return None if None in found else cast("Pieces", found)
