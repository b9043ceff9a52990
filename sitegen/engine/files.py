"""The other files of a site: data, feeds, the theme's assets, and what is published as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial

from msgspec import Struct

from sitegen.diagnostics import Diagnostic
from sitegen.engine.articles import Desk, Facts
from sitegen.engine.cache import Cache
from sitegen.engine.digests import digest
from sitegen.engine.identities import ArticleFiles
from sitegen.engine.ledger import Ledger
from sitegen.engine.outputs import put_pieces
from sitegen.engine.press import lines_of
from sitegen.engine.publish import Staging
from sitegen.engine.records import is_settled
from sitegen.engine.site import jobs
from sitegen.engine.survey import Survey
from sitegen.engine.tree import read_bytes, reason_of, unreadable
from sitegen.render import (
    Theme,
    claim_review_feed,
    claims_json,
    feeds,
    last_changes,
    sitemap,
)
from sitegen.site import Whole

_LARGEST_FILE = 1 << 40
"""In bytes; what the system can hold is published."""


class OtherFiles(Struct, frozen=True):
    """The files of one build that are no pages."""

    surveyed: Survey
    whole: Whole
    desk: Desk
    memory: Cache
    ledger: Ledger
    staging: Staging

    def data(self, facts: Mapping[str, Facts], order: Iterable[str]) -> None:
        """Make the data files, out of lines that were made with each article.

        `order` are the files of the articles, newest first.
        """
        public = [name for name in order if (item := facts[name].article) and item.is_public]
        by_file = {job.file.name: job for job in jobs(self.surveyed)}
        rows = [(by_file[name], facts[name].rows) for name in public]
        reviews = [(by_file[name], facts[name].reviews) for name in public]
        self._lines("rows", "data/claims.json", rows, claims_json)
        make = partial(claim_review_feed, site=self.desk.site)
        self._lines("reviews", "data/claimreview.json", reviews, make)

    def _lines(
        self,
        kind: str,
        name: str,
        found: Sequence[tuple[ArticleFiles, bytes]],
        make: Callable[[Iterable[bytes]], Iterable[bytes]],
    ) -> None:
        """Make a data file out of the lines of articles, of which the digests are given."""
        made_of = digest(self.desk.settings, *(each for _, each in found))
        self.ledger.made_of[name] = made_of
        if self.ledger.is_intact(name) and self.ledger.before.made_of.get(name) == made_of:
            self.ledger.keep(name)
            return
        pieces = make(self._lines_of(kind, job, each) for job, each in found)
        output, is_new = put_pieces(self.staging.root, self.staging.target, name, pieces)
        self.ledger.wrote(name, output, "a claim changed", is_new=is_new)

    def _lines_of(self, kind: str, job: ArticleFiles, wanted: bytes) -> bytes:
        """Return an article's lines in a data file, from the cache unless that was damaged."""
        lines = self.memory.get(f"{kind}/{job.file.name}", bytes)
        if lines is None or digest(lines) != wanted:
            made = lines_of(self.desk, job)
            lines = made.rows if kind == "rows" else made.reviews
        return lines

    def assets(self, theme: Theme, drafts: Set[str]) -> None:
        """Make the theme's assets, the feeds and the sitemap. A file of the content folder wins."""
        own = {file.name for file in self.surveyed.files.static}
        listed = [
            name.removesuffix("index.html")
            for name in self.ledger.outputs
            if name.endswith("index.html") and name not in drafts
        ]
        made = [*theme.assets(), *feeds(self.whole.index, self.desk.shared, self.desk.site)]
        changed = last_changes(self.whole.index)
        for asset in (*made, *sitemap(listed, self.desk.site, changed)):
            if asset.address not in own:
                self.ledger.put(asset.address, asset.content, "its content changed", self.staging)

    def static(self) -> list[Diagnostic]:
        """Publish files as they are; return the problems of those that cannot be read."""
        problems: list[Diagnostic] = []
        before = self.ledger.before
        for file in self.surveyed.files.static:
            name = file.name
            same = before.static.get(name) == file.stamp and is_settled(file.stamp, before.looked)
            if same and self.ledger.is_intact(name):
                self.ledger.keep(name)
                continue
            try:
                content, _ = read_bytes(file.path, _LARGEST_FILE)
            except OSError as error:
                problems.append(unreadable(file.shown, reason_of(error)))
                continue
            self.ledger.write(name, content, f"{name} changed", self.staging)
        return problems
