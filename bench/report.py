"""Figures as Markdown: tables, and the page docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.build import BODY, COLD, SITUATIONS, VERDICT, Result
from bench.conclusions import conclusions
from bench.machine import cores, machine, versions
from bench.projects import HUGO, Kind

_INTRODUCTION = """\
# Performance

{conclusions}
Written from one run on one machine, and not edited by hand. Another machine gives other seconds, and a
busy one does at any time: compare the ratios. The command, after `make bench` has installed what it
needs:

    .venv/bin/{command}
"""
_METHOD = """\
Every article has about 700 words and eight claims with two sources and three entities each; there is an
entity for five articles and a source for two. Each generator gets the same articles as its users
would write them (`bench/forms.py`), and a small theme (`bench/peers/`); Material and MkDocs have their
own. Before anything is timed, a look at the pages makes sure that each generator made all of them, with
marked claims and footnotes. The runs take turns, with `sync` before each, and
nothing is deleted between them, for file systems pay for that later; a figure is the median of so many
runs: {rounds}. CPU is user and system time of all processes, memory the most that all
of them held at one time ({memory}). Hugo has the verdict in the text, so an edited verdict stands beside
Hugo's edited text.

*sitegen, without claim pages* makes the pages that the others make too, and pages for sources, topics
and verdicts, feeds and data files. *Everything on* adds a page for each claim, with its ClaimReview. No
generator makes a search index here, but MkDocs and Material, whose search is part of their themes.
"""
_PROFILE = """\
CPU of one process for an article with a page for each claim, by `python -m bench.profile`, and its part of the
lists: the pages about more than one article. What happens once for the whole site is not in here.
A flame graph of a whole build, made in the folder of a project:

    .venv/bin/py-spy record --subprocesses --rate 500 --output profile.svg -- .venv/bin/sitegen build
"""


FLOOR = (
    "reading files",
    "YAML",
    "Markdown",
    "article template",
    "templates of lists",
    "writing articles",
    "writing lists",
)
"""The stages that are others' work: the system's, libyaml's, markdown-it-py's and jinja2's."""
OURS = (
    "models",
    "anchoring",
    "names and facts",
    "checks",
    "article view",
    "views of lists",
)
_FLOOR = """\
### How far down it can go

Half of Hugo's time for {size:,} articles is {budget:.2f} ms of CPU an article on {cores} cores. Reading the
files, parsing YAML and Markdown, running the compiled templates of the article and the lists, and
writing these pages are the work of the system and of the libraries. They take {least:.2f} ms by
themselves. The models, anchoring, checks, names, facts and views take {ours:.2f} ms, all without the pages
of claims. {outcome}
"""
_OUT_OF_REACH = """\
So half of Hugo's time is out of reach for this pipeline in Python, with every page
as full as it is.\
"""
_WITHIN = "So what is missing to half of Hugo's time is our own work."


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that was measured in one run."""

    command: str
    rounds: int
    peers: Sequence[Kind]
    builds: Sequence[Result]
    growth: Sequence[Result]
    long: Sequence[Result]
    stages: Mapping[str, float]
    """The milliseconds of CPU an article of each stage, if they were measured."""


def page(figures: Figures) -> str:
    """Return the whole page."""
    memory = " and ".join(sorted({result.cost.memory_is for result in figures.builds}))
    measured = tables(figures)
    parts = [
        _INTRODUCTION.format(command=figures.command, conclusions=conclusions(measured)),
        "\n".join(table(("", ""), [*machine(), *versions(figures.peers)])) + "\n",
        "## What is measured\n",
        _METHOD.format(rounds=figures.rounds, memory=memory or "PSS or RSS"),
        measured,
    ]
    return "\n".join(parts)


def tables(figures: Figures) -> str:
    """Return the tables with their headings."""
    lines: list[str] = []
    for size in dict.fromkeys(result.size for result in figures.builds):
        lines += [f"## {size:,} articles", ""]
        lines += builds([result for result in figures.builds if result.size == size])
        lines.append("")
    if figures.growth:
        lines += ["## Growth", "", "One cold build each, without claim pages.", ""]
        lines += [*growth(figures.growth), ""]
    if figures.long:
        lines += ["## One article of 2.5 MB with 1,000 annotations", "", *long(figures.long), ""]
    if figures.stages:
        lines += ["## Where the time goes", "", _PROFILE, *stages(figures.stages), ""]
        lines += floor(figures.stages, figures.builds)
    return "\n".join(lines)


def builds(results: Sequence[Result]) -> list[str]:
    """Return the table of one size: each situation, and in it each generator beside Hugo."""
    return table(
        ("", "", "seconds", "CPU seconds", "memory", "seconds, Hugo = 1", "memory, Hugo = 1"),
        (row for situation in SITUATIONS for row in _situation(results, situation)),
    )


def _situation(results: Sequence[Result], situation: str) -> Iterator[tuple[str, ...]]:
    found = [result for result in results if result.situation == situation]
    hugo = _hugo(results, situation)
    for number, result in enumerate(found):
        cost = result.cost
        yield (
            situation if not number else "",
            result.kind.label,
            seconds(cost.wall),
            seconds(cost.cpu),
            megabytes(cost.memory),
            f"{cost.wall / hugo.cost.wall:.3f}" if hugo else "",
            f"{cost.memory / hugo.cost.memory:.2f}" if hugo else "",
        )


def _hugo(results: Sequence[Result], situation: str) -> Result | None:
    """Return Hugo's result; to Hugo an edited verdict is an edited text."""
    wanted = BODY if situation == VERDICT else situation
    return next(
        (result for result in results if result.kind is HUGO and result.situation == wanted), None
    )


