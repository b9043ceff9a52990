"""What is read of an article ahead of the rest is what reading it whole finds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.content import Identity, read_article, read_identity, read_sidecar, read_status
from sitegen.diagnostics import Source
from sitegen.text.languages import tag

LINES = st.sampled_from(
    [
        "title: A title",
        "slug: a-slug",
        "slug: Not A Slug",
        '"slug": quoted',
        '"\\x73lug": escaped',
        "slug:",
        "language: pt_br",
        "language: [de]",
        "translation_of: original",
        "translation_of: {a: b}",
        "translation_of: &name original",
        "slug: *name",
        "topics: [slug, language]",
        "unknown: slug",
        "  - broken: [",
        "# slug: comment",
        "---",
        "...",
        "",
        "slug: in the text",
    ]
)


@example(["---", "title: A title", "slug: a-slug", "---", "text"])
@example(["---", "title: A title", '"\\x73lug": escaped', "---"])
@example(["title: A title", "slug: no-front-matter"])
@given(st.lists(LINES, max_size=8).map(lambda lines: ["---", *lines]))
def test_an_identity_is_that_of_the_article(lines: list[str]) -> None:
    source = Source("a.md", "\n".join(lines))
    article, _ = read_article(source)
    expected = Identity()
    if article:
        matter = article.matter
        expected = Identity(
            matter.slug or "", tag(matter.language or ""), matter.translation_of or ""
        )
    assert read_identity(source) == expected


@example(["status: retracted", "claims: []"])
@given(
    st.lists(
        st.sampled_from(
            ["status: published", "status: draft", "status:", "claims: []", "finding: F", "- a"]
        ),
        max_size=4,
    )
)
def test_a_status_is_that_of_the_sidecar(lines: list[str]) -> None:
    source = Source("a.annotations.yml", "\n".join(lines))
    sidecar, _ = read_sidecar(source)
    if sidecar and sidecar.is_whole:
        assert read_status(source) == sidecar.annotations.status
