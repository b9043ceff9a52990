"""What networks show of a link to a page: Open Graph (ogp.me) and the few tags that X adds."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import quote

from babel.core import Locale, UnknownLocaleError, get_global

from sitegen.render.social_card import HEIGHT, WIDTH, SocialCard
from sitegen.site import PageView, SiteView
from sitegen.site.views import ArticleView, ClaimView
from sitegen.text import shortened

_TITLE, _WORDS = 200, 420
"""The most characters of a title and of other words: what X takes of a picture's text. Networks show less."""

Tag = tuple[str, str, str]
"""(`property` or `name`, what it is called, content) of a meta element."""


def open_graph(page: PageView, site: SiteView, card: SocialCard | None) -> list[Tag]:
    """Return the tags of a page, with the picture of its `card` if it has one."""
    is_home = page.kind == "home"
    is_work = isinstance(page, ArticleView | ClaimView)
    found: list[Tag] = [
        ("property", "og:type", "article" if is_work else "website"),
        ("property", "og:title", shortened(site.name if is_home else page.title, _TITLE)),
        ("property", "og:site_name", site.name),
    ]
    description = page.description or site.description
    if description:
        found.append(("property", "og:description", shortened(description, _WORDS)))
    if site.url and page.kind != "missing":
        found.append(("property", "og:url", site.url + quote(page.address)))
    locale = _locale(page.language or site.language)
    if locale:
        found.append(("property", "og:locale", locale))
    if isinstance(page, ArticleView | ClaimView):
        found += _times(page)
    if card is None or not site.url:
        return [*found, ("name", "twitter:card", "summary")]
    words = shortened(card.words, _WORDS)
    return [
        *found,
        ("property", "og:image", site.url + card.address),
        ("property", "og:image:type", "image/png"),
        ("property", "og:image:width", str(WIDTH)),
        ("property", "og:image:height", str(HEIGHT)),
        ("property", "og:image:alt", words),
        ("name", "twitter:card", "summary_large_image"),
        ("name", "twitter:image:alt", words),
    ]


def _times(page: ArticleView | ClaimView) -> list[Tag]:
    if page.checked is None:
        return []
    last: date = max([page.checked, *page.changed])
    times: list[Tag] = [("property", "article:published_time", page.checked.isoformat())]
    if last != page.checked:
        times.append(("property", "article:modified_time", last.isoformat()))
    if isinstance(page, ArticleView):
        times += [("property", "article:tag", topic.text) for topic in page.topics]
    return times


@lru_cache(maxsize=64)
def _locale(language: str) -> str:
    """Return a language with its territory, as Open Graph wants it: `ar` → `ar_EG`."""
    try:
        given = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return ""
    if given.territory:
        return f"{given.language}_{given.territory}"
    likely = get_global("likely_subtags")
    full = likely.get(f"{given.language}_{given.script}") or likely.get(given.language) or ""
    territory = full.rpartition("_")[2]
    return f"{given.language}_{territory}" if len(territory) == 2 else ""
