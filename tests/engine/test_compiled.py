"""Compiled templates are kept, and run only if this user's own build kept them."""

from __future__ import annotations

import marshal
import os
from pathlib import Path

import msgspec
import pytest
from jinja2 import Environment
from test_faults import made, made_clean, small, tree_of
from test_meanwhile import settle

from sitegen.engine import compiled
from sitegen.engine.cache import opened
from sitegen.engine.compiled import Compiled


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    compile_it = Environment.compile

    def noted(self: Environment, source: object, name: str | None = None, *rest: object) -> object:
        names.append(str(name))
        return compile_it(self, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", noted)
    return names


def edited(folder: Path, number: int) -> None:

    text = (folder / "content/articles/a0.md").read_text()
    (folder / "content/articles/a0.md").write_text(f"{text}\nParagraph {number}.\n")
    settle(folder)


def test_the_next_build_compiles_nothing_again(project, compiling):
    folder = project(small())
    settle(folder)
    made(folder)
    assert "bodies/article.html" in compiling
    compiling.clear()
    edited(folder, 1)
    assert made(folder).published
    assert compiling == []


def test_another_theme_is_compiled_anew(project, compiling):
    folder = project(small())
    settle(folder)
    made(folder)
    compiling.clear()
    own = folder / "themes/broadsheet/bodies"
    own.mkdir(parents=True)
    (own / "article.html").write_text("{{ page.title }}, in other words\n")
    made(folder)
    assert "bodies/article.html" in compiling


FORGED = compile("raise SystemExit('code out of a cache ran')", "forged", "exec")


@pytest.mark.parametrize("key", [b"", b"k" * 32])
def test_code_that_does_not_bear_the_seal_is_not_run(project, compiling, key, monkeypatch):
    folder = project(small())
    settle(folder)
    made(folder)
    with opened(folder / ".sitegen") as memory:
        (name,) = memory.names("compiled/")
        kept = memory.get(f"compiled/{name}", bytes)
        assert kept is not None
        content = msgspec.msgpack.decode(kept[32:], type=dict[str, bytes])
        forged = msgspec.msgpack.encode(dict.fromkeys(content, marshal.dumps(FORGED)))
        with monkeypatch.context() as other:
            other.setattr(compiled, "_key", lambda: key)
            seal = Compiled(memory, name, b"guessed")._seal(forged) if key else kept[:32]
        memory.put([(f"compiled/{name}", msgspec.msgpack.encode(seal + forged))])
        memory.commit()
    edited(folder, 2)
    made(folder)
    assert tree_of(folder / "site") == made_clean(folder)


@pytest.mark.parametrize("fault", ["open to others", "no folder", "too short"])
def test_without_a_key_of_its_own_nothing_is_kept(project, home, fault):
    folder = project(small())
    match fault:
        case "open to others":
            made(folder)
            (home / "sitegen/key").chmod(0o644)
        case "no folder":
            (home / "sitegen").write_text("a file")
        case "too short":
            (home / "sitegen").mkdir()
            (home / "sitegen/key").write_bytes(b"k")
            (home / "sitegen/key").chmod(0o600)
    assert compiled._key() == b""
    edited(folder, 3)
    assert made(folder).published


def test_the_key_is_private_and_stays(home):
    key = compiled._key()
    assert len(key) == 32
    assert compiled._key() == key
    assert (home / "sitegen/key").stat().st_mode & 0o777 == 0o600
    assert os.listdir(home / "sitegen") == ["key"]
