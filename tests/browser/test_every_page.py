"""Every kind of page in a real browser: whole, quiet, accessible, at every width, light and dark, without a script.

SITEGEN_PICTURES names a folder in which the pictures stay, for somebody to look at.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
@pytest.mark.parametrize("name", ["article", "entity", "claimant", "scale"])
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

    assert len(page.locator("main").inner_text()) > 60
    assert page.evaluate(UNREADABLE) == []
    assert page.evaluate(INVISIBLE_MARKS) == []
    # A form leads to a page; any other button would do nothing.
    assert page.locator("button:not(form[action] button)").count() == 0
