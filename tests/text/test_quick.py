"""The quick Markdown parsers give what markdown-it-py gives, token by token."""

from __future__ import annotations

import importlib

import pytest
from hard_texts import needs_corpora, posts, texts
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink

from sitegen.text import (
    Fragment,
    Loss,
    changes,
    is_allowed,
    may_lead,
    parse,
    refusals,
    scheme,
    write,
)
from sitegen.text.html import Parts, write_inline
from sitegen.text.markdown import features, parse_inline
from sitegen.text.ordinary import paragraphs, words
from sitegen.text.parser import slow_parser
from sitegen.text.plainest import _LINK

# The package has functions of these names.
whole = importlib.import_module("sitegen.text.fragment")

SIGNS = [
    *"\n\n\n\n  \t\t\r\0*_`~[]()!<>&^#|:=+-.\\@;,\"'{}1a b",
    *("\r\n", "\n\n", "\n    ", "\n  ", "\n\t", "  \n", "\\\n", " ", "—", "é", "\u00a0", "\u2028"),
    *("**", "__", "***", "~~", "``", "```", "~~~", "\n```", "\n~~~ a\n", "---", "\n===\n", "\n-\n"),
    *(
        "\n- ",
        "\n* ",
        "\n+ ",
        "\n1. ",
        "\n2) ",
        "\n> ",
        "\n>",
        "\n# ",
        "\n***\n",
        "\n- - -\n",
        "2019 ",
    ),
    *(
        "\n|",
        "|-|",
        "\n--|--\n",
        "\na | b\n",
        "\n: ",
        "\n~ ",
        "\n:--\n",
        "\n<div>\n",
        "\n<!-- ",
        "-->",
    ),
    *(
        "[^1]",
        "\n[^1]: ",
        "^[",
        "[@b]",
        "[@b, p. 1; @c]",
        "[@",
        "[r]",
        '\n[r]: /u "t"\n',
        "[",
        "](/u)",
    ),
    *(
        "](https://e.org/a)",
        "](https://e.org/a",
        "[a](https://e.org)",
        "![",
        "!",
        "<https://e.org>",
    ),
    *(
        "字",
        "。",
        "（",
        "」",
        "한",
        "ก",
        "é*",
        "a**b",
        "a~~b",
        "क्ष",
        "*.*",
        "\n[r]: Wrong!\n",
        "\n[^1]: again\n",
        "|c|d|\n",
    ),
    *("\n07. ", "\n3. ", "\n3) ", "<https://e.org/%C3%BC>", "[^7]", "\n[^7]: "),
    *("<b>", "</b>", "<a@e.org>", "&amp;", "&#35;", "&no", "\\*", "\\a", "word", "two words", "ß"),
]
markdowns = st.lists(st.one_of(st.sampled_from(SIGNS), texts), max_size=40).map("".join)
dense = st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)
nested = st.lists(st.sampled_from([*"[]()!*_~<>a", "](/u)", "[@b]", "^["]), min_size=30).map(
    "".join
)
ordinary = st.lists(
    st.sampled_from(
        [
            *(
                "word",
                "two words",
                "é",
                "ß",
                ".",
                " ",
                " ",
                "\u00a0",
                "&",
                "-",
                ":",
                "!",
                "(a)",
                "1. ",
            ),
            *(
                "[@b]",
                " [@b, p. 1; @c]",
                "[@]",
                "[@b](/u)",
                "\n",
                "\n\n",
                "\nword",
                "\n: ",
                "\n1980",
            ),
        ]
    ),
    max_size=12,
).map("".join)
LEADING = {"link_open", "image", "html_inline"}
everything = st.one_of(markdowns, dense, nested)


def slow(markdown: str, *, cites: bool) -> list[object]:
    markdown, footnotes, definitions = features(markdown)
    tokens = slow_parser(footnotes, definitions, cites).parse(markdown, {})
    return [token.as_dict() for token in tokens]


