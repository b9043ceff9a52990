"""Pictures count what they show, leave no gap in time, and are left out where they would say nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from projects import TODAY

from sitegen.engine import load, open_project
from sitegen.site import charts
from sitegen.site.shared import From
from sitegen.site.views import Chart

CLAIM = """\
  - {{id: c{n}, quote: word{n}, claim: C{n}., claimant: {by}, made: {made}, verdict: {verdict},
     finding: F., entities: [{about}], sources: [{{source: paper, stance: {stance}}}]}}
"""


@pytest.fixture
def index(project):
    """Return a function that reads a site with one article of claims and gives its lists."""

    def read(*claims: dict[str, str]):
        given = [
            {"by": "p1", "made": "2024", "verdict": "mixed", "about": "p2", "stance": "supports"}
            | claim
            for claim in claims
        ]
        people = {
            name.strip() for claim in given for name in (claim["by"], *claim["about"].split(","))
        }
        words = " ".join(f"word{n}" for n in range(len(given)))
        sidecar = (
            "status: published\nchecked: 2026-11-22\nauthors: [desk]\nreviewers: [second-desk]\n"
        )
        sidecar += "finding: F.\nclaims:\n"
        sidecar += "".join(CLAIM.format(n=n, **claim) for n, claim in enumerate(given))
        project(
            {
                "content/articles/a.md": f"---\ntitle: T\n---\n{words}\n",
                "content/articles/a.annotations.yml": sidecar,
                "content/sources/s.yml": "paper: {title: A Paper}\n",
                "content/entities/e.yml": "".join(
                    f"{name}: {{name: Name {name}, type: person}}\n" for name in sorted(people)
                ),
            }
        )
        opened, problems = open_project(Path("mkdocs.yml"))
        assert opened, problems
        loaded, _ = load(opened, drafts=False, today=date.fromisoformat(TODAY))
        whole = loaded.whole
        return whole.index, From(whole.shared, "entities/p1/")

    return read


def rows(chart) -> list[tuple[str, int]]:
    return [
        (row.name.text if row.name else str(row.when or row.stance), row.tally.total)
        for row in chart.rows
    ]


def over_time(index, here) -> Chart:
    return charts.over_time(index.columns.times(index.claims_in(index.made_by["p1"])), here)


def speakers(index, about: str, here) -> Chart:
    return charts.by_name(index.columns.makers(index.claims_in(index.about[about])), here)


def subjects(index, here) -> Chart:
    return charts.by_name(index.columns.subjects(index.claims_in(index.made_by["p1"])), here)


def made(*days: str) -> Iterable[dict[str, str]]:
    return [{"made": day} for day in days]


def test_a_short_time_is_shown_by_months_with_those_between(index):
    found, here = index(*made("2024-03-05", "2024-01-31", "2024-03-09"))
    chart = over_time(found, here)

    assert rows(chart) == [("2024-01", 1), ("2024-02", 0), ("2024-03", 2)]
    assert chart.most == 2


@pytest.mark.parametrize("last", ["2025-06-01", "2025"])
def test_a_long_time_or_one_that_is_known_by_the_year_is_shown_by_years(index, last):
    found, here = index(*made("2023-03-05", last))

    assert rows(over_time(found, here)) == [
        ("2023", 1),
        ("2024", 0),
        ("2025", 1),
    ]


def test_of_a_very_long_time_the_last_years_stay(index):
    found, here = index(*made("1990", "2024"))
    chart = over_time(found, here)

    assert rows(chart)[-1] == ("2024", 1)
    assert len(chart.rows) + chart.left_out == 35
    assert len(chart.rows) == charts.MOST_TIMES


def test_one_month_says_nothing(index):
    found, here = index(*made("2024-03-05", "2024-03-09"))

    assert over_time(found, here).rows == ()


def test_speakers_and_subjects_stand_in_the_order_of_their_claims(index):
    found, here = index({"by": "p3"}, {"by": "p1", "about": "p2, p4"}, {"by": "p1", "about": "p4"})

    assert rows(speakers(found, "p4", here)) == []
    assert rows(speakers(found, "p2", here)) == [
        ("Name p1", 1),
        ("Name p3", 1),
    ]
    assert rows(subjects(found, here)) == [
        ("Name p4", 2),
        ("Name p2", 1),
    ]


def test_the_rest_of_many_names_is_counted(index):
    found, here = index({"about": ", ".join(f"q{n}" for n in range(11))})
    chart = subjects(found, here)

    assert len(chart.rows) == charts.MOST_NAMES
    assert chart.left_out == 11 - charts.MOST_NAMES


def test_a_source_is_shown_by_the_sides_that_it_takes(index):
    found, here = index({"stance": "context"}, {"stance": "contradicts"}, {"stance": "context"})

    assert rows(charts.by_stance(found.sides(found.using["paper"]), here)) == [
        ("contradicts", 1),
        ("context", 2),
    ]
