"""The Markdown parsers: CommonMark with tables, strikethrough, footnotes, definition lists, citations."""

from __future__ import annotations

from collections.abc import MutableMapping
from copy import copy
from functools import cache
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore, text_join
from markdown_it.token import Token
from markdown_it.utils import OptionsDict, OptionsType
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.text.blocks import DEEPEST, Blocks
from sitegen.text.citations import citations
from sitegen.text.definitions import definition, settle_definitions
from sitegen.text.emphasis import EmphasisState
from sitegen.text.extra_cells import table
from sitegen.text.footnote_tail import footnote_tail
from sitegen.text.inlines import Inlines
from sitegen.text.list_numbers import list_numbers

_NUMBERS = ("citation", "footnote_ref")


class _StockBlocks(ParserBlock):
    """The block parser of markdown-it-py, which goes as deep as `Blocks`."""

    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token] | None:
        deeper = copy(md)
        deeper.options = OptionsDict(cast("OptionsType", {**md.options, "maxNesting": DEEPEST}))
        return super().parse(src, deeper, env, tokens)


class _StockInlines(ParserInline):
    """The inline parser of markdown-it-py, with our rule of where emphasis begins and ends."""

    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        state = EmphasisState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def slow_parser(footnotes: bool, definitions: bool, cites: bool) -> MarkdownIt:
    """Return a parser of markdown-it-py with our rules: what `parser` has to agree with.

    Without `cites` the text is one that is checked, and all its numbers are shown as written.
    """
    parser = MarkdownIt("commonmark", {"html": True})
    parser.block, parser.inline = _StockBlocks(), _StockInlines()
    parser.configure("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.at("reference", definition)
    if cites:
        parser.use(citations)
    if footnotes:
        parser.use(footnote_plugin)
        parser.core.ruler.at("footnote_tail", footnote_tail(counts=cites))
    if definitions:
        parser.use(deflist_plugin)
    parser.core.ruler.after("inline", "settle_definitions", settle_definitions)
    parser.core.ruler.push("links_apart", _links_apart)
    parser.core.ruler.push("list_numbers", list_numbers(counts=cites))
    parser.normalizeLinkText = _as_it_is  # type: ignore[method-assign, assignment]
    parser.validateLink = _any_address  # type: ignore[method-assign]
    return parser


@cache
def inlines(footnotes: bool, definitions: bool, cites: bool) -> Inlines:
    """Return the inline parser of `parser`."""
    return Inlines(slow_parser(footnotes, definitions, cites).inline)


@cache
def parser(footnotes: bool, definitions: bool, cites: bool) -> MarkdownIt:
    """Return a parser that gives the same tokens as `slow_parser`, in less time."""
    parser = slow_parser(footnotes, definitions, cites)
    parser.core.ruler.at("normalize", _normalize)
    parser.core.ruler.at("text_join", _text_join)
    parser.block = Blocks(parser.block.ruler)
    parser.inline = inlines(footnotes, definitions, cites)
    return parser


def _normalize(state: StateCore) -> None:
    if "\r" in state.src:
        state.src = state.src.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in state.src:
        state.src = state.src.replace("\0", "\ufffd")


def _text_join(state: StateCore) -> None:
    """Join texts where there may be neighbours: only escapes and entities are texts by themselves."""
    touched = [t for t in state.tokens if t.children and ("\\" in t.content or "&" in t.content)]
    if touched:
        text_join(StateCore(state.src, state.md, state.env, touched))


def _links_apart(state: StateCore) -> None:
    """Let no link stand in a link: a bare address in one is text, numbers that become links go behind.

    An image in one is marked: it never becomes a link of its own.
    """
    for block in state.tokens:
        children = block.children or []
        if "[" not in block.content:
            continue
        if "<" not in block.content and block.content.count("[") == 1:
            continue  # With one bracket, only an address in `<>` can stand in a link.
        if not any(child.type == "link_open" for child in children):
            continue
        kept: list[Token] = []
        waiting: list[Token] = []
        depth = 0
        for child in children:
            is_link = child.type in ("link_open", "link_close")
            outside = depth == 0 or (depth == 1 and child.type == "link_close")
            depth += child.nesting if is_link else 0
            if depth and child.type == "image":
                child.meta = {"in_link": True}
            if outside or not (is_link or child.type in _NUMBERS):
                kept.append(child)
            elif not is_link:
                waiting.append(child)
            if depth == 0:
                kept += waiting
                waiting.clear()
        block.children = kept


def _any_address(url: str) -> bool:
    """Let every link be a link, so that a refused address is reported and not shown as text."""
    del url
    return True


def _as_it_is(text: str) -> str:
    """Let the text of an address in `<>` be what is written, and not what a browser would show."""
    return text
