"""All the YAML errors of a text: the parts after the first one are read by themselves.

An error is reported only if the part that it is in cannot be read alone either: an entry, an item or
a field that begins in the column of those before it. So one mistake is never the cause of another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from msgspec.structs import replace

from sitegen.content.yaml_mistakes import CONFLICT, NEVER_CLOSED, Mistake

MistakeIn = Callable[[str], Mistake | None]
"""Returns the first mistake of a text, None if it can be read."""

_MOST = 100
"""How many errors of a file are reported."""
_DEEPEST = 4
"""Levels of parts inside parts that are looked at."""
_BEGINS = re.compile(r"(?:[^\s#\"'\[{&*!|>%@`-][^:\n]*|\"[^\"\n]*\"|'[^'\n]*'):(?= |$)|- +\S|-$")
"""What a part begins with: a key and its colon, or the dash of an item."""
_ALONE = re.compile(r"[^\n]*?:[ \t]*(?:#[^\n]*)?\n")
"""The line of a key that has its value on the lines below."""


def all_mistakes(text: str, first: Mistake, mistake_in: MistakeIn) -> list[Mistake]:
    """Return the mistakes of a text, of which the first is known."""
    if first.reason == CONFLICT:
        return [first]  # All that follows may belong to either side.
    return list(islice(_mistakes(text, first, mistake_in, _DEEPEST), _MOST))


def _mistakes(text: str, first: Mistake, mistake_in: MistakeIn, levels: int) -> Iterator[Mistake]:
    parts = _parts(text) if levels else []
    first = _opened_before(parts, first, mistake_in) or first
    yield first
    line_end = text.find("\n", first.offset)
    end_of_words = len(text.rstrip())  # All that is never closed is noticed at the end.
    for start, part in parts:
        end = start + len(part)
        if end <= first.offset:
            continue
        mistake = mistake_in(part)
        if mistake is None or "alias" in mistake.reason:
            continue  # What an alias names may stand in another part.
        is_here = start <= first.offset
        found = _mistakes(part, mistake, mistake_in, levels - 1)
        for number, inner in enumerate(found):
            offset = start + inner.offset
            found_at = start + inner.found_at
            if is_here and (not number or 0 <= offset <= line_end or line_end < 0):
                continue
            if found_at != first.found_at or found_at >= end_of_words:
                yield replace(inner, offset=offset, found_at=found_at)


def _opened_before(
    parts: list[tuple[int, str]], first: Mistake, mistake_in: MistakeIn
) -> Mistake | None:
    """Return the mistake of a part above the first one that YAML found, whose text has no end.

    The next quotation mark below ended it, so that YAML found an error after that.
    """
    for start, part in parts:
        if start + len(part) > first.offset:
            return None
        mistake = mistake_in(part)
        if mistake and mistake.reason == NEVER_CLOSED:
            found_at = start + mistake.found_at
            return replace(mistake, offset=start + mistake.offset, found_at=found_at)
    return None


def _parts(text: str) -> list[tuple[int, str]]:
    """Return the entries, items or fields that a text consists of, each with its offset."""
    inner = _ALONE.match(text)
    if inner and not any(_starts(text, column=_column(text))[1:]):
        below = text[inner.end() :]
        return [(inner.end() + start, part) for start, part in _parts(below)]
    stripped = text.lstrip(" ")
    if stripped.startswith("- ") and not _starts(text, column=_column(text))[1:]:
        dash = len(text) - len(stripped)
        text = f"{text[:dash]} {text[dash + 1 :]}"
    starts = _starts(text, column=_column(text))
    if not starts:
        return []
    ends = [*starts[1:], len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _column(text: str) -> int:
    """Return how far the first line of a text that says anything is indented."""
    found = re.search(r"^( *)[^\s#]", text, re.MULTILINE)
    return len(found[1]) if found else 0


def _starts(text: str, *, column: int) -> list[int]:
    """Return where the lines stand that begin a part in a column."""
    starts: list[int] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line[:column].isspace() is (column > 0) and _BEGINS.match(line.rstrip("\n")[column:]):
            starts.append(offset)
        offset += len(line)
    return starts
