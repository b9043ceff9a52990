"""The block parser of markdown-it-py, asking only rules that can match.

It asks every rule at every line. Here the first sign of a line says which rules react to it, and a
line that none of them reacts to is a paragraph at once. What each rule does is left to the rule.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import MutableMapping
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from sitegen.text.losses import Loss, lose
from sitegen.text.tokens import token

DEEPEST = 100
"""How deep blocks are read as blocks: 50 lists in each other, or 100 quotations."""
_SIGNS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""The first signs that a rule needs; one that is not here may match at any line."""
_ANYWHERE = {"table", "code", "lheading", "paragraph"}
"""The other rules that are known: what they need is in `_paragraph_end`."""
_OPENING = re.compile(
    r"[>#<\[]|`{3}|~{3}|[*+\-](?:[ \t\n]|\Z)|[0-9]+[.)](?:[ \t\n]|\Z)|([*_\-])[ \t]*\1[ \t]*\1"
)
"""What a line begins with when a rule of `_SIGNS` matches, and sometimes when none does."""
_CHANGING = re.compile(r"[|:=]|-(?:[\-|:]|[ \t]*(?:\n|\Z))")
"""What a line begins with that may make the line above a table, or all lines above a heading."""

Rules = tuple[RuleFuncBlockType, ...]


class _State(StateBlock):
    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if nesting < 0:
            self.level -= 1
        made = token(ttype, tag, nesting, "", self.level, True)
        if nesting > 0:
            self.level += 1
        self.tokens.append(made)
        return made


class Blocks(ParserBlock):
    """A block parser with the rules of another one, to be made when no rule is added any more."""

    def __init__(self, ruler: Ruler[RuleFuncBlockType]) -> None:
        """Take the rules."""
        self.ruler = ruler
        names = set(ruler.get_active_rules())
        self._knows_all = names <= _SIGNS.keys() | _ANYWHERE and _ANYWHERE - {"table"} <= names
        self._rules = _Reacting(ruler, "")
        self._ends = _Reacting(ruler, "paragraph")

    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token] | None:
        """Parse `src` and put its tokens into `tokens`."""
        if not src:
            return None
        if self._is_paragraph(src):
            tokens += _paragraph(src.rstrip("\n"), 0, 1, 0)
            return tokens
        state = _State(src, md, env, tokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def _is_paragraph(self, src: str) -> bool:
        """Say whether `src` is one line that no rule reacts to, which needs no table of lines."""
        return (
            self._knows_all
            and "\n" not in src.rstrip("\n")
            and src[0] not in " \t\n"
            and not _OPENING.match(src)
        )

    def tokenize(self, state: StateBlock, first: int, last: int) -> None:
        """Parse lines; where it differs from its original is `_read`."""
        line = first
        has_empty_lines = False
        is_empty = state.isEmpty
        while line < last:
            while line < state.lineMax and is_empty(line):
                line += 1
            state.line = line
            if line >= last or state.sCount[line] < state.blkIndent:
                break
            if state.level >= DEEPEST:
                _push_rest(state, line, last)
                break
            self._read(state, line, last)
            state.tight = not has_empty_lines
            line = state.line
            if (line - 1) < last and is_empty(line - 1):
                has_empty_lines = True
            if line < last and is_empty(line):
                has_empty_lines = True
                line += 1
                state.line = line

    def _read(self, state: StateBlock, line: int, last: int) -> None:
        """Read the block that begins at `line`."""
        at = state.bMarks[line] + state.tShift[line]
        if (
            self._knows_all
            and state.sCount[line] - state.blkIndent < 4
            and not _OPENING.match(state.src, at)
        ):
            end = self._paragraph_end(state, line)
            if end:
                _push_paragraph(state, line, end)
                return
        for rule in self._rules[state.src[at]]:
            if rule(state, line, last, False):
                if state.line <= line:
                    raise RuntimeError("a block rule did not go on")
                return
        raise RuntimeError("no block rule matches")

    def _paragraph_end(self, state: StateBlock, first: int) -> int | None:
        """Return the line behind a paragraph; None when it may be a table or a heading."""
        parent = state.parentType
        # The rule of underlined headings, asked before, leaves this behind; lists look at it.
        state.parentType = "paragraph"
        src = state.src
        for line in range(first + 1, state.lineMax):
            at = state.bMarks[line] + state.tShift[line]
            if at >= state.eMarks[line]:
                return line
            if _CHANGING.match(src, at):
                state.parentType = parent
                return None
            if (
                _OPENING.match(src, at)
                and 0 <= state.sCount[line] <= state.blkIndent + 3
                and any(rule(state, line, state.lineMax, True) for rule in self._ends[src[at]])
            ):
                return line
        return max(first + 1, state.lineMax)


class _Reacting(defaultdict[str, Rules]):
    """The rules of a chain that react to a sign, in their order, by the sign."""

    def __init__(self, ruler: Ruler[RuleFuncBlockType], chain: str) -> None:
        super().__init__()
        self._all = [
            (rule.fn, _SIGNS.get(rule.name))
            for rule in ruler.__rules__
            if rule.enabled and (not chain or chain in rule.alt)
        ]

    def __missing__(self, sign: str) -> Rules:
        rules = tuple(rule for rule, signs in self._all if signs is None or sign in signs)
        # Letters of all scripts come by: what is kept for good is small.
        if sign.isascii():
            self[sign] = rules
        return rules


def _push_rest(state: StateBlock, line: int, last: int) -> None:
    """Make a paragraph of what is too deep: its original leaves it out without a word."""
    lines = state.getLines(line, last, state.blkIndent, False)
    lose(state.env, Loss("nesting", line + 1, lines.strip().partition("\n")[0]))
    state.line = last
    state.tokens += _paragraph(lines, line, last, state.level)


def _push_paragraph(state: StateBlock, line: int, end: int) -> None:
    if end == line + 1 and not state.blkIndent:
        lines = state.src[state.bMarks[line] : state.eMarks[line]]
    else:
        lines = state.getLines(line, end, state.blkIndent, False)
    state.line = end
    state.tokens += _paragraph(lines, line, end, state.level)


def _paragraph(lines: str, line: int, end: int, level: int) -> tuple[Token, Token, Token]:
    opening = token("paragraph_open", "p", 1, "", level, True)
    inline = token("inline", "", 0, lines.strip(MD_TRIM_CHARS), level + 1, True)
    closing = token("paragraph_close", "p", -1, "", level, True)
    opening.map = [line, end]
    inline.map = [line, end]
    inline.children = []
    return opening, inline, closing
