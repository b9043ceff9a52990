"""Every passage of real texts anchors exactly, or is counted as one that no quote can say."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pytest
from hard_texts import CORPORA, needs_corpora, posts
from marked_pages import annotation, assert_balanced, page, parsed, without_marks

from sitegen.text import (
    Folded,
    Prose,
    Span,
    describe,
    mark,
    nearest,
    occurrences,
    occurrences_of,
    prose,
    quotable,
)

pytestmark = needs_corpora

_SENTENCE = re.compile(
    r"[^\s].*?(?:[.!?;:。；：！？؟۔।॥၊။།፡።](?=\s|$)|[。！？၊။།]|$)", re.MULTILINE
)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def exactly(text: Folded | Prose, span: Span) -> bool:
    """Whether a span can be quoted as it is, and then anchors there alone."""
    whole = quotable(text, span)
    if whole is not None:
        assert occurrences(text, describe(text, span)) == [whole]
    return whole == span


def assert_marked_well(text: Prose, spans: list[Span], *, by_html5lib: bool = True) -> None:
    """Marks at all spans at once are well-formed and change nothing."""
    annotations = [annotation(f"c{number}", span) for number, span in enumerate(spans)]
    html = page(mark(text, annotations))
    assert_balanced(html)
    if by_html5lib:
        parsed(html)
    assert without_marks(html) == page(mark(text, []))
    assert html.count('class="ref"') == len(spans)


def answers(language: str) -> Iterator[tuple[str, list[Span]]]:
    """The articles of a language, each with the spans of its answers."""
    data = json.loads((CORPORA / "xquad" / f"xquad.{language}.json").read_text("utf-8"))["data"]
    for article in data:
        text, spans = "", []
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                for answer in question["answers"]:
                    start = len(text) + answer["answer_start"]
                    spans.append(Span(start, start + len(answer["text"])))
            text += paragraph["context"] + "\n\n"
        yield text, spans


@pytest.mark.parametrize(
    ("language", "passages", "inexact"),
    [("en", 1190, 0), ("ar", 1190, 0), ("hi", 1190, 0), ("zh", 1190, 0)],
)
def test_every_answer_of_xquad(language: str, passages: int, inexact: int) -> None:
    counted = missed = 0
    for text, spans in answers(language):
        folded = Folded(text)
        counted += len(spans)
        missed += sum(not exactly(folded, span) for span in spans)
    assert (counted, missed) == (passages, inexact)


@pytest.mark.parametrize("language", ["en", "ar", "hi", "zh"])
def test_answers_of_xquad_as_quotes_and_marks(language: str) -> None:
    for text, spans in list(answers(language))[::8]:
        article = prose(text, plain=True)
        quotes = [describe(text, span) for span in spans]
        places = occurrences_of(article, quotes)
        for span, found in zip(spans, places, strict=True):
            said = [article.text[place.start : place.end] for place in found]
            assert said == [re.sub(r"\n\s*", "\n", text[span.start : span.end])]
        assert_marked_well(article, [found[0] for found in places])


def declarations() -> list[str]:
    """The languages of the Universal Declaration that are there."""
    return sorted(path.stem for path in (CORPORA / "udhr").glob("*.txt"))


def test_every_sentence_of_the_universal_declaration() -> None:
    counted, missed = {}, {}
    for language in declarations():
        text = Folded((CORPORA / "udhr" / f"{language}.txt").read_text("utf-8"))
        spans = [
            Span(match.start(), match.start() + len(match[0].rstrip()))
            for match in _SENTENCE.finditer(text.original)
        ]
        counted[language] = len(spans)
        inexact = sum(not exactly(text, span) for span in spans)
        if inexact:
            missed[language] = inexact
    assert len(counted) == 42
    assert [language for language, count in counted.items() if not count] == ["nku"]
    assert sum(counted.values()) == 4568
    assert missed == {}


def passages_of_posts(step: int) -> Iterator[tuple[Prose, list[Span]]]:
    """Every so manieth post as a text, with ten spans of it at random."""
    for path in posts()[::step]:
        text = prose(_FRONT_MATTER.sub("", path.read_text("utf-8"), count=1))
        choose = random.Random(path.name)
        spans = []
        for _ in range(10):
            start = choose.randrange(len(text.text))
            end = min(len(text.text), start + choose.choice([1, 3, 12, 60, 400]))
            spans.append(Span(start, end))
        yield text, spans


def test_random_spans_of_every_post() -> None:
    counted = blank = widened = 0
    for text, spans in passages_of_posts(1):
        for span in spans:
            counted += 1
            if quotable(text, span) is None:
                blank += 1
                assert not text.text[span.start : span.end].strip()
            elif not exactly(text, span):
                widened += 1  # it begins or ends inside a run of blanks
    assert (counted, blank, widened) == (5090, 161, 8)


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_marks_in_posts(step: int) -> None:
    for text, spans in passages_of_posts(step):
        seen = [span for span in spans if text.text[span.start : span.end].strip()]
        assert_marked_well(text, seen)


def sources_of_posts() -> Iterator[tuple[str, Prose, list[str]]]:
    """The source of every post, its text, and its tags of raw HTML and targets of images."""
    for path in posts():
        source = _FRONT_MATTER.sub("", path.read_text("utf-8"), count=1)
        yield source, prose(source), re.findall(r"<(?:iframe|script|img|div)\b[^>]{10,}>", source)


def test_what_is_not_text_is_missing() -> None:
    counted = said = 0
    for _, text, tags in sources_of_posts():
        found = [bool(places) for places in occurrences_of(text, tags)]
        counted += len(found)
        said += sum(found)  # shown as code
    assert (counted, said) == (382, 28)


def test_an_edited_sentence_is_missing_and_near() -> None:
    counted = near = 0
    for text, _ in passages_of_posts(9):
        choose = random.Random(len(text.text))
        lines = [line for line in text.text.split("\n") if len(line.split()) > 12]
        for line in choose.sample(lines, min(3, len(lines))):
            words = line.split(" ")
            words[choose.randrange(1, len(words) - 1)] = "otherwise"
            quote = " ".join(words)
            assert occurrences(text, quote) == []
            found = nearest(text, quote)
            counted += 1
            near += found is not None and found.words == line
    assert counted == 168
    assert near >= 160  # the others stand there twice, or begin with the change


@pytest.fixture(scope="module")
def long_text() -> str:
    """The words of the page of 2.5 MB, indented as they are in its HTML."""
    html = (CORPORA / "long-page" / "tolstoy.mustache").read_text("utf-8")
    return re.sub(r"<[^>]*>", "", html[html.index("<body") :])


def passages(text: str, count: int) -> list[Span]:
    choose = random.Random(1)
    starts = [choose.randrange(len(text) - 400) for _ in range(count)]
    return [Span(start, start + choose.choice([15, 40, 80, 300])) for start in starts]


def test_a_thousand_quotes_on_a_long_page(long_text: str) -> None:
    text = prose(long_text, plain=True)
    spans = [span for span in passages(text.text, 1000) if quotable(text, span) == span]
    assert len(spans) > 900
    quotes = [describe(text, span) for span in spans]
    assert occurrences_of(text, quotes) == [[span] for span in spans]
    assert_marked_well(text, spans, by_html5lib=False)


@pytest.mark.slow
def test_the_marks_of_a_long_page_in_a_real_parser(long_text: str) -> None:
    text = prose(long_text, plain=True)
    spans = [span for span in passages(text.text, 1000) if quotable(text, span) == span]
    assert_marked_well(text, spans)


@pytest.mark.slow
@pytest.mark.parametrize("language", declarations())
def test_every_span_of_a_paragraph_of_the_declaration(language: str) -> None:
    text = (CORPORA / "udhr" / f"{language}.txt").read_text("utf-8")[:4000]
    folded = Folded(text)
    start = len(text) // 2
    for first in range(start, min(start + 40, len(text))):
        for last in range(first + 1, min(first + 40, len(text))):
            whole = quotable(folded, Span(first, last))
            if whole:
                assert occurrences(folded, describe(folded, whole)) == [whole]
