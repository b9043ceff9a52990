"""Where pages are: addresses below the root of the site, made of ids and slugs only.

An address is relative to the root of the site and never begins with a slash: `articles/a-b/`. Pages
link to each other by relative addresses, so that a site works at any place of any host.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

LONGEST = 180
"""Of a name in an address, in bytes: disks know none above 255, and pictures add to theirs."""


def article(slug: str) -> str:
    """Return the address of an article's page."""
    return f"articles/{slug}/"


def claim(slug: str, claim_id: str) -> str:
    """Return the address of a claim's page."""
    return f"claims/{slug}/{claim_id}/"


def entity(entity_id: str) -> str:
    """Return the address of an entity's page."""
    return f"entities/{entity_id}/"


def source(source_id: str) -> str:
    """Return the address of a source's page."""
    return f"sources/{source_id}/"


def verdict(verdict_id: str) -> str:
    """Return the address of a verdict's page."""
    return f"verdicts/{verdict_id}/"


def topic(name: str) -> str:
    """Return the address of a topic's page."""
    return f"topics/{slug_of(name)}/"


def slug_of(name: str) -> str:
    """Return the words of a name in small letters of any script, with hyphens between them."""
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", name).lower()).strip("-")
    if len(words.encode()) > LONGEST:
        end = blake2b(words.encode(), digest_size=4).hexdigest()
        words = words.encode()[: LONGEST - len(end) - 1].decode("utf-8", "ignore") + "-" + end
    return words or "untitled"


def prose(uri: str) -> str:
    """Return the address of a prose page, as MkDocs gives it: `about.md` → `about/`."""
    path = uri.removesuffix(".md")
    if path == "index" or path == "README":
        return ""
    for index in ("/index", "/README"):
        if path.endswith(index):
            return path.removesuffix(index) + "/"
    return path + "/"


def root_of(address: str) -> str:
    """Return the relative address of the site's root, seen from a page: `../../`."""
    return "../" * address.count("/")


def file_of(address: str) -> str:
    """Return the file that holds the page at an address: `about/` → `about/index.html`."""
    return address + "index.html" if not address or address.endswith("/") else address
