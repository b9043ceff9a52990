"""What MkDocs knows of a page: its body, title, description, table of contents and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from sitegen.content.links import address_below
from sitegen.mkdocs.citations import cite
from sitegen.mkdocs.content import Content
from sitegen.mkdocs.heads import Heads, broken
from sitegen.mkdocs.made import Made
from sitegen.render import Theme, ThemeError
from sitegen.site import PageView
from sitegen.site.footnotes import Footnotes
from sitegen.site.shared import From
from sitegen.site.views import Heading, ProseView

_ID = re.compile(r'\sid="([^"]+)"')
_LINK_TO_ANCHOR = re.compile(r'<a\b[^>]*?\shref="([^"#:?]+)#([^"]+)"')
_HEADING = re.compile(r'<h([2-6])\b[^>]*?\sid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


def bind(
    page: Page, made: Made, theme: Theme, heads: Heads, prose_by_address: Mapping[str, File]
) -> None:
    """Let sitegen render a page, so that it never meets Python-Markdown.

    `prose_by_address` are the pages whose headings get their ids from MkDocs.
    """
    page.render = partial(_render, page, made, theme, heads, prose_by_address)  # type: ignore[method-assign]


def _render(
    page: Page,
    made: Made,
    theme: Theme,
    heads: Heads,
    prose_by_address: Mapping[str, File],
    config: MkDocsConfig,
    files: Files,
) -> None:
    del config, files  # Links need no help: sitegen's own are checked and relative.
    view = made.view()
    page.content = str(body(theme, view))
    heads.make(page.file.src_uri, view, theme)
    page.toc = get_toc(_contents(page.content))
    page.present_anchor_ids = set(_ID.findall(page.content))
    # A claim's page repeats the links of its article.
    links = () if made.kind == "claim" else _links_to_anchors(page.content, made.address)
    page.links_to_anchors = {}
    for address, anchor, link in links:
        if address in prose_by_address:
            anchors = page.links_to_anchors.setdefault(prose_by_address[address], {})
            anchors.setdefault(anchor, link)
    page._title_from_render = in_template(view.title)
    if view.kind != "home":
        page.meta["title"] = view.title
    if view.description:
        page.meta["description"] = view.description
    guard(page)


def _links_to_anchors(html: str, address: str) -> Iterator[tuple[str, str, str]]:
    """Yield the links of a body to anchors of other pages: the address, the anchor, the link itself."""
    for path, anchor in _LINK_TO_ANCHOR.findall(html):
        target = address_below(unquote(unescape(path)), address)
        if target is not None:
            yield target, unquote(unescape(anchor)), unescape(f"{path}#{anchor}")


def body(theme: Theme, view: PageView) -> Markup:
    """Return the body of a page; PluginError, which ends the build, if the template has a mistake."""
    try:
        return theme.body(view)
    except ThemeError as error:
        raise broken(error) from error


def guard(page: Page) -> None:
    """Make the title and the description of a page safe to print.

    MkDocs' templates escape nothing, and what editors write comes from pull requests.
    """
    for name in ("title", "description"):
        if name in page.meta:
            page.meta[name] = in_template(str(page.meta[name]))


def in_template(words: str) -> Markup:
    """Return words as HTML that stays text even in a template that takes the escapes out again.

    `striptags`, by which Material makes its titles, does. Before a word joiner no `<` opens a tag.
    """
    return Markup(str(escape(words)).replace("&lt;", "&lt;\u2060"))  # noqa: S704 (escaped)


def dress(html: str, page: Page, content: Content, *, is_own: bool) -> str:
    """Return prose that MkDocs rendered, with its citations; in sitegen's theme, in its dress too."""
    address = page.file.dest_uri.removesuffix("index.html")
    shared = content.loaded.shared
    footnotes = Footnotes(From(shared, address).source)
    html = cite(html, footnotes, shared.words().say("the text"))
    sources = footnotes.sources()
    if not sources and not is_own:
        return html
    known = content.loaded.whole.prose.get(page.file.src_uri)
    title = known.title if known else Markup(page.title or "").striptags()  # noqa: S704 (words)
    view = ProseView(
        kind="prose",
        address=address,
        title=title,
        content=Markup(html),  # noqa: S704 (MkDocs made it, and would print it as it is)
        headings=(Heading(1, title, ""),) if "<h1" in html else (),
        sources=sources,
    )
    return str(body(content.theme, view))


def _contents(html: str) -> list[Any]:
    """Return the headings of a body that have an id, nested as MkDocs' table of contents is."""
    top: list[dict[str, Any]] = []
    above: list[dict[str, Any]] = []
    for level, name, words in _HEADING.findall(html):
        text = escape(Markup(words).striptags())  # noqa: S704 (only its words are used)
        entry = {"level": int(level), "id": name, "name": str(text), "children": []}
        while above and above[-1]["level"] >= entry["level"]:
            above.pop()
        (above[-1]["children"] if above else top).append(entry)
        above.append(entry)
    return top
