"""Writing down what a site was published with, for the next build."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sitegen.diagnostics.kinds import DATE_FUTURE
from sitegen.engine.articles import Facts
from sitegen.engine.cache import Cache, encoded
from sitegen.engine.given import Given
from sitegen.engine.ledger import Ledger
from sitegen.engine.outputs import Tree
from sitegen.engine.project import Project
from sitegen.engine.publish import clear
from sitegen.engine.records import Quick, Shown, digests_of, target_name
from sitegen.engine.report import Report
from sitegen.engine.tree import stamp_of

_OF_A_SITE = ("place", "site", "tree", "spare", "keys", "quick", "shown", "slugs", "translations")
"""The kinds of pieces in the cache that belong to one site."""


def quick_of(project: Project, given: Given, tools: bytes, report: Report) -> Quick:
    """Return all that a build looked at."""
    content = {file.name: file.stamp for file in given.surveyed.files}
    return Quick(
        tools,
        os.getcwd(),
        given.looked,
        given.today.toordinal(),
        any(problem.kind == DATE_FUTURE.name for problem in report.problems),
        {os.path.abspath(file): stamp_of(os.stat(file)) for file in project.configurations},
        digests_of(os.environ, project.variables),
        {os.path.abspath(project.content): content, **given.trees},
        report.problems,
        report.articles,
        report.claims,
    )


def shown_of(facts: Mapping[str, Facts], before: Shown | None = None) -> Shown:
    """Return what a site shows of its articles: that of before, and that of `facts`."""
    before = before or Shown({}, {})
    said = before.said | {name: item.said for name, item in facts.items()}
    problems = before.problems | {name: item.problems for name, item in facts.items()}
    return Shown(said, {name: found for name, found in problems.items() if found})


def remember(
    memory: Cache,
    project: Project,
    ledger: Ledger,
    report: Report,
    quick: Quick,
    shown: Shown,
    tree: Tree,
    *,
    kept: bool,
) -> None:
    """Write down the site that stands now as `tree`, and if it was `kept`, the one before it."""
    key = ledger.key
    pieces: list[tuple[str, object]] = [
        (f"quick/{key}", quick),
        (f"keys/{key}", ledger.keys),
        (f"shown/{key}", shown),
        (f"tree/{key}", tree),
        (target_name(project.config_path), project.configuration.site_dir),
        (f"place/{key}", str(report.site.resolve())),
    ]
    if kept:
        pieces.append((f"spare/{key}", ledger.tree))
    memory.put((name, encoded(value)) for name, value in pieces)
    _sweep(memory, key)
    memory.commit()


def _sweep(memory: Cache, ours: str) -> None:
    """Forget the sites whose folders are gone, such as those of previews that ended."""
    for key, place in list(memory.all("place/", str)):
        if key != ours and not os.path.isdir(place):
            memory.remove(f"{kind}/{key}" for kind in _OF_A_SITE)
            if memory.folder and key.isalnum():
                clear(str(memory.folder / f"spare-{key}"))
