"""Every kind of page in a real browser: whole, quiet, accessible, at every width, light and dark, without a script.

SITEGEN_PICTURES names a folder in which the pictures stay, for somebody to look at.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import DEFAULTS, built, write
from serving import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "putin-maduro-venezuela"
PAGES = {
    "home": "",
    "article": f"articles/{SLUG}/",
    "articles": "articles/",
    "claim": f"claims/{SLUG}/baltic-fleet/",
    "entity": "entities/nicolas-maduro/",
    "claimant": "entities/planet-chronicle/",
    "entities": "entities/",
    "source": "sources/tass-smolny/",
    "sources": "sources/",
    "verdict": "verdicts/distorted/",
    "scale": "verdicts/",
    "topic": "topics/world/",
    "corrections": "corrections/",
    "prose": "methodology/",
    "missing": "404.html",
}
LOOKS = [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")]


@pytest.fixture
def pictures(tmp_path) -> Path:
    folder = Path(os.environ.get("SITEGEN_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


INVISIBLE_MARKS = """
[...document.querySelectorAll('mark')].filter(mark => {
  const box = mark.getBoundingClientRect();
  const style = getComputedStyle(mark);
  return !(box.width > 0 && box.height > 0) || style.visibility !== 'visible' || style.opacity === '0';
}).map(mark => mark.outerHTML)
"""
WITHOUT_A_VISIBLE_FOCUS = """
[...document.querySelectorAll('a[href], button, summary, input, [tabindex="0"]')].filter(one => {
  if (one.closest('svg') || one.disabled || !one.checkVisibility({visibilityProperty: true})) return false;
  one.focus({preventScroll: true});
  const style = getComputedStyle(one);
  return document.activeElement !== one || style.outlineStyle === 'none' || !parseFloat(style.outlineWidth);
}).map(one => one.outerHTML.slice(0, 160))
"""


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_accessible_and_whole(
    open_page, example, axe, pictures, name, width, scheme
):
    watched = open_page(example, PAGES[name], width, color_scheme=scheme)
    page = watched.page
    if "SITEGEN_PICTURES" in os.environ:
        page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)

    assert watched.complaints == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width, "it scrolls sideways"
    assert page.evaluate(INVISIBLE_MARKS) == []
    page.keyboard.press("Tab")  # from now on the browser takes the reader for one with a keyboard
    assert page.evaluate(WITHOUT_A_VISIBLE_FOCUS) == []
    assert axe(page) == []
    assert watched.complaints == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["article", "entity", "claimant", "home"])
def test_a_number_stands_on_one_line(open_page, example, name, width):
    page = open_page(example, PAGES[name], width).page

    numbers = page.evaluate(
        """[...document.querySelectorAll("td")].filter(td => /^\\d+$/.test(td.textContent.trim())).map(td => {
             const range = document.createRange();
             range.selectNodeContents(td);
             const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
             return [td.textContent, lines.size];
           })"""
    )

    assert [number for number, _ in numbers if len(number) > 1]
    assert [number for number, lines in numbers if lines > 1] == []


@pytest.mark.parametrize("name", ["home", "article", "claim", "claimant", "source"])
def test_at_a_zoom_of_400_percent_nothing_scrolls_sideways(open_page, example, name):
    page = open_page(example, PAGES[name], 320).page

    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


PICTURES_ARE_THERE = """
Promise.all([...document.images].map(one => { one.loading = 'eager'; return one.decode(); }))
"""
WIDE = f"{'W' * 400} stands."
WIDE_NAME = f"'{'N' * 400}'"


@pytest.fixture(scope="session", params=["broadsheet", "plain"])
def wide(request, tmp_path_factory) -> Iterator[str]:
    """The address of a site with a wide picture, and with names and texts that have no place to break."""
    folder = tmp_path_factory.mktemp("wide")
    write(
        folder,
        {
            "mkdocs.yml": DEFAULTS["mkdocs.yml"] + f"      theme: {request.param}\n",
            "content/articles/a.md": f"---\ntitle: {WIDE_NAME}\ntopics: [{WIDE_NAME}]\n---\n\n{WIDE}\n\n![A map](../map.svg)\n\nThe end.\n",
            "content/map.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"/>',
            "content/articles/a.annotations.yml": "status: published\nchecked: 2026-11-22\nauthors: [desk]\n"
            "reviewers: [second-desk]\nfinding: F.\nclaims:\n"
            f"  - {{id: a, quote: {WIDE}, claim: {WIDE}, claimant: long, verdict: long, finding: F., entities: [other]}}\n"
            "  - {id: b, quote: The end., claimant: other, verdict: long, finding: F., entities: [long]}\n",
            "content/entities/all.yml": f"long: {{name: {WIDE_NAME}, type: place}}\nother: {{name: O, type: person}}\n",
            "content/verdicts.yml": f"long: {{label: {WIDE_NAME}, definition: D., tone: neutral}}\n",
        },
    )
    with served(built(folder, folder / "site")) as address:
        yield address


@pytest.mark.parametrize(
    "address",
    ["", "articles/a/", "claims/a/a/", "claims/a/b/", "entities/long/", "entities/other/", "entities/", "verdicts/", "verdicts/long/", "search/"],
)  # fmt: skip
def test_nothing_that_an_editor_writes_is_wider_than_a_narrow_screen(open_page, wide, address):
    page = open_page(wide, address, 320).page
    page.evaluate(PICTURES_ARE_THERE)

    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ["home", "article", "claim", "claimant"])
def test_in_forced_colours_marks_and_words_are_seen(open_page, example, name):
    watched = open_page(example, PAGES[name], forced_colors="active")

    assert watched.page.evaluate(INVISIBLE_MARKS) == []
    assert (
        watched.page.evaluate("""[...document.querySelectorAll('main mark, main .key')].filter(
        one => getComputedStyle(one).textDecorationLine !== 'underline' && !one.closest('.chart')
    ).length""")
        == 0
    )


UNREADABLE = """
(() => {
  const visible = new Set(), hidden = new Set();
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.replace(/\\s+/g, ' ').trim();
    const holder = texts.currentNode.parentElement;
    if (!/\\p{L}/u.test(text) || holder.closest('script, a, button, summary, svg')) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const shown = holder.checkVisibility({opacityProperty: true, visibilityProperty: true})
      && [...range.getClientRects()].some(box => box.width > 1 && box.height > 1);
    (shown ? visible : hidden).add(text);
  }
  return [...hidden].filter(text => !visible.has(text));
})()
"""
"""The texts of a page, links left out, that can be seen nowhere on it."""


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_everything_can_be_read(open_page, example, name, width):
    page = open_page(example, PAGES[name], width, java_script_enabled=False).page
    for summary in page.locator("summary").all():
        summary.click()

    assert len(page.locator("main").inner_text()) > 60
    assert page.evaluate(UNREADABLE) == []
    assert page.evaluate(INVISIBLE_MARKS) == []
    # A form leads to a page; any other button would do nothing.
    assert page.locator("button:not(form[action] button)").count() == 0


@pytest.mark.parametrize("width", [320, 360, 600])
def test_on_a_phone_the_sections_stand_in_one_line_and_the_search_beside_the_name(
    open_page, example, width
):
    page = open_page(example, "", width).page
    boxes = page.locator(".sections a").evaluate_all(
        "all => all.map(a => a.getBoundingClientRect()).map(({top, left, right}) => ({top, left, right}))"
    )
    *sections, search = boxes
    name = page.locator(".masthead .nameplate").bounding_box()

    assert len({box["top"] for box in sections}) == 1
    assert search["top"] < name["y"] + name["height"] <= sections[0]["top"] + 1
    assert 0 < search["left"] < search["right"] <= width

    page.locator(".sections a").nth(4).focus()
    last = page.locator(".sections a").nth(4).bounding_box()
    assert 0 <= last["x"] <= last["x"] + last["width"] <= width
    assert page.evaluate("document.scrollingElement.scrollLeft") == 0


def test_on_the_first_page_the_newest_check_comes_large_then_what_was_corrected(
    open_page, overlapping
):
    page = open_page(overlapping, "").page
    sizes = page.evaluate(
        "['h1', '.first h3', '.row-claim'].map(s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize))"
    )

    assert page.locator("main h2").all_inner_texts()[:2] == ["Latest checks", "Latest corrections"]
    assert page.locator(".first h3").inner_text() == "A debate"
    assert page.locator(".first .row-verdict").inner_text() == "Mixed"
    assert page.locator(".first .tally tr").count() == 3
    assert sizes[1] == max(sizes) > 1.2 * sizes[0]


def test_on_paper_the_columns_over_time_come_with_their_numbers(open_page, example):
    pypdf = pytest.importorskip("pypdf")
    page = open_page(example, PAGES["entity"]).page
    rows = page.locator(".times details tr").all_text_contents()

    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))

    words = "".join("".join(sheet.extract_text() for sheet in printed.pages).split())
    assert rows
    assert "".join("".join(rows).split()) in words


EDGES = """(...wanted) => wanted.flat().map(one => {
  const box = document.querySelector(one).getBoundingClientRect();
  return [Math.round(box.left), Math.round(box.right)];
})"""


@pytest.mark.parametrize("name", ["home", "article", "claim", "entities"])
def test_the_name_of_the_site_and_its_pages_share_an_edge_and_grow_together(
    open_page, example, name
):
    rooms = []
    for width in (360, 1440, 2200):
        page = open_page(example, PAGES[name], width).page
        names = [".masthead .nameplate", "h1", ".colophon .nameplate", ".sitegen"]
        plate, title, colophon, body = page.evaluate(EDGES, names)
        assert plate[0] == title[0] == colophon[0]
        rooms.append(body[1] - body[0])
    assert rooms[2] > 1.2 * rooms[1], "the page of a wide window is wider"


def test_who_said_a_claim_stands_beside_it_where_there_is_room(open_page, example):
    for width, is_beside in ((1440, True), (768, False), (360, False)):
        page = open_page(example, PAGES["verdict"], width).page
        names = [".rows .row-finding", ".rows .row-where"]
        finding, where = page.evaluate(EDGES, names)
        assert (where[0] > finding[1]) == is_beside


def test_a_text_says_below_its_headline_who_published_it(open_page, example):
    page = open_page(example, PAGES["article"], 360).page

    assert "Planet Chronicle" in page.locator(".front .origin").inner_text()
    assert page.locator(".front h1 + .origin").count() == 1
