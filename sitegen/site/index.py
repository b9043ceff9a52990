"""The facts of all articles, turned round: by entity, source, verdict, topic."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from sitegen.site import addresses
from sitegen.site.columns import Columns
from sitegen.site.facts import (
    ArticleHead,
    ClaimFacts,
    ClaimHead,
    CorrectionFacts,
    EvidenceFacts,
    MentionFacts,
)
from sitegen.site.shelf import Listed, Lists, Places, Rows, Shelf, listed, places_of

InArticle = tuple[ArticleHead, ClaimHead]
"""A claim or note with its article."""
Use = tuple[ArticleHead, ClaimFacts, EvidenceFacts]
"""A claim or note with what it says about a source."""
Correction = tuple[ArticleHead, ClaimFacts | None, CorrectionFacts]
"""A correction with its article, and its claim if it is not one of the article as a whole."""
_WHOLE = 0xFFFFFFFF
"""In the place of a claim's number: the correction is one of the article."""


@dataclass(frozen=True, slots=True)
class Index:
    """What the pages about more than one article need. All lists are newest first."""

    articles: Listed[ArticleHead]
    claims: Listed[InArticle]
    made_by: Mapping[str, Listed[InArticle]]
    """Claims by the entity that made them."""
    about: Mapping[str, Listed[InArticle]]
    """Claims by the entities that they name."""
    naming: Mapping[str, Listed[tuple[ArticleHead, MentionFacts]]]
    """Articles by the entities that their text names."""
    using: Mapping[str, Listed[Use]]
    """Claims and notes by the sources that they use."""
    with_verdict: Mapping[str, Listed[InArticle]]
    by_topic: Mapping[str, Listed[ArticleHead]]
    """Articles by the address of their topic."""
    topic_names: Mapping[str, str]
    """The name of a topic by its address, as its newest article writes it."""
    corrections: Listed[Correction]
    columns: Columns
    """A few facts of every claim; ask only for rows of a list above."""
    _related: dict[str, list[tuple[str, int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def sides(self, uses: Rows[Use]) -> Iterator[tuple[str, str]]:
        """Yield the side that a source takes and the verdict, for each claim that uses it."""
        return self.columns.sides(uses.articles, uses.items, uses.parts) if uses else iter(())

    def claims_of(self, entity: str) -> int:
        """Return how many claims an entity made or is named in, each counted once."""
        return len(self.claims_in(*self._lists(entity)))

    def claims_using(self, source: str) -> int:
        """Return how many claims and notes use a source, each counted once."""
        return len(set(places_of(self.using.get(source, ()))))

    def claims_in(self, *lists: Rows[Any]) -> list[int]:
        """Return the rows of the claims of some lists in the columns, each once, none of the notes."""
        found = [self.columns.rows(list_.articles, list_.items) for list_ in lists if list_]
        return list(dict.fromkeys(chain.from_iterable(found)))

    def _lists(self, entity: str) -> tuple[Rows[InArticle], Rows[InArticle]]:
        return self.about.get(entity, ()), self.made_by.get(entity, ())

    def related(self, entity: str) -> list[tuple[str, int]]:
        """Return the entities that share claims with one, with how many; most first."""
        lists = self._lists(entity)
        # A long list has many pages, one after the other; each shows the same.
        if entity not in self._related:
            shared: Counter[str] = Counter()
            for rows in lists:
                shared.update(self.columns.involved(self.claims_in(rows)))
            for left_out in (entity, ""):
                shared.pop(left_out, None)
            self._related.clear()
            self._related[entity] = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        return self._related[entity]


def index(shelf: Shelf, numbers: Iterable[int]) -> Index:
    """Turn the facts of articles round."""
    order = []
    for number in numbers:
        head = shelf.head(number)
        order.append((head.checked or date.min, head.slug, number))
    order.sort(key=lambda item: item[1])
    order.sort(key=lambda item: item[0], reverse=True)
    tables = _Tables(shelf)
    for _, _, number in order:
        tables.add(number)
    return tables.index()


class _Tables:
    """The index while it is made."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._articles: Places = array("I")
        self._claims: Places = array("I")
        self._made_by: dict[str, Places] = {}
        self._about: dict[str, Places] = {}
        self._naming: dict[str, Places] = {}
        self._using: dict[str, Places] = {}
        self._with_verdict: dict[str, Places] = {}
        self._by_topic: dict[str, Places] = {}
        self._topic_names: dict[str, str] = {}
        self._corrections: list[tuple[date, int, int, int]] = []
        self._columns = Columns()

    def add(self, number: int) -> None:
        article = self._shelf.facts(number)
        self._articles.extend((number, 0, 0))
        self._columns.add(number, article)
        for at, claim in enumerate(article.claims):
            self._claims.extend((number, at, 0))
            if claim.claimant:
                _put(self._made_by, claim.claimant, number, at)
            for entity in claim.entities:
                _put(self._about, entity, number, at)
            if claim.verdict:
                _put(self._with_verdict, claim.verdict, number, at)
            self._corrected(number, at, claim.corrections)
        for at, item in enumerate(article.items):
            for part, evidence in enumerate(item.evidence):
                _put(self._using, evidence.source, number, at, part)
        for at, mention in enumerate(article.mentions):
            _put(self._naming, mention.entity, number, at)
        for address, topic in {addresses.topic(name): name for name in article.topics}.items():
            self._topic_names.setdefault(address, topic)
            _put(self._by_topic, address, number)
        self._corrected(number, _WHOLE, article.corrections)

    def _corrected(self, number: int, at: int, found: Sequence[CorrectionFacts]) -> None:
        self._corrections += [(item.date, number, at, part) for part, item in enumerate(found)]

    def index(self) -> Index:
        shelf = self._shelf
        corrections = array("I")
        for _, *place in sorted(self._corrections, key=lambda item: item[0], reverse=True):
            corrections.extend(place)
        return Index(
            listed(shelf, _article, self._articles),
            listed(shelf, _claim, self._claims),
            Lists(shelf, _claim, self._made_by),
            Lists(shelf, _claim, self._about),
            Lists(shelf, _mention, self._naming),
            Lists(shelf, _evidence, self._using),
            Lists(shelf, _claim, self._with_verdict),
            Lists(shelf, _article, self._by_topic),
            self._topic_names,
            listed(shelf, _correction, corrections),
            self._columns,
        )


def _put(lists: dict[str, Places], name: str, article: int, item: int = 0, part: int = 0) -> None:
    """Put a row at the end of a list."""
    found = lists.get(name)
    if found is None:
        found = lists[name] = array("I")
    found.extend((article, item, part))


def _article(shelf: Shelf, number: int, at: int, part: int) -> ArticleHead:
    return shelf.head(number)


def _claim(shelf: Shelf, number: int, at: int, part: int) -> InArticle:
    return shelf.head(number), shelf.claim_head(number, at)


def _evidence(shelf: Shelf, number: int, at: int, part: int) -> Use:
    item = shelf.item(number, at)
    return shelf.head(number), item, item.evidence[part]


def _mention(shelf: Shelf, number: int, at: int, part: int) -> tuple[ArticleHead, MentionFacts]:
    return shelf.head(number), shelf.mention(number, at)


def _correction(shelf: Shelf, number: int, at: int, part: int) -> Correction:
    head = shelf.head(number)
    if at == _WHOLE:
        return head, None, head.corrections[part]
    claim = shelf.item(number, at)
    return head, claim, claim.corrections[part]
