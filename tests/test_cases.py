"""One file a case: files in, problems and pages out, exact and complete. tests/cases/README.md.

`UPDATE_CASES=1` writes what came out into the files instead; the diff is to be read.
"""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from projects import TODAY
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString
from sites import all_of, marks_of, numbered_sources, parse, text_of

from sitegen.diagnostics import KINDS, Diagnostic, has_errors
from sitegen.engine import Loaded, load, open_project, render
from sitegen.engine.site import theme_problem, unused_theme_files
from sitegen.render import ThemeError

CASES = Path(__file__).parent / "cases"
UPDATE = bool(os.environ.get("UPDATE_CASES"))

KEYS = {"files", "base64", "environment", "drafts", "problems", "pages", "why", "fails"}


def yaml() -> YAML:
    found = YAML()
    found.preserve_quotes = True
    found.width = 10_000
    found.indent(mapping=2, sequence=4, offset=2)
    return found


def cases() -> list[Any]:
    return [
        pytest.param(path, id=path.relative_to(CASES).with_suffix("").as_posix())
        for path in sorted(CASES.rglob("*.yml"))
    ]


@dataclass
class Outcome:
    """What came out of a project."""

    problems: list[Diagnostic]
    pages: dict[str, str]
    """The pages by their address; empty if there are errors."""


def run(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Outcome:
    for name, value in case.get("environment", {}).items():
        monkeypatch.setenv(name, value)
    opened, problems = open_project(Path("mkdocs.yml"))
    if opened is None:
        return Outcome(sorted(problems), {})
    loaded, found = load(opened, drafts=case.get("drafts", False), today=date.fromisoformat(TODAY))
    problems = sorted([*problems, *found, *unused_theme_files(opened, loaded.theme)])
    if has_errors(problems):
        return Outcome(problems, {})
    try:
        return Outcome(problems, rendered(loaded))
    except ThemeError as error:
        return Outcome([*problems, theme_problem(error)], {})


def rendered(loaded: Loaded) -> dict[str, str]:
    return {
        page.address.removesuffix("index.html"): page.content.decode()
        for page in render(loaded)
        if page.address.endswith((".html", ".json"))
    }


# Problems: `path:line:column kind`, or a mapping that has this and the message and the hint


def place(problem: Diagnostic) -> str:
    """Return where a problem stands and its kind, and its severity if that is not the kind's own."""
    usual = problem.severity == KINDS[problem.kind].severity
    return f"{problem.at} {problem.kind}" + ("" if usual else f" {problem.severity}")


def as_wanted(problem: Diagnostic, wanted: Any) -> Any:
    """Return a problem in the form that a case asks for."""
    if not isinstance(wanted, dict):
        return place(problem)
    said = {"at": place(problem), "message": problem.message, "hint": problem.hint}
    return {key: said[key] for key in wanted}


def problems_as_wanted(problems: list[Diagnostic], wanted: list[Any]) -> list[Any]:
    by_place = {item["at"]: item for item in wanted if isinstance(item, dict)}
    return [as_wanted(problem, by_place.get(place(problem))) for problem in problems]


# Pages: a list of marks, or the exact HTML of a part of the page


def marks(page: str) -> list[str]:
    """Every segment of a page with its annotations, in order."""
    return [
        f"{text_of(item)} → {item.get('data-annotations')}"
        for item in parse(page).iter("mark")
        if item.get("data-annotations")
    ]


def joined(page: str) -> dict[str, str]:
    return marks_of(parse(page))


def text_part(page: str) -> str:
    """The HTML of the title, the standfirst and the paragraphs of an article, as it is written."""
    found = [
        match[0]
        for match in re.finditer(r"<h1.*?</h1>|<p class=\"standfirst\".*?</p>", page, re.DOTALL)
    ]
    for part in re.split(r'<div class="part">\n', page.partition('<div class="text"')[2])[1:]:
        inner = re.split(r'\n*<ol class="glosses|\n</div>', part)[0]
        found.append(inner.strip("\n"))
    return "\n".join(found) + "\n"


def head(page: str) -> list[str]:
    """The title of a page, its description and its canonical address."""
    tree = parse(page)
    found = [item.text or "" for item in tree.iter("title")]
    found += [m.get("content", "") for m in tree.iter("meta") if m.get("name") == "description"]
    return found + [i.get("href", "") for i in tree.iter("link") if i.get("rel") == "canonical"]


def links(page: str) -> list[str]:
    """Where the links of the main part lead, in order."""
    (main,) = all_of(parse(page), "main")
    return [link.get("href", "") for link in main.iter("a")]


def sources(page: str) -> list[str]:
    """The numbered sources of a page, each with the number of its backlinks."""
    return [
        f"{item.get('id', '').removeprefix('source-')} {source} ×"
        f"{sum(link.get('href', '').startswith('#cite-') for link in item.iter('a'))}"
        for source, item in numbered_sources(parse(page)).items()
    ]


def review(page: str) -> Any:
    """The ClaimReview of a page; what else is said of it has tests of its own."""
    found = [s for s in parse(page).iter("script") if s.get("type") == "application/ld+json"]
    values = [json.loads(script.text or "") for script in found]
    return [value for value in values if "@graph" not in value]


SHAPES = {
    "marks": marks,
    "joined": joined,
    "text": text_part,
    "head": head,
    "links": links,
    "sources": sources,
    "review": review,
    "json": json.loads,
}


def page_as_wanted(page: str, wanted: Any) -> Any:
    if isinstance(wanted, list):
        return marks(page)
    if isinstance(wanted, str):
        return text_part(page)
    return {shape: SHAPES[shape](page) for shape in wanted}


@pytest.mark.parametrize("path", cases())
def test_case(path: Path, project, monkeypatch, request):
    case = yaml().load(path)
    assert set(case) <= KEYS, f"a case has only {sorted(KEYS)}"
    assert "problems" in case, "a case says which problems there are: `problems: []` if none"
    if "fails" in case:
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["fails"]))
    binary = {name: base64.b64decode(text) for name, text in case.get("base64", {}).items()}
    project({**case.get("files", {}), **binary})

    outcome = run(case, monkeypatch)

    problems = problems_as_wanted(outcome.problems, case["problems"])
    pages = {
        address: page_as_wanted(outcome.pages[address], wanted)
        if address in outcome.pages
        else None
        for address, wanted in case.get("pages", {}).items()
    }
    if UPDATE:
        update(path, case, problems, pages)
    else:
        assert problems == list(case["problems"])
        assert pages == dict(case.get("pages", {}))


