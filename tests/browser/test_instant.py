"""Material's instant navigation: pages that are swapped into the document work like pages that were loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from projects import EPOCH, REPOSITORY
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTICLE = "articles/putin-maduro-venezuela/"
CLAIM = "claims/putin-maduro-venezuela/baltic-fleet/"
FEATURES = "[navigation.instant, navigation.instant.prefetch, navigation.instant.progress, navigation.tabs]"
CLICKS = (
    "entities/",
    "entities/nicolas-maduro/",
    "sources/",
    "sources/tass-smolny/",
    "verdicts/",
    "verdicts/distorted/",
    ARTICLE,
    "corrections/",
    "topics/world/",
    "search/",
    CLAIM,
    "methodology/",
    "",
    "articles/",
    ARTICLE,
)
"""Addresses to go to one after the other: each kind of page, and what has a script twice."""
FOLLOW = """address => {
  const link = Object.assign(document.createElement("a"), {href: address, textContent: "there"});
  document.querySelector("article").append(link);
  link.click();
}"""
"""As a link of the page: prose, lists and the navigation have them all."""
IS_SHOWN = """([address, title, heading]) =>
  location.href === address && document.title === title &&
  document.querySelector("article h1")?.textContent.replace(/¶/g, "").trim() === heading"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which Material's site is made."""
    return tmp_path_factory.mktemp("instant")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The example inside Material with instant navigation, at the address for which it was built."""
    pytest.importorskip("material")
    with served(folder / "site") as address:
        config = folder / "mkdocs.yml"
        config.write_text(
            f"INHERIT: {REPOSITORY / 'mkdocs.material.yml'}\n"
            f"site_url: {address}\n"
            f"docs_dir: {REPOSITORY / 'content'}\n"
            f"theme: {{name: material, custom_dir: {REPOSITORY / 'themes' / 'material'}, features: {FEATURES}}}\n"
        )
        subprocess.run(
            [
                sys.executable,
                "-m",
                "mkdocs",
                "build",
                "-f",
                str(config),
                "-d",
                str(folder / "site"),
            ],
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH},
            check=True,
            capture_output=True,
            timeout=300,
        )
        yield address


@pytest.fixture
def wait_until_shown(folder: Path, site: str) -> Callable[[Page, str], None]:
    """Return a function that waits until the page of an address is the one in the document."""

    def wait(page: Page, address: str) -> None:
        html = (folder / "site" / address / "index.html").read_text("utf-8")
        words = page.evaluate(
            """html => {
              const made = new DOMParser().parseFromString(html, "text/html");
              return [made.title, made.querySelector("article h1").textContent.replace(/¶/g, "").trim()];
            }""",
            html,
        )
        page.wait_for_function(IS_SHOWN, arg=[site + address, *words])
        if address == ARTICLE:
            page.locator(".tools [data-do=marks]").wait_for()

    return wait


def test_every_kind_of_page_comes_without_loading_and_works(
    open_page, site, wait_until_shown
) -> None:
    watched = open_page(site, "methodology/")
    page = watched.page
    page.evaluate("window.sameDocument = true")
    for address in CLICKS:
        page.evaluate(FOLLOW, site + address)
        wait_until_shown(page, address)
        if address == "search/":
            page.locator(".finder [name=q]").wait_for()
        if address == ARTICLE:
            page.locator(".ref").first.click()
            assert page.locator(".placed").count() == 1
            assert page.locator(".tools [data-do=marks]").count() == 1
            page.keyboard.press("Escape")
            assert page.locator(".placed").count() == 0
    assert page.evaluate("window.sameDocument") is True
    assert watched.complaints == []


def test_links_of_the_bodies_themselves_lead_on(open_page, site, wait_until_shown) -> None:
    """The links that readers follow, each in the page that the one before led to."""
    watched = open_page(site, "methodology/")
    page = watched.page
    page.evaluate("window.sameDocument = true")
    for link, address in (
        (".md-tabs a[href*=verdicts]", "verdicts/"),
        (".sitegen a[href*=distorted]", "verdicts/distorted/"),
        (".sitegen .row-claim a[href*=baltic-fleet]", CLAIM),
        (".sitegen .kicker a[href*=putin]", ARTICLE),
    ):
        page.locator(link).first.click()
        page.wait_for_function(
            "address => location.href.split('#')[0] === address", arg=site + address
        )
        page.evaluate("history.replaceState(history.state, '', location.pathname)")
        wait_until_shown(page, address)
    assert page.evaluate("window.sameDocument") is True
    assert watched.complaints == []


def test_back_and_forward_bring_pages_that_work(open_page, site, wait_until_shown) -> None:
    watched = open_page(site, "methodology/")
    page = watched.page
    page.evaluate("window.sameDocument = true")
    way = [ARTICLE, "search/", ARTICLE, "articles/"]
    for address in way:
        page.evaluate(FOLLOW, site + address)
        wait_until_shown(page, address)
    for address in (*reversed(way[:-1]), "methodology/"):
        page.evaluate("history.back()")
        wait_until_shown(page, address)
    for address in way:
        page.evaluate("history.forward()")
        wait_until_shown(page, address)
        if address == ARTICLE:
            assert page.locator(".tools [data-do=marks]").count() == 1
            marks = page.locator(".tools [data-do=marks]")
            marks.click()  # Two listeners would undo each other.
            assert marks.get_attribute("aria-pressed") == "false"
            marks.click()
            assert marks.get_attribute("aria-pressed") == "true"
    assert page.evaluate("window.sameDocument") is True
    assert watched.complaints == []


def test_what_the_script_answers_leads_nowhere(open_page, site, wait_until_shown) -> None:
    """Material follows each click on a link of which it hears, whether it was prevented or not."""
    watched = open_page(site, "methodology/")
    page = watched.page
    page.evaluate(FOLLOW, site + ARTICLE)
    wait_until_shown(page, ARTICLE)
    page.evaluate("document.body.addEventListener('click', () => (window.heard = true))")
    for link in (".result .tally th a", ".result .tally th a", ".ref", ".copy a"):
        page.locator(link).first.click()
        assert page.evaluate("window.heard") is None, link
        assert page.url.partition("#")[0] == site + ARTICLE
    page.locator(".placed").wait_for()
    page.locator(".result .tally th a").first.click()
    assert page.locator(".result .tally [aria-pressed=true]").count() == 1
    page.locator(".sitegen .kicker a").first.click()
    page.wait_for_function("address => location.href === address", arg=site + "topics/world/")
    assert watched.complaints == []


COUNT_LISTENERS = """
window.listening = 0;
for (const target of [window, document]) {
  const [add, remove] = [target.addEventListener, target.removeEventListener];
  target.addEventListener = function (type, react, options) {
    if (["popstate", "resize", "beforeprint", "keydown", "load"].includes(type)) {
      window.listening++;
      options?.signal?.addEventListener("abort", () => window.listening--);
    }
    return add.call(this, type, react, options);
  };
  target.removeEventListener = function (type, react, options) {
    if (["popstate", "resize", "beforeprint", "keydown", "load"].includes(type)) window.listening--;
    return remove.call(this, type, react, options);
  };
}"""
"""Counts what listens to the window and the document, which outlive a page that is swapped."""


def test_listeners_of_pages_that_went_are_gone(open_page, site, wait_until_shown) -> None:
    page = open_page(site, "articles/").page
    page.context.add_init_script(COUNT_LISTENERS)
    page.reload()
    counts = []
    for address in (ARTICLE, "articles/") * 4:
        page.evaluate(FOLLOW, site + address)
        wait_until_shown(page, address)
        counts.append(page.evaluate("window.listening"))
    assert counts[0] > counts[1], "the script listens on the page of an article"
    assert counts[2:] == counts[:2] * 3
    refs = page.eval_on_selector_all(".ref", "all => [...new Set(all.map(ref => ref.hash))]")
    assert refs == []
    page.evaluate(FOLLOW, site + ARTICLE)
    wait_until_shown(page, ARTICLE)
    refs = page.eval_on_selector_all(".ref", "all => [...new Set(all.map(ref => ref.hash))]")
    for wanted in refs[:3]:
        page.keyboard.press("j")
        assert page.evaluate("location.hash") == wanted
        assert page.locator(".placed").count() == 1


def test_links_inside_the_site_have_no_arrow(open_page, site) -> None:
    page = open_page(site, "articles/").page
    page.evaluate("for (const link of document.links) link.href = link.href")
    arrows = page.evaluate(
        """() => [...document.querySelectorAll(".sitegen a")].filter(
          link => getComputedStyle(link, "::after").content.includes("↗")
        ).map(link => link.href)"""
    )
    assert [link for link in arrows if link.startswith(site)] == []


def test_bodies_hold_no_script_but_those_of_files(example_site: Path) -> None:
    """Material runs every script of a page that it swaps in, whatever its type."""
    for path in example_site.rglob("*.html"):
        body = path.read_text("utf-8").partition("<body")[2]
        assert body.count("<script") == body.count("<script src="), path


def test_no_picture_of_a_hosted_page_holds_a_link_of_ours(folder, site) -> None:
    pages = list((folder / "site").rglob("*.html"))
    assert len(pages) > len(CLICKS)
    for path in pages:
        for picture in path.read_text("utf-8").split("<svg")[1:]:
            assert "<a" not in picture.partition("</svg>")[0], path
