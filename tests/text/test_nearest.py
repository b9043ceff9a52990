"""What is proposed for a quote that is missing, and what is not."""

from __future__ import annotations

import json
import random

import pytest
from hard_texts import CORPORA, needs_corpora, sentences, texts
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text import Folded, Quote, describe, fold, nearest, occurrences, word_diff
from sitegen.text.words import words_of

QUOTE = "unemployment fell to 4.1 percent in 2023"
ARTICLE = (
    "The labour office published its yearly report on Monday. It says that {}. In the same year, "
    "prices rose by 2 percent, and exports to the United States fell to their lowest level since "
    "2009.\nThe opposition called the report misleading."
)
EDITS = {
    "5.1 instead of 4.1": "unemployment fell to 5.1 percent in 2023",
    "2024 instead of 2023": "unemployment fell to 4.1 percent in 2024",
    "per cent": "unemployment fell to 4.1 per cent in 2023",
    "rose instead of fell": "unemployment rose to 4.1 percent in 2023",
    "did not fall": "unemployment did not fall to 4.1 percent in 2023",
    "capital U and 4.1%": "Unemployment fell to 4.1% in 2023",
}


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_is_refused_and_found(edit: str) -> None:
    text = Folded(ARTICLE.format(EDITS[edit]))
    assert occurrences(text, QUOTE) == []
    near = nearest(text, QUOTE)
    assert near is not None
    assert near.words == EDITS[edit]
    assert near.score < 1
    assert occurrences(text, describe(text, near.span)) == [near.span]
    assert any(op != "same" for op, _ in near.changes)


@pytest.mark.parametrize(
    "sibling",
    [
        "inflation rose to 3.2 percent in 2022",
        "unemployment rose to 5.3 percent in 2024",
        "exports climbed by 8.4 percent in 2022",
        "employment rose to 62.3 percent in 2022",
        "the economy grew",
    ],
)
def test_a_sibling_sentence_is_not_the_same(sibling: str) -> None:
    assert nearest(ARTICLE.format(sibling), QUOTE) is None


@pytest.mark.parametrize(
    "quote",
    ["in the some year", "the reports", "it said that", "fell too", "2 persent", "to", "", "…"],
)
def test_a_short_common_phrase_is_not_offered(quote: str) -> None:
    assert nearest(ARTICLE.format("nothing changed"), quote) is None


@pytest.mark.parametrize(
    ("now", "quote", "words"),
    [
        (
            "Putin sent his Baltic Fleet to a port near Caracas, they say.",
            "Putin deployed his Baltic Fleet to a port near Caracas",
            "Putin sent his Baltic Fleet to a port near Caracas",
        ),
        (
            "He said: “The ship left Havana on Sunday.” Then he went.",
            '"The ship left Havana on Monday."',
            "“The ship left Havana on Sunday.”",
        ),
        (
            "In Berlin stieg die Arbeitslosigkeit auf 5 Prozent.",
            "In Berlin sank die Arbeitslosigkeit auf 5 Prozent",
            "In Berlin stieg die Arbeitslosigkeit auf 5 Prozent",
        ),
        (
            "联合国大会于一九四八年十二月十日通过并颁布世界人权宣言。",
            "联合国大会于一九四八年十二月十日通过并宣布世界人权宣言",
            "联合国大会于一九四八年十二月十日通过并颁布世界人权宣言",
        ),
        (
            "वैसे सभी मनुष्यों को गौरव और अधिकारों के मामले में समानता प्राप्त है।",
            "सभी मनुष्यों को गौरव और अधिकारों के विषय में समानता प्राप्त है",
            "सभी मनुष्यों को गौरव और अधिकारों के मामले में समानता प्राप्त है",
        ),
    ],
)
def test_the_passage_is_taken_in_whole_words(now: str, quote: str, words: str) -> None:
    near = nearest(now, quote)
    assert near is not None
    assert near.words == words


def test_two_passages_that_are_as_near_are_none() -> None:
    once = "The Baltic Fleet left the port of Havana on Monday. "
    twice = once + "Nobody saw it. " + once
    quote = "The Baltic Fleet left the port of Havana on Sunday"
    assert nearest(once, quote) is not None
    assert nearest(twice, quote) is None
    near = nearest(twice, Quote(quote, prefix="Nobody saw it."))
    assert near is not None
    assert near.span.start == twice.rindex("The Baltic")


def test_words_that_stand_there_with_another_context_are_near() -> None:
    text = "Her fleet left on Monday. His fleet came on Friday."
    quote = Quote("fleet", prefix="Hers")
    assert occurrences(text, quote) == []
    near = nearest(text, quote)
    assert near is not None
    assert (near.span.start, near.score) == (4, 1.0)
    assert nearest(text, Quote("fleet", occurrence=3)) is None


@given(texts, sentences)
def test_what_is_near_stands_there(text: str, quote: str) -> None:
    near = nearest(text, quote)
    if near:
        assert text[near.span.start : near.span.end] == near.words
        assert occurrences(text, describe(text, near.span)) == [near.span]
        assert 0.6 <= near.score <= 1


