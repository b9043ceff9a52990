"""Changes to a YAML text that leave every other byte as it is.

A value is replaced where it stands, by the marks of its node; nothing is parsed and printed anew, so
comments, order, quoting and line breaks elsewhere survive. An anchor stays before its new value. Where
an alias stands, the alias alone is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import yaml
from msgspec import Struct

from sitegen.content.nodes import Document, Loader, Path

_PROPERTY = re.compile(r"([&!][^\s,\[\]{}]*)(?:[ \t]+|[ \t]*(?:#[^\n]*)?\n\s*)")


class Edit(Struct, frozen=True, order=True):
    """Replace the code points from `start` up to `end` by `text`."""

    start: int
    end: int
    text: str


class Alias(Struct, frozen=True):
    """A place that says `*name`, so that its value is that of another one."""

    path: Path
    of: Path
    """The value that has the anchor."""
    name: str
    start: int
    end: int


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with edits applied. They must not overlap."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits):
        if edit.start < done:
            raise ValueError("two edits change the same place")
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*pieces, text[done:]])


def aliases(document: Document) -> list[Alias]:
    """Return the aliases of a YAML text, in order."""
    text = document.source.text
    if "*" not in text or "&" not in text:
        return []
    anchors: dict[str, Path] = {}
    found = []
    for path, event in _with_paths(yaml.parse(text, Loader=Loader)):
        if isinstance(event, yaml.AliasEvent):
            name = event.anchor or ""
            start, end = (document.offset(mark) for mark in (event.start_mark, event.end_mark))
            found.append(Alias(path, anchors.get(name, ()), name, start, end))
        elif event.anchor:
            anchors[event.anchor] = path
    return found


def replace_value(document: Document, path: Path, yaml_text: str) -> Edit:
    """Return the edit that puts a value, written as YAML on one line, in the place of another."""
    for alias in aliases(document):
        if alias.path == path:
            return Edit(alias.start, alias.end, yaml_text)
    start, end = _extent(document, path)
    text = document.source.text
    node = document.node(path)
    same_kind = isinstance(node, yaml.ScalarNode) != yaml_text.startswith("{")
    kept = ""
    while match := _PROPERTY.match(text, start, end):
        if match[1][0] == "&" or same_kind:
            kept += match[0]
        start = match.end()
    begun = start - len(kept)
    if text[begun:start] == kept:
        begun, kept = start, ""
    if start == end and text[start - 1 : start] == ":":
        kept = " "
    return Edit(begun, end, kept + yaml_text + ("\n" if text[start:end].endswith("\n") else ""))


def set_field(document: Document, path: Path, key: str, yaml_text: str) -> Edit:
    """Return the edit that gives a field of the mapping at `path` a value, and adds it if it is not there."""
    if document.depth((*path, key)) == len(path) + 1:
        return replace_value(document, (*path, key), yaml_text)
    return add_field(document, path, key, yaml_text)


def add_field(document: Document, path: Path, key: str, yaml_text: str) -> Edit:
    """Return the edit that adds a field to the mapping at `path`, behind its first value."""
    node = document.node(path)
    assert isinstance(node, yaml.MappingNode)
    name, value = node.value[0]
    at = document.offset(value.end_mark)
    first = (*path, name.value)
    # The node of an alias stands elsewhere.
    at = next((alias.end for alias in aliases(document) if alias.path == first), at)
    if node.flow_style:
        return Edit(at, at, f", {key}: {yaml_text}")
    text = document.source.text
    line_end = text.find("\n", at - 1 if text[at - 1] == "\n" else at)
    line_end = len(text) if line_end < 0 else line_end
    column = node.value[0][0].start_mark.column
    return Edit(line_end, line_end, f"\n{' ' * column}{key}: {yaml_text}")


def _extent(document: Document, path: Path) -> tuple[int, int]:
    """Return where the text of a value begins and ends; a block mapping ends with its last value."""
    node = document.node(path)
    assert node is not None
    last, inner = node, path
    while isinstance(last, yaml.MappingNode) and not last.flow_style and last.value:
        name, last = last.value[-1]
        inner = (*inner, name.value)
    end = document.offset(last.end_mark)
    end = next((alias.end for alias in aliases(document) if alias.path == inner), end)
    return document.offset(node.start_mark), end


def _with_paths(events: Iterable[yaml.Event]) -> Iterator[tuple[Path, yaml.NodeEvent]]:
    """Yield the events that begin a value, each with its path."""
    open_values: list[tuple[Path, list[str | int]]] = []
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            open_values.pop()
        if not isinstance(event, yaml.NodeEvent):
            continue
        path: Path = ()
        if open_values:
            parent, state = open_values[-1]
            path = _next_step(parent, state, event)
        yield path, event
        if isinstance(event, yaml.MappingStartEvent):
            open_values.append((path, []))
        elif isinstance(event, yaml.SequenceStartEvent):
            open_values.append((path, [-1]))


def _next_step(parent: Path, state: list[str | int], event: yaml.NodeEvent) -> Path:
    """Return the path of the next value in a list or mapping; a key has the path of its mapping.

    `state` is the number of the last item of a list; of a mapping the key that waits for its value.
    """
    if state and isinstance(state[0], int):
        state[0] += 1
        return (*parent, state[0])
    if state:
        key = state.pop()
        return (*parent, key)
    state.append(event.value if isinstance(event, yaml.ScalarEvent) else "")
    return parent
