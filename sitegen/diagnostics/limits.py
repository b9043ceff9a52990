"""How much one site may hold of anything that costs memory, time or space: the table of limits.

Content may come from a stranger, so what it can cost is bounded. Each limit is far above what real
texts need (`docs/formats.md` lists them, a test holds that list to this table), and whatever passes
one is a `limit-exceeded` problem at its place. A limit is a number in this table and nowhere else.
"""

from __future__ import annotations

from msgspec import Struct

from sitegen.diagnostics.kinds import LIMIT_EXCEEDED
from sitegen.diagnostics.problem import Diagnostic, report
from sitegen.diagnostics.source import Position

LIMITS: dict[str, Limit] = {}
"""Every limit by its name."""


class Limit(Struct, frozen=True):
    """The most of something that is read."""

    name: str
    """What is counted, as the documentation lists it."""
    most: int
    unit: str
    """What is counted, in the plural."""
    reason: str
    """Why there is a limit, and what real texts need."""
    hint: str
    """What to do about it."""

    def exceeded(self, at: Position, what: str, found: int = 0) -> Diagnostic:
        """Return the problem of `what`, the subject of the sentence, which has `found` of the unit.

        0 if nobody counted beyond the limit.
        """
        return report(
            LIMIT_EXCEEDED,
            at,
            hint=self.hint,
            what=what,
            found=number(found) if found else f"more than {number(self.most)}",
            unit=self.unit,
            most=number(self.most),
        )


def number(amount: int) -> str:
    """Return a number with commas between its thousands."""
    return f"{amount:,}"


def _limit(name: str, most: int, unit: str, *, reason: str, hint: str) -> Limit:
    limit = Limit(name, most, unit, reason, hint)
    LIMITS[name] = limit
    return limit


_SHORTER = "say it in fewer words"

# Files

FILE = _limit(
    "text file",
    4_000_000,
    "bytes",
    reason="reading Markdown and YAML takes a hundred times the memory of the file; the longest page "
    "that we know of has 2.5 MB",
    hint="divide the file into several",
)
LINES = _limit(
    "lines of a Markdown text",
    150_000,
    "lines",
    reason="a line break costs 10 µs; War and Peace has 56,000",
    hint="take out empty lines, or divide the text into several articles",
)
BLOCKS = _limit(
    "list items, headings, quotations and table cells of a Markdown text",
    40_000,
    "of them",
    reason="each costs 45 µs and half a kilobyte",
    hint="divide the text into several articles",
)
MARKS = _limit(
    "signs of emphasis, links, code and the like in a Markdown text",
    150_000,
    "signs such as *, [ and `",
    reason="each costs up to 15 µs; a book of 2.5 MB has 40,000",
    hint="divide the text into several articles, or write `format: text` if it is not Markdown",
)
DEFINITIONS = _limit(
    "what link definitions add to a Markdown text",
    2_000_000,
    "characters",
    reason="`[a]` stands for all of its definition, on every use",
    hint="shorten the address in the definition, or link fewer times",
)
VALUES = _limit(
    "values of a YAML file",
    240_000,
    "values",
    reason="each costs half a kilobyte and 10 µs; 20,000 entities in one file have 180,000",
    hint="divide the file into several",
)
YAML_MARKS = _limit(
    "signs of Markdown in a YAML file",
    300_000,
    "signs such as *, [ and `",
    reason="as in a Markdown text, and a sidecar holds many texts",
    hint="divide the file into several",
)
ALIASES = _limit(
    "what aliases add to a YAML file",
    100_000,
    "characters",
    reason="`*a` stands for all that `&a` names, on every use",
    hint="write the value itself instead of the alias",
)
PROBLEMS = _limit(
    "problems of one file",
    5_000,
    "problems",
    reason="nobody reads more, and each costs a kilobyte",
    hint="mend those above, and check again for the others",
)
LINKED = _limit(
    "what symbolic links publish",
    50_000_000,
    "bytes",
    reason="a link of a few bytes publishes a copy of what it leads to",
    hint="link from the pages to one file, instead of publishing it under several names",
)

# Fields

LINE = _limit(
    "title, name, label, role, publisher, locator, rights or another text of one line",
    1_000,
    "characters",
    reason="it is printed on many pages, up to ten times on each; the longest titles have 300",
    hint=_SHORTER,
)
SENTENCE = _limit(
    "claim, finding, standfirst, description, definition, interest or note on a source",
    5_000,
    "characters",
    reason="it is printed in every list that shows the claim, article, entity or source",
    hint=_SHORTER + "; what is long belongs into the `explanation` or a page",
)
TEXT = _limit(
    "explanation, answer, note or correction",
    100_000,
    "characters",
    reason="it is printed on the page of the article and of the claim; a long one has 20,000",
    hint="write a page of prose and link to it",
)
QUOTE = _limit(
    "quote",
    50_000,
    "characters",
    reason="it is printed on the page of the claim and in its ClaimReview; a whole speech has 30,000",
    hint="quote the sentence that the claim is about",
)
ADDRESS = _limit(
    "address",
    8_000,
    "characters",
    reason="it is printed wherever a source is; servers refuse longer ones",
    hint="use the short address of the page",
)
NAME = _limit(
    "id, or text before or after a quote",
    1_000,
    "characters",
    reason="ids are looked for among all others; they have 100 characters at most",
    hint=_SHORTER,
)
ITEMS = _limit(
    "items of a list such as `topics`, `authors`, `aliases`, `sources`, `quotes` or `corrections`",
    1_000,
    "items",
    reason="each topic and entity has a page that lists the article",
    hint="keep those that matter",
)
CLAIMS = _limit(
    "claims, or notes, of a sidecar",
    5_000,
    "items",
    reason="each claim is a card and a page; the longest checks have a few hundred",
    hint="divide the article into several",
)
PASSAGES = _limit(
    "passages of an article that quotes mark",
    10_000,
    "passages",
    reason="each is a mark in the text",
    hint="quote the place that the claim is about, instead of `occurrence: all`",
)
SEARCHED = _limit(
    "places of an article at which the words of its quotes stand",
    500_000,
    "places",
    reason="a quote of one common word stands at thousands of places, all of which are looked at",
    hint="quote more words",
)
PAGES = _limit(
    "what the pages of one article repeat",
    50_000_000,
    "characters",
    reason="what is written once is printed with each claim: the title, the authors, the sources",
    hint="shorten what is repeated, or divide the article into several",
)
NAVIGATION = _limit(
    "entries of the `nav`",
    2_000,
    "entries",
    reason="every page links to all of them",
    hint="list the main pages, and link to the others from there",
)
