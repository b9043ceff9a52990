"""The page of an article: cards, keys, the filter, the switch, links, overlapping marks, paper."""

from __future__ import annotations

import io
import re

import pytest
from overlapping import ARTICLE as DEBATE
from projects import built, write
from serving import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTICLE = "articles/putin-maduro-venezuela/"
TOPS = "[...document.querySelectorAll('.text p:not(.placed *)')].map(p => p.getBoundingClientRect().top + scrollY)"
FOCUSED = "document.activeElement.id"


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def test_a_label_beside_the_text_is_a_sentence_without_its_citations(open_page, overlapping):
    page = open_page(overlapping, DEBATE, 1440).page

    labels = page.locator(".glosses a").all_text_contents()

    assert any("Half of them did. Fifty came." in label for label in labels), labels


@pytest.mark.parametrize("width", [1100, 1440, 2200])
def test_on_a_wide_screen_a_card_opens_beside_its_passage_and_the_text_stays(
    open_page, example, width
):
    watched = open_page(example, ARTICLE, width)
    page = watched.page
    before = page.evaluate(TOPS)
    for name in ("baltic-fleet", "letter-to-forces"):
        page.locator(f"#ref-{name}").click()
        card, mark, text = (box(page, s) for s in (f"#claim-{name}", f"#mark-{name}", "#text p"))

        assert page.locator(f"#claim-{name}").is_visible()
        assert abs(card["y"] - mark["y"]) < 8
        assert card["x"] >= text["x"] + text["width"]
        assert card["x"] + card["width"] <= width
        assert page.evaluate(FOCUSED) == f"claim-{name}"
        assert page.evaluate(TOPS) == before
    assert page.locator(".placed").count() == 1
    assert watched.complaints == []


def test_on_a_narrow_screen_a_card_opens_below_its_paragraph(open_page, example):
    page = open_page(example, ARTICLE, 360).page
    page.locator("#ref-baltic-fleet").click()
    card, mark = box(page, "#claim-baltic-fleet"), box(page, "#mark-baltic-fleet")
    following = box(page, ".part:has(#claim-baltic-fleet) + .part")

    assert mark["y"] < card["y"] < 900, "both are on the screen"
    assert following["y"] >= card["y"] + card["height"] - 1
    page.get_by_role("button", name="Close").click()
    assert page.evaluate(FOCUSED) == "ref-baltic-fleet"
    assert page.locator(".cards #claim-baltic-fleet").count() == 1


def test_a_card_opens_with_what_the_sources_say(open_page, example):
    page = open_page(example, f"{ARTICLE}#claim-baltic-fleet").page
    card = page.locator("#claim-baltic-fleet.placed")
    card.wait_for()

    said = card.locator(".says").all_inner_texts()
    assert len(said) == 6
    assert any("Contradicts claim 6" in words and "TASS [" in words for words in said)


def test_claims_are_walked_by_keys_and_left_with_escape(open_page, example):
    page = open_page(example, ARTICLE).page
    opened = []
    for key in "jjjk":
        page.keyboard.press(key)
        opened.append(page.evaluate(FOCUSED))
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", "the focus is seen"
        top = box(page, ".placed")["y"]
        assert 0 <= top < 900
    assert opened[3] == opened[1]
    assert len(set(opened)) == 3
    assert page.url.endswith(f"#{opened[1]}")

    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == opened[1].replace("claim-", "ref-")
    assert page.locator(".placed").count() == 0


def test_controls_lead_to_the_next_and_the_previous_claim(open_page, example):
    page = open_page(example, ARTICLE).page
    page.locator(".tools").get_by_role("button", name="Next").click()
    first = page.evaluate(FOCUSED)
    page.locator(".placed").get_by_role("button", name="Next claim").click()
    second = page.evaluate(FOCUSED)
    page.locator(".placed").get_by_role("button", name="Previous claim").click()

    assert first != second
    assert page.evaluate(FOCUSED) == first
    page.go_back()
    assert page.evaluate(FOCUSED) == second


