"""The quick way out: nothing that a build looks at has changed, and the site stands as it was written.

It asks the system about every file and reads none. Nothing is imported here that reads content, so
that a build with nothing to do is over before another one has begun.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from sitegen.engine.cache import Cache, opened
from sitegen.engine.inspection import Inspection
from sitegen.engine.lock import locked
from sitegen.engine.outputs import Output, Tree
from sitegen.engine.records import Quick, moved, site_key, target_name, tools
from sitegen.engine.report import Report, today
from sitegen.engine.tables import DamagedTableError, Table
from sitegen.engine.tree import NO_STAMP, Stamp, Walks


class Look(Struct, frozen=True):
    """What stands on the disk beside what was remembered of the last build. Nothing was read."""

    key: str
    """The name of the site in the cache."""
    looked: int
    """When the look began, in nanoseconds since 1970."""
    started: float
    place: Path
    quick: Quick
    walks: Walks
    stamps: Table[Stamp]
    """The files of the content folder as they were."""
    now: Mapping[str, Stamp]
    """The files of the content folder as they are."""
    moved: frozenset[str] | None
    """Those that may be others than they were; None if any came or went."""
    inspection: Inspection

    def unchanged(self, *, strict: bool) -> Report | None:
        """Return the report of a build that would change nothing; None if one has to be run."""
        before = self.quick
        try:
            if (strict and before.problems) or not self._is_same():
                return None
            if not self.inspection.stands().whole:
                return None
        except DamagedTableError:
            return None
        self.inspection.end()
        seconds = time.perf_counter() - self.started
        return Report(
            problems=before.problems,
            published=True,
            site=self.place,
            files=self.inspection.stands().files,
            articles=before.articles,
            claims=before.claims,
            left_out=before.left_out,
            seconds=seconds,
            timings={"look": seconds},
        )

    def _is_same(self) -> bool:
        trees = {path: _stamps(path, self.walks) for path in self.quick.trees}
        before = self.quick
        if not before.same_but_for(trees, map(Path, before.configuration), today()):
            return False
        return self.moved == frozenset()


def look(config: Path, *, site: Path | None, drafts: bool) -> Look | None:
    """Look at a project and its published site; None if nothing is remembered of them."""
    started, looked = time.perf_counter(), time.time_ns()
    folder = config.parent / ".sitegen"
    if not os.path.isfile(folder / "cache.db"):
        return None
    with suppress(DamagedTableError), locked(folder), opened(folder, mend=False) as memory:
        place = site or _usual(memory.get(target_name(config), str), config)
        if place is None:
            return None
        resolved = str(place.resolve())
        key = site_key(resolved, config, drafts=drafts)
        quick = memory.get(f"quick/{key}", Quick)
        if quick is None or quick.tools != tools():
            return None
        stamps = memory.table(f"stamps/{key}", Stamp)
        inspection = inspection_of(memory, key, resolved)
        if stamps is None or not inspection.is_known:
            return None
        walks = Walks(Path(quick.content), hidden=quick.hidden)
        for path in (quick.content, *quick.trees):
            if os.path.isdir(path):
                walks.of(Path(path))
        now = _stamps(quick.content, walks)
        changed = moved(stamps, now, quick.looked)
        if changed != frozenset():
            # There will be something to build: so another process looks at the rest meanwhile.
            with_spare(inspection, memory, key).begin()
        return Look(key, looked, started, place, quick, walks, stamps, now, changed, inspection)
    return None


def _stamps(path: str, walks: Walks) -> dict[str, Stamp]:
    """Return the stamps of the files below a folder; one that is not there has none."""
    if not os.path.lexists(path):
        return {}
    found, problems = walks.of(Path(path))
    return {file.name: file.stamp for file in found} | ({"": NO_STAMP} if problems else {})


def inspection_of(memory: Cache, key: str, place: str) -> Inspection:
    """Return a look at what is remembered of a site, which has not begun."""
    return Inspection(place, _tree(memory, key, "tree"))


def with_spare(inspection: Inspection, memory: Cache, key: str) -> Inspection:
    """Let a look be at the spare too, unless it is already."""
    if memory.folder and not inspection.knows_spare:
        # The mark goes before a spare is changed.
        left = _tree(memory, key, "spare") if memory.get(f"spare/{key}", bool) else None
        inspection.with_spare(str(memory.folder / f"spare-{key}"), left)
    return inspection


def _tree(memory: Cache, key: str, which: str) -> Tree | None:
    files = memory.table(f"{which}-files/{key}", Output)
    folders = memory.table(f"{which}-folders/{key}", int)
    return None if files is None or folders is None else Tree(files, folders)


def _usual(named: str | None, config: Path) -> Path | None:
    """Return the folder that the configuration named at the last build."""
    return config.parent / named if named is not None else None
