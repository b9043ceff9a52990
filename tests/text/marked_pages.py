"""What a reader of HTML finds in a marked page, seen by a parser that is not ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import html5lib

from sitegen.text import Address, Annotation, Citation, Piece, Prose, Span, joined

VOID = {"br", "hr", "img"}
_OF_MARKS = re.compile(r'<a class="ref".*?</a>|<span id="mark-[^"]*"></span>|<mark .*?>|</mark>')


def page(pieces: Iterable[Piece]) -> str:
    """The HTML of a marked text, with a word for each address and a link for each citation."""
    return "".join(joined(piece.parts, _resolved) for piece in pieces)


def _resolved(part: Address | Citation) -> str:
    return "address" if isinstance(part, Address) else '<a href="#source">cited</a>'


def without_marks(html: str) -> str:
    """The HTML without marks, the places of their ids and their references."""
    return _OF_MARKS.sub("", html)


def parsed(html: str) -> Element:
    """The tree of the page; a fault of its HTML is an AssertionError."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    faults = [fault for fault in parser.errors if fault[1] != "invalid-codepoint"]
    assert not faults, (faults, html)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), ids
    for link in tree.iter("a"):
        assert list(link.iter("a")) == [link], html
    return tree


def said(element: Element, *, without: tuple[str, ...] = ()) -> str:
    """The text in an element; `without` leaves some elements out."""
    inside = element.text or ""
    for inner in element:
        inside += "" if inner.tag in without else said(inner, without=without)
        inside += inner.tail or ""
    return inside


def segments(tree: Element, id: str) -> list[Element]:
    """The marks that name an annotation, in order."""
    return [mark for mark in tree.iter("mark") if id in mark.get("data-annotations", "").split()]


def expected(prose: Prose, spans: Iterable[Span]) -> str:
    """What spans of a text say: their characters but for the line breaks between blocks."""
    inside = {at for block in prose.blocks for at in range(block.start, block.end)}
    covered = {at for span in spans for at in range(span.start, span.end)}
    return "".join(prose.text[at] for at in sorted(inside & covered))


def annotation(id: str, *spans: Span) -> Annotation:
    """An annotation with what the tests do not look at."""
    return Annotation(id, spans, "mixed", id[-1], f"Claim {id}")


class _Balance(HTMLParser):
    """Follows start and end tags; quicker than a whole parser, for many long pages."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "a" or "a" not in self.open, "a link in a link"
        assert tag != "mark" or "mark" not in self.open, "a mark in a mark"
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_balanced(html: str) -> None:
    """Every start tag has its end tag, no link or mark is in another one, ids are unique."""
    balance = _Balance()
    balance.feed(html)
    balance.close()
    assert not balance.open
    assert len(balance.ids) == len(set(balance.ids))
