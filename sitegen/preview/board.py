"""What the pages have to know, kept for the threads that answer them."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from collections.abc import AsyncIterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from sitegen.diagnostics import Diagnostic
from sitegen.diagnostics.printable import printable, printable_lines
from sitegen.preview.outcome import Outcome

MOST_SHOWN = 50
"""Problems in a page; the terminal has them all."""


class State(Struct, frozen=True):
    """The site that is served and how the last build went, as a page learns of it."""

    session: str
    """Which run of the server this is: its page numbers mean nothing to another run."""
    page: int
    """Rises when a page that is open has to be loaded again."""
    build: int
    """Rises with every build."""
    whole: bool
    """Whether there is a site: at least one build succeeded."""
    outcome: Outcome
    """The last build."""

    @property
    def name(self) -> str:
        """The page number as a page carries it."""
        return f"{self.session}-{self.page}"

    def problems(self) -> list[dict[str, str]]:
        """Return what keeps the last edit from being shown; nothing if it is shown."""
        if self.outcome.published:
            return []
        if self.outcome.failure:
            return [{"place": "", "message": printable(self.outcome.failure), "hint": ""}]
        errors = [each for each in self.outcome.problems if each.severity == "error"]
        return [_shown(each) for each in errors or self.outcome.problems]

    def message(self) -> str:
        """Return the state as pages read it: JSON in one line."""
        problems = self.problems()
        value: dict[str, Any] = {
            "session": self.session,
            "page": self.page,
            "build": f"{self.session}-{self.build}",
            # Without a site the page itself is the list of problems.
            "problems": problems[:MOST_SHOWN] if self.whole else [],
            "count": len(problems) if self.whole else 0,
        }
        return json.dumps(value)


def _shown(problem: Diagnostic) -> dict[str, str]:
    return {
        "place": printable(problem.at),
        "message": printable(problem.message),
        "hint": printable_lines(problem.hint),
    }


class Board:
    """Holds the state. Builds post to it from one thread, answers read it in others."""

    def __init__(self) -> None:
        """Begin a session: nothing is built yet."""
        nothing = Outcome((), published=False)
        self._state = State(secrets.token_hex(6), 0, 0, False, nothing)
        self._files = 0
        self._closed = False
        self._listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()

    @property
    def state(self) -> State:
        """The state now. Read it before the files: an old number only costs one more reload."""
        return self._state

    def post(self, outcome: Outcome) -> None:
        """Take the outcome of a build and tell every page that listens."""
        before = self._state
        if outcome.published:
            moved = not before.whole or outcome.changed > 0 or outcome.files != self._files
            self._files = outcome.files
        else:
            moved = not before.whole
        self._state = replace(
            before,
            page=before.page + moved,
            build=before.build + 1,
            whole=before.whole or outcome.published,
            outcome=outcome,
        )
        self._wake()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    async def states(self) -> AsyncIterator[State]:
        """Yield the state now and after each change; changes that came together are one."""
        changed = asyncio.Event()
        listener = (asyncio.get_running_loop(), changed)
        with self._lock:
            self._listeners.add(listener)
        try:
            while not self._closed:
                changed.clear()
                yield self._state
                await changed.wait()
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _wake(self) -> None:
        with self._lock:
            for loop, changed in self._listeners:
                loop.call_soon_threadsafe(changed.set)
