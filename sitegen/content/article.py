"""Articles, prose pages and sidecars: one file to one value, with its problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sitegen.content import models
from sitegen.content.amounts import excess_of_markdown
from sitegen.content.fields import Fields
from sitegen.content.frontmatter import Markdown, front_matter, read_markdown
from sitegen.content.misplaced import meant_by
from sitegen.content.nodes import Document, Path, Plain, read_yaml
from sitegen.content.partial import validate_in_part
from sitegen.content.validation import THIS_FILE, Subject, found
from sitegen.diagnostics import Diagnostic, Position, Source, report
from sitegen.diagnostics.kinds import FIELD_MISSING, FIELD_WRONG, ID_REPEATED, KEY_UNKNOWN
from sitegen.diagnostics.limits import CLAIMS, DEFINITIONS
from sitegen.text import Prose, prose
from sitegen.text.languages import tag

Model = TypeVar("Model", bound=Fields)
_MATTER = Subject("the front matter")
_NO_MATTER = "begin the file with a line ---, a line `title: …`, and another line ---"
_TOO_LOW = (
    "the line --- above the fields has to be the first of the file: remove what stands above it"
)
_FURTHER_DOWN = re.compile(r"\s*---[ \t]*\n")
_TEXT = {"title", "standfirst", "format"}
"""What in the front matter belongs to the text, or says how to read it."""
_IDENTIFYING = ("slug", "language", "translation_of", "\\")
"""What front matter contains that may say something of an `Identity`: a key, or an escape in a key."""


class Article(Struct, frozen=True):
    """A checked text: its front matter, and what a reader reads."""

    source: Source
    matter: models.Article
    document: Document
    prose: Prose
    lines_before: int
    """How many lines of the file stand above the Markdown."""
    lost: frozenset[str] = frozenset()
    """The keys of its front matter that could not be read; with any it says less than the file."""

    @property
    def is_quotable(self) -> bool:
        """Whether its words are known: a key that we do not know may be the standfirst misspelt."""
        return not self.lost - (models.Article.model_fields.keys() - _TEXT)

    @property
    def has_slug(self) -> bool:
        """Whether its slug is known."""
        return "slug" not in self.lost and not self.lost - models.Article.model_fields.keys()


class Sidecar(Struct, frozen=True):
    """The annotations of an article, and where in the file they stand."""

    annotations: models.Sidecar
    document: Document
    is_whole: bool = True
    """Whether all of it could be read; if not, it says less than the file."""


class Page(Struct, frozen=True):
    """A prose page: home, methodology and the like."""

    source: Source
    matter: models.Prose
    text: str
    lines_before: int


def read_article(source: Source) -> tuple[Article | None, list[Diagnostic]]:
    """Read an article: front matter and Markdown, or plain text if it says `format: text`.

    One with mistakes in its front matter is read as far as they let it be.
    """
    file, problems = read_markdown(source)
    matter, lost, wrong = _matter(models.Article, file, problems, "an article")
    if matter is None:
        return None, problems + wrong
    refused = _too_much(source, file, plain=matter.format == "text")
    if refused:
        return None, [*problems, *wrong, refused]
    lead = [("title", matter.title)]
    if matter.standfirst:
        lead.append(("standfirst", matter.standfirst))
    # Without its format nobody knows how to read it.
    text = prose("" if "format" in lost else file.text, lead=lead, plain=matter.format == "text")
    return Article(source, matter, file.matter, text, file.lines_before, lost), problems + wrong


class Identity(Struct, frozen=True, array_like=True):
    """What other articles have to know of an article before any of them is read; '' where it says nothing."""

    slug: str = ""
    language: str = ""
    translation_of: str = ""


def read_identity(source: Source) -> Identity:
    """Read an article's slug, language and original from its front matter, and nothing of its text.

    Returns what `read_article` finds in the same file. Front matter that names none of the three, as
    that of most articles, is not parsed.
    """
    matter = front_matter(source.text)
    if not any(map(matter.__contains__, _IDENTIFYING)):
        return Identity()
    file, problems = read_markdown(Source(source.path, matter))
    found, _, _ = _matter(models.Article, file, problems, "an article")
    if found is None:
        return Identity()
    return Identity(found.slug or "", tag(found.language or ""), found.translation_of or "")


def read_status(source: Source) -> str:
    """Read the status of a check from its sidecar, and nothing else of it; '' if that cannot be known."""
    value = read_yaml(source)[0].value
    status = value.get("status") if isinstance(value, dict) else None
    if status is None:
        return models.Sidecar().status if isinstance(value, dict) else ""
    return status if isinstance(status, str) else ""


def read_head(source: Source) -> tuple[Article | None, list[Diagnostic]]:
    """Read the front matter of an article only: what comes has no text."""
    file, problems = read_markdown(source)
    matter, lost, wrong = _matter(models.Article, file, problems, "an article")
    if matter is None:
        return None, problems + wrong
    nothing = prose("", lead=[])
    return Article(source, matter, file.matter, nothing, file.lines_before, lost), problems + wrong


def _too_much(source: Source, file: Markdown, *, plain: bool = False) -> Diagnostic | None:
    """Return the problem of a text that would cost too much to read, None if it would not."""
    excess = excess_of_markdown(file.text, plain=plain)
    if excess is None:
        return None
    limit, found = excess
    what = "the text, with what its definitions add," if limit is DEFINITIONS else "the text"
    return limit.exceeded(Position(source.path, file.lines_before + 1, 1), what, found)


def nothing_of_article(path: str) -> Article:
    """Return what stands for an article of which nothing could be read."""
    source = Source(path, "")
    matter, text = models.Article(title="…"), prose("", lead=[("title", "…")])
    lost = frozenset(models.Article.model_fields)
    return Article(source, matter, Document(source, None, None), text, 0, lost)


def nothing_of_sidecar(path: str) -> Sidecar:
    """Return what stands for a sidecar of which nothing could be read."""
    return Sidecar(models.Sidecar(), Document(Source(path, ""), None, None), is_whole=False)


def read_page(source: Source) -> tuple[Page | None, list[Diagnostic]]:
    """Read a prose page."""
    file, problems = read_markdown(source)
    matter, _, wrong = _matter(models.Prose, file, problems, "a page")
    refused = _too_much(source, file)
    if matter is None or refused:
        return None, problems + wrong + ([refused] if refused else [])
    problems += _slips(file)
    return Page(source, matter, file.text, file.lines_before), problems + wrong


def _slips(file: Markdown) -> Iterator[Diagnostic]:
    """Yield a warning for each key of a page that is nearly one of ours: other keys may be a plugin's."""
    fields = list(models.Prose.model_fields)
    value = file.matter.value
    for key in value if isinstance(value, dict) else ():
        meant = "" if key in fields else meant_by(key, fields)
        if meant:
            at, hint = file.matter.at((key,), key=True), f"did you mean {meant!r}?"
            yield report(KEY_UNKNOWN, at, severity="warning", hint=hint, key=key, what="a page")


