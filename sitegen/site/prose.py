"""Pages of an editor's own words: home, methodology and the like."""

from __future__ import annotations

from msgspec import Struct

from sitegen.content import Page
from sitegen.site import addresses
from sitegen.site.footnotes import Footnotes
from sitegen.site.shared import From, Shared
from sitegen.site.views import Heading, ProseView
from sitegen.text import HeadingIds, Parts, parse, said_by, write


class ReadPage(Struct, frozen=True):
    """A prose page that was read."""

    file: str
    """Its file below the content folder."""
    shown: str
    """The file as problems show it."""
    title: str
    description: str
    parts: Parts
    headings: tuple[Heading, ...]

    @property
    def address(self) -> str:
        """The address of its page."""
        return addresses.prose(self.file)


def read_prose(file: str, page: Page) -> ReadPage:
    """Read the Markdown of a prose page. Its title is that of the front matter or its first heading."""
    tokens = parse(page.text)
    ids = HeadingIds()
    headings = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            words = said_by(tokens[index + 1].children or ())
            headings.append(Heading(int(token.tag[1]), words, ids.id(words)))
    first = next((heading.text for heading in headings if heading.level == 1), "")
    name = file.removesuffix(".md").rpartition("/")[2].replace("-", " ").replace("_", " ")
    title = page.matter.title or first or name.capitalize()
    parts: Parts = []
    if addresses.prose(file):
        write(tokens, parts, HeadingIds())
    else:  # The front page shows its title itself, as its only heading of the first level.
        begins = bool(headings) and tokens[0].type == "heading_open" and first == title
        rest = headings[1:] if begins else headings
        below = int(any(heading.level == 1 for heading in rest))
        write(tokens[3:] if begins else tokens, parts, HeadingIds(below))
    return ReadPage(
        file, page.source.path, title, page.matter.description or "", parts, tuple(headings)
    )


def prose_view(page: ReadPage, shared: Shared) -> ProseView:
    """Return the view of a prose page."""
    here = From(shared, page.address)
    words = shared.words()
    footnotes = Footnotes(here.source)
    label = words.say("the text")
    content = footnotes.write(page.parts, label, lambda to: here.resolve(to, page.file))
    return ProseView(
        kind="prose",
        address=page.address,
        title=page.title,
        description=page.description,
        content=content,
        headings=page.headings,
        sources=footnotes.sources(),
    )
