"""What was published stays: each way to shorten the record, and each way that does not. Real git repositories."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import commit_all, git, new_repository

from sitegen.editorial import GitError, check_since
from sitegen.engine.project import open_in_part

ARTICLE = """\
---
title: Jobs
topics: [Labour]
---

Unemployment fell to 4.1 percent. Wages rose.
"""
SIDECAR = """\
status: published
checked: 2026-11-01
authors: [desk]
reviewers: [second-desk]
verdict: mixed
claims:
  - id: jobs
    quote: Unemployment fell
    verdict: opinion
    finding: It did.
    corrections:
      - {date: 2026-11-02, from: mixed, to: opinion, note: A mistake.}
  - id: wages
    quote: Wages rose
    verdict: opinion
    finding: They did.
corrections:
  - date: 2026-11-03
    kind: update
    note: >
      New figures
      came out.
"""
OTHER = ARTICLE.replace("Jobs", "Other").replace("Labour", "Money")
MD, YML = "content/articles/jobs.md", "content/articles/jobs.annotations.yml"
SITE = {
    MD: ARTICLE,
    YML: SIDECAR,
    "content/articles/other.md": OTHER,
    "content/articles/other.annotations.yml": SIDECAR,
    "content/entities/people.yml": "ana: {name: Ana, type: person}\nbo: {name: Bo, type: person}\n",
    "content/sources/all.yml": "report: {title: Report}\n",
    "content/about.md": "# About\n",
}


def since(folder: Path, ref: str = "main") -> list[str]:
    """What the comparison says, as `path:line:column kind`, with its message."""
    project, _ = open_in_part(folder / "mkdocs.yml")
    assert project is not None
    return [f"{p.at} {p.kind}: {p.message}" for p in check_since(project, ref)]


@pytest.fixture
def desk(project) -> Path:
    folder: Path = project(SITE)
    new_repository(folder)
    return folder


def edit(folder: Path, name: str, *changes: tuple[str, str]) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / name).write_text(text, encoding="utf-8")


SHORTENED = {
    "draft": (
        [(YML, "status: published", "status: draft")],
        [
            f"{YML}:1:9 record-shortened: the published check became 'draft' since main",
            "content/articles/jobs.md:1:1 record-shortened: the address topics/labour/ is gone since main",
        ],
    ),
    "in review": (
        [(YML, "status: published", "status: in-review")],
        [
            f"{YML}:1:9 record-shortened: the published check became 'in-review' since main",
            "content/articles/jobs.md:1:1 record-shortened: the address topics/labour/ is gone since main",
        ],
    ),
    "no status": (
        [(YML, "status: published\n", "")],
        [
            f"{YML}:1:1 record-shortened: the published check became 'draft' since main",
            "content/articles/jobs.md:1:1 record-shortened: the address topics/labour/ is gone since main",
        ],
    ),
    "a claim removed": (
        [
            (
                YML,
                SIDECAR[SIDECAR.index("  - id: wages") : SIDECAR.index("corrections:\n  - date")],
                "",
            )
        ],
        [f"{YML}:7:3 record-shortened: the published claim 'wages' is gone since main"],
    ),
    "a claim renamed": (
        [(YML, "id: wages", "id: pay")],
        [f"{YML}:7:3 record-shortened: the published claim 'wages' is gone since main"],
    ),
    "an entry of a claim removed": (
        [(YML, SIDECAR[SIDECAR.index("    corrections:") : SIDECAR.index("  - id: wages")], "")],
        [f"{YML}:7:5 record-shortened: the correction entry of 2026-11-02 is gone since main"],
    ),
    "the note of an entry edited": (
        [(YML, "A mistake.", "A small mistake.")],
        [f"{YML}:12:9 record-shortened: the correction entry of 2026-11-02 was changed since main"],
    ),
    "the day of an entry edited": (
        [(YML, "2026-11-02", "2026-11-01")],
        [f"{YML}:12:9 record-shortened: the correction entry of 2026-11-02 was changed since main"],
    ),
    "an entry of the whole removed": (
        [(YML, SIDECAR[SIDECAR.index("corrections:\n  - date") :], "")],
        [f"{YML}:1:1 record-shortened: the correction entry of 2026-11-03 is gone since main"],
    ),
    "an entry of the whole edited": (
        [(YML, "kind: update", "kind: minor")],
        [f"{YML}:18:5 record-shortened: the correction entry of 2026-11-03 was changed since main"],
    ),
    "the overall verdict taken out": (
        [(YML, "verdict: mixed\n", "")],
        [
            f"{YML}:1:1 correction-missing: the overall verdict changed from 'mixed' to 'none' without a correction entry"
        ],
    ),
    "an entry for the overall verdict at the claim": (
        [
            (YML, "verdict: mixed\n", "verdict: opinion\n"),
            (
                YML,
                "A mistake.}",
                "A mistake.}\n      - {date: 2026-11-09, from: mixed, to: opinion, note: X.}",
            ),
        ],
        [
            f"{YML}:5:10 correction-missing: the overall verdict changed from 'mixed' to 'opinion' without a correction entry"
        ],
    ),
    "a new slug": (
        [(MD, "title:", "slug: work\ntitle:")],
        [f"{YML}:1:1 record-shortened: the address articles/jobs/ is gone since main"],
    ),
    "a topic renamed": (
        [(MD, "[Labour]", "[Work]")],
        [f"{MD}:1:1 record-shortened: the address topics/labour/ is gone since main"],
    ),
    "an entity removed": (
        [("content/entities/people.yml", "bo: {name: Bo, type: person}\n", "")],
        [
            "content/entities/people.yml:1:1 record-shortened: the address entities/bo/ is gone since main"
        ],
    ),
    "an entity renamed": (
        [("content/entities/people.yml", "bo:", "bob:")],
        [
            "content/entities/people.yml:1:1 record-shortened: the address entities/bo/ is gone since main"
        ],
    ),
    "a source renamed": (
        [("content/sources/all.yml", "report:", "paper:")],
        [
            "content/sources/all.yml:1:1 record-shortened: the address sources/report/ is gone since main"
        ],
    ),
    "a verdict removed": (
        [("content/verdicts.yml", "unproven:", "unknown:")],
        [
            "content/verdicts.yml:1:1 record-shortened: the address verdicts/unproven/ is gone since main"
        ],
    ),
    "pages of claims switched off": (
        [("mkdocs.yml", "  - sitegen:\n", "  - sitegen:\n      claim_pages: false\n")],
        ["mkdocs.yml:1:1 record-shortened: every address below claims/ is gone since main"],
    ),
    "articles left out": (
        [("mkdocs.yml", "plugins:", "exclude_docs: about.md\nplugins:")],
        ["content/about.md:1:1 record-shortened: the address about/ is gone since main"],
    ),
}


@pytest.mark.parametrize("case", SHORTENED)
def test_the_record_cannot_be_shortened_in_silence(desk, case):
    changes, expected = SHORTENED[case]
    for name, old, new in changes:
        edit(desk, name, (old, new))
    assert since(desk) == sorted(expected)
    git(desk, "checkout", "-q", "-b", "change")
    commit_all(desk, "Change")
    assert since(desk) == sorted(expected)


REMOVED = {
    "both files": (
        [MD, YML],
        [
            f"{YML}:1:1 record-shortened: the published check at articles/jobs/ is gone since main",
            f"{MD}:1:1 record-shortened: the address topics/labour/ is gone since main",
        ],
    ),
    "the article": (
        [MD],
        [
            f"{YML}:1:1 record-shortened: the published check at articles/jobs/ is gone since main",
            f"{MD}:1:1 record-shortened: the address topics/labour/ is gone since main",
        ],
    ),
    "the sidecar": (
        [YML],
        [
            f"{MD}:1:1 record-shortened: the published check at articles/jobs/ is gone since main",
            f"{MD}:1:1 record-shortened: the address topics/labour/ is gone since main",
        ],
    ),
    "a page": (
        ["content/about.md"],
        ["content/about.md:1:1 record-shortened: the address about/ is gone since main"],
    ),
    "a file of the registry": (
        ["content/sources/all.yml"],
        [
            "content/sources/all.yml:1:1 record-shortened: the address sources/report/ is gone since main"
        ],
    ),
}


@pytest.mark.parametrize("case", REMOVED)
def test_what_was_published_is_not_removed_in_silence(desk, case):
    names, expected = REMOVED[case]
    for name in names:
        (desk / name).unlink()
    assert since(desk) == sorted(expected)


KEPT: dict[str, list[tuple[str, str, str]]] = {
    "nothing": [],
    "another layout of the same entry": [
        (
            YML,
            "- {date: 2026-11-02, from: mixed, to: opinion, note: A mistake.}",
            "- date: 2026-11-02\n        kind: correction\n        from: mixed\n        to: opinion\n        note: A\n          mistake.",
        ),
    ],
    "a new entry": [
        (
            YML,
            "corrections:\n  - date",
            "corrections:\n  - {date: 2026-11-05, kind: minor, note: A comma.}\n  - date",
        ),
    ],
    "a renamed claim that says so": [(YML, "id: wages", "id: pay\n    was: [wages]")],
    "a new slug that the sidecar says": [
        (MD, "title:", "slug: work\ntitle:"),
        (YML, "status:", "was: [jobs]\nstatus:"),
    ],
    "a new claim before the others": [
        (
            YML,
            "claims:\n",
            "claims:\n  - {id: new, quote: percent, verdict: opinion, finding: A unit.}\n",
        ),
    ],
    "a verdict corrected twice": [
        (YML, "    verdict: opinion", "    verdict: supported"),
        (
            YML,
            "note: A mistake.}",
            (
                "note: A mistake.}\n      - {date: 2026-11-04, from: opinion, to: unproven, note: X.}"
                "\n      - {date: 2026-11-05, from: unproven, to: supported, note: Y.}"
            ),
        ),
    ],
    "another topic as well": [(MD, "[Labour]", "[Work, Labour]")],
    "a topic that another check still has": [
        (MD, "[Labour]", "[Money]"),
        ("content/articles/other.md", "[Money]", "[Money, Labour]"),
    ],
    "an entity in another file": [
        ("content/entities/people.yml", "bo: {name: Bo, type: person}\n", ""),
        ("content/sources/all.yml", "report:", "more: {title: More}\nreport:"),
    ],
    "retracted with date and reason": [
        (YML, "status: published", "status: retracted"),
        (
            YML,
            "corrections:\n  - date",
            "corrections:\n  - {date: 2026-11-05, kind: retraction, note: Wrong.}\n  - date",
        ),
    ],
    "the text edited elsewhere": [(MD, "Wages rose.", "Wages rose. Prices rose too.")],
}


@pytest.mark.parametrize("case", KEPT)
def test_a_change_that_keeps_the_record_is_no_problem(desk, case):
    for name, old, new in KEPT[case]:
        edit(desk, name, (old, new))
    if case == "an entity in another file":
        (desk / "content/entities/more.yml").write_text("bo: {name: Bo, type: person}\n")
    assert since(desk) == []


def test_drafts_are_free(project):
    folder = project({**SITE, YML: SIDECAR.replace("published", "draft")})
    new_repository(folder)
    (folder / MD).unlink()
    (folder / YML).unlink()
    assert since(folder) == []


@pytest.mark.parametrize("is_told", [True, False])
def test_a_moved_content_folder_keeps_its_record(desk, is_told):
    edit(desk, "mkdocs.yml", ("docs_dir: content", "docs_dir: texts"))
    (desk / "content").rename(desk / "texts")
    if is_told:
        git(desk, "add", "-A")
    assert since(desk) == []
    edit(desk, YML.replace("content", "texts"), ("    verdict: opinion", "    verdict: unproven"))
    (found,) = since(desk)
    assert found.startswith("texts/articles/jobs.annotations.yml:9:14 correction-missing")


def test_a_site_moved_in_the_repository_keeps_its_record(desk):
    (desk / "website").mkdir()
    for name in ("mkdocs.yml", "content"):
        (desk / name).rename(desk / "website" / name)
    site = desk / "website"
    assert since(site) == []
    (site / "content/about.md").unlink()
    (found,) = since(site)
    assert "the address about/ is gone" in found


def test_a_site_in_a_folder_and_one_beside_it_are_told_apart(desk):
    shutil.copytree(desk / "content", desk / "second" / "content")
    shutil.copy(desk / "mkdocs.yml", desk / "second" / "mkdocs.yml")
    commit_all(desk, "A second site")
    (desk / "second" / YML).unlink()
    (desk / "second" / MD).unlink()
    assert since(desk) == []
    assert len(since(desk / "second")) == 2


def test_content_behind_a_link_is_compared(project):
    folder = project(SITE)
    (folder / "content").rename(folder / "real")
    (folder / "content").symlink_to("real")
    new_repository(folder)
    assert since(folder) == []
    edit(folder, YML, ("    verdict: opinion", "    verdict: unproven"))
    assert [line.split()[1] for line in since(folder)] == ["correction-missing:"]


def test_names_with_all_sorts_of_signs_are_compared(project):
    names = ["a b", 'say "no"', "tab\there", "line\nbreak", "für", "-dash", "glob*?[x]"]
    files = {f"content/articles/{n}.md": ARTICLE.replace("Labour", "x") for n in names}
    files |= {f"content/articles/{n}.annotations.yml": SIDECAR for n in names}
    folder = project(files)
    new_repository(folder)
    assert since(folder) == []
    for name in names:
        edit(
            folder,
            f"content/articles/{name}.annotations.yml",
            ("    verdict: opinion", "    verdict: mixed"),
        )
    assert [line.count("correction-missing") for line in since(folder)] == [1] * len(names)


def test_line_ends_of_another_system_change_nothing(desk):
    git(desk, "config", "core.autocrlf", "true")
    for name in (MD, YML):
        path = desk / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert since(desk) == []
    git(desk, "config", "core.autocrlf", "false")
    assert since(desk) == []


def test_a_file_with_mistakes_at_the_commit_is_named_and_the_rest_of_it_compared(project):
    folder = project(
        {**SITE, YML: SIDECAR.replace("    finding: They did.", "    findin: They did.")}
    )
    new_repository(folder)
    edit(folder, YML, ("findin:", "finding:"), ("    verdict: opinion", "    verdict: unproven"))
    first, second = since(folder)
    assert first.startswith(
        f"{YML}:1:1 record-unreadable: what this file said at main cannot be read: line 16:"
    )
    assert second.startswith(f"{YML}:9:14 correction-missing")


def test_a_broken_file_of_now_is_not_blamed_for_what_cannot_be_read(desk):
    edit(desk, YML, ("    finding: They did.", "    findin: They did."))
    edit(desk, YML, ("status: published", "status: publishd"))
    edit(desk, "content/sources/all.yml", ("report:", "report: ["))
    assert since(desk) == []


def test_an_old_configuration_that_is_broken_is_named(project):
    folder = project({**SITE, "mkdocs.yml": "site_name: [\ndocs_dir: content\n"})
    new_repository(folder)
    project({})
    (found,) = since(folder)
    assert found.startswith("mkdocs.yml:1:1 record-unreadable")
    (folder / "content/about.md").unlink()
    assert len(since(folder)) == 2


def test_a_site_that_is_new_has_no_record(desk):
    git(desk, "checkout", "-q", "--orphan", "empty")
    git(desk, "rm", "-rqf", ".")
    git(desk, "commit", "-qm", "Nothing", "--allow-empty")
    git(desk, "checkout", "-q", "-b", "site")
    git(desk, "checkout", "main", "--", ".")
    assert since(desk, "empty") == []


# When it cannot compare, it says why


def _not_a_repository(folder: Path) -> None:
    shutil.rmtree(folder / ".git")


def _unrelated(folder: Path) -> None:
    git(folder, "checkout", "-q", "--orphan", "other")
    git(folder, "commit", "-qm", "Other")


def _unborn(folder: Path) -> None:
    git(folder, "checkout", "-q", "--orphan", "unborn")


def _sparse(folder: Path) -> None:
    git(folder, "sparse-checkout", "set", "--no-cone", "/*", "!/content/about.md")


def _damaged(folder: Path) -> None:
    (folder / ".git" / "HEAD").write_text("nonsense")


def _ignored(folder: Path) -> None:
    (folder / ".gitignore").write_text("content/")
    git(folder, "rm", "-rq", "--cached", "content")
    git(folder, "checkout", "-q", "--orphan", "fresh")
    git(folder, "add", ".gitignore")
    git(folder, "commit", "-qm", "No content")
    git(folder, "branch", "-qf", "main", "fresh")


def _in_its_own(folder: Path) -> None:
    git(folder / "content", "init", "-q")


CANNOT: dict[str, tuple[Callable[[Path], None], str]] = {
    "not a repository": (_not_a_repository, "not a git repository"),
    "unrelated": (_unrelated, "no commit in common"),
    "unborn": (_unborn, "the branch has no commit yet"),
    "sparse": (_sparse, "sparse-checkout disable"),
    "damaged": (_damaged, "not a git repository"),
    "ignored": (_ignored, "git knows nothing of content"),
    "a repository of its own": (_in_its_own, "a repository of its own"),
}


@pytest.mark.parametrize("case", CANNOT)
def test_it_fails_with_the_reason_where_it_cannot_compare(desk, case, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(desk.parent))
    break_it, reason = CANNOT[case]
    break_it(desk)
    with pytest.raises(GitError, match=reason):
        since(desk)


@pytest.mark.parametrize("ref", ["nowhere", "-x", "HEAD:content", "", "a..b", "HEAD~9", "0" * 40])
def test_a_name_that_is_no_commit_is_quoted_with_what_git_says(desk, ref):
    with pytest.raises(GitError, match=r"(?s)git knows no commit .*git: "):
        since(desk, ref)


def test_a_shallow_clone_says_how_to_deepen_it(desk, tmp_path):
    edit(desk, MD, ("Wages rose.", "Wages rose. More."))
    commit_all(desk, "More")
    git(desk, "branch", "old", "HEAD~1")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{desk}", str(clone))
    assert since(clone, "origin/main") == []
    for ref, reason in (("origin/old", "no commit in common"), ("HEAD~1", "knows no commit")):
        with pytest.raises(GitError, match=f"(?s){reason}.*git fetch --unshallow"):
            since(clone, ref)


def test_a_submodule_with_the_content_is_refused(project, tmp_path):
    folder = project(SITE)
    content = tmp_path / "content"
    (folder / "content").rename(content)
    new_repository(content)
    new_repository(folder)
    git(
        folder,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(content),
        "content",
    )
    commit_all(folder, "Content")
    with pytest.raises(GitError, match=r"submodule|repository of its own"):
        since(folder)


def test_a_pointer_of_git_lfs_is_not_taken_for_a_text(desk):
    text = (desk / YML).read_bytes()
    (desk / YML).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n")
    commit_all(desk, "LFS")
    (desk / YML).write_bytes(text)
    with pytest.raises(GitError, match="LFS"):
        since(desk)


# Where git is asked from elsewhere


def test_a_worktree_is_compared(desk, tmp_path):
    git(desk, "worktree", "add", "-q", "-b", "work", str(tmp_path / "tree"))
    assert since(tmp_path / "tree") == []
    (tmp_path / "tree" / "content/about.md").unlink()
    assert len(since(tmp_path / "tree")) == 1
    assert since(desk) == []


def test_variables_of_a_hook_do_not_lead_elsewhere(desk, monkeypatch, tmp_path):
    new_repository(tmp_path / "elsewhere")
    for name in ("GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.setenv(
            name, str(tmp_path / "elsewhere/.git" / ("index" if "INDEX" in name else ""))
        )
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "elsewhere"))
    (desk / "content/about.md").unlink()
    assert len(since(desk)) == 1


def test_a_repository_that_only_variables_name_is_used(desk, monkeypatch, tmp_path):
    (desk / ".git").rename(tmp_path / "store.git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(desk.parent))
    monkeypatch.setenv("GIT_DIR", os.path.relpath(tmp_path / "store.git"))
    assert since(desk) == []
    (desk / "content/about.md").unlink()
    assert len(since(desk)) == 1


def test_a_locked_index_does_not_matter(desk):
    (desk / ".git/index.lock").touch()
    (desk / "content/about.md").unlink()
    assert len(since(desk)) == 1


def test_settings_of_the_user_do_not_change_the_outcome(desk, tmp_path, monkeypatch):
    settings = "[diff]\n\trelative = true\n\texternal = false\n\tnoprefix = true\n[core]\n\tquotepath = true\n"
    (tmp_path / "gitconfig").write_text(settings + "[status]\n\trelativePaths = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    (desk / "content/about.md").unlink()
    assert len(since(desk)) == 1


def test_a_check_that_comes_back_from_retraction_says_so(project):
    entry = "corrections:\n  - {date: 2026-11-02, kind: retraction, note: Wrong.}\n"
    retracted = SIDECAR[: SIDECAR.index("corrections:\n  - date")].replace("published", "retracted")
    folder = project({**SITE, YML: retracted + entry})
    new_repository(folder)
    edit(folder, YML, ("status: retracted", "status: published"))
    (found,) = since(folder)
    assert found == (
        f"{YML}:1:9 correction-missing: the status changed from 'retracted' to 'published' "
        "without a correction entry"
    )
    edit(
        folder,
        YML,
        (
            "corrections:\n  - {date: 2026-11-02",
            "corrections:\n  - {date: 2026-11-09, kind: update, note: It holds.}\n  - {date: 2026-11-02",
        ),
    )
    assert since(folder) == []
    commit_all(folder, "Back")
    edit(folder, YML, ("status: published", "status: retracted"))
    assert [line.split()[1] for line in since(folder)] == ["correction-missing:"]


def test_an_old_address_that_led_on_stays(project):
    folder = project(
        {
            **SITE,
            YML: SIDECAR.replace("status:", "was: [older]\nstatus:").replace(
                "id: wages", "id: wages\n    was: [pay]"
            ),
        }
    )
    new_repository(folder)
    edit(folder, YML, ("was: [older]\n", ""), ("    was: [pay]\n", ""))
    assert [line.partition(" ")[2] for line in since(folder)] == [
        "record-shortened: the address articles/older/ is gone since main",
        "record-shortened: the old id 'pay' of a claim is gone since main",
    ]


def test_a_check_that_got_another_file_and_address_is_found_by_what_it_says(desk):
    (desk / MD).rename(desk / "content/articles/work.md")
    (desk / YML).rename(desk / "content/articles/work.annotations.yml")
    new = "content/articles/work.annotations.yml"
    edit(desk, new, ("    verdict: opinion", "    verdict: unproven"))

    assert [line.partition(": ")[0] for line in since(desk)] == [
        f"{new}:1:1 record-shortened",
        f"{new}:9:14 correction-missing",
    ]
    edit(
        desk,
        new,
        ("status:", "was: [jobs]\nstatus:"),
        ("    verdict: unproven", "    verdict: opinion"),
    )
    assert since(desk) == []
