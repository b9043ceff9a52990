"""Mentions of named things in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from sitegen.text.clusters import Clusters
from sitegen.text.folding import Folded, Span, fold
from sitegen.text.words import UNSPACED, goes_on, is_unspaced

_WORD = re.compile(f"[^\\W{UNSPACED}]+|[{UNSPACED}]")
_FEW = 200
"""Number of first words up to which looking for each is quicker than reading all words of a text."""


class Mention(Struct, frozen=True):
    """A name of `entity` in a text."""

    span: Span
    entity: str


class _Name(Struct, frozen=True):
    folded: str
    entity: str
    first: int
    """Where its first word begins: behind a quotation mark, a full stop, an apostrophe."""


class Names:
    """Names of entities, ready to be looked for in any number of texts."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take names and the id of the entity that each belongs to; a name without a word is none."""
        self._by_word: dict[str, list[_Name]] = {}
        self._few: _Few | None = None
        for name, entity in names.items():
            folded = fold(name).strip()
            word = _WORD.search(folded)
            if word:
                known = self._by_word.setdefault(word[0], [])
                known.append(_Name(folded, entity, word.start()))
        if 0 < len(self._by_word) <= _FEW:
            self._few = _Few(self._by_word)

    def find(self, text: Folded) -> list[Mention]:
        """Return the mentions in `text`, in order; the leftmost and longest name wins.

        A name stands as a whole word, except in scripts that do not separate words. Case counts.
        """
        found: list[Mention] = []
        done = 0
        clusters = Clusters(text.original)
        for start, end, entity in sorted(self._candidates(text.text), key=lambda c: (c[0], -c[1])):
            span = text.span(start, end) if start >= done else None
            if span and clusters.is_boundary(span.start) and clusters.is_boundary(span.end):
                found.append(Mention(span, entity))
                done = end
        return found

    def _candidates(self, text: str) -> Iterator[tuple[int, int, str]]:
        for at, word in self._few.places(text) if self._few else self._words(text):
            for name in self._by_word[word]:
                start, end = at - name.first, at - name.first + len(name.folded)
                if (
                    start >= 0
                    and text.startswith(name.folded, start)
                    and _stands_alone(text, start, end)
                ):
                    yield start, end, name.entity

    def _words(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield where the first words of names stand in `text`, which is read as words once."""
        if not self._by_word:
            return
        for word in self._by_word.keys() & set(_WORD.findall(text)):
            at = text.find(word)
            while at >= 0:
                yield at, word
                at = text.find(word, at + 1)


class _Few:
    """A few words, looked for all at once."""

    def __init__(self, words: Iterable[str]) -> None:
        longest_first = sorted(words, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, longest_first)))
        self._within = {
            word: [begin for begin in longest_first if word.startswith(begin)]
            for word in longest_first
        }
        """The words that stand wherever a word stands: itself, and what it begins with."""

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield where a word stands in `text`, as a word or in one."""
        found = self._any.search(text)
        while found:
            for word in self._within[found[0]]:
                yield found.start(), word
            found = self._any.search(text, found.start() + 1)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether no word of a spaced script runs on at either end of `text[start:end]`."""
    before = goes_on(text, start - 1) and not is_unspaced(text, start)
    after = goes_on(text, end) and not is_unspaced(text, end - 1)
    return not (before or after)
