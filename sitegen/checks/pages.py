"""Rules about prose pages."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.links import Places, Targets, faults
from sitegen.checks.wording import in_file
from sitegen.content import Page, Registry
from sitegen.content.validation import did_you_mean
from sitegen.diagnostics import Diagnostic, report
from sitegen.diagnostics.kinds import CITATION_UNKNOWN
from sitegen.text import Address, Citation, Parts, parse_with_losses, refusals


def check_page(
    page: Page, parts: Parts, file: str, registry: Registry, targets: Targets
) -> Iterator[Diagnostic]:
    """Yield what is wrong in a prose page, whose HTML is `parts`."""
    places = Places(page.source, page.source.line_offset(page.lines_before + 1))
    cited = [item.source for part in parts if isinstance(part, Citation) for item in part.items]
    for name in cited:
        if registry.lacks("sources", name):
            at = places.of(f"@{name}")
            hint = did_you_mean(name, list(registry.sources))
            yield report(CITATION_UNKNOWN, at, id=name, hint=hint)
    addresses = [part.target for part in parts if isinstance(part, Address)]
    tokens, losses = parse_with_losses(page.text)
    yield from in_file(tokens, losses, page)
    for fault in faults(refusals(tokens), addresses, file, targets):
        yield fault.at(places.of(*fault.words))
