"""The engine: bad input never costs a file, and a site is published whole or not at all."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import EPOCH, REPOSITORY, write
from sites import files_of

from sitegen.cli.main import commands

ARTICLE = "---\ntitle: T\n---\nSome words.\n"
SIDECAR = """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
claims:
  - {id: a, quote: Some words, verdict: opinion, finding: F.}
"""
GOOD: Mapping[str, str] = {
    "content/articles/a.md": ARTICLE,
    "content/articles/a.annotations.yml": SIDECAR,
    "content/about.md": "# About\n",
    "content/picture.png": "not really\n",
}


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


def sitegen(folder: Path, *arguments: str, **environment: str) -> Done:
    """Run the real command in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def state_of(site: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file of a site: what it holds, when it was written, which file of the disk it is."""
    return {
        path.relative_to(site).as_posix(): (
            path.read_bytes(),
            path.stat().st_mtime_ns,
            path.stat().st_ino,
        )
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def published_once(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write(folder, GOOD)
    assert sitegen(folder, "build").status == 0
    return folder


@pytest.fixture
def published(published_once, tmp_path) -> Path:
    """A project whose site is published; each test has its own."""
    return Path(shutil.copytree(published_once, tmp_path / "project"))


def known(reason: str, *values: object) -> object:
    """A case that is known to fail, and must."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


# What is published as it is

SECRET = "call her again about the verdict"
LEFT_LYING = (
    "articles/b.annotations.yml.bak",
    "articles/b.md.orig",
    "articles/b.md~",
    "articles/notes.txt",
    "entities/people.yml.bak",
    "entities/interview.pdf",
    "index.md~",
    "plans.yaml",
)
MISNAMED = (
    "articles/b.annotation.yml",
    "articles/b.annotations.yaml",
    "drafts/b.annotations.yml",
    "source/all.yml",
    "sources/all.yaml",
    "verdicts.yaml",
)


def test_what_an_editor_leaves_lying_about_is_not_published(published):
    media = {"content/articles/a/map.svg": "<svg/>", "content/files/notes.txt": "for readers"}
    write(published, {**GOOD, **media, **{f"content/{name}": SECRET for name in LEFT_LYING}})

    done = sitegen(published, "build")
    site = files_of(published / "site")

    assert done.status == 0, done.err
    assert {"articles/a/map.svg", "files/notes.txt"} <= site.keys()
    assert [name for name, content in site.items() if SECRET.encode() in content] == []


@pytest.mark.parametrize("name", MISNAMED)
def test_a_misnamed_file_is_an_error_and_never_published(published, name):
    before = state_of(published / "site")
    write(published, {**GOOD, f"content/{name}": SECRET})

    done = sitegen(published, "build")

    assert done.status == 1
    assert f"content/{name}:1:1: error: this file is not read" in done.err
    assert state_of(published / "site") == before


def test_a_build_names_the_file_that_was_edited(project):
    folder = project(GOOD)
    assert sitegen(folder, "build").status == 0
    edited = SIDECAR.replace("finding: F.", "finding: It is one.")
    (folder / "content/articles/a.annotations.yml").write_text(edited, encoding="utf-8")

    done = sitegen(folder, "build", "-v")

    assert "articles/a/index.html: articles/a.annotations.yml changed\n" in done.err
    assert "verdicts/opinion/index.html: a claim with the verdict opinion changed\n" in done.err
    assert "articles/index.html: the list of articles changed\n" in done.err


# Bad input

BAD: Mapping[str, Mapping[str, str | bytes]] = {
    "a quote that is not there": {"content/articles/a.md": "---\ntitle: T\n---\nOther words.\n"},
    "a field that does not exist": {"content/articles/a.annotations.yml": SIDECAR + "verdit: x\n"},
    "YAML that is none": {"content/verdicts.yml": "a: [b\n"},
    "bytes": {"content/articles/a.md": b"\xff\xfe\x00"},
    "a NUL": {"content/about.md": "a\0b"},
    "a template with a mistake": {"themes/broadsheet/bodies/article.html": "{% if %}"},
    "a template without a value": {"themes/broadsheet/bodies/article.html": "{{ page.nothing }}"},
    "a template that divides by zero": {"themes/broadsheet/bodies/article.html": "{{ 1 / 0 }}"},
    "a template that is not UTF-8": {"themes/broadsheet/bodies/article.html": b"\xff"},
    "a theme that is not there": {
        "mkdocs.yml": "site_name: S\ndocs_dir: content\nplugins: [{sitegen: {theme: nowhere}}]\n"
    },
    "a content folder that is not there": {"mkdocs.yml": "site_name: S\ndocs_dir: nowhere\n"},
    "a configuration that is none": {"mkdocs.yml": "- a\n"},
    "a bomb": {
        "content/contributors.yml": "a0: &a0 {name: x}\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    },
    "brackets without end": {"content/contributors.yml": "a: " + "[" * 200_000},
    "indentation without end": {
        "content/contributors.yml": "".join(" " * n + "a:\n" for n in range(3000))
    },
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_leaves_the_site_before_as_it_was(published, name):
    before = state_of(published / "site")
    write(published, {**GOOD, **BAD[name]})

    done = sitegen(published, "build")

    assert done.status == 1, done
    assert done.err
    assert state_of(published / "site") == before
    assert [path.name for path in published.glob(".site-*")] == []


HOSTILE = {
    "quotations without end": {"content/about.md": "> " * 5000},
    "emphasis without end": {"content/about.md": "*a **a " * 5000},
    "links without end": {"content/about.md": "[" * 20_000},
    "a long line": {"content/about.md": "word " * 400_000},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_endless_markdown_is_read_in_a_moment(published, name):
    write(published, {**GOOD, **HOSTILE[name]})

    assert sitegen(published, "build").status == 0
    assert (published / "site" / "about" / "index.html").is_file()


def test_bad_input_publishes_nothing_where_nothing_was(project):
    folder = project({**GOOD, "content/verdicts.yml": "a: [b\n"})

    assert sitegen(folder, "build").status == 1
    assert not (folder / "site").exists()


def symlinks(folder: Path) -> list[tuple[str, str]]:
    content = folder / "content"
    (folder / "outside.md").write_text("# Secret\n")
    (folder / "outside").mkdir()
    (folder / "outside" / "x.md").write_text("# Secret\n")
    return [
        ("loop.md", "loop.md"),
        ("round", "."),
        ("out.md", "../outside.md"),
        ("out", "../outside"),
        ("absolute.md", str(folder / "outside.md")),
        ("device", "/dev/zero"),
        ("broken.md", "nowhere.md"),
        ("climb.md", f"../{content.name}/../outside.md"),
    ]


def test_links_that_lead_out_or_in_circles_are_problems_and_nothing_is_read_there(published):
    before = state_of(published / "site")
    names = []
    for name, target in symlinks(published):
        (published / "content" / name).symlink_to(target)
        names.append(f"content/{name}")

    done = sitegen(published, "check", "--format", "json")
    problems = json.loads(done.out)["problems"]

    assert done.status == 1
    assert sorted(p["path"] for p in problems if p["kind"] == "file-unreadable") == sorted(names)
    assert "Secret" not in done.out
    assert sitegen(published, "build").status == 1
    assert state_of(published / "site") == before


def test_a_link_to_a_file_inside_is_that_file(published):
    (published / "content" / "also.md").symlink_to("about.md")

    assert sitegen(published, "build").status == 0
    assert (published / "site" / "also" / "index.html").is_file()


def test_what_is_no_file_is_named_and_not_read(published):
    """A pipe in the content folder would block whoever reads it."""
    os.mkfifo(published / "content" / "pipe.md")

    done = sitegen(published, "build")

    assert done.status == 1
    assert "content/pipe.md:1:1: error: this file cannot be read: it is a pipe" in done.err


@pytest.mark.parametrize(
    "epoch",
    [
        *("", "x", "-1", "1e9"),
        "9" * 20,
        "²",
    ],
)
def test_a_strange_source_date_epoch_is_no_mistake_of_ours(published, epoch):
    assert sitegen(published, "check", SOURCE_DATE_EPOCH=epoch).status in (0, 1, 2)


# Where a site may be published


def put(path: Path, text: str = "mine\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "site", [".", "..", "content", "content/site", "content/articles", "/", "mkdocs.yml", "themes"]
)
def test_a_folder_that_holds_or_lies_in_the_content_is_refused(project, site):
    folder = project({**GOOD, "themes/broadsheet/x.txt": "mine\n"})
    before = files_of(folder)

    done = sitegen(folder, "build", "--site-dir", site)

    assert done.status == 2, done
    assert files_of(folder) == before


def test_a_folder_with_files_that_are_no_site_is_refused(project, tmp_path):
    folder = project(GOOD)
    mine = put(tmp_path / "thesis" / "chapter-1.txt")

    assert sitegen(folder, "build", "--site-dir", str(mine.parent)).status == 2
    assert mine.read_text() == "mine\n"


@pytest.mark.parametrize("name", [".git/HEAD", ".well-known/security.txt"])
def test_a_hidden_file_in_the_site_survives_a_build_or_the_build_is_refused(published, name):
    """The site folder may be a checkout of its own, as for a page host. MkDocs keeps what is hidden."""
    mine = put(published / "site" / name)
    write(published, {**GOOD, "content/about.md": "# Changed\n"})

    done = sitegen(published, "build")

    assert done.status in (0, 2)
    assert mine.is_file()


def test_an_empty_folder_and_a_new_one_below_new_ones_are_taken(project, tmp_path):
    folder = project(GOOD)
    (tmp_path / "empty").mkdir()
    for site in (tmp_path / "empty", tmp_path / "a" / "b" / "c"):
        assert sitegen(folder, "build", "--site-dir", str(site)).status == 0
        assert (site / "index.html").is_file()


def test_a_link_to_the_site_folder_stays_a_link(published, tmp_path):
    (published / "site").rename(tmp_path / "elsewhere")
    (published / "site").symlink_to(tmp_path / "elsewhere")
    write(published, {**GOOD, "content/about.md": "# Changed\n"})

    assert sitegen(published, "build").status == 0
    assert (published / "site").is_symlink()
    assert "Changed" in (tmp_path / "elsewhere" / "about" / "index.html").read_text()


# Whole or not at all


def test_what_is_the_same_is_not_written_again(published):
    before = state_of(published / "site")
    write(published, {**GOOD, "content/about.md": GOOD["content/about.md"] + "\nAnd more.\n"})

    assert sitegen(published, "build").status == 0

    after = state_of(published / "site")
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"about/index.html"}


def test_nothing_changed_changes_nothing(published):
    before = state_of(published / "site")

    assert sitegen(published, "build").status == 0
    assert state_of(published / "site") == before


def test_what_is_gone_from_the_content_goes_from_the_site(published):
    for name in ("content/articles/a.md", "content/articles/a.annotations.yml", "content/about.md"):
        (published / name).unlink()

    assert sitegen(published, "build").status == 0
    left = files_of(published / "site")
    assert not [name for name in left if name.startswith(("articles/a/", "claims/a/", "about/"))]


def test_two_files_at_one_address_never_change_the_site_that_is_published(published):
    """The page and the file would be the same; whichever wins, the old site is not written into."""
    address = published / "site" / "about" / "index.html"
    with address.open("rb") as old:
        write(published, {**GOOD, "content/about/index.html": "<h1>Mine</h1>\n"})
        before = old.read()
        sitegen(published, "build")
        old.seek(0)

        assert old.read() == before


@pytest.mark.parametrize(
    "name", ["about/index.html", "404.html", "data/claims.json", "topics/index.html"]
)
def test_a_file_at_the_address_of_a_page_is_a_problem(project, name):
    config = f"site_name: D\ndocs_dir: content\nplugins:\n  - sitegen:\n      html: [{name}]\n"
    folder = project({**GOOD, f"content/{name}": "mine\n", "mkdocs.yml": config})

    done = sitegen(folder, "check", "--format", "json")

    assert done.status == 1
    assert [p["kind"] for p in json.loads(done.out)["problems"]] == ["slug-repeated"]


def many(words: str) -> dict[str, str]:
    pages = {f"content/page-{n:03}.md": f"# Page {n}\n\n{words}\n" for n in range(150)}
    return {**GOOD, **pages}


def killed_after(folder: Path, files: int) -> bool:
    """Kill a build when so many files of the new site are written; say whether it was in time."""
    with subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=partial(os.nice, 19),  # so that the one that watches sees it on a busy machine
    ) as process:
        while process.poll() is None:
            started = list(folder.glob(".site-*"))
            if started and sum(len(names) for _, _, names in os.walk(started[0])) >= files:
                break
        process.send_signal(signal.SIGKILL)
        return process.wait(timeout=120) == -signal.SIGKILL


@pytest.mark.parametrize("files", [0, 1, 40, 120])
def test_a_build_that_is_killed_leaves_a_whole_site(project, files):
    """Killed when so many files of the new site are written; 0 is before the first."""
    folder = project(many("old"))
    was_killed = False
    while not was_killed:  # A build that was over before this process saw it is made once more.
        write(folder, many("old"))
        assert sitegen(folder, "build").status == 0
        before = files_of(folder / "site")
        write(folder, many("new"))
        was_killed = killed_after(folder, files)

    assert files_of(folder / "site") == before
    assert sitegen(folder, "build").status == 0
    after = files_of(folder / "site")
    assert after.keys() == before.keys()
    assert b"new" in after["page-000/index.html"]


def test_at_no_moment_of_a_build_is_a_page_missing(project):
    """A reader who asks for a page while it is published gets the old one or the new one."""
    folder = project(many("old"))
    assert sitegen(folder, "build").status == 0
    page = folder / "site" / "page-149" / "index.html"
    write(folder, many("new"))
    with subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build"],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.DEVNULL,
    ) as process:
        missing = 0
        while process.poll() is None:
            missing += not page.exists()

    assert process.returncode == 0
    assert missing == 0
    assert "new" in page.read_text()


def test_two_builds_at_once_leave_a_whole_site(project, tmp_path):
    folder = project(many("words"))
    alone = sitegen(folder, "build", "--site-dir", str(tmp_path / "alone"))
    assert alone.status == 0
    command = [sys.executable, "-m", "sitegen", "build"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    started = [
        subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in started:
        _, err = process.communicate(timeout=120)
        assert b"Traceback" not in err
        assert process.returncode in (0, 1)
    assert files_of(folder / "site") == files_of(tmp_path / "alone")
    assert [path.name for path in folder.glob(".site-*")] == []


# The disk


@pytest.mark.skipif(os.geteuid() == 0, reason="for root no folder is read-only")
def test_a_read_only_place_gives_a_message_and_keeps_the_site(published):
    before = state_of(published / "site")
    write(published, {**GOOD, "content/about.md": "# Changed\n"})
    published.chmod(0o555)
    try:
        done = sitegen(published, "build")
    finally:
        published.chmod(0o755)

    assert done.status == 1
    assert "ermission denied" in done.err
    assert state_of(published / "site") == before


@pytest.fixture
def small_disk(tmp_path):
    """A disk of half a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=768k", "tmpfs", str(place)]
    mount = shutil.which("mount")
    done = subprocess.run(command, capture_output=True, check=False) if mount else None
    if done is None or done.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_gives_a_message_and_keeps_the_site(project, small_disk):
    folder = project({**GOOD, "content/picture.png": "x" * 1000})
    site = small_disk / "site"
    done = sitegen(folder, "build", "--site-dir", str(site))
    assert done.status == 0, done
    before = state_of(site)
    write(folder, {**GOOD, "content/picture.png": "y" * 2_000_000})

    done = sitegen(folder, "build", "--site-dir", str(site))

    assert done.status == 1
    assert "no space left" in done.err
    assert state_of(site) == before
    assert [path.name for path in small_disk.iterdir()] == ["site"]


# Whatever an editor may write: DESIGN.md, "What it promises"

EXAMPLE = [
    path.relative_to(REPOSITORY).as_posix()
    for path in [
        REPOSITORY / "mkdocs.yml",
        *sorted((REPOSITORY / "content").rglob("*.md")),
        *sorted((REPOSITORY / "content").rglob("*.yml")),
    ]
]

PIECES = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=12).map(lambda text: text.encode(errors="surrogatepass")),
    st.sampled_from(
        "\n|---\n|\t|: |- |[|]|{|}|\"|'|&a |*a |!!x |? |<<: |# |%YAML|\r|\0|\u2028|\u0085|\ufeff|"
        "[@|[^1]|^[|![](|](|<b>|<!--|`|```\n|| |~|null|occurrence: all|quote: |- id: |\u0301|\u202e".split(
            "|"
        )
    ).map(str.encode),
)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, list[tuple[float, float, bytes, int]]]:
    """A file of the example, and where in it what is cut out, put in, and how often."""
    place = st.floats(0, 1, allow_nan=False)
    cut = st.tuples(place, st.floats(0, 0.2), PIECES, st.integers(1, 3))
    return draw(st.sampled_from(EXAMPLE)), draw(st.lists(cut, min_size=1, max_size=4))


def mutated(data: bytes, cuts: list[tuple[float, float, bytes, int]]) -> bytes:
    for at, length, piece, times in cuts:
        start = int(at * len(data))
        end = start + int(length * length * len(data))
        data = data[:start] + piece * times + data[end:]
    return data


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    for name in EXAMPLE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, folder / name)
    return folder


def check(folder: Path) -> tuple[int, list[dict[str, object]]]:
    """Run `sitegen check --format json` in this process."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        status = commands.main(["check", "--format", "json"], "sitegen", standalone_mode=False)
    value = json.loads(out.getvalue())
    assert value["errors"] + value["warnings"] == len(value["problems"])
    assert (status == 1) == bool(value["errors"])
    return status, value["problems"]


@given(mutation=mutations())
def test_no_file_that_an_editor_may_write_raises_and_every_place_exists(copy, mutation):
    name, cuts = mutation
    data = mutated((REPOSITORY / name).read_bytes(), cuts)
    (copy / name).write_bytes(data)
    try:
        status, problems = check(copy)
    finally:
        shutil.copyfile(REPOSITORY / name, copy / name)

    assert status in (0, 1)
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    for problem in problems:
        if problem["path"] != name:
            continue
        line, column = int(str(problem["line"])), int(str(problem["column"]))
        assert 1 <= line <= len(lines), problem
        assert 1 <= column <= len(lines[line - 1]) + 1, problem
