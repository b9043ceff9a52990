"""The search index of a build: made, kept, renewed, taken away; what happens if Pagefind fails."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from projects import DEFAULTS, EPOCH
from sites import files_of

from sitegen.engine import Report, build, look, open_project
from sitegen.engine.pagefind import Pagefind, PagefindFailed, program
from sitegen.search import UnknownForm, settled
from sitegen.search.spaced import spaced
from sitegen.site.shards import shard_of, shards

pytest.importorskip("pagefind_bin", reason="the extra `search` is not installed")

VERDICTS = ("supported", "mixed", "contradicted", "unproven", "opinion")
PATIENCE = 120.0
"""In seconds: how long a test waits for anything before it fails."""


def article(name: str, number: int = 0) -> dict[str, str]:
    verdict = VERDICTS[number % len(VERDICTS)]
    return {
        f"content/articles/{name}.md": f"""\
---
title: The debate of {name}
date: 2009-11-01
topics: [work, "topic {number % 3}"]
---

Unemployment fell to 4.1 percent in 20{number % 30:02}, said one of them.
""",
        f"content/articles/{name}.annotations.yml": f"""\
status: published
checked: 20{10 + number % 16}-11-22
authors: [desk]
reviewers: [second-desk]
claims:
  - id: unemployment
    quote: Unemployment fell to 4.1 percent in 20{number % 30:02}
    claim: Unemployment fell in {name}.
    verdict: {verdict}
    finding: A finding about {name}.
    sources: [statistics]
    entities: [somebody, "nobody-{number % 7}"]
