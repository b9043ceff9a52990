"""Folding: both sides alike, and an exact way back (FORMATS.md section 2)."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hard_texts import UNSEEN, texts
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text import Folded, Span, describe, fold, occurrences


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("e\u0301te\u0301", "été"),
        ("\u1112\u1161\u11ab", "한"),
        ("\u0958", "\u0915\u093c"),
        ("a \t\n\u00a0\u2009 b", "a b"),
        ("a\u00a0b", "a b"),
        ("a\nb", "a b"),
        ("a\u3000b", "a b"),
        ("“a” „b“ «c»", '"a" "b" "c"'),
        ("‘a’ ‚b‘ ‹c›", "'a' 'b' 'c'"),
        ("1–2—3−4\u20115", "1-2-3-4-5"),
        ("wait…", "wait..."),
        ("co\u00adop", "coop"),
        ("\ufeffa\u200bb\u2060c", "abc"),
        ("\u202aab\u202c", "ab"),
        ("a \u200b b", "a b"),
        ("a\u200d\u0301", "á"),
    ],
)
def test_what_is_folded(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "left",
    [
        "Fleet",
        "FLEET",
        "ﬁ",
        "Ａ",
        "²",
        "½",
        "٣",
        "ß",
        "ı",
        "!",
        "¡",
        "·",
        "„"[:0],
        "、",
        "`",
        "~",
        "_",
        "€",
    ],
)
def test_letters_digits_and_other_punctuation_stay(left: str) -> None:
    assert fold(left) == left


@pytest.mark.parametrize(
    ("one", "other"),
    [("Fleet", "fleet"), ("4.1", "5.1"), ("4.1", "4,1"), ("a b", "ab"), ("é", "e"), ("½", "1/2")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert Folded(once).span(0, len(once)) == Span(0, len(once))


@given(texts)
def test_folded_text_is_composed_and_shows_everything(text: str) -> None:
    folded = fold(text)
    assert unicodedata.is_normalized("NFC", folded)
    # A flag of a region is seen, and its tags are a part of it.
    rest = regex.sub("\U0001f3f4[\U000e0020-\U000e007f]+", "", folded)
    assert not UNSEEN.search(rest)
    assert not set(rest) & set("\n\t\r\u00a0“”«»‘’–—…")
    assert "  " not in folded


def test_a_flag_of_a_region_is_one_character() -> None:
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    folded = Folded(f"a {flag} b")
    ends = [(start, end) for start in range(2, 9) for end in range(start + 1, 10)]
    assert [ends for ends in ends if folded.span(*ends)] == [(2, 9)]
    assert folded.stretch(Span(3, 5)) == (2, 9)
    assert occurrences(folded, "\U0001f3f4") == []
    assert occurrences(folded, flag) == [Span(2, 9)]


@given(texts, st.data())
def test_the_way_back_leads_to_text_that_folds_to_the_same(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    span = folded.span(start, end)
    if span is not None and start < end:
        assert fold(text[span.start : span.end]) == folded.text[start:end]
        assert folded.stretch(span) == (start, end)


@given(texts)
def test_the_way_back_is_monotone_and_loses_only_what_is_dropped(text: str) -> None:
    folded = Folded(text)
    done = at = 0
    for end in range(1, len(folded.text) + 1):
        span = folded.span(at, end)
        if span is None:
            continue
        assert done <= span.start < span.end
        assert not UNSEEN.sub("", text[done : span.start])
        at, done = end, span.end
    assert at == len(folded.text)
    assert fold(text[done:]) == ""


@given(texts, st.data())
def test_the_way_there_and_back_again(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    there = folded.stretch(Span(start, end))
    back = folded.span(*there)
    assert back is not None
    if there[0] < there[1]:
        assert not UNSEEN.sub("", text[start : back.start] + text[back.end : end])


@given(texts, texts)
def test_lines_fold_apart(one: str, other: str) -> None:
    apart = fold(one).rstrip(" ") + " " + fold(other).lstrip(" ")
    assert fold(f"{one}\n{other}").strip() == apart.strip()


ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


def test_every_character_that_unicode_says_to_ignore_is_dropped():
    ignored = regex.compile(r"\p{Default_Ignorable_Code_Point}")
    signs = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    seen = {sign for sign in signs if fold(f"a{sign}b") != "ab"}
    assert not [sign for sign in seen if ignored.match(sign)]
    assert {sign for sign in signs if sign not in seen and not ignored.match(sign)} == {
        "\ufff9",
        "\ufffa",
        "\ufffb",
    }


@pytest.mark.parametrize(
    ("text", "quote", "places"),
    [
        ("sun \u2600\ufe0f out", "sun \u2600", [Span(0, 6)]),
        ("sun \u2600\ufe0f out", "\u2600", [Span(4, 6)]),
        ("sun \u2600 out", "\u2600\ufe0f", [Span(4, 5)]),
        ("a\U000e0067\U000e0062b", "a", [Span(0, 3)]),
        (f"in {ENGLAND} now", ENGLAND, [Span(3, 10)]),
        (f"in {ENGLAND} now", SCOTLAND, []),
        (f"in {ENGLAND} now", "\U0001f3f4", []),
        (f"{ENGLAND} a\U000e0067b", "ab", [Span(8, 11)]),
        ("\u845b\U000e0100\u57ce", "\u845b\u57ce", [Span(0, 3)]),
        ("\u3164ab\uffa0c", "abc", [Span(1, 5)]),
    ],
)
def test_what_no_reader_sees_divides_no_words_and_changes_none(text, quote, places):
    assert occurrences(text, quote) == places
    for place in places:
        assert occurrences(text, describe(text, place)) == [place]
