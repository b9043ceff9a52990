"""An edit on its way to open pages, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from projects import REPOSITORY
from running import ARTICLE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

SIDECAR = "content/articles/debate.annotations.yml"
TALL = "# About\n\nThe first words.\n\n" + "A paragraph.\n\n" * 200
NASTY = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>'


@pytest.fixture
def open_page(tabs: BrowserContext):
    def open_it(address: str) -> Page:
        page = tabs.new_page()
        page.goto(address)
        return page

    return open_it


def shows(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for()


def listens(page: Page) -> None:
    """Wait until the page has heard of the state of the server."""
    page.wait_for_function("() => document.documentElement.dataset.sitegen === 'listening'")


def panel(page: Page):
    return page.locator("#sitegen-problems section")


def broken(quote: str = "Unemployment rose") -> str:
    return f"""\
status: draft
checked: 2026-11-22
authors: [desk]
claims:
  - id: unemployment
    quote: '{quote}'
    claim: Unemployment fell to 4.1 percent.
"""


def test_an_edit_arrives_and_the_place_is_kept(start, open_page):
    server = start({"content/about.md": TALL})
    page = open_page(server.url + "/about/")
    listens(page)
    page.evaluate("scrollTo(0, 1500)")
    server.write("content/about.md", TALL.replace("The first words.", "Other words."))
    shows(page, "Other words.")
    page.wait_for_function("() => Math.abs(scrollY - 1500) < 3")
    server.replace("content/about.md", TALL.replace("The first words.", "Third words."))
    shows(page, "Third words.")
    assert re.search(r"content/about.md: 1 of \d+ files new or changed", server.says("about.md"))


def test_a_broken_edit_keeps_the_page_and_says_what_is_wrong(start, open_page):
    server = start()
    page = open_page(server.url + "/articles/debate/")
    listens(page)
    page.evaluate("window.kept = true")
    before = (server.root / SIDECAR).read_text()

    server.write(SIDECAR, broken(NASTY))
    panel(page).wait_for()
    text = panel(page).inner_text()
    assert f"{SIDECAR}:6:" in text
    assert NASTY in text
    assert "1 problem" in text
    assert panel(page).locator("img, script").count() == 0
    assert page.evaluate("window.kept") is True
    assert page.title().startswith("A debate")
    assert "[quote-missing]" in server.says("quote-missing")
    assert "1 error" in server.says("not shown, the site before stays on")
    assert panel(page).get_by_role("alert").inner_text().startswith("The last edit is not shown")

    # Another page that is opened meanwhile is the last good one, and says so too.
    other = open_page(server.url + "/about/")
    panel(other).wait_for()
    shows(other, "The first words.")

    server.write(SIDECAR, before)
    panel(page).wait_for(state="detached")
    panel(other).wait_for(state="detached")
    assert page.evaluate("window.kept") is True, "nothing changed, so nothing is loaded again"


def test_the_panel_can_be_dismissed_until_the_next_broken_edit(start, open_page):
    server = start()
    page = open_page(server.url + "/about/")
    listens(page)
    server.write(SIDECAR, broken())
    panel(page).wait_for()
    page.keyboard.press("Escape")
    panel(page).wait_for(state="detached")
    page.reload()
    listens(page)
    assert panel(page).count() == 0, "what was dismissed stays so"

    server.write(SIDECAR, broken("Unemployment sank"))
    panel(page).wait_for()
    assert "Unemployment sank" in panel(page).inner_text()
    panel(page).get_by_role("button", name="Close").click()
    panel(page).wait_for(state="detached")


def test_the_panel_holds_what_accessibility_asks_for(start, open_page):
    server = start()
    page = open_page(server.url + "/about/")
    listens(page)
    server.write(SIDECAR, broken())
    region = page.get_by_role("region", name="The last edit is not shown: 1 problem")
    region.wait_for()
    assert page.evaluate("document.activeElement === document.body"), "focus is not taken away"
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 500})
        box = region.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] <= 500 * 0.51
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_that_is_deleted_is_gone_and_may_come_back(start, open_page):
    server = start()
    page = open_page(server.url + "/about/")
    listens(page)
    (server.root / "content/about.md").unlink()
    shows(page, "There is no page at this address")
    assert page.url == server.url + "/about/"
    server.write("content/about.md", "# About\n\nIt is back.\n")
    shows(page, "It is back.")


def test_ten_tabs_follow_and_none_blocks_another(start, open_page):
    server = start()
    pages = [open_page(server.url + "/about/") for _ in range(10)]
    for page in pages:
        listens(page)
    server.write("content/about.md", "# About\n\nFor all of you.\n")
    for page in pages:
        shows(page, "For all of you.")
    open_page(server.url + "/articles/debate/")


def test_without_shared_workers_a_page_listens_by_itself(start, tabs, open_page):
    tabs.add_init_script("delete window.SharedWorker")
    server = start()
    page = open_page(server.url + "/about/")
    listens(page)
    server.write("content/about.md", "# About\n\nHeard alone.\n")
    shows(page, "Heard alone.")


def test_a_site_that_cannot_be_built_at_first_appears_when_mended(start, open_page):
    server = start({SIDECAR: broken(NASTY)})
    page = open_page(server.url + "/about/")
    assert page.title() == "The site cannot be built yet"
    shows(page, f"{SIDECAR}:6:")
    assert page.locator("li img, li script").count() == 0
    assert server.ask("/about/").status == 503
    server.write(SIDECAR, broken("Unemployment sank"))
    shows(page, "Unemployment sank")
    server.write(SIDECAR, broken("Unemployment fell"))
    shows(page, "The first words.")


def test_a_broken_configuration_and_a_broken_theme_are_problems_like_others(start, open_page):
    server = start()
    page = open_page(server.url + "/about/")
    listens(page)
    configuration = (server.root / "mkdocs.yml").read_text()
    server.replace("mkdocs.yml", "site_name: [\n")
    panel(page).wait_for()
    assert "mkdocs.yml:" in panel(page).inner_text()
    server.replace("mkdocs.yml", configuration.replace("The Desk", "Another Desk", 1))
    page.wait_for_function("() => document.title.includes('Another Desk')")

    listens(page)
    server.write("themes/broadsheet/bodies/prose.html", "{{ nothing }}")
    panel(page).wait_for()
    assert "themes/broadsheet/bodies/prose.html:1" in panel(page).inner_text()
    server.write("themes/broadsheet/bodies/prose.html", "<p>A theme of its own.</p>")
    shows(page, "A theme of its own.")
    server.write("themes/broadsheet/bodies/prose.html", "{% broken")
    panel(page).wait_for()
    (server.root / "themes/broadsheet/bodies/prose.html").unlink()
    shows(page, "The first words.")
    assert server.process.poll() is None


def test_an_option_of_the_theme_is_seen_at_once_and_one_that_cannot_be_read_is_a_problem(
    start, open_page
):
    server = start()
    page = open_page(server.url + "/about/")
    listens(page)
    before = (server.root / "mkdocs.yml").read_text()
    paper = "() => getComputedStyle(document.documentElement).backgroundColor"

    server.write("mkdocs.yml", before + '      theme_options: {paper: "#fffff0"}\n')
    page.wait_for_function(f"{paper} === 'rgb(255, 255, 240)'")
    listens(page)
    server.write("mkdocs.yml", before + '      theme_options: {paper: "#777777"}\n')
    panel(page).wait_for()
    assert "has a contrast of" in panel(page).inner_text()
    assert page.evaluate(paper) == "rgb(255, 255, 240)"


def test_a_page_that_missed_an_edit_catches_up_with_the_next_server(tmp_path, start, open_page):
    server = start()
    page = open_page(server.url + "/about/")
    listens(page)
    page.evaluate("window.kept = true")
    assert server.end() == 130
    text = "# About\n\nWritten while nobody looked.\n"
    start({"content/about.md": text}, port=server.port)
    shows(page, "Written while nobody looked.")
    assert page.evaluate("window.kept") is None


def test_nothing_of_the_example_is_refused_by_the_policy(start, tabs, open_page):
    example = {
        path.relative_to(REPOSITORY).as_posix(): path.read_bytes()
        for path in [REPOSITORY / "mkdocs.yml", *(REPOSITORY / "content").rglob("*")]
        if path.is_file()
    }
    server = start({**dict.fromkeys(ARTICLE), **example})
    said: list[str] = []
    tabs.on("console", lambda message: said.append(message.text))
    tabs.on("weberror", lambda error: said.append(str(error.error)))
    page = open_page(server.url + "/articles/putin-maduro-venezuela/")
    listens(page)
    assert page.title().startswith("Putin")
    server.write("mkdocs.yml", "site_name: [\n")
    panel(page).wait_for()
    assert said == []
