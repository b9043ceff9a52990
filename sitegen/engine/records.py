"""What is remembered of a published site, so that the next build knows what did not change."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from sitegen.diagnostics import Diagnostic
from sitegen.engine.asked import Answers
from sitegen.engine.digests import digest
from sitegen.engine.tables import Table
from sitegen.engine.tree import Stamp, stamp_of

_FINE, _COARSE = 50_000_000, 2_000_000_000
"""In nanoseconds: how much a clock of files may lag, where it has fractions of seconds and where not."""


def is_settled(stamp: Stamp, looked: int) -> bool:
    """Say whether a change after `looked`, in nanoseconds, would have given a file another stamp.

    A file that was changed just before it was read may have been changed again in the same tick of
    the clock; it has to be read once more.
    """
    lag = _COARSE if stamp[1] % 1_000_000_000 == 0 else _FINE
    return max(stamp[1], stamp[2]) < looked - lag


class SiteRecord(Struct, frozen=True):
    """A site as it was published."""

    tools: bytes
    looked: int
    """When the files were looked at, in nanoseconds since 1970."""
    answers: Answers = field(default_factory=Answers)
    """What the pages about more than one article were made of."""
    made_of: dict[str, bytes] = field(default_factory=dict)
    """The digest of what each data file was made of."""
    static: dict[str, Stamp] = field(default_factory=dict)
    """The files that were published as they are, by their name."""


class Quick(Struct, frozen=True):
    """All that a build looked at, to find out without reading anything that it is still the same."""

    tools: bytes
    folder: str
    """The working directory, from which problems show their paths."""
    looked: int
    day: int
    may_pass: bool
    """Whether a problem is about a date to come, which may pass."""
    configuration: dict[str, Stamp]
    """The configuration files by their path."""
    environment: dict[str, bytes]
    """The digests of the variables that the configuration asked for."""
    content: str
    """The content folder."""
    trees: dict[str, dict[str, Stamp]]
    """Every file below the folders of the theme, by the folder's path."""
    problems: tuple[Diagnostic, ...]
    articles: int
    claims: int
    hidden: bool = False
    """Whether hidden files of the content folder count."""
    left_out: tuple[int, int] = (0, 0)
    """How many drafts and how many checks in review the site is without."""

    def same_but_for(
        self, trees: Mapping[str, Mapping[str, Stamp]], configuration: Iterable[Path], today: date
    ) -> bool:
        """Say whether all but the content is surely as it was: the theme (`trees`) and the rest."""
        day = today.toordinal()
        return (
            self.folder == os.getcwd()
            and (self.day == day or (self.day < day and not self.may_pass))
            and self.environment == digests_of(os.environ, self.environment)
            and {os.path.abspath(file) for file in configuration} == self.configuration.keys()
            and all(
                is_as_it_was(file, stamp, self.looked) for file, stamp in self.configuration.items()
            )
            and all(self._stands(path, files) for path, files in trees.items())
        )

    def _stands(self, path: str, files: Mapping[str, Stamp]) -> bool:
        return self.trees.get(path) == files and all(
            is_settled(stamp, self.looked) for stamp in files.values()
        )


def is_as_it_was(path: str, stamp: Stamp, looked: int) -> bool:
    """Say whether the file at a path surely is as it was looked at."""
    try:
        return stamp_of(os.stat(path)) == stamp and is_settled(stamp, looked)
    except OSError:
        return False


Problems = tuple[Diagnostic, ...]


class Shown(Struct, frozen=True):
    """What a site shows of each article beyond the article's own pages.

    Facts are kept for all sites together and also by builds that published nothing; this is what one
    site was published with.
    """

    said: Table[bytes]
    """`Facts.said` by the article's file."""
    problems: Table[Problems]
    """The problems of the articles that have any."""


def moved(stamps: Table[Stamp], now: Mapping[str, Stamp], looked: int) -> frozenset[str] | None:
    """Return the files that may be others than they were when a build `looked`; None if any came or went."""
    if len(stamps) != len(now):
        return None
    before = dict(stamps.rows())
    late = looked - _COARSE  # Nearly all are older by far.
    changed = {
        name
        for name, stamp in now.items()
        if before.get(name) != stamp
        or ((stamp[1] >= late or stamp[2] >= late) and not is_settled(stamp, looked))
    }
    return frozenset(changed) if all(map(before.__contains__, changed)) else None


def site_key(place: str, config: Path, *, drafts: bool) -> str:
    """Return the name of a site in the cache: its folder, its configuration, whether it has drafts."""
    parts = (place, os.path.abspath(config), "drafts" if drafts else "")
    return digest(*(os.fsencode(part) for part in parts)).hex()[:16]


def target_name(config: Path) -> str:
    """Return the name of the piece that says where a configuration publishes."""
    return f"target/{os.fsencode(os.path.abspath(config)).hex()}"


def tools() -> bytes:
    """Return the digest of what builds: this Python, the installed libraries, sitegen itself."""
    libraries = [name for name in sys.path if name.endswith(("site-packages", "dist-packages"))]
    parts = [sys.version.encode(), *(repr(_time(folder)).encode() for folder in libraries)]
    package = Path(__file__).resolve().parent.parent
    for folder, below, names in os.walk(package):
        below[:] = sorted(name for name in below if name != "__pycache__")
        parts += [
            f"{name}{_time(os.path.join(folder, name))}".encode()
            for name in sorted(names)
            if name.endswith(".py")
        ]
    return digest(*parts)


def _time(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def digests_of(environment: Mapping[str, str], names: Iterable[str]) -> dict[str, bytes]:
    """Return the digests of some variables; nothing for one that is not set."""
    return {
        name: digest(environment[name].encode("utf-8", "surrogateescape"))
        if name in environment
        else b""
        for name in sorted(names)
    }
