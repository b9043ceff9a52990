"""The inline parser of markdown-it-py, asking only rules that can match.

It stops at each sign of a list and asks every rule there. Here it stops at those signs only that a
rule reacts to, and asks these rules. What each rule does is left to the rule.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitegen.text.plainest import QUICKER, State
from sitegen.text.tokens import token

_SIGNS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "citation": "[",
    "link": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
"""The first signs that a rule needs. All of them end a text in the original too."""
_SILENT = {"strikethrough", "emphasis"}
"""The rules that never match when a text is only skipped."""


class Inlines(ParserInline):
    """An inline parser with the rules of another one, to be made when no rule is added any more."""

    def __init__(self, original: ParserInline) -> None:
        """Take the rules of `original`; each of them must be known here."""
        self.ruler = original.ruler
        self.ruler2 = original.ruler2
        self.terminator_re = original.terminator_re
        self._speaking: dict[str, list[RuleFuncInlineType]] = {}
        self._silent: dict[str, list[RuleFuncInlineType]] = {}
        for rule in self.ruler.__rules__:
            if not rule.enabled or rule.name == "text":
                continue
            for sign in _SIGNS[rule.name]:
                quicker = QUICKER.get(rule.name)
                function = quicker(rule.fn) if quicker else rule.fn
                self._speaking.setdefault(sign, []).append(function)
                self._silent.setdefault(sign, [])
                if rule.name not in _SILENT:
                    self._silent[sign].append(rule.fn)
        signs = re.escape("".join(sorted(self._speaking)))
        # `[…]|!(?=\[)`, written so that it begins with a set, which takes half of the time to find.
        self._stop = re.compile(rf"[{signs}](?:(?<!!)|(?=\[))")

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 (its name there)
        """Go on to the end of what begins at the place of `state`."""
        pos = state.pos
        known = state.cache.get(pos)
        if known is not None:
            state.pos = known
            return
        if state.level >= state.md.options.maxNesting:
            state.pos = state.posMax + 1  # as in the original
        elif not self._skip(state):
            state.pos += 1
        state.cache[pos] = state.pos

    def _skip(self, state: StateInline) -> bool:
        rules = self._silent.get(state.src[state.pos])
        if rules is None:
            end = self.terminator_re.search(state.src, state.pos)
            pos = end.start() if end else state.posMax
            ok = pos != state.pos
            state.pos = pos
            return ok
        for rule in rules:
            state.level += 1
            ok = rule(state, True)
            state.level -= 1
            if ok:
                return True
        return False

    def tokenize(self, state: StateInline) -> None:
        """Make tokens up to the end of the range of `state`."""
        src, end = state.src, state.posMax
        if state.level >= state.md.options.maxNesting:
            state.append_pending(src[state.pos : end])
            state.pos = end
        while (pos := state.pos) < end:
            stop = self._stop.search(src, pos, end)
            at = stop.start() if stop else end
            if at > pos:
                state.append_pending(src[pos:at])
                state.pos = at
            if not stop:
                break
            for rule in self._speaking[src[at]]:
                if rule(state, False):
                    break
            else:
                state.append_pending(src[at])
                state.pos = at + 1
        if state.pending:
            state.pushPending()

    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        """Parse `src` and put its tokens into `tokens`, which is empty."""
        if not self._stop.search(src):
            if src:
                tokens.append(token("text", "", 0, src))
            return tokens
        state = State(src, md, env, tokens)
        self.tokenize(state)
        # Without delimiters no token changes and no two texts are neighbours.
        if state.delimiters or any(state.inner):
            for rule in self.ruler2.getRules(""):
                rule(state)
        return state.tokens
