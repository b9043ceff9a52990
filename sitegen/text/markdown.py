"""Markdown to tokens, and tokens to the text that a reader sees.

The parser is CommonMark with tables, strikethrough, footnotes, definition lists and citations. Raw
HTML is recognised so that it can be refused in one place; it is never text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from msgspec import Struct, field

from sitegen.text.folding import Folded
from sitegen.text.losses import Loss
from sitegen.text.parser import parser

LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_DEFINITION = re.compile(r"\n[ \t>*+\-0-9.)]*[:~][ \t]")
_LINE_BREAK = re.compile(r"\r\n?")


class Block(NamedTuple):
    """A piece of text that ends with a line break: a paragraph, heading, table cell, code block …"""

    kind: str
    """`title`, `standfirst`, or the tag of the element it stands in: `p`, `h2`, `li`, `td`, `code` …"""
    token: int
    """Its place in `Prose.tokens`: an `inline` token, a fence or a code block."""
    start: int
    end: int
    line: int
    """The line of the Markdown on which it begins, from 1; 0 for the title and the standfirst."""


class Prose(Struct):
    """A text to be read: its tokens, and what they say."""

    tokens: list[Token]
    text: str
    """What the blocks say, in order, with one line break between two."""
    blocks: list[Block]
    losses: list[Loss] = field(default_factory=list)
    """What the parser could not keep as it is written."""
    _folded: Folded | None = None
    _spoken: list[Block] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    @property
    def folded(self) -> Folded:
        """The text after folding, made when first needed."""
        if self._folded is None:
            self._folded = Folded(self.text, self.blocks)
        return self._folded

    def block_at(self, offset: int) -> Block | None:
        """Return the block of the character at `offset` of the text; its line break belongs to it.

        None outside of the text.
        """
        if not self._spoken:
            self._spoken = [block for block in self.blocks if block.start < block.end]
            self._starts = [block.start for block in self._spoken]
        at = bisect_right(self._starts, offset) - 1
        return self._spoken[at] if at >= 0 and offset < len(self.text) else None


def parse(markdown: str, *, cites: bool = True) -> list[Token]:
    """Return the tokens of a Markdown text.

    Without `cites` it is a text that is checked: `[@id]` is text like any other, and all numbers
    of lists and footnotes are those that are written.
    """
    return parse_with_losses(markdown, cites=cites)[0]


def parse_with_losses(markdown: str, *, cites: bool = True) -> tuple[list[Token], list[Loss]]:
    """Return the tokens of a Markdown text, and what they do not say of it."""
    markdown, footnotes, definitions = features(markdown)
    reader = parser(footnotes, definitions, cites)
    state = StateCore(markdown, reader, {})
    reader.core.process(state)
    return state.tokens, state.env.get("losses", [])


def features(markdown: str) -> tuple[str, bool, bool]:
    """Return the text with plain line breaks, and whether it may have footnotes and definition lists."""
    if "\r" in markdown:
        markdown = _LINE_BREAK.sub("\n", markdown)
    footnotes = "[^" in markdown or "^[" in markdown
    definitions = (":" in markdown or "~" in markdown) and bool(
        # With a line break first, each line begins with one, which is quicker to find than `^`.
        _DEFINITION.search("\n" + markdown)
    )
    return markdown, footnotes, definitions


def parse_inline(markdown: str) -> list[Token]:
    """Return the tokens of a Markdown text of one paragraph: emphasis, links, citations and the like."""
    return parser(False, False, True).parseInline(markdown, {})


def prose(
    markdown: str,
    *,
    lead: Iterable[tuple[str, str]] = (),
    plain: bool = False,
    cites: bool = False,
) -> Prose:
    """Read Markdown as a text.

    `lead` is what stands above it, as (kind, text): the title and the standfirst. With `plain`
    the text is not Markdown but paragraphs with blank lines between them, and nothing else. A text
    to be checked cites nothing: `[@id]` is what its author wrote; with `cites` it is a citation.
    """
    above = [token for kind, text in lead for token in _paragraph(text, kind, None)]
    losses: list[Loss] = []
    if plain:
        tokens = _paragraphs(markdown)
    else:
        tokens, losses = parse_with_losses(markdown, cites=cites)
    tokens = above + tokens
    said_before: list[str] = []
    blocks: list[Block] = []
    length = line = 0
    kinds: list[str] = []
    note_lines = _lines_of_notes(tokens)
    for index, token in enumerate(tokens):
        if token.map:
            line = token.map[0] + 1
        elif token.type == "footnote_open":
            line = note_lines.get(token.meta["id"], line)
        if token.nesting == 1:
            kinds.append(kinds[-1] if token.hidden else token.meta.get("lead") or token.tag)
            continue
        if token.nesting == -1:
            kinds.pop()
            continue
        said = _said(token)
        if said is None:
            continue
        kind = kinds[-1] if token.type == "inline" else "code"
        # A paragraph that says nothing, such as one with an image only, adds no line break.
        start = length + 1 if said and said_before else length
        length = start + len(said)
        blocks.append(Block(kind, index, start, length, line))
        if said:
            said_before.append(said)
    return Prose(tokens, "\n".join(said_before), blocks, losses)


def said_by(children: Sequence[Token]) -> str:
    """Return the text of inline tokens, as a reader sees it: a line break is a line break."""
    if len(children) == 1 and children[0].type == "text":
        return children[0].content
    return "".join(
        [
            child.content
            if child.type in ("text", "code_inline", "text_special")
            else "\n"
            if child.type in ("softbreak", "hardbreak")
            else ""
            for child in children
        ]
    )


def _said(token: Token) -> str | None:
    if token.type == "inline":
        return said_by(token.children or ())
    if token.type in ("fence", "code_block"):
        return token.content.removesuffix("\n")
    return None


def _lines_of_notes(tokens: Sequence[Token]) -> dict[int, int]:
    """Return the line of the first reference to each footnote: one in the text has no other."""
    lines: dict[int, int] = {}
    if tokens and tokens[-1].type == "footnote_block_close":
        for token in tokens:
            for child in token.children or () if token.map else ():
                if child.type == "footnote_ref":
                    lines.setdefault(child.meta["id"], (token.map or [0])[0] + 1)
    return lines


def _paragraph(text: str, lead: str, line: int | None) -> list[Token]:
    text = text.replace("\0", "\ufffd")  # as the parser does
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
    for number, line in enumerate([*_LINE_BREAK.sub("\n", text).split("\n"), ""]):
        if line.strip():
            if not lines:
                first = number
            lines.append(line.strip())
        elif lines:
            tokens += _paragraph("\n".join(lines), "", first)
            lines = []
    return tokens
