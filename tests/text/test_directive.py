"""Text fragments: a browser that follows one shows the passage (FIELD_NOTES.md section 4)."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hard_texts import sentences, spans, texts
from hypothesis import given

from sitegen.text import Span, fold, quotable, text_fragment

_FRAGMENT = re.compile(
    r"#:~:text=(?:(?P<prefix>[^,&-]+)-,)?(?P<start>[^,&-]+)(?:,(?P<end>[^,&-]+))?(?:,-(?P<suffix>[^,&-]+))?"
)


def shown(page: str, fragment: str) -> str:
    """What a browser shows: the first place that fits, in the folded page without capitals."""
    match = _FRAGMENT.fullmatch(fragment)
    assert match, fragment
    prefix, start, end, suffix = (
        r"\s*".join(re.escape(part) for part in [fold(unquote(match[name] or ""))])
        for name in ("prefix", "start", "end", "suffix")
    )
    middle = f"{start}.*?{end}" if end else start
    found = re.search(f"(?i){prefix}\\s?({middle})\\s?{suffix}", fold(page))
    assert found, (fragment, page)
    return found[1]


TEXT = (
    "The ship left on 9 August. The ship, a well-known “training” ship, left on 9 August & came "
    "back, 50% late.\nThe next paragraph has a longer sentence than the first one, and says more.\n"
    "联合国大会于一九四八年通过并宣布世界人权宣言。联合国大会再次通过。"
)


@pytest.mark.parametrize(
    ("passage", "fragment"),
    [
        (
            "came back, 50% late.",
            "#:~:text=came%20back%2C%2050%25%20late.",
        ),
        (
            "a well-known “training” ship",
            "#:~:text=a%20well%2Dknown%20%E2%80%9Ctraining%E2%80%9D%20ship",
        ),
        ("training", "#:~:text=well%2Dknown%20%E2%80%9C-,training,-%E2%80%9D%20ship%2C%20left"),
        ("The ship left", "#:~:text=The%20ship%20left,-on%209%20August"),
    ],
)
def test_fragments(passage: str, fragment: str) -> None:
    start = TEXT.index(passage)
    assert text_fragment(TEXT, Span(start, start + len(passage))) == fragment


@pytest.mark.parametrize(
    ("passage", "nth"),
    [
        ("left on 9 August", 1),
        ("left on 9 August", 2),
        ("came back, 50% late.\nThe next", 1),
        ("通过", 1),
        ("通过", 2),
        ("联合国大会", 2),
        ("ship", 3),
    ],
)
def test_the_right_one_of_several_is_shown(passage: str, nth: int) -> None:
    start = [match.start() for match in re.finditer(re.escape(passage), TEXT)][nth - 1]
    span = Span(start, start + len(passage))
    marked = TEXT[: span.start] + "\u2603" + TEXT[span.start :]
    fragment = text_fragment(TEXT, span)
    assert shown(TEXT, fragment).casefold() == fold(passage).casefold() or "," in fragment
    # With the passage itself changed, the fragment leads nowhere else.
    with pytest.raises(AssertionError):
        shown(marked.replace("\u2603" + passage, "\u2603"), fragment)


def test_long_passages_are_given_by_their_ends() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    page = f"Before. {words}. Behind."
    fragment = text_fragment(page, Span(8, 8 + len(words)))
    assert fragment == "#:~:text=word0%20word1%20word2,word198%20word199"
    assert shown(page, fragment) == words


def test_a_passage_is_widened_to_whole_words() -> None:
    assert text_fragment("He heard of it elsewhere, later on", Span(4, 24)) == (
        "#:~:text=heard%20of%20it%20elsewhere"
    )


def test_blanks_lead_nowhere() -> None:
    assert text_fragment("a  b", Span(1, 3)) == ""
    assert text_fragment("", Span(0, 0)) == ""


@given(spans(sentences))
def test_a_browser_finds_every_passage(case: tuple[str, Span]) -> None:
    text, span = case
    fragment = text_fragment(text, span)
    whole = quotable(text, span)
    assert bool(fragment) == bool(whole)
    if whole:
        words = fold(text[whole.start : whole.end]).strip().casefold()
        assert words in shown(text, fragment).casefold()


@given(spans(texts))
def test_every_fragment_is_a_proper_address(case: tuple[str, Span]) -> None:
    text, span = case
    fragment = text_fragment(text, span)
    assert fragment == "" or _FRAGMENT.fullmatch(fragment)
    assert fragment.isascii()