def test_on_a_low_screen_the_controls_give_their_room_to_the_text(open_page, example):
    """At a zoom of 400 % a laptop shows 320 by 256 pixels; the controls would take a third of them."""
    page = open_page(example, ARTICLE, 320).page
    page.set_viewport_size({"width": 320, "height": 256})
    page.locator("#mark-baltic-fleet").scroll_into_view_if_needed()
    seen = page.locator(".text mark").evaluate_all(
        "all => all.find(mark => mark.getBoundingClientRect().bottom > 0).dataset.annotations"
    )

    assert box(page, ".tools")["y"] + box(page, ".tools")["height"] <= 0
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == f"claim-{seen}"
    assert 0 <= box(page, ".placed")["y"] < 256


SHOWN = "[...document.querySelectorAll('.cards .card')].filter(c => !c.hidden).map(c => c.querySelector('b').textContent)"
MARKED = """[...document.querySelectorAll('.text mark')].filter(
    mark => getComputedStyle(mark).textDecorationLine === 'underline').length"""


@pytest.mark.parametrize("key", ["Enter", " ", "click"])
def test_a_part_of_the_summary_filters_the_claims_and_there_is_a_way_back(open_page, example, key):
    watched = open_page(example, ARTICLE)
    page = watched.page
    everything, marked = page.evaluate(SHOWN), page.evaluate(MARKED)
    part = page.locator(".tally").get_by_role("button", name="Distorted")
    if key == "click":
        part.click()
    else:
        part.focus()
        page.keyboard.press(key)

    status = page.get_by_role("status")
    assert status.inner_text() == "5 of 48 claims: Distorted"
    assert page.evaluate(SHOWN) == ["Distorted"] * 5
    assert 0 < page.evaluate(MARKED) < marked / 4
    assert part.get_attribute("aria-pressed") == "true"
    page.keyboard.press("j")
    assert page.locator(".placed b").first.inner_text() == "Distorted"

    page.get_by_role("button", name="Show all claims").click()
    assert status.inner_text() == "All claims are shown."
    assert page.evaluate(SHOWN) == everything
    assert page.evaluate(MARKED) == marked
    assert part.get_attribute("aria-pressed") == "false"
    assert watched.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_an_open_card_and_a_filtered_page_are_accessible(open_page, example, axe, width, scheme):
    page = open_page(example, ARTICLE, width, color_scheme=scheme).page
    page.get_by_role("button", name="Distorted").click()
    page.keyboard.press("j")

    assert page.locator(".placed").is_visible()
    assert axe(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_a_part_of_the_bar_filters_too(open_page, example):
    page = open_page(example, ARTICLE).page
    page.locator(".result .bar rect").first.click()

    assert page.get_by_role("status").inner_text() == "15 of 48 claims: Supported"


def test_marks_can_be_switched_off_and_stay_off(open_page, example):
    page = open_page(example, ARTICLE).page
    marks = page.get_by_role("button", name="Marks")
    marks.click()
    for _ in range(2):
        assert page.evaluate(MARKED) == 0
        assert page.locator(".text .ref:visible").count() == 0
        assert marks.get_attribute("aria-pressed") == "false"
        page.keyboard.press("j")
        assert page.locator(".placed").count() == 0, "without marks the keys do nothing"
        page.reload()
    marks.click()
    assert page.evaluate(MARKED) > 40


def test_a_browser_that_keeps_nothing_still_switches_the_marks(open_page, example):
    watched = open_page(example)
    page = watched.page
    page.wait_for_load_state("networkidle")  # a request that is cut off is a complaint
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})"
    )
    page.goto(example + ARTICLE)
    page.get_by_role("button", name="Marks").click()

    assert page.evaluate(MARKED) == 0
    assert watched.complaints == []


