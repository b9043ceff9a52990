"""Marks: what a browser finds in them, and what is left without them."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_pages import annotation, expected, page, parsed, said, segments, without_marks

from sitegen.text import Annotation, Link, Prose, Span, mark, occurrences, prose

ATOMS = [
    *("*", "**", "_", "`", "``", "~~", "[", "](x)", "![", '](y "t")', "<b>", "</b>", "<!-- c -->"),
    *("\n", "\n\n", "\n- ", "\n  - ", "\n1. ", "\n> ", "\n# ", "\n***\n", "\n```\n", "\n    "),
    *("\n| a | b |\n|--|:-:|\n| c | d |\n", "\nTerm\n: def\n", "  \n", "\\\n", "\t", "\r\n"),
    *("[^1]", "\n[^1]: note ", "^[in ", "] ", "[@src]", "[ref]", '\n[ref]: /u "t"\n'),
    *("word", "wörd", "two words", " ", "a", "b", "&amp;", "\\*", "<http://a.b>", "“q”", "é"),
    *("👩\u200d🚀", "कि", "\u00ad", "\n<div>\nx\n</div>\n", "\u200d", "javascript:", '"', "<", "&"),
]
documents = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=40).map("".join)
IDS = ["a", "b", "c", "a-2", "b-2"]


@st.composite
def marked(draw: st.DrawFn) -> tuple[Prose, list[Annotation]]:
    """A text, and annotations at any places of it, some of several passages."""
    text = prose(draw(documents), cites=draw(st.booleans()), plain=draw(st.integers(0, 9)) == 0)
    if not text.text:
        return text, []
    offsets = st.integers(0, len(text.text))
    pairs = st.tuples(offsets, offsets).filter(lambda pair: pair[0] != pair[1])
    places = st.lists(pairs.map(lambda pair: Span(min(pair), max(pair))), min_size=1, max_size=3)
    count = draw(st.integers(0, len(IDS)))
    return text, [annotation(name, *draw(places)) for name in IDS[:count]]


def some(text: Prose, *quotes: str) -> list[Annotation]:
    """Annotations a, b, c … at the first place of each quote."""
    return [
        annotation(name, occurrences(text, quote)[0])
        for name, quote in zip("abcdef", quotes, strict=False)
    ]


@given(marked())
def test_without_marks_the_html_is_the_unmarked_one(case: tuple[Prose, list[Annotation]]) -> None:
    text, annotations = case
    assert without_marks(page(mark(text, annotations))) == page(mark(text, []))


@given(marked())
def test_the_segments_of_an_annotation_say_its_passages(
    case: tuple[Prose, list[Annotation]],
) -> None:
    text, annotations = case
    tree = parsed(page(mark(text, annotations)))
    for item in annotations:
        found = segments(tree, item.id)
        words = "".join(map(said, found))
        # Images, citations and the numbers of footnotes stand in marks and are not text.
        if "[" not in "".join(token.content for token in text.tokens):
            assert words == expected(text, item.spans)
        if found:
            first = found[0]
            assert first.get("id") == f"mark-{item.id}" or any(
                inner.get("id") == f"mark-{item.id}" for inner in first.iter("span")
            )
        assert bool(found) == bool(expected(text, item.spans))


@given(marked())
def test_every_passage_has_its_reference_behind_it(case: tuple[Prose, list[Annotation]]) -> None:
    text, annotations = case
    pieces = mark(text, annotations)
    tree = parsed(page(pieces))
    references = [a.get("href") for a in tree.iter("a") if a.get("class") == "ref"]
    for item in annotations:
        shown = [span for span in item.spans if expected(text, [span])]
        assert references.count(f"#claim-{item.id}") == len(shown)
        assert any(item.id in piece.annotations for piece in pieces) == bool(shown)


@given(marked())
def test_no_two_neighbouring_segments_could_be_one(case: tuple[Prose, list[Annotation]]) -> None:
    text, annotations = case
    tree = parsed(page(mark(text, annotations)))
    for parent in tree.iter():
        for one, other in zip(parent, list(parent)[1:], strict=False):
            if one.tag == other.tag == "mark" and not one.tail:
                assert one.get("data-annotations") != other.get("data-annotations")


@given(st.lists(st.sampled_from(["word", "two words", "a\nb", "\n\n"])), st.data())
def test_without_markup_there_is_a_segment_for_each_stretch_with_one_set(
    pieces: list[str], data: st.DataObject
) -> None:
    text = prose(" ".join(pieces), plain=True)
    offsets = st.integers(0, len(text.text))
    annotations = []
    for name in IDS:
        ends = sorted(data.draw(st.tuples(offsets, offsets)))
        annotations.append(annotation(name, Span(*ends)))
    runs: list[str] = []
    for block in text.blocks:
        names = (
            " ".join(a.id for a in annotations if a.spans[0].start <= at < a.spans[0].end)
            for at in range(block.start, block.end)
        )
        runs += [name for name, _ in groupby(names) if name]
    tree = parsed(page(mark(text, annotations)))
    assert [one.get("data-annotations") for one in tree.iter("mark")] == runs


@given(marked(), st.data())
def test_links_are_well_formed_and_change_no_word(
    case: tuple[Prose, list[Annotation]], data: st.DataObject
) -> None:
    text, annotations = case
    offsets = st.integers(0, max(0, len(text.text) - 1))
    links = [
        Link(Span(start, start + data.draw(st.integers(1, 6))), "/entities/a/")
        for start in data.draw(st.lists(offsets, max_size=5))
    ]
    tree = parsed(page(mark(text, annotations, links)))
    assert said(tree) == said(parsed(page(mark(text, annotations))))
    for link in tree.iter("a"):
        if link.get("class") == "entity":
            assert any(said(link) == expected(text, [wanted.span]) for wanted in links)


@pytest.mark.parametrize(
    ("markdown", "quotes", "marks"),
    [
        ("one two three", ["two"], ["a:two"]),
        ("one two three", ["one two three", "two"], ["a:one ", "a b:two", "a: three"]),
        ("one two three", ["one two", "two three"], ["a:one ", "a b:two", "b: three"]),
        ("one two three", ["two", "two", "two"], ["a b c:two"]),
        ("one two three", ["one", " two"], ["a:one", "b: two"]),
        ("one *two* three", ["one two three"], ["a:one two three"]),
        ("one *two three* four", ["one two"], ["a:one ", "a:two"]),
        ("*one **two*** three", ["two three"], ["a:two", "a: three"]),
        ("*one **two*** three", ["one two three"], ["a:one two three"]),
        ("one\ntwo  \nthree", ["one two three"], ["a:one\ntwo\nthree"]),
        ("one ![x](y) two", ["one  two"], ["a:one  two"]),
        ("one\n\ntwo", ["one two"], ["a:one", "a:two"]),
        ("- one\n- two\n  - three", ["one two three"], ["a:one", "a:two", "a:three"]),
        ("| one | two |\n|---|---|\n| three | four |", ["two three"], ["a:two", "a:three"]),
        ("one `two three` four", ["three four"], ["a:three", "a: four"]),
        ("one `two` three", ["one two three"], ["a:one two three"]),
        ("[one two](x) three", ["two three"], ["a:two", "a: three"]),
        ("[one two](x) three", ["one two"], ["a:one two"]),
        ("one\n\n    two\n    three\n\nfour", ["one two three four"], ["a:one", "a:two\nthree", "a:four"]),
        ("one &amp; \\<two>", ["& <two>"], ["a:& <two>"]),
        ("one <b>two</b> three", ["one two three"], ["a:one two three"]),
        ("one[^1] two\n\n[^1]: three", ["one two"], ["a:one1 two"]),
    ],
)  # fmt: skip
def test_segments_are_few_and_name_all(markdown: str, quotes: list[str], marks: list[str]) -> None:
    text = prose(markdown)
    tree = parsed(page(mark(text, some(text, *quotes))))
    found = [f"{one.get('data-annotations')}:{said(one)}" for one in tree.iter("mark")]
    assert found == marks


def test_the_first_segment_carries_the_id_and_references_follow_the_last() -> None:
    text = prose("one *two three* four [five six](x)")
    found = page(mark(text, some(text, "one two", "five")))
    assert found == (
        '<p><mark class="tone-mixed" id="mark-a" data-annotations="a" aria-details="claim-a">one '
        '</mark><em><mark class="tone-mixed" data-annotations="a" aria-details="claim-a">two</mark>'
        '<a class="ref" id="ref-a" href="#claim-a" role="doc-noteref" aria-label="Claim a" data-number="a"></a>'
        ' three</em> four <a href="address"><mark class="tone-mixed" id="mark-b" '
        'data-annotations="b" aria-details="claim-b">five</mark> six</a>'
        '<a class="ref" id="ref-b" href="#claim-b" role="doc-noteref" aria-label="Claim b" data-number="b"></a>'
        "</p>\n"
    )


def test_the_shortest_annotation_gives_a_segment_its_tone() -> None:
    text = prose("one two three")
    whole, inner = (occurrences(text, words)[0] for words in ("one two three", "two"))
    tree = parsed(
        page(
            mark(
                text,
                [
                    Annotation("a", (whole,), "positive", "1", "Claim 1"),
                    Annotation("b", (inner,), "negative", "2", "Claim 2"),
                ],
            )
        )
    )
    assert [(one.get("class"), one.get("aria-details")) for one in tree.iter("mark")] == [
        ("tone-positive", "claim-a"),
        ("tone-negative", "claim-b"),
        ("tone-positive", "claim-a"),
    ]


def test_a_claim_of_several_passages() -> None:
    text = prose("one two\n\nthree two")
    pieces = mark(text, [annotation("a", *occurrences(text, "two")), annotation("a-2", Span(0, 3))])
    tree = parsed(page(pieces))
    assert [said(one) for one in segments(tree, "a")] == ["two", "two"]
    references = [a.get("id") for a in tree.iter("a")]
    assert references == ["ref-a-2", "ref-a", "ref-a--2"]
    assert [piece.annotations for piece in pieces] == [("a-2", "a"), ("a",)]


def test_what_ends_with_a_line_break_ends_with_its_block() -> None:
    text = prose("one\n\ntwo\n\n```\nthree\n```\n")
    pieces = mark(text, [annotation("a", Span(0, 4)), annotation("b", Span(4, 13))])
    assert [piece.annotations for piece in pieces] == [("a",), (), ("b",)]
    assert page(pieces).count("</a></p>") == 1
    assert "three</mark>\n</code></pre>\n<a class" in page(pieces)


@pytest.mark.parametrize(
    ("markdown", "name", "linked"),
    [
        ("one Two Three four", "Two Three", "Two Three"),
        ("one Two\nThree four", "Two Three", "Two\nThree"),
        ("one *Two* Three four", "Two Three", "<em>Two</em> Three"),
        ("one *Two Three* four", "Two Three", "Two Three"),
        ("one *Two* four", "Two", "Two"),
        ("one *x Two* Three", "Two Three", ""),
        ("[one Two](x)", "Two", ""),
        ("`Two`", "Two", ""),
        ("Two `Three`", "Two Three", ""),
        ("    Two", "Two", ""),
        ("Two\n\nThree", "Two Three", ""),
        ("Two![a](b) Three", "Two Three", "Two<img src=\"address\" alt=\"a\" loading=\"lazy\"> Three"),
        ("Two[^1] Three\n\n[^1]: a", "Two Three", ""),
    ],
)  # fmt: skip
def test_where_a_mention_can_be_a_link(markdown: str, name: str, linked: str) -> None:
    text = prose(markdown)
    html = page(mark(text, [], [Link(occurrences(text, name)[0], "/entities/a/?b&c")]))
    assert html.count('class="entity"') == bool(linked)
    if linked:
        assert f'<a class="entity" href="/entities/a/?b&amp;c">{linked}</a>' in html


def test_links_and_marks_together() -> None:
    text = prose("one Two three Four five")
    links = [Link(occurrences(text, name)[0], f"/{name}") for name in ("Two", "Four", "Two three")]
    tree = parsed(page(mark(text, some(text, "one Two three"), links)))
    assert [said(a) for a in tree.iter("a") if a.get("class")] == ["Two three", "", "Four"]
    crossing = page(mark(text, some(text, "three Four"), [Link(Span(4, 13), "/b")]))
    assert 'class="entity"' not in crossing


def test_pieces_are_the_blocks_at_the_top() -> None:
    text = prose(
        "# a\n\nb\n\n- c\n- d\n\n| e |\n|---|\n| f |\n\n```\ng\n```\n\n> h\n\n---\n\ni^[j]",
        lead=[("title", "k"), ("standfirst", "l")],
    )
    kinds = [piece.kind for piece in mark(text, [])]
    assert kinds == ["title", "standfirst", "h1", "p", "ul", "table", "code", "blockquote", "hr", "p", "div"]  # fmt: skip


def test_ids_and_labels_are_escaped() -> None:
    text = prose("one")
    item = Annotation('"><b', (Span(0, 3),), '"><i', "<1>", 'Claim "1"')
    tree = parsed(page(mark(text, [item])))
    assert said(tree) == "one\n"
    assert [a.get("data-number") for a in tree.iter("a")] == ["<1>"]


@pytest.mark.parametrize(
    ("markdown", "tags"),
    [
        ("# One\n\n## Two\n\n###### Six", ["h2", "h3", "h6"]),
        ("## Two\n\nOne\n---", ["h2", "h2"]),
        ("> # One\n\n### Three", ["h2", "h4"]),
    ],
)
def test_a_text_has_no_first_heading_beside_its_title(markdown, tags):
    text = prose(markdown, lead=[("title", "A title")])
    tree = parsed(page(mark(text, some(text, "One"))))

    assert [item.tag for item in tree.iter() if re.fullmatch("h[1-6]", str(item.tag))] == tags
