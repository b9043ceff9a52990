"""Footnotes: those that the text refers to go to its end, the others stay where they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_tail as stock_tail

from sitegen.text.tokens import token

_NUMBER = re.compile(r"[1-9][0-9]{0,5}\Z")


def footnote_tail(*, counts: bool) -> Callable[[StateCore], None]:
    """Return a core rule in place of the one of the plugin.

    A note that nobody refers to, and a second one with the same label, is text of its place, with
    its label. Without `counts` notes have the numbers that are written, where all have one.
    """

    def rule(state: StateCore) -> None:
        notes = state.env.get("footnotes")
        if notes is None:
            return
        listed = {note["label"] for note in notes["list"].values() if "label" in note}
        state.tokens = _apart(state.tokens, listed)
        stock_tail(state)
        if not counts:
            _as_written(state.tokens, notes["list"].values())

    return rule


def _apart(tokens: Sequence[Token], listed: set[str]) -> list[Token]:
    """Return the tokens with the notes that are listed behind the others, each once."""
    text: list[Token] = []
    notes: list[Token] = []
    seen: set[str] = set()
    waiting: list[tuple[Token, list[Token]]] = []
    for each in tokens:
        if each.type == "footnote_reference_open":
            waiting.append((each, []))
        elif each.type == "footnote_reference_close":
            opening, inside = waiting.pop()
            label = opening.meta["label"]
            if label in listed and label not in seen:
                seen.add(label)
                notes += [opening, *inside, each]
            else:
                around = waiting[-1][1] if waiting else text
                around += _labelled(opening, inside)
        else:
            (waiting[-1][1] if waiting else text).append(each)
    return text + notes


def _labelled(opening: Token, inside: list[Token]) -> list[Token]:
    words = f"[^{opening.meta['label']}]: "
    if len(inside) < 2 or inside[1].type != "inline" or inside[0].type != "paragraph_open":
        start = token("paragraph_open", "p", 1, "", opening.level, True)
        inline = token("inline", "", 0, "", opening.level + 1, True)
        inline.children = []
        start.map = inline.map = opening.map and [opening.map[0], opening.map[0] + 1]
        inside = [
            start,
            inline,
            token("paragraph_close", "p", -1, "", opening.level, True),
            *inside,
        ]
        words = words.rstrip(" ")
    inside[1].content = words + inside[1].content
    children = inside[1].children or []
    if children and children[0].type == "text":  # Two texts are never neighbours.
        children[0].content = words + children[0].content
    else:
        children = [token("text", "", 0, words), *children]
    inside[1].children = children
    return inside


def _as_written(tokens: Iterable[Token], notes: Iterable[dict[str, Any]]) -> None:
    """Give each note its label as number, where all are numbers."""
    labels = [str(note.get("label", "")) for note in notes]
    numbers = {at: int(label) for at, label in enumerate(labels) if _NUMBER.match(label)}
    if len(numbers) < len(labels) or list(numbers.values()) == list(range(1, len(labels) + 1)):
        return
    waiting = list(tokens)
    while waiting:
        each = waiting.pop()
        if each.type in ("footnote_ref", "footnote_open"):
            each.meta["number"] = numbers[each.meta["id"]]
        waiting += each.children or ()
