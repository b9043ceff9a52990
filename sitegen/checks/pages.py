"""Rules about prose pages."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.links import Targets, faults, has_faults
from sitegen.checks.wording import in_file
from sitegen.content import Page, Registry
from sitegen.content.registry import suggested_id
from sitegen.content.suggestions import Suggestions
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import CITATION_UNKNOWN
from sitegen.text import Address, Citation, Found, Parts, located, parse_with_losses, refusals


def check_page(
    page: Page, parts: Parts, file: str, registry: Registry, targets: Targets
) -> Iterator[Diagnostic]:
    """Yield what is wrong in a prose page, whose HTML is `parts`."""
    suggestions = Suggestions()
    cited = [item.source for part in parts if isinstance(part, Citation) for item in part.items]
    addresses = [part.target for part in parts if isinstance(part, Address)]
    tokens, losses = parse_with_losses(page.text)
    yield from in_file(tokens, losses, page)
    is_cited_wrongly = any(registry.lacks("sources", name) for name in cited)
    if not is_cited_wrongly and not has_faults(refusals(tokens), addresses, file, targets):
        return
    found = located(page.text)  # Only now it is found out where everything stands.
    for item in found:
        if item.kind == "citation" and registry.lacks("sources", item.text):
            hint = suggested_id(registry.sources, item.text, suggestions)
            yield report(CITATION_UNKNOWN, _at(page, item), id=item.text, hint=hint)
    for item, fault in faults(found, file, targets):
        yield fault.at(_at(page, item))


def _at(page: Page, found: Found) -> Position:
    return Position(page.source.path, page.lines_before + found.line + 1, found.column + 1)
