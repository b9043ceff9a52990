"""Feeds, the sitemap and robots.txt: what RFC 4287 and sitemaps.org ask for, and that they agree with the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import feedparser
import pytest
from sites import pages_of, text_of

from sitegen.engine import build, open_project
from sitegen.render import sitemap
from sitegen.site import SiteView
from sitegen.site.views import OrganisationView

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
SITE = SiteView("The Desk", "https://desk.example/", "", "en", OrganisationView("The Desk"), ())

FILES = {
    "content/articles/fleet.md": "---\ntitle: 'Fleet & <port>'\ntopics: [sea, \"a\\fb\"]\n---\n\nThe fleet came. It left.\n",
    "content/articles/fleet.annotations.yml": """\
status: published
checked: 2026-11-01
authors: [desk]
reviewers: [second-desk]
finding: "It came \\f once & left."
claims:
  - id: came
    quote: The fleet came.
    verdict: opinion
    finding: It did.
    corrections:
      - {date: 2026-11-05, kind: correction, from: mixed, to: opinion, note: "A *date* was wrong."}
      - {date: 2026-11-05, kind: minor, note: A name was wrong.}
  - {id: left, quote: It left., verdict: opinion, finding: It did.}
corrections:
  - {date: 2026-11-03, kind: update, note: More was found.}
""",
    "content/articles/nil.md": "---\ntitle: النيل\nlanguage: ar\n---\n\nنص عن النيل.\n",
    "content/articles/nil.annotations.yml": """\
