"""What pages show, as values. A template loops over a view and prints it, and decides nothing.

Texts that are HTML are `Markup`; all others are plain and are escaped by the template. Addresses
are relative to the page unless said otherwise.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import NamedTuple

from markupsafe import Markup
from msgspec import Struct, field

from sitegen.content import Appearance, PartialDate

NO_MARKUP = Markup()
SUBSTANTIAL = frozenset({"correction", "retraction"})
"""The kinds of corrections that change what a check says."""


class LinkView(Struct, frozen=True):
    """A text that leads somewhere; without an address it is only a text."""

    text: str
    address: str = ""
    language: str = ""
    """The language of the text, where it is not that of the page."""


class VerdictView(Struct, frozen=True):
    """A verdict of the scale."""

    id: str
    label: str
    definition: str
    tone: str
    """positive, mixed, negative, unknown or neutral."""
    address: str
    rating: float | None = None
    """None for a verdict beside the scale."""

    def __hash__(self) -> int:
        """Return a hash of what tells verdicts apart: themes look them up often."""
        return hash(self.address)


class TallyItem(Struct, frozen=True):
    """How often one verdict was given."""

    verdict: VerdictView
    count: int
    share: float
    """Its part of the whole, from 0 to 1."""


class Segment(NamedTuple):
    """A part of a bar, in thousandths of its length."""

    item: TallyItem
    x: str
    width: str


GAP = 4
"""Between two parts of a bar, in thousandths of its length."""


class Tally(Struct, frozen=True):
    """How often each verdict was given, in the order of the scale; verdicts never given are left out."""

    items: tuple[TallyItem, ...]
    total: int

    def segments(self, most: int = 0) -> list[Segment]:
        """Return the parts of a bar whose whole length stands for `most` claims, or for all of these."""
        unit = 1000 / (most or self.total or 1)
        found, before = [], 0
        for item in self.items:
            before += item.count
            gap = GAP if before < self.total else 0
            width = max(2, int(item.count * unit) - gap)
            found.append(Segment(item, str(int((before - item.count) * unit)), str(width)))
        return found


class ChartRow(Struct, frozen=True):
    """A row of a picture: what it is about, and the verdicts of its claims."""

    tally: Tally
    name: LinkView | None = None
    """Who or what."""
    when: PartialDate | None = None
    """A year or a month."""
    stance: str = ""
    """supports, contradicts, context, or ''."""


class Chart(Struct, frozen=True):
    """A picture of many claims: bars on one scale, which are a table as well."""

    rows: tuple[ChartRow, ...] = ()
    most: int = 0
    """The claims of the longest row: the end of the scale."""
    left_out: int = 0
    """How many rows more there would be."""


class TestimonyView(Struct, frozen=True):
    """What a source says about a claim, told where the source stands."""

    claim: LinkView
    """The number of the claim, leading to its card."""
    stance: str
    """supports, contradicts, context, or '' if the editor gave none."""
    quote: str
    locator: str
    cited_at: str
    """Where the words of the claim's card cite the source for it: the id of that element, or ''."""


class UseView(Struct, frozen=True):
    """A place on the page that cites a source."""

    anchor: str
    """The id of the element that cites."""
    label: str
    """What a backlink to it says: `claim 3`."""
    testimony: TestimonyView | None = None
    """Of an item of evidence: what it says, for a page that prints it here and not on the card."""


class SourceView(Struct, frozen=True):
    """A source as a reader sees it."""

    id: str
    label: str
    """Its title, or its description in brackets."""
    titled: bool
    page: str
    """The address of its page in this site."""
    url: str
    publisher: str
    authors: tuple[str, ...]
    published: PartialDate | None
    accessed: date | None
    archived_url: str
    archived_date: date | None
    type: str
    primary: bool
    interest: str
    language: str
    note: str

    def __hash__(self) -> int:
        """Return a hash of what tells most sources apart: themes look them up often."""
        return hash(self.page)


class NumberedSource(Struct, frozen=True):
    """A source in the list of a page."""

    number: int
    anchor: str
    source: SourceView
    uses: tuple[UseView, ...]

    def told(self) -> tuple[UseView, ...]:
        """Return the uses as evidence, for a page that tells here what the source says."""
        return tuple([use for use in self.uses if use.testimony])

    def only_cited(self) -> tuple[UseView, ...]:
        """Return the places that cite the source and are not those of a use as evidence."""
        places = {use.testimony.cited_at for use in self.uses if use.testimony}
        return tuple([use for use in self.uses if not use.testimony and use.anchor not in places])


