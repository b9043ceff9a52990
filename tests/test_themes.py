"""What every theme that comes with sitegen promises, whatever it looks like. `plain` is the smallest."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from projects import EPOCH, REPOSITORY
from serving import served
from sites import files_of, ids_of, inside, links_of, marks_of, pages_of, text_of

from sitegen.engine import build, open_project
from sitegen.render.policy import policy

THEMES = sorted(path.parent.name for path in (REPOSITORY / "themes").glob("*/theme.yml"))
SLUG = "putin-maduro-venezuela"
ARTICLE = f"articles/{SLUG}/"
SITE_URL = "https://example.org/"
MOST_LINES = 300
"""Of the smallest complete theme, in all its files together."""


def read(name: str) -> Any:
    return yaml.load((REPOSITORY / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


SIDECAR = read(f"content/articles/{SLUG}.annotations.yml")
CLAIMS: list[dict[str, Any]] = SIDECAR["claims"]
VERDICTS = read("content/verdicts.yml")


def quote_of(item: dict[str, Any]) -> str:
    quotes = [item["quote"]] if "quote" in item else item["quotes"]
    return "".join(quote if isinstance(quote, str) else quote["exact"] for quote in quotes)


@pytest.fixture(scope="module", params=THEMES)
def site(request, tmp_path_factory) -> Path:
    """The example in one theme after the other."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(REPOSITORY / "content", folder / "content")
    text = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("theme: broadsheet", f"theme: {request.param}")
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        project, problems = open_project(folder / "mkdocs.yml")
        assert project, problems
        report = build(project, cache=False)
    assert report.published, report.problems
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site):
    return pages_of(site)


def test_the_smallest_complete_theme_is_small():
    files = [path for path in (REPOSITORY / "themes" / "plain").rglob("*") if path.is_file()]

    assert sum(path.read_text(encoding="utf-8").count("\n") for path in files) < MOST_LINES
    assert not [path for path in files if path.suffix == ".js"]


def test_every_theme_has_the_same_pages(site, example_site):
    def addresses(of: Path) -> set[str]:
        # A theme without a template for pictures has none.
        return {name for name in files_of(of) if not name.startswith(("assets/", "social/"))}

    assert addresses(site) == addresses(example_site)


def test_the_marks_say_the_quotes_and_lead_to_what_is_said_of_them(pages):
    article = pages[ARTICLE]
    ids = set(ids_of(article))

    wanted = {item["id"]: quote_of(item) for item in (*CLAIMS, *SIDECAR.get("notes", []))}
    assert marks_of(article) == wanted
    assert {f"claim-{name}" for name in wanted} <= ids


def test_an_article_says_the_finding_verdict_and_evidence_of_each_claim(pages):
    words = " ".join(text_of(pages[ARTICLE].find(".//main")).split())
    for claim in CLAIMS:
        assert VERDICTS[claim["verdict"]]["label"] in words
        plain = re.sub(r" ?\[@[^]]*\]", "", " ".join(claim["finding"].split())).rstrip(".")
        assert plain.partition("*")[0] in words, claim["id"]
        for source in claim.get("sources", ()):
            assert " ".join(source.get("quote", "").split()) in words


def test_every_use_of_a_source_has_a_number_and_a_way_back(pages):
    seen = 0
    for address, page in pages.items():
        cited, back = Counter(), Counter()
        for link in page.iter("a"):
            if link.get("href", "").startswith("#source-"):
                cited[link.get("href")] += 1
        for item in page.iter("li"):
            if item.get("id", "").startswith("source-"):
                uses = [a for a in item.iter("a") if a.get("href", "").startswith("#cite-")]
                back[f"#{item.get('id')}"] = len(uses)
        assert cited == back, address
        seen += sum(cited.values())
    assert seen > 300


def test_no_link_or_fragment_is_broken_and_every_page_is_reached(site, pages):
    ids = {address: set(ids_of(page)) for address, page in pages.items()}
    files, reached, broken = set(files_of(site)), {"404.html"}, []
    for address, page in pages.items():
        for tag, link in links_of(page):
            target = inside(
                "/" + link.removeprefix(SITE_URL) if link.startswith(SITE_URL) else link, address
            )
            if target is None:
                continue
            path, fragment = target
            file = path + "index.html" if not path or path.endswith("/") else path
            if tag == "a":
                reached.add(path)
            if file not in files or (fragment and fragment not in ids.get(path, set())):
                broken.append((address, tag, link))
    assert broken == []
    assert set(pages) - reached == set()


