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
        spans = [Span(*match.span()) for match in _SENTENCE.finditer(text.original)]
        counted[language] = len(spans)
        inexact = sum(not exactly(text, span) for span in spans)
        if inexact:
            missed[language] = inexact
    assert len(counted) == 42
    assert [language for language, count in counted.items() if not count] == ["nku"]
    assert sum(counted.values()) == 0
    assert missed == {}


def body(name: str, text: str) -> str:
    return _FRONT_MATTER.sub("", text, count=1)


def passages_of_posts(step: int) -> Iterator[tuple[Prose, list[Span]]]:
    """Every so manieth post as a text, with ten spans of it at random."""
    for number, path in enumerate(posts()):
        if number % step:
            continue
        text = prose(_FRONT_MATTER.sub("", path.read_text("utf-8"), count=1))
        choose = random.Random(path.name)
        spans = []
        for _ in range(10 if text.text else 0):
            start = choose.randrange(len(text.text))
            end = min(len(text.text), start + choose.choice([1, 3, 12, 60, 400]))
            spans.append(Span(start, end))
        yield text, spans


def test_random_spans_of_every_post() -> None:
    silent = counted = blank = widened = 0
    for text, spans in passages_of_posts(1):
        silent += not text.text
        for span in spans:
            counted += 1
            if quotable(text, span) is None:
                blank += 1
                assert not text.text[span.start : span.end].strip()
            elif not exactly(text, span):
                widened += 1
    assert (silent, counted, blank, widened) == (0, 0, 0, 0)
