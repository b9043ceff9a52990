"""Rules about articles that translate others: they exist, and do not translate themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from sitegen.content.validation import did_you_mean
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import TRANSLATION_CIRCULAR, TRANSLATION_UNKNOWN


class Translated(Struct, frozen=True):
    """An article, and which one it translates."""

    slug: str
    translation_of: str
    """'' if none."""
    at: Position
    """Where it says so."""


def check_translations(articles: Iterable[Translated]) -> Iterator[Diagnostic]:
    """Yield what the rules say about the translations of a whole site."""
    found = {article.slug: article for article in articles}
    for article in found.values():
        name = article.translation_of
        if name and name not in found:
            yield report(
                TRANSLATION_UNKNOWN, article.at, hint=did_you_mean(name, list(found)), slug=name
            )
        elif name and _comes_back(article.slug, found):
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
