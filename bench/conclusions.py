"""What the tables of docs/performance.md come to, in three lines.

They are read as they are printed, so that a reader who does the sums comes to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIZE = re.compile(r"^## ([\d,]+) articles$", re.MULTILINE)
_LEAN = "sitegen, without claim pages"
_FULL = "sitegen, everything on"
_HUGO = "Hugo"
_EDIT = """\
- **An edit.** In a site of {size} articles with a page for each claim, an edited text is published in
  {text} seconds and an edited verdict in {verdict}. With nothing changed a build takes {unchanged}.
"""
_ALL = """\
- **A build of everything**, the first one, takes {full} seconds there, and {lean} without pages for claims.
"""
_BESIDE = """\
  That is {full_time} and {lean_time} times as long as Hugo takes for the same articles, in {full_memory} and
  {lean_memory} of its memory.
"""
_GROWTH = """\
- **Growth.** Among {many} articles each costs {times} times the time that it costs among {few}.
"""


def conclusions(tables: str) -> str:
    """Return the lines for the largest site in the tables; what was not measured is left out."""
    sections = _SIZE.split(tables)[1:]
    if not sections:
        return ""
    size, table = max(
        zip(sections[::2], sections[1::2], strict=True), key=lambda section: number(section[0])
    )
    found = {(row[0], row[1]): row[2:] for row in filled(rows(table.partition("\n## ")[0]))}

    def seconds(situation: str, what: str = _FULL) -> str:
        return shortly(found[situation, what][0])

    said = _EDIT.format(
        size=size,
        text=seconds("one article's text edited"),
        verdict=seconds("one verdict edited"),
        unchanged=seconds("nothing changed"),
    )
    said += _ALL.format(full=seconds("cold build"), lean=seconds("cold build", _LEAN))
    if ("cold build", _HUGO) in found:
        full, lean = found["cold build", _FULL], found["cold build", _LEAN]
        said += _BESIDE.format(
            full_time=f"{float(full[3]):.1f}",
            lean_time=f"{float(lean[3]):.1f}",
            full_memory=f"{float(full[4]):.0%}",
            lean_memory=f"{float(lean[4]):.0%}",
        )
    _, _, growth = tables.partition("\n## Growth\n")
    measured = list(rows(growth.partition("\n## ")[0]))[1:]
    if measured:
        said += _GROWTH.format(
            many=measured[-1][0], few=measured[0][0], times=f"{float(measured[-1][3]):.1f}"
        )
    return said


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of the rows of tables, without the rules under their heads."""
    for line in text.splitlines():
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip() for cell in line[1:-1].split("|")]


def filled(table: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield rows whose first cell is that of the row above where it is empty."""
    first = ""
    for row in table:
        first = row[0] or first
        yield [first, *row[1:]]


def number(words: str) -> int:
    """Return a number that is written with commas."""
    return int(words.replace(",", ""))


def shortly(seconds: str) -> str:
    """Return seconds as one says them: tenths below ten."""
    length = float(seconds)
    return f"{length:.1f}" if length < 10 else f"{length:.0f}"


__all__ = ["conclusions", "filled", "rows"]
