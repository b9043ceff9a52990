"""What outsiders found of publishing: what was lost, what got out, what was said to have failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shared_cases import CASES, lay_out, needs_cases, run_command, run_sitegen

pytestmark = needs_cases


@pytest.fixture
def site(tmp_path: Path) -> Path:
    subprocess.run([sys.executable, str(CASES / "mksmall.py"), str(tmp_path)], check=True)
    return tmp_path


@pytest.mark.parametrize("host", ["sitegen", "mkdocs"])
def test_19_well_known_is_published(tmp_path: Path, host: str) -> None:
    folder = lay_out("19", tmp_path / "site")
    assert run_command(folder, host, "build").returncode == 0
    assert (folder / "site" / ".well-known" / "security.txt").is_file()


def test_what_a_person_put_into_the_site_stays(site: Path) -> None:
    assert run_sitegen(site, "build").returncode == 0
    (site / "site" / "CNAME").write_text("desk.example")
    (site / "content" / "index.md").write_text("# n")
    done = run_sitegen(site, "build")
    assert done.returncode == 2
    assert "site/CNAME was not written by sitegen" in done.stderr
    assert (site / "site" / "CNAME").read_text() == "desk.example"


@pytest.mark.parametrize(
    "names", [["index.html"], ["404.html", "verdicts/index.html", "novel.txt"]]
)
def test_a_folder_that_only_looks_like_a_site_stays(site: Path, names: list[str]) -> None:
    for name in names:
        (site / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (site / "site" / name).write_text("mine")
    assert run_sitegen(site, "build").returncode == 2
    assert all((site / "site" / name).read_text() == "mine" for name in names)


def test_a_link_does_not_publish_what_is_private(site: Path) -> None:
    content = site / "content"
    (content / ".env").write_text("TOKEN=secret")
    (content / "articles" / "d.md").write_text("---\ntitle: D\n---\nSECRET\n")
    (content / "articles" / "d.annotations.yml").write_text("status: draft\nfinding: SECRET\n")
    (content / "plain.txt").write_text("for all")
    targets = (".env", "articles/d.annotations.yml", "articles/d.md", "plain.txt")
    for number, target in enumerate(targets):
        os.symlink(target, content / f"{number}.txt")
    done = run_sitegen(site, "build")
    assert done.returncode == 0, done.stderr
    assert [(site / "site" / f"{n}.txt").exists() for n in range(4)] == [False, False, False, True]
    assert done.stderr.count("[file-withheld]") == 3
    assert "1 draft left out" in done.stdout


def test_files_that_are_not_what_they_are_called_are_named(site: Path) -> None:
    content = site / "content"
    os.mkfifo(content / "x.md")
    (content / "articles" / "f.md").mkdir()
    (content / "about.MD").write_text("x")
    (content / "Method.md").write_text("# M\n")
    (content / "raw.html").write_text("<script>1</script>")
    (content / "bad.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
    (content / "good.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    )
    (content / "Thumbs.db").write_text("x")
    said = run_sitegen(site, "check").stdout
    for name in ("x.md", "articles/f.md", "about.MD", "Method.md", "raw.html", "bad.svg"):
        assert f"content/{name}:1:1: " in said
    assert "good.svg" not in said
    assert "Thumbs.db" not in said


def test_a_build_that_published_does_not_fail_because_nobody_reads_its_report(site: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sitegen", "build"], cwd=site, stdout=full, check=False
        )
    assert done.returncode == 0
    assert (site / "site" / "index.html").is_file()