class EvidenceView(Struct, frozen=True):
    """What one source says about a claim."""

    number: int
    """The number of the source on this page."""
    anchor: str
    """The id that this element must carry: the source's backlink leads to it."""
    target: str
    """The id of the source in the list of the page."""
    source: SourceView
    stance: str
    """supports, contradicts, context, or '' if the editor gave none."""
    quote: str
    locator: str
    is_told: bool = False
    """Whether the words of the card cite the source for it, so that the list of sources can tell it."""


class ClaimantView(Struct, frozen=True):
    """Who made a claim."""

    name: str
    role: str = ""
    address: str = ""
    type: str = ""
    """person, organisation …; '' if it is not an entity of this site."""
    same_as: tuple[str, ...] = ()


class ReplyView(Struct, frozen=True):
    """The right of reply."""

    asked: date | None
    answered: date | None
    text: Markup


class CorrectionView(Struct, frozen=True):
    """An entry of the record of corrections."""

    date: date
    kind: str
    """minor, correction, update or retraction."""
    before: VerdictView | None
    after: VerdictView | None
    note: Markup
    subject: LinkView
    """The claim or article that was corrected."""
    article: LinkView
    written_in: str = ""
    """The language of the note."""

    @property
    def is_substantial(self) -> bool:
        """Whether readers are told at the top of an article."""
        return self.kind in SUBSTANTIAL


class CardView(Struct, frozen=True):
    """A claim or note with all that is said about it."""

    id: str
    kind: str
    """`claim` or `note`."""
    number: str
    """What the reference behind the passage says: `3` for a claim, `a` for a note."""
    anchor: str
    """The id of the card: `claim-<id>`."""
    mark: str
    """The address of its passage: `#mark-<id>`, or on the article's page from elsewhere."""
    page: str
    """The address of its own page; '' for a note, or where claims have no pages."""
    published: str
    """Where its first passage stands in the original publication; '' for a claim with a page."""
    quotes: tuple[str, ...]
    """Its passages as they stand in the article."""
    claim: str = ""
    """The claim in plain words; the quote if the editor gave none."""
    claimant: ClaimantView | None = None
    made: PartialDate | None = None
    verdict: VerdictView | None = None
    finding: Markup = NO_MARKUP
    finding_text: str = ""
    """The finding without markup and citations."""
    explanation: Markup = NO_MARKUP
    """Of a note: its text."""
    quoted_in: str = ""
    """The language of its passages."""
    written_in: str = ""
    """The language of finding, explanation, reply and corrections."""
    language: str = ""
    """The language of the claim's words: one of the two."""
    evidence: tuple[EvidenceView, ...] = ()
    entities: tuple[LinkView, ...] = ()
    reply: ReplyView | None = None
    corrections: tuple[CorrectionView, ...] = ()
    review_again: bool = False
    """Shown in previews only."""

    def with_stance(self, stance: str) -> tuple[EvidenceView, ...]:
        """Return the evidence that takes a side: supports, contradicts, context, or '' for none."""
        return tuple([item for item in self.evidence if item.stance == stance])


class PartView(Struct, frozen=True):
    """A piece of an article's text with the cards of the passages that end in it."""

    kind: str
    """`title`, `standfirst`, or the tag of its element: `p`, `ul`, `table` …"""
    html: Markup
    cards: tuple[CardView, ...]


class OriginView(Struct, frozen=True):
    """Where and when the checked text was published."""

    publisher: str
    url: str
    published: PartialDate | None
    authors: tuple[str, ...]
    archived_url: str
    archived_date: date | None
    rights: str


class PageView(Struct, frozen=True):
    """What every page has."""

    kind: str
    """The name of its template: `article`, `claim`, `entity` …"""
    address: str
    """Relative to the root of the site."""
    title: str
    description: str = ""
    language: str = ""
    is_draft: bool = False
    is_in_review: bool = False
    """Whether it is a draft that a second person is reading."""
    written_in: str = ""
    """The language of the check that the page shows; '' for the site's."""
    alternates: tuple[LinkView, ...] = ()
    """The same page in every language that it has, itself included, by addresses from the root."""
    fixed_root: str = ""
    """The root's address where a relative one would not do: on the page for missing pages."""

    @property
    def root(self) -> str:
        """The address of the site's root, seen from the page."""
        return self.fixed_root or "../" * self.address.count("/")


