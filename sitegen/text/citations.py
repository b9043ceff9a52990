"""Citations in Markdown: `[@id]`, `[@id, p. 3; @other]`, as one inline token."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline


@dataclass(frozen=True, slots=True)
class Cited:
    """One source in a citation."""

    source: str
    locator: str = ""
    """Where in the source, in the editor's words: `p. 3`."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What stands between one pair of brackets."""

    items: tuple[Cited, ...]


def citations(markdown: MarkdownIt) -> None:
    """Add the citation rule to a Markdown parser; its tokens carry a `Citation` as `meta`."""
    markdown.inline.ruler.before("link", "citation", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith("[@", start):
        return False
    end = state.src.find("]", start, state.posMax)
    if end < 0 or "\n" in state.src[start:end] or state.src.startswith("(", end + 1):
        return False
    items = [_cited(item) for item in state.src[start + 1 : end].split(";")]
    if not all(item and item.source for item in items):
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"citation": Citation(tuple(item for item in items if item))}
    state.pos = end + 1
    return True


def _cited(item: str) -> Cited | None:
    item = item.strip()
    if not item.startswith("@"):
        return None
    source, _, locator = item[1:].partition(",")
    return Cited(source.strip(), locator.strip())
