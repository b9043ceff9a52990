"""Short Markdown texts that a check consists of: findings, explanations, notes, descriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from zlib import crc32

import regex
from markdown_it.token import Token
from msgspec import Struct

from sitegen.text.citations import Citation
from sitegen.text.html import Address, Parts, escape, is_allowed, write, write_inline
from sitegen.text.losses import Loss
from sitegen.text.markdown import features, parse_inline, parse_with_losses, said_by
from sitegen.text.ordinary import Pieces, paragraphs, words
from sitegen.text.wording import changes

_COMMENTS = regex.compile(r"(?s)(?:<!--(?:(?!-->).)*+-->\s*+)+")


class Refusal(Struct, frozen=True):
    """Something in a Markdown text that is not published."""

    what: str
    """`html` or `address`."""
    text: str
    """The tag or address, as the editor wrote it."""
    line: int = 1
    """The line of the Markdown on which the block with it begins, from 1."""


class Fragment(Struct, frozen=True):
    """A Markdown text, parsed once and written on any number of pages."""

    parts: tuple[str | Address | Citation, ...] = ()
    said: str = ""
    """What it says, without markup and citations."""
    refusals: tuple[Refusal, ...] = ()
    losses: tuple[Loss, ...] = ()
    """What readers do not see as it is written."""

    def __bool__(self) -> bool:
        return bool(self.parts)

    def cited(self) -> list[str]:
        """Return the ids of the sources that the text cites, in order."""
        return [
            item.source for part in self.parts if isinstance(part, Citation) for item in part.items
        ]

    def addresses(self) -> list[str]:
        """Return the targets of its links and images."""
        return [part.target for part in self.parts if isinstance(part, Address)]


EMPTY = Fragment()


@lru_cache(maxsize=4096)
def fragment(markdown: str) -> Fragment:
    """Read a Markdown text of any number of blocks."""
    plain = paragraphs(markdown)
    if plain:
        return _of_words(plain, "<p>", "</p>\n")
    tokens, lost = parse_with_losses(markdown)
    losses = (*lost, *changes(tokens, _lines_of(markdown)))
    _keep_apart(tokens, markdown)
    _without_headings(tokens)
    parts: Parts = []
    write(tokens, parts, None)
    said = "\n".join(_said(token.children or ()) for token in tokens if token.type == "inline")
    return Fragment(tuple(merged(parts)), said.strip(), tuple(refusals(tokens)), losses)


def _lines_of(markdown: str) -> Callable[[int], str]:
    lines: list[str] = []

    def line_at(number: int) -> str:
        if not lines:  # which few texts need
            lines.extend(features(markdown)[0].split("\n"))
        return lines[number]

    return line_at


@lru_cache(maxsize=4096)
def sentence(markdown: str) -> Fragment:
    """Read a Markdown text that stays inside one paragraph."""
    plain = words(markdown)
    if plain:
        return _of_words([plain])
    tokens = parse_inline(markdown)
    children = tokens[0].children or []
    parts: Parts = []
    write_inline(children, parts)
    losses = tuple(changes(tokens, lambda _: markdown))
    return Fragment(tuple(merged(parts)), _said(children).strip(), tuple(refusals(tokens)), losses)


def _of_words(texts: Iterable[Pieces], before: str = "", after: str = "") -> Fragment:
    """Return texts of nothing but words and citations, each with its tags around it."""
    parts: Parts = []
    said: list[str] = []
    html = ""
    for pieces in texts:
        html += before
        told = ""
        for piece in pieces:
            if isinstance(piece, str):
                html += escape(piece)
                told += piece
            else:
                parts += (html, piece) if html else (piece,)
                html, told = "", told.rstrip(" ")
        html += after
        said.append(told)
    if html:
        parts.append(html)
    return Fragment(tuple(parts), "\n".join(said).strip())


def merged(parts: Parts) -> Iterator[str | Address | Citation]:
    """Join neighbouring pieces of HTML."""
    text: list[str] = []
    for part in parts:
        if isinstance(part, str):
            text.append(part)
            continue
        if text:
            yield "".join(text)
            text = []
        yield part
    if text:
        yield "".join(text)


def refusals(tokens: Sequence[Token], line: int = 1) -> Iterator[Refusal]:
    """Yield the raw HTML and the addresses in `tokens` that are not published. Comments are ignored."""
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        if token.type in ("html_block", "html_inline"):
            html = token.content.strip()
            if not is_comment(html):
                yield Refusal("html", html, line)
        elif token.type in ("link_open", "image"):
            address = str(token.attrs.get("href" if token.type == "link_open" else "src", ""))
            if not is_allowed(address):
                yield Refusal("address", address, line)
        if token.children and may_lead(token):
            yield from refusals(token.children, line)


def is_comment(html: str) -> bool:
    """Say whether raw HTML is nothing but comments, which are left out in silence."""
    return bool(_COMMENTS.fullmatch(html))


def may_lead(token: Token) -> bool:
    """Say whether an inline token may hold links, images or raw HTML: nearly all are told by one sign."""
    return "[" in token.content or "<" in token.content


def _without_headings(tokens: Sequence[Token]) -> None:
    """Make headings into strong paragraphs: a page shows a text at many levels of its own outline."""
    for at, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = "p"
        if token.nesting == 1:
            start, end = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)
            tokens[at + 1].children = [start, *(tokens[at + 1].children or ()), end]


def _keep_apart(tokens: Sequence[Token], markdown: str) -> None:
    """Give the footnotes of a text ids of their own, because a page shows many texts."""
    if "[^" not in markdown and "^[" not in markdown:
        return
    space = f"{crc32(markdown.encode('utf-8', 'replace')):08x}-"
    for token in tokens:
        for each in (token, *(token.children or ())):
            if each.type.startswith("footnote"):
                each.meta["space"] = space


def _said(children: Sequence[Token]) -> str:
    """Return what inline tokens say without their citations, nor the blank before each."""
    if len(children) == 1 and children[0].type == "text":
        return children[0].content
    pieces: list[str] = []
    start = 0
    for at, child in enumerate(children):
        if child.type == "citation":
            if at > start:
                pieces.append(said_by(children[start:at]).rstrip(" "))
            start = at + 1
    return "".join([*pieces, said_by(children[start:])])