status: published
checked: 2026-11-02
authors: [desk]
reviewers: [second-desk]
finding: كل شيء صحيح.
""",
    "content/articles/draft.md": "---\ntitle: A draft\n---\n\nNot yet.\n",
    "content/articles/draft.annotations.yml": "status: draft\nchecked: 2026-11-04\n",
}


def built(folder: Path, *, drafts: bool = False) -> Path:
    project, problems = open_project(folder / "mkdocs.yml")
    assert project is not None, problems
    report = build(project, drafts=drafts)
    assert report.published, report.problems
    return folder / "site"


@pytest.fixture
def site(project) -> Path:
    return built(project(FILES), drafts=True)


def one(element: Element, name: str) -> Element:
    (found,) = element.findall(ATOM + name)
    return found


def faults(data: bytes) -> Iterator[str]:
    """Yield where a feed breaks RFC 4287."""
    feed = ElementTree.fromstring(data)
    if feed.tag != ATOM + "feed" or not feed.get(XML + "lang"):
        yield "it is no feed, or says no language"
    ids = []
    for item in (feed, *feed.findall(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            if len(item.findall(ATOM + name)) != 1:
                yield f"4.1.1, 4.1.2: exactly one {name}"
        ids.append(one(item, "id").text or "")
        if not one(item, "title").text:
            yield "an empty title"
        for moment in (*item.findall(ATOM + "updated"), *item.findall(ATOM + "published")):
            if not MOMENT.fullmatch(moment.text or "") or not datetime.fromisoformat(
                moment.text or ""
            ):
                yield f"3.3: {moment.text}"
        if not (item.findall(ATOM + "author") or feed.findall(ATOM + "author")):
            yield "4.1.1: an author"
        links = item.findall(ATOM + "link")
        for link in links:
            target = urlsplit(link.get("href", ""))
            if not (target.scheme and target.netloc) or not link.get("href", "").isascii():
                yield f"4.2.7: {link.get('href')}"
            if link.get("type") not in ("text/html", "application/atom+xml"):
                yield "4.2.7.3: a media type"
        ways = [link.get("rel") for link in links]
        if ways.count("alternate") != 1:
            yield "4.1.2: one alternate, for there is no content"
        if item is feed and ways.count("self") != 1:
            yield "4.1.1: a feed names itself"
        for person in item.findall(ATOM + "author"):
            if not one(person, "name").text or not (one(person, "uri").text or "").startswith(
                "http"
            ):
                yield "3.2: a name and an address"
        if any(child.tag.split("}")[0] + "}" != ATOM for child in item.iter()):
            yield "an element of another vocabulary"
    if len(set(ids)) != len(ids) or not all(urlsplit(name).scheme for name in ids):
        yield "4.2.6: each id is an IRI, and belongs to one thing"
    newest = max((one(e, "updated").text or "" for e in feed.findall(ATOM + "entry")), default="")
    if newest and one(feed, "updated").text != newest:
        yield "the feed is as new as its newest entry"


@pytest.mark.parametrize("name", ["feed.xml", "corrections.xml"])
def test_the_feeds_are_valid(name, site, example_site):
    for folder in (site, example_site):
        data = (folder / name).read_bytes()
        read = feedparser.parse(data, response_headers={"content-type": "application/atom+xml"})

        assert list(faults(data)) == []
        assert not read.bozo, read.get("bozo_exception")
        assert read.version == "atom10"


def test_the_checker_of_this_test_finds_faults(site):
    data = (site / "feed.xml").read_bytes()
    broken = {
        b"T00:00:00Z</updated>": b"</updated>",
        b"<id>https://desk.example/articles/nil/": b"<id>https://desk.example/articles/fleet/",
        b'rel="alternate"': b'rel="related"',
        b"<uri>https:": b"<uri>",
        b"<updated>2026-11-05": b"<updated>2026-11-09",
    }
    for right, wrong in broken.items():
        assert right in data
        assert list(faults(data.replace(right, wrong, 1))), wrong


def test_the_feed_of_checks_has_the_public_ones_in_their_languages(site):
    read = feedparser.parse((site / "feed.xml").read_bytes())

    assert [entry.title for entry in read.entries] == ["النيل", "Fleet & <port>"]
    assert [entry.title_detail.language for entry in read.entries] == ["ar", "en"]
    assert [entry.published[:10] for entry in read.entries] == ["2026-11-02", "2026-11-01"]
    assert [entry.updated[:10] for entry in read.entries] == ["2026-11-02", "2026-11-05"]
    assert [tag.term for tag in read.entries[1].tags] == ["sea", "a\ufffdb"]
    assert read.entries[1].summary == "It came \ufffd once & left."


def test_the_feed_of_corrections_tells_each_apart(site):
    read = feedparser.parse((site / "corrections.xml").read_bytes())

    assert [(e.id.partition("#")[2], e.tags[0].term, e.summary) for e in read.entries] == [
        ("correction-2026-11-05", "correction", "Mixed → Opinion. A date was wrong."),
        ("correction-2026-11-05-2", "minor", "A name was wrong."),
        ("correction-2026-11-03", "update", "More was found."),
    ]
    assert [entry.link for entry in read.entries] == [
        "https://desk.example/claims/fleet/came/",
        "https://desk.example/claims/fleet/came/",
        "https://desk.example/articles/fleet/",
    ]


def test_the_feed_of_checks_says_what_was_withdrawn(project):
    """A reader of feeds may know the check from before."""
    sidecar = "status: retracted\nchecked: 2026-11-22\nauthors: [desk]\nreviewers: [second-desk]\nfinding: F.\n"
    sidecar += "corrections: [{date: 2026-11-25, kind: retraction, note: We were wrong.}]\n"
    article = "---\ntitle: T\n---\nIt left.\n"
    files = {"content/articles/a.md": article, "content/articles/a.annotations.yml": sidecar}

    read = feedparser.parse((built(project(files)) / "feed.xml").read_bytes())

    assert [entry.title for entry in read.entries] == ["Retracted. T"]

    read = feedparser.parse((project({}) / "site/corrections.xml").read_bytes())
    assert [(entry.title, entry.summary) for entry in read.entries] == [("T", "We were wrong.")]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "S: Corrections"), ("fr", "S : Corrections"), ("zh", "S：更正")]
)
def test_the_feed_of_corrections_is_named_in_the_language_of_the_site(project, language, title):
    about = f"site_name: S\nsite_url: https://desk.example/\ndocs_dir: content\ntheme: {{language: {language}}}\n"
    site = built(project({"mkdocs.yml": about}))

    read = feedparser.parse((site / "corrections.xml").read_bytes())
    assert read.feed.title.replace("\xa0", " ") == title


def test_every_page_of_the_example_leads_to_the_feeds_and_their_entries_are_pages(example_site):
    pages = pages_of(example_site)
    for name in ("feed.xml", "corrections.xml"):
        for entry in feedparser.parse((example_site / name).read_bytes()).entries:
            page = pages[urlsplit(entry.link).path.removeprefix("/")]
            assert entry.title in " ".join(text_of(page.find(".//main")).split())
    for address, page in pages.items():
        led = [i.get("href", "") for i in page.iter("link") if i.get("rel") == "alternate"]
        atom = [link.rpartition("/")[2] for link in led if link.endswith(".xml")]
        assert atom == ["feed.xml", "corrections.xml"], address


# The sitemap


def listed(data: bytes) -> dict[str, str]:
    root = ElementTree.fromstring(data)
    return {item.findtext(MAPS + "loc", ""): item.findtext(MAPS + "lastmod", "") for item in root}


def test_the_sitemap_says_when_pages_changed_as_far_as_the_record_does(site):
    found = listed((site / "sitemap.xml").read_bytes())
    at = {address.removeprefix("https://desk.example/"): day for address, day in found.items()}

    assert at[""] == at["articles/"] == at["articles/fleet/"] == "2026-11-05"
    assert at["claims/fleet/came/"] == at["corrections/"] == "2026-11-05"
    assert at["claims/fleet/left/"] == "2026-11-01"
    assert at["articles/nil/"] == "2026-11-02"
    assert at["verdicts/opinion/"] == ""
    assert "articles/draft/" not in at
    assert "404.html" not in at
    assert quote("topics/sea/") in at


@pytest.mark.parametrize("count", [0, 1, 50_000, 50_001, 100_001])
def test_a_sitemap_holds_fifty_thousand_addresses_and_an_index_leads_to_more(count):
    """sitemaps.org: no more than 50,000 addresses and 50 MB a file."""
    addresses = [f"claims/article-{n % 999}/ق-{n}/" for n in range(count)]
    days = {"claims/article-7/": "2026-11-22"}
    made = {asset.address: asset.content for asset in sitemap(addresses, SITE, days)}
    assert made.pop("robots.txt").decode().endswith("Sitemap: https://desk.example/sitemap.xml\n")
    top = listed(made["sitemap.xml"])

    if count > 50_000:
        parts = [made.pop(name.rpartition("/")[2]) for name in top]
        assert set(made) == {"sitemap.xml"}
        assert b"<sitemapindex" in made["sitemap.xml"]
        newest = {
            address: max(listed(part).values()) for address, part in zip(top, parts, strict=True)
        }
        assert top == newest
        read = [listed(part) for part in parts]
        found = {address: day for part in read for address, day in part.items()}
        assert sum(map(len, read)) == len(found)
    else:
        parts, read, found = [made["sitemap.xml"]], [top], top
    assert set(found) == {f"https://desk.example/{quote(address)}" for address in addresses}
    assert all(len(part) <= 50_000 for part in read)
    assert all(len(part) < 50_000_000 for part in parts)
    assert {a for a, day in found.items() if day} == {a for a in found if "/article-7/" in a}
    assert all(date.fromisoformat(day) for day in found.values() if day)


def test_a_site_without_an_address_has_no_feed_and_no_sitemap(project):
    site = built(project(FILES | {"mkdocs.yml": "site_name: S\ndocs_dir: content\n"}))

    assert not list(site.glob("*.xml"))
    assert (site / "robots.txt").read_text(encoding="utf-8") == "User-agent: *\nAllow: /\n"