""",
    }


def entities(number: int) -> str:
    """Somebody, whom every article names, and a few more."""
    names = {"somebody": "Some Body", **{f"nobody-{n}": f"No Body {n}" for n in range(number)}}
    return "".join(f"{key}: {{name: {name}, type: person}}\n" for key, name in names.items())


PROJECT: Mapping[str, str] = {
    "mkdocs.yml": DEFAULTS["mkdocs.yml"]
    + "      policies: {archived_sources: 'off', access_dates: 'off'}\n",
    "content/sources/all.yml": "statistics: {title: Statistics, url: 'https://statistics.example/'}\n",
    "content/entities/all.yml": entities(2),
    **article("north"),
    **article("south", 1),
}


def built(
    root: Path, *, site: Path | None = None, cache: bool = True, search: bool = True
) -> Report:
    opened, problems = open_project(root / "mkdocs.yml")
    assert opened is not None, problems
    return build(opened, site=site, cache=cache, search=search, jobs=1)


def published(root: Path, **how: bool) -> dict[str, bytes]:
    report = built(root, **how)
    assert report.published, report.problems
    return files_of(root / "site")


def settled_site(root: Path) -> dict[str, bytes]:
    """Publish twice: the second build sees that the files are older than its look at them.

    So the next one may take the short way.
    """
    published(root)
    return published(root)


def index_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name.startswith("pagefind/")}


def fragments(files: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    """The records of an index by the address that they lead to."""
    found = (
        json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))
        for name, content in files.items()
        if "/fragment/" in name
    )
    return {record["url"]: record for record in found}


# What is in it


def test_an_article_and_a_claim_are_found_by_their_words_and_filters(project):
    found = fragments(published(project(PROJECT)))

    assert set(found) == {
        "articles/north/",
        "articles/south/",
        "claims/north/unemployment/",
        "claims/south/unemployment/",
    }
    claim = found["claims/north/unemployment/"]
    assert claim["content"] == (
        "Unemployment fell in north. A finding about north."
        " Unemployment fell to 4.1 percent in 2000."
    )
    assert claim["meta"] == {
        "title": "Unemployment fell in north.",
        "at": "4 4",
        "verdict": "Supported",
        "date": "2010-11-22",
        "in": "The debate of north",
    }
    assert claim["filters"] == {
        "type": ["claim"],
        "verdict": ["Supported"],
        "entity": ["Some Body", "No Body 0"],
        "topic": ["Work", "Topic 0"],
        "year": ["2010"],
        "language": ["en"],
    }
    assert "said one of them" in str(found["articles/north/"]["content"])


def test_drafts_are_not_in_it(project):
    root = project(PROJECT)
    sidecar = root / "content/articles/south.annotations.yml"
    sidecar.write_text(sidecar.read_text("utf-8").replace("published", "draft"), "utf-8")

    assert not [url for url in fragments(published(root)) if "south" in url]


def test_what_was_withdrawn_is_found_and_says_so(project):
    root = project(PROJECT)
    sidecar = root / "content/articles/south.annotations.yml"
    reason = "corrections: [{date: 2026-11-25, kind: retraction, note: We were wrong.}]\n"
    text = sidecar.read_text("utf-8").replace("published", "retracted") + reason
    sidecar.write_text(text, "utf-8")
    found = fragments(published(root))

    assert found["articles/south/"]["meta"]["from"] == "Retracted."
    assert found["claims/south/unemployment/"]["meta"]["in"] == "Retracted. The debate of south"


def test_the_search_page_names_the_index_that_there_is(project):
    root = project(PROJECT)

    assert b'data-parts="pagefind/"' in published(root)["search/index.html"]
    site = root / "preview"
    assert built(root, site=site, search=False).published
    assert b'data-parts=""' in (site / "search/index.html").read_bytes()
    assert not (site / "pagefind").exists()


def test_interfaces_of_pagefind_are_left_out_and_its_program_is_there(project):
    names = {name.removeprefix("pagefind/") for name in index_in(published(project(PROJECT)))}

    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"} <= names
    assert not [name for name in names if "ui" in name or "highlight" in name]


# Kept, renewed, taken away


def test_clean_builds_give_the_same_bytes(project):
    root = project(PROJECT)

    first, second = (published(root, cache=False) for _ in range(2))

    assert len(index_in(first)) > 10
    assert first == second


def test_an_index_of_the_same_articles_is_kept(project, monkeypatch):
    root = project(PROJECT)
    before = index_in(published(root))
    (root / "content/about.md").write_text("# About\n", "utf-8")
    monkeypatch.setattr(Pagefind, "index", lambda *_: pytest.fail("the index was made again"))

    assert index_in(published(root)) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("said one of them", "said a xylophonist"), ("title: The debate", "title: Another debate")],
    ids=["only its own pages change", "pages of others change"],
)
def test_an_edit_renews_the_index_as_a_clean_build_makes_it(project, old, new):
    root = project(PROJECT)
    settled_site(root)
    file = root / "content/articles/north.md"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    report = built(root)

    after = files_of(root / "site")
    assert ("checks" in report.timings) == ("title" in new), "the short way was not taken"
    assert new.split()[-1] in str(fragments(after)["articles/north/"]["content"])
    assert after == published(root, cache=False)


def test_a_renamed_verdict_and_entity_reach_the_index(project):
    root = project(PROJECT)
    published(root)
    for name, old, new in (
        ("content/verdicts.yml", "Supported", "Borne out"),
        ("content/entities/all.yml", "Some Body", "Another Body"),
    ):
        (root / name).write_text((root / name).read_text("utf-8").replace(old, new), "utf-8")

    after = published(root)

    filters = fragments(after)["claims/north/unemployment/"]["filters"]
    assert filters["verdict"] == ["Borne out"]  # type: ignore[index]
    assert filters["entity"][0] == "Another Body"  # type: ignore[index]
    assert after == published(root, cache=False)


def test_an_article_that_goes_leaves_the_index(project):
    root = project(PROJECT)
    published(root)
    for file in (root / "content/articles").glob("south*"):
        file.unlink()

    after = published(root)

    assert set(fragments(after)) == {"articles/north/", "claims/north/unemployment/"}
    assert after == published(root, cache=False)


def test_without_articles_and_without_search_there_is_no_index(project):
    root = project(PROJECT)
    published(root)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8") + "      search: none\n", "utf-8")

    report = built(root)

    files = files_of(root / "site")
    assert index_in(files) == {}
    assert b'data-parts=""' in files["search/index.html"]
    assert report.notices == ()
    config.write_text(
        config.read_text("utf-8").replace("search: none", "search: pagefind"), "utf-8"
    )
    shutil.rmtree(root / "content/articles")
    assert index_in(published(root)) == {}


def test_a_file_of_the_index_that_was_touched_is_mended(project):
    root = project(PROJECT)
    before = published(root)
    name = next(name for name in before if "/fragment/" in name)
    (root / "site" / name).write_bytes(b"touched")

    assert published(root) == before


@pytest.mark.parametrize("piece", ["found/articles/north.md", "search/"])
def test_a_damaged_cache_gives_the_same_index(project, piece):
    root = project(PROJECT)
    before = settled_site(root)
    with closing(sqlite3.connect(root / ".sitegen/cache.db")) as cache, cache:
        done = cache.execute("UPDATE piece SET data = 'x' WHERE name LIKE ?", [piece + "%"])
        assert done.rowcount == 1
    file = root / "content/articles/south.md"
    file.write_text(file.read_text("utf-8").replace("said", "sang"), "utf-8")

    after = published(root)

    assert "sang" in str(fragments(after)["articles/south/"]["content"])
    assert after == published(root, cache=False)
    assert after != before


def test_nothing_changed_is_still_found_without_reading(project):
    root = project(PROJECT)

    def unchanged() -> bool:
        published(root)
        found = look(root / "mkdocs.yml", site=None, drafts=False)
        return bool(found and found.unchanged(strict=False))

    wait_for(unchanged, "a build is never found to have nothing to do")


# Parts


def test_the_number_of_parts_is_a_power_of_two_that_grows_with_the_site():
    numbers = [len(shards(articles)) for articles in range(0, 120_000, 50)]

    assert numbers == sorted(numbers)
    assert set(numbers) == {0, 1, 2, 4, 8, 16, 32, 64}
    assert shards(300) == ("pagefind/", "pagefind/1/")


@pytest.mark.slow
def test_an_edit_of_a_large_site_renews_one_part(project):
    names = [f"a{number:03}" for number in range(260)]
    root = project(
        {
            **PROJECT,
            "content/entities/all.yml": entities(7),
            **{k: v for n, name in enumerate(names) for k, v in article(name, n).items()},
        }
    )
    before = published(root)
    assert len(fragments(before)) == 2 * 262
    file = root / "content/articles/a007.md"
    file.write_text(file.read_text("utf-8").replace("said", "sang"), "utf-8")

    after = published(root)

    changed = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    mine, other = (
        [name for name in index_in(dict.fromkeys(changed, b"")) if ("/1/" in name) == bool(part)]
        for part in (shard_of("a007", 2), 1 - shard_of("a007", 2))
    )
    assert mine
    assert other == []
    assert after == published(root, cache=False)


# When Pagefind fails


def script(folder: Path, text: str) -> Path:
    file = folder / "pagefind-of-the-test"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(stat.S_IRWXU)
    return file


@pytest.mark.parametrize(
    ("program_text", "says"),
    [
        ("exit 7", "it ended with status 7"),
        ("kill -9 $$", "it was ended by signal 9"),
        ("echo 'no space left,'; cat >/dev/null", "it said 'no space left'"),
        # {"payload": {"type": "Error", "message": "no"}}
        ("printf 'eyJwYXlsb2FkIjp7InR5cGUiOiJFcnJvciIsIm1lc3NhZ2UiOiJubyJ9fQ==,'; cat >/dev/null", "no"),
        # {"payload": {"type": "GetFiles", "files": []}}
        ("printf 'eyJwYXlsb2FkIjp7InR5cGUiOiJHZXRGaWxlcyIsImZpbGVzIjpbXX19,'; cat >/dev/null", "unknown form"),
    ],
    ids=["status", "killed", "words", "error", "other files"],
)  # fmt: skip
def test_a_pagefind_that_fails_leaves_the_site(project, tmp_path, monkeypatch, program_text, says):
    root = project(PROJECT)
    before = settled_site(root)
    file = root / "content/articles/north.md"
    file.write_text(file.read_text("utf-8").replace("said", "sang"), "utf-8")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(script(tmp_path, program_text)))

    for _ in range(2):  # the short way and the general one
        report = built(root)
        assert not report.published
        (problem,) = report.problems
        assert (str(problem.at), problem.kind) == ("mkdocs.yml:1:1", "search-failed")
        assert says in problem.message
        assert files_of(root / "site") == before
        (root / "content/about.md").write_text("# About\n", "utf-8")

    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert published(root) == published(root, cache=False)


def test_a_pagefind_that_cannot_be_started_is_a_problem(project, tmp_path, monkeypatch):
    root = project(PROJECT)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nothing"))

    (problem,) = built(root).problems

    assert problem.kind == "search-failed"
    assert "cannot be started" in problem.message


def test_files_of_an_unknown_form_are_refused():
    with pytest.raises(UnknownForm):
        settled({"pagefind-entry.json": b'{"languages": {"en": {"hash": "en_1"}}}'}, first=True)
    with pytest.raises(UnknownForm):
        settled({"filter/en_1.pf_filter": gzip.compress(b"pagefind_dcd\x82")}, first=True)
    with pytest.raises(UnknownForm):
        settled({"something.else": b""}, first=True)


def sitegen(root: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build", "--jobs", "1"],
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def runs(number: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked about does not."""
    try:
        return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def wait_for(what, why: str) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_an_interrupted_build_leaves_the_site_and_no_process(project, tmp_path, ending):
    root = project(PROJECT)
    before = published(root)
    (root / "content/articles/north.md").write_text(PROJECT["content/articles/south.md"], "utf-8")
    (root / "content/articles/north.annotations.yml").write_text(
        PROJECT["content/articles/south.annotations.yml"], "utf-8"
    )
    note = tmp_path / "process"
    # As Pagefind does, it ends with its input; with no answer the build waits for it.
    slow = script(
        tmp_path, f'echo $$ > "{note}.new"; mv "{note}.new" "{note}"; exec cat >/dev/null'
    )

    process = sitegen(root, PAGEFIND_BINARY_PATH=str(slow))
    try:
        wait_for(note.exists, "Pagefind was not started")
        child = int(note.read_text())
        assert runs(child)
        process.send_signal(ending)
        process.communicate(timeout=PATIENCE)
    finally:
        process.kill()

    assert process.returncode == (130 if ending == signal.SIGINT else -9)
    wait_for(lambda: not runs(child), "Pagefind still runs")
    assert files_of(root / "site") == before
    assert published(root) == published(root, cache=False)