class ArticleView(PageView, frozen=True, kw_only=True):
    """An article with its checks."""

    head: tuple[PartView, ...]
    """The title and, if there is one, the standfirst. The title's HTML is a paragraph's inside."""
    parts: tuple[PartView, ...]
    origin: OriginView
    status: str
    checked: date | None
    authors: tuple[LinkView, ...]
    reviewers: tuple[LinkView, ...]
    finding: Markup
    verdict: VerdictView | None
    tally: Tally
    claims: tuple[CardView, ...]
    notes: tuple[CardView, ...]
    cards: tuple[CardView, ...]
    """Claims and notes in the order of the text."""
    sources: tuple[NumberedSource, ...]
    entities: tuple[LinkView, ...]
    not_linked: tuple[LinkView, ...]
    """Those of the entities that the text does not link."""
    topics: tuple[LinkView, ...]
    corrections: tuple[CorrectionView, ...]
    """Those of the article as a whole, and the substantial ones of its claims, which stand on the cards too."""
    translations: tuple[LinkView, ...] = ()
    """The article in other languages."""

    @property
    def is_retracted(self) -> bool:
        """Whether the check was withdrawn."""
        return self.status == "retracted"

    @property
    def changed(self) -> list[date]:
        """The days of all corrections."""
        entries = chain(self.corrections, *(card.corrections for card in self.cards))
        return [entry.date for entry in entries]


class ClaimView(PageView, frozen=True, kw_only=True):
    """One claim."""

    card: CardView
    article: LinkView
    context: tuple[ExcerptView, ...]
    """Each passage with the words around it."""
    origin: OriginView
    checked: date | None
    authors: tuple[LinkView, ...]
    reviewers: tuple[LinkView, ...]
    sources: tuple[NumberedSource, ...]
    previous: LinkView | None
    next: LinkView | None
    scale: tuple[float, float] | None
    """The worst and the best rating of the scale."""
    is_retracted: bool = False
    """Whether the check that it is part of was withdrawn."""

    @property
    def changed(self) -> list[date]:
        """The days of its corrections."""
        return [entry.date for entry in self.card.corrections]


class ExcerptView(Struct, frozen=True):
    """Words of an article with a passage or name in it: `before`, `words`, `after`."""

    before: str
    words: str
    after: str
    address: str = ""
    """Where in the article they stand, if the page can be led there."""
    published: str = ""
    """Where they stand in the original publication, if it has an address."""


class ClaimRow(Struct, frozen=True):
    """A claim in a list."""

    number: str
    claim: str
    quote: str
    address: str
    """Its page, or its card on the article's page."""
    verdict: VerdictView | None
    finding: str
    claimant: ClaimantView | None
    article: LinkView
    made: PartialDate | None
    checked: date | None
    language: str = ""
    """Of the claim's words: that of the check, or of the article if they are its own."""
    written_in: str = ""
    """The language of the finding."""
    is_retracted: bool = False
    """Whether the check that it is part of was withdrawn."""

    def __hash__(self) -> int:
        """Return a hash of what tells most rows apart: themes look them up often."""
        return hash(self.address)


class ArticleRow(Struct, frozen=True):
    """An article in a list."""

    title: str
    address: str
    publisher: str
    finding: str
    verdict: VerdictView | None
    checked: date | None
    tally: Tally
    language: str
    is_draft: bool = False
    is_in_review: bool = False
    """Whether it is a draft that a second person is reading."""
    written_in: str = ""
    """The language of the finding."""
    is_retracted: bool = False


class MentionRow(Struct, frozen=True):
    """An article that names an entity, with the passages."""

    article: LinkView
    passages: tuple[ExcerptView, ...]


class Counted(Struct, frozen=True):
    """A link with a number: a related entity and the claims that it shares."""

    link: LinkView
    count: int


class PagerView(Struct, frozen=True):
    """Where in a long list a page stands; `number` of `total` pages."""

    number: int = 1
    total: int = 1
    previous: str = ""
    next: str = ""


class EntityView(PageView, frozen=True, kw_only=True):
    """Who or what: what it claimed, what was claimed about it, where it is named."""

    id: str
    type: str
    aliases: tuple[str, ...]
    about: Markup
    same_as: tuple[str, ...]
    made: tuple[ClaimRow, ...]
    """Claims made by it."""
    named: tuple[ClaimRow, ...]
    """Claims about it."""
    mentions: tuple[MentionRow, ...]
    tally: Tally
    """The verdicts of the claims made by it."""
    named_tally: Tally
    claims: int
    """How many claims were made by it or name it, each counted once."""
    related: tuple[Counted, ...]
    sources: tuple[NumberedSource, ...]
    """What its description cites."""
    over_time: Chart = Chart()
    """Its claims and those about it, by when they were made or, if that is unknown, checked."""
    speakers: Chart = Chart()
    """Who made the claims about it."""
    subjects: Chart = Chart()
    """Whom and what its own claims are about."""
    pager: PagerView = field(default_factory=PagerView)


