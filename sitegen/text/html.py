"""Markdown tokens to HTML.

The result is a list of parts: HTML text, and what only a page knows how to write, because it
depends on where the page is: the address of a link (`Address`) and the numbers of a citation
(`Citation`). Rendering never trusts its input: text is escaped, raw HTML is left out, and an
address with a scheme that is not on the list loses its link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import regex
from markdown_it.token import Token
from msgspec import Struct, field

from sitegen.text.citations import Citation
from sitegen.text.markdown import LINK_SCHEMES, said_by


class Address(Struct, frozen=True):
    """The target of a link or image as the editor wrote it, to be resolved by the page."""

    target: str


Part = str | Address | Citation
Parts = list[Part]

_SCHEME = re.compile(r"^\s*([A-Za-z][A-Za-z0-9+.\-]*)\s*:")
_ON_THE_WEB = ("https://", "http://")
_INVISIBLE_IN_SCHEME = re.compile(r"[\x00-\x20\x7f]")
_NO_PART_OF_AN_ID = regex.compile(r"[^\w\p{M}\s-]")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_RESERVED_ID = re.compile(r"^(mark|claim|source|ref|cite|use|fn|fnref|s)-|^(main|text)$")
"""What marks, notes and citations are called, and what themes call the parts of a page: `s-found`."""


def escape(text: str) -> str:
    """Return `text` as HTML text or as the content of a double-quoted attribute."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    if "\r" in text:  # from `&#13;`; a reader of HTML would take it for, or with, a line break
        text = text.replace("\r", " ")
    return text


def scheme(address: str) -> str:
    """Return the scheme of an address in lower case, '' for a relative one, as browsers read it."""
    match = _SCHEME.match(_INVISIBLE_IN_SCHEME.sub("", address))
    return match[1].lower() if match else ""


def is_allowed(address: str) -> bool:
    """Say whether an address is relative or has a scheme that may be published."""
    if address.startswith(_ON_THE_WEB):  # most do; to look for the scheme takes ten times as long
        return True
    found = scheme(address)
    return not found or found in LINK_SCHEMES


def is_elsewhere(address: str) -> bool:
    """Say whether an address names a host of its own, as browsers read it, or no host at all."""
    bare = _INVISIBLE_IN_SCHEME.sub("", address).replace("\\", "/")
    return bare.startswith("//") or bool(scheme(address))


def is_web_address(target: str) -> bool:
    """Say whether a link leads to a page of the web by its whole address."""
    return scheme(target) in ("http", "https")


def is_linking(token: Token) -> bool:
    """Say whether an inline token without text is shown as a link, and so cannot stand in one."""
    if token.type == "image":
        return is_elsewhere(str(token.attrs.get("src", ""))) and not token.meta.get("in_link")
    return token.type in ("citation", "footnote_ref", "footnote_anchor")


class HeadingIds(Struct):
    """Gives every heading of a page an id of its own, outside the namespaces of marks and themes."""

    below: int = 0
    """How many levels deeper than it is written a heading stands."""
    taken: set[str] = field(default_factory=set)
    _last: dict[str, int] = field(default_factory=dict)

    def tag(self, written: str) -> str:
        """Return the tag of a heading that is written as `h2`."""
        return f"h{min(int(written[1]) + self.below, 6)}" if self.below else written

    def id(self, text: str) -> str:
        """Return an unused id made of the words of a heading."""
        slug = _BETWEEN_WORDS.sub("-", _NO_PART_OF_AN_ID.sub("", text.lower())).strip("-")
        slug = slug or "section"
        if _RESERVED_ID.match(slug):
            slug = f"h-{slug}"
        proposal, number = slug, self._last.get(slug, 1)
        while proposal in self.taken:
            number += 1
            proposal = f"{slug}-{number}"
        self._last[slug] = number
        self.taken.add(proposal)
        return proposal


_EXTERNAL = ' rel="external"'
_PARAGRAPH = {"paragraph_open": "<p>", "paragraph_close": "</p>\n"}
InlineWriter = Callable[[int, Sequence[Token], Parts], None]
"""Writes the children of the inline token at an index."""


def write(
    tokens: Sequence[Token],
    parts: Parts,
    ids: HeadingIds | None,
    *,
    inline: InlineWriter | None = None,
    code: Callable[[int, Token, Parts], None] | None = None,
    first: int = 0,
) -> None:
    """Write the HTML of block tokens to `parts`.

    `inline` writes the inside of a block, `code` a whole code block; both get the token's index,
    counted from `first`, so that marks can be put in. Without `ids` headings get none.
    """
    for place, token in enumerate(tokens):
        index = first + place
        kind = token.type
        if kind == "inline":
            children = token.children or []
            if inline is None:
                write_inline(children, parts)
            else:
                inline(index, children, parts)
        elif kind in _PARAGRAPH:  # most are, so they are asked for first
            if not token.hidden:
                parts.append(_PARAGRAPH[kind])
        elif kind in ("fence", "code_block"):
            if code is None:
                before, after = code_tags(token)
                parts.append(before + escape(token.content) + after)
            else:
                code(index, token, parts)
        elif kind == "html_block":
            continue
        elif kind.startswith("footnote"):
            parts.append(_footnote_block(token))
        elif token.hidden:
            continue
        elif kind == "heading_open" and ids:
            said = said_by(tokens[place + 1].children or ())
            parts.append(f'<{ids.tag(token.tag)} id="{escape(ids.id(said))}">')
        elif kind == "heading_close" and ids:
            parts.append(f"</{ids.tag(token.tag)}>\n")
        elif token.nesting == -1:
            parts.append(f"</{token.tag}>\n")
        else:
            parts.append(f"<{token.tag}{_attributes(token)}>")
            if token.nesting == 0 or token.tag in (
                "ul",
                "ol",
                "blockquote",
                "table",
                "thead",
                "tbody",
            ):
                parts.append("\n")


