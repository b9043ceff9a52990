"""A quote for any place: it leads back, and says no more than it must."""

from __future__ import annotations

import pytest
from hard_texts import UNSEEN, sentences, spans
from hypothesis import assume, given
from hypothesis import strategies as st

from sitegen.text import (
    Folded,
    Quote,
    Span,
    describe,
    occurrences,
    prose,
    quotable,
    settle,
    weakness,
)


@given(spans())
def test_any_span_of_any_text_described_anchors_back(case: tuple[str, Span]) -> None:
    text, span = case
    whole = quotable(text, span)
    if whole is None:
        said = UNSEEN.sub("", text[span.start : span.end])
        assert not said.strip("".join(map(chr, range(33)))).strip()
        with pytest.raises(ValueError, match="nothing to quote"):
            describe(text, span)
        return
    assert occurrences(text, describe(text, span)) == [whole]
    assert quotable(text, whole) == whole


@given(spans(sentences))
def test_a_span_of_whole_words_is_quoted_as_it_is(case: tuple[str, Span]) -> None:
    text, span = case
    words = text[span.start : span.end]
    assume(words.strip() and "\u0301" not in (words[0], text[span.end : span.end + 1]))
    assert quotable(text, span) == span
    assert occurrences(text, describe(text, span)) == [span]


def words_around(text: str, place: Span) -> tuple[list[str], list[str]]:
    """The words of the line before and behind a place."""
    return (
        text[: place.start].rpartition("\n")[2].split(),
        text[place.end :].partition("\n")[0].split(),
    )


@given(spans(st.lists(sentences, max_size=4).map("\n".join)))
def test_a_context_holds_whole_words_of_its_own_block(case: tuple[str, Span]) -> None:
    text, span = case
    assume(text[span.start : span.end].strip())
    quote = describe(text, span)
    (place,) = occurrences(text, quote)
    if quote == Quote(quote.exact):
        return
    assert len(occurrences(text, quote.exact)) > 1
    befores, afters = words_around(text, place)
    assert "".join(befores).endswith("".join(quote.prefix.split()))
    assert "".join(afters).startswith("".join(quote.suffix.split()))
    if quote.occurrence:
        assert weakness(text, quote, place) == "number"
        return
    inside = text[place.start - 1 : place.start].strip() or text[place.end : place.end + 1].strip()
    assume(not inside)
    words = len(quote.prefix.split()) + len(quote.suffix.split())
    assert words >= min(2, len(befores) + len(afters))
    assert weakness(text, quote, place) is None


@given(spans(sentences))
def test_settling_gives_a_quote_for_each_place(case: tuple[str, Span]) -> None:
    text, span = case
    words = text[span.start : span.end]
    places = occurrences(text, words)
    settled = settle(text, words)
    assert [occurrences(text, quote) for quote in settled] == [[place] for place in places]
    assert all(quote.exact == words for quote in settled)


