"""Markdown to tokens, and tokens to the text that a reader sees.

The parser is CommonMark with tables, strikethrough, footnotes, definition lists and citations. Raw
HTML is recognised so that it can be refused in one place; it is never text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.text.citations import citations
from sitegen.text.folding import Folded

LINK_SCHEMES = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text that ends with a line break: a paragraph, heading, table cell, code block …"""

    kind: str
    """`title`, `standfirst`, or the tag of the element it stands in: `p`, `h2`, `li`, `td`, `code` …"""
    token: int
    """Its place in `Prose.tokens`: an `inline` token, a fence or a code block."""
    start: int
    end: int
    line: int
    """The line of the Markdown on which it begins, from 1; 0 for the title and the standfirst."""


@dataclass(slots=True)
class Prose:
    """A text to be read: its tokens, and what they say."""

    tokens: list[Token]
    text: str
    """What the blocks say, in order, with one line break between two."""
    blocks: list[Block]
    _folded: Folded | None = field(default=None, repr=False)

    @property
    def folded(self) -> Folded:
        """The text after folding, made when first needed."""
        if self._folded is None:
            self._folded = Folded(self.text)
        return self._folded

    def block_at(self, offset: int) -> Block | None:
        """Return the block that the character at `offset` of the text belongs to."""
        for block in self.blocks:
            if block.start <= offset < block.end or (offset == block.start == block.end):
                return block
        return None


def parse(markdown: str) -> list[Token]:
    """Return the tokens of a Markdown text."""
    footnotes = "[^" in markdown or "^[" in markdown
    definitions = "\n:" in markdown or "\n~" in markdown
    return _parser(footnotes, definitions).parse(markdown, {})


def parse_inline(markdown: str) -> list[Token]:
    """Return the tokens of a Markdown text of one paragraph: emphasis, links, citations and the like."""
    return _parser(False, False).parseInline(markdown, {})


def prose(markdown: str, *, lead: Iterable[tuple[str, str]] = (), plain: bool = False) -> Prose:
    """Read Markdown as a text.

    `lead` is what stands above it, as (kind, text): the title and the standfirst. With `plain`
    the text is not Markdown but paragraphs with blank lines between them, and nothing else.
    """
    above = [token for kind, text in lead for token in _paragraph(text, kind, None)]
    tokens = above + (_paragraphs(markdown) if plain else parse(markdown))
    pieces: list[str] = []
    blocks: list[Block] = []
    length = 0
    kinds: list[str] = []
    for index, token in enumerate(tokens):
        if token.nesting == 1:
            kinds.append(token.meta.get("lead") or token.tag)
        elif token.nesting == -1:
            kinds.pop()
        said = _said(token)
        if said is None:
            continue
        line = token.map[0] + 1 if token.map else 0
        kind = kinds[-1] if kinds and token.type == "inline" else "code"
        if pieces:
            length += 1
        blocks.append(Block(kind, index, length, length + len(said), line))
        pieces.append(said)
        length += len(said)
    return Prose(tokens, "\n".join(pieces), blocks)


def said_by(children: Sequence[Token]) -> str:
    """Return the text of inline tokens, as a reader sees it: a line break is a line break."""
    return "".join(
        child.content
        if child.type in ("text", "code_inline")
        else "\n"
        if child.type in ("softbreak", "hardbreak")
        else ""
        for child in children
    )


def _said(token: Token) -> str | None:
    if token.type == "inline":
        return said_by(token.children or ())
    if token.type in ("fence", "code_block"):
        return token.content.removesuffix("\n")
    return None


def _paragraph(text: str, lead: str, line: int | None) -> list[Token]:
    opening = Token("paragraph_open", "p", 1, block=True)
    if lead:
        opening.meta = {"lead": lead}
    inline = Token("inline", "", 0, content=text, block=True, level=1)
    inline.map = opening.map = None if line is None else [line, line + text.count("\n") + 1]
    inline.children = []
    for number, piece in enumerate(text.split("\n")):
        if number:
            inline.children.append(Token("softbreak", "br", 0))
        inline.children.append(Token("text", "", 0, content=piece))
    return [opening, inline, Token("paragraph_close", "p", -1, block=True)]


def _paragraphs(text: str) -> list[Token]:
    tokens: list[Token] = []
    lines: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""]):
        if line.strip():
            if not lines:
                first = number
            lines.append(line.strip())
        elif lines:
            tokens += _paragraph("\n".join(lines), "", first)
            lines = []
    return tokens


@cache
def _parser(footnotes: bool, definitions: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(citations)
    if footnotes:
        parser.use(footnote_plugin)
    if definitions:
        parser.use(deflist_plugin)
    parser.validateLink = _any_address  # type: ignore[method-assign]
    return parser


def _any_address(url: str) -> bool:
    """Let every link be a link, so that a refused address is reported and not shown as text."""
    del url
    return True
