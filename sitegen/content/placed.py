"""Where a character of a YAML text stands in its file: through indentation, folding and escapes."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\n]|[ \t]*\n)")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\n")


def offset_in_yaml(written: str, style: str | None, value: str, offset: int) -> int:
    """Return where the character at `offset` of a text stands in what is written for it in YAML.

    Line breaks and indentation differ, so what is no white space is counted in both.
    """
    wanted = sum(not sign.isspace() for sign in value[:offset])
    at = 0
    if style in ("|", ">"):
        header = _BLOCK_HEADER.match(written)
        at = header.end() if header else 0
    elif style in ("'", '"'):
        at = 1
    while at < len(written):
        step, is_space = 1, written[at].isspace()
        if style == '"' and written[at] == "\\":
            escape = _ESCAPE.match(written, at)
            step = escape.end() - at if escape else 1
            is_space = escape is not None and _is_space(escape[0])
        elif style == "'" and written.startswith("''", at):
            step = 2
        if not is_space:
            if wanted == 0:
                return at
            wanted -= 1
        at += step
    return len(written)


def _is_space(escape: str) -> bool:
    """Say whether an escape of a double-quoted text stands for white space or for nothing."""
    if escape[1] in "xuU":
        return chr(min(int(escape[2:], 16), 0x10FFFF)).isspace()
    return escape[1] in "ntrvfNLP_ \t" or escape.endswith("\n")
