"""Citations in Markdown: `[@id]`, `[@id, p. 3; @other]`, as one inline token."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from msgspec import Struct

CITATION = re.compile(r"\[(@[^\[\]\n]{0,1000})\](?!\()")
"""The limit on its length keeps a line of nothing but `[@` from costing much."""
_LABEL = re.compile(r"\[([^\[\]]{0,1000})\]")


class Cited(Struct, frozen=True):
    """One source in a citation."""

    source: str
    locator: str = ""
    """Where in the source, in the editor's words: `p. 3`."""


class Citation(Struct, frozen=True):
    """What stands between one pair of brackets."""

    items: tuple[Cited, ...]


def citations(markdown: MarkdownIt) -> None:
    """Add the citation rule to a Markdown parser; its tokens carry a `Citation` as `meta`."""
    markdown.inline.ruler.before("link", "citation", _rule)


def _rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[@", state.pos):
        return False
    match = CITATION.match(state.src, state.pos, state.posMax)
    if not match or _is_link(state, match):
        return False
    found = citation(match[1])
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"citation": found}
    state.pos = match.end()
    return True


def _is_link(state: StateInline, match: re.Match[str]) -> bool:
    """Say whether the brackets are a reference link: `[@name][label]` or, where defined, `[@name]`."""
    known = state.env.get("references", {})
    if not known:
        return False
    label = _LABEL.match(state.src, match.end(), state.posMax)
    return normalizeReference(label[1] if label and label[1] else match[1]) in known


@lru_cache(maxsize=4096)
def citation(inside: str) -> Citation | None:
    """Read what stands between the brackets; a source is cited more than once. None if it is text."""
    items = [_cited(item) for item in inside.split(";")]
    known = tuple(item for item in items if item and item.source)
    return Citation(known) if len(known) == len(items) else None


def _cited(item: str) -> Cited | None:
    item = item.strip()
    if not item.startswith("@"):
        return None
    source, _, locator = item[1:].partition(",")
    return Cited(source.strip(), locator.strip())
