"""Rules about articles that translate others: they exist, and do not translate themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from sitegen.content.suggestions import Suggestions
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import TRANSLATION_CIRCULAR, TRANSLATION_UNKNOWN


class Translated(Struct, frozen=True):
    """An article, readable or not, and which one it translates."""

    slug: str | None
    """None if its file could not be read far enough to know it."""
    translation_of: str
    """'' if none."""
    at: Position
    """Where it says so."""


def check_translations(articles: Iterable[Translated]) -> Iterator[Diagnostic]:
    """Yield what the rules say about the translations of a whole site."""
    every = list(articles)
    found = {article.slug: article for article in every if article.slug is not None}
    suggestions = Suggestions()
    may_be_anything = any(article.slug is None for article in every)
    for slug, article in found.items():
        name = article.translation_of
        if name and name not in found and not may_be_anything:
            near = suggestions.did_you_mean(name, found, apart_from=slug)
            yield report(TRANSLATION_UNKNOWN, article.at, hint=near, slug=name)
        elif name and _comes_back(slug, found):
            yield report(TRANSLATION_CIRCULAR, article.at, slug=name)


def _comes_back(slug: str, found: Mapping[str, Translated]) -> bool:
    seen: set[str] = set()
    following = found[slug].translation_of
    while following in found and following not in seen:
        if following == slug:
            return True
        seen.add(following)
        following = found[following].translation_of
    return False
