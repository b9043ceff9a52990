"""What comes from outside, made safe to print on a terminal or into a log.

A file's name may hold any sign but a slash and NUL: escape sequences that hide lines or rename the
window, a line break that begins a forged line of its own, marks that turn the direction of text
round, bytes that are not UTF-8. All of them are shown as escapes and never sent.
"""

from __future__ import annotations

import re

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""What sets or turns the direction of text: Trojan Source, CVE-2021-42574."""
_BREAKING = "\u2028\u2029"
_HALVES = "\ud800-\udfff"
"""Halves of characters; by the last ones Python stands for bytes that are not UTF-8."""
_OF_LINES = re.compile(f"[{_CONTROLS}{_TURNING}{_BREAKING}{_HALVES}\ufeff]")
_OF_A_LINE = re.compile(f"[{_CONTROLS}\t\n{_TURNING}{_BREAKING}{_HALVES}\ufeff]")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: object) -> str:
    """Return a text on one line, with an escape for every sign that steers a terminal."""
    return _OF_A_LINE.sub(_escaped, str(text))


def printable_lines(text: object) -> str:
    """Return a text of several lines with the same escapes; line breaks and tabs stay."""
    return _OF_LINES.sub(_escaped, str(text))


def printable_json(text: str) -> str:
    """Return JSON in which the same signs are escapes, which every reader of JSON takes back."""
    return _OF_LINES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shortened(text: str, most: int) -> str:
    """Return a text in at most `most` characters, the last of them an ellipsis if there were more."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _NAMED:
        return _NAMED[sign]
    code = ord(sign)
    if 0xDC80 <= code <= 0xDCFF:  # a byte, as `surrogateescape` reads it
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
