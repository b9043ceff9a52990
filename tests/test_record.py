"""`check --since` by the real command: verdicts, exit status, and what git says. Real git repositories."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from projects import built

ARTICLE = "---\ntitle: Jobs\n---\n\nUnemployment fell.\n"
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
NAME = "content/articles/jobs.annotations.yml"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=desk", "-c", "user.email=desk@desk.example"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def kinds(folder: Path, *arguments: str) -> list[str]:
    command = [sys.executable, "-m", "sitegen", "check", "--format", "json", *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    return [
        f"{p['line']}:{p['column']} {p['kind']} {p['severity']}"
        for p in json.loads(done.stdout)["problems"]
    ]


@pytest.fixture
def desk(project) -> Path:
    folder = project({"content/articles/jobs.md": ARTICLE, NAME: SIDECAR})
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Publish")
    return folder


def test_a_changed_verdict_without_an_entry_is_found(desk):
    (desk / NAME).write_text(SIDECAR.replace("opinion", "unproven"), encoding="utf-8")

    assert kinds(desk) == []
    assert kinds(desk, "--since", "HEAD") == ["8:14 correction-missing error"]


def test_an_entry_that_says_so_is_enough(desk):
    entry = "    corrections: [{date: 2026-11-02, from: opinion, to: unproven, note: A mistake.}]\n"
    (desk / NAME).write_text(SIDECAR.replace("opinion", "unproven") + entry, encoding="utf-8")

    assert kinds(desk, "--since", "HEAD") == []


def test_an_old_entry_is_not_enough(desk):
    there = "{date: 2026-11-02, from: opinion, to: unproven}"
    back = "{date: 2026-11-03, from: unproven, to: opinion}"
    entries = f"    corrections: [{there}, {back}]\n"
    (desk / NAME).write_text(SIDECAR + entries, encoding="utf-8")
    git(desk, "commit", "-qam", "There and back")
    (desk / NAME).write_text(SIDECAR.replace("opinion", "unproven") + entries, encoding="utf-8")

    assert kinds(desk, "--since", "HEAD") == [
        "8:14 correction-missing error",
        "10:107 correction-disagrees error",
    ]


def test_a_draft_may_change_its_mind(project):
    folder = project(
        {"content/articles/jobs.md": ARTICLE, NAME: SIDECAR.replace("published", "draft")}
    )
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Draft")
    (folder / NAME).write_text(SIDECAR.replace("opinion", "unproven"), encoding="utf-8")

    assert kinds(folder, "--since", "HEAD") == []


def test_the_desk_may_switch_the_rule_off(desk):
    options = (desk / "mkdocs.yml").read_text(encoding="utf-8")
    options += "      policies: {correction_for_changed_verdict: warn}\n"
    (desk / "mkdocs.yml").write_text(options, encoding="utf-8")
    (desk / NAME).write_text(SIDECAR.replace("opinion", "unproven"), encoding="utf-8")

    assert kinds(desk, "--since", "HEAD") == ["8:14 correction-missing warning"]


@pytest.mark.parametrize("commit", ["nowhere", "--help", "HEAD:content"])
def test_a_commit_that_git_does_not_know_is_a_usage_error(desk, commit):
    command = [sys.executable, "-m", "sitegen", "check", f"--since={commit}"]
    done = subprocess.run(
        command, cwd=desk, capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 2
    assert "git knows no commit" in done.stderr


def test_a_retraction_stands_on_the_page_of_corrections_and_in_its_feed(project):
    retracted = SIDECAR.replace("published", "retracted")
    entry = "corrections: [{date: 2026-11-03, kind: retraction, note: The figures were forged.}]\n"
    folder = project({"content/articles/jobs.md": ARTICLE, NAME: retracted + entry})
    site = built(folder, folder / "site")

    page = (site / "corrections/index.html").read_text(encoding="utf-8")
    feed = (site / "corrections.xml").read_text(encoding="utf-8")
    assert "Retraction" in page
    for text in (page, feed):
        assert "The figures were forged." in text
        assert "articles/jobs/" in text


@pytest.mark.parametrize("theme", ["broadsheet", "plain"])
def test_the_page_of_corrections_promises_nothing_that_no_check_holds(project, theme):
    options = f"site_name: S\nplugins: [{{sitegen: {{theme: {theme}}}}}]\ndocs_dir: content\n"
    folder = project({"mkdocs.yml": options})
    page = (built(folder, folder / "site") / "corrections/index.html").read_text(encoding="utf-8")

    assert "There are no entries." in page
    assert not any(word in page for word in ("never", "Every change", "so far"))
