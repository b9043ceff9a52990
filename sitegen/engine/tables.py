"""Tables of a site by the names of files, in parts, so that an edit unpacks and writes few of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Generic, TypeVar
from zlib import crc32

import msgspec

Value = TypeVar("Value")
PARTS = 64
WORTH_PARTS = 512
"""From how many names a table has more than one part."""


class DamagedTableError(Exception):
    """A part of a table is not what it should be, though it is as it was written."""


class Table(Mapping[str, Value], Generic[Value]):
    """A table that is never changed: another one shares the parts that are the same."""

    __slots__ = ("_kind", "_packed", "_parts")

    def __init__(self, kind: Any, packed: Sequence[bytes | None]) -> None:
        """Take the parts as they are kept, each a table of values of a kind."""
        self._kind = kind
        self._packed: list[bytes | None] = list(packed)
        self._parts: list[dict[str, Value] | None] = [None] * len(packed)

    @classmethod
    def of(cls, kind: Any, items: Mapping[str, Value]) -> Table[Value]:
        """Return a table of what another mapping says."""
        if isinstance(items, Table):
            return items
        parts: list[dict[str, Value]] = [
            {} for _ in range(PARTS if len(items) >= WORTH_PARTS else 1)
        ]
        for name, value in items.items():
            parts[_place(name, len(parts))][name] = value
        made = cls(kind, ())
        made._parts, made._packed = list(parts), [None] * len(parts)
        return made

    def with_these(self, items: Mapping[str, Value]) -> Table[Value]:
        """Return the same table but for these."""
        made: Table[Value] = Table(self._kind, self._packed)
        made._parts = self._parts[:]
        copied: dict[int, dict[str, Value]] = {}
        for name, value in items.items():
            at = _place(name, len(self._parts))
            if at not in copied:
                made._parts[at] = copied[at] = dict(self._part(at))
                made._packed[at] = None
            copied[at][name] = value
        return made

    def pieces(self) -> list[bytes]:
        """Return the parts as they are to be kept."""
        for at, packed in enumerate(self._packed):
            if packed is None:
                self._packed[at] = msgspec.msgpack.encode(self._parts[at])
        return [packed for packed in self._packed if packed is not None]

    def __getitem__(self, name: str) -> Value:
        return self._part(_place(name, len(self._parts)))[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return what stands at a name, or `default`."""
        return self._part(_place(name, len(self._parts))).get(name, default)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._part(_place(name, len(self._parts)))

    def __iter__(self) -> Iterator[str]:
        for at in range(len(self._parts)):
            yield from self._part(at)

    def __len__(self) -> int:
        return sum(len(self._part(at)) for at in range(len(self._parts)))

    def rows(self) -> Iterator[tuple[str, Value]]:
        """Yield names with their values, as `items` does, in a third of the time."""
        for at in range(len(self._parts)):
            yield from self._part(at).items()

    def differences(self, other: Mapping[str, Value]) -> tuple[Set[str], Set[str]]:
        """Return the names at which `other` has another value or none, and those that it alone has."""
        if not isinstance(other, Table) or len(other._parts) != len(self._parts):
            return _differences(self, other)
        changed: set[str] = set()
        added: set[str] = set()
        for at in range(len(self._parts)):
            mine, packed = self._packed[at], other._packed[at]
            if self._parts[at] is not None and self._parts[at] is other._parts[at]:
                continue
            if mine is None or mine != packed:
                found = _differences(self._part(at), other._part(at))
                changed |= found[0]
                added |= found[1]
        return changed, added

    def _part(self, at: int) -> dict[str, Value]:
        part = self._parts[at]
        if part is None:
            kind: Any = dict[str, self._kind]  # type: ignore[name-defined]
            try:
                part = msgspec.msgpack.decode(self._packed[at] or b"", type=kind)
            except (msgspec.MsgspecError, ValueError) as error:
                raise DamagedTableError(str(error)) from error
            self._parts[at] = part
        return part


def _differences(one: Mapping[str, Value], other: Mapping[str, Value]) -> tuple[set[str], Set[str]]:
    changed = {name for name, value in one.items() if other.get(name) != value}
    return changed, other.keys() - one.keys()


def _place(name: str, parts: int) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) % parts if parts > 1 else 0
