"""Which folders matter to a preview, and what changed in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
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
_MOST_LINKS = 40
"""As many symbolic links does Linux follow on the way to a file."""


class Watched(Struct, frozen=True):
    """What a preview looks at."""

    configurations: frozenset[Path]
    """mkdocs.yml and what it inherits from."""
    trees: frozenset[Path]
    """The folders whose files make the site, whether they exist or not."""
    folders: frozenset[Path]
    """Every folder in which something could change. Each is watched for itself: a watch on a file
    or on a folder that is replaced would be lost."""
    link_targets: frozenset[Path] = frozenset()
    """Where symbolic links on the way to all these lead, step by step, whether it exists or not."""

    def concerns(self, path: Path) -> bool:
        """Say whether a change at `path` can change the site."""
        if path in self.configurations or path in self.link_targets:
            return True
        for tree in self.trees:
            if path.is_relative_to(tree):
                return not any(name.startswith(".") for name in path.relative_to(tree).parts)
            if tree.is_relative_to(path):
                return True
        return False

    def may_move(self, path: Path) -> bool:
        """Say whether a change at `path` can change what has to be watched."""
        return path in self.configurations or self.is_replaced(path) or path.is_dir()

    def is_replaced(self, path: Path) -> bool:
        """Say whether a change at `path` can end a watch, even where the same folders are there again."""
        return path in self.folders or path in self.link_targets


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
        targets = frozenset(_link_targets((*files, *known), config.parent))
        folders |= _apart({each.parent for each in targets}, folders)
        return Watched(files, known, frozenset(folders), targets)

    return look


def _link_targets(paths: Iterable[Path], root: Path) -> Iterator[Path]:
    """Yield what lies on the way to some paths behind a symbolic link.

    Folders above the project are left out: no watch is kept on them for an ordinary folder either.
    """
    for path in paths:
        place, links = Path(path.anchor), 0
        steps = [*reversed(path.parts[1:])]
        while steps and links < _MOST_LINKS:
            step = steps.pop()
            place = place.parent if step == ".." else place / step
            if links and not root.is_relative_to(place):
                yield place
            try:
                target = Path(os.readlink(place))
            except OSError:
                continue  # It is no link, or not there.
            links += 1
            place = Path(target.anchor) if target.is_absolute() else place.parent
            steps += reversed(target.parts[1:] if target.is_absolute() else target.parts)


def _apart(folders: Iterable[Path], others: Iterable[Path]) -> set[Path]:
    """Return the folders that exist and are none of the others by another path.

    Of a folder watched under two paths the system names the changes under one of them only.
    """
    known = {identity for identity in map(_identity, others) if identity}
    return {folder for folder in folders if _identity(folder) not in (None, *known)}


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from all others, None if it is not there."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


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
                if now != current or any(current.is_replaced(path) for path in found):
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
