"""Tables in parts, and the look at a site by another process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.engine import inspection, tables
from sitegen.engine.cache import Cache, opened
from sitegen.engine.inspection import Inspection
from sitegen.engine.outputs import Output, Tree, folders_of, output_at, times_of
from sitegen.engine.tables import DamagedTableError, Table

NAMES = st.text(alphabet="abc/\udc80é", max_size=4)
ITEMS = st.dictionaries(NAMES, st.integers(0, 3), max_size=30)


@pytest.fixture(autouse=True, params=[1, 10_000])
def _with_parts_or_without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "WORTH_PARTS", request.param)


@given(ITEMS, ITEMS)
def test_a_table_is_the_mapping_that_it_was_made_of(items, changes):
    before = Table.of(int, items)
    after = before.with_these(changes)
    assert dict(before) == dict(before.rows()) == items
    assert dict(after) == items | changes
    assert len(after) == len(items | changes)
    assert {name: after.get(name) for name in after} == items | changes


@given(ITEMS, ITEMS, ITEMS)
def test_differences_are_those_of_the_mappings(items, changes, others):
    table = Table.of(int, items)
    for one, other in (
        (table, table.with_these(changes)),
        (table.with_these(changes), table),
        (table, Table.of(int, others)),
        (table, others),
    ):
        changed = {name for name, value in one.items() if other.get(name) != value}
        assert one.differences(other) == (changed, other.keys() - one.keys())


@contextmanager
def memory(folder: Path) -> Iterator[Cache]:
    with opened(folder) as found:
        yield found
        found.commit()


ROWS = {f"name-{number}": number for number in range(200)}


def test_the_cache_keeps_a_table_and_writes_only_parts_that_changed(tmp_path):
    first = Table.of(int, ROWS)
    with memory(tmp_path) as cache:
        cache.put_table("rows/a", first)
        cache.put_table("rows/a-longer-name", Table.of(int, {"other": 1}))
    with memory(tmp_path) as cache:
        kept = cache.table("rows/a", int)
        assert kept is not None
        assert dict(kept) == ROWS
        statements: list[str] = []
        assert cache._database is not None
        cache._database.set_trace_callback(statements.append)
        after = kept.with_these({"name-7": 700})
        cache.put_table("rows/a", after, kept)
        assert sum(text.startswith("INSERT") for text in statements) == 1
    with memory(tmp_path) as cache:
        found = cache.table("rows/a", int)
        assert found is not None
        assert dict(found) == ROWS | {"name-7": 700}


def test_a_table_of_which_a_part_is_missing_or_damaged_is_none(tmp_path):
    with memory(tmp_path) as cache:
        cache.put_table("rows/a", Table.of(int, ROWS))
        names = sorted(cache.names("rows/a/"))
        cache.remove([f"rows/a/{names[-1]}"])
        assert cache.table("rows/a", int) is None
        cache.put_table("rows/b", Table.of(int, ROWS))
        assert cache._database is not None
        cache._database.execute(
            "UPDATE piece SET data = x'80' WHERE name = ?", (f"rows/b/{names[0]}",)
        )
        assert cache.table("rows/b", int) is None


def test_what_is_no_row_is_found_when_it_is_unpacked(tmp_path):
    with memory(tmp_path) as cache:
        cache.put_table("rows/a", Table.of(str, dict.fromkeys(ROWS, "text")))
        table = cache.table("rows/a", int)
        assert table is not None
        with pytest.raises(DamagedTableError):
            dict(table)


def site(folder: Path, word: str) -> Tree:
    for number in range(20):
        page = folder / f"page-{number}" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(word)
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    files = {name: output_at(f"{folder}/{name}", word.encode()) for name in names}
    times = times_of(str(folder), folders_of(names))
    return Tree(Table.of(Output, files), Table.of(int, times))


SCRIPT = """
import sys, msgspec
from sitegen.engine import inspection, processes
from sitegen.engine.outputs import Output, Standing, Tree
from sitegen.engine.tables import Table
inspection.WORTH_A_PROCESS = 0
inspection.cores = lambda: 2
site, spare, *packed = sys.argv[1:]
def tree(number):
    files, folders = msgspec.json.decode(packed[number])
    return Tree(Table.of(Output, msgspec.convert(files, dict[str, Output])), Table.of(int, folders))
found = inspection.Inspection(site, tree(0))
found.with_spare(spare, tree(1))
found.begin()
assert found._process, "no other process looks"
def never(*given): raise AssertionError("the other process gave no answer")
inspection.standing = inspection.untouched = never
answers = found.stands(), found.spare_stands()
assert not found._process
sys.stdout.buffer.write(msgspec.json.encode(answers))
"""


@pytest.mark.parametrize("touched", ["nothing", "a file", "a folder", "the spare"])
def test_another_process_finds_what_this_one_would(tmp_path, touched):
    one, other = tmp_path / "one", tmp_path / "other"
    trees = site(one, "one"), site(other, "other")
    match touched:
        case "a file":
            (one / "page-3/index.html").write_text("another")
        case "a folder":
            (one / "page-3/more.txt").write_text("more")
        case "the spare":
            (other / "page-3/more.txt").write_text("more")
    here = Inspection(str(one), trees[0])
    here.with_spare(str(other), trees[1])
    here.begin()  # a site of this size is worth none
    assert not here._process
    given = [msgspec.json.encode((dict(tree.files), dict(tree.folders))).decode() for tree in trees]
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(one), str(other), *given],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=120,
    )
    assert told.stdout == msgspec.json.encode((here.stands(), here.spare_stands()))
    assert here.stands().whole == (touched in ("nothing", "the spare"))
    assert here.spare_stands() == (touched != "the spare")


def test_an_answer_that_does_not_come_is_found_here(tmp_path):
    tree = site(tmp_path / "one", "one")
    found = Inspection(str(tmp_path / "one"), tree)
    here, there = os.pipe()
    os.write(there, b"\x05")  # it was killed before it had said more
    os.close(there)
    found._process, found._answers = subprocess.Popen([sys.executable, "-c", ""]).pid, here
    assert found.stands().whole
    assert not found.spare_stands()
    assert inspection.WORTH_A_PROCESS > 1
