"""What tells the address of one stored copy from other addresses of a web archive."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

_WAYBACK = frozenset({"web.archive.org", "www.web.archive.org"})
_HOUSE = frozenset({"archive.org", "www.archive.org"})
"""The Internet Archive: its snapshots are below /web/; `/details/…` and `/download/…` are items."""
_STAMPED = re.compile(r"^/(?:web/)?(\d+)(?:[a-z]{2}_)?/.+")
_SNAPSHOTS = re.compile(r"/*(?:$|web(?:/|$)|save(?:/|$))")
_FIRST_YEAR = 1996
"""The Internet Archive began then: the rule of Wikipedia's citation templates."""


def archive_fault(address: str) -> str:
    """Say what is wrong with the address of an archived copy; '' if nothing is."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host not in _WAYBACK and not (host in _HOUSE and _SNAPSHOTS.match(parts.path)):
        return ""
    if parts.path.startswith("/save"):
        return "it asks the archive to save a page"
    if "*" in parts.path.split("/http")[0]:
        return "it is a list of copies"
    match = _STAMPED.match(parts.path)
    if not match:
        return "it has no time stamp"
    stamp = match[1]
    if len(stamp) != 14:
        return f"its time stamp has {len(stamp)} digits instead of 14"
    try:
        day = datetime.strptime(stamp, "%Y%m%d%H%M%S")
    except ValueError:
        return f"its time stamp {stamp} is not a date"
    return "" if day.year >= _FIRST_YEAR else f"no page was archived in {day.year}"
