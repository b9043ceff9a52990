"""The published record since a commit: what readers had then, compared with what they will have.

Only what changed is read, on both sides. Checks are matched by their addresses, so a file may be moved and
renamed as long as its address stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from msgspec import Struct

from sitegen.checks import Change, check_passages, check_record
from sitegen.content import Article, Sidecar
from sitegen.content.links import sidecar_of
from sitegen.content.registry import ANY
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import RECORD_SHORTENED, RECORD_UNREADABLE
from sitegen.editorial.git import Repository
from sitegen.editorial.sides import Check, Present, Side, new_side, old_side
from sitegen.engine.project import Project
from sitegen.engine.survey import list_files
from sitegen.site import addresses

_ALIKE = 0.5
"""How alike two sidecars are, from 0 to 1, to be taken for one whose article has a new address."""
_MOST_COMPARED = 10_000
"""How many pairs of sidecars are compared for that."""
_KEEP_ADDRESS = (
    "put it back: readers and other sites have linked it; it may say that what stood there has gone"
)
_KEEP_CHECK = (
    "put it back; a check that does not hold is not removed but retracted: `status: retracted`, and a correction "
    "entry of kind `retraction` with date and note; if it has a new address, write `was: [{slug}]` into its sidecar"
)
_NEW_SLUG = "write `was: [{slug}]` into this sidecar, or `slug: {slug}` into the front matter of its article"


def check_since(project: Project, ref: str) -> list[Diagnostic]:
    """Return what the rules say about everything that changed since a commit. Raises GitError.

    The working tree is compared, with all that is not committed, and with the commit at which the branch
    left that of `ref`: what others did there meanwhile is not this change.
    """
    repository = Repository(project.root)
    base = repository.merge_base(ref, repository.commit(ref))
    present = {file.name: file for file in list_files(project)}
    old = old_side(project, repository, base, present)
    if old is None:
        return []  # There was no site yet.
    new = new_side(project, old, present)
    return sorted(set(_Comparison(project, old, new, present, ref).problems()))


class _Comparison(Struct, frozen=True):
    """The changed files of a site at a commit, and what they are now."""

    project: Project
    old: Side
    new: Side
    present: Present
    since: str

    def problems(self) -> Iterator[Diagnostic]:
        yield from self._unreadable()
        slugs = frozenset(check.slug for check in self.new.checks)
        for check, successor in self._pairs():
            yield from self._checked(check, successor, slugs)
        yield from self._registry()
        yield from self._prose()
        yield from self._topics()
        yield from self._claim_pages()

    def _unreadable(self) -> Iterator[Diagnostic]:
        if self.old.mistake:
            at = Position(self.old.configuration_path)
            yield report(RECORD_UNREADABLE, at, since=self.since, reason=self.old.mistake)
        for name, reason in self.old.unreadable.items():
            yield report(RECORD_UNREADABLE, self._at(name), since=self.since, reason=reason)

    def _at(self, name: str) -> Position:
        """Return the beginning of a file: the one that is there now, or else of where it was."""
        return Position((self.new if name in self.present else self.old).place(name))

    def _gone(self, what: str, at: Position, hint: str = _KEEP_ADDRESS) -> Diagnostic:
        return report(RECORD_SHORTENED, at, hint=hint, what=f"{what} is gone", since=self.since)

    # Checks

    def _pairs(self) -> Iterator[tuple[Check, Check | None]]:
        """Yield the published checks, each with what stands at its address now or says that it did."""
        by_slug = {check.slug: check for check in reversed(self.new.checks)}
        heirs = {
            slug: check
            for check in self.new.checks
            if check.sidecar
            for slug in check.sidecar.annotations.was
        }
        gone: list[Check] = []
        for check in self.old.checks:
            if not check.is_public:
                continue
            successor = by_slug.get(check.slug) or heirs.get(check.slug)
            if successor:
                yield check, successor
            else:
                gone.append(check)
        before = {check.slug for check in self.old.checks}
        fresh = [check for check in self.new.checks if check.slug not in before]
        same_file = {check.name: check for check in fresh}
        # Where very many went at once, as when all were renamed, only the file tells.
        others = fresh if len(gone) * len(fresh) <= _MOST_COMPARED else []
        for check in gone:
            yield check, same_file.get(check.name) or _most_alike(check, others)

    def _checked(self, check: Check, now: Check | None, slugs: Set[str]) -> Iterator[Diagnostic]:
        policies = self.project.configuration.options.policies
        assert check.sidecar
        if now is None or (now.sidecar is None and not now.has_sidecar):
            if now is None and check.name in self.new.slugless:
                return  # Its file cannot be read, which is an error by itself.
            at = self._at(now.name if now else sidecar_of(check.name))
            what = f"the published check at {addresses.article(check.slug)}"
            yield self._gone(what, at, _KEEP_CHECK.format(slug=check.slug))
            return
        if now.sidecar is None:
            return  # It cannot be read, which is an error by itself.
        place = now.sidecar.document.at()
        heirs = now.sidecar.annotations.was
        lost = [
            slug
            for slug in (check.slug, *check.sidecar.annotations.was)
            if slug not in slugs and slug not in heirs
        ]
        for slug in lost if now.sidecar.is_whole else ():
            what = f"the address {addresses.article(slug)}"
            yield self._gone(what, place, _NEW_SLUG.format(slug=slug))
        yield from check_record(Change(check.sidecar, now.sidecar, policies, self.since))
        if check.text != now.text and now.sidecar.annotations.is_public:
            before, after = _whole(check), _whole(now)
            if before and after:
                yield from check_passages(before, after, self.since)

    # Addresses of other pages

    def _registry(self) -> Iterator[Diagnostic]:
        to = {
            "entities": addresses.entity,
            "sources": addresses.source,
            "verdicts": addresses.verdict,
        }
        for table, address in to.items():
            now = self.new.ids.get(table, {})
            if ANY in now:
                continue  # A file of it cannot be read, which is an error by itself.
            for name, file in self.old.ids.get(table, {}).items():
                if name not in now and name != ANY:
                    yield self._gone(f"the address {address(name)}", self._at(file))

    def _prose(self) -> Iterator[Diagnostic]:
        now = {addresses.prose(name) for name in self.new.prose}
        for name in self.old.prose:
            address = addresses.prose(name)
            if address and address not in now:
                yield self._gone(f"the address {address}", self._at(name))

    def _topics(self) -> Iterator[Diagnostic]:
        now = {topic for check in self.new.checks for topic in _topics_of(check)}
        lost = {
            topic: check
            for check in self.old.checks
            if check.is_public
            for topic in _topics_of(check)
            if topic not in now and check.name not in self.new.slugless
        }
        if lost:
            for check in self.new.unchanged():
                for topic in _topics_of(check):
                    lost.pop(topic, None)
        for topic, check in lost.items():
            yield self._gone(f"the address {topic}", self._at(check.name))

    def _claim_pages(self) -> Iterator[Diagnostic]:
        options = self.project.configuration.options
        if self.old.has_claim_pages and not options.claim_pages and self.old.has_claims():
            at = Position(self.new.configuration_path)
            yield self._gone("every address below claims/", at, "write `claim_pages: true`")


def _topics_of(check: Check) -> list[str]:
    """Return the pages of topics that list a check; one that cannot be read is taken for a public one."""
    is_listed = check.is_public or (
        check.has_sidecar and not (check.sidecar and check.sidecar.is_whole)
    )
    return [addresses.topic(topic) for topic in check.topics] if is_listed else []


def _whole(check: Check) -> tuple[Article, Sidecar] | None:
    """Return an article with its text, and its sidecar; None if its words are not known."""
    article = check.read()
    return (article, check.sidecar) if article and article.is_quotable and check.sidecar else None


def _most_alike(check: Check, others: Sequence[Check]) -> Check | None:
    """Return the check whose sidecar says most of what the sidecar of another said; None if none does."""
    # Imported where something went: most changes take nothing away.
    from rapidfuzz.distance import Indel

    lines = check.sidecar_text.splitlines()
    found = [
        (Indel.normalized_similarity(lines, other.sidecar_text.splitlines()), number)
        for number, other in enumerate(others)
    ]
    likeness, number = max(found, default=(0.0, 0))
    return others[number] if likeness >= _ALIKE else None
