"""Where the links, images, citations and raw HTML of a Markdown text stand.

The parser gives inline tokens no places. Only where something is wrong a text is parsed once more, by
the stock parser with rules that note where each begins, so right texts pay nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from msgspec import Struct, field

from sitegen.text.markdown import features
from sitegen.text.parser import slow_parser

_TOKENS = {
    "link": "link_open",
    "autolink": "link_open",
    "image": "image",
    "html_inline": "html_inline",
    "citation": "citation",
    "footnote_inline": "footnote_ref",
}
"""What the rules that are noted make."""
_NESTED = {"image", "footnote_inline"}
"""The rules that parse what stands behind two signs as a text of its own."""
Rule = Callable[[StateInline, bool], bool]


class Found(Struct, frozen=True):
    """Something in a Markdown text that may be wrong."""

    kind: str
    """`link`, `image`, `html` or `citation`."""
    text: str
    """The address as the parser reads it, the HTML, or the id of the source."""
    line: int
    """From 0, of the Markdown."""
    column: int
    """From 0."""


class _Place(Struct, frozen=True):
    token: Token
    block: Token
    start: int
    """In the content of the block."""
    end: int
    target: int
    """Where the address begins; -1 if it stands elsewhere or nowhere."""
    definition: int = -1
    """The line of the definition that holds the address; -1 if there is none."""


class _Notes(Struct):
    block: Token | None = None
    base: int = 0
    places: dict[int, _Place] = field(default_factory=dict)
    """By the identity of the token."""


def located(markdown: str, *, cites: bool = True, is_inline: bool = False) -> list[Found]:
    """Return what stands in a Markdown text, in order, with its places.

    With `is_inline` the text is one paragraph, as a finding is.
    """
    markdown, footnotes, definitions = features(markdown)
    if is_inline:
        footnotes = definitions = False
    parser = _noting(footnotes, definitions, cites)
    notes = _Notes()
    env = {"notes": notes}
    tokens = parser.parseInline(markdown, env) if is_inline else parser.parse(markdown, env)
    lines = markdown.split("\n")
    columns = _columns(tokens, lines)
    return sorted(set(_found(tokens, notes, columns, lines)), key=lambda f: (f.line, f.column))


@cache
def _noting(footnotes: bool, definitions: bool, cites: bool) -> MarkdownIt:
    parser = slow_parser(footnotes, definitions, cites)
    for rule in parser.inline.ruler.__rules__:
        if rule.name in _TOKENS:
            rule.fn = _noted(rule.name, rule.fn)
    parser.inline.ruler.__compile__()
    parser.core.ruler.at("inline", _inline)
    return parser


def _inline(state: StateCore) -> None:
    """Parse the blocks as the stock rule does, and note which one is parsed."""
    notes: _Notes = state.env["notes"]
    for token in state.tokens:
        if token.type == "inline":
            notes.block = token
            token.children = token.children or []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _noted(name: str, rule: Rule) -> Rule:
    def noting(state: StateInline, silent: bool) -> bool:
        if silent:
            return rule(state, silent)
        notes: _Notes = state.env["notes"]
        start, before, base = state.pos, len(state.tokens), notes.base
        label_end = -1
        if name in ("link", "image"):
            opening = start + (name == "image")
            is_one = state.src[opening : opening + 1] == "["
            label_end = parseLinkLabel(state, opening, name == "link") if is_one else -1
        if name in _NESTED:
            notes.base = base + start + 2
        matched = rule(state, silent)
        notes.base = base
        if matched and notes.block:
            wanted = _TOKENS[name]
            token = next(each for each in state.tokens[before:] if each.type == wanted)
            target, definition = _target(state, start, label_end)
            notes.places[id(token)] = _Place(
                token,
                notes.block,
                base + start,
                base + state.pos,
                target if target < 0 else base + target,
                definition,
            )
        return matched

    return noting


def _target(state: StateInline, start: int, label_end: int) -> tuple[int, int]:
    """Return where the address of what was just read begins, and the line of its definition."""
    if label_end < 0:
        return start + 1, -1
    after = label_end + 1
    if state.pos > after and state.src[after : after + 1] == "(":
        at = after + 1
        while state.src[at : at + 1] in (" ", "\n", "\t"):
            at += 1
        return at + (state.src[at : at + 1] == "<"), -1
    opening = start + (state.src[start] == "!")
    label = state.src[after + 1 : state.pos - 1] or state.src[opening + 1 : label_end]
    known = state.env.get("references", {}).get(normalizeReference(label), {})
    return -1, known["map"][0] if "map" in known else -1


def _columns(tokens: Sequence[Token], lines: Sequence[str]) -> dict[int, list[int]]:
    """Return where each line of a block begins in its line of the text, by the block's identity."""
    found: dict[int, list[int]] = {}
    ends: dict[int, int] = {}
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.type != "inline" or not token.map:
            continue
        first = token.map[0]
        if before and before.type in ("th_open", "td_open"):
            written = token.content.replace("|", "\\|")
            at = max(lines[first].find(written, ends.get(first, 0)), 0)
            ends[first] = at + len(written)
            found[id(token)] = [at]
            token.meta["cell"] = True
            continue
        found[id(token)] = [
            max(lines[first + number].rfind(line.strip()), 0) - (len(line) - len(line.lstrip()))
            if first + number < len(lines)
            else 0
            for number, line in enumerate(token.content.split("\n"))
        ]
    return found


