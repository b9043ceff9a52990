"""Tables of which no cell is lost: a row may have more cells than the head."""

from __future__ import annotations

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_block.table import table as stock_table
from markdown_it.token import Token

from sitegen.text.tokens import token


def table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read a table, and add the cells of a row for which the head has no column."""
    before = len(state.tokens)
    if not stock_table(state, first, last, silent):
        return False
    if silent:
        return True
    rows = state.tokens[before:]
    columns = sum(each.type == "th_open" for each in rows)
    kept: list[Token] = []
    line = 0
    for each in rows:
        if each.type == "tr_open" and each.map:
            line = each.map[0]
        elif each.type == "tr_close" and line > first:
            kept += _extra(state, line, columns, each.level + 1)
        kept.append(each)
    state.tokens[before:] = kept
    return True


def _extra(state: StateBlock, line: int, columns: int, level: int) -> list[Token]:
    row = mdTrim(getLine(state, line))
    if row.count("|") < columns:
        return []
    cells = escapedSplit(row)
    if cells and cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    made: list[Token] = []
    for cell in cells[columns:]:
        inline = token("inline", "", 0, mdTrim(cell), level + 1, True)
        inline.map, inline.children = [line, line + 1], []
        made += (
            token("td_open", "td", 1, "", level, True),
            inline,
            token("td_close", "td", -1, "", level, True),
        )
    return made
