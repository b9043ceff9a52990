"""Builds beside those of other generators: cold, with nothing changed, after an edit, and growing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from bench.content import VERDICTS
from bench.measure import Cost, interleaved, measure
from bench.outputs import check
from bench.projects import LEAN, OURS, Kind, Project, long_article, projects

COLD = "cold build"
UNCHANGED = "nothing changed"
BODY = "one article's text edited"
VERDICT = "one verdict edited"
SITUATIONS = (COLD, UNCHANGED, BODY, VERDICT)


@dataclass(frozen=True, slots=True)
class Result:
    """The medians of a number of builds of one site in one situation."""

    size: int
    """How many articles the site has."""
    situation: str
    kind: Kind
    cost: Cost


def compare(sizes: Sequence[int], peers: Sequence[Kind], rounds: int) -> Iterator[Result]:
    """Measure the peers and sitegen in every situation at each size."""
    for size in sizes:
        say(f"{size:,} articles: content")
        found = projects(size, [kind for kind in (*peers, *OURS) if size <= kind.largest])
        for project in found:
            say(f"{size:,} articles: looking at what {project.kind.label} makes")
            project.clean()
            measure(project.run())
            check(project)
        for situation in SITUATIONS:
            say(f"{size:,} articles: {situation}")
            yield from _measured(size, situation, found, rounds)


def grow(sizes: Sequence[int]) -> Iterator[Result]:
    """Measure one cold build by sitegen at each size."""
    for size in sizes:
        say(f"growth: {size:,} articles")
        (project,) = projects(size, [LEAN])
        cost = measure(project.run(project.clean))
        check(project)
        yield Result(size, COLD, LEAN, cost)
        project.clean()


def long(rounds: int) -> Iterator[Result]:
    """Measure cold builds of the one long article."""
    say("the long article")
    found = long_article(OURS)
    yield from _measured(1, COLD, found, rounds)
    for project in found:
        check(project)


def say(words: str) -> None:
    """Tell on standard error what goes on."""
    print(words, file=sys.stderr, flush=True)


def _measured(size: int, situation: str, found: Sequence[Project], rounds: int) -> Iterator[Result]:
    part = [project for project in found if _takes_part(project.kind, situation)]
    with unedited(part):
        runs = {
            project.kind.name: project.run(_preparation(project, situation)) for project in part
        }
        if situation == UNCHANGED:
            # The samples have just got their own words back, which is a change.
            interleaved(runs, 1)
        costs = interleaved(runs, rounds)
        yield from (
            Result(size, situation, project.kind, costs[project.kind.name]) for project in part
        )


def _takes_part(kind: Kind, situation: str) -> bool:
    if situation == VERDICT:
        return kind in OURS
    return situation == COLD or kind.edits


def _preparation(project: Project, situation: str) -> Callable[[], None]:
    if situation == COLD:
        return project.clean
    if situation == BODY:
        return edit_text(project)
    return edit_verdict(project) if situation == VERDICT else lambda: None


def edit_text(project: Project) -> Callable[[], None]:
    """Return what adds another paragraph to the sample, a different one each time."""
    number = count(1)

    def edit() -> None:
        with project.article.open("a", encoding="utf-8") as file:
            file.write(f"\nA paragraph that was added, number {next(number)}.\n")

    return edit


def edit_verdict(project: Project) -> Callable[[], None]:
    """Return what gives the sample's first claim the next verdict of the scale."""
    given = project.sample.claims[0].verdict
    number = count(VERDICTS.index(given))

    def edit() -> None:
        place = next(number)
        before, after = (VERDICTS[(place + step) % len(VERDICTS)] for step in (0, 1))
        text = project.sidecar.read_text("utf-8")
        changed = text.replace(f"verdict: {before}\n", f"verdict: {after}\n", 1)
        project.sidecar.write_text(changed, "utf-8")

    return edit


@contextmanager
def unedited(found: Sequence[Project]) -> Iterator[None]:
    """Give the samples back their own words at the end."""
    paths = [path for project in found for path in (project.article, project.sidecar)]
    kept = {path: path.read_bytes() for path in paths if path.is_file()}
    try:
        yield
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
