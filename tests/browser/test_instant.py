"""Material's instant navigation: pages that are swapped into the document work like pages that were loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import EPOCH, REPOSITORY
from serving import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTICLE = "articles/putin-maduro-venezuela/"
FEATURES = "[navigation.instant, navigation.instant.prefetch, navigation.instant.progress, navigation.tabs]"
CLICKS = (
    ("entities/", "People, places and organisations"),
    ("entities/nicolas-maduro/", "Nicolás Maduro"),
    ("sources/", "Sources"),
    ("verdicts/", "What the verdicts mean"),
    ("verdicts/distorted/", "Distorted"),
    (ARTICLE, ""),
    ("corrections/", "Corrections"),
    ("search/", "Search"),
    ("claims/putin-maduro-venezuela/baltic-fleet/", ""),
    ("methodology/", ""),
    ("articles/", "All checks"),
    (ARTICLE, ""),
)
"""Addresses to go to one after the other, with the heading of the page where it is plain."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The example inside Material with instant navigation, at the address for which it was built."""
    pytest.importorskip("material")
    folder = tmp_path_factory.mktemp("instant")
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


def test_every_kind_of_page_comes_without_loading_and_works(open_page, site) -> None:
    watched = open_page(site, "methodology/")
    page = watched.page
    page.evaluate("window.sameDocument = true")
    for address, heading in CLICKS:
        # As a link of the page: prose, lists and the navigation have them all.
        page.evaluate(
            """address => {
              const link = Object.assign(document.createElement("a"), {href: address, textContent: "there"});
              document.querySelector("article").append(link);
              link.click();
            }""",
            site + address,
        )
        page.wait_for_url(site + address)
        if heading:
            page.locator("h1", has_text=heading).first.wait_for()
        if address == "search/":
            page.locator(".finder [name=q]").wait_for()
        if address == ARTICLE:
            page.locator(".tools [data-do=marks]").wait_for()
            page.locator(".ref").first.click()
            assert page.locator(".placed").count() == 1
            assert page.locator(".tools [data-do=marks]").count() == 1
            page.keyboard.press("Escape")
            assert page.locator(".placed").count() == 0
    assert page.evaluate("window.sameDocument") is True
    assert watched.complaints == []


def test_listeners_of_pages_that_went_are_gone(open_page, site) -> None:
    """J opens one card, however often the article was shown before."""
    page = open_page(site, ARTICLE).page
    for address in ("articles/", ARTICLE) * 3:
        page.evaluate(
            """address => {
              const link = Object.assign(document.createElement("a"), {href: address});
              document.querySelector("article").append(link);
              link.click();
            }""",
            site + address,
        )
        page.wait_for_url(site + address)
        if address == ARTICLE:
            page.locator(".tools [data-do=marks]").wait_for()
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


def test_no_picture_holds_a_link(example_site: Path) -> None:
    for path in example_site.rglob("*.html"):
        for picture in path.read_text("utf-8").split("<svg")[1:]:
            assert "<a " not in picture.partition("</svg>")[0], path