def test_the_address_of_a_card_and_of_its_passage_can_be_copied(open_page, example):
    watched = open_page(example, ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    page.locator("#ref-baltic-fleet").click()
    for words, name in (("this card", "claim"), ("the passage", "mark")):
        page.get_by_role("link", name=words).click()
        page.get_by_text("The address was copied.").wait_for()
        address = page.evaluate("navigator.clipboard.readText()")

        assert address == f"{example}{ARTICLE}#{name}-baltic-fleet"
        assert page.url == address
    assert watched.complaints == []


def test_every_annotation_of_a_shared_passage_is_reached_by_its_marks_alone(open_page, overlapping):
    page = open_page(overlapping, DEBATE).page
    seen = set()
    for mark in page.locator(".text mark", has_text=re.compile(r"\w\w")).all():
        names = (mark.get_attribute("data-annotations") or "").split()
        found = set()
        for _ in names:
            mark.click()
            found.add(page.evaluate(FOCUSED).removeprefix("claim-"))
        assert found == set(names)
        seen |= found
    assert seen == {"outer", "inner", "across", "words"}
    for name in seen:
        page.locator(f"#ref-{name}").click()
        assert page.evaluate(FOCUSED) == f"claim-{name}"


def test_a_verdict_that_was_corrected_is_said_above_the_result(open_page, overlapping):
    page = open_page(overlapping, DEBATE).page

    assert box(page, ".corrected")["y"] < box(page, ".result")["y"]
    words = page.locator(".corrected").inner_text()
    assert "26 November 2026" in words
    assert "Mixed → Contradicted" in words


def test_a_source_says_where_it_is_used_and_how(open_page, overlapping):
    page = open_page(overlapping, DEBATE).page
    words = page.locator("#source-1").inner_text()
    for part in (
        "A Paper, The Paper",
        "archived copy of 20 November 2026",
        "read on 20 November 2026",
        "Contradicts claim 1: Fifty of them came.",
        "Context of claim 1: The others stayed at home.",
        "Supports claim 2: A hundred ships were counted.",
        "Cited in what we found",
    ):
        assert part in words
    for link in page.locator(".sources [href^='#cite-']").all():
        target = page.locator(link.get_attribute("href") or "")
        assert target.count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_the_number_of_a_claim_is_seen_and_is_no_part_of_the_words(open_page, overlapping, script):
    page = open_page(overlapping, DEBATE, java_script_enabled=script).page
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#text p'))")
    words = page.evaluate("getSelection().toString()")
    page.evaluate("getSelection().removeAllRanges()")

    assert words.startswith("Some hundred ships came with guns and soldiers and many officers")
    assert page.evaluate("find('hundred ships came with guns and soldiers and many')")
    assert box(page, "#ref-inner")["width"] > 3
    assert page.get_by_label("Claim 2: Supported").get_attribute("id") == "ref-inner"


@pytest.mark.parametrize("width", [360, 1440])
def test_a_line_between_two_parts_of_a_text_is_seen(open_page, overlapping, width):
    page = open_page(overlapping, DEBATE, width).page

    assert box(page, ".text hr")["width"] == box(page, ".text p")["width"]


@pytest.mark.parametrize("address", [DEBATE, "claims/debate/outer/"])
def test_in_an_explanation_a_quotation_is_seen_as_one_and_code_fits(
    open_page, overlapping, axe, address
):
    page = open_page(overlapping, address, 320).page

    assert box(page, ".card blockquote p")["x"] > box(page, ".card > p")["x"] + 10
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    assert axe(page) == []


def test_an_image_of_another_host_is_a_link(open_page, overlapping):
    watched = open_page(overlapping, DEBATE)

    link = watched.page.get_by_role("link", name="a ship")
    assert link.get_attribute("href") == "https://elsewhere.example/ship.png"
    assert watched.complaints == []


# Without a script, and on paper


@pytest.mark.parametrize("width", [360, 1440])
def test_without_javascript_a_card_is_shown_beside_or_below_the_text(open_page, example, width):
    page = open_page(example, ARTICLE, width, java_script_enabled=False).page
    before = page.evaluate(TOPS)
    page.locator("#ref-baltic-fleet").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#claim-baltic-fleet")
    card = box(page, "#claim-baltic-fleet")

    assert 0 <= card["y"] < 900
    assert card["x"] + card["width"] <= width
    assert len(page.evaluate(TOPS)) == len(before)
    page.locator("#claim-baltic-fleet h3 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#mark-baltic-fleet")
    assert 0 <= box(page, "#mark-baltic-fleet")["y"] < 900


def test_without_javascript_a_part_of_the_summary_leads_to_the_page_of_its_verdict(
    open_page, example
):
    page = open_page(example, ARTICLE, java_script_enabled=False).page
    page.locator(".tally").get_by_role("link", name="Distorted").click()

    assert page.url == f"{example}verdicts/distorted/"


def test_a_print_shows_the_text_and_every_note_with_its_number(open_page, example):
    pypdf = pytest.importorskip("pypdf")
    page = open_page(example, ARTICLE).page
    page.locator("#ref-baltic-fleet").click()  # an open card goes back to its place
    heads = page.locator(".card h3").evaluate_all(
        "all => all.map(h => [h.querySelector('a').innerText, h.querySelector('b').innerText])"
    )
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    words = "\n".join(sheet.extract_text() for sheet in printed.pages)
    squeezed = "".join(words.split())

    assert len(heads) == 57
    assert "suppressingopposition.2" in squeezed, "the number behind its passage"
    for number, verdict in heads:
        assert f"{number}{''.join(verdict.split())}" in squeezed, number
    for number in range(1, page.locator(".sources ol > li").count() + 1):
        assert f"\n{number}. " in words
    assert "Keys:" not in words
    assert "https://tass.com/defense/1835811" in squeezed
    assert page.locator(".cards .card").count() == 57


def test_the_labels_beside_the_standfirst_have_three_lines_each(open_page, example):
    page = open_page(example, ARTICLE).page
    lines = page.locator(".lead .glosses a").evaluate_all(
        "all => all.map(a => Math.round(a.clientHeight / parseFloat(getComputedStyle(a).lineHeight)))"
    )

    assert lines == [3, 3]


CROWD = range(1, 61)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """The address of a site with sixty claims on one word."""
    folder = tmp_path_factory.mktemp("crowded")
    claim = "  - {{id: c{0}, quote: word, claim: Number {0}., verdict: opinion, finding: F.}}\n"
    write(
        folder,
        {
            "content/articles/a.md": "---\ntitle: T\n---\n\nOne word.\n\nThe next.\n",
            "content/articles/a.annotations.yml": "status: published\nchecked: 2026-11-22\nauthors: [desk]\n"
            "reviewers: [second-desk]\nfinding: F.\nclaims:\n" + "".join(map(claim.format, CROWD)),
        },
    )
    with served(built(folder, folder / "site")) as address:
        yield address


@pytest.mark.parametrize("width", [360, 1440])
def test_labels_of_a_crowd_of_claims_cover_nothing_and_their_numbers_stay_whole(
    open_page, crowded, axe, width
):
    page = open_page(crowded, "articles/a/", width).page
    broken = page.locator(".ref").evaluate_all(
        "all => all.filter(a => [...a.getClientRects()].filter(box => box.width > 3).length > 1).length"
    )
    page.locator("#s-claims").scroll_into_view_if_needed()
    aside, head = box(page, ".glosses")["x"], box(page, "#s-claims")["y"]
    covered = "([x, y]) => document.elementsFromPoint(x, y).some(one => one.closest('.glosses'))"

    assert broken == 0
    assert not page.evaluate(covered, [aside + 20, head + 10])
    page.locator(".glosses a").last.click()
    assert page.evaluate(FOCUSED) == f"claim-c{CROWD[-1]}"
    assert axe(page) == []


# Pictures


def test_pictures_are_tables_whose_bars_say_the_same_as_their_numbers(open_page, overlapping):
    page = open_page(overlapping, "entities/ship/").page
    page.locator("summary").click()
    rows = {
        caption: page.locator(f"table:has(caption:text-is('{caption}')) tr").evaluate_all(
            "all => all.map(r => [...r.cells].map(c => c.innerText.trim()))"
        )
        for caption in ("Over time", "Who speaks about The Ship")
    }

    assert rows["Over time"] == [
        ["2022", "1", "1\xa0mixed"],
        ["2023", "0", ""],
        ["2024", "1", "1\xa0supported"],
        ["2025", "1", "1\xa0contradicted"],
    ]
    assert rows["Who speaks about The Ship"] == [
        ["The Speaker", "2", "1\xa0mixed, 1\xa0contradicted"],
        ["The Other Speaker", "1", "1\xa0supported"],
    ]
    widths = page.locator(".chart:has-text('Who speaks') tr").evaluate_all(
        "all => all.map(r => [...r.querySelectorAll('rect')].reduce((w, b) => w + b.getBoundingClientRect().width, 0))"
    )
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.02)


