"""Pictures of many claims: verdicts by time, by who says it, by whom it is about, by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sitegen.content import PartialDate
from sitegen.site.columns import Dated, Named
from sitegen.site.shared import From
from sitegen.site.views import Chart, ChartRow

MOST_NAMES = 8
MOST_TIMES = 12
"""How many rows a picture has at most; the longest stay, or of a time the last."""
MOST_MONTHS = 12
"""A longer time is shown by years."""
STANCES = ("supports", "contradicts", "context", "")


def over_time(claims: Iterable[Dated], here: From) -> Chart:
    """Return claims by the month or year in which they were made or, if that is unknown, checked.

    Times without a claim between two others are rows as well. One row alone would say nothing.
    """
    dated = list(claims)
    if not dated:
        return Chart()
    (year, month, _), (last_year, last_month, _) = min(dated), max(dated)
    months = (last_year - year) * 12 + last_month - month + 1
    by_month = months <= MOST_MONTHS and all(month for _, month, _ in dated)
    found: dict[tuple[int, int], list[str]] = {}
    for year_of, month_of, verdict in dated:
        found.setdefault((year_of, month_of if by_month else 0), []).append(verdict)
    times = list(_from_to(min(found), max(found)))
    rows = [
        ChartRow(here.tally(found.get(time, ())), when=PartialDate(*time))
        for time in times[-MOST_TIMES:]
    ]
    return _chart(rows, len(times) - len(rows))


def by_stance(sides: Iterable[tuple[str, str]], here: From) -> Chart:
    """Return the claims that use a source by the side that it takes, where it takes any.

    `sides` are the sides with the verdicts of the claims.
    """
    found: dict[str, list[str]] = {}
    for stance, verdict in sides:
        found.setdefault(stance, []).append(verdict)
    if not found.keys() - {""}:
        return Chart()
    tallies = [(stance, here.tally(found[stance])) for stance in STANCES if stance in found]
    return _chart([ChartRow(tally, stance=stance) for stance, tally in tallies if tally.total], 0)


def by_name(named: Iterable[Named], here: From) -> Chart:
    """Return claims by the entities that made them, or that they name; nothing if there is one only."""
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
        MOST_NAMES,
    )
    return _chart(list(rows), max(0, len(found) - MOST_NAMES))


def _chart(rows: list[ChartRow], left_out: int) -> Chart:
    if len(rows) < 2 and not any(row.stance for row in rows):
        return Chart()
    return Chart(tuple(rows), max((row.tally.total for row in rows), default=0), left_out)


def _from_to(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield (year, month) from one to another; years only, with 0 for the month, if they have none."""
    if not first[1]:
        yield from ((year, 0) for year in range(first[0], last[0] + 1))
        return
    for number in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
        yield number // 12, number % 12 + 1
