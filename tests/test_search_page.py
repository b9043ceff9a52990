"""The search in a real browser: what is found, how it is narrowed, what stays without an index."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from projects import DEFAULTS, REPOSITORY, built, write
from serving import served

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self';"
    " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"
)
"""What docs/search.md tells a host to send."""
STRICT = {"Content-Security-Policy": POLICY}
WORDS = "baltic fleets"
CLAIM = "claims/putin-maduro-venezuela/baltic-fleet/"


@pytest.fixture(scope="module")
def address(example_site, tmp_path_factory) -> Iterator[str]:
    """The example below a path, on a strict host."""
    pytest.importorskip("pagefind_bin", reason="the extra `search` is not installed")
    root = tmp_path_factory.mktemp("host")
    shutil.copytree(example_site, root / "some" / "path")
    with served(root, STRICT) as base:
        yield base + "some/path/"


@pytest.fixture
def opened(chromium) -> Iterator[Callable[..., object]]:
    """A function that opens a page; at the end nothing may have been complained of.

    But that from the disk, where there is no origin, no font can be fetched ahead.
    """
    contexts, complaints = [], []

    def open_page(url: str, *, width: int = 1440, scheme: str = "light", **more):
        viewport = {"width": width, "height": 900}
        context = chromium.new_context(viewport=viewport, color_scheme=scheme, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(f"{said.text} {said.location['url']}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda asked: complaints.append(f"failed: {asked.url}"))
        home = url.split("/", 3)[:3]
        page.on(
            "request",
            lambda asked: (
                asked.url.split("/", 3)[:3] == home or complaints.append(f"elsewhere: {asked.url}")
            ),
        )
        page.goto(url)
        return page

    yield open_page
    # What is still on its way when a page is closed fails.
    found = [said for said in complaints if "file://" not in said or ".woff2" not in said]
    for context in contexts:
        context.close()
    assert found == []


def answer(page) -> str:
    expect(page.locator(".answer")).to_have_text(re.compile(r"\d|Nothing"))
    return page.locator(".answer").inner_text()


def number(page) -> int:
    return int(answer(page).split()[-1])


def ask(page, words: str) -> None:
    page.locator("#q").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=*")


def test_a_claim_is_found_by_its_words_in_another_form(opened, address):
    page = opened(address + "search/")
    ask(page, WORDS)

    assert answer(page) == "Results: 2"
    row = page.locator(".found .row").first
    assert row.locator("a").evaluate("link => link.href") == address + CLAIM
    assert row.locator(".verdict").inner_text() == "Distorted"
    assert "Putin sent the Baltic Fleet to a port" in row.locator(".row-claim").inner_text()
    assert row.locator(".row-claim mark").all_inner_texts() == ["Baltic", "Fleet"]
    assert row.locator(".row-where time").get_attribute("datetime")
    assert not page.locator(".listed").is_visible()
    row.locator("a").click()
    page.wait_for_url(address + CLAIM)


def test_filters_narrow_with_counts_that_keep_their_word(opened, address):
    page = opened(address + "search/")
    ask(page, "maduro")
    everything = number(page)
    box = page.locator("input[name=verdict][value=Contradicted]")
    promised = int(box.locator("xpath=..").locator("small").inner_text())
    assert 0 < promised < everything

    box.check()
    page.wait_for_url("**verdict=Contradicted*")
    expect(page.locator(".answer")).to_have_text(f"Results: {promised}")
    assert set(page.locator(".found .verdict").all_inner_texts()) == {"Contradicted"}

    page.locator("select[name=type]").select_option("claim")
    page.wait_for_url("**type=claim*")
    page.locator("button[type=reset]").click()
    page.wait_for_url(address + "search/")
    expect(page.locator(".listed")).to_be_visible()
    assert not box.is_checked()


def test_the_address_can_be_given_to_others_and_the_way_back_works(opened, address):
    page = opened(address + "search/?q=baltic+fleet&verdict=Distorted")

    assert answer(page) == "Results: 1"
    assert page.locator("#q").input_value() == "baltic fleet"
    assert page.locator("input[value=Distorted]").is_checked()
    ask(page, "caracas")
    page.wait_for_url("**q=caracas*")
    page.go_back()
    page.wait_for_url("**q=baltic*")
    expect(page.locator("#q")).to_have_value("baltic fleet")
    expect(page.locator(".answer")).to_have_text("Results: 1")
    page.reload()
    assert answer(page) == "Results: 1"


def test_it_works_from_the_first_page_by_keyboard_alone(opened, address):
    page = opened(address)
    page.locator("form[role=search] input").focus()
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=baltic+fleets")

    assert number(page) == 2
    page.locator("#q").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.found') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(address + CLAIM)


def test_more_results_are_fetched_and_the_focus_goes_there(opened, address):
    page = opened(address + "search/?q=maduro")
    total = number(page)
    assert page.locator(".found .row").count() == 20 < total

    page.get_by_role("button", name="More results").click()
    expect(page.locator(".found .row:nth-child(21) .row-claim a")).to_be_focused()


def test_nothing_found_is_said(opened, address):
    page = opened(address + "search/?q=zzyzx")

    assert answer(page).startswith("Nothing was found")
    assert page.locator(".answer").get_attribute("role") == "status"
    assert not page.locator(".found").is_visible()


def test_markup_in_words_stays_words(opened, address):
    page = opened(
        address + "search/?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&entity=%3Cb%3E&year=%22"
    )

    assert answer(page)
    assert page.locator(".sitegen-search :is(img, b)").count() == 0


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("query", ["", "?q=maduro"])
def test_the_page_never_scrolls_sideways(opened, address, query, java_script):
    page = opened(address + "search/" + query, width=320, java_script_enabled=java_script)
    if query and java_script:
        answer(page)

    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_without_javascript_there_is_the_list_and_no_form(opened, address):
    page = opened(address + "search/?q=baltic", java_script_enabled=False)

    assert not page.locator(".finder").is_visible()
    assert page.locator(".listed .row").count() == 48
    assert "needs JavaScript" in page.locator("header.front").inner_text()


def narrows(page) -> None:
    page.locator("#q").fill("BALTIC fleet")
    expect(page.locator(".answer")).to_have_text(re.compile("Claims shown"))
    shown = page.locator(".listed .row:visible")
    assert 0 < shown.count() < 10
    assert all("Baltic Fleet" in text for text in shown.all_inner_texts())
    assert answer(page) == f"Claims shown: {shown.count()} of 48"
    page.locator("input[value=Distorted]").check()
    expect(page.locator(".answer")).to_have_text("Claims shown: 1 of 48")
    page.locator("button[type=reset]").click()
    expect(shown).to_have_count(48)


def test_from_a_file_the_list_is_narrowed(opened, example_site):
    narrows(opened((example_site / "search" / "index.html").as_uri()))


def test_without_the_extra_the_list_is_narrowed(opened, tmp_path):
    for name in ("pagefind_bin", "pagefind_bin_extended"):
        (tmp_path / f"{name}.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    site = built(REPOSITORY, tmp_path / "site", "--no-cache", PYTHONPATH=path)
    assert not (site / "pagefind").exists()

    with served(site, STRICT) as base:
        narrows(opened(base + "search/"))


SPEAKING: dict[str, tuple[str, str, str]] = {
    "zh": ("失业率的报道", "失业率在2023年下降到百分之四点一", "失业率"),
    "ja": ("失業率について", "失業率は2023年に低下した", "低下"),
    "th": ("รายงาน", "อัตราการว่างงานลดลงในปี 2566", "ว่างงาน"),
    "ar": ("تقرير عن البطالة", "معدل البطالة انخفض في عام 2023", "البطاله"),
    "hi": ("बेरोज़गारी की रिपोर्ट", "बेरोज़गारी दर 2023 में घटी", "बेरोज़गारी"),
}
"""Language: (title, quote, words that a reader types)."""


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Iterator[str]:
    """A site in Arabic with checks of texts in other languages."""
    folder = tmp_path_factory.mktemp("world")
    files = {
        "mkdocs.yml": DEFAULTS["mkdocs.yml"] + "theme: {name: null, language: ar}\n",
        "content/sources/all.yml": "a-source: {title: A source, url: 'https://a.example/'}\n",
    }
    for language, (title, quote, _) in SPEAKING.items():
        files[f"content/articles/{language}.md"] = (
            f'---\ntitle: "{title}"\nlanguage: {language}\ndate: 2026-11-01\n---\n\n{quote}.\n'
        )
        files[f"content/articles/{language}.annotations.yml"] = (
            "status: published\nchecked: 2026-11-22\nauthors: [desk]\nreviewers: [second-desk]\n"
            f'claims:\n  - id: rate\n    quote: "{quote}"\n    claim: "{quote}."\n'
            "    verdict: supported\n    finding: So it is.\n    sources: [a-source]\n"
        )
    write(folder, files)
    with served(built(folder, folder / "site"), STRICT) as base:
        yield base


@pytest.mark.parametrize("language", SPEAKING)
def test_words_of_any_script_are_found_in_a_site_from_right_to_left(opened, world, language):
    title, quote, words = SPEAKING[language]
    page = opened(f"{world}search/?q={words}")

    assert page.evaluate("getComputedStyle(document.querySelector('.finder')).direction") == "rtl"
    answer(page)
    found = [each.removesuffix(".") for each in page.locator(".found .row-claim").all_inner_texts()]
    assert quote in found
    assert set(found) <= {title, quote}
    assert page.locator(".found mark").count() > 0
    page.locator("select[name=language]").select_option(language)
    page.wait_for_url(f"**language={language}*")
    assert answer(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(
    "query", ["search/", "search/?q=maduro&verdict=Contradicted", "search/?q=zzyzx", ""]
)
def test_axe_finds_nothing(opened, axe, address, query, width, scheme):
    page = opened(address + query, width=width, scheme=scheme, bypass_csp=True)
    if "q=" in query:
        answer(page)

    assert axe(page) == []
