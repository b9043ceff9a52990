"""A quote stands where its words stand, and nowhere else."""

from __future__ import annotations

import random

import pytest
import regex
from hard_texts import WORDS, sentences, spans, texts
from hypothesis import assume, given
from hypothesis import strategies as st

from sitegen.text import Folded, Quote, Span, describe, fold, occurrences, occurrences_of, prose
from sitegen.text.clusters import Clusters


def found(text: str, quote: Quote | str) -> list[str]:
    return [text[span.start : span.end] for span in occurrences(text, quote)]


@pytest.mark.parametrize(
    ("text", "quote", "passage"),
    [
        ("He said “no”.", '"no"', "“no”"),
        ("He said «no».", "“no”", "«no»"),
        ("a well–known\nport", "well-known port", "well–known\nport"),
        ("Bal\u00adtic Fleet", "Baltic", "Bal\u00adtic"),
        ("10\u00a0000 people", "10 000 people", "10\u00a0000 people"),
        ("and so on…", "so on...", "so on…"),
        ("cafe\u0301 au lait", "café", "cafe\u0301"),
        ("café au lait", "cafe\u0301", "café"),
        ("\u0915\u093c", "\u0958", "\u0915\u093c"),
        ("\ufeffFirst", "First", "First"),
        ("a \u202bعربي\u202c b", "عربي", "عربي"),
        ("می\u200cخواهم", "میخواهم", "می\u200cخواهم"),
        ("one  two", "one two", "one  two"),
        ("one two", "one\n two", "one two"),
        ("one two", "one two\n", "one two"),
        ("a b c", " b ", " b "),
    ],
)
def test_signs_that_mean_the_same_are_found(text: str, quote: str, passage: str) -> None:
    assert found(text, quote) == [passage]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("the fleet", "The fleet"),
        ("4.1 percent", "5.1 percent"),
        ("4.1 percent", "4,1 percent"),
        ("4.1 percent", "4.1 per cent"),
        ("foobar", "foo bar"),
        ("the fleet", "the fleet."),
        ("the fleet", ""),
        ("the fleet", " "),
        ("the fleet", "\u00ad"),
        ("", "a"),
        ("the fleet", "fleet "),
        ("e\u0302", "e"),
        ("x\u0302\u0301", "x\u0302"),
        ("\u1100\u1161\u11a8", "가"),
        ("👩\u200d🚀", "👩"),
        ("👩\u200d🚀", "🚀"),
        ("👍🏽", "👍"),
        ("\U0001f1eb\U0001f1f7", "\U0001f1eb"),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", "\U0001f1ea\U0001f1eb"),
        ("ดี\u0e48", "ดี"),
        ("wait…", "wait."),
    ],
)
def test_nothing_else_is_found(text: str, quote: str) -> None:
    assert occurrences(text, quote) == []


@pytest.mark.parametrize(
    ("quote", "starts"),
    [
        (Quote("fleet"), [4, 16, 24]),
        (Quote("fleet", prefix="a"), [16, 24]),
        (Quote("fleet", prefix="a "), [16, 24]),
        (Quote("fleet", prefix="no a"), [16]),
        (Quote("fleet", prefix="one a"), []),
        (Quote("fleet", suffix=","), [4]),
        (Quote("fleet", suffix=" a fleet"), [16]),
        (Quote("fleet", suffix="a fleet"), [16]),
        (Quote("fleet", occurrence=1), [4]),
        (Quote("fleet", occurrence=3), [24]),
        (Quote("fleet", occurrence=4), []),
        (Quote("fleet", occurrence=0), []),
        (Quote("fleet", occurrence=-1), []),
        (Quote("fleet", occurrence="all"), [4, 16, 24]),
        (Quote("fleet", prefix="a", occurrence=2), [24]),
    ],
)
def test_prefix_suffix_and_occurrence_tell_places_apart(quote: Quote, starts: list[int]) -> None:
    text = "The fleet, no a fleet a fleet"
    places = [span.start for span in occurrences(text, quote)]
    assert places == starts


