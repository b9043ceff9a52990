"""docs/workflow.md: its workflows use the versions of ours, and their commands run in a desk's repository."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml
from documented import files, text, written
from projects import REPOSITORY

PAGE = {name: content for name, _, content in files(text("docs/workflow.md"))}
WORKFLOWS = {
    name.rpartition("/")[2]: yaml.load(content, Loader=yaml.BaseLoader)
    for name, content in PAGE.items()
    if name.endswith(".yml")
}


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def git(folder, *arguments):
    who = ["-c", "user.name=Desk", "-c", "user.email=desk@desk.example"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def desk(tmp_path):
    """A desk's repository whose check is published, with a branch at work beside origin/main."""
    site = written(tmp_path / "desk")
    sidecar = site / "content/articles/debate.annotations.yml"
    matter = "status: published\nchecked: 2026-11-22\nauthors: [ana]\nreviewers: [ben]\n"
    said = sidecar.read_text(encoding="utf-8").replace("status: draft\n", matter)
    sidecar.write_text(said + "finding: F.\nverdict: supported\n", encoding="utf-8")
    git(site, "init", "--quiet", "--initial-branch=main")
    git(site, "add", ".")
    git(site, "commit", "--quiet", "--message=First")
    git(site, "update-ref", "refs/remotes/origin/main", "main")
    return site


def sitegen(desk, name):
    """Run the first command of a workflow's step as its shell would."""
    (step,) = (step for step in steps(WORKFLOWS["check.yml"]) if step.get("name") == name)
    line = step["run"].replace("$BASE", "main")
    program, *arguments = shlex.split(line)
    assert program == "sitegen"
    return subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=desk, env=dict(os.environ), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_workflows_have_the_shape_of_ours():
    """The same triggers, rights and actions in the same versions; only what installs is another."""
    for name, workflow in WORKFLOWS.items():
        ours = yaml.load(
            (REPOSITORY / ".github/workflows" / name).read_text(encoding="utf-8"), yaml.BaseLoader
        )
        for key in ("name", "on", "permissions", "concurrency"):
            assert workflow[key] == ours[key], (name, key)
        assert [step.get("uses") for step in steps(workflow) if "uses" in step] == [
            step.get("uses") for step in steps(ours) if "uses" in step
        ]
    assert set(WORKFLOWS) == {"check.yml", "publish.yml"}


def test_what_is_installed_is_what_the_page_writes_down():
    for workflow in WORKFLOWS.values():
        installs = [step["run"] for step in steps(workflow) if "pip" in step.get("run", "")]
        assert installs == ["pip install -r requirements.txt"]
    assert re.fullmatch(r"sitegen\[\S+\] @ git\+https://\S+\n", PAGE["requirements.txt"])


def test_a_sound_change_passes_and_is_built(desk):
    checked = sitegen(desk, "Check the content")
    built = sitegen(desk, "Build the site")

    assert (checked.returncode, checked.stdout) == (0, "")
    assert built.returncode == 0, built.stderr
    assert (desk / "site/articles/debate/index.html").is_file()


def test_a_verdict_that_changed_without_a_word_is_shown_at_its_line(desk):
    sidecar = desk / "content/articles/debate.annotations.yml"
    text = sidecar.read_text(encoding="utf-8").replace(
        "    verdict: supported", "    verdict: misleading"
    )
    sidecar.write_text(text, encoding="utf-8")
    line = text.splitlines().index("    verdict: misleading") + 1

    checked = sitegen(desk, "Check the content")

    assert checked.returncode == 1
    (error,) = [
        said for said in checked.stdout.splitlines() if "title=correction-missing::" in said
    ]
    assert error.startswith(f"::error file=content/articles/debate.annotations.yml,line={line},")
