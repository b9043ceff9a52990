"""The front matter of a Markdown file: YAML between two lines of three dashes."""

from __future__ import annotations

import re

from msgspec import Struct

from sitegen.content.nodes import Document, read_yaml
from sitegen.diagnostics import Diagnostic, Source, report
from sitegen.diagnostics.kinds import YAML_SYNTAX

_OPENING = re.compile(r"\A---[ \t]*\n")
_FENCE_LIKE = re.compile(
    r"[ \t]*([-\u2010-\u2015\u2212\ufe58\uff0d+*_=]{1,8})[ \t]*$", re.MULTILINE
)
"""A line that may have been meant as three dashes: a word processor makes one sign of them."""
_FURTHER_DOWN = re.compile(r"\s+(?=---[ \t]*$)", re.MULTILINE)
_FIELD = re.compile(
    r"[ \t]*(?:title|description|date|publisher|authors?|topics|language|url)[ \t]*:"
)
"""What the line below the opening of front matter is, if no page begins so by chance."""
_WRITTEN = "type three hyphens in its place: ---"
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


class Markdown(Struct, frozen=True):
    """A Markdown file: its front matter and its text."""

    matter: Document
    text: str
    lines_before: int
    """How many lines of the file stand above the text."""


def front_matter(text: str) -> str:
    """Return the front matter of a file with the lines around it; '' if it has none, or no end."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    return text[: closing.end()] if closing else ""


def read_markdown(source: Source) -> tuple[Markdown, list[Diagnostic]]:
    """Separate the front matter of a file from its text. A file without front matter is all text."""
    opening = _OPENING.match(source.text)
    if not opening:
        wrong = _wrong_opening(source)
        if wrong:
            return Markdown(Document(source, None, None), "", 0), [wrong]
        return Markdown(Document(source, None, None), source.text, 0), []
    closing = _CLOSING.search(source.text, opening.end())
    if not closing:
        problem = _not_closed(source, opening.end())
        return Markdown(Document(source, None, None), "", 0), [problem]
    matter = source.text[opening.end() : closing.start()]
    document, problems = read_yaml(source, text=matter, lines_before=1)
    lines = source.text.count("\n", 0, closing.end()) + 1
    return Markdown(document, source.text[closing.end() + 1 :], lines), problems


def _wrong_opening(source: Source) -> Diagnostic | None:
    """Return the problem of front matter that does not begin with a line of three dashes."""
    text = source.text
    above = _FURTHER_DOWN.match(text)
    fence = _FENCE_LIKE.match(text, above.end() if above else 0)
    if fence is None or not _FIELD.match(text, fence.end() + 1):
        return None
    if above:
        reason = "the front matter does not begin in the first line"
        hint = "make the line --- the first of the file: remove what stands above it"
        return report(YAML_SYNTAX, source.position(above.end()), reason=reason, hint=hint)
    reason = f"the front matter begins with {fence[1]}, and not with three hyphens"
    return report(YAML_SYNTAX, source.position(fence.start(1)), reason=reason, hint=_WRITTEN)


def _not_closed(source: Source, start: int) -> Diagnostic:
    """Return the problem of front matter without an end, at the line that may have been meant as it."""
    fence = next((f for f in _FENCE_LIKE.finditer(source.text, start) if f[1] != "-"), None)
    if fence:
        reason = f"the front matter ends with {fence[1]}, and not with three hyphens"
        return report(YAML_SYNTAX, source.position(fence.start(1)), reason=reason, hint=_WRITTEN)
    reason = "the front matter has no closing line of three hyphens"
    hint = "add a line --- below the fields"
    return report(YAML_SYNTAX, source.position(0), reason=reason, hint=hint)
