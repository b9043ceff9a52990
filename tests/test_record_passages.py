"""`check --since`: a passage of a published claim that now stands in other surroundings. Real git repositories."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import new_repository

from sitegen.diagnostics import Diagnostic
from sitegen.editorial import check_since
from sitegen.engine.project import open_in_part

MD, YML = "content/articles/a.md", "content/articles/a.annotations.yml"
TEXT = "---\ntitle: T\n---\n\nHe was asked about money. We will raise taxes, he said. He left for London.\n\nLondon was wet.\n"
SIDECAR = """\
status: published
checked: 2026-11-01
authors: [desk]
reviewers: [second-desk]
claims:
  - {id: taxes, quote: raise taxes, verdict: opinion, finding: F.}
  - id: city
    quote: {exact: London, occurrence: 2}
    verdict: opinion
    finding: F.
notes:
  - id: n
    quotes: [{exact: was, occurrence: all}]
    text: N.
"""


def moved(folder: Path) -> list[Diagnostic]:
    project, _ = open_in_part(folder / "mkdocs.yml")
    assert project is not None
    return [p for p in check_since(project, "main") if p.kind == "anchor-moved"]


@pytest.fixture
def desk(project) -> Path:
    folder: Path = project({MD: TEXT, YML: SIDECAR})
    new_repository(folder)
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def test_a_negation_in_the_sentence_is_an_error_until_an_editor_looked(desk):
    edit(desk, MD, "We will raise", "We will not raise")
    (found,) = moved(desk)
    assert (str(found.at), found.severity) == (f"{YML}:6:24", "error")
    assert found.message == "'raise taxes' now stands in other surroundings than at main"
    assert found.hint.splitlines() == [
        "line 5: We will {+not+} raise taxes, he said.",
        "read the claim again; if it holds there, say so with the words around the quote:",
        '  quote: {exact: raise taxes, prefix: will not, suffix: ", he said."}',
    ]

    proposed = found.hint.splitlines()[-1].strip()
    edit(desk, YML, "quote: raise taxes", proposed)
    assert moved(desk) == []


def test_the_number_of_an_occurrence_does_not_move_on_in_silence(desk):
    edit(desk, MD, "He was asked", "London calls. He was asked")
    (found,) = moved(desk)
    assert str(found.at).startswith(f"{YML}:8:")
    assert "line 5" in found.hint


def test_all_places_were_looked_at(desk):
    edit(desk, MD, "London was wet.", "London was wet. Paris was dry.")
    (found,) = moved(desk)
    assert str(found.at).startswith(f"{YML}:13:")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("He left for", "Then he went to"),
        ("about money", "about the money"),
        ("\nLondon was wet.", "\nIt rained.\n\nLondon was wet.\n\nThe end."),
        ("We will raise taxes", "We will *raise* [taxes](https://a.example/)"),
        ("title: T", "title: Another"),
    ],
)
def test_an_edit_elsewhere_is_no_alarm(desk, old, new):
    edit(desk, MD, old, new)
    assert [p for p in moved(desk) if ":13:" not in str(p.at)] == []


def test_a_draft_and_a_new_claim_are_no_concern(project):
    folder = project({MD: TEXT, YML: SIDECAR.replace("published", "draft")})
    new_repository(folder)
    edit(folder, MD, "We will raise", "We will not raise")
    assert moved(folder) == []


def test_a_moved_and_renamed_check_is_compared_too(desk):
    (desk / "content/articles/old").mkdir()
    for name in (MD, YML):
        (desk / name).rename(desk / name.replace("articles/", "articles/old/"))
    edit(desk, MD.replace("articles/", "articles/old/"), "We will raise", "We never raise")
    edit(desk, YML.replace("articles/", "articles/old/"), "id: taxes,", "id: tax, was: [taxes],")
    (found,) = moved(desk)
    assert found.at.path == YML.replace("articles/", "articles/old/")


def test_another_quote_that_has_no_place_now_is_another_problem(desk):
    edit(desk, MD, "raise taxes", "lift taxes")
    assert moved(desk) == []