def test_without_the_extra_a_notice_is_given_and_the_site_is_whole(project, tmp_path):
    root = project(PROJECT)
    for name in ("pagefind_bin", "pagefind_bin_extended"):
        (tmp_path / f"{name}.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--strict"],
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "the package pagefind is not installed: pip install 'sitegen[search] @ PLACE'" in (
        process.stderr
    )
    files = files_of(root / "site")
    assert index_in(files) == {}
    assert b"Unemployment fell in north." in files["search/index.html"]
    assert b'data-parts=""' in files["search/index.html"]


def test_the_program_says_what_is_wrong_with_a_record():
    with pytest.raises(PagefindFailed):
        Pagefind(program(), "en").index([b'{"no": "record"}'])


# Scripts without spaces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two  words,\nand more", "Two words, and more"),
        ("失业率在2023年下降。发言人", "失 业 率 在 2023 年 下 降。 发 言 人"),
        ("カナーを", "カ ナ ー を"),
        ("Putin说", "Putin 说"),
        ("ว่างงาน", "ว่ า ง ง า น"),
        ("실업률이 하락했다", "실업률이 하락했다"),
        ("معدل البطالة", "معدل البطالة"),
    ],
)
def test_characters_of_scripts_without_spaces_are_words(text, words):
    assert spaced(text) == words


def test_the_browser_cuts_words_where_the_index_does():
    """The two say the same in two languages; tests/test_search_page.py searches in them."""
    from projects import REPOSITORY

    ours = (REPOSITORY / "sitegen/search/spaced.py").read_text("utf-8")
    theirs = (REPOSITORY / "themes/broadsheet/assets/search.js").read_text("utf-8")
    scripts = re.findall(r"\\p\{(?:Script=)?([A-Z][a-z]+)\}", ours)
    assert scripts
    assert re.findall(r"Script=([A-Z][a-z]+)", theirs) == scripts
