"""Changes to a YAML text that leave every other byte as it is.

A value is replaced where it stands, by the marks of its node; nothing is parsed and printed anew, so
comments, order, quoting and line breaks elsewhere survive.
"""

from __future__ import annotations

from collections.abc import Iterable

import yaml
from msgspec import Struct

from sitegen.content.nodes import Document, Path


class Edit(Struct, frozen=True, order=True):
    """Replace the code points from `start` up to `end` by `text`."""

    start: int
    end: int
    text: str


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


def replace_value(document: Document, path: Path, yaml_text: str) -> Edit:
    """Return the edit that puts a value, written as YAML on one line, in the place of another."""
    start, end = _extent(document, path)
    block = document.source.text[start:end].endswith("\n")
    return Edit(start, end, yaml_text + "\n" if block else yaml_text)


def add_field(document: Document, path: Path, key: str, yaml_text: str) -> Edit:
    """Return the edit that adds a field to the mapping at `path`, behind its first value."""
    node = document.node(path)
    assert isinstance(node, yaml.MappingNode)
    _, value = node.value[0]
    at = document.offset(value.end_mark)
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
    last = node
    while isinstance(last, yaml.MappingNode) and not last.flow_style and last.value:
        last = last.value[-1][1]
    return document.offset(node.start_mark), document.offset(last.end_mark)
