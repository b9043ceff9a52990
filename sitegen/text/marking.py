"""Marks: spans of a text become `<mark>` elements in its HTML, whatever they cross.

The inline tokens of a block are read as a tree of elements and text. Text is cut where an
annotation begins or ends, so that each piece has one set of annotations. Then, from the outside in,
neighbours that lie wholly under the same set are put into one `<mark>`; an element that is only
partly covered is entered. So segments are as few as well-formed HTML allows, and removing the
`<mark>` tags gives back the unmarked HTML, letter for letter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from sitegen.text.folding import Span
from sitegen.text.html import HeadingIds, Parts, escape, opening, pieces, void, write, write_inline
from sitegen.text.markdown import Block, Prose


@dataclass(frozen=True, slots=True)
class Annotation:
    """A claim or note as it appears in the text."""

    id: str
    spans: tuple[Span, ...]
    tone: str
    """The tone of its verdict, which the theme shows as colour and underline."""
    number: str
    """What the reference behind the passage says: `3`."""
    label: str
    """What a screen reader says for the reference: `Claim 3: Distorted`."""


@dataclass(frozen=True, slots=True)
class Link:
    """A mention of an entity that becomes a link."""

    span: Span
    address: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a marked text at the top level: a paragraph, a list, a table …"""

    kind: str
    """`title`, `standfirst`, or the tag of its element."""
    parts: Parts
    annotations: tuple[str, ...]
    """The annotations that end in this piece, in the order of the text."""


def mark(
    prose: Prose, annotations: Sequence[Annotation], links: Sequence[Link] = ()
) -> list[Piece]:
    """Return the HTML of `prose` with its annotations marked and its mentions linked.

    An annotation that covers several passages is marked in each; its id stands on the first one.
    A link that crosses the edge of a mark, or lies in a link, is left out.
    """
    return list(_Marker(prose, annotations, links).pieces())


# The tree of a block


@dataclass(slots=True)
class _Text:
    start: int
    text: str
    wrap: tuple[str, str] = ("", "")

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class _Break:
    start: int
    parts: Parts

    @property
    def end(self) -> int:
        return self.start + 1


@dataclass(slots=True)
class _Void:
    parts: Parts


@dataclass(slots=True)
class _Element:
    before: Parts
    after: str
    inside: list[_Node]
    sealed: bool = False
    """A link or code: nothing is linked inside it, and references stand behind it."""


_Node = _Text | _Break | _Void | _Element
_NONE: tuple[int, ...] = ()


