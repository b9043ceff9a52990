"""Six scripts in a real browser: directions, languages, faces, marks, quotation marks, narrow screens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import REPOSITORY, built
from serving import served
from sites import marks_of, pages_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRITTEN = REPOSITORY / "tests" / "languages" / "site"
INTERFACE = {
    "week": ("en", "ltr"),
    "week-ar": ("ar", "rtl"),
    "week-hi": ("hi", "ltr"),
    "week-zh": ("zh-Hans", "ltr"),
    "week-he": ("en", "ltr"),  # There are no catalogues for these two: the page is the site's.
    "week-ja": ("en", "ltr"),
    "proverb": ("en", "ltr"),  # The check is in English.
}
TEXT = {
    "week": ("en", "ltr"),
    "week-ar": ("ar", "rtl"),
    "week-hi": ("hi", "ltr"),
    "week-zh": ("zh-Hans", "ltr"),
    "week-he": ("he", "rtl"),
    "week-ja": ("ja", "ltr"),
    "proverb": ("ar", "rtl"),
}
QUOTES = {
    "week-ar": {"seven": "في الأسبوع سبعة أيام", "light": "للقمر ضوء من ذاته"},
    "week-he": {"seven": "בשבוע יש שבעה ימים", "light": "לירח יש אור משלו"},
    "week-hi": {"seven": "सप्ताह में सात दिन होते हैं", "light": "चंद्रमा का अपना प्रकाश होता है"},
    "week-zh": {"seven": "一周有七天", "light": "月亮自己会发光"},
    "week-ja": {"seven": "一週間は七日であり", "light": "月は自ら光を放つ"},
}


def in_language(folder: Path, language: str) -> Path:
    shutil.copytree(WRITTEN, folder, ignore=shutil.ignore_patterns(".sitegen"))
    said = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(said.replace("locale: en", f"locale: {language}"))
    return built(folder, folder / "site")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_language(tmp_path_factory.mktemp("week") / "en", "en")


@pytest.fixture(scope="module")
def week(site: Path) -> Iterator[str]:
    """The address of the test site."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the same site in Arabic."""
    with served(in_language(tmp_path_factory.mktemp("week") / "ar", "ar")) as address:
        yield address


LANGUAGE = """
element => [element.closest('[lang]').lang, getComputedStyle(element).direction]
"""


@pytest.mark.parametrize("slug", INTERFACE)
def test_page_and_text_have_their_language_and_direction(open_page, week, slug):
    page = open_page(week, f"articles/{slug}/").page

    assert page.eval_on_selector("html", LANGUAGE) == list(INTERFACE[slug])
    for selector in ("h1", ".standfirst", "#text p", "#text mark"):
        if page.locator(selector).count():
            assert page.eval_on_selector(selector, LANGUAGE) == list(TEXT[slug]), selector
    for selector in (".masthead a", ".desk", ".glosses", ".sources h2"):
        assert page.eval_on_selector(selector, LANGUAGE) == list(INTERFACE[slug]), selector


def test_a_page_in_the_language_of_the_check_says_nothing_in_that_of_the_site(open_page, week):
    page = open_page(week, "articles/week-ar/").page

    assert page.locator(".result h2").inner_text() == "ما توصلنا إليه"
    assert page.locator(".glosses b").first.evaluate(LANGUAGE) == ["en", "ltr"]
    english = page.evaluate(
        """() => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
          while (texts.nextNode()) {
            const holder = texts.currentNode.parentElement, said = texts.currentNode.data.trim();
            if (/[a-z]{3}/i.test(said) && holder.closest('[lang]').lang === 'ar' && !holder.closest('bdi'))
              found.push(said);
          }
          return found;
        }"""
    )
    # Names and numbers of the content, a word that the text itself has, and the name of the tool.
    allowed = ("The Week in Six Scripts", "The Test Desk", "week", "leap year", "sitegen", "Esc",
               "days", "Calendar")  # fmt: skip
    assert [said for said in english if not any(word in said for word in allowed)] == []


@pytest.mark.parametrize("slug", QUOTES)
def test_marks_say_their_quotes(site, slug):
    marks = marks_of(pages_of(site)[f"articles/{slug}/"])

    assert {name: marks[name] for name in QUOTES[slug]} == QUOTES[slug]


@pytest.mark.parametrize("slug", ["week", "week-ar", "week-he", "week-zh"])
def test_a_mark_begins_where_its_line_begins_and_its_number_stands_behind_it(open_page, week, slug):
    page = open_page(week, f"articles/{slug}/").page
    box = """name => (r => ({left: r.left, right: r.right}))(document.querySelector(name).getBoundingClientRect())"""
    line, mark, ref = (
        page.evaluate(box, name) for name in ("#text p", "#mark-seven", "#ref-seven")
    )

    if TEXT[slug][1] == "rtl":
        assert abs(mark["right"] - line["right"]) < 3
        assert ref["left"] < mark["left"] + 3
    else:
        assert abs(mark["left"] - line["left"]) < 3
        assert ref["right"] > mark["right"] - 3


