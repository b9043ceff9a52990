"""The inside of a block as a tree: text with its place in the prose, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token
from msgspec import Struct

from sitegen.text.html import Parts, is_linking, opening, void

Cover = tuple[int, ...]
"""Which annotations cover a stretch of text, by number."""
UNCOVERED: Cover = ()


class Text(Struct):
    """Characters from `start` of the prose on. A line break is one character, written as `parts`."""

    start: int
    text: str
    cover: Cover = UNCOVERED
    parts: Parts | None = None

    @property
    def end(self) -> int:
        """Where the text ends in the prose."""
        return self.start + len(self.text)


class Void(Struct):
    """What is shown and is not text: an image, a citation, the number of a footnote."""

    parts: Parts
    linking: bool
    """Whether it holds a link, and so cannot stand in one."""
    cover: None = None


class Element(Struct):
    """A start tag, an end tag, and what is between them."""

    before: Parts
    after: str
    inside: list[Node]
    sealed: bool = False
    """A link or code: nothing is linked inside it, and references stand behind it."""
    start: int = -1
    """Where its text begins in the prose; -1 without text, and as long as `known` was not called."""
    end: int = -1
    """Where its text ends in the prose; -1 without text."""
    cover: Cover | None = None
    """What covers all of its text alike: nothing if that differs, None without text."""

    def known(self) -> Element:
        """Return it when it knows of its text what those inside know: asking each time costs more."""
        for node in self.inside:
            cover = node.cover
            if isinstance(node, Void) or cover is None:
                continue
            if self.cover is None:
                self.start, self.cover = node.start, cover
            elif self.cover != cover:
                self.cover = UNCOVERED
            self.end = node.end
        return self


Node = Text | Void | Element


def tree(children: Sequence[Token], start: int) -> list[Node]:
    """Read the inline tokens of a block whose text begins at `start`."""
    top: list[Node] = []
    open_lists = [top]
    at = start
    for child in children:
        inside = open_lists[-1]
        if child.type == "text":
            if child.content:
                inside.append(Text(at, child.content))
                at += len(child.content)
        elif child.type == "code_inline":
            code: list[Node] = [Text(at, child.content)]
            inside.append(Element(["<code>"], "</code>", code, sealed=True))
            at += len(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            inside.append(Text(at, "\n", parts=void(child)))
            at += 1
        elif child.nesting == 1:
            element = Element(opening(child), f"</{child.tag}>", [], child.type == "link_open")
            inside.append(element)
            open_lists.append(element.inside)
        elif child.nesting == -1:
            open_lists.pop()
        else:
            inside.append(Void(void(child), is_linking(child)))
    return top


def end_of(node: Node) -> int:
    """Return where the text of `node` ends in the prose; -1 without text."""
    return -1 if isinstance(node, Void) else node.end
