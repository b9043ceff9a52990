"""From a request's target to a file of the built site, and to nothing else."""

from __future__ import annotations

import mimetypes
import os
import stat
import time
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from msgspec import Struct

_TYPES = mimetypes.MimeTypes(filenames=())  # the same on every machine
_OURS = {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yml": "text/plain",
    ".md": "text/plain",
}
_EXCHANGE = 0.02
"""In seconds. Where two folders cannot be exchanged in one step, the site is away for less."""


class Address(Struct, frozen=True):
    """A path below the site, decoded once, of names that are names."""

    names: tuple[str, ...]
    is_folder: bool
    """Whether it ends in a slash."""

    def as_folder(self) -> str:
        """Return the address with a slash at its end; it begins with exactly one, so it names no host."""
        return "/" + "".join(quote(name, safe="") + "/" for name in self.names)


class File(Struct, frozen=True):
    """A file as it is served."""

    content: bytes
    media_type: str

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return self.media_type == "text/html"


def address_of(target: bytes) -> Address | None:
    """Return the address that a request's target (without its query) means, or None if none can."""
    if not target.startswith(b"/"):
        return None
    *above, last = target[1:].split(b"/")
    names: list[str] = []
    for part in [*above, last] if last else above:
        name = _name(part)
        if name is None:
            return None
        names.append(name)
    return Address(tuple(names), is_folder=not last)


def _name(part: bytes) -> str | None:
    """Decode one name; None if it is empty, a step up, or could be more than a name."""
    try:
        name = unquote_to_bytes(part).decode()  # strict: no overlong forms
    except UnicodeDecodeError:
        return None
    if name in ("", ".", "..") or any(c in "/\\" or c < " " for c in name):
        return None
    return name


def find(site: Path, address: Address) -> File | Address | None:
    """Return the file at an address, or the address with a slash if that is where the page is."""
    return _find(site, address) or _again(site, address)


def _again(site: Path, address: Address) -> File | Address | None:
    # The site may have been exchanged between two steps of the first look.
    if not site.is_dir():
        time.sleep(_EXCHANGE)
    return _find(site, address)


def _find(site: Path, address: Address) -> File | Address | None:
    path = site.joinpath(*address.names)
    index = path / "index.html"
    if address.is_folder:
        return read(index)
    return read(path) or (Address(address.names, is_folder=True) if read(index) else None)


def read(path: Path) -> File | None:
    """Read a regular file to its end; None if there is none, or if a link leads to it.

    `path` has no link in it above the site. A build writes whole new files into a new folder, so
    what one open file says is never half of it.
    """
    try:
        if os.path.realpath(path) != str(path):
            return None
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            return File(file.read(), media_type(path.name))
    except (OSError, ValueError):
        return None


def media_type(name: str) -> str:
    """Return the media type of a file by its name."""
    ending = os.path.splitext(name)[1].lower()
    return _OURS.get(ending) or _TYPES.guess_type(name)[0] or "application/octet-stream"