def test_a_reference_turns_nothing_round_behind_it(open_page, week):
    """The letter of the note and the colon after it are no run from left to right together."""
    page = open_page(week, "articles/week-ar/").page
    places = page.evaluate(
        """() => {
          const ref = document.querySelector('#ref-leap'), behind = ref.nextSibling;
          const at = (start, end) => {
            const range = document.createRange();
            range.setStart(behind, start); range.setEnd(behind, end);
            return range.getBoundingClientRect();
          };
          return {ref: ref.getBoundingClientRect().left, colon: at(0, 1).left, number: at(2, 5).left};
        }"""
    )

    assert places["number"] < places["colon"] < places["ref"] + 2


@pytest.mark.parametrize("slug", ["week-ar", "week-he", "week-hi", "week-zh", "week-ja"])
def test_letters_are_neither_spaced_nor_slanted_nor_hyphenated(open_page, week, slug):
    page = open_page(week, f"articles/{slug}/").page
    styles = page.evaluate(
        """() => ['h1', '#text p', '#text em', '.finding'].map(name => {
          const s = getComputedStyle(document.querySelector(name));
          return [name, s.letterSpacing, s.fontStyle, s.hyphens];
        })"""
    )

    assert [style for style in styles if style[1:] != ["normal", "normal", "manual"]] == []


def test_a_latin_text_is_hyphenated_and_set_tight_in_its_headline(open_page, week):
    page = open_page(week, "articles/week/").page

    assert page.eval_on_selector("#text p", "e => getComputedStyle(e).hyphens") == "auto"
    assert page.eval_on_selector("h1", "e => getComputedStyle(e).letterSpacing") != "normal"


@pytest.mark.parametrize(
    ("slug", "selector", "marks"),
    [
        ("week", ".sources q", '"“" "”" "‘" "’"'),
        ("week-ar", ".sources q", '"«" "»" "‹" "›"'),
        ("week-hi", ".sources q", '"“" "”" "‘" "’"'),
        ("week-ja", ".sources q", '"“" "”" "‘" "’"'),  # A quote in an English sentence.
        ("week-he", ".sources q", '"”" "”" "’" "’"'),  # One that runs the other way.
        ("proverb", ".sources q", '"«" "»" "‹" "›"'),
    ],
)
def test_quotation_marks_are_those_of_the_language_around(open_page, week, slug, selector, marks):
    page = open_page(week, f"articles/{slug}/").page

    assert page.locator(selector).first.evaluate("e => getComputedStyle(e).quotes") == marks


def test_translations_link_each_other_and_say_so_in_the_head(open_page, week):
    tags = {"week": "en"} | {slug: TEXT[slug][0] for slug in QUOTES}
    for slug in tags:
        page = open_page(week, f"articles/{slug}/").page
        head = page.eval_on_selector_all(
            "link[hreflang]", "all => all.map(link => [link.hreflang, link.getAttribute('href')])"
        )
        links = page.eval_on_selector_all(
            ".translations a",
            "all => all.map(link => [link.hreflang, link.lang || document.documentElement.lang])",
        )

        assert dict(head) == {t: f"https://week.example/articles/{s}/" for s, t in tags.items()}
        assert {t for t, _ in links} == set(tags.values()) - {tags[slug]}
        assert all(language == hreflang for hreflang, language in links)
    page.locator(".translations a[hreflang=ar]").click()
    page.wait_for_url("**/articles/week-ar/")


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("name", ["week", "arabic"])
def test_no_page_scrolls_sideways(open_page, request, site, name, width):
    home = request.getfixturevalue(name)
    page = open_page(home, width=width).page
    wide = {}
    for address in sorted(pages_of(site)):
        page.goto(home + address)
        found = page.evaluate("document.scrollingElement.scrollWidth")
        if found > width:
            wide[address] = found

    assert wide == {}


def test_a_site_in_arabic_is_arabic_from_its_first_page(open_page, arabic):
    page = open_page(arabic, "").page

    assert page.eval_on_selector("html", LANGUAGE) == ["ar", "rtl"]
    assert page.locator("#s-latest").inner_text() == "أحدث التدقيقات"
    titles = page.locator(".article-row h3 a").evaluate_all(
        "all => all.map(a => [a.lang, getComputedStyle(a).direction])"
    )
    assert ["he", "rtl"] in titles
    assert ["hi", "ltr"] in titles
    # The page is read from the right: its names are written there, whatever their direction.
    edges = page.locator(".article-row h3, .article-row .row-finding").evaluate_all(
        """all => all.map(e => {
          const range = document.createRange();
          range.selectNodeContents(e);
          return e.getBoundingClientRect().right - range.getBoundingClientRect().right;
        })"""
    )
    assert max(edges) < 8
    # A number belongs to the verdict beside it, whichever way that is written.
    counts = page.locator(".row-tally p .key").evaluate_all(
        "all => all.map(key => [key.parentElement.localName, key.parentElement.innerText])"
    )
    assert counts
    assert [words for name, words in counts if name != "bdi" or not words[0].isdigit()] == []
