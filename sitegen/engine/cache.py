"""What builds remember: `.sitegen/cache.db`, which may be deleted at any time.

A table of pieces, each a value by its name, written by msgspec and checked against its type when it
is read; nothing in it can be run. Each piece carries the digest of its name and content, so that a
byte that flipped anywhere makes the piece as if it were not there. A file that is no such table, or
one of another version, is made anew.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sitegen.engine.digests import digest
from sitegen.engine.tables import Table

VERSION = 9
"""Of the form of what is remembered. Raise it with every change of a type that is kept here."""
_MARK = 0x53697465
"""How the file says that it is ours: SQLite's application_id."""
Value = TypeVar("Value")


class Cache:
    """The pieces of one project. Failing to remember is never an error: `notice` says why."""

    def __init__(self, file: Path, folder: Path | None = None, *, mend: bool = True) -> None:
        """Open the cache in a file. `folder` is where more may be kept from build to build.

        Without `mend` a file that cannot be used stays as it is, and nothing is found in it.
        """
        self.notice = ""
        self._mend = mend
        self.folder = folder
        self._file = file
        self._database: sqlite3.Connection | None = None
        self._open(file)

    def get(self, name: str, kind: type[Value]) -> Value | None:
        """Return the piece of a name if it is there, undamaged and of its kind."""
        row = self._one("SELECT mark, data FROM piece WHERE name = ?", name)
        return self._read(name, row, kind) if row else None

    def all(self, prefix: str, kind: type[Value]) -> Iterator[tuple[str, Value]]:
        """Yield the pieces whose names begin with `prefix`, with what follows in their names."""
        statement = "SELECT name, mark, data FROM piece WHERE name >= ? AND name < ? ORDER BY name"
        for name, *row in self._every(statement, prefix, prefix + "\U0010ffff"):
            value = self._read(name, row, kind) if isinstance(name, str) else None
            if value is not None:
                yield name[len(prefix) :], value

    def table(self, name: str, kind: Any) -> Table[Any] | None:
        """Return the table of a name, of values of a kind, if all of it is there and undamaged."""
        statement = "SELECT name, mark, data FROM piece WHERE name >= ? AND name < ? ORDER BY name"
        rows = list(self._every(statement, *_parts_of(name)))
        packed: list[bytes] = []
        for at, (part, mark, data) in enumerate(rows):
            if part != _part(name, at, len(rows)) or not self._is_whole(part, mark, data):
                return None
            packed.append(data)
        return Table(kind, packed) if packed else None

    def put_table(self, name: str, table: Table[Any], before: Table[Any] | None = None) -> None:
        """Keep a table. Only those parts are written that are others than `before`, which is there."""
        pieces = table.pieces()
        there = before.pieces() if before else []
        if len(there) != len(pieces):
            self.remove_tables([name])
            there = []
        self.put(
            (_part(name, at, len(pieces)), piece)
            for at, piece in enumerate(pieces)
            if not there or there[at] != piece
        )

    def remove_tables(self, names: Iterable[str]) -> None:
        """Forget tables."""
        rows = [_parts_of(name) for name in names]
        statement = "DELETE FROM piece WHERE name >= ? AND name < ?"
        self._change(lambda database: database.executemany(statement, rows))

    def names(self, prefix: str) -> set[str]:
        """Return what follows in the names that begin with `prefix`."""
        statement = "SELECT name FROM piece WHERE name >= ? AND name < ?"
        found = self._every(statement, prefix, prefix + "\U0010ffff")
        return {name[len(prefix) :] for (name,) in found if isinstance(name, str)}

    def put(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """Keep pieces that were encoded."""
        statement = "INSERT OR REPLACE INTO piece (name, mark, data) VALUES (?, ?, ?)"
        rows = ((name, _mark(name, data), data) for name, data in pieces)
        self._change(lambda database: database.executemany(statement, rows))

    def remove(self, names: Iterable[str]) -> None:
        """Forget pieces."""
        rows = [(name,) for name in names]
        self._change(
            lambda database: database.executemany("DELETE FROM piece WHERE name = ?", rows)
        )

    def commit(self) -> None:
        """Make what was put and removed last."""
        self._change(lambda database: database.commit())

    def clear(self, reason: str) -> None:
        """Begin with an empty cache."""
        self._again(reason)

    def close(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _open(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                self._create(file)
                return
            self._database = _connected(file)
            ours = self._one("PRAGMA application_id")
            version = self._one("PRAGMA user_version")
            # A view of that name could be made to run for ever.
            tables = list(self._every("SELECT type, name FROM sqlite_master ORDER BY rowid"))
            if (ours, version) != ((_MARK,), (VERSION,)):
                self._again("it is of another version" if ours == (_MARK,) else "it is no cache")
            elif tables != [("table", "piece"), ("index", "sqlite_autoindex_piece_1")]:
                self._again("it is no cache")
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            self._again(str(error))

    def _create(self, file: Path) -> None:
        self._database = _connected(file)
        self._database.executescript(
            f"PRAGMA application_id = {_MARK}; PRAGMA user_version = {VERSION};"
            "CREATE TABLE piece (name TEXT PRIMARY KEY, mark BLOB NOT NULL, data BLOB NOT NULL);"
        )

    def _again(self, reason: str) -> None:
        """Begin with an empty cache in the place of one that cannot be used."""
        self.close()
        if not self._mend:
            return
        try:
            for end in ("", "-journal", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.unlink(f"{self._file}{end}")
            self._create(self._file)
            self.notice = f"the cache is made anew: {reason}"
        except (OSError, sqlite3.Error) as error:
            self.close()
            self.notice = f"nothing is remembered for the next build: {error}"

    def _one(self, statement: str, *values: str) -> tuple[Any, ...] | None:
        return next(self._every(statement, *values), None)

    def _every(self, statement: str, *values: str) -> Iterator[tuple[Any, ...]]:
        if self._database is None:
            return
        try:
            yield from self._database.execute(statement, values)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            self._again(str(error))

    def _change(self, change: Any) -> None:
        if self._database is None:
            return
        try:
            change(self._database)
        except sqlite3.Error as error:
            self._again(str(error))

    def _read(self, name: str, row: Iterable[Any], kind: type[Value]) -> Value | None:
        mark, data = row
        if not self._is_whole(name, mark, data):
            return None
        try:
            return msgspec.msgpack.decode(data, type=kind)
        except (msgspec.MsgspecError, ValueError):
            self.notice = self.notice or "a part of the cache was damaged, and is made anew"
            return None

    def _is_whole(self, name: str, mark: object, data: object) -> bool:
        if isinstance(data, bytes) and mark == _mark(name, data):
            return True
        self.notice = self.notice or "a part of the cache was damaged, and is made anew"
        return False


def _part(table: str, at: int, parts: int) -> str:
    """Return the name of a part: it tells how many there are, so that none goes unnoticed."""
    return f"{table}/{at:03}-{parts:03}"


def _parts_of(table: str) -> tuple[str, str]:
    """Return between which names the parts of a table stand."""
    return f"{table}/", f"{table}0"


@contextmanager
def opened(folder: Path | None, *, mend: bool = True) -> Iterator[Cache]:
    """Open the cache in a folder; a passing one without a folder, or where none can be written."""
    if folder is not None and os.access(folder, os.W_OK):
        memory = Cache(folder / "cache.db", folder, mend=mend)
        try:
            yield memory
        finally:
            memory.close()
        return
    with tempfile.TemporaryDirectory(prefix="sitegen-") as place:
        memory = Cache(Path(place) / "cache.db")
        if folder is not None:
            memory.notice = f"nothing is remembered for the next build: {folder} cannot be written"
        try:
            yield memory
        finally:
            memory.close()


def encoded(value: object) -> bytes:
    """Return a value as it is kept."""
    return msgspec.msgpack.encode(value)


def _mark(name: str, data: bytes) -> bytes:
    return digest(name.encode("utf-8", "surrogatepass"), data)


def _connected(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=5, check_same_thread=False)
    # A cache that a power cut damages is made anew; waiting for the disk would cost every build.
    database.execute("PRAGMA synchronous = OFF")
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    return database
