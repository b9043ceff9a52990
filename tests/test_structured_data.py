"""What machines read in the pages of the built example: JSON-LD by kind of page, and tags that agree with the page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
import yaml
from projects import DEFAULTS, REPOSITORY, built
from sites import files_of, pages_of, parse, text_of

from sitegen.engine import build, open_project
from sitegen.render.open_graph import _locale

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

SITE = "https://example.org/"
SLUG = "putin-maduro-venezuela"
LETTER = "x\u0301"


@pytest.fixture(scope="module")
def pages(example_site):
    return pages_of(example_site)


def graph(page: Element) -> dict[str, dict[str, Any]]:
    """The things that a page's JSON-LD describes, by their type; ClaimReview stands apart."""
    found: dict[str, dict[str, Any]] = {}
    for script in page.iter("script"):
        if script.get("type") == "application/ld+json":
            value = json.loads(script.text or "")
            assert value["@context"] == "https://schema.org"
            for node in value.get("@graph", [value]):
                assert node["@type"] not in found, "two of a type"
                found[node["@type"]] = node
    return found


def tags(page: Element) -> list[tuple[str, str]]:
    metas = [item for item in page.iter("meta") if item.get("content")]
    return [(m.get("property") or m.get("name", ""), m.get("content", "")) for m in metas]


def kind_of(address: str) -> str:
    first, _, rest = address.partition("/")
    return (first if rest else f"{first}/") if address else "home"


KINDS = {
    "home": {"WebSite", "NewsMediaOrganization"},
    "404.html/": set(),
    "about/": {"BreadcrumbList"},
    "methodology/": {"BreadcrumbList"},
    "corrections-policy/": {"BreadcrumbList"},
    "corrections/": {"BreadcrumbList"},
    "articles/": {"BreadcrumbList"},
    "articles": {"NewsArticle", "BreadcrumbList"},
    "claims": {"ClaimReview", "BreadcrumbList"},
    "entities/": {"BreadcrumbList"},
    "sources/": {"BreadcrumbList"},
    "sources": None,
    "entities": None,
    "search/": {"BreadcrumbList"},
    "topics": {"BreadcrumbList"},
    "verdicts/": {"DefinedTermSet", "BreadcrumbList"},
    "verdicts": {"DefinedTerm", "BreadcrumbList"},
}
"""What is said on each kind of page; None where it depends on what the page is about."""
OF_ENTITIES = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "event": "Event",
    "work": "CreativeWork",
    "object": "Thing",
}


def kinds(address: str) -> set[str] | None:
    name = address.rstrip("/") + "/" if address.count("/") <= 1 and address else kind_of(address)
    return KINDS[name]


def test_each_kind_of_page_says_what_it_is_about(pages):
    seen = set()
    for address, page in pages.items():
        wanted = kinds(address)
        if wanted is not None:
            assert set(graph(page)) == wanted, address
        seen.add(kind_of(address))
    assert {"home", "articles", "claims", "entities", "sources", "verdicts", "topics"} <= seen


def folder(name: str) -> dict[str, Any]:
    return {
        key: value
        for path in sorted((REPOSITORY / "content" / name).rglob("*.yml"))
        for key, value in yaml.load(
            path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader
        ).items()
    }


def test_an_entity_is_what_its_file_says(pages):
    for name, entity in folder("entities").items():
        found = graph(pages[f"entities/{name}/"])[OF_ENTITIES[entity["type"]]]

        assert found["name"] == entity["name"]
        assert found.get("alternateName", []) == entity.get("aliases", [])
        assert found.get("sameAs", []) == entity.get("same_as", [])
        assert found["mainEntityOfPage"] == f"{SITE}entities/{name}/"


def test_a_source_is_what_its_file_says_and_nothing_is_made_up(pages):
    for name, source in folder("sources").items():
        things = graph(pages[f"sources/{name}/"])
        (found,) = [node for kind, node in things.items() if kind != "BreadcrumbList"]

        assert found.get("name", found.get("description")) == (
            source.get("title") or f"[{source['description']}]"
        )
        assert found.get("url") == source.get("url")
        assert found.get("datePublished") == source.get("published")
        assert found.get("publisher", {}).get("name") == source.get("publisher")


