"""Where the facts of articles stand. Pages fetch the pieces that they show, and no others.

The facts of a hundred thousand articles would fill the memory. What is always at hand is only the
index: for each list the numbers of the articles and claims in it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, overload

from sitegen.site.facts import (
    ArticleFacts,
    ArticleHead,
    ClaimFacts,
    ClaimHead,
    MentionFacts,
)

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class Shelf(Protocol):
    """The facts of articles by the articles' numbers."""

    def facts(self, number: int) -> ArticleFacts:
        """Return all that is known of an article."""
        ...

    def head(self, number: int) -> ArticleHead:
        """Return what lists and links show of an article."""
        ...

    def item(self, number: int, at: int) -> ClaimFacts:
        """Return one of an article's claims and notes; the notes are counted on from the claims."""
        ...

    def claim_head(self, number: int, at: int) -> ClaimHead:
        """Return what lists show of one of them."""
        ...

    def mention(self, number: int, at: int) -> MentionFacts:
        """Return what an article says of one of the entities that its text names."""
        ...


class Held:
    """A shelf in memory."""

    def __init__(self, articles: Sequence[ArticleFacts]) -> None:
        """Number articles in their order."""
        self._articles = articles

    def facts(self, number: int) -> ArticleFacts:
        """Return all that is known of an article."""
        return self._articles[number]

    def head(self, number: int) -> ArticleHead:
        """Return what lists and links show of an article."""
        return self._articles[number]

    def item(self, number: int, at: int) -> ClaimFacts:
        """Return one of an article's claims and notes."""
        return self._articles[number].items[at]

    def claim_head(self, number: int, at: int) -> ClaimHead:
        """Return what lists show of one of them."""
        return self.item(number, at)

    def mention(self, number: int, at: int) -> MentionFacts:
        """Return what an article says of an entity."""
        return self._articles[number].mentions[at]


Fetch = Callable[[Shelf, int, int, int], Row_co]
"""From a shelf, an article's number, and two numbers of things in it, to a row."""


Places: TypeAlias = "array[int]"
"""An article, an item of it and a part of that, and so on for each row of a list."""


class Listed(Sequence[Row], Generic[Row]):
    """A list of rows, each fetched when it is asked for."""

    __slots__ = ("_fetch", "_shelf", "articles", "items", "parts")

    def __init__(
        self, shelf: Shelf, fetch: Fetch[Row], columns: Iterable[array[int] | memoryview[int]]
    ) -> None:
        """Take the numbers of the rows."""
        self._shelf, self._fetch = shelf, fetch
        views: list[memoryview[int]] = [memoryview(column) for column in columns]
        self.articles, self.items, self.parts = views
        """The number of each row's article; which of its claims and notes, or mentions; and which of
        the item's pieces of evidence, or corrections."""

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Any:
        """Return a row, or those of a slice."""
        if isinstance(at, slice):
            found = zip(self.articles[at], self.items[at], self.parts[at], strict=True)
            return [self._fetch(self._shelf, *place) for place in found]
        return self._fetch(self._shelf, self.articles[at], self.items[at], self.parts[at])

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        for place in zip(self.articles, self.items, self.parts, strict=True):
            yield self._fetch(self._shelf, *place)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.articles)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process with its own rows alone."""
        columns = [array(c.format, c) for c in (self.articles, self.items, self.parts)]
        return type(self), (self._shelf, self._fetch, columns)


def listed(shelf: Shelf, fetch: Fetch[Row], places: Places) -> Listed[Row]:
    """Return the list of these rows."""
    return Lists(shelf, fetch, {"": places})[""]


class Lists(Mapping[str, Listed[Row]], Generic[Row]):
    """Lists by their names, whose numbers stand one behind the other.

    A large site has a hundred thousand lists, most of them short. An object for each would take more
    room than what stands in it, and of objects every process that was forked gets a copy in the end.
    """

    def __init__(self, shelf: Shelf, fetch: Fetch[Row], lists: Mapping[str, Places]) -> None:
        """Take the places of the rows of each list."""
        self._shelf, self._fetch = shelf, fetch
        self._numbers = {name: number for number, name in enumerate(lists)}
        self._ends = array("Q", accumulate(map(len, lists.values()), initial=0))
        places = array("I")
        for rows in lists.values():
            places.extend(rows)
        self._columns = tuple(_narrow(places[start::3]) for start in range(3))

    def __getitem__(self, name: str) -> Listed[Row]:
        number = self._numbers[name]
        start, end = self._ends[number] // 3, self._ends[number + 1] // 3
        columns = (memoryview(column)[start:end] for column in self._columns)
        return Listed(self._shelf, self._fetch, columns)

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


Rows = Listed[Row] | tuple[()]
"""The rows at a name of the index, which may not be there."""


def places_of(rows: Rows[Any]) -> Iterator[tuple[int, int]]:
    """Yield the article and the item of each row, without fetching it."""
    return zip(rows.articles, rows.items, strict=True) if rows else iter(())


def _narrow(numbers: array[int]) -> array[int]:
    """Return the same numbers in as few bytes as the largest of them needs."""
    largest = max(numbers, default=0)
    return array("B" if largest < 1 << 8 else "H" if largest < 1 << 16 else "I", numbers)
