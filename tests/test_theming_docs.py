"""docs/theming.md and docs/hosting.md say what the code does: their tables, examples and policies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from projects import DEFAULTS, REPOSITORY
from sites import parse

from sitegen.engine import build, open_project
from sitegen.render.policy import ONLY_IN_HEADERS, policy
from tools import theming

DOCS = (REPOSITORY / "docs" / "theming.md").read_text(encoding="utf-8")
HOSTING = (REPOSITORY / "docs" / "hosting.md").read_text(encoding="utf-8")
SEARCH = (REPOSITORY / "docs" / "search.md").read_text(encoding="utf-8")
HEADED = [
    *sorted((REPOSITORY / "themes" / "plain").rglob("*.html")),
    *sorted((REPOSITORY / "themes" / "broadsheet").glob("*.html")),
    *sorted((REPOSITORY / "themes" / "broadsheet" / "bodies").glob("*.html")),
]
HEAD = "site_name: The Desk\nsite_url: https://desk.example/\ndocs_dir: content\n"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'/>"


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)


def named(language: str, comment: str) -> dict[str, str]:
    """The examples that name their file in a comment in the first line."""
    found = {}
    for text in examples(language):
        match = re.match(comment, text)
        if match:
            found[match["file"]] = text
    return found


def built(folder: Path) -> Path:
    project, problems = open_project(folder / "mkdocs.yml")
    assert project, problems
    report = build(project, cache=False)
    assert report.published, report.problems
    return folder / "site"


def blocks_of(path: Path) -> list[str]:
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    return [b.name for b in reader.parse(path.read_text(encoding="utf-8")).find_all(nodes.Block)]


def test_the_tables_are_made_from_the_themes_and_the_views():
    assert theming.page(DOCS) == DOCS, "python -m tools.theming"


def test_the_table_of_templates_names_the_blocks_of_each_body_and_each_name_is_explained():
    _, _, table = DOCS.partition("\n`broadsheet`:\n")
    rows = re.findall(
        r"^\| `(bodies/\w+\.html)` \|.*\| (.*) \|$", table.partition("\n`plain`:")[0], re.M
    )
    said = {name: re.findall(r"`(\w+)`", blocks) for name, blocks in rows}
    folder = REPOSITORY / "themes" / "broadsheet"
    bodies = [path.relative_to(folder).as_posix() for path in folder.glob("bodies/*.html")]

    assert said == {name: blocks_of(folder / name) for name in bodies}
    _, _, names = DOCS.partition("\n| block | part |\n")
    explained = re.findall(r"^\| `(\w+)` \|", names.partition("\n\n")[0], re.MULTILINE)
    assert {name for blocks in said.values() for name in blocks} == set(explained)


@pytest.mark.parametrize("path", HEADED, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_a_template_begins_with_what_it_is_and_names_its_blocks(path):
    text = path.read_text(encoding="utf-8")
    blocks = blocks_of(path)

    head = re.match(r"\{#\s(.+?)\s?Blocks: (.+?)\.\s?#\}", text, re.DOTALL)
    assert head, "it begins with a comment"
    assert head[2] == (", ".join(blocks) or "none")


def test_the_example_of_options_works(project):
    (options,) = (text for text in examples("yaml") if "theme_options" in text)
    files = {
        "mkdocs.yml": HEAD + options,
        "themes/broadsheet/assets/fonts/our-sans.woff2": "a font",
        "content/images/logo.svg": SVG,
    }
    site = built(project(files))

    (css,) = (site / "assets").glob("options.*.css")
    said = css.read_text(encoding="utf-8")
    assert "--accent: light-dark(#0b5394, " in said
    assert '--sans: "Our Sans", ' in said
    assert "--serif: Charter" in said
    page = parse((site / "index.html").read_text(encoding="utf-8"))
    assert [image.get("alt") for image in page.iter("img")] == ["The Example Desk"]


def test_the_examples_of_overrides_work(project):
    templates = named("jinja", r"\{# (?P<file>themes/\S+) #\}")
    assert len(templates) == 2
    files = {
        **templates,
        "themes/broadsheet/assets/ours.css": "p {}\n",
        "content/methodology.md": "# How\n",
        "content/articles/a.md": "---\ntitle: T\n---\nIt left.\n",
        "content/articles/a.annotations.yml": "{status: published, checked: 2026-11-22, authors: [desk],"
        " reviewers: [second-desk], finding: F., claims: [{id: a, quote: It left., verdict: opinion,"
        " finding: F.}]}\n",
    }
    site = built(project(files))

    page = parse((site / "claims/a/a/index.html").read_text(encoding="utf-8"))
    styles = [link.get("href", "") for link in page.iter("link") if link.get("rel") == "stylesheet"]
    names = [re.sub(r".*/(\w+)\.\w+\.css", r"\1", style) for style in styles]
    assert names == ["page", "ours"]
    (body,) = page.find(".//main")
    assert "../../../methodology/" in [link.get("href") for link in body.iter("a")]


def test_the_example_of_a_theme_works_with_the_templates_of_plain(project):
    declared = named("yaml", r"# (?P<file>themes/\S+)\n")
    plain = REPOSITORY / "themes" / "plain"
    copied = {
        f"themes/ours/{path.relative_to(plain).as_posix()}": path.read_bytes()
        for path in plain.rglob("*")
        if path.is_file()
    }
    files = {
        **copied,
        **declared,
        "themes/ours/assets/fonts/our-sans.woff2": "a font",
        "mkdocs.yml": HEAD + "plugins: [{sitegen: {theme: ours}}]\n",
    }
    site = built(project(files))

    (css,) = (site / "assets").glob("options.*.css")
    assert '--sans: "Our Sans", system-ui, sans-serif;' in css.read_text(encoding="utf-8")


def test_a_theme_of_two_lines_is_complete(project):
    files = {
        "themes/ours/theme.yml": "name: ours\nparent: broadsheet\n",
        "mkdocs.yml": DEFAULTS["mkdocs.yml"] + "      theme: ours\n",
    }
    other = built(project({}))
    pages = {path.relative_to(other): path.read_bytes() for path in other.rglob("*.html")}
    site = built(project(files))

    assert pages == {path.relative_to(site): path.read_bytes() for path in site.rglob("*.html")}


def test_the_policies_are_those_of_the_pages():
    assert f"\n{policy('home')}\n" in HOSTING
    with_header = f"{policy('search')}; {ONLY_IN_HEADERS}"
    assert f"\nContent-Security-Policy: {policy('search')}\n" in SEARCH
    assert HOSTING.count(with_header) == 3
    assert HOSTING.count("default-src") == 4
