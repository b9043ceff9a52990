"""Publishing: a site is written beside the old one and takes its place when it is whole.

The next site is made in a folder of its own, out of links to the files that did not change and the
new ones, and the two folders change places in one step. The old folder then waits as the *spare*:
the next build has only to bring it up to date, so that publishing costs as much as there are changes
and not as many as there are files. A spare that anybody touched is thrown away.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field

from sitegen.engine.lock import hold, release
from sitegen.engine.outputs import Output, Tree, folders_of, link, output_at, times_of
from sitegen.engine.ownership import LIST, UnsafeFolder, foreign_files
from sitegen.engine.tables import Table

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_MOST_RESCUED = 100


def guard(target: Path, content: Path, config: Path) -> None:
    """Raise UnsafeFolder if publishing to `target` could cost files that no build made."""
    place, kept = target.resolve(), (content.resolve(), config.resolve())
    if any(path.is_relative_to(place) for path in kept) or place.is_relative_to(kept[0]):
        raise UnsafeFolder(f"{target} holds, or lies in, the content of the site")
    if target.exists() and not target.is_dir():
        raise UnsafeFolder(f"{target} is a file")
    if os.path.ismount(place):
        raise UnsafeFolder(
            f"{target} is a mount point, which nothing can replace; name a folder in it"
        )


class Staging(Struct):
    """The next site while it is made."""

    target: str
    """Where the site is published; links are followed."""
    root: str
    """Where the next one is made."""
    has: Mapping[str, Output]
    """The files that stand in it from the build before the last; none in a new folder."""
    folders: Mapping[str, int]
    spare: str
    """Where the old site waits afterwards; '' if it is not kept."""
    held: int | None = None
    """The lock on the folder, if it is a new one."""
    withdrawn: set[str] = field(default_factory=set)
    """The files that were written for this build and taken away again."""
    is_published: bool = False
    notices: list[str] = field(default_factory=list)
    """What went wrong and keeps nothing from being published."""

    def finish(self, files: Mapping[str, Output], written: Set[str]) -> Tree:
        """Link what did not change from the published site, and take out what is no more.

        `written` are the files that were written here for this build. Raises OSError if one of them
        is not here any more.
        """
        kept = Table.of(Output, files)
        changed, gone = kept.differences(self.has)
        touched = changed | written | self.withdrawn
        copied: dict[str, Output] = {}
        for name in sorted(touched):
            file, path = files.get(name), f"{self.root}/{name}"
            if file is None:
                continue
            if file.is_at(path):
                continue
            if name in written:
                raise OSError(errno.ENOENT, "another program has changed a new file", path)
            if not link(f"{self.target}/{name}", path):
                copied[name] = output_at(path, file.digest)
        kept = kept.with_these(copied) if copied else kept
        if (
            self.folders
            and not gone
            and not self.withdrawn
            and all(map(self.has.__contains__, changed))
        ):
            # The same names: a folder that got another file has another time, and no folder is new.
            times = Table.of(int, self.folders)
            return Tree(kept, times.with_these(times_of(self.root, folders_of(touched))))
        wanted = folders_of(files)
        for name in gone - wanted:  # What was a file and is a folder now is gone already.
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{self.root}/{name}")
        self._prune(wanted)
        # A folder that got or lost a file or a folder has another time now; the others keep it.
        moved = folders_of(touched | gone) & wanted
        before = {name: time for name, time in self.folders.items() if name in wanted}
        found = times_of(self.root, moved | (wanted - before.keys()))
        return Tree(kept, Table.of(int, before | found))

    def _prune(self, wanted: set[str]) -> None:
        unwanted = (self.folders.keys() | folders_of(self.withdrawn)) - wanted
        for name in sorted(unwanted, reverse=True):
            with suppress(FileNotFoundError, NotADirectoryError):
                os.rmdir(f"{self.root}/{name}")

    def withdraw(self, name: str) -> None:
        """Take a file away that was written for this build."""
        self.withdrawn.add(name)
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(f"{self.root}/{name}")

    def retract(self, written: Set[str], live: Mapping[str, Output]) -> Tree | None:
        """Take back all that this build wrote; return the spare as it is left, None if it is of no use.

        `written` are all files that were written, `live` those of the published site. In the place of
        one that the spare had before comes that of the published site.
        """
        if self.root != self.spare:
            return None
        touched, back = written | self.withdrawn, dict[str, Output]()
        try:
            for name in touched:
                path = f"{self.root}/{name}"
                with suppress(FileNotFoundError):
                    os.unlink(path)
                if name in self.has:
                    if name not in live or not link(f"{self.target}/{name}", path):
                        return None
                    back[name] = live[name]
            for folder in sorted(folders_of(touched) - self.folders.keys(), reverse=True):
                os.rmdir(f"{self.root}/{folder}")
            times = times_of(self.root, folders_of(touched) & self.folders.keys())
        except OSError:
            return None
        files, folders = Table.of(Output, self.has), Table.of(int, self.folders)
        return Tree(files.with_these(back), folders.with_these(times))

    def publish(self, *, keep: bool) -> bool:
        """Put the finished site in the place of the old one; say whether the old one was kept.

        `keep` says whether the old one is worth keeping: nobody else has touched it. Raises OSError
        while the old site stands. What fails afterwards is a notice: the new site is published.
        """
        self._release()
        if not os.path.isdir(self.target):
            os.rename(self.root, self.target)
            self.is_published = True
            return False
        if swap(self.root, self.target):
            self.is_published = True
            return (keep and self._keep()) or self._remove(self.root)
        old = f"{self.root}-old"
        clear(old)
        os.rename(self.target, old)
        try:
            os.rename(self.root, self.target)
        except OSError:
            os.rename(old, self.target)
            raise
        self.is_published = True
        return self._remove(old)

    def _keep(self) -> bool:
        """Keep the old site as the spare; say whether that could be done."""
        if self.root == self.spare:
            return True
        if not self.spare:
            return False
        try:
            clear(self.spare)
            os.rename(self.root, self.spare)
        except OSError:  # A folder that may not be written to cannot be moved to another one.
            return False
        return True

    def _remove(self, old: str) -> bool:
        """Take the old site away; return False, because it is not kept."""
        moved = rescue(old, self.target, Tree())
        if moved:
            self.notices.append(moved)
            return False
        clear(old)
        if os.path.lexists(old):
            self.notices.append(
                f"the new site is published, but {old}, the site before, could not be removed"
            )
        return False

    def discard(self) -> None:
        """Throw away what was made and not published; the published site stands as it is."""
        self._release()
        if self.root != self.spare and not self.is_published:
            clear(self.root)

    def _release(self) -> None:
        if self.held is not None:
            release(self.held)
            self.held = None


def stage(
    target: Path, key: str, spare: Path | None, tree: Tree | None, stands: Callable[[], bool]
) -> Staging:
    """Begin the next site, in the spare of the build before (`tree`) if that is untouched (`stands`).

    `key` tells the folders of this site from others: those that builds left which were killed are
    taken away.
    """
    place = target.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    kept, notices = "", list[str]()
    if spare and _on_one_disk(spare.parent, place.parent):
        kept = str(spare)
        if tree and stands():
            return Staging(str(place), kept, tree.files, tree.folders, kept)
        # One that a build was changing when it was killed has files that its list does not name.
        moved = rescue(kept, str(place), tree) if tree else ""
        notices += [moved] if moved else []
        clear(kept)
    prefix = f".{place.name}-{key}-"
    for name in os.listdir(place.parent):
        if name.startswith(prefix):
            left = str(place.parent / name)
            held = hold(left)
            if held is not None:  # Nobody works in it.
                clear(left)
                release(held)
    new = tempfile.mkdtemp(prefix=prefix, dir=place.parent)
    os.chmod(new, 0o755)  # noqa: S103 (a published site is for everybody)
    return Staging(str(place), new, {}, {}, kept, hold(new), notices=notices)


def rescue(old: str, target: str, known: Tree) -> str:
    """Move a site that is not needed any more aside if somebody put files into it; return a notice.

    They came while it was being replaced: what stood in it before was looked at. A site without a
    list of its files says nothing about them.
    """
    if not os.path.isfile(f"{old}/{LIST}") or not any(True for _ in foreign_files(old, known)):
        return ""
    for number in range(1, _MOST_RESCUED):
        place = f"{target}.kept-{number}"
        if not os.path.lexists(place):
            try:
                os.rename(old, place)
            except OSError:
                return ""
            return f"somebody put files into the site while it was replaced: they are in {place}"
    return ""


def clear(path: str) -> None:
    """Take away whatever stands at a path, as far as that can be done; where a link leads stays."""
    if not os.path.isdir(path) or os.path.islink(path):
        with suppress(OSError):
            os.unlink(path)
        return
    shutil.rmtree(path, ignore_errors=True)
    if os.path.lexists(path):
        # Nothing can be taken out of a folder that may not be written to.
        with suppress(OSError):
            os.chmod(path, 0o700)
        for folder, below, _ in os.walk(path):
            for name in below:
                inside = os.path.join(folder, name)
                with suppress(OSError):
                    if not os.path.islink(inside):
                        os.chmod(inside, 0o700)
        shutil.rmtree(path, ignore_errors=True)


def _on_one_disk(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


def swap(one: str, other: str) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), other)