@pytest.mark.parametrize("width", [360, 1440])
def test_who_copies_the_text_gets_its_words_alone(open_page, overlapping, width):
    """A number behind a mark is no word of the text: 2,200 with claim 4 would become “2,2004”."""
    page = open_page(overlapping, DEBATE, width).page
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#text .part'))")

    copied = page.evaluate("getSelection().toString()").strip()
    assert copied == (
        "Some hundred ships came with guns and soldiers and many officers, and nothing more."
    )


def test_the_keys_are_the_same_two_on_any_keyboard(open_page, overlapping):
    """`ت` is what the key J gives in Arabic; Caps Lock gives capitals."""
    page = open_page(overlapping, DEBATE).page
    opened = []
    for key, code in (("ت", "KeyJ"), ("J", "KeyJ"), ("ن", "KeyK"), ("c", "KeyJ")):
        page.evaluate(
            "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))",
            [key, code],
        )
        opened.append(page.evaluate(FOCUSED))

    assert opened[0] == opened[2] != opened[1]
    assert opened[3] == opened[2], "on another layout of Latin letters the letter counts"


@pytest.mark.parametrize("part", ["claim", "mark"])
def test_who_follows_a_link_to_a_passage_sees_it_marked_though_the_marks_were_off(
    open_page, overlapping, part
):
    page = open_page(overlapping, DEBATE).page
    page.get_by_role("button", name="Marks").click()
    page.goto("about:blank")
    page.goto(f"{overlapping}{DEBATE}#{part}-across")
    page.wait_for_function("document.querySelector('.sitegen:not(.unmarked)')")

    assert page.get_by_role("button", name="Marks").get_attribute("aria-pressed") == "true"
    page.goto(f"{overlapping}{DEBATE}")
    assert page.get_by_role("button", name="Marks").get_attribute("aria-pressed") == "false"


