"""Mentions of named things in running text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import regex

from sitegen.text.folding import Folded, Span, fold

_WORD = regex.compile(r"[\w\p{M}]+")
_JOINED = regex.compile(r"[\w\p{M}]")
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
"""Scripts that put no blanks between words: a name may begin and end anywhere."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of `entity` in a text."""

    span: Span
    entity: str


class Names:
    """Names of entities, ready to be looked for in any number of texts."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take names and the id of the entity that each belongs to."""
        self._by_word: dict[str, list[tuple[str, str]]] = {}
        self._unspaced: dict[str, list[tuple[str, str]]] = {}
        for name, entity in names.items():
            folded = fold(name).strip()
            first = _WORD.search(folded)
            if not first or first.start():
                continue
            if _UNSPACED.match(folded):
                self._unspaced.setdefault(folded[0], []).append((folded, entity))
            else:
                self._by_word.setdefault(first[0], []).append((folded, entity))
        for table in (self._by_word, self._unspaced):
            for known in table.values():
                known.sort(key=lambda item: (-len(item[0]), item))

    def find(self, text: Folded) -> list[Mention]:
        """Return the mentions in `text`, in order; the leftmost and longest name wins.

        A name stands as a whole word, except in scripts that do not separate words. Case counts.
        """
        found: list[Mention] = []
        done = 0
        for start, end, entity in sorted(self._candidates(text.text), key=lambda c: (c[0], -c[1])):
            if start < done:
                continue
            span = text.span(start, end)
            if span:
                found.append(Mention(span, entity))
                done = end
        return found

    def _candidates(self, text: str) -> Iterator[tuple[int, int, str]]:
        words = set(_WORD.findall(text))
        for word in self._by_word.keys() & words:
            yield from _standing(text, word, self._by_word[word])
        for sign in self._unspaced:
            if sign in text:
                yield from _standing(text, sign, self._unspaced[sign])


def _standing(
    text: str, first: str, known: Iterable[tuple[str, str]]
) -> Iterator[tuple[int, int, str]]:
    at = text.find(first)
    while at >= 0:
        if at == 0 or _separate(text, at):
            for name, entity in known:
                end = at + len(name)
                if text.startswith(name, at) and (end == len(text) or _separate(text, end)):
                    yield at, end, entity
                    break
        at = text.find(first, at + 1)


def _separate(text: str, at: int) -> bool:
    """Say whether a word may end or begin at `at`."""
    return not (_JOINED.match(text, at - 1) and _JOINED.match(text, at)) or bool(
        _UNSPACED.match(text, at - 1) or _UNSPACED.match(text, at)
    )
