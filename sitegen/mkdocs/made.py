"""The pages that sitegen makes inside MkDocs: all but the prose, which is MkDocs' own.

Prose goes through MkDocs' Markdown because the admonitions, snippets and macros of a site work only
there. The first page is sitegen's: its words stand among the latest checks and the scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from msgspec import Struct

from sitegen.content.links import sidecar_of
from sitegen.engine import Loaded
from sitegen.site import (
    PageKey,
    PageView,
    ReadArticle,
    Shared,
    address_of,
    addresses,
    article_view,
    claim_views,
    pages,
    view,
)

NOT_MADE = ("prose", "missing")
"""The page for missing pages is a template of the theme."""


class Made(Struct, frozen=True):
    """A page that sitegen makes."""

    kind: str
    address: str
    file: str
    """The file below the content folder that an editor opens to change it; '' if there is none."""
    view: Callable[[], PageView]


def made(loaded: Loaded) -> Iterator[Made]:
    """Yield the pages in a fixed order; views are made when asked for."""
    for article in loaded.articles:
        address = addresses.article(article.slug)
        show: Callable[[], PageView] = partial(article_view, article, loaded.shared)
        yield Made("article", address, article.file, show)
        yield from _claims(article, loaded.shared)
    for key in pages(loaded.whole):
        if key.kind not in NOT_MADE:
            file = _file_of(key, loaded)
            yield Made(key.kind, address_of(key), file, partial(view, key, loaded.whole))


def _claims(article: ReadArticle, shared: Shared) -> Iterator[Made]:
    if not shared.claim_pages:
        return
    all_of_them = lru_cache(maxsize=1)(partial(claim_views, article, shared))

    def show(number: int) -> PageView:
        found = all_of_them()[number]
        if number == len(article.facts.claims) - 1:
            all_of_them.cache_clear()  # MkDocs renders them in this order; a large site must fit.
        return found

    file = sidecar_of(article.file)
    for number, claim in enumerate(article.facts.claims):
        yield Made("claim", addresses.claim(article.slug, claim.id), file, partial(show, number))


def _file_of(key: PageKey, loaded: Loaded) -> str:
    shared = loaded.shared
    registry = shared.registry
    match key.kind:
        case "home":
            return key.name if key.name in loaded.whole.prose else ""
        case "entity":
            path = registry.entities[key.name].document.path
        case "source":
            path = registry.sources[key.name].document.path
        case "verdict":
            path = registry.verdicts[key.name].document.path
        case _:
            return ""
    return shared.below(path)