def test_a_page_has_a_title_one_h1_a_language_a_main_part_and_ids_once(pages):
    for address, page in pages.items():
        assert page.get("lang") == "en", address
        assert page.get("dir") == "ltr", address
        assert [len(list(page.iter(tag))) for tag in ("h1", "main", "title")] == [1, 1, 1], address
        assert text_of(next(page.iter("h1"))).strip(), address
        assert [name for name, times in Counter(ids_of(page)).items() if times > 1] == [], address


def test_a_claim_has_one_claim_review_on_its_page(pages):
    for address, page in pages.items():
        data = [
            json.loads(s.text)
            for s in page.iter("script")
            if s.get("type") == "application/ld+json"
        ]
        reviews = [item for item in data if item.get("@type") == "ClaimReview"]
        assert len(reviews) == address.startswith("claims/"), address


def test_every_page_says_its_policy_before_anything_is_loaded(pages):
    for address, page in pages.items():
        head = [item for item in page.find("head") if item.tag in ("meta", "link", "script")]
        said = [
            n for n, item in enumerate(head) if item.get("http-equiv") == "Content-Security-Policy"
        ]
        assert said == [1], f"{address}: it stands behind the encoding"
        assert head[0].get("charset") == "utf-8"
        expected = policy("search" if address == "search/" else "other")
        assert head[1].get("content") == expected, address


def test_nothing_that_the_policy_forbids_stands_in_a_page(pages):
    for address, page in pages.items():
        assert list(page.iter("style")) == [], address
        for item in page.iter():
            assert [key for key in item.attrib if key.startswith("on") or key == "style"] == [], (
                address
            )
        for script in page.iter("script"):
            assert script.get("type") == "application/ld+json" or (
                script.get("src") and not script.text
            )


# In a browser

VIOLATIONS = "addEventListener('securitypolicyviolation', e => said(`${e.violatedDirective} ${e.blockedURI}`))"


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    with served(site) as address:
        yield address


def test_no_picture_holds_a_link(site):
    """The address of a link in SVG cannot be set, and themes of MkDocs that swap pages set every one."""
    pictures = [
        (path, picture.partition("</svg>")[0])
        for path in site.rglob("*.html")
        for picture in path.read_text("utf-8").split("<svg")[1:]
    ]
    assert pictures or "plain" in site.parts[-2], "the law would hold of nothing"
    assert [path for path, picture in pictures if "<a" in picture or "href" in picture] == []


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_violates_its_policy(chromium, address, pages):
    complaints: list[str] = []
    context = chromium.new_context()
    context.expose_function("said", lambda said: complaints.append(said))
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in pages:
        page.goto(address + name, wait_until="load")
        assert complaints == [], name
    context.close()


@pytest.mark.browser
def test_a_violation_of_the_policy_would_be_seen(chromium, address):
    """The listener of the test above hears a style, a script and a picture that may not be."""
    complaints: list[str] = []
    context = chromium.new_context()
    context.expose_function("said", lambda said: complaints.append(said))
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    page.goto(address)
    with page.expect_console_message():
        page.evaluate(
            """() => {
              document.body.insertAdjacentHTML('beforeend', '<p style="color: red">x</p>');
              const script = document.createElement('script');
              script.textContent = 'document.title = "run"';
              document.head.append(script);
              const picture = new Image();
              picture.src = 'https://elsewhere.invalid/x.png';
              document.body.append(picture);
            }"""
        )
    page.wait_for_function("() => document.images[document.images.length - 1].complete")
    heard = {said.partition(" ")[0] for said in complaints}
    assert heard >= {"style-src-attr", "script-src-elem", "img-src"}
    assert page.title() != "run"
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["", ARTICLE, "entities/nicolas-maduro/", "sources/"])
def test_a_page_is_readable_on_the_narrowest_screen_and_from_the_disk(chromium, site, name):
    """`file:` has no server and no origin; the policy lets the site's own files in all the same.

    Without an origin no font is fetched ahead, which the browser says; it comes when it is needed.
    """
    page = chromium.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=True)
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda said: failed.append(f"{said.text} {said.location['url']}"))
    page.goto((site / name / "index.html").as_uri())
    loaded = page.evaluate(
        """async () => (await document.fonts.ready, [...document.fonts])
             .filter(font => font.status === 'loaded').map(font => font.family)"""
    )

    assert [said for said in failed if ".woff2" not in said] == []
    assert not failed or {"Newsreader", "Public Sans"} <= {name.strip('"') for name in loaded}
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    assert page.evaluate("document.styleSheets.length") >= 1
    page.close()
