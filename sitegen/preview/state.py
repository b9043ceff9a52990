"""What the preview knows: the number of the site that is on, and what is wrong with the newest edit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sitegen.diagnostics import Diagnostic


@dataclass(slots=True)
class State:
    """Changes by `show`, and wakes whoever waits for a change."""

    version: int = 0
    """Counts the sites that were put on; a page that holds another number is out of date."""
    problems: tuple[Diagnostic, ...] = ()
    broken: bool = False
    """Whether the newest edit could not be built, so that an older site is on."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, problems: Sequence[Diagnostic], *, published: bool) -> None:
        """Take the result of a build."""
        self.problems = tuple(problems)
        self.broken = not published
        self.version += published
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def changed(self) -> None:
        """Wait for the next result."""
        await self._changed.wait()

    def message(self) -> str:
        """Return what open pages are told, as JSON."""
        found = [problem.as_json() for problem in self.problems] if self.broken else []
        return json.dumps({"version": self.version, "problems": found}, ensure_ascii=False)
