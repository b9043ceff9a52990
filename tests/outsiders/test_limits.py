"""What hostile content may cost: memory, and the size of the site, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from projects import EPOCH, REPOSITORY, write

from sitegen.content.amounts import excess_of_markdown
from sitegen.content.suggestions import Suggestions
from sitegen.diagnostics.limits import DEFINITIONS, LIMITS, number

MOST_MEMORY = 500
"""In megabytes."""
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print("used", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(done.returncode)
"""
_ARTICLE = "content/articles/a.md"
_SIDECAR = "content/articles/a.annotations.yml"
_MATTER = "---\ntitle: T\n---\n\n"
_PUBLISHED = (
    "status: published\nchecked: 2026-11-23\nauthors: [desk]\nreviewers: [second-desk]\n"
    "finding: F.\nverdict: mixed\nclaims:\n"
)


def _claims(number: int, more: str = "") -> str:
    return "".join(
        f"  - {{id: c{i}, quote: two items, claim: C., verdict: opinion, finding: x{more}}}\n"
        for i in range(number)
    )


def _of(text: str = "two items\n", sidecar: str = "status: draft\n") -> dict[str, str]:
    return {_ARTICLE: _MATTER + text, _SIDECAR: sidecar}


_LONG = "a " * 100_000
_LOST = "The minister told us the rate had fallen " * 300
HOSTILE: dict[str, tuple[dict[str, str], str]] = {
    "empty lines": (_of("\n" * 30_000_000), _ARTICLE),
    "a quote of 30 MB": (_of(sidecar='claims: [{id: a, quote: "' + "a b " * 7_500_000 + '"}]'), _SIDECAR),
    "32 MB of list items": (_of(sidecar="claims:\n" + "- a\n" * 8_000_000), _SIDECAR),
    "lines below the size": (_of("\n" * 3_900_000), _ARTICLE),
    "list items below the size": (_of("- a\n" * 900_000), _ARTICLE),
    "brackets below the size": (_of("[" * 3_900_000), _ARTICLE),
    "table cells below the size": (_of("|a|b|\n|-|-|\n" + "|c|d|\n" * 600_000), _ARTICLE),
    "values below the size": (_of(sidecar="claims: [" + "a," * 1_900_000 + "]"), _SIDECAR),
    "keys": (_of(sidecar="".join(f"k{i}: v\n" for i in range(300_000))), _SIDECAR),
    "a title": (
        {_ARTICLE: f"---\ntitle: {_LONG}\n---\n\ntwo items\n", _SIDECAR: _PUBLISHED + _claims(200)},
        _ARTICLE,
    ),
    "an alias": (
        _of(sidecar=_PUBLISHED + f'  - {{id: c, quote: two items, explanation: &a "{_LONG}"}}\n' + _claims(200, ", explanation: *a")),
        _SIDECAR,
    ),
    "a link definition": (_of("two items\n\n[a]: /" + "u" * 200_000 + "\n\n" + "[a] " * 300), _ARTICLE),
    "too many claims": (_of(sidecar=_PUBLISHED + _claims(5_001)), _SIDECAR),
}  # fmt: skip


