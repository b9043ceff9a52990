"""The other files of a site: data, feeds, the theme's assets, and what is published as it is."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from sitegen.diagnostics import Diagnostic
from sitegen.engine.articles import Desk, Facts, Job, Lines
from sitegen.engine.cache import Cache, encoded
from sitegen.engine.digests import digest
from sitegen.engine.ledger import Ledger
from sitegen.engine.outputs import put
from sitegen.engine.press import lines_of
from sitegen.engine.publish import Staging
from sitegen.engine.records import PageRecord, is_settled
from sitegen.engine.site import jobs
from sitegen.engine.survey import Survey
from sitegen.engine.tree import read_bytes, reason_of, unreadable
from sitegen.render import Asset, Theme, claim_review_feed, claims_json, feeds, sitemap
from sitegen.site import Whole

_DATA = ("data/claims.json", "data/claimreview.json")
_STATIC = PageRecord(b"static")
_LARGEST_FILE = 1 << 40
"""In bytes; what the system can hold is published."""


@dataclass(frozen=True, slots=True)
class OtherFiles:
    """The files of one build that are no pages."""

    surveyed: Survey
    whole: Whole
    desk: Desk
    memory: Cache
    ledger: Ledger
    staging: Staging

    def data(self, facts: Mapping[str, Facts]) -> None:
        """Make the data files, out of lines that were made with each article."""
        by_slug = {item.slug: name for name, item in facts.items() if item.article}
        desk, whole = self.desk, self.whole
        public = [by_slug[article.slug] for article in whole.index.articles if article.is_public]
        record = PageRecord(digest(desk.settings, *(facts[name].lines for name in public)))
        if all(self.ledger.is_made_of(name, record) for name in _DATA):
            for name in _DATA:
                self.ledger.keep(name, record)
            return
        by_file = {job.file.name: job for job in jobs(self.surveyed)}
        lines = [self._lines(by_file[name], facts[name]) for name in public]
        rows = claims_json(row for item in lines for row in item.rows)
        reviews = claim_review_feed((line for item in lines for line in item.reviews), desk.site)
        for name, content in zip(_DATA, (rows, reviews), strict=True):
            self._asset(Asset(name, content), record)

    def _lines(self, job: Job, item: Facts) -> Lines:
        """Return an article's lines in the data files, from the cache unless that was damaged."""
        lines = self.memory.get(f"lines/{job.file.name}", Lines)
        if lines is None or digest(encoded(lines)) != item.lines:
            lines = lines_of(self.desk, job)
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
        for asset in (*made, *sitemap(listed, self.desk.site)):
            if asset.address not in own:
                self._asset(asset, PageRecord(digest(asset.content)))

    def _asset(self, asset: Asset, record: PageRecord) -> None:
        name, old = asset.address, self.ledger.tree.files.get(asset.address)
        if old and self.ledger.is_intact(name) and old.digest == digest(asset.content):
            self.ledger.keep(name, record)
        else:
            self._write(name, asset.content, record, "its content changed")

    def _write(self, name: str, content: bytes, record: PageRecord, why: str) -> None:
        output, is_new = put(self.staging.root, self.staging.target, name, content)
        self.ledger.wrote(name, output, why, is_new=is_new)
        self.ledger.records[name] = record

    def static(self) -> list[Diagnostic]:
        """Publish files as they are; return the problems of those that cannot be read."""
        problems: list[Diagnostic] = []
        before = self.ledger.before
        for file in self.surveyed.files.static:
            name = file.name
            same = before.static.get(name) == file.stamp and is_settled(file.stamp, before.looked)
            if same and self.ledger.is_made_of(name, _STATIC):
                self.ledger.keep(name, _STATIC)
                continue
            try:
                content, _ = read_bytes(file.path, _LARGEST_FILE)
            except OSError as error:
                problems.append(unreadable(file.shown, reason_of(error)))
                continue
            self._write(name, content, _STATIC, f"{name} changed")
        return problems
