"""Publishing: a site is written beside the old one and takes its place when it is whole."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sitegen.engine.site import Page
from sitegen.engine.tree import File

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class UnsafeFolder(Exception):  # noqa: N818 (it is the folder that is unsafe)
    """The folder for the site holds something that publishing would destroy."""


def guard(target: Path, content: Path, config: Path) -> None:
    """Raise UnsafeFolder if publishing to `target` could cost files that no build made."""
    place, kept = target.resolve(), (content.resolve(), config.resolve())
    if any(path.is_relative_to(place) for path in kept) or place.is_relative_to(kept[0]):
        raise UnsafeFolder(f"{target} holds, or lies in, the content of the site")
    if target.exists() and not target.is_dir():
        raise UnsafeFolder(f"{target} is a file")
    hidden = (
        [path.name for path in target.iterdir() if path.name.startswith(".")]
        if target.is_dir()
        else []
    )
    if hidden:
        raise UnsafeFolder(f"{target} holds hidden files, such as {hidden[0]}, which would be lost")
    if target.is_dir() and any(target.iterdir()) and not (target / "index.html").is_file():
        raise UnsafeFolder(f"{target} holds files that are not a site; name an empty folder")


def publish(target: Path, pages: Iterable[Page], static: Iterable[File]) -> tuple[int, int]:
    """Write a whole site and put it in the place of the old one; return (files, files that changed).

    A file with the same content as the old one is a hard link to it. Whatever goes wrong before the
    exchange leaves the old site as it is and removes what was written.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        new.chmod(0o755)
        files = changed = 0
        for page in pages:
            files += 1
            changed += _put(new, target, page.address, page.content)
        for file in static:
            files += 1
            changed += _put(new, target, file.name, file.path.read_bytes())
        _exchange(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return files, changed


def _put(new: Path, old: Path, name: str, content: bytes) -> bool:
    """Write one file; return whether it differs from the one in the old site."""
    path, before = new / name, old / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(
        missing_ok=True
    )  # It may be a link to a file of the old site, never to be written to.
    try:
        if before.stat().st_size == len(content) and before.read_bytes() == content:
            os.link(before, path, follow_symlinks=False)
            return False
    except OSError:
        pass  # There is no such file, or it cannot be linked: it is written.
    path.write_bytes(content)
    return True


def _exchange(new: Path, target: Path) -> None:
    """Swap two folders in one step where the system can, else by two renames."""
    if not target.exists():
        new.rename(target)
        return
    if _swap(new, target):
        return
    old = target.with_name(f".{target.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))
