"""Files for programs that follow a site: Atom feeds (RFC 4287), the sitemap (sitemaps.org), robots.txt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from html import escape
from itertools import islice
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from msgspec import Struct

from sitegen.render.asset import Asset
from sitegen.site import Index, Shared, SiteView
from sitegen.site import addresses as to
from sitegen.site.facts import CorrectionFacts, text_of
from sitegen.site.shared import From

LATEST = 50
"""How many entries a feed has."""
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_ADDRESSES = 50_000
"""What one sitemap may hold; more need an index of sitemaps."""


@cache
def _not_xml() -> re.Pattern[str]:
    """Match a sign that no XML may hold, not even escaped. Compiled where a feed is made."""
    return re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Entry(Struct, frozen=True):
    """Something new, as a feed tells of it."""

    id: str
    url: str
    title: str
    published: date
    updated: date
    summary: str
    language: str
    categories: tuple[str, ...] = ()


def feeds(index: Index, shared: Shared, site: SiteView) -> list[Asset]:
    """Return the feed of checks and the feed of corrections; none where the site's address is unknown."""
    if not site.url:
        return []
    words = shared.words()
    corrections = site.name + words.gettext(": ") + words.gettext("Corrections")
    return [
        _feed("feed.xml", site.name, _checks(index, shared, site), site, ""),
        _feed(
            "corrections.xml", corrections, _corrections(index, shared, site), site, "corrections/"
        ),
    ]


def _checks(index: Index, shared: Shared, site: SiteView) -> list[_Entry]:
    found, corrected = [], _corrected(index)
    withdrawn = shared.words().gettext("Retracted.")
    for article in index.articles:
        if article.checked is None or not article.is_public:
            continue
        url = _absolute(site, article.address)
        found.append(
            _Entry(
                id=url,
                url=url,
                title=f"{withdrawn} {article.title}" if article.is_retracted else article.title,
                published=article.checked,
                updated=max(article.checked, corrected.get(article.slug, article.checked)),
                summary=article.finding,
                language=article.language,
                categories=article.topics,
            )
        )
        if len(found) == LATEST:
            break
    return found


def _corrections(index: Index, shared: Shared, site: SiteView) -> list[_Entry]:
    found = []
    root = From(shared, "")
    taken: Counter[str] = Counter()
    public = (item for item in index.corrections if item[0].is_public)
    for article, claim, item in islice(public, LATEST):
        address = root.claim_address(article.slug, claim) if claim else article.address
        url = _absolute(site, address)
        name = f"{url}{'&' if '#' in url else '#'}correction-{item.date}"
        taken[name] += 1
        found.append(
            _Entry(
                id=name if taken[name] == 1 else f"{name}-{taken[name]}",
                url=url,
                title=claim.claim if claim else article.title,
                published=item.date,
                updated=item.date,
                summary=_summary(item, root),
                language=article.language,
                categories=(item.kind,),
            )
        )
    return found


def _summary(item: CorrectionFacts, root: From) -> str:
    """Return what was corrected: the verdicts before and after, and the note."""
    before, after = root.verdict(item.before), root.verdict(item.after)
    change = f"{before.label} → {after.label}. " if before and after else ""
    return change + text_of(item.note).said


def _feed(name: str, title: str, entries: list[_Entry], site: SiteView, page: str) -> Asset:
    """Return a feed, and in it the page that says the same to readers."""
    updated = max((entry.updated for entry in entries), default=date(1970, 1, 1))
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": site.language})
    _add(feed, "id", site.url + name)
    _add(feed, "title", title)
    _add(feed, "updated", _moment(updated))
    SubElement(
        feed, "link", {"rel": "self", "type": "application/atom+xml", "href": site.url + name}
    )
    SubElement(
        feed, "link", {"rel": "alternate", "type": "text/html", "href": _absolute(site, page)}
    )
    author = SubElement(feed, "author")
    _add(author, "name", site.organisation.name)
    _add(author, "uri", urljoin(site.url, site.organisation.url))
    for entry in entries:
        _write(feed, entry, site)
    return Asset(name, _xml(feed))


