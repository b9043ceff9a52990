"""What a build tells of itself, and the day that it goes by."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct, field

from sitegen.diagnostics import Diagnostic

Progress = Callable[[str, int, int], None]
"""Told of a stage, how much of it is done, and how much there is."""


class Report(Struct, frozen=True):
    """What a build did."""

    problems: tuple[Diagnostic, ...]
    published: bool
    """Whether the site is in place; if not, the one before still stands."""
    site: Path
    files: int = 0
    """How many files the site has."""
    changed: int = 0
    """How many of them differ from the site before."""
    articles: int = 0
    claims: int = 0
    left_out: tuple[int, int] = (0, 0)
    """How many drafts and how many checks in review the site is without."""
    seconds: float = 0.0
    made: Mapping[str, str] = field(default_factory=dict)
    """The files that were made, each with the reason."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds by stage, in order."""
    notices: tuple[str, ...] = ()
    """What is worth saying and is no problem of the content: a damaged cache, a build that waited."""


def today() -> date:
    """Return the day of the build: that of SOURCE_DATE_EPOCH if it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit():
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (OverflowError, ValueError, OSError):
            pass  # A moment that no calendar has: the build goes by the clock.
    return datetime.now(UTC).date()
