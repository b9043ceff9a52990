"""Numbers of lists, shown as they are written."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def list_numbers(*, counts: bool) -> Callable[[StateCore], None]:
    """Return a core rule that gives items their numbers where these do not follow.

    Many write `1.` before every item and let Markdown count. With `counts` such a list counts; in a
    text that is checked it says what is written.
    """

    def rule(state: StateCore) -> None:
        if not any(each.type == "ordered_list_open" for each in state.tokens):
            return
        waiting: list[list[Token]] = []
        for each in state.tokens:
            if each.type == "ordered_list_open":
                waiting.append([])
                if each.markup == ")":
                    each.attrs["class"] = "parens"
            elif each.type == "bullet_list_open":
                waiting.append([])
            elif each.type == "list_item_open":
                waiting[-1].append(each)
            elif each.type in ("ordered_list_close", "bullet_list_close"):
                _number(waiting.pop(), counts=counts)

    return rule


def _number(items: list[Token], *, counts: bool) -> None:
    numbers = [int(item.info) for item in items if item.info]
    if len(numbers) < 2 or (counts and len(set(numbers)) == 1):
        return
    expected = numbers[0]
    for item, number in zip(items, numbers, strict=True):
        if number != expected:
            item.attrs["value"] = number
        expected = number + 1
