"""The text of an article is what its rendered blocks say (FORMATS.md section 2)."""

from __future__ import annotations

import pytest

from sitegen.text import Block, Span, describe, occurrences, parse, prose, quotable

CASES = {
    "paragraphs": ("one\n\ntwo", "one\ntwo", "p p"),
    "soft break": ("one\ntwo", "one\ntwo", "p"),
    "hard break, blanks": ("one  \ntwo", "one\ntwo", "p"),
    "hard break, backslash": ("one\\\ntwo", "one\ntwo", "p"),
    "carriage returns": ("one\r\ntwo\r\rthree", "one\ntwo\nthree", "p p"),
    "headings": (
        "# One #\n\nTwo\n===\n\nThree\n---\n\n###### Six",
        "One\nTwo\nThree\nSix",
        "h1 h1 h2 h6",
    ),
    "emphasis": ("*a* _b_ **c** __d__ ***e*** *f*g", "a b c d e fg", "p"),
    "emphasis in a word that has begun": ("**S**ocial **l**i**s**t", "Social list", "p"),
    "signs inside words": (
        "f***ed up** s**t f*g*h 2*3*4 sh*#*t 5~~6~~7",
        "f***ed up** s**t f*g*h 2*3*4 sh*#*t 5~~6~~7",
        "p",
    ),
    "emphasis beside punctuation of scripts without spaces": (
        "这是**我想做的事。**所以 **마크다운(Markdown)**을 나는**‘한국어’**를 คำ**(x)**ต่อ",
        "这是我想做的事。所以 마크다운(Markdown)을 나는‘한국어’를 คำ(x)ต่อ",
        "p",
    ),
    "no emphasis": ("a * b, snake_case, 2 * 3*", "a * b, snake_case, 2 * 3*", "p"),
    "strikethrough": ("~~gone~~ here", "gone here", "p"),
    "code span": ("`` a ` b `` and `*c*`", "a ` b and *c*", "p"),
    "escapes": (r"\*a\* \# \[b\] 1\. c", "*a* # [b] 1. c", "p"),
    "entities": ("&amp; &copy; &#8217; &#x41; &nope;", "& © ’ A &nope;", "p"),
    "link": ("a [b *c*](https://e.org 'd') e", "a b c e", "p"),
    "reference link": ("[a][b], [b], [b][]\n\n[b]: /c 'd'", "a, b, b", "p"),
    "autolink": ("<https://e.org/ü> <a@e.org>", "https://e.org/ü a@e.org", "p"),
    "image": ("a ![b](c.png 'd') e", "a  e", "p"),
    "image alone": ("a\n\n![b](c.png)\n\nd", "a\nd", "p p p"),
    "bullets, tight": ("- a\n- b\n  - c\n- d", "a\nb\nc\nd", "li li li li"),
    "bullets, loose": ("- a\n\n- b\n\n  c", "a\nb\nc", "p p p"),
    "numbers": ("3. a\n4. b", "a\nb", "li li"),
    "quotation": ("> a\n> b\n>\n> > c", "a\nb\nc", "p p"),
    "fence": ("```py\na *b*\n\n  c\n```", "a *b*\n\n  c", "code"),
    "tildes": ("~~~\na\n~~~", "a", "code"),
    "indented code": ("    a\n     b", "a\n b", "code"),
    "rule": ("a\n\n***\n\nb", "a\nb", "p p"),
    "table": ("| a | *b* |\n|:--|--:|\n| c | `d` |", "a\nb\nc\nd", "th th td td"),
    "table with a pipe": ("| a |\n|---|\n| b \\| c |", "a\nb | c", "th td"),
    "definitions": ("Term\n: one\n: two", "Term\none\ntwo", "dt dd dd"),
    "definitions in a list": ("- Term\n\n  : one", "Term\none", "dt dd"),
    "footnote": ("a[^n] b\n\n[^n]: the *note*\n\nc", "a b\nc\nthe note", "p p p"),
    "footnote of two paragraphs": ("a[^n]\n\n[^n]: b\n\n    c", "a\nb\nc", "p p p"),
    "footnote in the text": ("a^[the note] b", "a b\nthe note", "p p"),
    "footnote that nobody cites": ("a\n\n[^n]: b", "a\n[^n]: b", "p p"),
    "footnote given twice": ("a[^n]\n\n[^n]: b\n\n[^n]: c", "a\n[^n]: c\nb", "p p p"),
    "footnote of a list that nobody cites": ("[^n]:\n    - b", "[^n]:\nb", "p li"),
    "footnote in a footnote": (
        "a[^n][^m]\n\n[^n]: b\n\n    [^m]: c\n\n    d",
        "a\nb\nd\nc",
        "p p p p",
    ),
    "definition that nobody uses": ("[Moderator]: Wrong!", "[Moderator]: Wrong!", "p"),
    "definition given twice": (
        "[A]: Yes\n\n[B]: No\n\n[A]: 'Yes'",
        "[A]: Yes\n[B]: No\n[A]: 'Yes'",
        "p p p",
    ),
    "comment of a definition": ("[//]: # (a note of the desk)\n\na", "a", "p"),
    "cells beyond the head": ("| a |\n|---|\n| b | c | **d** |", "a\nb\nc\nd", "th td td td"),
    "footnote that is not there": ("a[^n]", "a[^n]", "p"),
    "inline HTML": ("a <b>c</b><!-- d --> <e f='g'>h", "a c h", "p"),
    "HTML block": ("a\n\n<div>\nb\n</div>\n\nc", "a\nc", "p p"),
    "script": ("<script>\n\nalert(1)\n\n</script>\n\na", "a", "p"),
    "comment": ("<!-- a\n\nb -->\n\nc", "c", "p"),
    "what looks like a citation": ("a [@b] c", "a [@b] c", "p"),
    "nothing": ("", "", ""),
    "blanks": (" \n\t\n", "", ""),
    "NUL": ("a\0b", "a\ufffdb", "p"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_markdown_says(name: str) -> None:
    markdown, text, kinds = CASES[name]
    read = prose(markdown)
    assert read.text == text
    assert " ".join(block.kind for block in read.blocks) == kinds
    assert "\n".join(read.text[b.start : b.end] for b in read.blocks if b.start < b.end) == text


def test_plain_text_is_paragraphs_and_nothing_else() -> None:
    plain = "# Not a *heading*\n- nor a list\n    nor code\n\n1. [a](b) <i>c</i> &amp; \\* [^1]\r\n \r\n> d\n"
    read = prose(plain, plain=True)
    assert read.text == (
        "# Not a *heading*\n- nor a list\nnor code\n1. [a](b) <i>c</i> &amp; \\* [^1]\n> d"
    )
    assert [(block.kind, block.line) for block in read.blocks] == [("p", 1), ("p", 5), ("p", 7)]


def test_the_title_and_the_standfirst_stand_above_and_are_no_markdown() -> None:
    read = prose("# Text", lead=[("title", "*Title*"), ("standfirst", "One\ntwo")])
    assert read.text == "*Title*\nOne\ntwo\nText"
    assert [(b.kind, b.line) for b in read.blocks] == [("title", 0), ("standfirst", 0), ("h1", 1)]


def test_blocks_know_their_lines() -> None:
    markdown = "# a\n\nb\nc\n\n- d\n- e[^1]\n\n| f |\n|---|\n| g |\n\nh^[i]\n\n[^1]: j\n"
    lines = {prose(markdown).text[b.start : b.end]: b.line for b in prose(markdown).blocks}
    assert lines == {
        "a": 1, "b\nc": 3, "d": 6, "e": 7, "f": 9, "g": 11, "h": 13, "j": 15, "i": 13,
    }  # fmt: skip


def test_the_block_of_a_character() -> None:
    read = prose("ab\n\n![c](d)\n\n- ef\n- g")
    found = [read.block_at(at) for at in range(-1, len(read.text) + 1)]
    said = [block and read.text[block.start : block.end] for block in found]
    assert said == [None, "ab", "ab", "ab", "ef", "ef", "ef", "g", None]
    assert isinstance(found[1], Block)


def test_citations_are_text_unless_asked_for() -> None:
    assert prose("a [@b] c", cites=True).text == "a  c"
    assert [child.type for child in parse("a [@b] c")[1].children or ()] == [
        "text",
        "citation",
        "text",
    ]


@pytest.mark.parametrize(
    "long",
    [
        "[@" * 20_000,
        "[" * 20_000,
        "*a " * 20_000,
        "<a " * 20_000,
        "> " * 5_000,
        "- " * 5_000,
        "a\u0301" * 20_000,
        "\u200d👩" * 10_000,
        "\U0001f1e9" * 10_000,
        "# a\n" * 20_000,
    ],
    ids=lambda long: long[:3],
)
def test_long_rows_of_one_sign_are_read(long: str) -> None:
    # Nothing here is measured; what needs the square of the length would not come back.
    read = prose(long, cites=True)
    end = Span(len(read.text) - 1, len(read.text))
    if quotable(read, end):
        assert occurrences(read, describe(read, end)) == [quotable(read, end)]
    else:
        assert not read.text.strip()