def growth(results: Sequence[Result]) -> list[str]:
    """Return the table of growth."""
    first = results[0].cost.wall / results[0].size
    return table(
        ("articles", "seconds", "ms an article", "to the first row", "memory"),
        (
            (
                f"{result.size:,}",
                seconds(result.cost.wall),
                f"{result.cost.wall / result.size * 1e3:.2f}",
                f"{result.cost.wall / result.size / first:.2f}",
                megabytes(result.cost.memory),
            )
            for result in results
        ),
    )


def long(results: Sequence[Result]) -> list[str]:
    """Return the table of the long article."""
    return table(
        (COLD, "seconds", "CPU seconds", "memory"),
        (
            (
                result.kind.label,
                seconds(result.cost.wall),
                seconds(result.cost.cpu),
                megabytes(result.cost.memory),
            )
            for result in results
        ),
    )


def stages(found: Mapping[str, float]) -> list[str]:
    """Return the table of the profile."""
    total = sum(found.values())
    rows = [(stage, f"{spent:.2f}", f"{spent / total:.0%}") for stage, spent in found.items()]
    rows.append(("together", f"{total:.2f}", "100%"))
    return table(("stage", "ms of CPU an article", "share"), rows)


def floor(found: Mapping[str, float], results: Sequence[Result]) -> list[str]:
    """Say what a cold build cannot go below, beside half of Hugo's time; nothing without Hugo."""
    hugo = [result for result in results if result.kind is HUGO and result.situation == COLD]
    if not hugo:
        return []
    largest = max(hugo, key=lambda result: result.size)
    budget = largest.cost.wall / 2 / largest.size * cores() * 1e3
    least, ours = (sum(found[stage] for stage in part) for part in (FLOOR, OURS))
    return [
        _FLOOR.format(
            budget=budget,
            cores=cores(),
            size=largest.size,
            least=least,
            ours=ours,
            outcome=_OUT_OF_REACH if least > budget else _WITHIN,
        )
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table; all columns but the first hold figures if they have heads."""
    rule = ["---" if not number or not name else "---:" for number, name in enumerate(head)]
    return ["| " + " | ".join(cells) + " |" for cells in (head, rule, *rows)]


def seconds(length: float) -> str:
    """Return seconds with three figures that mean something."""
    return f"{length:.2f}" if length < 10 else f"{length:.1f}"


def megabytes(size: int) -> str:
    """Return bytes as MB, to the nearest."""
    return f"{size / 1e6:,.0f} MB"
