"""Patches applied to a sidecar, and proof that they changed what was accepted and nothing else.

The new text is read like any other, and compared: every value but the mended ones is as before, each
mended quote stands at the place that was shown, and every other quote where it stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from msgspec import Struct

from sitegen.content import Article, Sidecar, annotations_of, read_sidecar
from sitegen.content.anchoring import passages_of, quote_of
from sitegen.content.nodes import Document, Path, Plain, read_yaml
from sitegen.diagnostics import Source
from sitegen.editorial.edits import Alias, Edit, aliases, apply_edits, replace_value, set_field
from sitegen.text import Span, occurrences


class PatchRefused(Exception):  # noqa: N818 (a fact about the file)
    """What a patch would write is not what was accepted."""


class Patch(Struct, frozen=True):
    """An accepted change of one quote."""

    path: Path
    value: str
    """The new quote as YAML on one line."""
    span: Span
    """Where it has to stand in the article."""
    again: Path | None = None
    """The claim that is to be read again."""


class Mending:
    """Several patches for one sidecar."""

    def __init__(self, article: Article, sidecar: Sidecar, patches: Sequence[Patch]) -> None:
        """Take what was accepted."""
        self._article = article
        self._sidecar = sidecar
        self._patches = {patch.path: patch for patch in patches}
        self._aliases = aliases(sidecar.document)

    def edits(self) -> list[Edit]:
        """Return the changes to the text. Raises PatchRefused if they are in each other's way."""
        document = self._sidecar.document
        found: set[Edit] = set()
        for patch in self._patches.values():
            if not self._follows(patch):
                found.add(replace_value(document, patch.path, patch.value))
            if patch.again is not None:
                found.add(set_field(document, patch.again, "review_again", "true"))
        try:
            apply_edits(document.source.text, found)
        except ValueError as error:
            raise PatchRefused("two patches change the same place; accept one of them") from error
        return sorted(found)

    def try_out(self) -> None:
        """Apply the patches to the text in memory and compare. Raises PatchRefused."""
        self.verify(apply_edits(self._sidecar.document.source.text, self.edits()))

    def verify(self, text: str) -> None:
        """Compare a new text of the sidecar with what was accepted. Raises PatchRefused."""
        before = self._sidecar.document
        after, problems = read_sidecar(Source(before.source.path, text))
        _, old_problems = read_sidecar(before.source)
        new_kinds = Counter(problem.kind for problem in problems)
        new_kinds.subtract(problem.kind for problem in old_problems)
        new = next((problem for problem in problems if new_kinds[problem.kind] > 0), None)
        if new is not None or after is None:
            reason = new.message if new else "it could not be read"
            raise PatchRefused(f"the file would have a new problem: {reason}{self._shared()}")
        if after.document.value != self._expected(before):
            raise PatchRefused(f"another value of the file would change{self._shared()}")
        self._compare_places(after)

    def _follows(self, patch: Patch) -> bool:
        """Say whether an alias may stay, because the value that it stands for becomes the same."""
        alias = next((alias for alias in self._aliases if alias.path == patch.path), None)
        other = self._patches.get(alias.of) if alias else None
        return other is not None and other.value == patch.value

    def _followers(self) -> Iterator[tuple[Alias, Patch]]:
        """Yield the aliases that change with a mended value, because they are not mended themselves."""
        for alias in self._aliases:
            patch = self._patches.get(alias.of)
            own = self._patches.get(alias.path)
            if patch and (own is None or own.value == patch.value):
                yield alias, patch

    def _expected(self, document: Document) -> Plain:
        value = deepcopy(document.value)
        for patch in self._patches.values():
            _put(value, patch.path, _plain(patch.value))
            if patch.again is not None:
                _put(value, (*patch.again, "review_again"), "true")
        for alias, patch in self._followers():
            _put(value, alias.path, _plain(patch.value))
        return value

    def _compare_places(self, after: Sidecar) -> None:
        followers = {alias.path: patch for alias, patch in self._followers()}
        old_places = dict(self._places(self._sidecar))
        for path, places in self._places(after):
            old, own, other = old_places[path], self._patches.get(path), followers.get(path)
            patch = own or other
            if patch is None:
                moved = places != old
            else:
                # A quote that repeats the words may be mended with them, not moved with them.
                moved = places != [patch.span] or (own is None and len(old) == 1 and places != old)
            if moved:
                raise PatchRefused(
                    "the new quote would not stand where it was shown"
                    if own
                    else f"another quote would move{self._shared()}"
                )

    def _places(self, sidecar: Sidecar) -> Iterator[tuple[Path, list[Span]]]:
        prose = self._article.prose.folded
        for path, item in annotations_of(sidecar.annotations):
            for where, passage in passages_of(path, item):
                yield where, occurrences(prose, quote_of(passage))

    def _shared(self) -> str:
        """Return a remark on the aliases that a patch would change."""
        for alias, _ in self._followers():
            line = self._sidecar.document.source.position(alias.start).line
            if alias.path not in self._patches:
                return f" (*{alias.name} in line {line} repeats the quote; write its words there first)"
        return ""


def _plain(yaml_text: str) -> Plain:
    return read_yaml(Source("", yaml_text))[0].value


def _put(value: Any, path: Path, new: Plain) -> None:
    *steps, last = path
    for step in steps:
        value = value[step]
    value[last] = new
