"""What MkDocs says and does when something is wrong: a place, an exit status, and the old site."""

from __future__ import annotations

from pathlib import Path

import pytest
from hosting import CONFIGURATION, FILES, SIDECAR, mkdocs, stamps
from projects import REPOSITORY

SIDECAR_FILE = "content/articles/2026/jobs.annotations.yml"
TEMPLATE = "themes/broadsheet/bodies/claim.html"
CLAIM = (REPOSITORY / TEMPLATE).read_text(encoding="utf-8")

BROKEN = {
    "a quote that drifted": (
        {SIDECAR_FILE: SIDECAR.replace("Unemployment fell", "Unemployment rose")},
        f"{SIDECAR_FILE}:7:12: the article does not contain",
        "[quote-missing]",
    ),
    "YAML that cannot be read": (
        {"content/entities/state.yml": "ministry: {name: [\n"},
        "content/entities/state.yml:",
        "[yaml-syntax]",
    ),
    "an unknown source in prose": (
        {"content/about.md": "So it says [@nobody].\n"},
        "content/about.md:1:13: ",
        "[citation-unknown]",
    ),
    "a slip in an option": (
        {"mkdocs.yml": CONFIGURATION.replace("organisation", "organization")},
        "mkdocs.yml:8:7: 'organization' is not an option of sitegen",
        "[option-unknown]",
    ),
    "flat addresses": (
        {"mkdocs.yml": CONFIGURATION + "use_directory_urls: false\n"},
        "mkdocs.yml:9:1: the option 'use_directory_urls' should be true",
        "[option-wrong]",
    ),
    "a template with a mistake": (
        {TEMPLATE: CLAIM + "{{ page.nothing }}\n"},
        f"{TEMPLATE}:{CLAIM.count(chr(10)) + 1}:1: ",
        "[theme-broken]",
    ),
    "a head with a mistake": (
        {"themes/broadsheet/partials/head.html": "\n{{ page.nothing }}\n"},
        "themes/broadsheet/partials/head.html:2:1: ",
        "[theme-broken]",
    ),
    "a picture with a mistake": (
        {
            "mkdocs.yml": CONFIGURATION + "      social_images: true\n",
            "themes/broadsheet/social/card.typ": "#nothing\n",
        },
        "themes/broadsheet/social/card.typ:1:1: ",
        "[theme-broken]",
    ),
    "a style sheet with a mistake": (
        {"themes/broadsheet/assets/body.css": "p { background: url(nothing.png) }\n"},
        "themes/broadsheet/assets/body.css:1:1: the theme cannot be used: there is no asset",
        "[theme-broken]",
    ),
    "a colour that nobody can read": (
        {"mkdocs.yml": CONFIGURATION + '      theme_options: {ink: "#fff"}\n'},
        "mkdocs.yml:9:28: the light colour of 'ink', #ffffff, has a contrast of 1.01 on 'paper'",
        "[contrast-too-low]",
    ),
    "a sidecar that is misnamed": (
        {"content/articles/2026/more.annotation.yml": SIDECAR},
        "content/articles/2026/more.annotation.yml:1:1: this file is not read",
        "[file-misnamed]\n    did you mean 'more.annotations.yml'?",
    ),
    "no such theme": (
        {"mkdocs.yml": CONFIGURATION + "      theme: brodsheet\n"},
        "mkdocs.yml:9:14: ",
        "[theme-broken]",
    ),
}


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("case", BROKEN)
def test_an_error_says_where_and_leaves_the_old_site(project, case):
    changes, place, kind = BROKEN[case]
    folder = project({**FILES, "site/index.html": "old"})
    before = stamps(folder / "site")
    for name, text in changes.items():
        write(folder, name, text)

    done = mkdocs(folder, "build")

    assert done.returncode == 1
    assert f"ERROR   -  {place}" in done.stderr
    assert kind in done.stderr
    assert "Traceback" not in done.stderr
    assert stamps(folder / "site") == before


def test_all_problems_are_said_at_once_with_their_hints(project):
    folder = project(
        {
            **FILES,
            SIDECAR_FILE: SIDECAR.replace("Unemployment fell", "Nobody fell").replace(
                "ministry", "minstry"
            ),
        }
    )

    done = mkdocs(folder, "build")

    assert "[quote-missing]" in done.stderr
    assert "[entity-unknown]\n    did you mean 'ministry'?" in done.stderr


def test_a_mistake_in_an_option_hides_nothing_in_the_content(project):
    sidecar = SIDECAR.replace("Unemployment fell", "Nobody fell")
    slip = CONFIGURATION.replace("organisation", "organization")
    done = mkdocs(project({**FILES, SIDECAR_FILE: sidecar, "mkdocs.yml": slip}), "build")

    assert "[option-unknown]" in done.stderr
    assert "[quote-missing]" in done.stderr


def test_a_warning_counts_under_strict_only(project):
    folder = project({**FILES, "content/sources/a.yml": "a: {title: A}\n"})

    done = mkdocs(folder, "build")
    assert done.returncode == 0
    words = "WARNING -  content/sources/a.yml:1:1: no check uses the source 'a' [source-unused]"
    assert words in done.stderr
    strict = mkdocs(folder, "build", "--strict")
    assert strict.returncode == 1
    assert "Aborted with 1 warnings in strict mode!" in strict.stdout


def test_of_the_nav_mkdocs_speaks_itself(project):
    """It knows the pages that other plugins make, which are no files of the content folder."""
    done = mkdocs(project({**FILES, "mkdocs.yml": "nav: [about.md, gone.md]\n" + CONFIGURATION}), "build")  # fmt: skip

    assert "'gone.md' is included in the 'nav' configuration" in done.stderr
    assert "nav-broken" not in done.stderr


def test_what_an_editor_leaves_lying_about_is_not_published(project):
    left = ("articles/2026/jobs.annotations.yml.bak", "articles/notes.txt", "plans.yaml")
    kept = ("articles/2026/map.svg", "files/notes.txt")
    picture = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    folder = project({**FILES, **{f"content/{name}": picture for name in (*left, *kept)}})

    done = mkdocs(folder, "build")

    assert done.returncode == 0
    assert [name for name in (*left, *kept) if (folder / "site" / name).exists()] == list(kept)
    assert done.stderr.count("[file-withheld]") == len(left)


def test_a_flag_that_makes_flat_addresses_is_refused(project):
    done = mkdocs(project(FILES), "build", "--no-directory-urls")

    assert done.returncode == 1
    assert "mkdocs.yml:1:1: the option 'use_directory_urls' should be true" in done.stderr


@pytest.mark.parametrize("name", ["offline", "material/offline"])
def test_a_plugin_that_makes_flat_addresses_is_named(project, name):
    pytest.importorskip("material", reason="the theme Material is not installed")
    configuration = CONFIGURATION.replace("{name: mkdocs}", "{name: material, font: false}")
    configuration = configuration.replace("  - search\n", f"  - search\n  - {name}\n")
    done = mkdocs(project({**FILES, "mkdocs.yml": configuration}), "build")

    assert done.returncode == 1
    assert "mkdocs.yml:7:5: the option 'use_directory_urls' should be true" in done.stderr
    assert "offline' sets it: take it out of `plugins`" in done.stderr
    assert "Traceback" not in done.stderr
