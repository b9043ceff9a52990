"""What the tests share: profiles of Hypothesis, projects on disk, the built example, a browser."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from projects import EPOCH, REPOSITORY, built, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("default", deadline=None, suppress_health_check=SLOW)
settings.register_profile(
    "ci", max_examples=25, derandomize=True, deadline=None, suppress_health_check=SLOW
)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=SLOW)
# A shell starts its background jobs with SIGINT ignored, and children would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Write = Callable[[Mapping[str, str | bytes | None]], Path]


@pytest.fixture(autouse=True)
def _plain_surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same day, no colours and a home of its own in every test, whatever the shell says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes a project, a mapping of paths to texts, and goes there."""

    def write_and_go(files: Mapping[str, str | bytes | None]) -> Path:
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        write(folder, files)
        monkeypatch.chdir(folder)
        return folder

    return write_and_go


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of the repository, built once by the real command. Do not write into it."""
    return built(REPOSITORY, tmp_path_factory.mktemp("example") / "site")


BROWSER_PATIENCE = 120_000
"""In milliseconds: how long a page waits for anything before its test fails."""


def make_patient(browser: Browser) -> None:
    """Let every page of a browser wait long enough for a busy machine, however it is opened."""

    def patient(name: str) -> None:
        opened = getattr(browser, name)

        def open_one(**options: Any) -> Any:
            page_or_context = opened(**options)
            page_or_context.set_default_timeout(BROWSER_PATIENCE)
            return page_or_context

        setattr(browser, name, open_one)

    patient("new_page")
    patient("new_context")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the one that SITEGEN_CHROMIUM names, or an installed one."""
    sync_api = pytest.importorskip("playwright.sync_api")
    named = os.environ.get("SITEGEN_CHROMIUM", "")
    path = named or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not path:
        pytest.skip("no Chromium is installed, and SITEGEN_CHROMIUM names none")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        make_patient(browser)
        yield browser
        browser.close()


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
