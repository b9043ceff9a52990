"""Laws of reading what editors write, whose cost must not show in what is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.content import read_article, read_sidecar
from sitegen.content.anchoring import anchor, passages_of, quote_of
from sitegen.content.article import annotations_of
from sitegen.content.nodes import read_yaml
from sitegen.diagnostics import Source
from sitegen.text import occurrences


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_a_key_stands_where_it_was_first_written(keys: list[int]) -> None:
    """However many keys a mapping has, and whichever are repeated."""
    text = "".join(f"k{key}:   v\n" for key in keys)
    document, problems = read_yaml(Source("a.yml", text))
    assert len(problems) == len(keys) - len(set(keys))
    for key in set(keys):
        line = keys.index(key) + 1
        assert document.at((f"k{key}",), key=True).line == line
        assert document.at((f"k{key}",)).column == len(f"k{key}:   ") + 1
    assert document.at(("absent",)) == document.at()
    assert document.at((1,)) == document.at()


@pytest.mark.parametrize(
    "written", ["2024-08-29", "1e3", "no", "0x1F", "12:30:45", ".inf", "=", "<<", "!!int 3"]
)
def test_a_value_stays_the_text_that_was_written(written: str) -> None:
    """Nothing is a number or a date before a field asks for one."""
    document, problems = read_yaml(Source("a.yml", f"key: {written}\n"))
    assert (document.value, problems) == ({"key": written.removeprefix("!!int ")}, [])


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_a_known_key_that_holds_nothing_is_not_given(nothing: str) -> None:
    """At any depth."""
    text = f"claims:\n  - id: a\n    quote: words\n    made: {nothing}\nstatus: {nothing}\n"
    sidecar, problems = read_sidecar(Source("a.annotations.yml", text))
    assert sidecar is not None
    assert (sidecar.annotations.status, problems) == ("draft", [])


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_an_unknown_key_that_holds_nothing_is_a_problem(nothing: str) -> None:
    """At any depth: it may be a known one misspelt."""
    text = f"claims:\n  - id: a\n    quote: words\n    other: {nothing}\nstatsu: {nothing}\n"
    _, problems = read_sidecar(Source("a.annotations.yml", text))
    found = [(problem.kind, problem.at.line) for problem in problems]
    assert sorted(found) == [("key-unknown", 4), ("key-unknown", 5)]


@given(st.lists(st.sampled_from(["one", "two", "one two", "three"]), min_size=1, max_size=12))
def test_a_quote_is_found_as_if_it_were_the_only_one(quotes: list[str]) -> None:
    """Looking for all the quotes of a sidecar at once mixes up none of them."""
    article, _ = read_article(Source("a.md", "---\ntitle: T\n---\none two three two one\n"))
    lines = [f"  - {{id: c{n}, quote: {q}}}\n" for n, q in enumerate(quotes)]
    sidecar, _ = read_sidecar(Source("a.annotations.yml", "claims:\n" + "".join(lines)))
    assert article is not None
    assert sidecar is not None
    anchored, _ = anchor(article, sidecar)
    for path, item in annotations_of(sidecar.annotations):
        (_, passage), *_ = passages_of(path, item)
        alone = occurrences(article.prose.folded, quote_of(passage))
        assert anchored.spans.get(item.id, ()) == (tuple(alone) if len(alone) == 1 else ())


TEXTS = st.sampled_from(["", "a", "2024-08-29", "false", "a: b", "https://example.org/"])
JUNK = st.recursive(
    TEXTS | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["exact", "prefix", "source", "date", "id", "x"]), inner)
    ),
    max_leaves=5,
)
GOOD = {
    "quote": {"exact": "two", "prefix": "one "},
    "verdict": "mixed",
    "sources": ["a", {"source": "b", "stance": "context"}],
    "corrections": [{"date": "2026-11-30", "to": "mixed"}],
    "reply": {"asked": "2026-11-01"},
}


@given(
    broken=st.dictionaries(
        st.integers(0, 2), st.tuples(st.sampled_from(["", "id", "x", *GOOD]), JUNK), max_size=2
    )
)
def test_a_mistake_in_one_claim_leaves_the_others_as_they_are(
    broken: dict[int, tuple[str, Any]],
) -> None:
    """Whatever stands there: the others are read, and have numbers by which their places are found."""
    claims: list[Any] = [{"id": f"c{number}", **GOOD} for number in range(3)]
    whole, _ = read_sidecar(Source("a.annotations.yml", _lines(claims)))
    assert whole is not None
    for number, (key, junk) in broken.items():
        claims[number] = {**claims[number], key: junk} if key else junk
    sidecar, problems = read_sidecar(Source("a.annotations.yml", _lines(claims)))
    assert sidecar is not None
    assert sidecar.is_whole or problems
    for number, claim in enumerate(whole.annotations.claims):
        if number not in broken:
            now = sidecar.annotations.claims.index(claim)
            assert sidecar.document.at(("claims", now, "sources", 1)).line == 2 + number


def _lines(claims: list[Any]) -> str:
    """Return a sidecar with a claim a line."""
    return "claims:\n" + "".join(f"  - {json.dumps(claim)}\n" for claim in claims)


@given(st.text(alphabet="ab: -\n\t[]{},\"'|>*&@%?#!\\<=", max_size=60))
def test_whatever_is_no_yaml_is_said_at_a_place_that_is_there(text: str) -> None:
    """The rules that recognise a mistake find their way in any text."""
    for before in ("", "<<<<<<< HEAD\n", "a: b\n"):
        source = Source("a.yml", before + text)
        for problem in read_yaml(source)[1]:
            line = source.text.split("\n")[problem.at.line - 1]
            assert 1 <= problem.at.column <= len(line) + 1
            assert "\n" not in problem.message
