"""Cases of outsiders about `check --since` and annotations in pull requests, with real git repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from shared_cases import lay_out, needs_cases, run_sitegen

pytestmark = needs_cases

SIDECAR = "content/articles/debate.annotations.yml"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@e.example"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def repository(folder: Path) -> Path:
    """Put a site into a repository of one commit on the branch main."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    return folder


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_05_a_moved_file_does_not_hide_a_changed_verdict(tmp_path):
    site = repository(lay_out("05", tmp_path / "site"))
    (site / "content/articles/2024").mkdir()
    for name in ("debate.md", "debate.annotations.yml"):
        git(site, "mv", f"content/articles/{name}", f"content/articles/2024/{name}")
    assert run_sitegen(site, "check", "--since", "main").returncode == 0

    moved = site / "content/articles/2024/debate.annotations.yml"
    replace(moved, "    verdict: supported", "    verdict: misleading")
    done = run_sitegen(site, "check", "--since", "main")
    assert done.returncode == 1
    assert "content/articles/2024/debate.annotations.yml:11:14: error: the verdict" in done.stdout
    assert "[correction-missing]" in done.stdout


def test_05_a_renamed_file_that_keeps_its_address_does_not_either(tmp_path):
    site = repository(lay_out("05", tmp_path / "site"))
    for ending in ("md", "annotations.yml"):  # not told to git
        (site / f"content/articles/debate.{ending}").rename(site / f"content/articles/new.{ending}")
    replace(site / "content/articles/new.md", "title:", "slug: debate\ntitle:")
    assert run_sitegen(site, "check", "--since", "main").returncode == 0

    moved = site / "content/articles/new.annotations.yml"
    replace(moved, "    verdict: supported", "    verdict: misleading")
    done = run_sitegen(site, "check", "--since", "main")
    assert (done.returncode, done.stdout.count("[correction-missing]")) == (1, 1)


def test_07_the_verdict_of_the_whole_changes_only_with_an_entry_at_the_top(tmp_path):
    site = repository(lay_out("07", tmp_path / "site"))
    replace(site / SIDECAR, "\nverdict: supported", "\nverdict: contradicted")
    done = run_sitegen(site, "check", "--since", "main")
    assert done.returncode == 1
    assert "the overall verdict changed from 'supported' to 'contradicted'" in done.stdout

    with (site / SIDECAR).open("a", encoding="utf-8") as file:
        file.write(
            "corrections:\n  - {date: 2026-11-25, from: supported, to: contradicted, note: Wrong.}\n"
        )
    assert run_sitegen(site, "check", "--since", "main").returncode == 0


def test_09_another_owner_is_named_with_what_git_advises(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    site = repository(lay_out("09", tmp_path / "site"))
    subprocess.run(["chown", "-R", "1234:1234", str(site)], check=True)
    done = run_sitegen(site, "check", "--since", "main")
    assert done.returncode == 2
    assert "fatal: detected dubious ownership in repository" in done.stderr
    assert "safe.directory" in done.stderr


def test_09_without_git_that_is_said(tmp_path):
    site = repository(lay_out("09", tmp_path / "site"))
    (tmp_path / "bin").mkdir()
    done = run_sitegen(site, "check", "--since", "main", PATH=str(tmp_path / "bin"))
    assert done.returncode == 2
    assert "git is not installed" in done.stderr


def test_09_without_a_repository_git_is_quoted(tmp_path):
    site = lay_out("09", tmp_path / "site")
    done = run_sitegen(site, "check", "--since", "main", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 2
    assert "not a git repository" in done.stderr
    assert "knows no commit" not in done.stderr


def test_10_a_branch_that_is_behind_is_not_blamed(tmp_path):
    site = repository(lay_out("10", tmp_path / "site"))
    git(site, "branch", "pr")
    replace(site / SIDECAR, "    verdict: supported", "    verdict: misleading")
    with (site / SIDECAR).open("a", encoding="utf-8") as file:
        file.write(
            "    corrections:\n"
            "      - {date: 2026-11-25, kind: correction, from: supported, to: misleading, note: Year.}\n"
        )
    assert run_sitegen(site, "check", "--since", "main").returncode == 0
    git(site, "commit", "-qam", "corrected")
    git(site, "checkout", "-q", "pr")
    done = run_sitegen(site, "check", "--since", "main")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problems\n")

    replace(site / SIDECAR, "    verdict: supported", "    verdict: misleading")
    assert run_sitegen(site, "check", "--since", "main").returncode == 1


@pytest.mark.parametrize("has_git", [True, False])
def test_11_annotations_of_a_site_in_a_subfolder_reach_their_lines(tmp_path, has_git):
    whole = tmp_path / "a b, ü"
    site = lay_out("11", whole / "website")
    sidecar = site / SIDECAR
    replace(sidecar, "4.1 percent in 2023\n", "4.2 percent in 2023\n")
    environment = {"GITHUB_WORKSPACE": str(whole)}
    if has_git:
        repository(whole)
        environment = {"GITHUB_WORKSPACE": str(tmp_path)}
    done = run_sitegen(site, "check", "--format", "github", **environment)
    start = f"::error file=website/{SIDECAR},line="
    assert done.stdout.startswith(start), done.stdout

    (site / "deeper").mkdir()
    config = ["-f", "../mkdocs.yml"]
    done = run_sitegen(site / "deeper", "check", "--format", "github", *config, **environment)
    assert done.stdout.startswith(start), done.stdout


def test_11_without_a_repository_paths_stay_as_they_are(tmp_path):
    site = lay_out("11", tmp_path / "site")
    replace(site / SIDECAR, "4.1 percent in 2023\n", "4.2 percent in 2023\n")
    done = run_sitegen(site, "check", "--format", "github", GITHUB_WORKSPACE=str(site / "content"))
    # The sidecar is below that workspace.
    assert done.stdout.startswith("::error file=articles/debate.annotations.yml,line=")
    done = run_sitegen(site, "check", "--format", "github", GITHUB_WORKSPACE="")
    assert done.stdout.startswith(f"::error file={SIDECAR},line=")
