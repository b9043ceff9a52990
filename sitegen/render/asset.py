"""A file that is published beside the pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asset:
    """Its address below the root of the site, and its bytes."""

    address: str
    content: bytes
