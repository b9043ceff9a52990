"""How a page comes: what it asks for, and that it stays where it is when its fonts are late."""

from __future__ import annotations

from collections import Counter

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTICLE = "articles/putin-maduro-venezuela/"
FONTS = {"Newsreader": (400, 560), "Public Sans": (400, 650)}
"""The fonts of the theme, with the weights in which most is set."""
MOST_SHIFT = 0.02
"""All shifts together; a page is called steady below 0.1, and without stand-ins it has 0.2."""
MOST_DIFFERENCE = 0.02
"""Of the widths of a long text in a font and in its stand-in."""

WATCH = """
window.moved = [];
new PerformanceObserver(list => moved.push(...list.getEntries().map(
  entry => [entry.value, ...entry.sources.map(source => source.node?.nodeName)]
))).observe({type: 'layout-shift', buffered: true});
"""
PAINTED = """() => new Promise(done => new PerformanceObserver(
  list => list.getEntriesByName('first-contentful-paint').length && done()
).observe({type: 'paint', buffered: true}))"""
SHOWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
COME = """async () => {
  await document.fonts.ready;
  return [...document.fonts].filter(font => font.status === 'loaded')
    .map(font => font.family.replaceAll('"', ''));
}"""
FITTED = """async families => {
  const found = [];
  for (const font of document.fonts) {
    const name = font.family.replaceAll('"', '');
    if (families.includes(name)) continue;
    try { await font.load(); found.push([name, font.weight]); } catch { /* not on this machine */ }
  }
  return found;
}"""
MEASURED = """([family, weight]) => {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${weight} 1000px "${family}"`;
  const seen = pen.measureText(document.querySelector('#text').innerText.slice(0, 2000));
  return [seen.width, seen.fontBoundingBoxAscent, seen.fontBoundingBoxDescent];
}"""


@pytest.mark.parametrize("width", [360, 412, 1440])
def test_the_text_stays_where_it_is_when_its_fonts_come_late(chromium, example, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(WATCH)
    held = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(example + ARTICLE, wait_until="domcontentloaded")
    page.evaluate(PAINTED)
    page.evaluate(SHOWN)
    assert len(held) == len(FONTS), "the page can be read before they are there"
    for font in held:
        font.continue_()
    come = set(page.evaluate(COME))
    page.evaluate(SHOWN)

    assert come >= set(FONTS)
    assert come - set(FONTS), "no stand-in was shown: is there a font such as Noto's here?"
    moved = page.evaluate("moved")
    page.close()
    assert sum(shift for shift, *_ in moved) < MOST_SHIFT, moved


def test_a_stand_in_is_as_high_as_its_font_and_about_as_wide(open_page, example):
    page = open_page(example, ARTICLE).page
    page.evaluate(COME)
    compared = Counter()
    for name, weights in page.evaluate(FITTED, list(FONTS)):
        font = next(family for family in FONTS if name.startswith(family))
        first, last = map(int, weights.split())
        (weight,) = (weight for weight in FONTS[font] if first <= weight <= last)
        own, other = (page.evaluate(MEASURED, [family, weight]) for family in (font, name))

        assert other[0] == pytest.approx(own[0], rel=MOST_DIFFERENCE), (name, weights)
        assert other[1:] == pytest.approx(own[1:], abs=2), (name, weights)
        compared[font] += 1
    assert set(compared) == set(FONTS), "is there a font such as Noto's here?"


def test_a_page_asks_for_one_style_sheet_and_for_each_font_once(chromium, example, example_site):
    """From a server and from the disk, where no font can be fetched ahead: the browser says so."""
    for home in (example, f"{example_site.as_uri()}/"):
        page = chromium.new_page()
        asked, said = [], []
        page.on("requestfinished", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message))
        page.goto(f"{home}{ARTICLE}index.html")
        come = page.evaluate(COME)
        page.close()

        of_fonts = [one for one in said if ".woff2" in one.text + one.location["url"]]
        assert said == ([] if home == example else of_fonts)
        assert set(FONTS) <= set(come)
        kinds = Counter(address.rpartition(".")[2] for address in asked)
        assert kinds["css"] == 1, asked
        assert kinds["woff2"] == len(FONTS), asked


def test_fonts_are_fetched_beside_the_style_sheet_that_asks_for_them(open_page, example):
    page = open_page(example, "404.html").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.route("**/*.css", lambda route: route.abort())
    page.goto(example + ARTICLE, wait_until="networkidle")

    fonts = sorted(name.partition(".")[0] for name in asked if name.endswith(".woff2"))
    assert fonts == ["newsreader", "public-sans"]


def test_what_is_far_below_the_screen_is_laid_out_when_somebody_goes_there(open_page, example):
    page = open_page(example, ARTICLE, reduced_motion="no-preference").page
    laid_out = "one => one.checkVisibility({contentVisibilityAuto: true})"
    cited = f"#{page.locator('.card .cites').last.get_attribute('id')}"
    for address in ("#source-40 > a", cited):
        assert not page.locator(address).first.evaluate(laid_out)
        page.evaluate("address => location.hash = address", address.partition(" ")[0])
        page.wait_for_function(
            """address => {
              const box = document.querySelector(address).getBoundingClientRect();
              return box.top >= 0 && box.bottom <= innerHeight;
            }""",
            arg=address,
        )
        assert page.locator(address).first.evaluate(laid_out)
