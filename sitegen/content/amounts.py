"""What a Markdown text would cost to parse, counted before it is parsed.

The parser takes up to 600 MB and ten seconds for a megabyte of signs, so what counts is looked at in
the plain text: a few runs of `str.count`.
"""

from __future__ import annotations

import re
from collections import Counter

from sitegen.diagnostics.limits import BLOCKS, DEFINITIONS, LINES, MARKS, Limit

_ENOUGH_TO_COUNT = 40_000
"""A text of fewer characters can pass none of the limits that are counted."""
_BLOCK = re.compile(r"^[ \t]*(?:[-*+>#|:~=]|\d{1,9}[.)])", re.MULTILINE)
_SIGNS = "[]*_`<&\\~!^@"
_LABEL = r"\[((?:[^\[\]\\]|\\.)+)\]"
_DEFINITION = re.compile(rf"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*{_LABEL}:", re.MULTILINE)
_USE = re.compile(_LABEL)


def signs(text: str) -> int:
    """Return how many signs of Markdown stand in a text."""
    return sum(map(text.count, _SIGNS))


def excess_of_markdown(text: str, *, plain: bool = False) -> tuple[Limit, int] | None:
    """Return the limit that a Markdown text passes, and by how much it has; None if it passes none.

    With `plain` only lines count.
    """
    if "]:" in text and not plain and (added := _added_by_definitions(text)) > DEFINITIONS.most:
        return DEFINITIONS, added
    if len(text) < _ENOUGH_TO_COUNT:
        return None
    if (lines := text.count("\n") + text.count("\r")) > LINES.most:
        return LINES, lines
    if plain:
        return None
    if (found := signs(text)) > MARKS.most:
        return MARKS, found
    blocks = _blocks(text) + text.count("|")
    return (BLOCKS, blocks) if blocks > BLOCKS.most else None


def _blocks(text: str) -> int:
    # Several may open on one line, `- - - a`; there the signs are as many as what they open.
    return sum(len(match[0].split()) or 1 for match in _BLOCK.finditer(text)) + text.count("> ")


def _added_by_definitions(text: str) -> int:
    """Return how many characters the definitions of links add where they are used."""
    found = list(_DEFINITION.finditer(text))
    longest: dict[str, int] = {}
    for match in found:
        end = text.find("\n\n", match.end())
        length = (end if end >= 0 else len(text)) - match.end()
        longest.setdefault(_label(match[1]), length)
    if not longest or max(longest.values()) * text.count("[") <= DEFINITIONS.most:
        return 0
    starts = [match.start() for match in found] + [len(text)]
    exact: dict[str, int] = {}
    for match, after in zip(found, starts[1:], strict=True):
        end = text.find("\n\n", match.end(), after)
        exact.setdefault(_label(match[1]), (end if end >= 0 else after) - match.end())
    uses = Counter(_label(match[1]) for match in _USE.finditer(text))
    return sum(length * (uses[label] - 1) for label, length in exact.items())


def _label(written: str) -> str:
    return " ".join(written.split()).casefold()
