"""A file that is published beside the pages."""

from __future__ import annotations

from msgspec import Struct


class Asset(Struct, frozen=True):
    """Its address below the root of the site, and its bytes."""

    address: str
    content: bytes
