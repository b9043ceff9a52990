"""Rules about the published record: what a change does to verdicts that readers have seen."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.article import severity
from sitegen.content import Policies, Sidecar
from sitegen.diagnostics import Diagnostic, report
from sitegen.diagnostics.kinds import CORRECTION_MISSING


def check_record(before: Sidecar, after: Sidecar, policies: Policies) -> Iterator[Diagnostic]:
    """Yield every published verdict that changed without a new correction entry that says so.

    `before` is the sidecar as it was published. Policy `correction_for_changed_verdict`.
    """
    level = severity(policies.correction_for_changed_verdict)
    if level is None or not (before.annotations.is_public and after.annotations.is_public):
        return
    old = {claim.id: claim for claim in before.annotations.claims}
    for number, claim in enumerate(after.annotations.claims):
        was = old.get(claim.id)
        if was is None or not was.verdict or was.verdict == claim.verdict:
            continue
        new = [item for item in claim.corrections if item not in was.corrections]
        if not any(item.before == was.verdict and item.after == claim.verdict for item in new):
            at = after.document.at(("claims", number, "verdict"))
            shown = claim.verdict or "none"
            yield report(CORRECTION_MISSING, at, severity=level, before=was.verdict, after=shown)
