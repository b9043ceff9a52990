"""Fixtures of the preview's tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import ARTICLE, Running, Start, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview for questions only; nobody edits its project."""
    files = {**ARTICLE, "content/picture.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    with running(tmp_path_factory.mktemp("still"), files) as server:
        yield server


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a preview of a small project."""
    with ExitStack() as stack:

        def begin(files: dict[str, str | None] | None = None, **options: bool | int) -> Running:
            project = {**ARTICLE, **(files or {})}
            return stack.enter_context(running(tmp_path, project, **options))

        yield begin


@pytest.fixture
def tabs(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without anything remembered."""
    context = chromium.new_context()
    yield context
    context.close()
