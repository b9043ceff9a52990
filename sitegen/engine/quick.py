"""The quick way out: nothing that a build looks at has changed, and the site stands as it was written.

It asks the system about every file and reads none. Nothing is imported here that reads content, so
that a build with nothing to do is over before another one has begun.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from msgspec import Struct

from sitegen.engine.cache import opened
from sitegen.engine.lock import locked
from sitegen.engine.outputs import Standing, Tree, standing
from sitegen.engine.records import Quick, site_key, target_name, tools
from sitegen.engine.report import Report, today
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
    tree: Tree
    stands: Standing

    def unchanged(self, *, strict: bool) -> Report | None:
        """Return the report of a build that would change nothing; None if one has to be run."""
        before = self.quick
        if not self.stands.whole or (strict and before.problems) or not self._is_same():
            return None
        seconds = time.perf_counter() - self.started
        return Report(
            problems=before.problems,
            published=True,
            site=self.place,
            files=len(self.tree.files),
            articles=before.articles,
            claims=before.claims,
            seconds=seconds,
            timings={"look": seconds},
        )

    def _is_same(self) -> bool:
        trees = {path: self._stamps(path) for path in self.quick.trees}
        return self.quick.same_but_for(trees, map(Path, self.quick.configuration), today())

    def _stamps(self, path: str) -> dict[str, Stamp]:
        """Return the stamps of the files below a folder; one that is not there has none."""
        if not os.path.lexists(path):
            return {}
        found, problems = self.walks.of(Path(path))
        return {file.name: file.stamp for file in found} | ({"": NO_STAMP} if problems else {})


def look(config: Path, *, site: Path | None, drafts: bool) -> Look | None:
    """Look at a project and its published site; None if nothing is remembered of them."""
    started, looked = time.perf_counter(), time.time_ns()
    folder = config.parent / ".sitegen"
    if not os.path.isfile(folder / "cache.db"):
        return None
    with locked(folder), opened(folder, mend=False) as memory:
        place = site or _usual(memory.get(target_name(config), str), config)
        if place is None:
            return None
        resolved = str(place.resolve())
        key = site_key(resolved, config, drafts=drafts)
        quick, tree = memory.get(f"quick/{key}", Quick), memory.get(f"tree/{key}", Tree)
        if quick is None or tree is None or quick.tools != tools():
            return None
        walks = Walks()
        for path in quick.trees:
            if os.path.isdir(path):
                walks.of(Path(path))
        return Look(key, looked, started, place, quick, walks, tree, standing(resolved, tree))


def _usual(named: str | None, config: Path) -> Path | None:
    """Return the folder that the configuration named at the last build."""
    return config.parent / named if named is not None else None
