"""The short texts of a check: what they say, what they cite, what is not let through."""

from __future__ import annotations

import pytest
from marked_pages import parsed

from sitegen.text import (
    Address,
    Citation,
    Cited,
    HeadingIds,
    Refusal,
    fragment,
    is_allowed,
    joined,
    parse,
    refusals,
    scheme,
    sentence,
)


def html(markdown: str) -> str:
    return joined(
        fragment(markdown).parts,
        lambda part: part.target if isinstance(part, Address) else '<a href="#s">cited</a>',
    )


@pytest.mark.parametrize(
    ("markdown", "wanted"),
    [
        ("# One\n\ntwo", "<p><strong>One</strong></p>\n<p>two</p>\n"),
        (
            "two\n\nOne *and* [@b]\n---",
            '<p>two</p>\n<p><strong>One <em>and</em> <a href="#s">cited</a></strong></p>\n',
        ),
        ("> ###### One", "<blockquote>\n<p><strong>One</strong></p>\n</blockquote>\n"),
        ("#", "<p><strong></strong></p>\n"),
    ],
)
def test_a_short_text_has_no_headings_for_it_stands_at_any_level_of_a_page(markdown, wanted):
    assert html(markdown) == wanted


@pytest.mark.parametrize(
    ("markdown", "cited"),
    [
        ("a [@b]", [("b", "")]),
        ("a [@b, p. 3; @c]", [("b", "p. 3"), ("c", "")]),
        ("[@b][@c]", [("b", ""), ("c", "")]),
        ("[@b] [c](d)", [("b", "")]),
        ("[a [@b] c](https://e.org)", [("b", "")]),
        ("`[@b]`", []),
        (r"\[@b]", []),
        ("[@b](https://e.org)", []),
        ("[@b]\n\n[@b]: /c", []),
        ("[@b][c]\n\n[c]: /c", []),
        ("[@]", []),
        ("[@ b", []),
        ("[@b; c]", []),
        ("[@b [@c]", [("c", "")]),
    ],
)
def test_citations(markdown: str, cited: list[tuple[str, str]]) -> None:
    found = [
        (item.source, item.locator)
        for part in fragment(markdown).parts
        if isinstance(part, Citation)
        for item in part.items
    ]
    assert found == cited
    assert list(fragment(markdown).cited()) == [source for source, _ in cited]


def test_what_a_fragment_says() -> None:
    assert fragment("One *two* [@b].\n\n- three").said == "One two.\nthree"
    assert sentence("One *two* [@b, p. 1]").said == "One two"
    assert sentence("# One").said == "# One"
    assert not fragment("")
    assert fragment("a").parts == ("<p>a</p>\n",)
    assert list(sentence("[a](b.md) ![c](d.png)").addresses()) == ["b.md", "d.png"]
    assert Cited("b").locator == ""


@pytest.mark.parametrize(
    ("markdown", "refused"),
    [
        ("<b>a</b>", [("html", "<b>", 1), ("html", "</b>", 1)]),
        ("a\n\n<div>b</div>", [("html", "<div>b</div>", 3)]),
        ("<!-- a -->\n\nb <!-- c -->", []),
        ("<!-- a --> <script>b</script> <!-- c -->", [("html", ..., 1)]),
        ("[a](javascript:b)", [("address", "javascript:b", 1)]),
        ("a\n\n![a](data:b)", [("address", "data:b", 3)]),
        ("<vbscript:a>", [("address", "vbscript:a", 1)]),
        ("[a](JaVaScRiPt&#58;b)", [("address", "JaVaScRiPt:b", 1)]),
        ("[a](https://e.org) [b](/c) [d](e.md#f) <a@e.org> [g](//e.org)", []),
        ("a < b & c > d", []),
    ],
)
def test_what_is_not_published(markdown: str, refused: list[tuple[str, str, int]]) -> None:
    found = list(refusals(parse(markdown)))
    assert [(one.what, one.line) for one in found] == [(what, line) for what, _, line in refused]
    for one, (_, text, _) in zip(found, refused, strict=True):
        assert text is ... or one.text == text
    assert fragment(markdown).refusals == tuple(found)
    assert all(isinstance(one, Refusal) for one in found)
    written = html(markdown).lower()
    assert "script:" not in written.replace("vbscript:a</a>", "")
    assert "<script" not in written
    assert "<b>" not in written


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://e.org", "https"),
        ("HTTP://e.org", "http"),
        (" java\tscript:a", "javascript"),
        ("\x01javascript:a", "javascript"),
        ("java\nscript:a", "javascript"),
        ("a/b:c", ""),
        ("#a:b", ""),
        ("?a:b", ""),
        ("", ""),
    ],
)
def test_schemes_are_read_as_browsers_do(address: str, expected: str) -> None:
    assert scheme(address) == expected
    assert is_allowed(address) == (expected in ("", "https", "http", "mailto"))


def test_two_fragments_on_a_page_share_no_id() -> None:
    texts = ["## Context\n\na[^1]\n\n[^1]: b", "## Context\n\nc[^1]^[d]\n\n[^1]: e"]
    parsed("".join(html(text) for text in texts))


def test_no_link_stands_in_a_link() -> None:
    parsed(html("[a <https://e.org> b[^1] [@c] d](https://f.org) e\n\n[^1]: g"))
    assert fragment("[a <https://e.org> b](https://f.org)").said == "a https://e.org b"


def test_heading_ids() -> None:
    ids = HeadingIds()
    given = ["One two", "one TWO!", "हिन्दी भाषा", "Foo\nbar", "claim-a", "ref-a", "text", "…", "…"]
    assert [ids.id(words) for words in given] == [
        "one-two", "one-two-2", "हिन्दी-भाषा", "foo-bar", "h-claim-a", "h-ref-a", "h-text",
        "section", "section-2",
    ]  # fmt: skip
    ids = HeadingIds()
    assert [ids.id(words) for words in ("a", "a", "a 2", "a")] == ["a", "a-2", "a-2-2", "a-3"]


def test_alternatives_of_images() -> None:
    assert 'alt="a b &quot;c&quot; * d"' in html('![a ![b](c) "c" \\* *d*](e.png)')
