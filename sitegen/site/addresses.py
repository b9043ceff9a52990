"""Where pages are: addresses below the root of the site, made of ids and slugs only.

An address is relative to the root of the site and never begins with a slash: `articles/a-b/`. Pages
link to each other by relative addresses, so that a site works at any place of any host.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

import regex

from sitegen.text import fold

LONGEST = 180
"""Of a name in an address, in bytes: disks know none above 255, and pictures add to theirs."""
_NO_ASCII_WORD = re.compile(r"[\W_]+", re.ASCII)
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}\u200c\u200d]*+")
_JOINING = "".join(
    rf"\p{{{script}}}"
    for script in (
        *("Arabic", "Syriac", "Mongolian", "Nko", "Devanagari", "Bengali", "Gurmukhi", "Gujarati"),
        *("Oriya", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Khmer", "Myanmar"),
    )
)
"""The scripts in which a joiner between two letters is a part of the spelling."""
_INVISIBLE = regex.compile(rf"(?!(?<=[{_JOINING}])[\u200c\u200d][{_JOINING}])\p{{DI}}")
"""What no reader sees, but for the joiners that are spelling."""
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


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


@lru_cache(maxsize=4096)
def slug_of(name: str) -> str:
    """Return the words of a name in small letters of any script, with hyphens between them.

    Marks that stand on a letter belong to it: without its vowel signs a word of Hindi or Thai is
    another word. A name without a letter is spelt by the code points of its signs.
    """
    if name.isascii():
        words = _NO_ASCII_WORD.sub("-", name.lower()).strip("-")
    else:
        words = "-".join(_WORD.findall(_small_letters(name)))
    words = words or _spelt(name)
    if len(words.encode()) > LONGEST:
        end = blake2b(words.encode(), digest_size=4).hexdigest()
        words = words.encode()[: LONGEST - len(end) - 1].decode("utf-8", "ignore") + "-" + end
    return words


def _small_letters(name: str) -> str:
    """Return a name in small letters, composed, without what no reader sees."""
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFC", name))
    # In Unicode the small letter of İ is an i with a second dot, which nobody writes.
    return unicodedata.normalize("NFC", shown.replace("\u0130", "i").lower())


def _spelt(name: str) -> str:
    """Return a name without a letter as the code points of its signs: `u-1f9a0`."""
    signs = "".join(_small_letters(name).split()) or name
    return "-".join(["u", *(f"{ord(sign):x}" for sign in signs)])


def spelling(name: str) -> str:
    """Return what two names have in common that are the same name written in two ways.

    Capitals, composition, kinds of quotation marks, and spaces or hyphens between words make no
    other name.
    """
    return _BETWEEN_WORDS.sub(" ", _small_letters(fold(name))).strip()


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
