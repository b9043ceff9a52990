"""Compiled templates are kept in the user's own cache folder, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.bccache import bc_magic
from test_faults import made, made_clean, small, tree_of
from test_meanwhile import settle

from sitegen.engine.template_cache import template_cache


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled during the test."""
    names: list[str] = []
    compile_it = Environment.compile

    def noted(self: Environment, source: object, name: str | None = None, *rest: object) -> object:
        names.append(str(name))
        return compile_it(self, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", noted)
    return names


def edited(folder: Path, number: int) -> None:
    path = folder / "content/articles/a0.md"
    path.write_text(f"{path.read_text()}\nParagraph {number}.\n")
    settle(folder)


def test_the_next_build_compiles_nothing_again(project, compiled):
    folder = project(small())
    settle(folder)
    made(folder)
    assert any("bodies/article.html" in name for name in compiled)
    compiled.clear()
    edited(folder, 1)
    assert made(folder).published
    assert compiled == []


def test_only_the_template_that_changed_is_compiled_anew(project, compiled):
    folder = project(small())
    settle(folder)
    made(folder)
    own = folder / "themes/broadsheet/bodies"
    own.mkdir(parents=True)
    (own / "article.html").write_text("{{ page.title }}, in other words\n")
    made(folder)
    compiled.clear()
    (own / "article.html").write_text("{{ page.title }}, in words\n")
    made(folder)
    assert "bodies/article.html" in compiled
    assert not {"base.html", "bodies/claim.html", "partials/head.html"} & set(compiled)
    assert tree_of(folder / "site") == made_clean(folder)


def test_nothing_in_a_project_is_code(project, home):
    folder = project(small())
    made(folder)
    files = [path for path in (folder / ".sitegen").rglob("*") if path.is_file()]
    assert not [path for path in files if bc_magic in path.read_bytes()]
    assert list((home / "sitegen" / "templates").glob("*/*.cache"))


def test_a_template_that_is_no_bytecode_is_compiled(project, home):
    folder = project(small())
    settle(folder)
    made(folder)
    for path in (home / "sitegen" / "templates").glob("*/*.cache"):
        path.write_bytes(path.read_bytes()[:-40])
    edited(folder, 2)
    made(folder)
    assert tree_of(folder / "site") == made_clean(folder)


@pytest.mark.parametrize("fault", ["open to others", "no folder"])
def test_without_a_folder_of_its_own_nothing_is_kept(project, home, fault):
    folder = project(small())
    match fault:
        case "open to others":
            (home / "sitegen" / "templates").mkdir(parents=True)
            (home / "sitegen" / "templates").chmod(0o777)
        case "no folder":
            (home / "sitegen").write_text("a file")
    assert template_cache(b"version") is None
    assert made(folder).published
    assert not list(home.rglob("*.cache"))


def test_versions_that_nobody_uses_go(home):
    for number in range(20):
        assert template_cache(bytes([number])) is not None
    assert len(list((home / "sitegen" / "templates").iterdir())) == 8
