"""Rules about the published record: what a change does to what readers have seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from sitegen.checks.article import severity
from sitegen.content import Policies, Sidecar, models
from sitegen.content.nodes import Document, Path
from sitegen.diagnostics import Diagnostic, report
from sitegen.diagnostics.kinds import CORRECTION_MISSING, RECORD_SHORTENED

_KEEP_CLAIM = (
    "put it back, or write `was: [{id}]` into the claim if it has a new id; a claim that does not hold "
    "stays, with another verdict and a correction entry"
)
_KEEP_PUBLISHED = (
    "a check that does not hold is not hidden: write `status: retracted`, and an entry of kind `retraction` "
    "with date and note under the `corrections` at the top of the sidecar"
)
_AT_THE_TOP = (
    "add an entry under the `corrections` at the top of the sidecar that says what changed and why"
)
_ENTRY_GONE = "put the entry back as it was; a new entry may say more"
_WAS_GONE = "put it back into `was`: readers may have linked the old address"


class Change(Struct, frozen=True):
    """A published sidecar as it was, and what it is now."""

    before: Sidecar
    after: Sidecar
    policies: Policies
    since: str
    """The commit that is compared with, by the name that the user gave."""

    @property
    def document(self) -> Document:
        """The sidecar as it is written now."""
        return self.after.document

    def gone(self, what: str, path: Path, hint: str, *, key: bool = False) -> Diagnostic:
        """Return the problem of something that went or was changed."""
        at = self.document.at(path, key=key)
        return report(RECORD_SHORTENED, at, hint=hint, what=what, since=self.since)

    def owners(
        self,
    ) -> Iterator[tuple[models.Sidecar | models.Claim, models.Sidecar | models.Claim, Path]]:
        """Yield what has a log of corrections, as it was and as it is, with its place: the whole first."""
        yield self.before.annotations, self.after.annotations, ()
        for old, new, path in self.claims():
            if new is not None:
                yield old, new, path

    def claims(self) -> Iterator[tuple[models.Claim, models.Claim | None, Path]]:
        """Yield the published claims, each with what it is now: the claim of its id, or that was of its id."""
        numbers: dict[str, int] = {}
        for number, claim in enumerate(self.after.annotations.claims):
            for name in claim.was:
                numbers.setdefault(name, number)
        for number, claim in enumerate(self.after.annotations.claims):
            numbers[claim.id] = number
        for old in self.before.annotations.claims:
            number = next((numbers[n] for n in (old.id, *old.was) if n in numbers), -1)
            new = self.after.annotations.claims[number] if number >= 0 else None
            yield old, new, ("claims", number)


def check_record(change: Change) -> list[Diagnostic]:
    """Return what the rules say about the change of a published sidecar."""
    return [problem for rule in RULES for problem in rule(change)]


def stays_published(change: Change) -> Iterator[Diagnostic]:
    """A published check stays so, or is retracted, and comes back only with a correction entry."""
    old, new = change.before.annotations, change.after.annotations
    if old.status == new.status:
        return
    if not new.is_public:
        written = (
            change.document.value.get("status") if isinstance(change.document.value, dict) else ""
        )
        if change.after.is_whole or written == new.status:  # or else it cannot be read
            what = f"the published check became {new.status!r}"
            yield change.gone(what, ("status",), _KEEP_PUBLISHED)
        return
    added = _added(old.corrections, new.corrections)
    if new.status == "retracted":
        # Without any entry of this kind another rule says so, with or without a commit.
        has_old_one = any(item.kind == "retraction" for item in old.corrections)
        if not has_old_one or any(item.kind == "retraction" for item in added):
            return
        hint = _KEEP_PUBLISHED.partition(": ")[2]
    elif added:
        return
    else:
        hint = _AT_THE_TOP
    changed = f"the status changed from {old.status!r} to {new.status!r}"
    yield report(CORRECTION_MISSING, change.document.at(("status",)), hint=hint, change=changed)


def verdicts_change_with_an_entry(change: Change) -> Iterator[Diagnostic]:
    """A published verdict changes only with a new entry that names both (`correction_for_changed_verdict`)."""
    level = severity(change.policies.correction_for_changed_verdict)
    for old, new, path in change.owners() if level else ():
        if not old.verdict or old.verdict == new.verdict:
            continue
        if new.verdict is None and not change.after.is_whole:
            continue  # It may be what could not be read.
        added = _added(old.corrections, new.corrections)
        if _leads(added, old.verdict, new.verdict):
            continue
        whose = "verdict" if path else "overall verdict"
        changed = f"the {whose} changed from {old.verdict!r} to {new.verdict or 'none'!r}"
        at = change.document.at((*path, "verdict"))
        hint = "" if path else _AT_THE_TOP
        yield report(CORRECTION_MISSING, at, severity=level, hint=hint, change=changed)


def claims_stay(change: Change) -> Iterator[Diagnostic]:
    """A published claim stays at its address, or says which id it had."""
    if not change.after.is_whole:
        return  # It may be among what could not be read, and there is an error for that.
    for old, new, path in change.claims():
        if new is None:
            hint = _KEEP_CLAIM.format(id=old.id)
            yield change.gone(f"the published claim {old.id!r} is gone", ("claims",), hint)
            continue
        lost = [name for name in old.was if name not in (*new.was, *_ids(change.after))]
        for name in lost:
            yield change.gone(f"the old id {name!r} of a claim is gone", (*path, "id"), _WAS_GONE)


def corrections_stay(change: Change) -> Iterator[Diagnostic]:
    """An entry of the corrections log stays as it was published."""
    if not change.after.is_whole:
        return
    for old, new, path in change.owners():
        added = _added(old.corrections, new.corrections)
        for entry in _added(new.corrections, old.corrections):
            edited = next((item for item in added if _is_edit(entry, item)), None)
            if edited is None:
                what = f"the correction entry of {entry.date} is gone"
                yield change.gone(what, (*path, "corrections"), _ENTRY_GONE)
                continue
            added.remove(edited)
            number = next(n for n, item in enumerate(new.corrections) if item is edited)
            what = f"the correction entry of {entry.date} was changed"
            yield change.gone(what, (*path, "corrections", number), _ENTRY_GONE)


def _leads(entries: list[models.Correction], old: str, new: str | None) -> bool:
    """Say whether entries lead from one verdict to another, in one step or in several.

    Where the verdict was taken out, the last of them need only say what it was.
    """
    reached = [old]
    for verdict in reached:
        steps = {item.after for item in entries if item.before == verdict}
        if new in steps:
            return True
        reached += [step for step in steps if step and step not in reached]
    return False


def _ids(sidecar: Sidecar) -> set[str]:
    return {claim.id for claim in sidecar.annotations.claims}


def _added(
    old: tuple[models.Correction, ...], new: tuple[models.Correction, ...]
) -> list[models.Correction]:
    """Return the entries of `new` that are not in `old`; one that is there twice counts twice."""
    left = [_said(item) for item in old]
    added = []
    for item in new:
        if _said(item) in left:
            left.remove(_said(item))
        else:
            added.append(item)
    return added


def _said(item: models.Correction) -> tuple[object, ...]:
    """Return what an entry says to a reader, who sees no line breaks of a note."""
    note = " ".join((item.note or "").split())
    return item.date, item.kind, item.before or "", item.after or "", note


def _is_edit(old: models.Correction, new: models.Correction) -> bool:
    """Say whether a new entry is an old one with changes: most of what it says is the same."""
    return sum(a == b for a, b in zip(_said(old), _said(new), strict=True)) >= 3


Rule = Callable[[Change], Iterator[Diagnostic]]
RULES: tuple[Rule, ...] = (
    stays_published,
    verdicts_change_with_an_entry,
    claims_stay,
    corrections_stay,
)
