"""Tokens of markdown-it-py, made with less ado."""

from __future__ import annotations

from typing import Literal

from markdown_it.token import Token

_new = Token.__new__


def token(
    kind: str,
    tag: str,
    nesting: Literal[-1, 0, 1],
    content: str = "",
    level: int = 0,
    block: bool = False,
) -> Token:
    """Return what `Token(kind, tag, nesting, content=content, level=level, block=block)` does.

    An article has hundreds, and two thirds of making one goes into its constructor.
    """
    made = _new(Token)
    made.type = kind
    made.tag = tag
    made.nesting = nesting
    made.attrs = {}
    made.map = None
    made.level = level
    made.children = None
    made.content = content
    made.markup = ""
    made.info = ""
    made.meta = {}
    made.block = block
    made.hidden = False
    return made
