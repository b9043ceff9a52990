"""Digests: how the engine tells whether two things are the same without keeping both."""

from __future__ import annotations

from hashlib import sha256

SIZE = 16
"""Of a digest, in bytes. Processors have instructions for SHA-256: of a page it takes 16 µs, BLAKE2 39."""
Name = tuple[str, str]
"""A table and the name in it that was asked for; `*` for all of the table."""
Needs = tuple[tuple[str, str, bytes], ...]
"""Names with the digest of what stood there."""


def digest(*parts: bytes) -> bytes:
    """Return the digest of some bytes; where one part ends and the next begins counts."""
    made = sha256()
    for part in parts:
        made.update(len(part).to_bytes(8, "little"))
        made.update(part)
    return made.digest()[:SIZE]
