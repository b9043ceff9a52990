"""Parts of an index: one edit renews one of them, and no part takes more memory than there is."""

from __future__ import annotations

from hashlib import blake2b

FIRST = "pagefind/"
"""The folder of the first part, and of Pagefind's own program for browsers."""
_SMALL, _LARGE = 250, 1_000
"""How many articles a part of a small index holds, and of a large one: an edit renews one part, which
takes as long as the part is large; a reader's browser asks for a few files of every part."""
_MOST = 64


def shard_of(slug: str, number: int) -> int:
    """Return the part that holds an article: by its slug, so that the others stay as they are."""
    return int.from_bytes(blake2b(slug.encode(), digest_size=4).digest(), "big") % number


def shards(articles: int) -> tuple[str, ...]:
    """Return the folders of the parts below the site for so many articles: a power of two, or none."""
    if not articles:
        return ()
    number = 1
    while number < _MOST and articles > number * min(_LARGE, _SMALL * number):
        number *= 2
    return (FIRST, *(f"{FIRST}{part}/" for part in range(1, number)))
