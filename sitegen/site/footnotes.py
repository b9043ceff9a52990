"""Numbered sources of a page: a number for each at its first citation, and a way back from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from sitegen.site.views import NumberedSource, SourceView, TestimonyView, UseView
from sitegen.text import Address, Citation, Part, escape

_OWN_NOTES = re.compile('id="fnref-([0-9a-f]{8})-')
"""How the footnotes of a short text are called: by what is in it, so a text that stands twice needs more."""


class Footnotes(Struct):
    """Collects the citations of one page, in the order in which they are written."""

    look_up: Callable[[str], SourceView | None]
    """Gives a source by its id, None if there is none."""
    _uses: dict[str, list[UseView]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _texts: Counter[str] = field(default_factory=Counter)
    """How often each text with footnotes of its own was written."""

    def cite(
        self, source: str, label: str, testimony: TestimonyView | None = None
    ) -> tuple[int, str]:
        """Take a citation of `source`; return its number and the id of the element that cites."""
        number = self._numbers.setdefault(source, len(self._numbers) + 1)
        uses = self._uses.setdefault(source, [])
        anchor = f"cite-{number}-{len(uses) + 1}"
        uses.append(UseView(anchor, label, testimony))
        return number, anchor

    def unanswered(self, source: str, label: str) -> str:
        """Return the first place with a label that cites `source` and that no evidence has told of.

        '' if there is none.
        """
        uses = self._uses.get(source, ())
        told = {use.testimony.cited_at for use in uses if use.testimony}
        return next((u.anchor for u in uses if u.label == label and u.anchor not in told), "")

    def write(self, parts: Iterable[Part], label: str, resolve: Callable[[str], str]) -> Markup:
        """Return the parts of a text as HTML.

        `label` says where on the page it stands, as in `claim 3`; `resolve` turns the target of a
        link, as an editor wrote it, into an address.
        """
        html = "".join([p if isinstance(p, str) else self._part(p, label, resolve) for p in parts])
        if 'id="fnref-' in html:
            html = self._apart(html)
        return Markup(html)  # noqa: S704 (parts are HTML that sitegen.text wrote and escaped)

    def _apart(self, html: str) -> str:
        """Return a text with ids of its own for its notes, if the same text was written before."""
        found = _OWN_NOTES.search(html)
        if not found:
            return html
        space = found[1]
        self._texts[space] += 1
        times = self._texts[space]
        return html if times == 1 else html.replace(f"-{space}-", f"-{space}x{times}-")

    def sources(self) -> tuple[NumberedSource, ...]:
        """Return the list of sources; an unknown one keeps its number and is left out."""
        found = []
        for source, number in self._numbers.items():
            view = self.look_up(source)
            if view:
                uses = tuple(_told_apart(self._uses[source]))
                found.append(NumberedSource(number, target(number), view, uses))
        return tuple(found)

    def _part(self, part: Address | Citation, label: str, resolve: Callable[[str], str]) -> str:
        if isinstance(part, Address):
            return escape(resolve(part.target))
        cited = [(item, *self.cite(item.source, label)) for item in part.items]
        match cited:
            case [(item, number, anchor)] if not item.locator:  # most are, so it is kept short
                return _reference(number, anchor, f"[{number}]", ' class="cites"')
        links = [
            _reference(number, anchor, str(number))
            + (f", {escape(item.locator)}" if item.locator else "")
            for item, number, anchor in cited
        ]
        return f'<span class="cites">[{"; ".join(links)}]</span>'


def _reference(number: int, anchor: str, words: str, more: str = "") -> str:
    return f'<a{more} id="{anchor}" href="#{target(number)}" role="doc-noteref">{words}</a>'


def _told_apart(uses: Sequence[UseView]) -> Iterable[UseView]:
    """Return the uses of a source, none labelled as one before it: `claim 2`, then `claim 2 (2)`."""
    alike = len(uses) > len({use.label for use in uses})
    return _counted(uses) if alike else uses


def _counted(uses: Iterable[UseView]) -> Iterator[UseView]:
    times: Counter[str] = Counter()
    for use in uses:
        times[use.label] += 1
        if times[use.label] > 1:
            use = replace(use, label=f"{use.label} ({times[use.label]})")
        yield use


def target(number: int) -> str:
    """Return the id of a source in the list of a page."""
    return f"source-{number}"