def test_the_publisher_of_the_site_says_where_its_policies_are(pages):
    found = graph(pages[""])["NewsMediaOrganization"]

    assert found["name"] == "Example desk"
    assert found["correctionsPolicy"] == f"{SITE}corrections-policy/"
    assert found["verificationFactCheckingPolicy"] == f"{SITE}methodology/"
    assert "masthead" not in found, "the example has no such page"
    for value in (found["correctionsPolicy"], found["verificationFactCheckingPolicy"]):
        assert value.removeprefix(SITE) in pages


def test_an_article_is_our_check_of_a_text_that_somebody_else_published(pages):
    found = graph(pages[f"articles/{SLUG}/"])["NewsArticle"]

    assert found["author"]["name"] == "Example desk"
    assert found["datePublished"] == "2026-11-22"
    assert found["isBasedOn"]["publisher"]["name"] == "Planet Chronicle"
    assert found["isBasedOn"]["url"].startswith("https://planetchronicle.net/")
    assert found["headline"] == text_of(pages[f"articles/{SLUG}/"].find(".//h1"))


def test_every_trail_begins_at_the_first_page_and_ends_here_over_pages_that_exist(pages):
    for address, page in pages.items():
        trail = graph(page).get("BreadcrumbList")
        if trail is None:
            continue
        steps = trail["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert steps[0]["item"] == SITE
        assert steps[-1]["item"] == SITE + address
        assert all(step["item"].removeprefix(SITE) in pages for step in steps), address
        assert all(step["name"].strip() for step in steps)


def addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [a for inner in value.values() for a in addresses(inner)]
    if isinstance(value, list):
        return [a for inner in value for a in addresses(inner)]
    return [value] if isinstance(value, str) and value.startswith(SITE) else []


def test_every_address_of_the_site_in_json_ld_is_a_page_or_a_file(example_site, pages):
    files = set(files_of(example_site))
    for address, page in pages.items():
        for node in graph(page).values():
            for found in addresses(node):
                path = urlsplit(found).path.removeprefix("/")
                assert path in pages or path in files, (address, found)


def test_nothing_is_said_emptily(pages):
    def empty(value: Any) -> bool:
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            return not value or any(map(empty, inner))
        return value is None or value == ""

    for address, page in pages.items():
        assert not any(map(empty, graph(page).values())), address


# Open Graph


def test_the_tags_of_every_page_agree_with_it(example_site, pages):
    files = set(files_of(example_site))
    for address, page in pages.items():
        found = tags(page)
        one = dict(found)
        title = "".join(t.text or "" for t in page.iter("title"))
        canonical = [i.get("href") for i in page.iter("link") if i.get("rel") == "canonical"]
        repeated = {name for name, _ in found if [n for n, _ in found].count(name) > 1}

        assert repeated <= {"article:tag", "theme-color"}, address
        assert one["og:title"] in title
        assert one["og:site_name"] == "The Example Desk"
        assert one.get("og:description") == one.get("description")
        assert one["og:locale"] == "en_US"
        if address == "404.html":
            assert "og:url" not in one
        else:
            assert [one["og:url"]] == canonical == [SITE + address]
        is_check = address.startswith(("articles/p", "claims/"))
        assert one["og:type"] == ("article" if is_check else "website"), address
        assert ("og:image" in one) is is_check, address
        if is_check:
            assert one["og:image"].removeprefix(SITE) in files
            assert one["article:published_time"] == "2026-11-22"
            assert one["twitter:card"] == "summary_large_image"


def test_networks_are_told_no_more_than_they_take(project):
    """And are never told half a letter: each of these is two characters long."""
    folder = project(
        {
            "mkdocs.yml": DEFAULTS["mkdocs.yml"] + "      social_images: true\n",
            "content/articles/a.md": f"---\ntitle: {LETTER * 400}\n---\nIt left.\n",
            "content/articles/a.annotations.yml": "status: published\nchecked: 2026-11-22\nauthors: [desk]\n"
            f"reviewers: [second-desk]\nfinding: {'Word after word. ' * 100}\n",
        }
    )
    site = built(folder, folder / "site")
    found = dict(tags(pages_of(site)["articles/a/"]))

    assert found["og:title"] == LETTER * 99 + "…"
    assert found["og:description"].endswith(" word. Word …")
    assert len(found["og:description"]) <= 420
    assert found["og:image:alt"] == found["twitter:image:alt"]
    assert len(found["og:image:alt"]) <= 420


def test_the_picture_of_a_claim_is_described_by_its_verdict_and_its_words(pages):
    for address, page in pages.items():
        if address.startswith("claims/"):
            said = dict(tags(page))["og:image:alt"]
            review = graph(page)["ClaimReview"]
            label = review["reviewRating"]["alternateName"]
            assert said == f"{label}: {review['claimReviewed']} – The Example Desk"


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en", "en_US"), ("ar", "ar_EG"), ("hi", "hi_IN"), ("pt-BR", "pt_BR"), ("zh-Hant", "zh_TW"),
        ("zh-Hans", "zh_CN"), ("zh", "zh_CN"), ("de-AT", "de_AT"), ("xx-nothing", ""), ("qaa", ""),
    ],
)  # fmt: skip
def test_a_language_has_the_territory_that_open_graph_asks_for(language, locale):
    assert _locale(language) == locale


