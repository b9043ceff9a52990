"""sitegen inside MkDocs: real builds, real servers, both themes."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from projects import REPOSITORY

ARTICLE = "---\ntitle: Jobs\n---\n\nUnemployment fell to 4 percent in 2023.\n"
SIDECAR = """\
status: published
checked: 2026-11-01
authors: [desk]
reviewers: [second-desk]
claims:
  - id: jobs
    quote: Unemployment fell
    verdict: opinion
    finding: It did.
"""
FILES = {
    "content/articles/2026/jobs.md": ARTICLE,
    "content/articles/2026/jobs.annotations.yml": SIDECAR,
    "mkdocs.yml": """\
site_name: The Desk
site_url: https://desk.example/
docs_dir: content
theme: {name: mkdocs}
plugins:
  - sitegen:
      organisation: {name: The Desk}
""",
}


def mkdocs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def bodies(site: Path) -> dict[str, str]:
    """The body that sitegen made on each page, by the page's address."""
    found = {}
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        start = text.find('<div class="sitegen')
        if start >= 0:
            found[str(path.relative_to(site))] = _element(text, start)
    return found


def _element(text: str, start: int) -> str:
    depth = 0
    for tag in re.finditer(r"<(/?)div\b", text[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return text[start : start + tag.start()]
    raise AssertionError("a div is never closed")


@pytest.fixture(scope="module", params=["mkdocs.yml", "mkdocs.material.yml"])
def hosted(request, tmp_path_factory) -> Path:
    """The example, built by MkDocs in its own theme and in Material."""
    if "material" in request.param:
        pytest.importorskip("material", reason="the theme Material is not installed")
    site = tmp_path_factory.mktemp("hosted") / "site"
    done = mkdocs(REPOSITORY, "build", "--strict", "-q", "-f", request.param, "-d", str(site))
    assert done.returncode == 0, done.stderr
    return site


def test_bodies_are_those_of_the_native_host(hosted, example_site):
    native, found = bodies(example_site), bodies(hosted)
    prose = {
        "about/index.html",
        "methodology/index.html",
        "corrections-policy/index.html",
        "404.html",
    }

    assert len(native) > 200
    for address in native.keys() - prose:
        assert found[address] == native[address], address


def test_every_page_has_the_same_address_and_no_yaml_is_copied(hosted, example_site):
    pages = {str(path.relative_to(example_site)) for path in example_site.rglob("*.html")}

    assert pages <= {str(path.relative_to(hosted)) for path in hosted.rglob("*.html")}
    assert not [path for path in hosted.rglob("*") if path.suffix in (".yml", ".yaml")]
    assert (hosted / "data/claims.json").read_bytes() == (
        example_site / "data/claims.json"
    ).read_bytes()


def test_an_article_in_a_folder_keeps_its_address(project):
    folder = project(FILES)

    done = mkdocs(folder, "build", "--strict")

    assert done.returncode == 0, done.stderr
    page = (folder / "site/articles/jobs/index.html").read_text(encoding="utf-8")
    assert 'data-annotations="jobs"' in page
    assert "<title>Jobs" in page


def test_an_error_says_where_and_leaves_the_old_site(project):
    folder = project(FILES)
    assert mkdocs(folder, "build").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (folder / "site").rglob("*")}
    sidecar = folder / "content/articles/2026/jobs.annotations.yml"
    sidecar.write_text(SIDECAR.replace("Unemployment fell", "Unemployment rose"), encoding="utf-8")

    done = mkdocs(folder, "build")

    assert done.returncode != 0
    assert "content/articles/2026/jobs.annotations.yml:7:12: " in done.stderr
    assert "[quote-missing]" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == {path: path.stat().st_mtime_ns for path in (folder / "site").rglob("*")}


def test_a_warning_counts_under_strict(project):
    folder = project({**FILES, "content/sources/a.yml": "a: {title: A}\n"})

    assert mkdocs(folder, "build").returncode == 0
    strict = mkdocs(folder, "build", "--strict")
    assert strict.returncode != 0
    assert (
        "content/sources/a.yml:1:1: no check uses the source 'a' [source-unused]" in strict.stderr
    )


def test_a_slip_in_the_options_has_a_place(project):
    folder = project(
        {**FILES, "mkdocs.yml": FILES["mkdocs.yml"].replace("organisation", "organization")}
    )

    done = mkdocs(folder, "build")

    assert done.returncode != 0
    assert (
        "mkdocs.yml:7:7: 'organization' is not an option of sitegen [option-unknown]" in done.stderr
    )


def test_mkdocs_serve_follows_a_sidecar_and_survives_a_broken_one(project):
    folder = project(FILES)
    sidecar = folder / "content/articles/2026/jobs.annotations.yml"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr

    def until(words: str) -> str:
        for line in process.stderr:
            if words in line:
                return line
        raise AssertionError(f"the server ended before it said {words!r}")

    try:
        address = re.search(r"http://\S+", until("Serving on"))[0]

        def page() -> str:
            with urllib.request.urlopen(f"{address}articles/jobs/", timeout=20) as answer:
                return answer.read().decode()

        assert "It did." in page()
        sidecar.write_text(
            SIDECAR.replace("status: published", "status: publishd"), encoding="utf-8"
        )
        until("[field-wrong]")
        sidecar.write_text(SIDECAR.replace("It did.", "It did so."), encoding="utf-8")
        while "It did so." not in page():
            until("Documentation built")
    finally:
        process.kill()
        process.communicate()
