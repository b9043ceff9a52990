"""Articles that say the same in several languages, and link each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct


class Translation(Struct, frozen=True):
    """An article as those in other languages show it."""

    slug: str
    language: str
    """'' for the site's."""


Translations = Mapping[str, tuple[Translation, ...]]
"""The others of its group, by the slug of an article that has any."""


def translations(
    articles: Iterable[Translation], originals: Mapping[str, str]
) -> dict[str, tuple[Translation, ...]]:
    """Return for every article that has translations, or is one, all the others of its group.

    `originals` has the slug of the article that each translation names, which need not exist. A
    translation of a translation belongs to the same group.
    """
    there = {article.slug: article for article in articles}
    groups: dict[str, set[str]] = {}
    for slug in originals:
        first = original(slug, originals)
        groups.setdefault(first, {first}).add(slug)
    found: dict[str, tuple[Translation, ...]] = {}
    for group in groups.values():
        rows = sorted(
            (there[slug] for slug in group if slug in there),
            key=lambda row: (row.language, row.slug),
        )
        for item in rows:
            found[item.slug] = tuple(row for row in rows if row != item)
    return {slug: others for slug, others in found.items() if others}


def original(slug: str, originals: Mapping[str, str]) -> str:
    """Follow translations to the article that is none; in a circle to its first slug."""
    seen = [slug]
    while (following := originals.get(seen[-1])) is not None:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]