@given(sentences, sentences)
def test_a_diff_holds_both_wordings(old: str, new: str) -> None:
    diff = word_diff(old, new)
    assert "".join(words for op, words in diff if op != "removed") == new
    kept = "".join(words + " " for op, words in diff if op != "added")
    assert fold(kept).split() == fold(old).split()
    assert all(words for _, words in diff)


@given(texts, texts)
def test_a_diff_of_anything_ends_in_the_new_wording(old: str, new: str) -> None:
    assert "".join(words for op, words in word_diff(old, new) if op != "removed") == new
    assert [op for op, _ in word_diff(old, old)] == ["same"] * bool(old)


@given(st.sampled_from(sorted(EDITS)))
def test_a_diff_shows_what_changed(edit: str) -> None:
    changed = {op for op, _ in word_diff(QUOTE, EDITS[edit])}
    assert changed == {"same", "removed", "added"}


def test_diffs() -> None:
    assert word_diff("it fell to 4.1", "it rose to 4.1") == [
        ("same", "it "),
        ("removed", "fell "),
        ("added", "rose "),
        ("same", "to 4.1"),
    ]
    assert word_diff("通过宣布", "通过颁布") == [
        ("same", "通过"),
        ("removed", "宣"),
        ("added", "颁"),
        ("same", "布"),
    ]
    assert word_diff("“no” he", '"no" she') == [
        ("same", '"no" '),
        ("removed", "he"),
        ("added", "she"),
    ]


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("Many yers later", "Many years later"),
        ("Mnay years later", "Many years later"),
        ("Many years latr", "Many years later"),
        ("he wrote abuot it", "he wrote about it"),
        ("nobody raed it;", "nobody read it."),
        ("Nobody read it", "nobody read it"),
        ("many years later.", "Many years later,"),
        ("about it?!", "about it;"),
        ("联合国大会宜布", "联合国大会宣布"),
        ("联合国大会宣布！", "联合国大会宣布。"),
        ("(later today)", "[later today]"),
        ("went on and on.", "went on and on…"),
    ],
)
def test_a_short_quote_with_a_slip_is_found_with_its_signs(quote: str, words: str) -> None:
    text = (
        "Many years later, he wrote about it; nobody read it. 联合国大会宣布。\n"
        "It is [later today] that it went on and on…"
    )
    near = nearest(text, quote)
    assert near is not None
    assert near.words == words


@pytest.mark.parametrize("sign", list(".!?;:,)”»…。！？।؟"))
def test_a_changed_last_sign_is_in_the_proposal(sign: str) -> None:
    text = f"The report said so. Unemployment fell to 4.1 percent in 2023{sign} Nobody knew."
    quote = "Unemployment fell to 4.1 percent in 2023-"
    near = nearest(text, quote)
    assert near is not None
    assert near.words == f"Unemployment fell to 4.1 percent in 2023{sign}"
    assert near.changes[-2:] == (("removed", "2023-"), ("added", f"2023{sign}"))


def test_the_nearest_passage_is_that_of_quote_and_context_together() -> None:
    text = "The African Union agreed in 2023. The European Union was founded in 1993."
    near = nearest(text, Quote("The European Union", suffix="agreed in 2023"))
    assert near is not None
    assert (near.words, near.doubts) == ("The African Union", ())
    near = nearest(text, Quote("The African Union", prefix="not", suffix="agreed in 2024"))
    assert near is not None
    assert near.words == "The African Union"
    assert near.doubts[-2:] == (
        "the prefix 'not' does not stand there",
        "the suffix 'agreed in 2024' does not stand there",
    )
    assert "2023 instead of 2024" in "".join(near.doubts)


@needs_corpora
def test_most_slips_in_short_quotes_of_real_texts_are_found() -> None:
    dice = random.Random(5)
    data = json.loads((CORPORA / "xquad" / "xquad.en.json").read_text("utf-8"))["data"]
    found = tried = 0
    for article in data[:10]:
        text = "\n".join(paragraph["context"] for paragraph in article["paragraphs"])
        folded, places = Folded(text), words_of(text)
        for _ in range(30):
            first = dice.randrange(len(places) - 5)
            slip = first + dice.randrange(3)
            last = first + dice.randint(2, 4)
            start, end = places[first][0], places[last][1]
            at = dice.randrange(*places[slip])
            quote = text[start:at] + text[at + 1 : end]
            if len(occurrences(folded, text[start:end])) == 1 and not occurrences(folded, quote):
                near = nearest(folded, quote)
                tried += 1
                found += near is not None and near.words == text[start:end]
    assert tried > 200
    assert found > 0.75 * tried


def test_two_passages_side_by_side_that_are_as_near_are_none() -> None:
    text = "The African Union agreed.\nThe European Union agreed."
    assert nearest(text, Quote("Union", prefix="The Asian", suffix="agreed")) is None
    assert nearest(text, "The Asian Union agreed") is None
