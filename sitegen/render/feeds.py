"""Files for programs that follow a site: Atom feeds (RFC 4287), the sitemap (sitemaps.org), robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape

from sitegen.render.asset import Asset
from sitegen.site import Index, Shared, SiteView
from sitegen.site.facts import text_of
from sitegen.site.shared import From

LATEST = 50
"""How many entries a feed has."""
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_ADDRESSES = 50_000
"""What one sitemap may hold; more need an index of sitemaps."""


def feeds(index: Index, shared: Shared, site: SiteView) -> list[Asset]:
    """Return the feed of checks and the feed of corrections; none where the site's address is unknown."""
    if not site.url:
        return []
    return [_checks(index, site), _corrections(index, shared, site)]


def _checks(index: Index, site: SiteView) -> Asset:
    feed = _feed(site, "feed.xml", site.name, [a.checked for a in index.articles if a.checked])
    for article in index.articles[:LATEST]:
        if article.checked:
            _entry(
                feed, article.title, site.url + article.address, article.checked, article.finding
            )
    return Asset("feed.xml", _xml(feed))


def _corrections(index: Index, shared: Shared, site: SiteView) -> Asset:
    days = [item.date for _, _, item in index.corrections]
    feed = _feed(site, "corrections.xml", f"{site.name}: corrections", days)
    root = From(shared, "")
    for article, claim, item in index.corrections[:LATEST]:
        address = root.claim_address(article.slug, claim) if claim else article.address
        title = claim.claim if claim else article.title
        name = f"{site.url}{address}{'&' if '#' in address else '#'}correction-{item.date}"
        _entry(feed, title, site.url + address, item.date, text_of(item.note).said, name)
    return Asset("corrections.xml", _xml(feed))


def _feed(site: SiteView, address: str, title: str, days: list[date]) -> Element:
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": site.language})
    SubElement(feed, "id").text = site.url + address
    SubElement(feed, "title").text = title
    SubElement(feed, "updated").text = _moment(max(days, default=date(1970, 1, 1)))
    SubElement(feed, "link", {"rel": "self", "href": site.url + address})
    SubElement(feed, "link", {"href": site.url})
    author = SubElement(feed, "author")
    SubElement(author, "name").text = site.organisation.name
    return feed


def _entry(feed: Element, title: str, url: str, day: date, summary: str, name: str = "") -> None:
    entry = SubElement(feed, "entry")
    SubElement(entry, "id").text = name or url
    SubElement(entry, "title").text = title
    SubElement(entry, "updated").text = _moment(day)
    SubElement(entry, "link", {"href": url})
    if summary:
        SubElement(entry, "summary").text = summary


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def sitemap(addresses: Iterable[str], site: SiteView) -> list[Asset]:
    """Return the sitemap, in several files with an index where one is not enough, and robots.txt."""
    robots = "User-agent: *\nAllow: /\n"
    if not site.url:
        return [Asset("robots.txt", robots.encode())]
    listed = sorted(addresses)
    parts = [listed[n : n + _MOST_ADDRESSES] for n in range(0, len(listed), _MOST_ADDRESSES)]
    robots += f"\nSitemap: {site.url}sitemap.xml\n"
    assets = [Asset("robots.txt", robots.encode())]
    if len(parts) <= 1:
        return [
            *assets,
            Asset("sitemap.xml", _listing("urlset", "url", parts[0] if parts else [], site)),
        ]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    assets.append(Asset("sitemap.xml", _listing("sitemapindex", "sitemap", names, site)))
    return assets + [
        Asset(name, _listing("urlset", "url", part, site))
        for name, part in zip(names, parts, strict=True)
    ]


def _listing(kind: str, item: str, addresses: Iterable[str], site: SiteView) -> bytes:
    # Text and not elements: a site may have a hundred thousand addresses.
    lines = [
        f" <{item}>\n  <loc>{escape(site.url + quote(address))}</loc>\n </{item}>\n"
        for address in addresses
    ]
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{kind} xmlns="{_SITEMAP}"'
    if not lines:
        return f"{head} />\n".encode()
    return "".join([head, ">\n", *lines, f"</{kind}>\n"]).encode()


def _xml(root: Element) -> bytes:
    indent(root, space=" ")
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
