"""What the next site consists of, as it is being made: each file, what it was made of, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct, field

from sitegen.engine.asked import Answers
from sitegen.engine.cache import Cache
from sitegen.engine.digests import digest
from sitegen.engine.inspection import Inspection
from sitegen.engine.outputs import Output, Tree, put
from sitegen.engine.ownership import LIST, list_of
from sitegen.engine.publish import Staging
from sitegen.engine.records import SiteRecord
from sitegen.engine.tables import Table


class Ledger(Struct, dict=True):
    """The books of one build."""

    memory: Cache
    key: str
    """The name of the site in the cache."""
    tools: bytes
    inspection: Inspection
    """The published site, as far as it is known, and what of it still stands."""
    keys_before: Table[bytes]
    outputs: dict[str, Output] = field(default_factory=dict)
    """The files of the next site, by their name below it."""
    answers: Answers = field(default_factory=Answers)
    """What the pages about more than one article are made of."""
    made_of: dict[str, bytes] = field(default_factory=dict)
    """What the data files are made of."""
    keys: dict[str, bytes] = field(default_factory=dict)
    """What the pages of articles are made of."""
    written: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    """The files of the published site that are left out, if nothing else takes their place."""
    why: dict[str, str] = field(default_factory=dict)
    """Why a file was made, and before that why an article was read, by its file."""
    new: set[str] = field(default_factory=set)
    """The written files that differ from those before."""

    @cached_property
    def before(self) -> SiteRecord:
        """What the published site was made of. The short ways do not ask."""
        record = self.memory.get(f"site/{self.key}", SiteRecord)
        if record is None or record.tools != self.tools:
            return SiteRecord(self.tools, 0)
        return record

    def is_intact(self, name: str) -> bool:
        """Say whether a file of the published site is as it was written."""
        return name in self.tree.files and name not in self.inspection.stands().broken

    @property
    def tree(self) -> Tree:
        """The published site, as far as it is known."""
        return self.inspection.tree

    def keep(self, name: str) -> None:
        """Take a file of the published site into the next one."""
        self.outputs[name] = self.tree.files[name]

    def drop(self, name: str) -> None:
        """Leave a file of the published site out of the next one."""
        self.outputs.pop(name, None)
        self.dropped.add(name)

    def keep_article(self, name: str, key: bytes) -> None:
        """Take a page of an article into the next site."""
        self.keep(name)
        self.keys[name] = key

    def wrote(self, name: str, output: Output, why: str, *, is_new: bool) -> None:
        """Take a file that was written."""
        self.outputs[name] = output
        self.written.add(name)
        if is_new:
            self.new.add(name)
        self.why[name] = why

    def put(self, name: str, content: bytes, why: str, staging: Staging) -> None:
        """Take a file with this content: that of the published site if it has it, or a new one."""
        old = self.tree.files.get(name)
        if old and self.is_intact(name) and old.digest == digest(content):
            self.keep(name)
        else:
            self.write(name, content, why, staging)

    def write(self, name: str, content: bytes, why: str, staging: Staging) -> None:
        """Write a file with this content into the next site."""
        output, is_new = put(staging.root, staging.target, name, content)
        self.wrote(name, output, why, is_new=is_new)

    def withdraw(self, names: Iterable[str], staging: Staging) -> None:
        """Take files that were written out of the next site."""
        for name in names:
            self.outputs.pop(name, None)
            self.keys.pop(name, None)
            self.written.discard(name)
            self.new.discard(name)
            staging.withdraw(name)

    def finish(self, staging: Staging) -> Tree:
        """Complete the next site with the files that are kept."""
        self._put_list(self.outputs, staging)
        return staging.finish(self.outputs, self.written)

    def finish_edit(self, staging: Staging) -> Tree:
        """Complete the next site, which is the published one but for what was written and dropped."""
        gone = self.dropped - self.outputs.keys()
        known = self.tree.files
        if gone or LIST not in known or any(name not in known for name in self.outputs):
            self._put_list((known.keys() - gone) | self.outputs.keys(), staging)
        files: Mapping[str, Output] = known.with_these(self.outputs)
        if gone:
            files = {name: file for name, file in files.items() if name not in gone}
        return staging.finish(files, self.written)

    def _put_list(self, names: Iterable[str], staging: Staging) -> None:
        """Take the list of the files of the next site."""
        self.put(LIST, list_of(names), "files came or went", staging)