def update(path: Path, case: Any, problems: list[Any], pages: dict[str, Any]) -> None:
    """Write new expectations; the files, the comments and what is right stay as they are."""
    changed = False
    if problems != list(case["problems"]):
        case["problems"] = CommentedSeq(problems)
        changed = True
    for address, page in pages.items():
        if page != case["pages"][address]:
            text = isinstance(page, str)
            case["pages"][address] = LiteralScalarString(page) if text else page
            changed = True
    if changed:
        with path.open("w", encoding="utf-8") as file:
            yaml().dump(case, file)


# What the cases hold together


def reported() -> dict[str, list[str]]:
    """The kinds of problems that cases report, with the names of the cases."""
    found: dict[str, list[str]] = {}
    for path in sorted(CASES.rglob("*.yml")):
        case = YAML(typ="safe").load(path)
        if "fails" in case:
            continue
        for item in case["problems"]:
            kind = (item["at"] if isinstance(item, dict) else item).split(" ")[1]
            found.setdefault(kind, []).append(path.name)
    return found


OF_A_CHANGE = {"anchor-moved", "record-shortened", "record-unreadable"}
"""Kinds that compare with a commit: tests/test_record_kept.py and its neighbours have them."""


NOT_OF_CONTENT = {"search-failed"}
"""Kinds that no content can bring about: tests/engine/test_search.py has them."""


def test_every_kind_of_problem_has_a_case():
    assert set(KINDS) - set(reported()) == OF_A_CHANGE | NOT_OF_CONTENT


def test_cases_report_only_kinds_that_exist():
    assert set(reported()) - set(KINDS) == set()


@pytest.mark.parametrize(
    "path", sorted((CASES / "no-false-alarm").glob("*.yml")), ids=lambda p: p.stem
)
def test_a_case_of_no_false_alarm_has_no_problems(path):
    assert YAML(typ="safe").load(path)["problems"] == []
