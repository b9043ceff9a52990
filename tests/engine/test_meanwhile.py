"""What changes while a build is at work or waits, and what other processes do beside it."""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from test_faults import assert_same, beside, large, made, made_clean, mended, small, tree_of, turn

from sitegen.engine import build, open_project
from sitegen.engine.outputs import put
from sitegen.engine.pool import run
from sitegen.engine.records import is_settled
from sitegen.engine.tree import stamp_of


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    with contextlib.chdir(folder):
        yield


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "content" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def settle(folder: Path) -> None:
    """Come back when every file is so old that no build has to look at it again."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    while not all(is_settled(stamp_of(path.stat()), time.time_ns()) for path in files):
        os.sched_yield()


def test_an_article_that_moved_links_from_where_it_is(project):
    folder = project(
        {
            **small(),
            "content/articles/plan.csv": "one\n",
            "content/articles/sub/plan.csv": "other\n",
            "content/articles/m.md": "---\ntitle: M\nslug: moved\n---\nSee [it](plan.csv).\n",
            "content/articles/m.annotations.yml": "status: published\n"
            "checked: 2026-11-22\nauthors: [desk]\nreviewers: [second-desk]\nclaims: []\n",
        }
    )
    mended(folder)
    for name in ("m.md", "m.annotations.yml"):
        old = folder / "content/articles" / name
        old.rename(old.parent / "sub" / name)
    made(folder, site=folder / "preview", drafts=True)

    mended(folder)

    assert_same(folder / "site", made_clean(folder))


def test_what_is_withdrawn_while_it_is_built_does_not_stay(project):
    folder = project(small())
    settle(folder)
    mended(folder)
    edit(folder, "articles/a0.md", "cheap", "cheap and good")
    edit(folder, "articles/a0.annotations.yml", "It did", "It did so")
    turned = []

    def draft(stage: str, done: int, total: int) -> None:
        if stage == "articles" and not turned:
            turned.append(1)
            edit(folder, "articles/a0.annotations.yml", "status: published", "status: draft")

    with inside(folder):
        opened, _ = open_project(Path("mkdocs.yml"))
        build(opened, jobs=1, progress=draft)
    assert turned

    assert not (folder / "site/articles/a0").exists()
    mended(folder)
    assert_same(folder / "site", made_clean(folder))


def test_a_configuration_edited_while_a_build_waits_is_read_by_the_next(project):
    folder = project(small())
    mended(folder)
    with inside(folder):
        opened, _ = open_project(Path("mkdocs.yml"))
        config = Path("mkdocs.yml")
        config.write_text(config.read_text().replace("site_name:", "site_name: New #"))
        settle(folder)
        assert opened
        build(opened, site=folder / "other", jobs=1)

    mended(folder, site=folder / "other")

    assert_same(folder / "other", made_clean(folder))
    assert b"New" in (folder / "other/index.html").read_bytes()


def test_a_build_without_a_lock_does_not_take_the_folder_of_another(project):
    warned = {"content/articles/w.md": "---\ntitle: W\n---\nWithout a sidecar.\n"}
    folder = project({**small(), **warned})
    (folder / ".sitegen").write_text("in the way of the cache and the lock")
    mended(folder)
    turn(folder, {**small("new"), **warned})
    others = []

    def meanwhile(stage: str, done: int, total: int) -> None:
        if stage == "articles" and not others:
            others.append(made(folder, strict=True))

    report = made(folder, progress=meanwhile)

    assert report.published
    assert [other.published for other in others] == [False]
    assert_same(folder / "site", made_clean(folder))
    assert beside(folder / "site") == []


def test_a_new_file_that_another_program_took_is_not_replaced_by_an_old_one(project):
    folder = project(small())
    mended(folder)
    before = tree_of(folder / "site")
    turn(folder, small("new"))

    def take(stage: str, done: int, total: int) -> None:
        if stage == "pages" and done == total:
            for page in [
                *folder.glob(".site-*/articles/a0/index.html"),
                *folder.glob(".sitegen/spare-*/articles/a0/index.html"),
            ]:
                page.unlink()

    with pytest.raises(OSError, match="another program"):
        made(folder, progress=take)

    assert_same(folder / "site", before)
    mended(folder)


def test_a_lock_is_let_go_where_processes_of_a_caller_have_it_open(project):
    folder = project(small())
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        mended(folder, executor=pool)
        with open(folder / ".sitegen/lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_work_of_a_callers_executor_ends_before_the_build_does(project):
    folder = project(large("new"))

    def fail(stage: str, done: int, total: int) -> None:
        raise RuntimeError(stage)

    with ThreadPoolExecutor(2) as pool, pytest.raises(RuntimeError):
        made(folder, jobs=4, executor=pool, progress=fail)
    assert beside(folder / "site") == []


def label(shared: object, items: object) -> object:
    return shared


def test_workers_never_take_what_another_run_shared():
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        for n in range(40):
            found = list(run(label, (n, "x" * n), [[1], [2], [3]], 2, pool))
            assert found == [(n, "x" * n)] * 3


def test_those_who_make_way_for_the_same_folder_all_write(tmp_path):
    start = threading.Barrier(3)

    def write(at: int) -> None:
        for n in range(400):
            start.wait()
            put(f"{tmp_path}/{n}", "/nowhere", f"guide/{at}/index.html", b"content")

    writers = [threading.Thread(target=write, args=(at,), daemon=True) for at in range(2)]
    for writer in writers:
        writer.start()
    for n in range(400):
        (tmp_path / str(n)).mkdir()
        (tmp_path / str(n) / "guide").write_text("a file where a folder has to be")
        start.wait(timeout=120)
    for writer in writers:
        writer.join(timeout=120)
        assert not writer.is_alive()

    assert len(list(tmp_path.glob("*/guide/*/index.html"))) == 800


def test_a_file_that_cannot_be_linked_is_copied(tmp_path, monkeypatch):
    (tmp_path / "before").mkdir()
    (tmp_path / "before/a.html").write_bytes(b"the same")

    def refuse(*names: object, **options: object) -> None:
        raise PermissionError(1, "hard links to files of others are forbidden")

    monkeypatch.setattr(os, "link", refuse)
    output, is_new = put(str(tmp_path / "next"), str(tmp_path / "before"), "a.html", b"the same")

    assert not is_new
    assert output.is_at(str(tmp_path / "next/a.html"))
    assert (tmp_path / "next/a.html").read_bytes() == b"the same"


@pytest.mark.parametrize("name", ["thesis.txt", "404.html"])
def test_a_folder_that_no_build_made_is_not_replaced(project, name):
    theirs = {"site/index.html": "by hand", "site/robots.txt": "", "site/thesis.txt": "years"}
    folder = project({**small(), **theirs, f"site/{name}": "years"})

    with pytest.raises(Exception, match="were not written by sitegen"):
        made(folder)

    assert (folder / "site/thesis.txt").read_text() == "years"


@pytest.mark.parametrize(
    "name", ["404.html", "robots.txt", "data/claims.json", "verdicts/index.html"]
)
def test_a_site_of_ours_that_lost_a_file_is_built_again(project, name):
    folder = project(small())
    made(folder)
    before = (folder / "site" / name).read_bytes()
    (folder / "site" / name).unlink()

    made(folder)

    assert (folder / "site" / name).read_bytes() == before
