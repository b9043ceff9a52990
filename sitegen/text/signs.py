"""Signs that no page can show: the control characters and noncharacters that HTML forbids.

They come from word processors, from texts read in a wrong encoding, and from escapes in YAML.
"""

from __future__ import annotations

import re
from functools import cache

_PLANES = range(1, 17)
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r"))
_LATER_CONTROLS = re.compile(b"\xc2[\x80-\x9f]")
_NO_CHARACTERS = (b"\xbf\xbe", b"\xbf\xbf", b"\xef\xb7")
"""How the noncharacters of all planes end in UTF-8, and how those of the first begin."""


def unshowable(text: str) -> int:
    """Return where the first sign stands that no page can show, -1 if there is none."""
    if text.isprintable():  # A sign that no page can show never is.
        return -1
    found = _unshowable().search(text)
    return found.start() if found else -1


@cache
def _unshowable() -> re.Pattern[str]:
    """Compiled when it is needed, which is seldom and takes as long as to read an article."""
    planes = (f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in _PLANES)
    shown = "\t\n\x0c\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd" + "".join(planes)
    return re.compile(f"[^{shown}]")


def may_be_unshowable(data: bytes) -> bool:
    """Say whether a text in UTF-8 may hold such a sign; ten times as quick as to look for it."""
    if len(data.translate(None, _CONTROLS)) < len(data):
        return True
    if data.isascii():
        return False
    return bool(_LATER_CONTROLS.search(data)) or any(sign in data for sign in _NO_CHARACTERS)


def named(sign: str) -> str:
    """Return the name of a sign by its number: U+000B."""
    return f"U+{ord(sign):04X}"
