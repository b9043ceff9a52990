"""Marks: spans of a text become `<mark>` elements in its HTML, whatever they cross.

The inline tokens of a block are read as a tree of elements and text. Text is cut where an
annotation begins or ends, so that each piece has one set of annotations. Then, from the outside in,
neighbours that lie wholly under the same set are put into one `<mark>`; an element that is only
partly covered is entered. So segments are as few as well-formed HTML allows, and without the
`<mark>` tags and what belongs to them the HTML is the unmarked one, letter for letter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token
from msgspec import Struct

from sitegen.text.folding import Span
from sitegen.text.html import (
    HeadingIds,
    Parts,
    code_tags,
    escape,
    pieces,
    write,
    write_inline,
)
from sitegen.text.linking import Link, apart, linked
from sitegen.text.markdown import Block, Prose
from sitegen.text.tree import UNCOVERED, Cover, Element, Node, Text, end_of, tree


class Annotation(Struct, frozen=True):
    """A claim or note as it appears in the text."""

    id: str
    spans: tuple[Span, ...]
    tone: str
    """The tone of its verdict, which the theme shows as colour and underline."""
    number: str
    """What the style sheet shows as the reference behind the passage: `3`. It is no text of the page, so that
    who searches for the words, quotes them or links to them finds them as they were published."""
    label: str
    """What a screen reader says for the reference: `Claim 3: Distorted`."""


class Piece(Struct, frozen=True):
    """A piece of a marked text at the top level: a paragraph, a list, a table …"""

    kind: str
    """`title`, `standfirst`, or the tag of its element; `div` for the footnotes."""
    parts: Parts
    annotations: tuple[str, ...]
    """The annotations that end in this piece, in the order of the text."""


def mark(
    prose: Prose, annotations: Sequence[Annotation], links: Sequence[Link] = ()
) -> list[Piece]:
    """Return the HTML of `prose` with its annotations marked and its mentions linked.

    An annotation that covers several passages is marked in each; `mark-<id>` stands on its first
    segment, in an empty `<span>` if the segment is the first of another one too. A reference,
    `ref-<id>`, stands behind each passage; the second is `ref-<id>--2`, which is no id of another.
    A link that crosses the edge of a mark or of a block, overlaps one before it, or lies in a link
    or in code is left out.
    """
    return list(_Marker(prose, annotations, links).pieces())


class _Marker:
    """What is known about the marks of one text, and how far its writing has come."""

    def __init__(
        self, prose: Prose, annotations: Sequence[Annotation], links: Sequence[Link]
    ) -> None:
        self.prose = prose
        self.annotations = annotations
        self.cuts, self.covers = _stretches(annotations)
        self.lengths = [sum(span.end - span.start for span in item.spans) for item in annotations]
        self.ends = _ends(prose, annotations, self.lengths)
        self.links = apart(link for link in links if not self._crosses(link.span))
        self.link_starts = [link.span.start for link in self.links]
        self.begun: set[int] = set()
        self.ending: dict[str, None] = {}

    def pieces(self) -> Iterator[Piece]:
        blocks = {block.token: block for block in self.prose.blocks}
        tokens = self.prose.tokens
        # The page's own first heading is the title.
        has_firsts = "h1" in [block.kind for block in self.prose.blocks]
        ids = HeadingIds(below=int(has_firsts))

        def inline(index: int, children: Sequence[Token], parts: Parts) -> None:
            block = blocks[index]
            if self._touches(block):
                self._write_block(block, children, parts)
            else:
                write_inline(children, parts)

        def code(index: int, token: Token, parts: Parts) -> None:
            self._write_code(blocks[index], token, parts)

        for first, last in pieces(tokens):
            parts: Parts = []
            self.ending = {}
            write(tokens[first:last], parts, ids, inline=inline, code=code, first=first)
            yield Piece(_kind(tokens[first]), parts, tuple(self.ending))

    # What stands where

    def _crosses(self, span: Span) -> bool:
        return bisect_right(self.cuts, span.start) != bisect_left(self.cuts, span.end)

    def _touches(self, block: Block) -> bool:
        first = max(bisect_right(self.cuts, block.start) - 1, 0)
        return any(self.covers[first : bisect_left(self.cuts, block.end)]) or bool(
            self._links_in(block)
        )

    def _links_in(self, block: Block) -> list[Link]:
        first = bisect_left(self.link_starts, block.start)
        return self.links[first : bisect_left(self.link_starts, block.end)]

    def _cover_at(self, offset: int) -> Cover:
        cut = bisect_right(self.cuts, offset) - 1
        return self.covers[cut] if cut >= 0 else UNCOVERED

    # Cutting

    def _cut(self, nodes: list[Node], edges: list[int]) -> list[Node]:
        """Cut texts at the edges, and write down what covers each piece."""
        result: list[Node] = []
        for node in nodes:
            if isinstance(node, Element):
                node.inside = self._cut(node.inside, edges)
                result.append(node.known())
            elif isinstance(node, Text):
                low, high = bisect_right(edges, node.start), bisect_left(edges, node.end)
                for start, end in pairwise([node.start, *edges[low:high], node.end]):
                    said = node.text[start - node.start : end - node.start]
                    result.append(Text(start, said, self._cover_at(start), node.parts))
            else:
                result.append(node)
        return result

    # Writing

    def _write_block(self, block: Block, children: Sequence[Token], parts: Parts) -> None:
        links = self._links_in(block)
        edges = self.cuts[bisect_left(self.cuts, block.start) : bisect_right(self.cuts, block.end)]
        if links:
            ends = {edge for link in links for edge in (link.span.start, link.span.end)}
            edges = sorted(ends.union(edges))
        nodes = self._cut(tree(children, block.start), edges)
        self._write(linked(nodes, {link.span.start: link for link in links}), parts)
        self._refer(block.end, parts)

    def _write_code(self, block: Block, token: Token, parts: Parts) -> None:
        before, after = code_tags(token)
        said = token.content[: block.end - block.start]
        parts.append(before)
        if said:
            self._write(self._cut([Text(block.start, said)], self.cuts), parts, sealed=True)
        parts.append(escape(token.content[len(said) :]) + after)
        self._refer(block.end, parts)

    def _write(self, nodes: list[Node], parts: Parts, *, sealed: bool = False) -> None:
        at = 0
        while at < len(nodes):
            cover = nodes[at].cover
            if not cover:
                self._write_one(nodes[at], parts, sealed=sealed)
                at += 1
                continue
            last = at
            for ahead in range(at + 1, len(nodes)):
                if nodes[ahead].cover == cover:
                    last = ahead
                elif nodes[ahead].cover is not None:
                    break
            self._write_segment(nodes[at : last + 1], cover, parts)
            at = last + 1
            if not sealed:
                self._refer(end_of(nodes[last]), parts)

    def _write_one(self, node: Node, parts: Parts, *, sealed: bool) -> None:
        if not isinstance(node, Element):
            _write_bare(node, parts)
            return
        parts.extend(node.before)
        self._write(node.inside, parts, sealed=sealed or node.sealed)
        parts.append(node.after)
        if not sealed:
            self._refer(node.end, parts)

    def _write_segment(self, nodes: Sequence[Node], cover: Cover, parts: Parts) -> None:
        inmost = self.annotations[min(cover, key=lambda number: (self.lengths[number], number))]
        names = " ".join(self.annotations[number].id for number in cover)
        new = [self.annotations[number].id for number in cover if number not in self.begun]
        self.begun.update(cover)
        first = f' id="mark-{escape(new[0])}"' if new else ""
        parts.append(
            f'<mark class="tone-{escape(inmost.tone)}"{first} data-annotations="{escape(names)}" '
            f'aria-details="claim-{escape(inmost.id)}">'
        )
        parts.extend(f'<span id="mark-{escape(other)}"></span>' for other in new[1:])
        for node in nodes:
            _write_bare(node, parts)
        parts.append("</mark>")

    def _refer(self, offset: int, parts: Parts) -> None:
        """Write the references of the passages that end at or before `offset`."""
        while self.ends and self.ends[-1][0] <= offset:
            _, number, which = self.ends.pop()
            item = self.annotations[number]
            self.ending[item.id] = None
            name = escape(item.id)
            again = f"--{which + 1}" if which else ""
            parts.append(
                f'<a class="ref" id="ref-{name}{again}" href="#claim-{name}" role="doc-noteref" '
                f'aria-label="{escape(item.label)}" data-number="{escape(item.number)}"></a>'
            )


def _stretches(annotations: Sequence[Annotation]) -> tuple[list[int], list[Cover]]:
    """Cut the text at every edge of a passage: the cuts, and what covers the stretch behind each."""
    spans = [
        (number, span)
        for number, item in enumerate(annotations)
        for span in item.spans
        if span.start < span.end
    ]
    cuts = sorted({edge for _, span in spans for edge in (span.start, span.end)})
    covers: list[list[int]] = [[] for _ in cuts]
    for number, span in spans:
        for cover in covers[bisect_left(cuts, span.start) : bisect_left(cuts, span.end)]:
            if not cover or cover[-1] != number:
                cover.append(number)
    return cuts, [tuple(cover) for cover in covers]


def _ends(
    prose: Prose, annotations: Sequence[Annotation], lengths: Sequence[int]
) -> list[tuple[int, int, int]]:
    """Return (offset, annotation, which of its passages) of every end, the last one first.

    Where several end together, the longest comes first. The line break between two blocks is not
    written, so what ends with it ends where the block does.
    """
    ends: list[tuple[int, int, int]] = []
    for number, item in enumerate(annotations):
        for which, span in enumerate(item.spans):
            block = prose.block_at(span.end - 1) if span.start < span.end else None
            if block and span.start < block.end:
                ends.append((min(span.end, block.end), number, which))
    ends.sort(key=lambda end: (end[0], -lengths[end[1]], *end[1:]), reverse=True)
    return ends


def _write_bare(node: Node, parts: Parts) -> None:
    if isinstance(node, Element):
        parts.extend(node.before)
        for inner in node.inside:
            _write_bare(inner, parts)
        parts.append(node.after)
    elif node.parts:
        parts.extend(node.parts)
    elif isinstance(node, Text):
        parts.append(escape(node.text))


def _kind(token: Token) -> str:
    if token.type == "footnote_block_open":
        return "div"
    return str(token.meta.get("lead") or token.tag)
