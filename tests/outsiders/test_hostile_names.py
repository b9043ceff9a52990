"""Names of files and paths in mkdocs.yml that no terminal, log or system takes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from projects import write
from shared_cases import CASES, needs_cases, run_sitegen

from sitegen.diagnostics.printable import printable, printable_json, printable_lines

_FORGED = "a\n::error file=content::forged\n.md"
_STEERING = "b\x1b]0;owned\x07\x1b[8m\u202e.md"
_ARTICLE = "---\ntitle: T\n---\n\nx\n"
_LONG = "a" * 300


@pytest.mark.parametrize("arguments", [
    ["check"], ["check", "--format", "github"], ["check", "--format", "json"], ["build", "-v"],
    ["fix"], ["explain", "x\x1b[8m"], ["check", "x\x1b[8m"], ["check", "-f", "x\n::error"],
])  # fmt: skip
def test_nothing_steers_a_terminal_or_forges_a_line(arguments: list[str], tmp_path: Path) -> None:
    write(tmp_path, {f"content/articles/{name}": _ARTICLE for name in (_FORGED, _STEERING)})
    done = run_sitegen(tmp_path, *arguments)
    said = done.stdout + done.stderr
    assert done.returncode != 3, said
    assert not set(said) & set("\x1b\x07\u202e"), said
    assert not any(line.strip().startswith("::error file=content::") for line in said.splitlines())


def test_json_gives_the_names_back(tmp_path: Path) -> None:
    write(tmp_path, {f"content/articles/{name}": _ARTICLE for name in (_FORGED, _STEERING)})
    problems = json.loads(run_sitegen(tmp_path, "check", "--format", "json").stdout)["problems"]
    assert {f"content/articles/{name}" for name in (_FORGED, _STEERING)} <= {
        problem["path"] for problem in problems
    }


def test_a_name_that_is_not_utf_8_ends_no_command(tmp_path: Path) -> None:
    write(tmp_path, {})
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/content/c\xff.md"))).write_text("x")
    for arguments in (["check"], ["check", "--format", "json"], ["check", "y\udcff"]):
        done = run_sitegen(tmp_path, *arguments)
        assert done.returncode in (1, 2), done.stderr
        assert "Traceback" not in done.stderr, done.stderr


def test_what_is_printed_is_what_was_written_where_that_is_harmless() -> None:
    plain = "content/ünï çödé/हिन्दी 漢字 👩‍👩‍👧.md:1:1"
    assert printable(plain) == plain
    assert printable_lines("a\n\tb") == "a\n\tb"
    assert printable("a\n\x1b\x9b\u2066\udcff") == "a\\n\\x1b\\x9b\\u2066\\xff"
    assert json.loads(printable_json(json.dumps("\u202e\x7f", ensure_ascii=False))) == "\u202e\x7f"


@pytest.mark.parametrize("key", ["docs_dir", "site_dir", "INHERIT", "theme"])
@pytest.mark.parametrize("value", ['"a\\0b"', _LONG, "a/" * 2_500])
@pytest.mark.parametrize("command", ["check", "build"])
def test_what_can_be_no_path_is_a_problem_at_its_place(
    key: str, value: str, command: str, tmp_path: Path
) -> None:
    lines = {"site_name": "x", "docs_dir": "content"}
    if key != "theme":
        lines[key] = value
    plugin = "  - sitegen:\n      theme: " + value if key == "theme" else "  - sitegen"
    configuration = "".join(f"{name}: {text}\n" for name, text in lines.items())
    write(tmp_path, {"mkdocs.yml": f"{configuration}plugins:\n{plugin}\n"})
    done = run_sitegen(tmp_path, command)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "Traceback" not in said, said
    number = list(lines).index(key) + 1 if key in lines else 5
    assert f"mkdocs.yml:{number}:" in said, said


def test_a_site_dir_that_leads_to_itself_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "site").symlink_to("site")
    for command in ("check", "build"):
        done = run_sitegen(tmp_path, command)
        said = done.stdout + done.stderr
        assert done.returncode == 1, said
        assert "'site_dir'" in said, said
        assert "Traceback" not in said, said


@needs_cases
@pytest.mark.parametrize("name", ["deep", "deep2", "surr"])
def test_a_template_that_cannot_be_compiled_is_broken(name: str, tmp_path: Path) -> None:
    template = (CASES / "attack-theme-rc3" / f"{name}.html").read_text()
    write(tmp_path, {"themes/broadsheet/bodies/home.html": "\n\n" + template})
    for command in ("check", "build"):
        done = run_sitegen(tmp_path, command)
        said = done.stdout + done.stderr
        assert done.returncode == 1, said
        assert "[theme-broken]" in said, said
        assert "themes/broadsheet/bodies/home.html:3:1" in said, said


@needs_cases
def test_an_inherited_file_whose_name_holds_nul_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": (CASES / "attack-inherit-nul/mkdocs.yml").read_text()})
    done = run_sitegen(tmp_path, "check")
    assert done.returncode == 1, done.stdout
    assert "mkdocs.yml:1:10: error" in done.stdout, done.stdout
