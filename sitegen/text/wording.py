"""Where a reader would not see what is written, though the Markdown is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from sitegen.text.losses import Loss

_NUMBER = re.compile(r"[$€£¥]?[.,]?\d")
_AMOUNT = re.compile(
    r"[$€£¥]?[.,]?\d[\d.,\u00a0 ]*"
    r"(?:\Z|[%‰°$€£¥]|per ?cent|degrees|Prozent|Grad|por ?ciento|por ?cento|pour ?cent)",
    re.IGNORECASE,
)
_MARKERS = ("*", "**", "_", "__", "~", "~~")
_ENDING = re.compile(r"\S*\Z")
_BEGINNING = re.compile(r"\A\S*")
_PAIR = re.compile(
    r"(?<![\w*_])(\*\*|__)(?![\s*_])[^*_\n]{1,200}\1|(?<![\w*_])(\*\*|__)[^*_\n]{1,200}(?<!\s)\2"
)
"""Two pairs of signs that look like emphasis, and are not."""


Lines = Callable[[int], str]
"""Gives a line of the Markdown by its number, from 0."""


def changes(tokens: Sequence[Token], lines: Lines) -> Iterator[Loss]:
    """Yield where words or numbers are shown otherwise than they are written."""
    lists: list[bool] = []  # of each list with numbers around: whether its zeros were reported
    for at, token in enumerate(tokens):
        kind = token.type
        if kind == "inline":
            if token.map and ("*" in token.content or "_" in token.content or "~" in token.content):
                yield from _inline(token)
        elif kind == "ordered_list_open":
            lists.append(False)
        elif kind == "ordered_list_close":
            lists.pop()
        elif kind == "list_item_open":
            number = token.info
            if number and number[0] == "0" and len(number) > 1 and not lists[-1]:
                lists[-1] = True  # It is said once a list.
                yield _loss("zeros", token, f"{number}{token.markup}")
        elif kind == "fence":
            if len(token.info.split()) > 1 and not set("={") & set(token.info):
                yield _loss("fence", token, token.markup + token.info.strip())
        elif kind in _SIGN_READERS:
            sign = _SIGN_READERS[kind](tokens, at, lines)
            if sign:
                inside = tokens[at + 1] if kind == "dd_open" else token
                yield _loss("sign", inside, f"{sign} {_first_words(tokens, at)}")


def _inline(token: Token) -> Iterator[Loss]:
    children = token.children or []
    for at, child in enumerate(children):
        if not child.nesting or child.markup not in _MARKERS:
            continue
        beside = at - child.nesting
        if not 0 <= beside < len(children) or children[beside].type != "text":
            continue
        # The rest of the word that the emphasis touches: `**s**t**` leaves two signs behind.
        said = children[beside].content
        rest = (_ENDING if child.nesting == 1 else _BEGINNING).findall(said)[0]
        if child.markup[0] in rest or _goes_on(children, at, rest):
            inside = children[at + child.nesting].content
            written = (rest, child.markup, inside)
            yield _loss("emphasis", token, "".join(written[:: child.nesting]))
            return
    if "\\" in token.content or not ("**" in token.content or "__" in token.content):
        return
    for child in children:
        pair = child.type == "text" and _PAIR.search(child.content)
        if pair:
            yield _loss("unmarked", token, pair[0])
            return


def _goes_on(children: Sequence[Token], at: int, rest: str) -> bool:
    """Say whether emphasis that ends inside a word may have been meant to end at signs further on.

    In `**s**t happens**` it ends at the sign of the word.
    """
    sign = children[at].markup
    return (
        children[at].nesting == -1
        and rest[:1].isalnum()
        and any(each.type == "text" and sign in each.content for each in children[at + 1 :])
    )


def _loss(reason: str, token: Token, written: str) -> Loss:
    return Loss(reason, token.map[0] + 1 if token.map else 1, written)


def _quotation(tokens: Sequence[Token], at: int, lines: Lines) -> str:
    """Return the sign of a quotation that begins with a number, where it may mean "more than"."""
    del lines
    words = _first_words(tokens, at)
    return ">" if _AMOUNT.match(words) or (_NUMBER.match(words) and _cuts(tokens, at)) else ""


def _bullet(tokens: Sequence[Token], at: int, lines: Lines) -> str:
    """Return the sign of a list of one item that begins with a number, where it may mean plus or minus."""
    del lines
    token = tokens[at]
    words = _first_words(tokens, at)
    if token.level or token.markup not in "+-" or not _NUMBER.match(words):
        return ""
    if not (_AMOUNT.match(words) or _cuts(tokens, at)):
        return ""
    end = at + 2  # behind the beginning of the first item, whose end is at the same level
    while tokens[end].type != "list_item_close" or tokens[end].level != token.level + 1:
        end += 1
    return token.markup if tokens[end + 1].type == "bullet_list_close" else ""


def _term(tokens: Sequence[Token], at: int, lines: Lines) -> str:
    """Return the `~` of a definition that begins with a number, where it may mean "about"."""
    if not _NUMBER.match(_first_words(tokens, at)):
        return ""
    line = lines((tokens[at + 1].map or [0])[0])  # that of the definition itself is not exact
    return "~" if line.lstrip(" \t>").startswith("~") else ""


_SIGN_READERS = {"blockquote_open": _quotation, "bullet_list_open": _bullet, "dd_open": _term}


def _first_words(tokens: Sequence[Token], at: int) -> str:
    """Return the first line of the paragraph with which a block begins."""
    for token in tokens[at + 1 : at + 4]:
        if token.type == "inline":
            return token.content.partition("\n")[0]
    return ""


def _cuts(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a block stands directly below a line that may go on in it."""
    if at < 2 or tokens[at - 1].type != "paragraph_close":
        return False
    above, here = tokens[at - 2], tokens[at]
    directly = bool(above.map and here.map and above.map[1] == here.map[0])
    return directly and not above.content.endswith((":", ".", "!", "?", "…"))