@pytest.mark.parametrize(
    ("text", "passage", "quote"),
    [
        ("The fleet left.", (4, 9), Quote("fleet")),
        # Of a quote of three words one side is enough, and the shorter one is taken.
        (
            "At sea our fleet in May left us.\nOur fleet in May came.",
            (7, 23),
            Quote("our fleet in May"),
        ),
        (
            "At sea a fleet in May left us.\nA big a fleet in May came.",
            (7, 21),
            Quote("a fleet in May", "At sea"),
        ),
        (
            "At sea a fleet in May: it is.\nAt sea a fleet in May came.",
            (7, 21),
            Quote("a fleet in May", suffix=": it is"),
        ),
        ("A fleet left.\nA fleet came back.", (2, 7), Quote("fleet", "A", "left")),
        ("At night one fleet left.\nA fleet left.", (13, 18), Quote("fleet", "night one", "left")),
        ("Her fleet is gone\nHis fleet is gone", (4, 9), Quote("fleet", "Her", "is gone")),
        # Another place in the same block: what is between them may go in one edit.
        ("We know. Ships left. Ships came.", (9, 14), Quote("Ships", "We know.", "left. Ships")),
        # A sentence may go by itself, and the words before it stay.
        ("We know. Ships left.\nShips came.", (9, 14), Quote("Ships", "We know.", "left")),
        ("Go ships left and ships", (3, 8), Quote("ships", "Go", "left and")),
        ("ha ha ha ha", (3, 5), Quote("ha", "ha", "ha ha")),
        ("unable able", (7, 11), Quote("able", prefix="unable")),
        ("unable able", (2, 6), Quote("able", "un", "able")),
        ("大会通过。大会宣布", (5, 7), Quote("大会", "大会通过。", "宣布")),
        ("今年大会通过\n大会宣布了人权", (7, 9), Quote("大会", suffix="宣布了人")),
        # A number where nothing in the block tells the places apart.
        ("London\nParis\nLondon", (13, 19), Quote("London", occurrence=2)),
        ("We left.\nWe left.", (9, 11), Quote("We", suffix="left", occurrence=2)),
        # A quote across blocks: the words before it in its first block, those behind it in its last.
        ("ab c\nd ef\nc\nd", (3, 6), Quote("c d", "ab", "ef")),
        ("He said “no”\nand left", (8, 16), Quote("“no” and")),
        ("co\u00adop and", (0, 9), Quote("coop and")),
        ("👩\u200d🚀 up", (0, 1), Quote("👩\u200d🚀")),
        ("a  b", (0, 2), Quote("a ")),
    ],
)
def test_quotes(text: str, passage: tuple[int, int], quote: Quote) -> None:
    assert describe(text, Span(*passage)) == quote


def test_settling_keeps_what_the_editor_wrote() -> None:
    text = "Here a fleet left. There a fleet left.\nA fleet came."
    assert settle(text, Quote("fleet", prefix="a")) == [
        Quote("fleet", prefix="Here a", suffix="left. There"),
        Quote("fleet", prefix="There a", suffix="left"),
    ]
    assert [quote.suffix for quote in settle(text, Quote("fleet", suffix="left."))] == [
        "left. There",
        "left.",
    ]
    assert settle(text, "came") == [Quote("came")]
    assert settle(text, "gone") == []
    assert settle(text, Quote("came", occurrence=3)) == [Quote("came")]


def test_what_cannot_be_quoted() -> None:
    with pytest.raises(ValueError, match="nothing to quote"):
        describe("a  b", Span(1, 3))
    assert quotable("a \u00ad b", Span(1, 4)) is None
    assert quotable("", Span(0, 0)) is None


def test_a_prose_is_a_text_too() -> None:
    text = prose("A *fleet* left.\n\nA **fleet** came.")
    place = Span(text.text.rindex("fleet"), text.text.rindex("fleet") + 5)
    quote = describe(text, place)
    assert quote == describe(Folded(text.text), place) == describe(text.text, place)
    assert occurrences(text, quote) == [place]


def test_the_lines_of_a_paragraph_are_one_block() -> None:
    text = prose("In Berlin the\nfleet left.\n\nThe fleet\nis gone.\n")
    place = Span(text.text.index("fleet"), text.text.index("fleet") + 5)
    assert describe(text, place) == Quote("fleet", "Berlin the", "left")


@pytest.mark.parametrize(
    ("quote", "weak"),
    [
        (Quote("swamp", suffix=". You know"), None),
        (Quote("swamp", suffix=". You know it. He"), "other-block"),
        (Quote("He", prefix="it."), "other-block"),
        (Quote("swamp", suffix="."), "no-word"),
        (Quote("amp", prefix="sw"), "no-word"),
        (Quote("amp", prefix="the sw"), None),
        (Quote("You", prefix=" "), "no-word"),
        (Quote("You", occurrence=1), "number"),
        (Quote("the", occurrence="all"), None),
        (Quote("it. He", suffix="promised"), None),
        (Quote("it. He", suffix="promised. 大会"), "other-block"),
        (Quote("大会", prefix="。"), "no-word"),
        (Quote("大会", suffix="宣"), None),
    ],
)
def test_what_is_weak(quote: Quote, weak: str | None) -> None:
    text = "Drain the swamp. You know it.\nHe promised.\n大会通过。大会宣布。"
    assert weakness(text, quote, occurrences(text, quote)[0]) == weak
