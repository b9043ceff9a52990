"""Articles, prose pages and sidecars: one file to one value, with its problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from sitegen.content import models
from sitegen.content.fields import Fields
from sitegen.content.frontmatter import Markdown, read_markdown
from sitegen.content.nodes import Document, Path, read_yaml
from sitegen.content.validation import found, validate
from sitegen.diagnostics import Diagnostic, Source, report
from sitegen.diagnostics.kinds import FIELD_MISSING, FIELD_WRONG, ID_REPEATED
from sitegen.text import Prose, prose

Model = TypeVar("Model", bound=Fields)


@dataclass(frozen=True, slots=True)
class Article:
    """A checked text: its front matter, and what a reader reads."""

    source: Source
    matter: models.Article
    document: Document
    prose: Prose
    lines_before: int
    """How many lines of the file stand above the Markdown."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The annotations of an article, and where in the file they stand."""

    annotations: models.Sidecar
    document: Document


@dataclass(frozen=True, slots=True)
class Page:
    """A prose page: home, methodology and the like."""

    source: Source
    matter: models.Prose
    text: str
    lines_before: int


def read_article(source: Source) -> tuple[Article | None, list[Diagnostic]]:
    """Read an article: front matter and Markdown, or plain text if it says `format: text`."""
    file, problems = read_markdown(source)
    matter, wrong = _matter(models.Article, file, problems, "an article")
    if matter is None:
        return None, problems + wrong
    lead = [("title", matter.title)]
    if matter.standfirst:
        lead.append(("standfirst", matter.standfirst))
    text = prose(file.text, lead=lead, plain=matter.format == "text")
    return Article(source, matter, file.matter, text, file.lines_before), problems


def read_page(source: Source) -> tuple[Page | None, list[Diagnostic]]:
    """Read a prose page."""
    file, problems = read_markdown(source)
    matter, wrong = _matter(models.Prose, file, problems, "a page")
    if matter is None:
        return None, problems + wrong
    return Page(source, matter, file.text, file.lines_before), problems


def read_sidecar(source: Source) -> tuple[Sidecar | None, list[Diagnostic]]:
    """Read a sidecar. Claims and notes have quotes, and ids that none of the others has."""
    document, problems = read_yaml(source)
    if problems and document.value is None:
        return None, problems
    value = document.value
    if not isinstance(value, dict):
        expected = "fields such as `status:` and `claims:`"
        wrong = report(
            FIELD_WRONG, document.at(), key="file", expected=expected, found=found(value)
        )
        return None, [*problems, wrong]
    annotations, wrongs = validate(models.Sidecar, document, (), value, "a sidecar")
    if annotations is None:
        return None, problems + wrongs
    problems += [*_quotes(annotations, document), *_ids(annotations, document)]
    return Sidecar(annotations, document), problems


def annotations_of(sidecar: models.Sidecar) -> list[tuple[Path, models.Claim | models.Note]]:
    """Return the claims, then the notes, with their places in the file."""
    claims = [(("claims", number), claim) for number, claim in enumerate(sidecar.claims)]
    notes = [(("notes", number), note) for number, note in enumerate(sidecar.notes)]
    return [*claims, *notes]


def _quotes(sidecar: models.Sidecar, document: Document) -> list[Diagnostic]:
    problems = []
    for path, item in annotations_of(sidecar):
        what = "a claim" if path[0] == "claims" else "a note"
        if not item.passages:
            problems.append(report(FIELD_MISSING, document.at(path), key="quote", what=what))
        elif item.quote and item.quotes:
            at = document.at((*path, "quotes"), key=True)
            expected = "left out where there is a `quote`"
            problems.append(
                report(FIELD_WRONG, at, key="quotes", expected=expected, found="a list")
            )
    return problems


def _ids(sidecar: models.Sidecar, document: Document) -> list[Diagnostic]:
    problems = []
    first: dict[str, Path] = {}
    for path, item in annotations_of(sidecar):
        if item.id in first:
            place = document.at((*first[item.id], "id"))
            at = document.at((*path, "id"))
            problems.append(report(ID_REPEATED, at, id=item.id, first=f"line {place.line}"))
        first.setdefault(item.id, path)
    return problems


def _matter(
    model: type[Model], file: Markdown, problems: list[Diagnostic], what: str
) -> tuple[Model | None, list[Diagnostic]]:
    value = file.matter.value
    if value is None:
        return (None, []) if problems else validate(model, file.matter, (), {}, what)
    if not isinstance(value, dict):
        expected = "fields such as `title:`"
        wrong = report(
            FIELD_WRONG, file.matter.at(), key="front matter", expected=expected, found=found(value)
        )
        return None, [wrong]
    return validate(model, file.matter, (), value, what)
