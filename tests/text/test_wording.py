"""Every word and number of a checked text is shown, or there is a loss with its line."""

from __future__ import annotations

import json
import re
from collections import Counter

from hard_texts import CORPORA, needs_corpora, posts
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.text import Loss, changes, prose

WORDS = ["alpha", "beta", "1990", "4.1", "你好", "été", "f***ed", "2*3*4", "s~~t", "snake_case"]
words = st.sampled_from(WORDS)
lines = st.lists(words, min_size=1, max_size=4).map(" ".join)
"""Lines of words, some with signs in them, which belong to the words."""
inlines = st.one_of(
    lines,
    *(lines.map(f"{sign}{{}}{sign}".format) for sign in ("_", "`", "~~")),
    lines.map("[{}](https://a.example/)".format),
    lines.map("text[^1] {}".format),
    lines.map("say [label] {}".format),
)


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    line = draw(inlines)
    label = draw(st.sampled_from(["label", "other", "third"]))
    number = draw(st.sampled_from(["1", "3", "7", "1990", "007", "123456789", "0"]))
    return draw(
        st.sampled_from(
            [
                line,
                f"# {line}",
                f"- {line}",
                f"- {line}\n  - {draw(inlines)}",
                f"> {line}",
                f"{'> ' * 25}{line}",
                f"{'>' * 120} {line}",
                f"{number}. {line}",
                f"{number}) {line}\n{number}) {draw(inlines)}",
                f"    {line}",
                f"```\n{line}\n```",
                f"[{label}]: {draw(st.sampled_from(['Wrong!', 'beta', '1990']))}",
                f"[^{draw(st.sampled_from('129'))}]: {line}",
                f"| {line} |\n|---|\n| {draw(lines)} | {draw(inlines)} |",
                f"{line}\n{draw(st.sampled_from(['> ', '+ ', '- ', '1. ']))}{draw(lines)}",
                f"alpha\n: {line}",
                f"{line}\n---",
            ]
        )
    )


articles = st.lists(_blocks(), max_size=6).map("\n\n".join)


def said(markdown: str) -> tuple[str, list[Loss]]:
    """Return what a reader sees, with the numbers of lists and notes, and what is lost."""
    read = prose(markdown)
    numbers: list[str] = []
    counting: list[int] = []
    for token in read.tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            counting.append(int(token.attrs.get("start", 1)))
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counting.pop()
        elif token.type == "list_item_open" and token.info:
            counting[-1] = int(token.attrs.get("value", counting[-1]))
            numbers.append(str(counting[-1]))
            counting[-1] += 1
    markdown_lines = markdown.split("\n")
    lost = [*read.losses, *changes(read.tokens, lambda line: markdown_lines[line])]
    return f"{read.text} {' '.join(numbers)}", lost


def written(markdown: str) -> Counter[str]:
    """Return the words and numbers of a Markdown text, by signs alone.

    What is no word: addresses, labels of notes, and of links that are defined.
    """
    markdown = re.sub(r"\]\(https?:[^)]*\)", "] ", markdown)
    markdown = re.sub(r"\[\^\w+\]", " ", markdown)
    return Counter(re.findall(r"[^\W_]+", markdown))


def shown(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", re.sub(r"\[\^\w+\]", " ", text)))


@given(articles)
@example("[label]: beta\n\n[label]: Wrong!\n\n007. alpha\n\n1. alpha")
@example("~~s~~t alpha alpha~~")
@example("[^1]: alpha\n\n    [^2]: beta\n\n    4.1\n\ntext[^1]")
def test_no_word_or_number_is_lost_in_silence(markdown: str) -> None:
    text, lost = said(markdown)
    missing = written(markdown) - shown(text)
    # A definition that a link uses says where it leads: `beta` is an address there.
    if re.search(r"say \[label\]", markdown):
        used = re.search(r"(?m)^\[label\]: (.*)$", markdown)
        missing -= written(f"label {used[1]}" if used else "")
    for loss in lost:
        missing -= written(loss.written)
    if any(loss.reason == "zeros" for loss in lost):  # which is said once a list
        missing = Counter(each for each in missing if not each.startswith("00"))
    assert not missing
    for loss in lost:
        assert 1 <= loss.line <= markdown.count("\n") + 1
        assert loss.written.partition("\n")[0].strip()


@given(st.lists(st.sampled_from("ab1 *~_#.@-"), max_size=30).map("".join))
def test_no_sign_inside_a_word_is_lost(line: str) -> None:
    """Between two letters of which no emphasis has begun in the same word, signs are text."""
    line = f"x {line}"
    text = prose(line).text
    for word in re.findall(r"(?<!\S)[a-z1]+(?:[*~]+[a-z1]+)+(?!\S)", line):
        assert word in text


@needs_corpora
def test_posts_lose_no_word_and_raise_few_alarms() -> None:
    alarms = 0
    for path in posts():
        markdown = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        if markdown.startswith("---\n"):
            markdown = markdown.partition("\n---\n")[2]
        alarms += len(said(markdown)[1])
    # Each of them is a slip of its author: signs that are shown, or a definition without a link.
    assert alarms == 5


@needs_corpora
def test_chinese_and_plain_texts_are_shown_as_they_are() -> None:
    for path in sorted((CORPORA / "xquad").glob("*.json")):
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                markdown = paragraph["context"].strip()
                text, lost = said(markdown)
                assert not written(markdown) - shown(text)
                assert not lost
