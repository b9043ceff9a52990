"""One build of a project at a time: a lock that the system takes back when a process ends, however."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder, and say whether somebody else had to be waited for.

    Where the folder cannot be made or written to there is no lock: the site is still published in
    one step, so that the worst is work done twice.
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