@given(everything, st.booleans())
@example("a\nb | c\n--|--\nd", False)
@example("a\n- b\n-\n  c\n1. d\n2. e", False)
@example("> a\nb\n    c\n- > d\ne\n===", False)
@example("[" * 30 + "[a](https://e.org)" + "]" * 30, False)
@example("[" * 20 + "[a](https://e.org)", False)
@example("- a\n\n\n  b\n***c***\n    * * *\n2014 d\n1) e", True)
@example("\n[^1]: \0", False)
@example("*a [b](https://e.org/c?d=1) e* ~f~~ ~~~g~~", False)
def test_the_tokens_are_the_same(markdown: str, cites: bool) -> None:
    assert [token.as_dict() for token in parse(markdown, cites=cites)] == slow(
        markdown, cites=cites
    )


@given(everything)
def test_the_tokens_of_a_sentence_are_the_same(markdown: str) -> None:
    plain = slow_parser(False, False, True).parseInline(markdown, {})
    assert [token.as_dict() for token in parse_inline(markdown)] == [t.as_dict() for t in plain]


def slow_fragment(markdown: str) -> Fragment:
    text, footnotes, definitions = features(markdown)
    env: dict[str, list[Loss]] = {}
    tokens = slow_parser(footnotes, definitions, True).parse(text, env)
    losses = (
        *env.get("losses", ()),
        *changes(tokens, lambda line: features(markdown)[0].split("\n")[line]),
    )
    whole._without_headings(tokens)
    whole._keep_apart(tokens, markdown)
    parts: Parts = []
    write(tokens, parts, None)
    said = "\n".join(whole._said(t.children or ()) for t in tokens if t.type == "inline")
    return Fragment(tuple(whole.merged(parts)), said.strip(), tuple(refusals(tokens)), losses)


def slow_sentence(markdown: str) -> Fragment:
    tokens = slow_parser(False, False, True).parseInline(markdown, {})
    children = tokens[0].children or []
    parts: Parts = []
    write_inline(children, parts)
    said = whole._said(children).strip()
    losses = tuple(changes(tokens, lambda _: markdown))
    return Fragment(tuple(whole.merged(parts)), said, tuple(refusals(tokens)), losses)


@given(everything | ordinary)
@example("")
@example("# a\n")
@example(" \n")
@example("a [@b].[@c]\n")
@example("[@a, \\]]: [@b]")
def test_fragments_are_the_same(markdown: str) -> None:
    assert whole.fragment.__wrapped__(markdown) == slow_fragment(markdown)


@given(everything | ordinary)
@example("")
@example(" a\0 \r\nb ")
def test_sentences_are_the_same(markdown: str) -> None:
    assert whole.sentence.__wrapped__(markdown) == slow_sentence(markdown)


@pytest.mark.parametrize(
    "markdown",
    ["One.", "a [@b].\nc [@d, p. 3] [@e]\n\n[@f] “g”: 3 – 5!\n", "数字不同[@b]。", "a\n\nb"],
)
def test_ordinary_paragraphs_need_no_parser(markdown: str) -> None:
    assert paragraphs(markdown)


@pytest.mark.parametrize("markdown", ["a [@b], c", "[@b]", "Não é verdade."])
def test_ordinary_words_need_no_parser(markdown: str) -> None:
    assert words(markdown)


@given(st.from_regex(_LINK, fullmatch=True))
def test_addresses_of_plain_links_are_normal(link: str) -> None:
    found = _LINK.fullmatch(link)
    assert found
    assert normalizeLink(found[2]) == found[2]


@given(everything)
@example("a ^[b [c](/d)]")
@example("![a ![b](javascript:c)](/d)")
def test_what_may_hold_no_link_holds_none(markdown: str) -> None:
    waiting = parse(markdown)
    while waiting:
        token = waiting.pop()
        inside = token.children or []
        waiting += inside
        assert may_lead(token) or not {each.type for each in inside} & LEADING


@given(st.text("hHtTpPsS:/ \tjavc", max_size=12).map("http".__add__) | texts)
@example("https://")
def test_an_address_is_allowed_by_its_scheme(address: str) -> None:
    assert is_allowed(address) == (scheme(address) in {"", "http", "https", "mailto"})


@needs_corpora
@pytest.mark.parametrize("cites", [False, True])
def test_real_posts(cites: bool) -> None:
    for path in posts():
        markdown = path.read_text(encoding="utf-8")
        found = [token.as_dict() for token in parse(markdown, cites=cites)]
        assert found == slow(markdown, cites=cites), path
