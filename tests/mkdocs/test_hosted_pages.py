"""What MkDocs makes of pages: addresses, navigation, titles, search, edit links, citations."""

from __future__ import annotations

import json
import re

import pytest
from hosting import ARTICLE, CONFIGURATION, FILES, OWN, body_of, built, read, with_sidecar

THEMES = {
    "site": "theme: {name: null, custom_dir: themes/broadsheet}",
    "mkdocs": "theme: {name: mkdocs}",
    "material": "theme: {name: material, font: false}",
    "own": OWN,
}


SHELLS = [name for name in THEMES if name != "site"]


def in_theme(name: str) -> dict[str, str]:
    if name == "material":
        pytest.importorskip("material", reason="the theme Material is not installed")
    configuration = CONFIGURATION.replace(THEMES["mkdocs"], THEMES[name])
    return {**FILES, "mkdocs.yml": configuration, "own/.keep": ""}


def test_an_article_in_a_folder_has_the_address_of_its_slug(project):
    site = built(project(FILES))

    assert 'data-annotations="jobs"' in read(site, "articles/jobs")
    assert not (site / "articles/2026").exists()


def test_what_the_native_host_does_not_publish_is_not_published(project):
    draft = FILES["content/articles/2026/jobs.annotations.yml"].replace("published", "draft")
    site = built(
        project(
            {
                **FILES,
                "content/articles/secret.md": ARTICLE,
                "content/articles/secret.annotations.yml": draft,
                "content/articles/2026/photo.svg": "<svg/>",
                "content/entities/portrait.svg": "<svg/>",
            }
        )
    )

    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert "articles/2026/photo.svg" in found
    assert not [name for name in found if "secret" in name or "portrait" in name or ".yml" in name]


@pytest.mark.parametrize("theme", SHELLS)
def test_a_title_cannot_bring_markup_into_a_template(project, theme):
    nasty = "'</title><script>alert(1)</script> & \"so\"'"
    files = in_theme(theme)
    files["content/articles/2026/jobs.md"] = ARTICLE.replace("Jobs", nasty)
    files["content/about.md"] = f"---\ntitle: {nasty}\ndescription: {nasty}\n---\n\nWords.\n"
    site = built(project(files))

    for page in site.rglob("*.html"):
        assert "<script>alert" not in page.read_text(encoding="utf-8"), page
    if theme != "mkdocs":  # It prints no descriptions.
        assert 'content="&lt;' in read(site, "about")
    assert "&amp;lt;" not in body_of(read(site, "articles/jobs"))


def test_the_search_index_has_texts_titles_and_sections(project):
    site = built(project(FILES))

    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    entries = {entry["location"]: entry for entry in index["docs"]}
    assert entries["articles/jobs/"]["title"] == "Jobs"
    assert "Unemployment fell" in entries["articles/jobs/"]["text"]
    assert entries["articles/jobs/#s-claims"]["title"] == "Claim by claim"
    assert "It did." in entries["claims/jobs/jobs/"]["text"]
    assert entries["entities/ministry/"]["title"] == "The Ministry"


def test_the_table_of_contents_names_the_sections(project):
    page = read(built(project(FILES)), "articles/jobs")

    assert '<a href="#s-claims" class="nav-link">Claim by claim</a>' in page


def test_edit_links_lead_to_the_file_that_an_editor_changes(project):
    at = "repo_url: https://forge.example/desk\nedit_uri: edit/main/content/\n"
    site = built(project({**FILES, "mkdocs.yml": CONFIGURATION + at}))

    root = "https://forge.example/desk/edit/main/content/"
    assert f'"{root}articles/2026/jobs.md"' in read(site, "articles/jobs")
    assert f'"{root}articles/2026/jobs.annotations.yml"' in read(site, "claims/jobs/jobs")
    assert f'"{root}entities/state.yml"' in read(site, "entities/ministry")
    assert f'"{root}verdicts.yml"' in read(site, "verdicts/opinion")
    assert root not in read(site, "corrections")


def test_the_navigation_may_list_any_page(project):
    nav = """\
nav:
  - index.md
  - Unemployment: articles/2026/jobs.md
  - Who is who: entities/index.md
"""
    page = read(built(project({**FILES, "mkdocs.yml": CONFIGURATION + nav})), "articles/jobs")

    assert "<title>Unemployment - The Desk</title>" in page
    assert '<a href="../../entities/" class="nav-link">Who is who</a>' in page
    assert "<h1>Jobs</h1>" in page


