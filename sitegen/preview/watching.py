"""Which folders matter to a preview, and what changed in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct
from watchfiles import watch

from sitegen.engine import open_project
from sitegen.engine.project import configurations

_DEBOUNCE = 400
"""In milliseconds: the longest wait for the end of a burst, such as another branch checked out."""
_STEP = 10
"""In milliseconds: a burst has ended when nothing came for so long."""
_FIRST = 50
"""In milliseconds: when a new watch says that it watches."""


class Watched(Struct, frozen=True):
    """What a preview looks at."""

    configurations: frozenset[Path]
    """mkdocs.yml and what it inherits from."""
    trees: frozenset[Path]
    """The folders whose files make the site, whether they exist or not."""
    folders: frozenset[Path]
    """Every folder in which something could change. Each is watched for itself: a watch on a file
    or on a folder that is replaced would be lost."""

    def concerns(self, path: Path) -> bool:
        """Say whether a change at `path` can change the site."""
        if path in self.configurations:
            return True
        for tree in self.trees:
            if path.is_relative_to(tree):
                return not any(name.startswith(".") for name in path.relative_to(tree).parts)
            if tree.is_relative_to(path):
                return True
        return False

    def may_move(self, path: Path) -> bool:
        """Say whether a change at `path` can change what has to be watched."""
        return path in self.configurations or path in self.folders or path.is_dir()


def watching(config: Path) -> Callable[[], Watched]:
    """Return a function that says what has to be watched now, for the project of a configuration.

    While mkdocs.yml is broken, what it said last still holds.
    """
    config = config.parent.resolve() / config.name
    known = frozenset({config.parent / "content", config.parent / "docs"})

    def look() -> Watched:
        nonlocal known
        project, _ = open_project(config)
        if project:
            content = Path(os.path.abspath(project.content))
            known = frozenset({content, config.parent / "themes"})
        files = frozenset(Path(os.path.abspath(file)) for file, _, _ in configurations(config))
        folders = {each.parent for each in files}
        for tree in known:
            folders |= _folders(tree)
        return Watched(files, known, frozenset(folders))

    return look


def _folders(tree: Path) -> set[Path]:
    """Return a folder and those below it; if it is not there, where it would appear."""
    if not tree.is_dir():
        return {next(above for above in tree.parents if above.is_dir())}
    found: set[Path] = set()
    for folder, below, _ in os.walk(tree):
        found.add(Path(folder))
        below[:] = [name for name in below if not name.startswith(".")]
    return found


def changes(look: Callable[[], Watched]) -> Iterator[frozenset[Path]]:
    """Yield once at the start, when nothing can be missed any more, then whatever changed since.

    What changes while the caller is busy comes all at once, when it asks again.
    """
    pending, is_start = set[Path](), True
    while True:
        current, is_fresh = look(), True
        for found in _watch(current):
            pending |= {path for path in found if current.concerns(path)}
            if is_fresh or any(current.may_move(path) for path in found):
                is_fresh = False
                now = look()
                if now != current:
                    pending |= {path for path in found if now.concerns(path)}
                    break
            if pending or is_start:
                is_start = False
                yield frozenset(pending)
                pending = set()


def _watch(watched: Watched) -> Iterator[set[Path]]:
    try:
        for found in watch(
            *sorted(watched.folders),
            watch_filter=None,
            debounce=_DEBOUNCE,
            step=_STEP,
            rust_timeout=_FIRST,
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
        ):
            yield {Path(path) for _, path in found}
    except FileNotFoundError:
        return  # A folder went just now; the caller looks again.
