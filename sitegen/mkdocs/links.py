"""Links of prose to pages that sitegen makes, in the form in which MkDocs knows them: by their file."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping

from sitegen.content.links import address_below, below, parts_of
from sitegen.text import located


def with_files(
    markdown: str, file: str, made: Mapping[str, str], is_file: Callable[[str], bool]
) -> str:
    """Return a text of `file` in which links to addresses name files: `../verdicts/` → `../verdicts/index.md`.

    `made` are the files of the pages by their addresses, `is_file` says which files MkDocs knows.
    """
    lines = markdown.split("\n")
    for item in reversed(located(markdown) if "](" in markdown or "]:" in markdown else []):
        path, _ = parts_of(item.text) if item.kind == "link" else ("", "")
        if not path or is_file(below(path, file)):
            continue
        address = address_below(path, file)
        name = made.get(address) if address is not None else None
        written = item.text.partition("#")[0].partition("?")[0]
        line = lines[item.line]
        if name and line.startswith(written, item.column):
            there = posixpath.relpath(name, posixpath.dirname(file) or ".")
            lines[item.line] = line[: item.column] + there + line[item.column + len(written) :]
    return "\n".join(lines)