def _write(feed: Element, entry: _Entry, site: SiteView) -> None:
    inner = SubElement(feed, "entry")
    if entry.language and entry.language != site.language:
        inner.set("xml:lang", entry.language)
    _add(inner, "id", entry.id)
    _add(inner, "title", entry.title)
    _add(inner, "published", _moment(entry.published))
    _add(inner, "updated", _moment(entry.updated))
    SubElement(inner, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    for word in entry.categories:
        SubElement(inner, "category", {"term": _not_xml().sub("\ufffd", word)})
    if entry.summary:
        _add(inner, "summary", entry.summary)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _not_xml().sub("\ufffd", text)


def _absolute(site: SiteView, address: str) -> str:
    return site.url + quote(address, safe="/#~")


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def last_changes(index: Index) -> dict[str, str]:
    """Return the day on which pages last changed, as far as the record says it, by their address.

    A claim that was never corrected goes by the folder of its article's claims: a site has many.
    """
    days: dict[str, date] = {}
    for article in index.articles:
        if article.checked and article.is_public:
            days[f"claims/{article.slug}/"] = days[article.address] = article.checked
    for article, claim, item in index.corrections:
        if article.checked and article.is_public:
            days["corrections/"] = max(item.date, days.get("corrections/", item.date))
            days[article.address] = max(item.date, days[article.address])
            if claim:
                page = to.claim(article.slug, claim.id)
                days[page] = max(item.date, days.get(page, article.checked))
    if days:
        days[""] = days["articles/"] = max(days.values())
    return {address: day.isoformat() for address, day in days.items()}


def _corrected(index: Index) -> dict[str, date]:
    """Return the day of the newest correction of each article that has any, by its slug."""
    days: dict[str, date] = {}
    for article, _, item in index.corrections:
        days.setdefault(article.slug, item.date)  # the newest comes first
    return days


def sitemap(
    addresses: Iterable[str], site: SiteView, changed: Mapping[str, str] | None = None
) -> list[Asset]:
    """Return the sitemap, in several files with an index where one is not enough, and robots.txt.

    `changed` is what `last_changes` gives; a page that it does not know goes without a day.
    """
    robots = "User-agent: *\nAllow: /\n"
    if not site.url:
        return [Asset("robots.txt", robots.encode())]
    listed, days = sorted(addresses), changed or {}
    parts = [listed[n : n + _MOST_ADDRESSES] for n in range(0, len(listed), _MOST_ADDRESSES)]
    robots += f"\nSitemap: {site.url}sitemap.xml\n"
    assets = [Asset("robots.txt", robots.encode())]
    if len(parts) <= 1:
        only = parts[0] if parts else []
        return [*assets, Asset("sitemap.xml", _listing("urlset", "url", only, site, days))]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    newest = {
        name: max(_day(address, days) for address in part)
        for name, part in zip(names, parts, strict=True)
    }
    assets.append(Asset("sitemap.xml", _listing("sitemapindex", "sitemap", names, site, newest)))
    return assets + [
        Asset(name, _listing("urlset", "url", part, site, days))
        for name, part in zip(names, parts, strict=True)
    ]


def _day(address: str, days: Mapping[str, str]) -> str:
    """Return the day on which a page last changed; '' if it is not known."""
    found = days.get(address)
    if found is None and address.startswith("claims/"):
        found = days.get(address[: address.find("/", len("claims/")) + 1])
    return found or ""


def _listing(
    kind: str, item: str, addresses: Iterable[str], site: SiteView, days: Mapping[str, str]
) -> bytes:
    # Text and not elements: a site may have a hundred thousand addresses.
    root, lines = escape(site.url, quote=False), []
    for address in addresses:
        day = _day(address, days)
        known = f"  <lastmod>{day}</lastmod>\n" if day else ""
        lines.append(
            f" <{item}>\n  <loc>{root}{escape(quote(address), quote=False)}</loc>\n{known} </{item}>\n"
        )
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{kind} xmlns="{_SITEMAP}"'
    if not lines:
        return f"{head} />\n".encode()
    return "".join([head, ">\n", *lines, f"</{kind}>\n"]).encode()


def _xml(root: Element) -> bytes:
    indent(root, space=" ")
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
