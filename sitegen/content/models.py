"""What editors write, field by field: FORMATS.md section 1."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sitegen.content.fields import (
    Date,
    Day,
    Fields,
    Id,
    Items,
    Language,
    LongText,
    Number,
    PartialDate,
    QuotedWords,
    Sentence,
    Slug,
    Text,
    WebAddress,
    Words,
    YesOrNo,
    at_most,
    shorthand,
)
from sitegen.diagnostics.limits import CLAIMS

Status = Literal["draft", "in-review", "published", "retracted"]
PUBLIC = frozenset({"published", "retracted"})
"""The statuses of articles that readers may see."""
Stance = Literal["supports", "contradicts", "context"]
Tone = Literal["positive", "mixed", "negative", "unknown", "neutral"]
SourceType = Literal[
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast",
    "chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary",
    "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview", "legal_case",
    "legislation", "manuscript", "map", "motion_picture", "musical_score", "pamphlet",
    "paper-conference", "patent", "performance", "periodical", "personal_communication", "post",
    "post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech",
    "standard", "thesis", "treaty", "webpage",
]  # fmt: skip
"""The item types of the Citation Style Language 1.0.2."""


class Archived(Fields):
    """An archived copy of a page."""

    url: WebAddress
    date: Day | None = None


class Article(Fields):
    """The front matter of an article: the text as it was published."""

    title: Words
    standfirst: Sentence | None = None
    date: Date | None = None
    publisher: Words | None = None
    url: WebAddress | None = None
    archived: Annotated[Archived, shorthand("url", "date")] | None = None
    authors: Annotated[tuple[Words, ...], Items] = ()
    language: Language | None = None
    topics: Annotated[tuple[Words, ...], Items] = ()
    rights: Sentence | None = None
    format: Literal["markdown", "text"] = "markdown"
    translation_of: Text | None = None
    slug: Id | None = None


class Prose(Fields):
    """The front matter of a prose page. MkDocs and its plugins may have keys of their own here."""

    model_config = Fields.model_config | {"extra": "allow"}

    title: Words | None = None
    description: Sentence | None = None


def _occurrence(value: Any) -> Any:
    if value == "all":
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and 0 < int(value) < 10**6:
        return int(value)
    raise PydanticCustomError("expected", "{expected}", {"expected": "a number from 1, or `all`"})


class Passage(Fields):
    """A quote: the words of the article, and what tells the place from others with the same words."""

    exact: QuotedWords
    prefix: Text | None = None
    suffix: Text | None = None
    occurrence: Annotated[int | Literal["all"], BeforeValidator(_occurrence)] | None = None


class Claimant(Fields):
    """Who made a claim: an entity, or a name."""

    entity: Text | None = None
    name: Words | None = None
    role: Words | None = None


class Evidence(Fields):
    """What one source says about a claim."""

    source: Text
    stance: Stance | None = None
    quote: QuotedWords | None = None
    locator: Words | None = None


class Reply(Fields):
    """The right of reply: whether and when the claimant was asked, and the answer."""

    asked: Day | None = None
    answered: Day | None = None
    text: LongText | None = None


class Correction(Fields):
    """An entry of the public record of corrections."""

    date: Day
    kind: Literal["minor", "correction", "update", "retraction"] = "correction"
    before: Text | None = Field(None, alias="from")
    after: Text | None = Field(None, alias="to")
    note: LongText | None = None


_Quote = Annotated[Passage, shorthand("exact", "prefix", "suffix", "occurrence")]


class Claim(Fields):
    """A claim and its check."""

    id: Id
    was: tuple[Id, ...] = ()
    """Its ids before, which readers may have linked."""
    quote: _Quote | None = None
    quotes: Annotated[tuple[_Quote, ...], Items] = ()
    claim: Sentence | None = None
    claimant: Annotated[Claimant, shorthand("entity", "name", "role")] | None = None
    made: Date | None = None
    verdict: Text | None = None
    finding: Sentence | None = None
    explanation: LongText | None = None
    sources: Annotated[
        tuple[Annotated[Evidence, shorthand("source", "stance", "quote", "locator")], ...], Items
    ] = ()
    entities: Annotated[tuple[Text, ...], Items] = ()
    reply: Reply | None = None
    corrections: Annotated[tuple[Correction, ...], Items] = ()
    review_again: YesOrNo = False

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The quotes that it rests on."""
        return (self.quote, *self.quotes) if self.quote else self.quotes


class Note(Fields):
    """Context for a passage, without a verdict."""

    id: Id
    quote: _Quote | None = None
    quotes: Annotated[tuple[_Quote, ...], Items] = ()
    text: LongText

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The quotes that it stands beside."""
        return (self.quote, *self.quotes) if self.quote else self.quotes


class Sidecar(Fields):
    """The annotations of an article."""

    status: Status = "draft"
    was: tuple[Slug, ...] = ()
    """The slugs of its article before, which readers may have linked."""
    checked: Day | None = None
    authors: Annotated[tuple[Text, ...], Items] = ()
    reviewers: Annotated[tuple[Text, ...], Items] = ()
    finding: Sentence | None = None
    verdict: Text | None = None
    language: Language | None = None
    claims: Annotated[tuple[Claim, ...], at_most(CLAIMS)] = ()
    notes: Annotated[tuple[Note, ...], at_most(CLAIMS)] = ()
    corrections: Annotated[tuple[Correction, ...], Items] = ()

    @property
    def is_public(self) -> bool:
        """Whether readers may see it."""
        return self.status in PUBLIC


class Source(Fields):
    """A page, document or recording that checks cite."""

    title: Words | None = None
    description: Sentence | None = None
    publisher: Words | None = None
    authors: Annotated[tuple[Words, ...], Items] = ()
    url: WebAddress | None = None
    published: Date | None = None
    accessed: Day | None = None
    archived: Archived | None = None
    type: SourceType | None = None
    primary: YesOrNo = False
    interest: Sentence | None = None
    language: Language | None = None
    note: Sentence | None = None

    @property
    def label(self) -> str:
        """Its title, or its description in brackets."""
        return self.title or f"[{self.description}]"


class Entity(Fields):
    """A person, organisation, place, event, work or object that checks are about."""

    name: Words
    type: Literal["person", "organisation", "place", "event", "work", "object"]
    aliases: Annotated[tuple[Words, ...], Items] = ()
    description: Sentence | None = None
    same_as: Annotated[tuple[WebAddress, ...], Items] = ()
    link: Literal["auto", "never"] = "auto"


class Contributor(Fields):
    """Somebody, or a desk, that writes or reads checks."""

    name: Words
    role: Words | None = None
    url: WebAddress | None = None


class Verdict(Fields):
    """A step of the scale, or a verdict beside it."""

    label: Words
    definition: Sentence
    rating: Number | None = None
    tone: Tone


__all__ = [
    "Archived",
    "Article",
    "Claim",
    "Claimant",
    "Contributor",
    "Correction",
    "Entity",
    "Evidence",
    "Fields",
    "Note",
    "PartialDate",
    "Passage",
    "Prose",
    "Reply",
    "Sidecar",
    "Source",
    "Verdict",
]
