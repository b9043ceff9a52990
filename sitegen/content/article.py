"""Articles, prose pages and sidecars: one file to one value, with its problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct

from sitegen.content import models
from sitegen.content.fields import Fields
from sitegen.content.frontmatter import Markdown, read_markdown
from sitegen.content.nodes import Document, Path, Plain, read_yaml
from sitegen.content.validation import found, validate
from sitegen.diagnostics import Diagnostic, Source, report
from sitegen.diagnostics.kinds import FIELD_MISSING, FIELD_WRONG, ID_REPEATED
from sitegen.text import Prose, prose

Model = TypeVar("Model", bound=Fields)


class Article(Struct, frozen=True):
    """A checked text: its front matter, and what a reader reads."""

    source: Source
    matter: models.Article
    document: Document
    prose: Prose
    lines_before: int
    """How many lines of the file stand above the Markdown."""


class Sidecar(Struct, frozen=True):
    """The annotations of an article, and where in the file they stand."""

    annotations: models.Sidecar
    document: Document


class Page(Struct, frozen=True):
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
    problems += [*_quotes(value, document), *_ids(value, document)]
    annotations, wrongs = validate(models.Sidecar, document, (), value, "a sidecar")
    if annotations is None:
        return None, problems + wrongs
    return Sidecar(annotations, document), problems


def annotations_of(sidecar: models.Sidecar) -> list[tuple[Path, models.Claim | models.Note]]:
    """Return the claims, then the notes, with their places in the file."""
    claims = [(("claims", number), claim) for number, claim in enumerate(sidecar.claims)]
    notes = [(("notes", number), note) for number, note in enumerate(sidecar.notes)]
    return [*claims, *notes]


def _written(value: dict[str, Plain]) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """Yield the claims, then the notes, as they are written, right or wrong."""
    for group in ("claims", "notes"):
        items = value.get(group)
        for number, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield (group, number), item


def _quotes(value: dict[str, Plain], document: Document) -> Iterator[Diagnostic]:
    for path, item in _written(value):
        if item.get("quote") is None and item.get("quotes") in (None, []):
            what = "a claim" if path[0] == "claims" else "a note"
            yield report(FIELD_MISSING, document.at(path), key="quote", what=what)
        elif item.get("quote") is not None and isinstance(item.get("quotes"), list):
            at = document.at((*path, "quotes"), key=True)
            expected = "left out where there is a `quote`"
            yield report(FIELD_WRONG, at, key="quotes", expected=expected, found="a list")


def _ids(value: dict[str, Plain], document: Document) -> Iterator[Diagnostic]:
    first: dict[str, Path] = {}
    for path, item in _written(value):
        name = item.get("id")
        if not isinstance(name, str):
            continue
        if name in first:
            place = document.at((*first[name], "id"))
            at = document.at((*path, "id"))
            yield report(ID_REPEATED, at, id=name, first=f"line {place.line}")
        first.setdefault(name, path)


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
