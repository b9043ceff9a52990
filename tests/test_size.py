"""The article of the example is light: what a reader's browser fetches to read it."""

from __future__ import annotations

from urllib.parse import urljoin

from sites import inside, parse

ARTICLE = "articles/putin-maduro-venezuela/"
MOST = 180_000
MOST_FONTS = 100_000


def test_page_styles_and_scripts_are_under_180_kilobytes_and_fonts_under_100(example_site):
    page = (example_site / ARTICLE / "index.html").read_bytes()
    tree = parse(page.decode())
    loaded = [i.get("href", "") for i in tree.iter("link") if i.get("rel") == "stylesheet"]
    loaded += [i.get("src", "") for i in tree.iter("script") if i.get("src")]
    places = [inside(urljoin(ARTICLE, address), "") for address in loaded]
    sizes = {place[0]: (example_site / place[0]).stat().st_size for place in places if place}
    fonts = sum(font.stat().st_size for font in example_site.rglob("*.woff2"))

    assert len(sizes) == len(loaded) >= 2
    assert len(page) + sum(sizes.values()) < MOST, (len(page), sizes)
    assert 0 < fonts < MOST_FONTS
