"""The facts of articles in a file without a name, from which pages fetch what they show.

So the memory of a build does not grow with what articles say, and processes that were forked share
the file. A piece is decoded when it is fetched; some thousands stay decoded for the next page.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

import msgspec
from msgspec import Struct

from sitegen.site import ArticleFacts, ArticleHead, ClaimFacts, MentionFacts
from sitegen.site.facts import ClaimHead, whole

Piece = TypeVar("Piece")
_HELD_BACK = 1 << 20
"""How many bytes wait to be written together."""

_encode = msgspec.msgpack.encode
_head_of = msgspec.msgpack.Decoder(ArticleHead).decode
_item_of = msgspec.msgpack.Decoder(ClaimFacts).decode
_claim_head_of = msgspec.msgpack.Decoder(ClaimHead).decode
_mention_of = msgspec.msgpack.Decoder(MentionFacts).decode


class _Kept(Generic[Piece]):
    """Pieces of a kind that stay decoded, by the number of their article and their own."""

    def __init__(self, decode: Callable[[bytes], Piece], most: int) -> None:
        self.decode = decode
        self.pieces: dict[tuple[int, int], Piece] = {}
        self._most = most

    def keep(self, key: tuple[int, int], piece: Piece) -> None:
        if len(self.pieces) >= self._most:
            self.pieces.clear()
        self.pieces[key] = piece


class Sheets(Struct, frozen=True, array_like=True):
    """The facts of an article in pieces, each encoded by itself."""

    said: bytes
    """`Facts.said` of what this is a part of."""
    head: bytes
    items: tuple[bytes, ...]
    """Its claims and then its notes."""
    mentions: tuple[bytes, ...]


def sheets_of(facts: ArticleFacts, said: bytes) -> Sheets:
    """Take the facts of an article to pieces."""
    items = tuple(map(_encode, facts.items))
    return Sheets(said, _encode(facts.head), items, tuple(map(_encode, facts.mentions)))


class Filed:
    """A shelf whose pieces stand in a file; in memory where the disk has no room for them."""

    def __init__(self, folder: Path | None) -> None:
        """Keep the file in a folder, or where the system keeps such files."""
        self._file: BinaryIO | None = None
        with suppress(OSError):
            # It is open as long as the shelf is in use, which no block can say.
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        self._content = bytearray()
        """What the file would hold, if there is none."""
        self._waiting = bytearray()
        self._end = 0
        self._numbers: dict[str, int] = {}
        self._cuts: list[array[int]] = []
        """For each article where its pieces begin, and where the last one ends."""
        self._items: array[int] = array("I")
        """How many claims and notes each article has."""
        self._forget()

    def put(self, name: str, sheets: Sheets) -> None:
        """Add the facts of an article, by its file, or put others in their place."""
        pieces = (sheets.head, *sheets.items, *sheets.mentions)
        cuts = array("Q", accumulate(map(len, pieces), initial=self._end))
        number = self._numbers.setdefault(name, len(self._cuts))
        if number == len(self._cuts):
            self._cuts.append(cuts)
            self._items.append(len(sheets.items))
        else:
            self._cuts[number], self._items[number] = cuts, len(sheets.items)
            self._forget()
        self._end = cuts[-1]
        self._waiting += b"".join(pieces)
        if len(self._waiting) > _HELD_BACK:
            self._write()

    def number(self, name: str) -> int:
        """Return the number of the article in a file."""
        return self._numbers[name]

    def facts(self, number: int) -> ArticleFacts:
        """Return all that is known of an article."""
        cuts, middle = self._cuts[number], 1 + self._items[number]
        content, start = self._read(cuts[0], cuts[-1]), cuts[0]
        pieces = [content[one - start : other - start] for one, other in pairwise(cuts)]
        items = map(self._claims.decode, pieces[1:middle])
        return whole(self.head(number), items, map(self._mentions.decode, pieces[middle:]))

    def head(self, number: int) -> ArticleHead:
        """Return what lists and links show of an article."""
        return self._piece(self._heads, number, 0)

    def item(self, number: int, at: int) -> ClaimFacts:
        """Return one of an article's claims and notes."""
        return self._piece(self._claims, number, 1 + at)

    def claim_head(self, number: int, at: int) -> ClaimHead:
        """Return what lists show of one of them."""
        return self._piece(self._claim_heads, number, 1 + at)

    def mention(self, number: int, at: int) -> MentionFacts:
        """Return what an article says of an entity."""
        return self._piece(self._mentions, number, 1 + self._items[number] + at)

    def close(self) -> None:
        """Give the file up."""
        if self._file:
            self._file.close()

    def __getstate__(self) -> dict[str, Any]:
        """Let it travel to a process that does not share the file."""
        return {
            "_file": None,
            "_content": bytearray(self._read(0, self._end)),
            "_waiting": bytearray(),
            "_end": self._end,
            "_numbers": self._numbers,
            "_cuts": self._cuts,
            "_items": self._items,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Begin there with nothing decoded."""
        self.__dict__.update(state)
        self._forget()

    def _forget(self) -> None:
        # The heads of articles stand in all lists: a site of so many has them all, in 20 MB.
        self._heads = _Kept(_head_of, 16_384)
        self._claims = _Kept(_item_of, 4_096)
        self._claim_heads = _Kept(_claim_head_of, 4_096)
        self._mentions = _Kept(_mention_of, 4_096)

    def _piece(self, kept: _Kept[Piece], number: int, at: int) -> Piece:
        key = (number, at)
        found = kept.pieces.get(key)
        if found is None:
            cuts = self._cuts[number]
            found = kept.decode(self._read(cuts[at], cuts[at + 1]))
            kept.keep(key, found)
        return found

    def _read(self, start: int, end: int) -> bytes:
        if self._waiting:
            self._write()
        if self._file is None:
            return bytes(self._content[start:end])
        return os.pread(self._file.fileno(), end - start, start)

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        if self._file is None:
            self._content += waiting
            return
        before = self._end - len(waiting)
        try:
            left = memoryview(waiting)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._content += os.pread(self._file.fileno(), before, 0) + waiting
            self._file.close()
            self._file = None
