"""A few facts of every claim, in columns: pictures and counts of long lists fetch no claim."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

from sitegen.site.facts import ArticleFacts

Dated = tuple[int, int, str]
"""A year, a month from 1 or 0 when only the year is known, and the verdict of a claim."""
Named = tuple[str, str]
"""The id of an entity, or '', and the verdict of a claim."""


class _Lists:
    """Lists of numbers, one behind the other."""

    def __init__(self) -> None:
        self._ends = array("Q", [0])
        self._numbers = array("I")

    def put(self, numbers: Iterable[int]) -> None:
        self._numbers.extend(numbers)
        self._ends.append(len(self._numbers))

    def __getitem__(self, at: int) -> array[int]:
        return self._numbers[self._ends[at] : self._ends[at + 1]]


class Columns:
    """The columns, some fifty bytes for a claim. Ids stand in them as numbers, '' as 0."""

    def __init__(self) -> None:
        """Begin without a claim."""
        self._names = [""]
        self._numbers = {"": 0}
        self._first: array[int] = array("I")
        """Where the claims of an article begin, by its number."""
        self._claims: array[int] = array("I")
        """How many it has."""
        self._years: array[int] = array("H")
        self._months: array[int] = array("B")
        self._verdicts: array[int] = array("I")
        self._claimants: array[int] = array("I")
        self._entities = _Lists()
        self._stances = _Lists()

    def add(self, number: int, article: ArticleFacts) -> None:
        """Take the claims of the article with a number."""
        missing = number + 1 - len(self._first)
        if missing > 0:
            self._first.extend([0] * missing)
            self._claims.extend([0] * missing)
        self._first[number], self._claims[number] = len(self._verdicts), len(article.claims)
        for claim in article.claims:
            day = claim.made or article.checked
            self._years.append(day.year if day else 0)
            self._months.append(day.month if day else 0)
            self._verdicts.append(self._number(claim.verdict))
            self._claimants.append(self._number(claim.claimant))
            self._entities.put(map(self._number, claim.entities))
            self._stances.put(self._number(item.stance) for item in claim.evidence)

    def rows(self, articles: Iterable[int], items: Iterable[int]) -> list[int]:
        """Return the rows of some claims, by their articles and which of the items they are.

        The notes among these are left out.
        """
        first, claims = self._first, self._claims
        places = zip(articles, items, strict=True)
        return [first[number] + at for number, at in places if at < claims[number]]

    def verdicts(self, rows: Iterable[int]) -> Iterator[str]:
        """Yield the verdicts of claims, '' for one that has none yet."""
        names, verdicts = self._names, self._verdicts
        return (names[verdicts[row]] for row in rows)

    def sides(
        self, articles: Iterable[int], items: Iterable[int], parts: Iterable[int]
    ) -> Iterator[tuple[str, str]]:
        """Yield the sides that pieces of evidence take, '' for none, with the verdicts of the claims.

        Those of notes are left out.
        """
        names, verdicts = self._names, self._verdicts
        for number, at, part in zip(articles, items, parts, strict=True):
            if at < self._claims[number]:
                row = self._first[number] + at
                yield names[self._stances[row][part]], names[verdicts[row]]

    def times(self, rows: Iterable[int]) -> Iterator[Dated]:
        """Yield when claims were made or, if that is unknown, checked; those without a day are left out."""
        years, months, verdicts, names = self._years, self._months, self._verdicts, self._names
        return ((years[row], months[row], names[verdicts[row]]) for row in rows if years[row])

    def makers(self, rows: Iterable[int]) -> Iterator[Named]:
        """Yield who made claims."""
        names, claimants, verdicts = self._names, self._claimants, self._verdicts
        return ((names[claimants[row]], names[verdicts[row]]) for row in rows)

    def subjects(self, rows: Iterable[int]) -> Iterator[Named]:
        """Yield whom and what claims name."""
        names, verdicts = self._names, self._verdicts
        for row in rows:
            for number in self._entities[row]:
                yield names[number], names[verdicts[row]]

    def involved(self, rows: Iterable[int]) -> Counter[str]:
        """Return how many claims each entity has a part in, as who made it or is named in it."""
        found: Counter[int] = Counter()
        for row in rows:
            found.update({self._claimants[row], *self._entities[row]})
        return Counter({self._names[number]: times for number, times in found.items()})

    def _number(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        return number
