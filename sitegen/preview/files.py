"""Which file answers a request: only files of the built site, whatever the address says."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets."""

    status: int
    body: bytes = b""
    type: str = "text/plain; charset=utf-8"
    location: str = ""
    """Where to go instead: an address on this host."""


def answer(site: Path, path: str) -> Answer:
    """Return what stands at a decoded address `path` below the folder `site`."""
    steps = path.split("/")[1:]
    if not path.startswith("/") or any(_is_strange(step) for step in steps):
        return Answer(400, b"This is not an address of the site.\n")
    name = "/".join(steps)
    if name.endswith("/") or not name:
        name += "index.html"
    elif (site / name).is_dir():
        return Answer(308, location="/" + quote(name.lstrip("/")) + "/")
    content = read(site, name)
    if content is None:
        return missing(site)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in (
        "application/json",
        "application/xml",
        "image/svg+xml",
    )
    return Answer(200, content, f"{kind}; charset=utf-8" if text else kind)


def read(site: Path, name: str) -> bytes | None:
    """Return a file of the site; None for anything that is not a file in it, links included."""
    root = site.resolve()
    for _ in range(2):
        path = (root / name).resolve()
        try:
            if path.is_relative_to(root) and path.is_file():
                return path.read_bytes()
        except (OSError, ValueError):
            continue  # The folder was exchanged between two looks: the second one meets the new one.
    return None


def missing(site: Path) -> Answer:
    """Return the site's own page for addresses without a page."""
    return Answer(404, read(site, "404.html") or b"Not found.\n", "text/html; charset=utf-8")


def _is_strange(step: str) -> bool:
    return (
        step in (".", "..") or "\\" in step or "%" in step or "\0" in step or step.startswith(".")
    )