def write_inline(children: Sequence[Token], parts: Parts) -> None:
    """Write the HTML of inline tokens to `parts`."""
    for child in children:
        kind = child.type
        if kind == "text":
            parts.append(escape(child.content))
        elif kind == "code_inline":
            parts.append(f"<code>{escape(child.content)}</code>")
        elif child.nesting == 1:
            parts.extend(opening(child))
        elif child.nesting == -1:
            parts.append(f"</{child.tag}>")
        else:
            parts.extend(void(child))


def opening(token: Token) -> Parts:
    """Return the start tag of an inline element."""
    if token.type != "link_open":
        return [f"<{token.tag}>"]
    target = str(token.attrs.get("href", ""))
    title = token.attrs.get("title")
    after = f' title="{escape(str(title))}">' if title else ">"
    if not is_allowed(target):
        return ["<a" + after]
    # An external link is told by what it says, not by its address: scripts may make any address absolute.
    return [
        '<a href="',
        Address(target),
        '"' + (_EXTERNAL if is_web_address(target) else "") + after,
    ]


def void(token: Token) -> Parts:
    """Return what stands for an inline token without text: a break, an image, a reference, a citation."""
    match token.type:
        case "softbreak":
            return ["\n"]
        case "hardbreak":
            return ["<br>\n"]
        case "image":
            return _image(token)
        case "citation":
            return [token.meta["citation"]]
        case "footnote_ref":
            number, use = token.meta.get("number", token.meta["id"] + 1), _use(token)
            return [f'<sup><a id="fnref-{use}" href="#{_note(token)}">{number}</a></sup>']
        case "footnote_anchor":
            return [f' <a href="#fnref-{_use(token)}">↩</a>']
        case _:
            return []


def said_instead(children: Sequence[Token]) -> str:
    """Return the alternative text of an image, with that of the images inside it."""
    return "".join(
        said_instead(child.children or ()) if child.type == "image" else said_by((child,))
        for child in children
    )


def _note(token: Token) -> str:
    """Return the id of a footnote; `space` in its token keeps the notes of texts on a page apart."""
    return f"fn-{token.meta.get('space', '')}{token.meta['id'] + 1}"


def _use(token: Token) -> str:
    again = f"-{token.meta['subId'] + 1}" if token.meta.get("subId") else ""
    return f"{token.meta.get('space', '')}{token.meta['id'] + 1}{again}"


def _image(token: Token) -> Parts:
    """Return an image; one that lies elsewhere as a link to it, so that a page asks nobody else."""
    target = str(token.attrs.get("src", ""))
    alternative = said_instead(token.children or ())
    if not is_allowed(target) or (is_elsewhere(target) and token.meta.get("in_link")):
        return [escape(alternative)]
    if is_elsewhere(target):
        return ['<a href="', Address(target), f'"{_EXTERNAL}>{escape(alternative or target)}</a>']
    return ['<img src="', Address(target), f'" alt="{escape(alternative)}" loading="lazy">']


def code_tags(token: Token) -> tuple[str, str]:
    """Return what stands before and after the text of a code block."""
    words = token.info.split()
    language = f' class="language-{escape(words[0])}"' if words else ""
    return f"<pre><code{language}>", "</code></pre>\n"


def _attributes(token: Token) -> str:
    if not token.attrs:
        return ""
    if token.tag in ("th", "td"):
        side = str(token.attrs.get("style", "")).removeprefix("text-align:")
        return f' class="align-{side}"' if side else ""
    return "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items())


def _footnote_block(token: Token) -> str:
    match token.type:
        case "footnote_block_open":
            return '<div class="footnotes"><ol>\n'
        case "footnote_block_close":
            return "</ol></div>\n"
        case "footnote_open":
            value = f' value="{token.meta["number"]}"' if "number" in token.meta else ""
            return f'<li id="{_note(token)}"{value}>'
        case "footnote_close":
            return "</li>\n"
        case _:
            return "".join(str(part) for part in void(token))


def pieces(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) of each piece at the top level: a paragraph, a list, a table …"""
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield start, index + 1
            start = index + 1


def joined(parts: Iterable[Part], resolve: Callable[[Address | Citation], str]) -> str:
    """Return the parts as HTML; `resolve` writes what depends on the page."""
    return "".join(part if isinstance(part, str) else resolve(part) for part in parts)
