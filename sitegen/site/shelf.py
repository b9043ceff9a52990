"""Where the facts of articles stand. Pages fetch the pieces that they show, and no others.

The facts of a hundred thousand articles would fill the memory. What is always at hand is only the
index: for each list the numbers of the articles and claims in it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar, overload

from sitegen.site.facts import ArticleFacts, ArticleHead, ClaimFacts, MentionFacts

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

    def mention(self, number: int, at: int) -> MentionFacts:
        """Return what an article says of an entity."""
        return self._articles[number].mentions[at]


Fetch = Callable[[Shelf, int, int, int], Row_co]
"""From a shelf, an article's number, and two numbers of things in it, to a row."""


class Listed(Sequence[Row], Generic[Row]):
    """A list of rows, each fetched when it is asked for."""

    __slots__ = ("_fetch", "_shelf", "articles", "items", "parts")

    def __init__(self, shelf: Shelf, fetch: Fetch[Row]) -> None:
        """Begin an empty list."""
        self._shelf, self._fetch = shelf, fetch
        self.articles = array("I")
        """The number of each row's article."""
        self.items = array("I")
        """Which of the article's claims and notes, or mentions."""
        self.parts = array("I")
        """Which of the item's pieces of evidence, or corrections."""

    def add(self, article: int, item: int = 0, part: int = 0) -> None:
        """Put a row at the end."""
        self.articles.append(article)
        self.items.append(item)
        self.parts.append(part)

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


Rows = Listed[Row] | tuple[()]
"""The rows at a name of the index, which may not be there."""


def places_of(rows: Rows[Any]) -> Iterator[tuple[int, int]]:
    """Yield the article and the item of each row, without fetching it."""
    return zip(rows.articles, rows.items, strict=True) if rows else iter(())
