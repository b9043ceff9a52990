"""Links on mentions: an `<a>` around the text that names something, where one may stand."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from sitegen.text.folding import Span
from sitegen.text.html import escape
from sitegen.text.tree import Element, Node, Text, Void, end_of


class Link(Struct, frozen=True):
    """A mention of an entity that becomes a link."""

    span: Span
    address: str


def apart(links: Iterable[Link]) -> list[Link]:
    """Return the links in order, without those that overlap one before them."""
    apart: list[Link] = []
    for link in sorted(links, key=lambda link: (link.span.start, -link.span.end)):
        if not apart or link.span.start >= apart[-1].span.end:
            apart.append(link)
    return apart


def linked(nodes: list[Node], links: dict[int, Link]) -> list[Node]:
    """Put those neighbours that are exactly the text of a link into its element."""
    if not links:
        return nodes
    result: list[Node] = []
    at = 0
    while at < len(nodes):
        node = nodes[at]
        link = None if isinstance(node, Void) else links.get(node.start)
        last = _last_of(nodes, at, link) if link else None
        if isinstance(node, Element) and not node.sealed and last in (None, at):
            node.inside = linked(node.inside, links)
        elif link and last is not None:
            start = f'<a class="entity" href="{escape(link.address)}">'
            result.append(Element([start], "</a>", nodes[at : last + 1], sealed=True).known())
            at = last + 1
            continue
        result.append(node)
        at += 1
    return result


def _last_of(nodes: list[Node], first: int, link: Link) -> int | None:
    """Return the index of the node with which `link` ends; None if it cannot be put around them."""
    for index in range(first, len(nodes)):
        node = nodes[index]
        if _links(node) or end_of(node) > link.span.end:
            return None
        if end_of(node) == link.span.end:
            return index
    return None


def _links(node: Node) -> bool:
    """Say whether `node` may not stand in a link: it is code, or is or has a link."""
    match node:
        case Void():
            return node.linking
        case Element():
            return node.sealed or any(_links(inner) for inner in node.inside)
        case Text():
            return False
