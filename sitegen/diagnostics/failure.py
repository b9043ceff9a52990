"""What the system refused, in a sentence."""

from __future__ import annotations

import errno

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def failure_of(error: Exception) -> str:
    """Return what could not be done to which file, and why, as a sentence without a full stop."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    files = [str(name) for name in (error.filename, error.filename2) if name is not None]
    reason = error.strerror[:1].lower() + error.strerror[1:]
    if not files:
        return (
            f"could not write: {reason}" if error.errno in _FULL else f"could not go on: {reason}"
        )
    return f"could not read or write {' or '.join(files)}: {reason}"
