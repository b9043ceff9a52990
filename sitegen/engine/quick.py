"""The quick way out: nothing that a build looks at has changed, and the site stands as it was written.

It asks the system about every file and reads none. Nothing is imported here that reads content, so
that a build with nothing to do is over before another one has begun.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from sitegen.engine.cache import opened
from sitegen.engine.lock import locked
from sitegen.engine.outputs import Tree, standing
from sitegen.engine.records import Quick, site_key, target_name, tools
from sitegen.engine.report import Report, today
from sitegen.engine.tree import NO_STAMP, Stamp, walk


def unchanged(config: Path, *, site: Path | None, drafts: bool, strict: bool) -> Report | None:
    """Return the report of a build that would change nothing; None if one has to be run to know."""
    started = time.perf_counter()
    folder = config.parent / ".sitegen"
    if not (folder / "cache.db").is_file():
        return None
    with locked(folder), opened(folder, mend=False) as memory:
        place = site or _usual(memory.get(target_name(config), str), config)
        if place is None:
            return None
        key = site_key(str(place.resolve()), config, drafts=drafts)
        before = memory.get(f"quick/{key}", Quick)
        if before is None or (strict and before.problems) or not _same(before):
            return None
        tree = memory.get(f"tree/{key}", Tree)
        if tree is None or not standing(str(place.resolve()), tree).whole:
            return None
    return Report(
        problems=before.problems,
        published=True,
        site=place,
        files=len(tree.files),
        articles=before.articles,
        claims=before.claims,
        seconds=time.perf_counter() - started,
        timings={"look": time.perf_counter() - started},
    )


def _usual(named: str | None, config: Path) -> Path | None:
    """Return the folder that the configuration named at the last build."""
    return config.parent / named if named is not None else None


def _same(before: Quick) -> bool:
    trees = {path: _looked_through(path) for path in before.trees}
    return before.tools == tools() and before.same_but_for(
        trees, map(Path, before.configuration), today()
    )


def _looked_through(path: str) -> dict[str, Stamp]:
    """Return the stamps of the files below a folder; one that is not there has none."""
    if not os.path.lexists(path):
        return {}
    found, problems = walk(Path(path))
    return {file.name: file.stamp for file in found} | ({"": NO_STAMP} if problems else {})