# Sites of other kinds


CHECK = """\
status: {status}
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
claims:
  - {{id: came, quote: The fleet came., verdict: opinion, finding: F., claim: "{claim}"}}
"""


def site_of(folder, **options: Any) -> dict[str, Element]:
    project, problems = open_project(folder / "mkdocs.yml")
    assert project is not None, problems
    report = build(project, **options)
    assert report.published, report.problems
    return pages_of(folder / "site")


def files(status: str = "published", claim: str = "It came.", options: str = "") -> dict[str, str]:
    return {
        "mkdocs.yml": "site_name: The Desk\nsite_url: https://desk.example/sub/\ndocs_dir: content\n"
        f"plugins:\n  - sitegen:\n      theme: broadsheet\n{options}",
        "content/articles/fleet.md": "---\ntitle: The fleet\n---\n\nThe fleet came.\n",
        "content/articles/fleet.annotations.yml": CHECK.format(status=status, claim=claim),
    }


def test_a_draft_is_not_described_to_machines(project):
    found = site_of(project(files("draft")), drafts=True)

    assert graph(found["articles/fleet/"]) == {}
    assert graph(found["claims/fleet/came/"]) == {}


def test_no_text_ends_the_script_that_it_stands_in(project):
    claim = "</script><script>alert(1)</script><!-- & é"
    found = site_of(project(files(claim=claim)))
    page = found["claims/fleet/came/"]

    assert graph(page)["ClaimReview"]["claimReviewed"] == claim
    assert [s.text for s in page.iter("script") if s.text == "alert(1)"] == []
    assert graph(page)["BreadcrumbList"]["itemListElement"][-1]["name"] == claim


def test_the_organisation_says_all_its_policies_and_the_data_their_licence(project):
    options = (
        "      data_license: https://creativecommons.org/licenses/by/4.0/\n"
        "      organisation:\n        name: Desk\n        url: https://who.example/\n"
        "        logo: logo.png\n        policies: {corrections: c/, methodology: m/, funding: f/,"
        " ethics: https://who.example/e, contact: x/, masthead: h/, principles: p/}\n"
    )
    pages = {f"content/{name}.md": "# A policy\n" for name in "cmfxhp"}
    folder = project(files(options=options) | pages | {"content/logo.png": b"\x89PNG"})
    found = site_of(folder)
    feed = json.loads((folder / "site/data/claimreview.json").read_text(encoding="utf-8"))
    root = "https://desk.example/sub/"

    assert graph(found[""])["NewsMediaOrganization"] == {
        "@type": "NewsMediaOrganization",
        "@id": f"{root}#organisation",
        "name": "Desk",
        "url": "https://who.example/",
        "logo": f"{root}logo.png",
        "correctionsPolicy": f"{root}c/",
        "verificationFactCheckingPolicy": f"{root}m/",
        "ownershipFundingInfo": f"{root}f/",
        "ethicsPolicy": "https://who.example/e",
        "actionableFeedbackPolicy": f"{root}x/",
        "masthead": f"{root}h/",
        "publishingPrinciples": f"{root}p/",
    }
    review = graph(found["claims/fleet/came/"])["ClaimReview"]
    assert review["sdLicense"] == feed["sdLicense"] == options.split()[1]
    assert [item["item"] for item in feed["dataFeedElement"]] == [[review]]


