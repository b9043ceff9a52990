"""Writing down what a site was published with, for the next build."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from sitegen.diagnostics.kinds import DATE_FUTURE
from sitegen.engine.articles import Facts
from sitegen.engine.cache import Cache, encoded
from sitegen.engine.given import Given
from sitegen.engine.identities import KnownIdentity
from sitegen.engine.ledger import Ledger
from sitegen.engine.outputs import Tree
from sitegen.engine.project import Project
from sitegen.engine.publish import clear
from sitegen.engine.records import Problems, Quick, Shown, digests_of, target_name
from sitegen.engine.report import Report
from sitegen.engine.tables import Table
from sitegen.engine.tree import Stamp, stamp_of

_OF_A_SITE = ("place", "site", "spare", "quick", "search")
"""The kinds of pieces in the cache that belong to one site, and the kinds of tables."""
_TABLES = (
    "tree-files", "tree-folders", "spare-files", "spare-folders", "keys", "stamps", "said",
    "problems", "identities"
)  # fmt: skip


def quick_of(project: Project, given: Given, tools: bytes, report: Report) -> Quick:
    """Return all that a build looked at."""
    return Quick(
        tools,
        os.getcwd(),
        given.looked,
        given.today.toordinal(),
        any(problem.kind == DATE_FUTURE.name for problem in report.problems),
        {os.path.abspath(file): stamp_of(os.stat(file)) for file in project.configurations},
        digests_of(os.environ, project.variables),
        os.path.abspath(project.content),
        given.trees,
        report.problems,
        report.articles,
        report.claims,
        project.configuration.wants_hidden,
        report.left_out,
    )


def was_shown(memory: Cache, key: str) -> Shown | None:
    """Return what a site was published with."""
    said, problems = memory.table(f"said/{key}", bytes), memory.table(f"problems/{key}", Problems)
    return None if said is None or problems is None else Shown(said, problems)


def shown_of(facts: Mapping[str, Facts], before: Shown | None = None) -> Shown:
    """Return what a site shows of its articles: that of before, and that of `facts`."""
    said = {name: item.said for name, item in facts.items()}
    problems = {name: item.problems for name, item in facts.items()}
    if before is None:
        found = {name: item for name, item in problems.items() if item}
        return Shown(Table.of(bytes, said), Table.of(Problems, found))
    changed = {n: item for n, item in problems.items() if item or n in before.problems}
    return Shown(before.said.with_these(said), before.problems.with_these(changed))


class Books(Struct, frozen=True):
    """The tables of a published site, with a row for each file or article."""

    tree: Tree
    keys: Table[bytes]
    """What the pages of articles are made of."""
    stamps: Table[Stamp]
    """The files of the content folder."""
    identities: Table[KnownIdentity]
    """Those of the articles."""
    shown: Shown | None
    """None if nobody asked."""


def remember(
    memory: Cache,
    project: Project,
    ledger: Ledger,
    report: Report,
    quick: Quick,
    now: Books,
    before: Books,
    *,
    kept: bool,
) -> None:
    """Write down the site that stands `now`, and if it was `kept`, the one `before` it."""
    key, spare = ledger.key, ledger.inspection.spare_tree
    pieces: list[tuple[str, object]] = [
        (f"quick/{key}", quick),
        (target_name(project.config_path), project.configuration.site_dir),
        (f"place/{key}", str(report.site.resolve())),
    ]
    memory.put((name, encoded(value)) for name, value in pieces)
    rows = zip(_tables(now), _tables(before), strict=True)
    tables = [(kind, one, other) for (kind, one), (_, other) in rows]
    if kept:
        keep_spare(memory, key, before.tree, spare)
    for kind, table, there in tables:
        if table is not None:
            memory.put_table(f"{kind}/{key}", table, there)
    _sweep(memory, key)
    memory.commit()


def keep_spare(memory: Cache, key: str, left: Tree, before: Tree | None) -> None:
    """Write down that the spare may be used, and what stands in it; `before` is what was written last."""
    memory.put([(f"spare/{key}", encoded(True))])
    there = before or Tree()
    memory.put_table(f"spare-files/{key}", left.files, there.files)
    memory.put_table(f"spare-folders/{key}", left.folders, there.folders)


def _tables(books: Books) -> Iterator[tuple[str, Table[Any] | None]]:
    yield "tree-files", books.tree.files
    yield "tree-folders", books.tree.folders
    yield "keys", books.keys
    yield "stamps", books.stamps
    yield "identities", books.identities
    yield "said", books.shown.said if books.shown else None
    yield "problems", books.shown.problems if books.shown else None


def _sweep(memory: Cache, ours: str) -> None:
    """Forget the sites whose folders are gone, such as those of previews that ended."""
    for key, place in list(memory.all("place/", str)):
        if key != ours and not os.path.isdir(place):
            memory.remove(f"{kind}/{key}" for kind in _OF_A_SITE)
            memory.remove_tables(f"{kind}/{key}" for kind in _TABLES)
            if memory.folder and key.isalnum():
                clear(str(memory.folder / f"spare-{key}"))