def read_sidecar(source: Source) -> tuple[Sidecar | None, list[Diagnostic]]:
    """Read a sidecar. Claims and notes have quotes, and ids that none of the others has.

    One with mistakes is read as far as they let it be.
    """
    document, problems = read_yaml(source)
    if problems and document.value is None:
        return None, problems
    value = document.value
    if not isinstance(value, dict):
        expected = "fields such as `status:` and `claims:`"
        hint = "write `status: draft`, and below it `claims:`" if value is None else ""
        wrong = report(
            FIELD_WRONG,
            document.at(),
            hint=hint,
            key=THIS_FILE,
            expected=expected,
            found=found(value),
        )
        return None, [*problems, wrong]
    problems += [*_quotes(value, document), *_ids(value, document)]
    annotations, lost, wrongs, left_out = validate_in_part(
        models.Sidecar, document, (), value, "a sidecar", beside=models.Article
    )
    if annotations is None:
        return None, problems + wrongs
    return Sidecar(annotations, document.without(left_out), not lost), problems + wrongs


def annotations_of(sidecar: models.Sidecar) -> list[tuple[Path, models.Claim | models.Note]]:
    """Return the claims, then the notes, with their places in the file."""
    claims = [(("claims", number), claim) for number, claim in enumerate(sidecar.claims)]
    notes = [(("notes", number), note) for number, note in enumerate(sidecar.notes)]
    return [*claims, *notes]


def _written(value: dict[str, Plain]) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """Yield the claims, then the notes, as they are written, right or wrong."""
    for group in ("claims", "notes"):
        items = value.get(group)
        some = items[: CLAIMS.most] if isinstance(items, list) else ()
        for number, item in enumerate(some):
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
) -> tuple[Model | None, frozenset[str], list[Diagnostic]]:
    value = file.matter.value
    if value is None:
        if problems:
            return None, frozenset(), []
        matter, lost, wrongs, _ = validate_in_part(model, file.matter, (), {}, what)
        if not file.lines_before:
            hint = _TOO_LOW if _FURTHER_DOWN.match(file.text) else _NO_MATTER
            wrongs = [replace(problem, hint=hint) for problem in wrongs]
        return matter, lost, wrongs
    if not isinstance(value, dict):
        expected = "fields such as `title:`"
        wrong = report(
            FIELD_WRONG, file.matter.at(), key=_MATTER, expected=expected, found=found(value)
        )
        return None, frozenset(), [wrong]
    beside = models.Sidecar if model is models.Article else None
    return validate_in_part(model, file.matter, (), value, what, beside=beside)[:3]