CITING = """\
Read it[^1] in the report [@report, p. 3; @press]. Again [@report], not `[@report]` nor \\[@nobody].

    [@report]

[^1]: A note.
"""
SOURCES = """\
report: {title: The Report, url: "https://a.example/", accessed: 2026-01-01}
press: {title: A Paper, url: "https://b.example/", accessed: 2026-01-01}
"""


@pytest.mark.parametrize("theme", SHELLS)
def test_citations_in_prose_are_numbered_beside_the_extensions_of_the_site(project, theme):
    files = in_theme(theme)
    files["content/about.md"] = CITING
    files["content/sources/all.yml"] = SOURCES
    files["mkdocs.yml"] += "      policies: {archived_sources: 'off'}\n"
    files["mkdocs.yml"] += "markdown_extensions: [footnotes]\n"
    page = read(built(project(files)), "about")

    assert 'id="cite-1-1" href="#source-1"' in page
    assert 'role="doc-noteref">1</a>, p. 3; <a id="cite-2-1"' in page
    assert 'id="cite-1-2"' in page
    assert "<code>[@report]</code>" in page
    assert "<code>[@report]\n</code>" in page
    assert 'id="source-1"' in page
    assert "The Report" in page
    assert 'class="footnote-ref"' in page
    assert page.count("<h1") == 1


def test_a_site_needs_no_templates_of_its_own_for_the_look_of_sitegen(project):
    site = built(project(in_theme("own")))

    page = read(site, "articles/jobs")
    assert '<header class="masthead">' in page
    (look,) = (file.name for file in (site / "assets").glob("page.*.css"))
    assert f'href="../../assets/{look}"' in page
    assert f'href="/facts/assets/{look}"' in (site / "404.html").read_text(encoding="utf-8")


def test_a_site_in_another_language_builds_without_a_warning(project):
    spanish = "theme: {name: null, custom_dir: own, locale: es}"
    configuration = CONFIGURATION.replace(THEMES["mkdocs"], spanish)
    site = built(project({**FILES, "mkdocs.yml": configuration, "own/.keep": ""}))

    page = read(site, "articles/jobs")
    assert 'lang="es"' in page
    assert "Verificado por" in page


def test_a_template_of_the_site_can_build_on_the_one_that_it_replaces(project):
    shell = """\
{% extends "broadsheet/main.html" %}
{% block footer %}{{ super() }}<p>Ours</p>{% endblock %}
"""
    body = """\
{% extends "broadsheet/bodies/entity.html" %}
{% block more %}{{ super() }}<p>Our more</p>{% endblock %}
"""
    named = {"themes/broadsheet/main.html": shell, "themes/broadsheet/bodies/entity.html": body}
    files = FILES | {"mkdocs.yml": CONFIGURATION.replace(THEMES["mkdocs"], THEMES["site"])} | named
    page = read(built(project(files)), "entities/ministry")

    assert "</footer>\n<p>Ours</p>" in page
    assert body_of(page).count("<h1>The Ministry</h1>") == 1
    assert "<p>Our more</p>" in body_of(page)


def test_options_of_the_theme_hold_in_the_shell_and_in_the_bodies(project):
    files = in_theme("own")
    files["mkdocs.yml"] += (
        '      theme_options: {paper: "#ffffff", logo: {file: our logo.svg, alt: "A & B"}}\n'
    )
    files["content/our logo.svg"] = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    site = built(project(files))

    page = read(site, "articles/jobs")
    (look,) = (site / "assets").glob("page.*.css")
    assert "--paper: light-dark(#ffffff," in look.read_text(encoding="utf-8")
    styles = re.findall(r'<link rel="stylesheet" href="../../assets/(\w+)', page)
    assert styles == ["page"]
    assert '<img src="../../our%20logo.svg" alt="A &amp; B">' in page
    assert '<meta name="theme-color" content="#ffffff"' in page


def test_two_builds_are_the_same_bytes(project):
    folder = project(in_theme("own"))

    def whole() -> dict[str, bytes]:
        site = built(folder)
        return {str(path): path.read_bytes() for path in site.rglob("*") if path.is_file()}

    assert whole() == whole()


def test_an_article_may_be_called_index(project):
    files = with_sidecar()
    files["content/articles/index.md"] = files.pop("content/articles/2026/jobs.md")
    sidecar = files.pop("content/articles/2026/jobs.annotations.yml")
    files["content/articles/index.annotations.yml"] = sidecar
    site = built(project(files))

    assert 'data-annotations="jobs"' in read(site, "articles/index")
    assert "All checks" in read(site, "articles")