_AUTHORS = ", ".join(f"{i} {'a' * 900}" for i in range(900))
_SOURCE = f"s: {{title: T, authors: [{_AUTHORS}]}}\n"
_MANY_SOURCES = _of(sidecar=_PUBLISHED + _claims(200, ", sources: [s]"))
HOSTILE["a source with many authors"] = (
    _MANY_SOURCES | {"content/sources/a.yml": _SOURCE},
    _SIDECAR,
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", ["check", "build"])
def test_a_hostile_file_is_a_problem_and_costs_little(
    name: str, command: str, tmp_path: Path
) -> None:
    files, path = HOSTILE[name]
    write(tmp_path, files)
    done, used = _measured(tmp_path, command)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said[:1000]
    assert f"{path}:" in said, said[:1000]
    assert "[limit-exceeded]" in said, said[:1000]
    assert used < MOST_MEMORY
    assert len(said) < 10_000


@pytest.mark.parametrize("number", [40, 300])
def test_many_lost_quotes_all_stand_there_and_some_say_that_nothing_was_looked_for(
    number: int, tmp_path: Path
) -> None:
    lost = "".join(f'  - {{id: c{i}, quote: "{_LOST}{i}"}}\n' for i in range(number))
    text = "The minister said that the rate fell again in the year. " * 5_000
    write(tmp_path, _of(text, "status: draft\nclaims:\n" + lost))
    done, used = _measured(tmp_path, "check")
    assert done.stdout.count("[quote-missing]") == number, done.stdout[:500]
    assert "because there is too much to compare" in done.stdout
    assert used < MOST_MEMORY


def test_many_unknown_names_among_many_are_all_named(tmp_path: Path) -> None:
    entities = "".join(f"jane-doe-{i}: {{name: N {i}, type: person}}\n" for i in range(20_000))
    claims = "".join(
        f"  - {{id: c{i}, quote: two items, entities: [jane-do{i}]}}\n" for i in range(1_000)
    )
    files = _of(sidecar="status: draft\nclaims:\n" + claims)
    write(tmp_path, files | {"content/entities/people.yml": entities})
    done, used = _measured(tmp_path, "check")
    assert done.stdout.count("[entity-unknown]") == 1_000
    assert 0 < done.stdout.count("did you mean") < 1_000
    assert used < MOST_MEMORY


def test_a_quote_of_a_common_word_is_ambiguous_and_costs_little(tmp_path: Path) -> None:
    claims = "".join(f"  - {{id: c{i}, quote: rate}}\n" for i in range(200))
    write(tmp_path, _of("rate\n" * 100_000, "status: draft\nclaims:\n" + claims))
    done, used = _measured(tmp_path, "check")
    assert "[quote-ambiguous]" in done.stdout
    assert "[limit-exceeded]" in done.stdout
    assert used < MOST_MEMORY


def test_links_do_not_publish_copies_without_end(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "content/big.png").write_bytes(os.urandom(2_000_000))
    (tmp_path / "content/l").mkdir()
    for number_of_link in range(30):
        (tmp_path / f"content/l/{number_of_link}.png").symlink_to("../big.png")
    done, _ = _measured(tmp_path, "build")
    assert done.returncode == 1
    assert done.stderr.count("[limit-exceeded]") == 1
    assert not (tmp_path / "site").exists()


def test_a_long_text_that_people_write_meets_no_limit() -> None:
    chapter = "# Chapter\n\n" + "He said *so*, and [she](x.md) agreed.\nThen they left.\n\n" * 100
    assert excess_of_markdown(chapter * 300) is None


def test_definitions_that_are_used_as_people_use_them_meet_no_limit() -> None:
    links = "".join(f"[{i}]: https://example.org/{'a' * 100}/{i}\n" for i in range(2_000))
    assert (
        excess_of_markdown("".join(f"[{i}] [{i}] " for i in range(2_000)) + "\n\n" + links) is None
    )
    bomb = "[a]: /" + "u" * 50_000 + "\n\n" + "[a] " * 100
    excess = excess_of_markdown(bomb)
    assert excess is not None
    assert excess[0] is DEFINITIONS


def test_a_budget_is_spent_and_then_nothing_is_suggested() -> None:
    suggestions = Suggestions()
    known = [f"jane-doe-{i}" for i in range(20_000)]
    found = [suggestions.did_you_mean(f"jane-do{i}", known) for i in range(400)]
    assert found[0]
    assert not found[-1]


@pytest.mark.parametrize("page", ["docs/formats.md", "SECURITY.md"])
def test_every_limit_stands_in_the_docs(page: str) -> None:
    content = (REPOSITORY / page).read_text(encoding="utf-8")
    for limit in LIMITS.values():
        row = f"| {limit.name} | {number(limit.most)} {limit.unit} | {limit.reason} |"
        assert row in content, limit.name


def _measured(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run sitegen and return how much memory it took, in megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, sys.executable, "-m", "sitegen", *arguments],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said, _, used = done.stderr.rpartition("used ")
    done.stderr = said
    return done, int(used)