class SourceUse(Struct, frozen=True):
    """A claim or note that uses a source, and how."""

    claim: ClaimRow
    stance: str
    quote: str
    locator: str


class SourcePageView(PageView, frozen=True, kw_only=True):
    """A source, and every claim that uses it."""

    source: SourceView
    uses: tuple[SourceUse, ...]
    tally: Tally
    """The verdicts of the claims that use it, each counted once."""
    by_stance: Chart = Chart()
    """Which side it takes in them."""
    over_time: Chart = Chart()
    """The claims by when they were made or, if that is unknown, checked."""
    pager: PagerView = field(default_factory=PagerView)


class ListView(PageView, frozen=True, kw_only=True):
    """A list of entities or sources."""

    groups: tuple[tuple[str, tuple[Counted, ...]], ...]
    """(Letter or type, entries); the count of an entry is that of its claims."""
    total: int
    pager: PagerView = field(default_factory=PagerView)


class ScaleView(PageView, frozen=True, kw_only=True):
    """The verdicts with their definitions."""

    tally: Tally
    scale: tuple[VerdictView, ...]
    """The rated ones, from most to least accurate."""
    unrated: tuple[VerdictView, ...]


class VerdictPageView(PageView, frozen=True, kw_only=True):
    """A verdict and its claims."""

    verdict: VerdictView
    claims: tuple[ClaimRow, ...]
    total: int
    pager: PagerView = field(default_factory=PagerView)


class ArticlesView(PageView, frozen=True, kw_only=True):
    """The articles of a topic, or all of them."""

    articles: tuple[ArticleRow, ...]
    total: int
    pager: PagerView = field(default_factory=PagerView)


class CorrectionsView(PageView, frozen=True, kw_only=True):
    """The record of corrections, newest first."""

    corrections: tuple[CorrectionView, ...]
    sources: tuple[NumberedSource, ...]
    """What the notes of the corrections cite."""
    pager: PagerView = field(default_factory=PagerView)


class SearchView(PageView, frozen=True, kw_only=True):
    """The search, and a list to read where no index can be searched."""

    claims: tuple[ClaimRow, ...]
    """The latest; all of them in a small site."""
    total: int
    """How many claims there are."""
    articles: int
    """How many articles there are."""
    scale: tuple[VerdictView, ...]
    parts: tuple[str, ...]
    """The folders of the index, below the root of the site; none if there is no index."""


class HomeView(PageView, frozen=True, kw_only=True):
    """The first page: the editor's words, the latest checks, what the verdicts mean."""

    content: Markup
    articles: tuple[ArticleRow, ...]
    corrections: tuple[CorrectionView, ...]
    """The latest, without what their notes cite."""
    tally: Tally
    scale: tuple[VerdictView, ...]
    topics: tuple[Counted, ...]
    sources: tuple[NumberedSource, ...]
    """What the editor's words cite."""


class Heading(Struct, frozen=True):
    """A heading of a prose page."""

    level: int
    text: str
    anchor: str


class ProseView(PageView, frozen=True, kw_only=True):
    """A page of an editor's own words."""

    content: Markup
    headings: tuple[Heading, ...]
    sources: tuple[NumberedSource, ...]


class OrganisationView(Struct, frozen=True):
    """Who publishes the site. Addresses are as in mkdocs.yml."""

    name: str
    url: str = ""
    logo: str = ""
    policies: tuple[tuple[str, str], ...] = ()
    """(corrections, methodology, funding, ethics, contact, masthead or principles; address)"""


class SiteView(Struct, frozen=True):
    """What is the same on every page."""

    name: str
    url: str
    """The absolute address of the root with a slash at its end; '' if unknown."""
    description: str
    language: str
    organisation: OrganisationView
    navigation: tuple[LinkView, ...]
    """Addresses relative to the root of the site, or absolute."""
    appearance: Appearance = field(default_factory=Appearance)
    """What is chosen for each option of the theme."""
    data_license: str = ""
    """The address of the licence under which the structured data may be used."""
    has_images: bool = False
    """Whether articles and claims have a picture for links to them: a social image."""

    def __hash__(self) -> int:
        """Return a hash of what tells sites apart: what is remembered of one is looked up often."""
        return hash(self.url)
