"""The front matter of a Markdown file: YAML between two lines of three dashes."""

from __future__ import annotations

import re

from msgspec import Struct

from sitegen.content.nodes import Document, read_yaml
from sitegen.diagnostics import Diagnostic, Source, report
from sitegen.diagnostics.kinds import YAML_SYNTAX

_OPENING = re.compile(r"\A---[ \t]*\n")
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
        return Markdown(Document(source, None, None), source.text, 0), []
    closing = _CLOSING.search(source.text, opening.end())
    if not closing:
        reason = "the front matter has no closing line of three dashes"
        hint = "add a line --- below the fields"
        problem = report(YAML_SYNTAX, source.position(0), reason=reason, hint=hint)
        return Markdown(Document(source, None, None), "", 0), [problem]
    matter = source.text[opening.end() : closing.start()]
    document, problems = read_yaml(source, text=matter, lines_before=1)
    lines = source.text.count("\n", 0, closing.end()) + 1
    return Markdown(document, source.text[closing.end() + 1 :], lines), problems
