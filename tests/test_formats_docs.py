"""docs/formats.md: every example in it is read by the real readers without a problem."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from textwrap import indent

import pytest
from documented import blocks, files, text
from projects import TODAY

from sitegen.content import (
    read_article,
    read_configuration,
    read_registry,
    read_sidecar,
)
from sitegen.content.models import Claim
from sitegen.diagnostics import Source
from sitegen.engine import load, open_project

PAGE = text("docs/formats.md")
FILES = {name: content for name, _, content in files(PAGE)}
ARTICLES = blocks(PAGE, "markdown")
OTHERS = [block for block in blocks(PAGE, "yaml") if block not in FILES.values()]
SIDECARS = [block for block in OTHERS if block.startswith("status:")]
PARTS = [block for block in OTHERS if block not in SIDECARS]
"""What stands in a claim."""


def source(content: str, path: str = "example.yml") -> Source:
    return Source(path, content)


def test_the_page_has_an_example_of_every_file():
    assert sorted(FILES) == [
        "content/contributors.yml",
        "content/entities/people.yml",
        "content/sources/labour.yml",
        "content/verdicts.yml",
        "mkdocs.yml",
    ]
    assert len(ARTICLES) == 1
    assert len(SIDECARS) == 1
    first = {part.partition(":")[0] for part in PARTS}
    assert {"quote", "quotes", "claimant", "sources", "reply", "verdict"} <= first


@pytest.mark.parametrize("content", ARTICLES)
def test_the_example_of_an_article_is_one(content):
    article, problems = read_article(source(content, "content/articles/a.md"))

    assert problems == []
    assert article


@pytest.mark.parametrize("content", SIDECARS)
def test_the_example_of_a_sidecar_is_one(content):
    sidecar, problems = read_sidecar(source(content))

    assert problems == []
    assert sidecar
    assert sidecar.annotations.claims
    assert sidecar.annotations.notes


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.partition(":")[0])
def test_the_example_of_a_part_stands_in_a_claim(part):
    quote = "" if part.startswith("quote") else "    quote: Some words\n"
    content = f"claims:\n  - id: a\n{quote}{indent(part, '    ')}"

    sidecar, problems = read_sidecar(source(content))

    assert problems == []
    assert sidecar
    (claim,) = sidecar.annotations.claims
    for name in re.findall(r"^(\w+):", part, re.MULTILINE):
        assert getattr(claim, name) != Claim.model_fields[name].default


def test_the_examples_of_the_registry_are_read_together():
    given = {
        kind: [source(content, name) for name, content in FILES.items() if kind in name]
        for kind in ("entities", "sources", "verdicts", "contributors")
    }

    registry, problems = read_registry(**given)

    assert problems == []
    assert all(given.values())
    assert {"labour-survey", "press-release"} == set(registry.sources)


def test_the_example_of_mkdocs_yml_is_read():
    configuration, problems = read_configuration(source(FILES["mkdocs.yml"]), environment={})

    assert problems == []
    assert configuration
    assert [item.target for item in configuration.navigation] == ["methodology.md", "about.md"]


def test_the_examples_together_are_a_site_without_errors(project):
    """The registry, the article and a claim with the example of a correction."""
    (correction,) = (part for part in PARTS if "corrections:" in part)
    claim = (
        "  - id: a\n    quote: Unemployment fell\n    finding: F.\n    sources: [labour-survey]\n"
    )
    sidecar = (
        "status: published\nchecked: 2026-11-22\nauthors: [ana]\nreviewers: [desk]\nfinding: F.\n"
        f"claims:\n{claim}{indent(correction, '    ')}"
    )
    names = {name: content for name, content in FILES.items() if name != "mkdocs.yml"}
    contributors = FILES["content/contributors.yml"] + "desk: {name: The Desk}\n"
    project(
        {
            **names,
            "content/contributors.yml": contributors,
            "content/articles/a.md": ARTICLES[0],
            "content/articles/a.annotations.yml": sidecar,
        }
    )

    project_, _ = open_project(Path("mkdocs.yml"))
    assert project_
    loaded, problems = load(project_, drafts=True, today=date.fromisoformat(TODAY))

    assert [problem for problem in problems if problem.severity == "error"] == []
    assert len(loaded.articles) == 1
