"""The files of a finished site: what was written, and whether it still stands there untouched."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from hashlib import sha256
from stat import S_ISREG
from typing import BinaryIO

from msgspec import Struct, field

from sitegen.engine.digests import SIZE, digest
from sitegen.engine.tables import Table

_NO_LINK = (errno.EPERM, errno.EACCES, errno.EMLINK, errno.EXDEV, errno.ENOTSUP, errno.ENOSYS)
_ATTEMPTS = 8
"""How often folders are made where other processes are at the same."""
_LARGE = 1 << 20
"""How many bytes of a large file are written together."""


class Output(Struct, frozen=True, array_like=True):
    """A file of the site as it was written."""

    digest: bytes
    """Of its content."""
    size: int
    time: int
    """When it was changed, in nanoseconds."""
    number: int
    """Which file of the disk it is."""

    def is_at(self, path: str) -> bool:
        """Say whether the file at a path is this one, without reading it."""
        try:
            status = os.lstat(path)
        except OSError:
            return False
        return (
            status.st_mtime_ns == self.time
            and status.st_ino == self.number
            and status.st_size == self.size
        )


class Tree(Struct, frozen=True):
    """A site as it stood when it was written: its files, and when each folder last changed."""

    files: Table[Output] = field(default_factory=lambda: Table.of(Output, {}))
    """By their path below the site."""
    folders: Table[int] = field(default_factory=lambda: Table.of(int, {}))
    """The folders below the site, '' for itself."""


class Standing(Struct, frozen=True):
    """What of a tree is still there."""

    files: int
    """How many files it has."""
    broken: frozenset[str]
    """The files that are not as they were written."""
    whole: bool
    """Whether all of them are, and nothing was added."""


def standing(root: str, tree: Tree) -> Standing:
    """Look at every file and folder of a tree; nothing is read."""
    prefix = root + "/"
    broken = frozenset(_broken(prefix, tree.files.rows()))
    files = len(tree.files)
    whole = not broken and files > 0 and not _moved(prefix, tree.folders.rows())
    return Standing(files, broken, whole)


def untouched(root: str, tree: Tree, live: Tree, stands: Standing) -> bool:
    """Say whether a tree stands whole that shares its files with another, of which so much stands.

    A file of both that was written to would not be intact there; so only names and the other files
    have to be looked at.
    """
    prefix = root + "/"
    others = tree.files.differences(live.files)[0] | (stands.broken & tree.files.keys())
    files = ((name, tree.files[name]) for name in others)
    return not any(True for _ in _broken(prefix, files)) and not _moved(prefix, tree.folders.rows())


def _broken(prefix: str, files: Iterable[tuple[str, Output]]) -> Iterator[str]:
    return (name for name, file in files if not file.is_at(prefix + name))


def _moved(prefix: str, folders: Iterable[tuple[str, int]]) -> bool:
    try:
        return any(os.stat(prefix + name).st_mtime_ns != time for name, time in folders)
    except OSError:
        return True


def folders_of(names: Iterable[str]) -> set[str]:
    """Return the folders that hold the files of some names."""
    found: set[str] = {""}
    for name in names:
        folder = name.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def times_of(root: str, folders: Iterable[str]) -> dict[str, int]:
    """Return when each folder last changed."""
    return {name: os.stat(f"{root}/{name}").st_mtime_ns for name in folders}


def put(root: str, before: str, name: str, content: bytes) -> tuple[Output, bool]:
    """Write a file below `root`; return it, and whether it differs from the one below `before`.

    One with the same content becomes a link to the one before. A file that stands there already is
    never written to, since it may be a link to a file of the published site: another takes its place.
    """
    path, old = f"{root}/{name}", f"{before}/{name}"
    same = _holds(old, content)
    if same:
        link(old, path)
        return output_at(path, digest(content)), False
    number = _open_new(path)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(number, left) :]
        status = os.fstat(number)
    finally:
        os.close(number)
    return Output(digest(content), status.st_size, status.st_mtime_ns, status.st_ino), True


def put_pieces(root: str, before: str, name: str, pieces: Iterable[bytes]) -> tuple[Output, bool]:
    """Do the same with a file that is too large to be held; its digest is that of its pieces."""
    path, old = f"{root}/{name}", f"{before}/{name}"
    made = sha256()
    with ExitStack() as closing, os.fdopen(_open_new(path), "wb", _LARGE) as file:
        compared = _opened(old)
        if compared:
            closing.enter_context(compared)
        for piece in pieces:
            made.update(piece)
            file.write(piece)
            if compared and compared.read(len(piece)) != piece:
                compared = None
        is_new = compared is None or compared.read(1) != b""
        file.flush()
        status = os.fstat(file.fileno())
    if not is_new:
        os.unlink(path)
        link(old, path)
        status = os.lstat(path)
    return Output(made.digest()[:SIZE], status.st_size, status.st_mtime_ns, status.st_ino), is_new


def _opened(path: str) -> BinaryIO | None:
    """Open a plain file; None if none can be read there."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        number = os.open(path, flags)
    except OSError:
        return None
    if not S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        return None
    return os.fdopen(number, "rb", _LARGE)


def output_at(path: str, digest: bytes) -> Output:
    """Return the file that stands at a path, with the digest of its content."""
    status = os.lstat(path)
    return Output(digest, status.st_size, status.st_mtime_ns, status.st_ino)


def link(old: str, path: str) -> bool:
    """Let the file at `old` stand at `path` too; say whether it is the same file and not a copy."""
    try:
        os.link(old, path, follow_symlinks=False)
        return True
    except OSError:
        _make_way(path)
    try:
        os.link(old, path, follow_symlinks=False)
        return True
    except OSError as error:
        # That of another user, one with too many links, a file system without any.
        if error.errno not in _NO_LINK:
            raise
    shutil.copyfile(old, path, follow_symlinks=False)
    return False


def _open_new(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.open(path, flags, 0o666)
    except OSError:
        _make_way(path)
        return os.open(path, flags, 0o666)


def _make_way(path: str) -> None:
    """Make the folders above a path, and take away what stands in their place or in its own.

    What was a file may become a folder from one build to the next, and the other way round.
    """
    with suppress(OSError):
        os.mkdir(os.path.dirname(path))
        return
    for _ in range(_ATTEMPTS):
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            break
        except (FileExistsError, FileNotFoundError, NotADirectoryError):
            _take_away_above(path)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def _take_away_above(path: str) -> None:
    """Take away what stands in the place of a folder above a path, unless another process just has."""
    above = os.path.dirname(path)
    while above != os.path.dirname(above):
        if os.path.lexists(above) and not os.path.isdir(above):
            # Meanwhile another process may have made a folder of it.
            with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
                os.unlink(above)
            return
        above = os.path.dirname(above)


def _holds(path: str, content: bytes) -> bool:
    """Say whether a plain file with just this content stands at a path."""
    file = _opened(path)
    if file is None:
        return False
    with file:
        try:
            return os.fstat(file.fileno()).st_size == len(content) and file.read() == content
        except OSError:
            return False