def test_a_blank_at_the_edge_of_a_prefix_or_suffix_must_be_there() -> None:
    assert found("unable, un able", Quote("able", prefix="un")) == ["able", "able"]
    assert [s.start for s in occurrences("unable, un able", Quote("able", prefix="un "))] == [11]
    assert [s.start for s in occurrences("cannot, can not", Quote("can", suffix=" not"))] == [8]


def test_places_may_overlap() -> None:
    assert occurrences("ha ha ha", "ha ha") == [Span(0, 5), Span(3, 8)]


def test_a_quote_may_run_over_paragraphs() -> None:
    text = prose("# A title\n\nOne *fine*\nday.\n\n- An item").text
    assert found(text, "title One fine day. An") == ["title\nOne fine\nday.\nAn"]


@given(spans())
def test_what_is_found_says_the_quote_and_splits_no_character(case: tuple[str, Span]) -> None:
    text, span = case
    quote = text[span.start : span.end]
    edges = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    for place in occurrences(text, quote):
        assert fold(text[place.start : place.end]) == fold(quote.rstrip("\r\n"))
        assert {place.start, place.end} <= edges


@given(texts)
def test_clusters_are_those_of_the_whole_text(text: str) -> None:
    edges = {0, len(text), *(match.end() for match in regex.finditer(r"\X", text))}
    clusters = Clusters(text)
    in_order = [at for at in range(len(text) + 1) if clusters.is_boundary(at)]
    backwards = [at for at in reversed(range(len(text) + 1)) if clusters.is_boundary(at)]
    assert in_order == sorted(edges)
    assert backwards == in_order[::-1]


@given(texts, spans(sentences), texts)
def test_an_edit_outside_of_quote_and_context_moves_nothing(
    left: str, case: tuple[str, Span], right: str
) -> None:
    core, span = case
    quote = describe(core, span) if core[span.start : span.end].strip() else None
    assume(quote is not None and quote.occurrence is None)
    assert quote is not None
    [place] = occurrences(core, quote)
    before = f"{left} x "
    after = f"{before}{core} x {right}"
    # Unchanged, or ambiguous with it among the places; never elsewhere.
    assert Span(place.start + len(before), place.end + len(before)) in occurrences(after, quote)


@given(spans(), st.data())
def test_an_edit_inside_the_quote_is_never_accepted(
    case: tuple[str, Span], data: st.DataObject
) -> None:
    text, span = case
    assume(fold(text[span.start : span.end]).strip())
    quote = describe(text, span)
    start = data.draw(st.integers(span.start, span.end - 1))
    end = data.draw(st.integers(start, span.end))
    put = data.draw(st.one_of(st.sampled_from([*WORDS, "5", "not "]), texts))
    now = text[span.start : start] + put + text[end : span.end]
    assume(fold(now).strip() != fold(text[span.start : span.end]).strip())
    edited = text[: span.start] + now + text[span.end :]
    for place in occurrences(edited, quote):
        assert fold(edited[place.start : place.end]) == fold(quote.exact)
    assert Span(span.start, span.start + len(now)) not in occurrences(
        edited, text[span.start : span.end]
    )


def test_many_quotes_are_found_as_each_of_them_alone() -> None:
    random_words = random.Random(4)
    vocabulary = [f"{word}{number}" for word in (*WORDS, "été", "联合") for number in range(90)]
    text = " ".join(
        random_words.choice(vocabulary) if random_words.random() < 0.6 else "the"
        for _ in range(40_000)
    )
    quotes: list[Quote | str] = ["the", "the the", " the1 ", "no such words here"]
    while len(quotes) < 2500:
        at = random_words.randrange(len(text) - 60)
        words = text[at : at + random_words.randrange(4, 60)]
        quotes.append(Quote(words, prefix=text[at - 5 : at] if at % 3 == 0 and at > 5 else ""))
    folded = Folded(text)
    together = occurrences_of(folded, quotes)
    chosen = random_words.sample(range(len(quotes)), 300)
    assert [together[i] for i in chosen] == [occurrences(folded, quotes[i]) for i in chosen]
    assert together[:4] == [occurrences(folded, quote) for quote in quotes[:4]]
    assert sum(map(bool, together)) > 2000
    assert occurrences_of(folded, quotes[:40]) == together[:40]
