"""A quote for any place: it leads back, and says no more than it must."""

from __future__ import annotations

import pytest
from hard_texts import INVISIBLE, sentences, spans
from hypothesis import assume, given

from sitegen.text import Folded, Quote, Span, describe, occurrences, prose, quotable, settle


@given(spans())
def test_any_span_of_any_text_described_anchors_back(case: tuple[str, Span]) -> None:
    text, span = case
    whole = quotable(text, span)
    if whole is None:
        assert (
            not text[span.start : span.end].strip(INVISIBLE + "".join(map(chr, range(33)))).strip()
        )
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


@given(spans(sentences))
def test_an_addition_is_the_shortest_in_whole_words(case: tuple[str, Span]) -> None:
    text, span = case
    assume(text[span.start : span.end].strip())
    quote = describe(text, span)
    assert (quote.prefix == "") or (quote.suffix == "")
    assert quote.occurrence is None or (quote.prefix, quote.suffix) == ("", "")
    if quote.prefix or quote.suffix or quote.occurrence:
        assert len(occurrences(text, quote.exact)) > 1
    prefix, suffix = quote.prefix.split(" "), quote.suffix.split(" ")
    if len(prefix) > 1 and prefix[1:] != [""]:
        fewer = Quote(quote.exact, prefix=" ".join(prefix[1:]))
        assert len(occurrences(text, fewer)) > 1
    if len(suffix) > 1 and suffix[:-1] != [""]:
        fewer = Quote(quote.exact, suffix=" ".join(suffix[:-1]))
        assert len(occurrences(text, fewer)) > 1


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
        ("A fleet left. A fleet came.", (2, 7), Quote("fleet", suffix="left")),
        ("One fleet is gone; new fleet is gone", (4, 9), Quote("fleet", prefix="One")),
        ("One fleet is gone; new fleet is gone", (23, 28), Quote("fleet", prefix="new")),
        ("ha ha ha ha", (3, 5), Quote("ha", occurrence=2)),
        ("unable able", (7, 11), Quote("able", prefix="unable")),
        ("大会通过。大会宣布", (5, 7), Quote("大会", prefix="。")),
        ("He said “no”\nand left", (8, 16), Quote("“no” and")),
        ("co\u00adop and", (0, 9), Quote("coop and")),
        ("👩\u200d🚀 up", (0, 1), Quote("👩\u200d🚀")),
        ("a  b", (0, 2), Quote("a ")),
    ],
)
def test_the_shortest_quote(text: str, passage: tuple[int, int], quote: Quote) -> None:
    assert describe(text, Span(*passage)) == quote


def test_settling_keeps_what_the_editor_wrote() -> None:
    text = "Here a fleet left. There a fleet left. A fleet came."
    assert settle(text, Quote("fleet", prefix="a")) == [
        Quote("fleet", prefix="Here a"),
        Quote("fleet", prefix="There a"),
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