@dataclass(slots=True)
class _Marker:
    prose: Prose
    annotations: Sequence[Annotation]
    links: Sequence[Link]
    _cuts: list[int] = field(default_factory=list)
    _sets: list[tuple[int, ...]] = field(default_factory=list)
    _ends: list[tuple[int, int, int]] = field(default_factory=list)
    _begun: set[int] = field(default_factory=set)
    _finished: dict[int, int] = field(default_factory=dict)
    _waiting: list[tuple[int, int]] = field(default_factory=list)
    _ending: list[str] = field(default_factory=list)
    _lengths: list[int] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        self._prepare()
        blocks = {block.token: block for block in self.prose.blocks}
        ids = HeadingIds()
        tokens = self.prose.tokens

        def inline(index: int, children: Sequence[Token], parts: Parts) -> None:
            block = blocks[index]
            if self._touches(block):
                self._write(_tree(children, block.start), parts)
                self._refer(block.end, parts)
            else:
                write_inline(children, parts)

        def code(index: int, token: Token, parts: Parts) -> None:
            block = blocks[index]
            self._level(
                self._cut([_Text(block.start, token.content)], sealed=True), parts, sealed=True
            )

        for first, last in pieces(tokens):
            parts: Parts = []
            self._ending = []
            write(tokens[first:last], parts, ids, inline=inline, code=code, first=first)
            self._refer(
                max((blocks[i].end for i in range(first, last) if i in blocks), default=0), parts
            )
            kind = tokens[first].meta.get("lead") or tokens[first].tag
            yield Piece(kind, parts, tuple(self._ending))

    def _prepare(self) -> None:
        """Cut the text at every edge, and list which annotations cover each stretch in between."""
        edges = {
            edge
            for item in self.annotations
            for span in item.spans
            for edge in (span.start, span.end)
        }
        self._cuts = sorted(edges)
        self._sets = [_NONE] * len(self._cuts)
        self._lengths = [
            sum(span.end - span.start for span in item.spans) for item in self.annotations
        ]
        covering: list[list[int]] = [[] for _ in self._cuts]
        for number, item in enumerate(self.annotations):
            for which, span in enumerate(item.spans):
                self._ends.append((span.end, number, which))
                for cut in range(
                    bisect_left(self._cuts, span.start), bisect_left(self._cuts, span.end)
                ):
                    covering[cut].append(number)
        self._sets = [tuple(numbers) for numbers in covering]
        self._ends.sort(key=lambda end: (end[0], -self._lengths[end[1]], end[1]))
        self._ends.reverse()
        self.links = [link for link in self.links if not self._crosses(link.span)]

    def _crosses(self, span: Span) -> bool:
        return bisect_right(self._cuts, span.start) != bisect_left(self._cuts, span.end)

    def _touches(self, block: Block) -> bool:
        first = bisect_right(self._cuts, block.start) - 1
        last = bisect_left(self._cuts, block.end)
        return any(self._sets[max(first, 0) : last]) or any(
            block.start <= link.span.start < block.end for link in self.links
        )

    def _set_at(self, offset: int) -> tuple[int, ...]:
        cut = bisect_right(self._cuts, offset) - 1
        return self._sets[cut] if cut >= 0 else _NONE

    def _write(self, nodes: list[_Node], parts: Parts) -> None:
        self._level(self._cut(nodes, sealed=False), parts, sealed=False)

    # Cutting

    def _cut(self, nodes: list[_Node], *, sealed: bool) -> list[_Node]:
        """Cut texts where a set of annotations changes, and put the links of mentions in."""
        result: list[_Node] = []
        for node in nodes:
            match node:
                case _Text() if node.text:
                    links = () if sealed or node.wrap[0] else self._links_in(node)
                    done = node.start
                    for link in links:
                        result += self._pieces_of(node, done, link.span.start)
                        inside = self._pieces_of(node, link.span.start, link.span.end)
                        start = f'<a class="entity" href="{escape(link.address)}">'
                        result.append(_Element([start], "</a>", inside, sealed=True))
                        done = link.span.end
                    result += self._pieces_of(node, done, node.end)
                case _Element():
                    inside = self._cut(node.inside, sealed=sealed or node.sealed)
                    result.append(_Element(node.before, node.after, inside, node.sealed))
                case _:
                    result.append(node)
        return result

    def _links_in(self, text: _Text) -> list[Link]:
        return [
            link
            for link in self.links
            if text.start <= link.span.start and link.span.end <= text.end
        ]

    def _pieces_of(self, text: _Text, start: int, end: int) -> list[_Node]:
        if start >= end:
            return []
        low, high = bisect_right(self._cuts, start), bisect_left(self._cuts, end)
        edges = [start, *self._cuts[low:high], end]
        cut: list[_Node] = [
            _Text(a, text.text[a - text.start : b - text.start]) for a, b in pairwise(edges)
        ]
        if not text.wrap[0]:
            return cut
        return [_Element([text.wrap[0]], text.wrap[1], cut, sealed=True)]

    # Writing

    def _level(self, nodes: list[_Node], parts: Parts, *, sealed: bool) -> None:
        at = 0
        while at < len(nodes):
            covered = self._uniform(nodes[at])
            if not covered:
                self._plain(nodes[at], parts, sealed=sealed)
                at += 1
                continue
            last = at
            for ahead in range(at + 1, len(nodes)):
                found = self._uniform(nodes[ahead])
                if found == covered:
                    last = ahead
                elif found is not None:
                    break
            self._segment(nodes[at : last + 1], covered, parts, sealed=sealed)
            at = last + 1

    def _uniform(self, node: _Node) -> tuple[int, ...] | None:
        """Return the one set that covers all text of `node`; () if several or none; None if no text."""
        match node:
            case _Text() | _Break():
                return self._set_at(node.start)
            case _Void():
                return None
            case _Element():
                found: tuple[int, ...] | None = None
                for inner in node.inside:
                    covered = self._uniform(inner)
                    if covered is None:
                        continue
                    if found is not None and covered != found:
                        return _NONE
                    found = covered
                return found

    def _segment(
        self, nodes: list[_Node], covered: tuple[int, ...], parts: Parts, *, sealed: bool
    ) -> None:
        innermost = min(covered, key=lambda number: (self._lengths[number], number))
        names = [self.annotations[number].id for number in covered]
        new = [number for number in covered if number not in self._begun]
        self._begun.update(new)
        first = f' id="mark-{self.annotations[new[0]].id}"' if new else ""
        parts.append(
            f'<mark class="tone-{escape(self.annotations[innermost].tone)}"{first} '
            f'data-annotations="{" ".join(names)}" '
            f'aria-details="claim-{self.annotations[innermost].id}">'
        )
        parts.extend(f'<span id="mark-{self.annotations[number].id}"></span>' for number in new[1:])
        for node in nodes:
            self._bare(node, parts)
        parts.append("</mark>")
        self._refer(_end(nodes[-1]), parts, sealed=sealed)

    def _plain(self, node: _Node, parts: Parts, *, sealed: bool) -> None:
        match node:
            case _Element():
                parts.extend(node.before)
                self._level(node.inside, parts, sealed=sealed or node.sealed)
                parts.append(node.after)
                if not sealed:
                    self._refer(_end(node), parts)
            case _:
                self._bare(node, parts)

    def _bare(self, node: _Node, parts: Parts) -> None:
        match node:
            case _Text():
                parts.append(escape(node.text))
            case _Break() | _Void():
                parts.extend(node.parts)
            case _Element():
                parts.extend(node.before)
                for inner in node.inside:
                    self._bare(inner, parts)
                parts.append(node.after)

    def _refer(self, offset: int, parts: Parts, *, sealed: bool = False) -> None:
        """Write the references of the passages that end at or before `offset`, outside of links."""
        if sealed:
            return
        while self._ends and self._ends[-1][0] <= offset:
            _, number, which = self._ends.pop()
            item = self.annotations[number]
            again = f"-{which + 1}" if which else ""
            parts.append(
                f'<a class="ref" id="ref-{item.id}{again}" href="#claim-{item.id}" '
                f'role="doc-noteref" aria-label="{escape(item.label)}">{escape(item.number)}</a>'
            )
            if item.id not in self._ending:
                self._ending.append(item.id)


def _end(node: _Node) -> int:
    match node:
        case _Text() | _Break():
            return node.end
        case _Element():
            return max((_end(inner) for inner in node.inside), default=0)
        case _Void():
            return 0


def _tree(children: Sequence[Token], start: int) -> list[_Node]:
    """Read the inline tokens of a block whose text begins at `start`."""
    top: list[_Node] = []
    open_lists = [top]
    at = start
    for child in children:
        inside = open_lists[-1]
        match child.type:
            case "text":
                inside.append(_Text(at, child.content))
                at += len(child.content)
            case "code_inline":
                inside.append(_Text(at, child.content, ("<code>", "</code>")))
                at += len(child.content)
            case "softbreak" | "hardbreak":
                inside.append(_Break(at, void(child)))
                at += 1
            case _ if child.nesting == 1:
                element = _Element(opening(child), f"</{child.tag}>", [], child.type == "link_open")
                inside.append(element)
                open_lists.append(element.inside)
            case _ if child.nesting == -1:
                open_lists.pop()
            case _:
                inside.append(_Void(void(child)))
    return top
