"""Sites on a server of this machine, and pages of them in a browser that writes down each complaint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from overlapping import PROJECT
from projects import built, write
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


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
    with served(built(folder, folder / "site")) as address:
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


Open = Callable[..., Watched]

SET_IN_ITS_FONTS = """async () => {
  document.body.getBoundingClientRect();  // What was never laid out has asked for no font.
  await document.fonts.ready;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Return a function that opens a page of a site and waits until it is set in its fonts."""
    contexts = []

    def opened(home: str, address: str = "", width: int = 1440, **more: Any) -> Watched:
        options = {"reduced_motion": "reduce", **more}
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.watch(home)
        watched.page.goto(home + address)
        if options.get("java_script_enabled", True):
            watched.page.evaluate(SET_IN_ITS_FONTS)
        return watched

    yield opened
    for context in contexts:
        context.close()
