"""Texts that are hard on an anchorer, made at random, and the real ones of the shared corpora."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import strategies as st
from projects import REPOSITORY

from sitegen.text import Span

CORPORA = REPOSITORY.parent / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(
    not CORPORA.is_dir(), reason="the real texts of ../shared/corpora are not here"
)

INVISIBLE = (
    "\u00ad\ufeff"
    "\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\ufe0f\ufe00\u034f\u115f\u1160\u3164\uffa0\u17b4\u180b\ufff9\U000e0001\U000e0067\U000e0101"
)
"""Soft hyphen, byte-order mark, zero-width characters, bidi controls, selectors, fillers, tags."""
UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]")
"""All that nobody sees, by Unicode and FORMATS.md section 2; `INVISIBLE` are examples."""
TROUBLE = [
    *INVISIBLE,
    *" \n\t\r\u00a0\u2003\u3000\u2028",
    *"“”„«»‹›‘’‚\"'–—−-…...",
    "\r\n",
    "  ",
    "\u0301",  # marks, alone and on letters, composed and not
    "\u0323",
    "e\u0301",
    "é",
    "\u0344",
    "a\u0323\u0302",
    "क\u093c",
    "\u0958",
    "कि",
    "क्ष",
    "\u1025\u102e\u1038",
    "กำ",
    "ก\u0e38",
    "각",
    "\u1100\u1161\u11a8",
    "\u1161",
    "한국",
    "👩",
    "👩\u200d🚀",
    "👍🏽",
    "☀\ufe0f",
    "\U0001f3f4",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U0001f1e9",
    "\U0001f1eb\U0001f1f7",
    "\u0600",
    "联合国",
    "大会",
    "و\u064e\u0651",
    "ß",
    "ﬁ",
    "Ω",
    "\u2126",
]
WORDS = ["the", "fleet", "The", "4.1", "in", "2023", "a", "port", "near", "don't"]

_pieces = st.one_of(
    st.sampled_from(TROUBLE),
    st.sampled_from([f"{word} " for word in WORDS]),
    st.sampled_from("abAB01.,"),
    st.characters(codec="utf-8"),
)
texts = st.lists(_pieces, max_size=40).map("".join)
sentences = st.lists(st.sampled_from([*WORDS, "“port”", "a\u0301", "é"]), max_size=30).map(" ".join)


@st.composite
def spans(draw: st.DrawFn, of: st.SearchStrategy[str] = texts) -> tuple[str, Span]:
    """A text and any span of it that is not empty."""
    text = draw(of.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


def posts() -> list[Path]:
    """The real Markdown posts, in order of their names."""
    return sorted((CORPORA / "markdown-posts").glob("*.md"))
