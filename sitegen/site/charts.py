"""Pictures of many claims: verdicts by time, by who says it, by whom it is about, by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sitegen.content import PartialDate
from sitegen.site.facts import ArticleHead, ClaimFacts, EvidenceFacts
from sitegen.site.index import InArticle
from sitegen.site.shared import From
from sitegen.site.views import Chart, ChartRow

MOST_ROWS = 12
"""How many rows a picture has at most; the longest stay, or of a time the last."""
MOST_MONTHS = 12
"""A longer time is shown by years."""
STANCES = ("supports", "contradicts", "context", "")


def over_time(claims: Iterable[InArticle], here: From) -> Chart:
    """Return claims by the month or year in which they were made or, if that is unknown, checked.

    Times without a claim between two others are rows as well. One row alone would say nothing.
    """
    dated = [(day, claim.verdict) for article, claim in claims if (day := _day(article, claim))]
    if not dated:
        return Chart()
    by_month = all(day.month for day, _ in dated) and _months(dated) <= MOST_MONTHS
    found: dict[PartialDate, list[str]] = {}
    for day, verdict in dated:
        found.setdefault(PartialDate(day.year, day.month if by_month else 0), []).append(verdict)
    times = list(_from_to(min(found, key=_order), max(found, key=_order)))
    rows = [ChartRow(here.tally(found.get(time, ())), when=time) for time in times[-MOST_ROWS:]]
    return _chart(rows, len(times) - len(rows))


def by_claimant(claims: Iterable[InArticle], here: From) -> Chart:
    """Return claims by the entity that made them; nothing if all are of one."""
    return _by_name(((claim.claimant, claim.verdict) for _, claim in claims), here)


def by_subject(claims: Iterable[InArticle], here: From) -> Chart:
    """Return claims by the entities that they name; nothing if all name the same one only."""
    named = ((name, claim.verdict) for _, claim in claims for name in claim.entities)
    return _by_name(named, here)


def by_stance(
    uses: Sequence[tuple[ArticleHead, ClaimFacts, EvidenceFacts]], here: From
) -> Chart:
    """Return the claims that use a source by the side that it takes, where it takes any."""
    found: dict[str, list[str]] = {}
    for _, claim, item in uses:
        found.setdefault(item.stance, []).append(claim.verdict)
    if not found.keys() - {""}:
        return Chart()
    tallies = [(stance, here.tally(found[stance])) for stance in STANCES if stance in found]
    return _chart([ChartRow(tally, stance=stance) for stance, tally in tallies if tally.total], 0)


def _by_name(named: Iterable[tuple[str, str]], here: From) -> Chart:
    found: dict[str, list[str]] = {}
    for name, verdict in named:
        if name:
            found.setdefault(name, []).append(verdict)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = islice(
        (
            ChartRow(tally, name=link)
            for name, verdicts in ordered
            if (tally := here.tally(verdicts)).total and (link := here.entity(name))
        ),
        MOST_ROWS,
    )
    return _chart(list(rows), max(0, len(found) - MOST_ROWS))


def _chart(rows: list[ChartRow], left_out: int) -> Chart:
    if len(rows) < 2 and not any(row.stance for row in rows):
        return Chart()
    return Chart(tuple(rows), max((row.tally.total for row in rows), default=0), left_out)


def _day(article: ArticleHead, claim: ClaimFacts) -> PartialDate | None:
    if claim.made:
        return claim.made
    day = article.checked
    return PartialDate(day.year, day.month, day.day) if day else None


def _order(day: PartialDate) -> tuple[int, int]:
    return day.year, day.month


def _months(dated: Sequence[tuple[PartialDate, str]]) -> int:
    numbers = [day.year * 12 + day.month for day, _ in dated]
    return max(numbers) - min(numbers) + 1


def _from_to(first: PartialDate, last: PartialDate) -> Iterator[PartialDate]:
    if not first.month:
        yield from (PartialDate(year) for year in range(first.year, last.year + 1))
        return
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield PartialDate(number // 12, number % 12 + 1)
