"""The quick way out: nothing that a build looks at has changed, and the site stands as it was written.

It asks the system about every file and reads none. Nothing is imported here that reads content, so
that a build with nothing to do is over before another one has begun.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from sitegen.engine.cache import opened
from sitegen.engine.lock import locked
from sitegen.engine.outputs import Tree, standing
from sitegen.engine.records import Quick, digests_of, is_settled, site_key, target_name, tools
from sitegen.engine.report import Report, today
from sitegen.engine.tree import Stamp, stamp_of, walk


def unchanged(config: Path, *, site: Path | None, drafts: bool, strict: bool) -> Report | None:
    """Return the report of a build that would change nothing; None if one has to be run to know."""
    started = time.perf_counter()
    folder = config.parent / ".sitegen"
    if not (folder / "cache.db").is_file():
        return None
    with locked(folder), opened(folder) as memory:
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
    day = today().toordinal()
    return (
        before.folder == os.getcwd()
        and before.tools == tools()
        and (before.day == day or (before.day < day and not before.may_pass))
        and before.environment == digests_of(os.environ, before.environment)
        and all(_is(path, stamp, before) for path, stamp in before.configuration.items())
        and all(_stands(path, files, before) for path, files in before.trees.items())
    )


def _is(path: str, stamp: Stamp, before: Quick) -> bool:
    try:
        return stamp_of(os.stat(path)) == stamp and is_settled(stamp, before.looked)
    except OSError:
        return False


def _stands(path: str, files: Mapping[str, Stamp], before: Quick) -> bool:
    if not os.path.isdir(path):
        return not files and not os.path.lexists(path)
    found, problems = walk(Path(path))
    if problems or len(found) != len(files):
        return False
    looked = before.looked
    return all(
        files.get(file.name) == file.stamp and is_settled(file.stamp, looked) for file in found
    )
