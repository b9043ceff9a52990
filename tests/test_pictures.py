"""The pages in a real browser: whole, quiet, readable on a telephone and a desk, light and dark.

SITEGEN_PICTURES names a folder in which the pictures stay, for somebody to look at.
"""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "putin-maduro-venezuela"
PAGES = {
    "home": "",
    "article": f"articles/{SLUG}/",
    "claim": f"claims/{SLUG}/baltic-fleet/",
    "entity": "entities/nicolas-maduro/",
}
WIDTHS = (360, 1440)
SCHEMES = ("light", "dark")


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(example_site) -> Iterator[str]:
    """The example, served from this machine."""
    handler = functools.partial(Handler, directory=str(example_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def pictures(tmp_path) -> Path:
    folder = Path(os.environ.get("SITEGEN_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_a_complaint(chromium, address, pictures, name, width, scheme):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on(
        "response", lambda got: got.status < 400 or complaints.append(f"{got.status}: {got.url}")
    )
    page.on(
        "request",
        lambda asked: asked.url.startswith(address) or complaints.append(f"elsewhere: {asked.url}"),
    )

    page.goto(address + PAGES[name], wait_until="networkidle")
    page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)

    assert complaints == []
    widest = page.evaluate("document.scrollingElement.scrollWidth")
    assert widest <= width, "the page scrolls sideways"
    assert page.evaluate(INVISIBLE_MARKS) == []
    if name in ("article", "claim"):
        assert page.locator("mark").count() > 0
    context.close()


INVISIBLE_MARKS = """
[...document.querySelectorAll('mark')].filter(mark => {
  const box = mark.getBoundingClientRect();
  const style = getComputedStyle(mark);
  return !(box.width > 0 && box.height > 0) || style.visibility !== 'visible' || style.opacity === '0';
}).map(mark => mark.outerHTML)
"""


UNREADABLE = """
(() => {
  const visible = new Set(), hidden = new Set();
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.replace(/\\s+/g, ' ').trim();
    const holder = texts.currentNode.parentElement;
    if (!/\\p{L}/u.test(text) || holder.closest('script, a, button, summary')) continue;
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


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_everything_can_be_read(chromium, address, name, width):
    viewport = {"width": width, "height": 900}
    context = chromium.new_context(viewport=viewport, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGES[name])

    assert len(page.locator("main").inner_text()) > 200
    assert page.evaluate(UNREADABLE) == []
    assert page.evaluate(INVISIBLE_MARKS) == []
    context.close()


def test_every_claim_can_be_reached_and_left_with_the_keyboard_alone(chromium, address):
    """A reference is a link to its card, and the card has a link back to the passage."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + PAGES["article"])
    for name in ("baltic-fleet", "headline-aid"):
        page.locator(f"#ref-{name}").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**#claim-{name}")
        card = page.locator(f"#claim-{name}")
        assert card.is_visible()
        back = card.locator(f"a[href='#mark-{name}']").first
        back.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**#mark-{name}")
        assert page.locator(f"#mark-{name}").is_visible()
    page.close()
