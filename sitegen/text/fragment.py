"""Short Markdown texts that a check consists of: findings, explanations, notes, descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from sitegen.text.citations import Citation
from sitegen.text.html import Address, HeadingIds, Parts, is_allowed, write, write_inline
from sitegen.text.markdown import parse, parse_inline, said_by


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in a Markdown text that is not published."""

    what: str
    """`html` or `address`."""
    text: str
    """The tag or address, as the editor wrote it."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A Markdown text, parsed once and written on any number of pages."""

    parts: tuple[str | Address | Citation, ...] = ()
    said: str = ""
    """What it says, without markup and citations."""
    refusals: tuple[Refusal, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def cited(self) -> Iterator[str]:
        """Yield the ids of the sources that the text cites, in order."""
        for part in self.parts:
            if isinstance(part, Citation):
                for item in part.items:
                    yield item.source

    def addresses(self) -> Iterator[str]:
        """Yield the targets of its links and images."""
        for part in self.parts:
            if isinstance(part, Address):
                yield part.target


EMPTY = Fragment()


@lru_cache(maxsize=4096)
def fragment(markdown: str) -> Fragment:
    """Read a Markdown text of any number of blocks."""
    tokens = parse(markdown)
    parts: Parts = []
    write(tokens, parts, HeadingIds())
    said = "\n".join(said_by(token.children or ()) for token in tokens if token.type == "inline")
    return Fragment(tuple(merged(parts)), said.strip(), tuple(refusals(tokens)))


@lru_cache(maxsize=4096)
def sentence(markdown: str) -> Fragment:
    """Read a Markdown text that stays inside one paragraph."""
    tokens = parse_inline(markdown)
    children = tokens[0].children or []
    parts: Parts = []
    write_inline(children, parts)
    return Fragment(tuple(merged(parts)), said_by(children).strip(), tuple(refusals(tokens)))


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


def refusals(tokens: list[Token]) -> Iterator[Refusal]:
    """Yield the raw HTML and the addresses in `tokens` that are not published. Comments are ignored."""
    for token in tokens:
        if token.type in ("html_block", "html_inline"):
            html = token.content.strip()
            if not (html.startswith("<!--") and html.endswith("-->")):
                yield Refusal("html", html)
        elif token.type == "link_open":
            yield from _address(str(token.attrs.get("href", "")))
        elif token.type == "image":
            yield from _address(str(token.attrs.get("src", "")))
        if token.children:
            yield from refusals(token.children)


def _address(address: str) -> Iterator[Refusal]:
    if not is_allowed(address):
        yield Refusal("address", address)
