"""Numbers of lists, shown as they are written."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ORDINARY = 2
_YEAR = 4
"""Digits of a number that the margin of every list has room for, and of one that is a year."""


def list_numbers(*, counts: bool) -> Callable[[StateCore], None]:
    """Return a core rule that gives items their numbers where these do not follow.

    Many write `1.` before every item and let Markdown count. With `counts` such a list counts; in a
    text that is checked it says what is written.
    """

    def rule(state: StateCore) -> None:
        if not any(each.type == "ordered_list_open" for each in state.tokens):
            return
        waiting: list[tuple[Token, list[Token]]] = []
        for each in state.tokens:
            if each.type in ("ordered_list_open", "bullet_list_open"):
                waiting.append((each, []))
            elif each.type == "list_item_open":
                waiting[-1][1].append(each)
            elif each.type == "ordered_list_close":
                _number(*waiting.pop(), counts=counts)
            elif each.type == "bullet_list_close":
                waiting.pop()

    return rule


def _number(opening: Token, items: list[Token], *, counts: bool) -> None:
    numbers = [int(item.info) for item in items]
    longest = len(str(max(numbers)))
    classes = ["parens"] if opening.markup == ")" else []
    if longest > _ORDINARY:
        classes.append("wide" if longest <= _YEAR else "widest")
    if classes:
        opening.attrs["class"] = " ".join(classes)
    if counts and len(set(numbers)) == 1:
        return
    expected = numbers[0]
    for item, number in zip(items, numbers, strict=True):
        if number != expected:
            item.attrs["value"] = number
        expected = number + 1
