"""Anchors inside MkDocs: those of prose are MkDocs' own, those of sitegen's pages are checked."""

from __future__ import annotations

import pytest
from hosting import ARTICLE, CONFIGURATION, FILES, SIDECAR, mkdocs

ARTICLE_FILE = "content/articles/2026/jobs.md"
SIDECAR_FILE = "content/articles/2026/jobs.annotations.yml"
EXTENSIONS = "markdown_extensions: [attr_list, footnotes]\n"
PROSE = """\
# About

## Für wen

## Aim

## Aim

## मार्ग

## Method {#how}

Words.[^1] A paragraph.
{: #the-paragraph }

[^1]: A note.
"""
MADE = ("#fur-wen", "#aim_1", "#_1", "#how", "#fn:1", "#fnref:1", "#the-paragraph")


def links(*targets: str) -> str:
    return " ".join(f"[x]({target})" for target in targets)


def files(**changes: str) -> dict[str, str]:
    return {**FILES, "mkdocs.yml": CONFIGURATION + EXTENSIONS, "content/about.md": PROSE, **changes}


def test_ids_that_markdown_extensions_give_are_not_refused(project):
    prose = PROSE + "\n" + links(*MADE) + "\n"
    other = "# More\n\n" + links(*(f"about.md{anchor}" for anchor in MADE)) + "\n"
    done = mkdocs(
        project(files(**{"content/about.md": prose, "content/more.md": other})), "build", "--strict"
    )

    assert done.returncode == 0, done.stderr
    assert "not contain an anchor" not in done.stderr


def test_links_of_sitegens_pages_to_prose_are_left_to_mkdocs(project):
    article = ARTICLE + "\n" + links(*(f"../../about.md{anchor}" for anchor in MADE)) + "\n"
    sidecar = SIDECAR.replace("It did.", f"It did {links('../../about.md#aim_1')}.")
    entity = f"ministry: {{name: The Ministry, type: organisation, description: '{links('../about.md#how')}'}}\n"
    home = "# Home\n\n" + links("about.md#fn:1") + "\n"
    done = mkdocs(
        project(
            files(
                **{
                    ARTICLE_FILE: article,
                    SIDECAR_FILE: sidecar,
                    "content/entities/state.yml": entity,
                    "content/index.md": home,
                }
            )
        ),
        "build",
        "--strict",
    )

    assert done.returncode == 0, done.stderr
    assert "not contain an anchor" not in done.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/more.md", "# More\n\n[x](about.md#für-wen)\n"),
        (ARTICLE_FILE, ARTICLE + "\n[x](../../about.md#für-wen)\n"),
        ("content/index.md", "# Home\n\n[x](about.md#für-wen)\n"),
        (SIDECAR_FILE, SIDECAR.replace("It did.", "'[x](../../about.md#für-wen)'")),
    ],
)
def test_mkdocs_names_an_anchor_that_prose_does_not_have(project, name, text):
    """sitegen's own ids of the same headings are dead in MkDocs' pages."""
    configuration = CONFIGURATION + EXTENSIONS + "validation: {anchors: warn}\n"
    folder = project(files(**{name: text, "mkdocs.yml": configuration}))
    done = mkdocs(folder, "build", "--strict")

    assert done.returncode == 1
    assert f"WARNING -  Doc file '{named_by(name)}' contains a link" in done.stderr
    assert "the doc 'about.md' does not contain an anchor '#für-wen'" in done.stderr
    assert done.stderr.count("does not contain an anchor") == 1
    (folder / "mkdocs.yml").write_text(
        CONFIGURATION + EXTENSIONS + "validation: {anchors: ignore}\n"
    )
    assert mkdocs(folder, "build", "--strict").returncode == 0


def named_by(name: str) -> str:
    file = name.removeprefix("content/")
    return file.replace(".annotations.yml", ".md")


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (ARTICLE_FILE, ARTICLE + "\n[x](#nope)\n", "7:5"),
        ("content/index.md", "# Home\n\n## Aim\n\n[x](#aim_1)\n", "5:5"),
        (SIDECAR_FILE, SIDECAR.replace("It did.", "'[x](#nope)'"), "9:19"),
        ("content/more.md", "[x](gone.md#how)\n", "1:5"),
    ],
)
def test_anchors_of_sitegens_pages_and_files_are_checked_still(project, name, text, place):
    done = mkdocs(project(files(**{name: text})), "build")

    assert done.returncode == 1
    assert f"{name}:{place}: this link leads nowhere" in done.stderr


def test_anchors_that_articles_have_are_no_problem(project):
    text = ARTICLE + "\n## Für wen\n\n" + links("#für-wen", "#claim-jobs", "#s-claims") + "\n"
    prose = (
        PROSE + "\n" + links("articles/2026/jobs.md#claim-jobs", "articles/2026/jobs.md#für-wen")
    )
    done = mkdocs(
        project(files(**{ARTICLE_FILE: text, "content/about.md": prose})), "build", "--strict"
    )
    assert done.returncode == 0, done.stderr
    assert "not contain an anchor" not in done.stderr


def test_a_mistake_in_an_option_brings_no_false_problem_of_anchors(project):
    slip = (CONFIGURATION + EXTENSIONS).replace("organisation", "organization")
    prose = PROSE + "\n" + links(*MADE) + "\n"
    done = mkdocs(project(files(**{"mkdocs.yml": slip, "content/about.md": prose})), "build")

    assert "[option-unknown]" in done.stderr
    assert "link-broken" not in done.stderr
