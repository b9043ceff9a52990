"""Sites on a server of this machine, and pages of them in a browser that writes down each complaint."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from overlapping import PROJECT
from projects import EPOCH, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder; gives its address."""
    handler = functools.partial(_Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def example(example_site: Path) -> Iterator[str]:
    """The address of the example."""
    with served(example_site) as address:
        yield address


@pytest.fixture(scope="session")
def overlapping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site whose marks overlap, with corrections and claims of several years."""
    folder = tmp_path_factory.mktemp("overlapping")
    write(folder, PROJECT)
    subprocess.run(
        [sys.executable, "-m", "sitegen", "build"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        check=True,
        capture_output=True,
        timeout=120,
    )
    with served(folder / "site") as address:
        yield address


@dataclass
class Watched:
    """A page, and what a reader's browser had to say about it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def watch(self, home: str) -> None:
        page, said = self.page, self.complaints
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
        page.on("response", lambda got: got.status < 400 or said.append(f"{got.status}: {got.url}"))
        page.on(
            "request",
            lambda asked: asked.url.startswith(home) or said.append(f"elsewhere: {asked.url}"),
        )


_FOUND = """
async () => (await axe.run(document, {resultTypes: ['violations']})).violations.flatMap(
  rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`)
)
"""


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return a function that gives what axe-core finds on a page as it is now."""
    pytest.importorskip("axe_playwright_python")
    script = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

    def found(page: Page) -> list[str]:
        page.evaluate(script)
        violations: list[str] = page.evaluate(_FOUND)
        return violations

    return found


Open = Callable[..., Watched]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Return a function that opens a page: of a site, at an address, in a window of a width."""
    contexts = []

    def opened(home: str, address: str = "", width: int = 1440, **more: Any) -> Watched:
        options = {"reduced_motion": "reduce", **more}
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.watch(home)
        watched.page.goto(home + address)
        return watched

    yield opened
    for context in contexts:
        context.close()
