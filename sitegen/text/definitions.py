"""Link definitions: one that nobody refers to is a line of the text, as `[Moderator]: Wrong!`."""

from __future__ import annotations

import re
from typing import Any

from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sitegen.text.losses import Loss, lose
from sitegen.text.tokens import token

_ADDRESS = re.compile(r"[/#?]|[a-z][a-z0-9+.-]*:|www\.|[^.]*[^.]\.[a-z]{2,6}\Z", re.IGNORECASE)
_COMMENTS = {"//", "COMMENT"}
"""The labels of `[//]: # (words)`, by which people leave words out of a page on purpose."""


class References(dict[str, dict[str, Any]]):
    """The definitions of a text by their labels; it notes which ones links ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def get(self, label: str, default: Any = None) -> Any:  # as `dict` has it
        """Return the definition with a label, which is used from then on."""
        found = super().get(label, default)
        if found is not None:
            self.used.add(label)
        return found


def definition(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read a link definition, and put a paragraph with its lines where it stands."""
    references = state.env.setdefault("references", References())
    repeated = state.env.get("duplicate_refs", ())
    known = len(repeated)
    if not reference(state, first, last, silent):
        return False
    if silent:
        return True
    again = state.env.get("duplicate_refs", ())
    found = again[-1] if len(again) > known else None
    label = found["label"] if found else next(reversed(references))
    opening = state.push("paragraph_open", "p", 1)
    inline = state.push("definition", "", 0)
    state.push("paragraph_close", "p", -1)
    opening.map = [first, state.line]
    inline.map = [first, state.line]
    inline.children = []
    inline.content = state.getLines(first, state.line, state.blkIndent, False).strip()
    inline.meta = {
        "label": label,
        "address": (found or references[label])["href"],
        "is_repeated": found is not None,
    }
    return True


def settle_definitions(state: StateCore) -> None:
    """Take out the definitions that are used; of the others the words stay as text."""
    references = state.env.get("references")
    if not references:
        return
    kept: list[Token] = []
    skipped = False
    for each in state.tokens:
        if skipped:  # the end of the paragraph of a definition that was taken out
            skipped = False
            continue
        if each.type == "definition" and not _is_text(each, references, state):
            kept.pop()
            skipped = True
            continue
        if each.type == "definition":
            _as_text(each)
        kept.append(each)
    state.tokens = kept


def _is_text(each: Token, references: References, state: StateCore) -> bool:
    label, address = each.meta["label"], each.meta["address"]
    if label in references.used and not each.meta["is_repeated"]:
        return False
    if label in _COMMENTS and address in ("", "#"):
        return False
    if not _ADDRESS.match(address) and "/" not in address:
        return True
    if not (each.meta["is_repeated"] and references[label]["href"] == address):
        lose(state.env, Loss("definition", (each.map or [0])[0] + 1, each.content))
    return False


def _as_text(each: Token) -> None:
    each.type, each.meta = "inline", {}
    children: list[Token] = []
    for line in each.content.split("\n"):
        if children:
            children.append(token("softbreak", "br", 0))
        children.append(token("text", "", 0, line.strip()))
    each.children = children