def test_an_organisation_of_which_only_the_name_is_known_is_no_more_than_that(project):
    found = graph(site_of(project(files()))[""])

    assert found["Organization"] == {
        "@type": "Organization",
        "@id": "https://desk.example/sub/#organisation",
        "name": "The Desk",
        "url": "https://desk.example/sub/",
    }


def test_a_scale_that_no_claim_review_can_say_goes_without_numbers(project):
    verdicts = (
        "yes: {label: Yes, definition: D, rating: 2, tone: positive}\n"
        "no: {label: No, definition: D, rating: -2, tone: negative}\n"
    )
    sidecar = CHECK.format(status="published", claim="It came.").replace("opinion", "'no'")
    changed = {
        "content/verdicts.yml": verdicts,
        "content/articles/fleet.annotations.yml": sidecar,
    }
    option = "      policies: {minimum_sources: 'off'}\n"
    found = site_of(project(files(options=option) | changed))

    assert graph(found["claims/fleet/came/"])["ClaimReview"]["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "No",
    }


def test_a_site_without_an_address_says_nothing_that_needs_one(project):
    configuration = files()["mkdocs.yml"].replace("site_url: https://desk.example/sub/\n", "")
    found = site_of(project(files() | {"mkdocs.yml": configuration}))
    for page in found.values():
        assert graph(page) == {}
        assert not {"og:url", "og:image"} & dict(tags(page)).keys()


def test_a_retracted_check_says_so(project):
    sidecar = CHECK.format(status="retracted", claim="It came.")
    sidecar += "corrections: [{date: 2026-11-25, kind: retraction, note: We were wrong.}]\n"
    changed = files() | {"content/articles/fleet.annotations.yml": sidecar}
    pages = site_of(project(changed))
    page = pages["articles/fleet/"]
    found = graph(page)["NewsArticle"]

    claims = [address for address in pages if address.startswith("claims/fleet/")]
    assert claims
    for address in ("", "articles/", "verdicts/opinion/", *claims):
        assert "Retracted." in text_of(pages[address].find(".//main")), address
        assert "ClaimReview" not in graph(pages[address]), "a verdict that does not hold"
    assert found["creativeWorkStatus"] == "Retracted"
    assert (found["datePublished"], found["dateModified"]) == ("2026-11-22", "2026-11-25")
    assert dict(tags(page))["article:modified_time"] == "2026-11-25"


def test_json_ld_is_data_and_passes_a_policy_without_inline_scripts(example_site):
    for name, content in files_of(example_site).items():
        if name.endswith(".html"):
            opened = re.findall(rb"<script([^>]*)>", content)
            assert all(b"src=" in tag or b"application/ld+json" in tag for tag in opened), name
            assert parse(content.decode()) is not None


@pytest.mark.browser
def test_a_browser_with_a_strict_policy_has_nothing_to_say(example_site, chromium: Browser):
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'"
    )
    types = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
    types |= {".svg": "image/svg+xml", ".woff2": "font/woff2"}

    def answer(route: Route) -> None:
        path = example_site / urlsplit(route.request.url).path.lstrip("/")
        file = path / "index.html" if path.is_dir() else path
        kind = types.get(file.suffix, "application/octet-stream")
        route.fulfill(path=file, content_type=kind, headers={"Content-Security-Policy": policy})

    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route("http://desk.test/**", answer)
    for address in (
        "",
        f"articles/{SLUG}/",
        f"claims/{SLUG}/wagner-now/",
        "entities/wagner-group/",
    ):
        page.goto(f"http://desk.test/{address}")
        assert page.locator("script[type='application/ld+json']").count() >= 1
    page.close()

    assert said == []