def _found(
    tokens: Sequence[Token],
    notes: _Notes,
    columns: dict[int, list[int]],
    lines: Sequence[str],
) -> Iterator[Found]:
    for token in tokens:
        if token.type == "html_block" and token.map:
            html = token.content.strip()
            line = lines[token.map[0]]
            column = max(line.find(html.partition("\n")[0]), 0)
            yield Found("html", html, token.map[0], column)
        place = notes.places.get(id(token))
        if place:
            yield from _of_token(token, place, columns, lines)
        inside = _found(token.children or (), notes, columns, lines)
        # Of what stands in the alternative text of an image only words are published.
        yield from (each for each in inside if token.type != "image" or each.kind == "html")


def _of_token(
    token: Token, place: _Place, columns: dict[int, list[int]], lines: Sequence[str]
) -> Iterator[Found]:
    def at(offset: int) -> tuple[int, int]:
        return _position(place.block, offset, columns)

    match token.type:
        case "html_inline":
            yield Found("html", token.content.strip(), *at(place.start))
        case "citation":
            written = place.block.content[place.start : place.end]
            offset = 0
            for item in token.meta["citation"].items:
                offset = max(written.find(f"@{item.source}", offset), 0)
                yield Found("citation", item.source, *at(place.start + offset))
                offset += 1
        case "link_open" | "image":
            address = str(token.attrs.get("href" if token.type == "link_open" else "src", ""))
            kind = "link" if token.type == "link_open" else "image"
            if place.definition >= 0 and address:
                yield Found(kind, address, *_defined(place.definition, lines))
            else:
                is_written = place.target >= 0 and address
                yield Found(kind, address, *at(place.target if is_written else place.start))


def _position(block: Token, offset: int, columns: dict[int, list[int]]) -> tuple[int, int]:
    before = block.content[:offset].split("\n")
    number = len(before) - 1
    starts = columns.get(id(block), [])
    column = len(before[-1]) + (starts[number] if number < len(starts) else 0)
    if len(starts) == 1 and number == 0 and block.meta.get("cell"):
        column += before[-1].count("|")
    return (block.map[0] if block.map else 0) + number, max(column, 0)


def _defined(line: int, lines: Sequence[str]) -> tuple[int, int]:
    """Return where the address of a definition begins."""
    column = lines[line].find("]:") + 2 if "]:" in lines[line] else 0
    while line < len(lines) and not lines[line][column:].strip():
        line, column = line + 1, 0
    if line >= len(lines):
        return len(lines) - 1, 0
    rest = lines[line][column:]
    column += len(rest) - len(rest.lstrip())
    return line, column + (lines[line][column : column + 1] == "<")
