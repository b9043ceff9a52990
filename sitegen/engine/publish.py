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
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from sitegen.engine.lock import hold, release
from sitegen.engine.outputs import Output, Tree, folders_of, link, output_at, times_of
from sitegen.engine.tables import Table

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_MARKS = ("404.html", "corrections.xml", "data/claims.json", "verdicts/index.html")
"""What sites of ours have, and no other has two of; some may have been deleted."""


class UnsafeFolder(Exception):  # noqa: N818 (it is the folder that is unsafe)
    """The folder for the site holds something that publishing would destroy."""


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
    names = os.listdir(target) if target.is_dir() else []
    hidden = [name for name in names if name.startswith(".")]
    if hidden:
        raise UnsafeFolder(f"{target} holds hidden files, such as {hidden[0]}, which would be lost")
    if names and not (_is_site(target) or _has_only_a_front_page(target)):
        raise UnsafeFolder(f"{target} holds files that are not a site; name an empty folder")


def _is_site(folder: Path) -> bool:
    return sum((folder / name).exists() for name in _MARKS) > 1


def _has_only_a_front_page(folder: Path) -> bool:
    files = (os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    return list(islice(files, 2)) == [str(folder / "index.html")]


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

        `keep` says whether the old one is worth keeping: nobody else has touched it.
        """
        self._release()
        if not os.path.isdir(self.target):
            os.rename(self.root, self.target)
            return False
        if swap(self.root, self.target):
            if not (keep and self.spare):
                shutil.rmtree(self.root, ignore_errors=True)
                return False
            if self.root != self.spare:
                clear(self.spare)
                os.rename(self.root, self.spare)
            return True
        old = f"{os.path.dirname(self.target)}/.{os.path.basename(self.target)}-old"
        shutil.rmtree(old, ignore_errors=True)
        os.rename(self.target, old)
        os.rename(self.root, self.target)
        shutil.rmtree(old, ignore_errors=True)
        return False

    def discard(self) -> None:
        """Throw away what was made and not published; the published site stands as it is."""
        self._release()
        if self.root != self.spare:
            shutil.rmtree(self.root, ignore_errors=True)

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
    kept = ""
    if spare and _on_one_disk(spare.parent, place.parent):
        kept = str(spare)
        if tree and stands():
            return Staging(str(place), kept, tree.files, tree.folders, kept)
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
    return Staging(str(place), new, {}, {}, kept, hold(new))


def clear(path: str) -> None:
    """Take away whatever stands at a path; where a link leads stays."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        os.unlink(path)


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
