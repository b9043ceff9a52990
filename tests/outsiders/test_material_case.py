"""Material's instant navigation on the site of an outsider: what is clicked is what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from serving import served
from shared_cases import lay_out, needs_cases, run_command

pytestmark = [needs_cases, pytest.mark.browser, pytest.mark.slow]


def test_01_a_click_shows_the_page_that_was_clicked(tmp_path: Path, chromium) -> None:
    pytest.importorskip("material")
    folder = lay_out("01", tmp_path / "site")
    with served(folder / "site") as address:
        config = folder / "mkdocs.yml"
        config.write_text(config.read_text().replace("http://127.0.0.1:8481/", address))
        done = run_command(folder, "mkdocs", "build", NO_MKDOCS_2_WARNING="1")
        assert done.returncode == 0, done.stderr
        page = chromium.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + "about/")
        page.evaluate("window.sameDocument = true")
        for link, place, title in (
            ("article a:has-text('debate')", "articles/debate/", "Minister"),
            ("nav a:has-text('About')", "about/", "About"),
            ("article a:has-text('debate')", "articles/debate/", "Minister"),
            ("article .tally th a", "articles/debate/", "Minister"),  # It filters the claims.
            ("nav a:has-text('About')", "about/", "About"),
        ):
            page.locator(link).first.click()
            page.wait_for_function(
                "([url, title]) => location.href.split('#')[0] === url && "
                "document.querySelector('article h1').textContent.includes(title)",
                arg=[address + place, title],
            )
            if place == "articles/debate/":
                page.locator(".tools [data-do=marks]").wait_for()
                assert page.locator(".tools [data-do=marks]").count() == 1
                is_filtered = "tally" in link
                assert page.locator(".tally [aria-pressed=true]").count() == is_filtered
            assert complaints == []
        assert page.evaluate("window.sameDocument") is True
        page.close()