def test_a_link_to_a_claim_shows_it_though_a_filter_hides_it(open_page, overlapping):
    page = open_page(overlapping, DEBATE).page
    page.locator(".result .tally").get_by_role("button", name="Supported").click()
    page.evaluate("location.hash = '#claim-across'")
    page.locator("#claim-across.placed").wait_for()

    assert page.evaluate(FOCUSED) == "claim-across"
    assert page.locator(".tally [aria-pressed=true]").count() == 0


def test_an_address_with_a_broken_escape_is_no_error(open_page, overlapping):
    watched = open_page(overlapping, f"{DEBATE}#claim-%E0%A4%A")
    watched.page.keyboard.press("j")

    assert watched.page.locator(".placed").count() == 1
    assert watched.complaints == []


def test_time_is_drawn_as_columns_on_one_scale(open_page, example):
    page = open_page(example, "entities/nicolas-maduro/").page
    columns = page.locator(".columns > div").evaluate_all(
        "all => all.map(c => [c.innerText.split(/\\s+/).join(' '), c.querySelector('svg')?.getBoundingClientRect().height ?? 0])"
    )
    page.locator("summary").click()
    rows = page.locator(".times tr").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => c.innerText))"
    )
    numbers = [int(total) for _, total, _ in rows]

    assert [said for said, _ in columns] == [
        f"{total} {when}" if total != "0" else when for when, total, _ in rows
    ]
    assert len(rows) > 2
    assert 0 in numbers
    most = max(height for _, height in columns)
    assert most > 100
    for (_, height), number in zip(columns, numbers, strict=True):
        assert height == pytest.approx(most * number / max(numbers), abs=2)
