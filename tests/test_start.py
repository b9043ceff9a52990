"""README.md and docs/start.md do what they say: their files, built by their commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from documented import blocks, files, run, text, written
from projects import REPOSITORY
from sites import pages_of, text_of

START = text("docs/start.md")
README = text("README.md")
COMMANDS = [line for block in blocks(START) for line in block.splitlines() if "bin/sitegen" in line]


@pytest.fixture
def site(tmp_path):
    return written(tmp_path)


def published(site):
    """The site of docs/start.md with what it says under "Publish it"."""
    for name, about, content in files(START):
        path = site / name
        before = path.read_text(encoding="utf-8")
        if about.startswith(", its first lines"):
            assert before.count("status: draft\n") == 1
            path.write_text(before.replace("status: draft\n", content), encoding="utf-8")
        elif about.startswith(", one more line"):
            path.write_text(before + content, encoding="utf-8")
    return site


def test_the_files_of_the_page_have_no_problem(site):
    assert [f".venv/bin/sitegen {name}" for name in ("check", "serve", "build")] == COMMANDS

    done = run(site, COMMANDS[0])

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problems\n")
    assert "`no problems`" in START


def test_what_it_publishes_has_no_problem_and_shows_the_check(site):
    published(site)
    checked = run(site, "sitegen check --strict")
    done = run(site, COMMANDS[-1])

    assert (checked.returncode, checked.stdout) == (0, "")
    assert done.returncode == 0, done.stderr
    pages = pages_of(site / "site")
    article = text_of(pages["articles/debate/"].find(".//main"))
    assert "The figure is right." in article
    assert "The labour survey gives the same figure" in article
    assert text_of(pages["claims/debate/unemployment/"].find(".//h1")).strip()


def test_a_draft_is_published_on_no_page(site):
    assert run(site, COMMANDS[-1]).returncode == 0
    assert "articles/debate/" not in pages_of(site / "site")


def test_git_sees_only_what_was_written(site):
    """What .gitignore leaves out is what the commands make."""
    (site / ".venv").mkdir()
    run(site, COMMANDS[-1])
    ignored = (site / ".gitignore").read_text(encoding="utf-8").split()
    own = {name.partition("/")[0] for name, _, _ in files(START)}

    kept_out = {f"{name}/" for name in os.listdir(site)} - {f"{name}/" for name in own}
    assert kept_out == {*ignored, ".sitegen/"}
    assert (site / ".sitegen" / ".gitignore").is_file()


def test_mkdocs_builds_the_site_with_the_file_of_its_page(site):
    (configuration,) = (
        content for name, _, content in files(text("docs/mkdocs.md")) if name == "mkdocs.yml"
    )
    (site / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=published(site), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    page = (site / "site/articles/debate/index.html").read_text(encoding="utf-8")
    assert "md-header" in page
    assert "The figure is right." in page


def test_the_sample_of_the_readme_gives_the_output_of_the_readme(site):
    sample = files(README)
    assert [name for name, _, _ in sample] == [
        "content/articles/debate.md",
        "content/articles/debate.annotations.yml",
    ]
    for name, _, content in sample:
        (site / name).write_text(content, encoding="utf-8")
    (said,) = (block for block in blocks(README) if "[quote-missing]" in block)

    done = run(site, "sitegen check")

    assert done.stdout == said
    assert said in blocks(text("docs/commands.md"))
    assert (done.returncode, done.stderr) == (1, "1 error\n")


def test_nobody_is_told_to_install_the_other_sitegen():
    """On the public index the name belongs to a project that has nothing to do with this one."""
    told = re.compile(r"pip install [^\n`]*?(?<![/\w])sitegen(?!\w|[][\w,{}]* @ ).*")
    pages = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")]
    sources = (REPOSITORY / "sitegen").rglob("*.py")
    found = {
        path.name: told.findall(path.read_text(encoding="utf-8")) for path in (*pages, *sources)
    }

    assert {name: lines for name, lines in found.items() if lines} == {}
