"""Names in running text: whole words, the longest, never a part of a character."""

from __future__ import annotations

import pytest
import regex
from hard_texts import texts
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text import Folded, Names, fold

NAMES = {
    "Vladimir Putin": "putin",
    "Putin": "putin",
    "U.S.": "us",
    ".NET": "net",
    '"Chuy" García': "chuy",
    "Iran": "iran",
    "Baltic Fleet": "fleet",
    "東京": "tokyo",
    "東京都": "tokyo-to",
    "Tokyo": "tokyo",
    "กา": "crow",
    "हिन्दी": "hindi",
    "’t Hooft": "hooft",
    "…": "nothing",
}


def found(text: str, names: dict[str, str] = NAMES) -> list[tuple[str, str]]:
    return [
        (text[mention.span.start : mention.span.end], mention.entity)
        for mention in Names(names).find(Folded(text))
    ]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Vladimir Putin met Putin’s men.", ["Vladimir Putin", "Putin"]),
        ("Vladimir\nPutin", ["Vladimir\nPutin"]),
        ("Vladi\u00admir Putin", ["Vladi\u00admir Putin"]),
        ("Putins, Rasputin, putin", []),
        ("the U.S. and the U.S.-led, not the U.S.A.", ["U.S.", "U.S."]),
        (".NET and ASP.NET", [".NET"]),
        ("Jesús “Chuy” García", ["“Chuy” García"]),
        ("'t Hooft", ["'t Hooft"]),
        ("Iranian Iran\u0301 Iran", ["Iran"]),
        ("Anti-Iran", ["Iran"]),
        ("他在東京都東京Tokyo大学", ["東京都", "東京", "Tokyo"]),
        ("xTokyo Tokyo東京x", ["Tokyo", "東京"]),
        ("กา กา\u0e48 กากา", ["กา", "กา", "กา"]),
        ("हिन्दी हिन्दीय", ["हिन्दी"]),
        ("wait…", []),
    ],
)
def test_where_names_stand(text: str, mentions: list[str]) -> None:
    assert [words for words, _ in found(text)] == mentions
    # Among many names they are looked for in another way, and found alike.
    many = NAMES | {f"Nobody{number} Else": f"nobody-{number}" for number in range(300)}
    assert found(text, many) == found(text)


def test_the_longest_name_says_who_it_is() -> None:
    names = {"New York": "city", "New York Times": "paper", "York": "york"}
    text = "New York Times, New York, New, York"
    assert [entity for _, entity in found(text, names)] == ["paper", "city", "york"]


@given(st.lists(st.one_of(texts, st.sampled_from(list(NAMES)))).map(" ".join))
def test_mentions_are_names_in_order_and_apart(text: str) -> None:
    edges = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    done = 0
    for mention in Names(NAMES).find(Folded(text)):
        span = mention.span
        assert span.start >= done
        assert {span.start, span.end} <= edges
        known = {fold(name): entity for name, entity in NAMES.items()}
        assert known[fold(text[span.start : span.end])] == mention.entity
        done = span.end


@given(st.text("abA 中", max_size=30), st.sets(st.text("abA 中-", min_size=1, max_size=4)))
def test_many_names_are_found_as_few_are(text: str, few: set[str]) -> None:
    names = {name: str(number) for number, name in enumerate(sorted(few))}
    others = {f"z{number}": "other" for number in range(300)}
    folded = Folded(text)
    assert Names(names).find(folded) == Names({**names, **others}).find(folded)
