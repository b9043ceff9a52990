"""`check` reads what the last build does not know, and finds what reading everything finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import REPOSITORY

from sitegen.engine import Project, build, load, open_project, problems_of
from sitegen.engine.report import today

ARTICLE = "---\ntitle: {title}\n---\n\nThe fleet came. See [the other]({other}.md).\n"
SIDECAR = """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
claims:
  - {id: came, quote: The fleet came., verdict: opinion, finding: It is one.}
"""
FILES = {
    "content/articles/a.md": ARTICLE.format(title="A", other="b"),
    "content/articles/a.annotations.yml": SIDECAR,
    "content/articles/b.md": ARTICLE.format(title="B", other="a"),
    "content/articles/b.annotations.yml": SIDECAR,
}


def opened(folder: Path) -> Project:
    project, problems = open_project(folder / "mkdocs.yml")
    assert project is not None, problems
    return project


def everything(folder: Path) -> list[object]:
    return list(load(opened(folder), drafts=True, today=today())[1])


@pytest.mark.parametrize("processes", [1, 2])
def test_a_project_that_was_never_built(project, processes):
    folder = project({**FILES, "content/articles/b.md": ARTICLE.format(title="B", other="c")})

    found = problems_of(opened(folder), processes=processes)

    assert [problem.kind for problem in found if problem.severity == "error"] == ["link-broken"]
    assert found == everything(folder)
    assert not (folder / ".sitegen").exists()


def test_articles_that_are_known_are_not_opened(project, monkeypatch):
    folder = project(FILES)
    assert build(opened(folder), jobs=1).published
    expected = everything(folder)
    read: list[str] = []
    monkeypatch.setattr(
        "sitegen.engine.articles.read_article", lambda source: read.append(source) or (None, [])
    )

    assert problems_of(opened(folder), processes=1) == expected
    assert read == []


def test_problems_of_a_site_that_could_not_be_built_are_remembered(project):
    folder = project(FILES)
    broken = SIDECAR.replace("The fleet came", "The fleet sank")
    (folder / "content/articles/a.annotations.yml").write_text(broken, "utf-8")
    assert not build(opened(folder), jobs=1).published

    found = problems_of(opened(folder), processes=1)

    assert "quote-missing" in [problem.kind for problem in found]
    assert found == everything(folder)


def test_a_slug_that_moves_is_followed_in_articles_that_did_not_change(project):
    folder = project(FILES)
    assert build(opened(folder), jobs=1).published
    moved = FILES["content/articles/b.md"].replace("title: B", "title: B\nslug: a")
    (folder / "content/articles/b.md").write_text(moved, "utf-8")

    found = problems_of(opened(folder), processes=1)

    assert found == everything(folder)
    assert "slug-repeated" in [problem.kind for problem in found]


def test_an_entry_that_was_broken_and_then_goes_is_missed(project):
    """To an article both are the same table without the entry."""
    source = "content/sources/s.yml"
    cites = SIDECAR + "  - {id: fleet, quote: The fleet, sources: [report]}\n"
    sidecar = {"content/articles/a.annotations.yml": cites.replace("published", "draft")}
    folder = project({**FILES, **sidecar, source: "report: {title: R}\n"})
    assert build(opened(folder), jobs=1).published
    (folder / source).write_text("report: {title: R, type: paper}\n", "utf-8")
    broken = build(opened(folder), jobs=1).problems
    (folder / source).write_text("other: {title: O}\n", "utf-8")
    gone = build(opened(folder), jobs=1).problems

    assert [problem.kind for problem in broken if problem.severity == "error"] == ["field-wrong"]
    assert [problem.kind for problem in gone if problem.severity == "error"] == ["source-unknown"]
    assert list(gone) == everything(folder)


def test_a_cache_that_is_damaged_is_left_as_it_is(project):
    folder = project(FILES)
    assert build(opened(folder), jobs=1).published
    cache = folder / ".sitegen" / "cache.db"
    damaged = cache.read_bytes()[:5000] + b"\xff" * 5000
    cache.write_bytes(damaged)

    assert problems_of(opened(folder), processes=1) == everything(folder)
    assert cache.read_bytes() == damaged


def test_the_example_has_no_problem_before_and_after_a_build():
    assert problems_of(opened(REPOSITORY)) == everything(REPOSITORY) == []


SUGGESTION = """\
status: draft
claims:
  - {id: came, quote: The fleet came., entities: [NASA]}
"""


def test_a_name_that_became_known_is_offered_in_place_of_an_id(project):
    entity = "agency: {name: The Agency, type: organisation}\n"
    sidecar = "content/articles/a.annotations.yml"
    folder = project({**FILES, sidecar: SUGGESTION, "content/entities/e.yml": entity})
    build(opened(folder), drafts=True)

    assert hints(folder) == ["add it to a file in entities/"]

    aliased = "agency: {name: The Agency, type: organisation, aliases: [N.A.S.A.]}\n"
    (folder / "content/entities/e.yml").write_text(aliased, encoding="utf-8")

    assert hints(folder) == ["did you mean 'agency'?"]


def hints(folder: Path) -> list[str]:
    problems = problems_of(opened(folder), processes=2)
    assert problems == everything(folder)
    return [problem.hint for problem in problems if problem.kind == "entity-unknown"]
