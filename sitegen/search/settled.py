"""Pagefind's files in a fixed order, so that equal content gives equal bytes.

Pagefind keeps filters in tables whose order is a matter of chance, and names files after what they
hold. Here filters and their values are sorted, and the names follow. Its files are gzip over a mark
and CBOR (RFC 8949); only where items begin and end has to be known.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

_MARK = b"pagefind_dcd"
_FILTERS = 3
"""Where the list of filters stands in the file about an index: after version, pages, chunks of words."""
_LEFT_OUT = (
    "pagefind-ui.",
    "pagefind-modular-ui.",
    "pagefind-component-ui.",
    "pagefind-highlight.",
)
"""Interfaces that Pagefind brings; themes have their own."""
_PROGRAM = ("pagefind.js", "pagefind-worker.js", "wasm.")


class UnknownForm(Exception):  # noqa: N818 (the form is unknown)
    """Pagefind's files are not of the form that is known here."""


def settled(files: Mapping[str, bytes], *, first: bool) -> dict[str, bytes]:
    """Return the files of one index to be published; only the `first` needs the program.

    Raises UnknownForm if these are not the files of a Pagefind that is known here.
    """
    try:
        return dict(_settled(files, first=first))
    except (ValueError, IndexError, KeyError, OSError, EOFError) as error:
        raise UnknownForm(f"its files have an unknown form ({error!r})") from error


def _settled(files: Mapping[str, bytes], *, first: bool) -> Iterator[tuple[str, bytes]]:
    names: dict[bytes, bytes] = {}
    for name, content in files.items():
        if name.startswith("filter/"):
            data = _sorted_filter(_unpacked(content))
            old = name.removeprefix("filter/").removesuffix(".pf_filter")
            new = f"{old.rpartition('_')[0]}_{sha256(data).hexdigest()[:7]}"
            names[old.encode()] = new.encode()
            yield f"filter/{new}.pf_filter", _packed(data)
        elif name.startswith(("index/", "fragment/")) or (first and name.startswith(_PROGRAM)):
            yield name, content
        elif not name.startswith((*_LEFT_OUT, *_PROGRAM, "pagefind-entry.", "pagefind.")):
            raise ValueError(name)
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        old = language["hash"]
        data = _sorted_meta(_unpacked(files[f"pagefind.{old}.pf_meta"]), names)
        head, _, end = old.rpartition("_")
        language["hash"] = f"{head}_{sha256(data).hexdigest()[: len(end)]}"
        yield f"pagefind.{language['hash']}.pf_meta", _packed(data)
    yield "pagefind-entry.json", json.dumps(entry, separators=(",", ":")).encode()


def _sorted_filter(data: bytes) -> bytes:
    """Sort the values of a filter: [name, [[value, [page …]] …]]."""
    _, inside = _opened(data, 0)
    values = _end(data, inside)
    items, start = _items(data, values)
    return data[:start] + b"".join(sorted(items))


def _sorted_meta(data: bytes, names: Mapping[bytes, bytes]) -> bytes:
    """Name the filters of an index anew and sort them: [version, pages, chunks, [[filter, file] …] …]."""
    _, at = _opened(data, 0)
    for _ in range(_FILTERS):
        at = _end(data, at)
    items, start = _items(data, at)
    renamed = []
    for item in items:
        _, inside = _opened(item, 0)
        name = item[: _end(item, inside)]
        _, first = _opened(item, len(name))
        old = item[len(name) + 1 :] if first == len(name) + 1 else item[len(name) + 2 :]
        new = names[old]
        if len(new) != len(old):
            raise ValueError(old)
        renamed.append(item[: -len(old)] + new)
    return data[:start] + b"".join(sorted(renamed)) + data[_end(data, at) :]


def _unpacked(content: bytes) -> bytes:
    data = gzip.decompress(content)
    if not data.startswith(_MARK):
        raise ValueError("no mark")
    return data[len(_MARK) :]


def _packed(data: bytes) -> bytes:
    return gzip.compress(_MARK + data, mtime=0)


# CBOR: a head says what an item is and how long; most of an index is small numbers.


def _opened(data: bytes, at: int) -> tuple[int, int]:
    """Return the number in the head of an item, and where the head ends."""
    info = data[at] & 31
    if info < 24:
        return info, at + 1
    if info > 27:
        raise ValueError(f"a length of kind {info}")
    size = 1 << (info - 24)
    return int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def _end(data: bytes, at: int) -> int:
    """Return where an item ends."""
    left = 1
    while left:
        kind = data[at] >> 5
        number, at = _opened(data, at)
        left -= 1
        if kind in (2, 3):
            at += number
        elif kind == 4:
            left += number
        elif kind == 5:
            left += 2 * number
    if at > len(data):
        raise ValueError("an item is cut off")
    return at


def _items(data: bytes, at: int) -> tuple[list[bytes], int]:
    """Return the items of a list, and where the first of them begins."""
    if data[at] >> 5 != 4:
        raise ValueError("no list")
    number, start = _opened(data, at)
    found, at = [], start
    for _ in range(number):
        end = _end(data, at)
        found.append(data[at:end])
        at = end
    return found, start
