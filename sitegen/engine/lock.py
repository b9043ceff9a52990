"""One build of a project at a time: a lock that the system takes back when a process ends, however."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder, and say whether somebody else had to be waited for.

    Where the folder cannot be made or written to there is no lock: each build makes its site in a
    folder that it holds, and publishes in one step, so that the worst is work done twice.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            (folder / ".gitignore").write_text("*\n", encoding="ascii")
        number = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        yield False
        return
    try:
        yield _wait(number)
    finally:
        release(number)


def hold(folder: str) -> int | None:
    """Hold a folder against others, until `release`; None if another build holds it."""
    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        return None
    except OSError:
        pass  # a file system without locks
    return number


def release(number: int) -> None:
    """Let go of a lock, also where a process that was forked has the same file open."""
    with suppress(OSError):
        fcntl.flock(number, fcntl.LOCK_UN)
    os.close(number)


def _wait(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(number, fcntl.LOCK_EX)
        return True
    except OSError:
        return False  # a file system without locks
    return False
