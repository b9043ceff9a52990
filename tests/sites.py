"""A built site as a reader's browser sees it: parsed pages, addresses, marks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib

HOST = "https://a-site.invalid/"


def parse(html: str) -> Element:
    """Return a page as a tree, read as browsers read it; a parse error is a failure."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(html)
    assert parser.errors == [], [(place, code) for place, code, _ in parser.errors][:5]
    return tree


def address_of(file: Path, site: Path) -> str:
    """Return the address of a file of a site: `about/` for `about/index.html`."""
    return file.relative_to(site).as_posix().removesuffix("index.html")


def pages_of(site: Path) -> dict[str, Element]:
    """Return the pages of a site by their address."""
    return {
        address_of(file, site): parse(file.read_text(encoding="utf-8"))
        for file in sorted(site.rglob("*.html"))
    }


def has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def all_of(tree: Element, tag: str, name: str = "") -> list[Element]:
    """Return the elements of a tag, and of a class, in the order of the page."""
    return [item for item in tree.iter(tag) if not name or has_class(item, name)]


def text_of(element: Element, *, without: str = "") -> str:
    """Return the text in an element, without that in elements of a class."""
    if without and has_class(element, without):
        return ""
    inner = "".join(text_of(child, without=without) + (child.tail or "") for child in element)
    return (element.text or "") + inner


def ids_of(tree: Element) -> list[str]:
    return [item.get("id", "") for item in tree.iter() if item.get("id") is not None]


def links_of(tree: Element) -> Iterator[tuple[str, str]]:
    """Yield every address that a page leads to or loads, with the tag that holds it."""
    for item in tree.iter():
        for key in ("href", "src", "poster", "data", "action", "srcset", "cite"):
            if item.get(key) is not None:
                yield str(item.tag), item.get(key, "")


def inside(link: str, address: str) -> tuple[str, str] | None:
    """Return the path and fragment that a link of a page leads to; None if it leads elsewhere."""
    target = urlsplit(urljoin(HOST + address, link))
    if f"{target.scheme}://{target.netloc}/" != HOST:
        return None
    return unquote(target.path.removeprefix("/")), unquote(target.fragment)


def marks_of(tree: Element) -> dict[str, str]:
    """Return what the marks of a page say: the joined segments of each annotation, by its id."""
    said: dict[str, str] = {}
    for item in tree.iter("mark"):
        for name in item.get("data-annotations", "").split():
            said[name] = said.get(name, "") + text_of(item)
    return said


def numbered_sources(tree: Element) -> dict[str, Element]:
    """Return the items of a page's list of sources by the source that each of them leads to, in order."""
    found: dict[str, Element] = {}
    for item in tree.iter("li"):
        if item.get("id", "").startswith("source-"):
            pages = [link.get("href", "").split("/") for link in item.iter("a")]
            found[next(path[-2] for path in pages if path[-3:-2] == ["sources"])] = item
    return found


def files_of(site: Path) -> dict[str, bytes]:
    """Return every file of a site with its content."""
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }
