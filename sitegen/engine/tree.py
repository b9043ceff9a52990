"""Reading a folder: which files there are, and their text. Nothing outside the folder is read."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import stat
import time
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from msgspec import Struct, field

from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import FILE_UNREADABLE
from sitegen.diagnostics.limits import FILE, LINKED
from sitegen.engine.litter import is_litter

LARGEST_TEXT = FILE.most
"""In bytes."""
WELL_KNOWN = ".well-known"
"""The hidden folder that is published: RFC 8615."""
_VERSION_CONTROL = (".git", ".hg", ".svn", ".bzr", ".jj")
_JUST_NOW = 100_000_000
"""In nanoseconds: how young a change is of which more may come."""
_LATELY = 2_000_000_000
"""The same, where somebody is known to have the file open to write."""
_PAUSE = 0.02
"""In seconds: how long a writer is given to go on."""
_PATIENCE = 25
"""How often a file is read that changes while it is read."""


Stamp = tuple[int, int, int, int]
"""What the system says of a file without reading it: bytes, time of change, time of its entry, number.

Times are in nanoseconds. The entry's time moves also where a program sets the other one back.
"""
NO_STAMP: Stamp = (-1, -1, -1, -1)


def stamp_of(status: os.stat_result) -> Stamp:
    """Return what tells one state of a file from another."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


class File(Struct, frozen=True):
    """A file below a folder. Paths are put together when asked for: most files are never opened."""

    name: str
    """Its path below the folder, with slashes."""
    folder: Path
    above: str
    """What stands before its name where problems show it: the folder, seen from the working directory."""
    stamp: Stamp = NO_STAMP
    target: str = ""
    """The file that a link leads to in the end, by its path below the folder; '' if it is no link."""

    @classmethod
    def at(cls, path: Path) -> File:
        """Return the file at a path."""
        return cls(path.name, path.parent, shown(path).removesuffix(path.name))

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.folder / self.name

    @property
    def shown(self) -> str:
        """Its path as problems show it: relative to the working directory."""
        # From inside of the folder the way to a file is not the way to the folder and on.
        return shown(self.path) if self.above.startswith("..") else self.above + self.name


def walk(
    folder: Path, *, is_content: bool = False, hidden: bool = False
) -> tuple[list[File], list[Diagnostic]]:
    """Return the files below a folder, sorted by name, without hidden ones and without litter.

    Of a content folder `.well-known` counts too, and with `hidden` all that is hidden but the folders
    of version control. A link to a file inside the folder counts as that file; other links, and what
    is neither a file nor a folder, are problems.
    """
    problems: list[Diagnostic] = []
    above = shown(folder)
    above = "" if above == "." else above + "/"
    visit = _Visit(folder, above, folder.resolve(), problems, is_content, hidden)
    files = sorted(visit.files(), key=attrgetter("name"))
    if visit.links:
        problems += _too_much_linked(visit.links)
    return files, problems


def _too_much_linked(links: list[File]) -> Iterator[Diagnostic]:
    """Yield a problem for the link with which the sizes of what links lead to pass their limit."""
    total = 0
    for file in sorted(links, key=attrgetter("name")):
        before, total = total, total + max(0, file.stamp[0])
        if total > LINKED.most >= before:
            yield LINKED.exceeded(
                Position(file.shown), "what links publish, up to this one,", total
            )


class Walks:
    """Walks through folders, each made once."""

    def __init__(self, content: Path | None = None, *, hidden: bool = False) -> None:
        """Begin without one. `content` is the content folder, `hidden` whether to look for all in it."""
        self._found: dict[str, tuple[list[File], list[Diagnostic]]] = {}
        self._content = os.path.abspath(content) if content else ""
        self._hidden = hidden

    def of(self, folder: Path) -> tuple[list[File], list[Diagnostic]]:
        """Return what `walk` does."""
        place = os.path.abspath(folder)
        if place not in self._found:
            is_content = place == self._content
            hidden = is_content and self._hidden
            self._found[place] = walk(folder, is_content=is_content, hidden=hidden)
        return self._found[place]


class _Visit(Struct, frozen=True):
    """One walk through a folder: each folder in it is listed once, each file asked once."""

    folder: Path
    above: str
    root: Path
    problems: list[Diagnostic]
    is_content: bool
    hidden: bool
    links: list[File] = field(default_factory=list)
    """The files that are links."""

    def files(self) -> Iterator[File]:
        """Yield the files of the folder and of those below it."""
        waiting = [""]
        while waiting:
            below = waiting.pop()
            try:
                # Through an open folder the system finds each file at once.
                opened = os.open(self.folder / below, os.O_RDONLY | os.O_DIRECTORY)
            except OSError as error:
                self._missing(below, error)
                continue
            try:
                with os.scandir(opened) as listing:
                    entries = list(listing)
                for entry in entries:
                    name = entry.name
                    if name.startswith(".") and not self._is_wanted(below, name):
                        continue
                    if is_litter(name):
                        continue
                    if not _is_text(name):
                        place = ascii(shown(self.folder / below / name))[1:-1]
                        self.problems.append(unreadable(place, "its name is not UTF-8"))
                    elif entry.is_file(follow_symlinks=False):
                        yield File(below + name, self.folder, self.above, _stamp_of(entry))
                    elif entry.is_symlink():
                        yield from self._link(below, entry)
                    elif entry.is_dir():
                        if self.is_content and name.endswith((".md", ".yml")):
                            self._named_like_a_file(below + name)
                        waiting.append(below + name + "/")
                    else:
                        self._neither(below, entry)
            except OSError as error:
                self._missing(below, error)
            finally:
                os.close(opened)

    def _is_wanted(self, below: str, name: str) -> bool:
        """Say whether a hidden file or folder counts."""
        if self.hidden:
            return name not in _VERSION_CONTROL
        return self.is_content and not below and name == WELL_KNOWN

    def _link(self, below: str, entry: os.DirEntry[str]) -> Iterator[File]:
        name = below + entry.name
        target = Path(os.path.realpath(self.folder / name))
        if target.is_relative_to(self.root) and os.path.isfile(target):
            inside = target.relative_to(self.root).as_posix()
            inside = inside if _is_text(inside) else ascii(inside)[1:-1]
            if self.is_content or not any(part.startswith(".") for part in inside.split("/")):
                file = File(name, self.folder, self.above, _stamp_of(entry), inside)
                self.links.append(file)
                yield file
                return
        self._say(name, "it is a link that leads to no file in here")

    def _say(self, name: str, reason: str, hint: str = "") -> None:
        """Say why a file cannot be read, unless it is hidden: what nobody asked for need not be right."""
        inside = name.removeprefix(f"{WELL_KNOWN}/")
        if not any(part.startswith(".") for part in inside.split("/")):
            self.problems.append(
                report(FILE_UNREADABLE, Position(self.above + name), reason=reason, hint=hint)
            )

    def _neither(self, below: str, entry: os.DirEntry[str]) -> None:
        """Say what is neither a file nor a folder: nobody could read it, or it would never end."""
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError:
            return  # It went just now.
        kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
        kind = next((words for is_such, words in kinds if is_such(mode)), "a device")
        hint = "take it out of the content folder"
        self._say(below + entry.name, f"it is {kind}, not a file", hint)

    def _named_like_a_file(self, name: str) -> None:
        """Say that a folder has the name of a file that would be read."""
        # Imported here: a build with nothing to do needs none of it.
        from sitegen.content.placing import place_of

        if place_of(name) in ("article", "sidecar", "registry", "prose"):
            reason = "it is a folder with the name of a file"
            place = Position(self.above + name)
            hint = "give the folder another name"
            self.problems.append(report(FILE_UNREADABLE, place, hint=hint, reason=reason))

    def _missing(self, below: str, error: OSError) -> None:
        if below:
            self._say(below.removesuffix("/"), reason_of(error))
        else:
            self.problems.append(unreadable(shown(self.folder), reason_of(error)))


def _stamp_of(entry: os.DirEntry[str]) -> Stamp:
    try:
        return stamp_of(entry.stat())
    except OSError:
        return NO_STAMP  # It went just now; whoever reads it will say so.


def _is_text(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_text(file: File) -> tuple[Source | None, list[Diagnostic]]:
    """Read a file as UTF-8 text; line ends become line feeds and a leading byte-order mark is dropped."""
    try:
        data, _ = read_bytes(file.path, LARGEST_TEXT)
    except OSError as error:
        return None, [not_read(file.shown, error)]
    return text_of(file, data)


def text_of(file: File, data: bytes) -> tuple[Source | None, list[Diagnostic]]:
    """Return the bytes of a file as text."""
    # Imported where a text is read: a build with nothing to do reads none, and needs no words.
    from sitegen.text.signs import may_be_unshowable, named, unshowable

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        at = Position(file.shown, line, 1)
        reason = f"byte {error.start} is not UTF-8"
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            reason = "it is UTF-16, which some programs call Unicode"
        return None, [report(FILE_UNREADABLE, at, reason=reason)]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = Source(file.shown, text)
    sign = unshowable(text) if may_be_unshowable(data) else -1
    if sign >= 0:
        reason = f"it holds {named(text[sign])}, which no page can show"
        place = source.position(sign)
        return None, [report(FILE_UNREADABLE, place, reason=reason, hint="take the sign out")]
    return source, []


class FileTooLargeError(OSError):
    """A file is larger than it may be."""

    def __init__(self, size: int) -> None:
        """Take its size in bytes."""
        super().__init__(f"it is larger than it may be: {size} bytes")
        self.size = size


def read_bytes(path: Path | str, largest: int) -> tuple[bytes, Stamp]:
    """Return the content of a regular file of at most `largest` bytes, and its stamp.

    Raises OSError for any other, and for one that is being written to.
    """
    for _ in range(_PATIENCE):
        with open(path, "rb", buffering=0, opener=_without_waiting) as file:
            alone = _alone(file.fileno())
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise OSError("it is not a file")
            if before.st_size > largest:
                raise FileTooLargeError(before.st_size)
            data = _all_of(file, before.st_size)
            after = stamp_of(os.fstat(file.fileno()))
            steady = after == stamp_of(before) and len(data) == before.st_size
            age = time.time_ns() - before.st_mtime_ns
            if steady and (alone or not 0 <= age <= (_JUST_NOW if alone is None else _LATELY)):
                return data, after
            # Its time was set when somebody began to write, who may not have ended.
            time.sleep(_PAUSE)
            if steady and alone is None:
                file.seek(0)
                again = _all_of(file, before.st_size)
                if again == data and stamp_of(os.fstat(file.fileno())) == after:
                    return data, after
    raise OSError("it is being written to; try again")


def _alone(number: int) -> bool | None:
    """Say whether nobody can write to an open file until it is closed; None if that is not known.

    False if somebody has it open to write. One of Linux' leases tells: until it is given up, whoever
    wants to write waits. The signal that comes then is one that nobody heeds.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return None
    try:
        fcntl.fcntl(number, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(number, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return False
    except OSError:  # A file of another user, or a file system without leases.
        return None
    return True


def _all_of(file: io.FileIO, size: int) -> bytes:
    """Read a file of a known size; a byte more shows that it has grown."""
    pieces: list[bytes] = []
    left = size + 1
    while left > 0 and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that took its place since the folder was listed does not block."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def not_read(path: str, error: OSError) -> Diagnostic:
    """Return the problem of a text that could not be read."""
    if isinstance(error, FileTooLargeError):
        return FILE.exceeded(Position(path), "this file", error.size)
    return unreadable(path, reason_of(error))


def unreadable(path: str, reason: str) -> Diagnostic:
    """Return the problem of a file that cannot be read."""
    return report(FILE_UNREADABLE, Position(path), reason=reason)


def reason_of(error: Exception) -> str:
    """Return what the system said, as part of a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def shown(path: Path) -> str:
    """Return a path as problems show it: relative to the working directory, with slashes."""
    return os.path.relpath(path).replace(os.sep, "/")
