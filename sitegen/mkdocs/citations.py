"""Citations in the prose that MkDocs rendered: `[@id]` in its HTML becomes a numbered reference.

They are looked for in the finished HTML, where code is code whatever Markdown extensions a site uses.
"""

from __future__ import annotations

import re
from html import unescape

from sitegen.site.footnotes import Footnotes
from sitegen.text import Citation, fragment

_PIECE = re.compile(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
_TAG = re.compile(r"<(/?)(a|code|kbd|pre|samp|script|style|textarea)\b(?![^>]*/>)")
_CITATION = re.compile(r"\[@[^\[\]]{1,1000}\]")


def cite(html: str, footnotes: Footnotes, label: str) -> str:
    """Return HTML with its citations written out and collected in `footnotes` under a label."""
    if "[@" not in html:
        return html
    depth = 0
    pieces = _PIECE.split(html)
    for number, piece in enumerate(pieces):
        tag = _TAG.match(piece)
        if tag:
            depth += -1 if tag[1] else 1
        elif depth == 0 and not piece.startswith("<"):
            pieces[number] = _CITATION.sub(
                lambda found: _written(found[0], footnotes, label), piece
            )
    return "".join(pieces)


def _written(words: str, footnotes: Footnotes, label: str) -> str:
    parts = fragment(" ".join(unescape(words).split())).parts
    cited = [part for part in parts if isinstance(part, Citation)]
    return footnotes.write(cited, label, str) if len(cited) == 1 else words
