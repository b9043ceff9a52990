"""The shape of the house: who may import whom, what is pure, what is public, what is written down."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import click
import pytest
from projects import REPOSITORY

import sitegen
from sitegen.cli.main import commands
from sitegen.cli.output import FORMATS
from sitegen.content import configuration, models
from sitegen.content.fields import Fields
from sitegen.diagnostics import KINDS

PACKAGE = REPOSITORY / "sitegen"

ROOMS = (
    "diagnostics",
    "text",
    "content",
    "checks",
    "site",
    "render",
    "search",
    "engine",
    "editorial",
    "preview",
    "cli",
    "mkdocs",
    "mkdocs_plugin",
)
"""DESIGN.md, "How it is built": a room imports only from those above it."""

HOSTS = {"cli", "mkdocs", "mkdocs_plugin"}
DOORS = {("mkdocs_plugin", "mkdocs")}
"""A host may have a door of its own: the name by which its users know it."""

PURE = ROOMS[: ROOMS.index("engine")]

WORLD = """
    os pathlib io shutil tempfile glob fileinput mmap fcntl stat
    time random secrets uuid locale getpass platform ctypes
    socket ssl http urllib.request urllib.error ftplib smtplib select selectors
    subprocess multiprocessing threading concurrent asyncio signal queue
    logging sys warnings builtins importlib pickle shelve marshal sqlite3
    click rich mkdocs starlette uvicorn watchfiles httpx requests
""".split()
"""Disk, clock, network, chance, environment, processes, and the hosts."""

WORLDLY_CALLS = frozenset("open print input exec eval __import__ breakpoint".split())
WORLDLY_METHODS = frozenset(
    "now today utcnow read_text read_bytes write_text write_bytes mkdir iterdir".split()
)


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        steps = path.relative_to(REPOSITORY).with_suffix("").parts
        found[".".join(steps[:-1] if steps[-1] == "__init__" else steps)] = path
    return found


MODULES = modules()


def imports(name: str) -> Iterator[tuple[str, int]]:
    """Yield what a module imports, wherever in it, with the line; a name that is a module is one."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in MODULES else node.module or ""), node.lineno


def room(name: str) -> str:
    """The room of a module of the package; '' for the package itself."""
    return name.partition(".")[2].partition(".")[0]


def test_every_module_stands_in_a_room_of_the_design():
    loose = {room(name) for name in MODULES} - set(ROOMS) - {"", "__main__"}

    assert loose == set()


def test_a_build_with_nothing_to_do_imports_nothing_that_reads_content():
    script = "import sys; import sitegen.cli; from sitegen.engine import look; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=120
    )

    heavy = {"sitegen.text", "sitegen.content", "sitegen.render", "yaml", "pydantic", "jinja2"}
    assert not (heavy | {"markdown_it", "babel", "regex", "rapidfuzz"}) & {*done.stdout.split()}


def test_a_room_imports_only_from_the_rooms_above_it():
    wrong = []
    for name in MODULES:
        here = room(name)
        if here in ("", "__main__"):
            continue
        for target, line in imports(name):
            there = room(target) if target.split(".")[0] == "sitegen" else ""
            if there and there != here and ROOMS.index(there) > ROOMS.index(here):
                wrong.append(f"{name}:{line} imports {target}")
            if there in HOSTS and there != here and (here, there) not in DOORS:
                wrong.append(f"{name}:{line} imports the host {target}")

    assert wrong == []


def test_no_two_modules_import_each_other_in_a_circle():
    needs = {name: {to for to, _ in imports(name) if to in MODULES} - {name} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(needs[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


def pure_modules() -> list[str]:
    return [name for name in MODULES if room(name) in PURE]


@pytest.mark.parametrize("name", pure_modules())
def test_the_core_knows_no_disk_clock_network_chance_environment_or_process(name):
    wrong = [
        f"{line}: {target}"
        for target, line in imports(name)
        if any(target == outside or target.startswith(outside + ".") for outside in WORLD)
    ]
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in WORLDLY_CALLS:
                wrong.append(f"{node.lineno}: {node.func.id}()")
            elif isinstance(node.func, ast.Attribute) and node.func.attr in WORLDLY_METHODS:
                wrong.append(f"{node.lineno}: .{node.func.attr}()")

    assert wrong == []


MODULE_OF = {"markdown-it-py": "markdown_it", "PyYAML": "yaml"}
"""Where the name of a library is not that of its module."""


def declared(names: Iterable[str]) -> set[str]:
    """The modules of requirements such as `click>=8.1.7`."""
    plain = (re.split(r"[<>=\[]", name, maxsplit=1)[0] for name in names)
    return {MODULE_OF.get(name, name.lower().replace("-", "_")) for name in plain}


def imported() -> set[str]:
    """The libraries that the package imports."""
    used = {target.split(".")[0] for name in MODULES for target, _ in imports(name)}
    return used - set(sys.stdlib_module_names) - {"sitegen"}


def test_the_core_imports_what_is_declared_and_nothing_else():
    """A library that comes along with another one by chance may be gone tomorrow."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = declared(project["dependencies"])
    extras = declared(
        library
        for extra in ("preview", "search", "social")
        for library in project["optional-dependencies"][extra]
    )

    assert imported() - needed - extras - {"pydantic_core"} == set()
    assert needed - imported() == set(), "declared, and not used"


def test_public_names_of_the_package():
    assert sitegen.__all__ == ["__version__"]


def test_public_names_of_the_rooms_exist_and_are_sorted():
    for name in MODULES:
        if room(name) in PURE and name.count(".") == 1:
            module = __import__(name, fromlist=["__all__"])

            assert all(hasattr(module, public) for public in module.__all__), name
            assert len(set(module.__all__)) == len(module.__all__), name


# What is written down


def code_in_docs() -> set[str]:
    """The words that the docs print as code, in a line or in a block."""
    words: set[str] = set()
    for page in (REPOSITORY / "docs").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        for code in (*blocks, *re.findall(r"`([^`\n]+)`", rest)):
            words.update(re.findall(r"[\w-]+", code))
    return words


def fields_of(model: type[Fields]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def written_by_editors() -> dict[str, set[str]]:
    """Every name that an editor, a developer or a desk can type, by what it is."""
    groups = {
        model.__name__: fields_of(model)
        for module in (models, configuration)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, Fields) and model is not Fields
    }
    for model in (models.Sidecar, models.Evidence, models.Verdict, models.Entity, models.Article):
        for name, field in model.model_fields.items():
            values = {value for value in get_args(field.annotation) if isinstance(value, str)}
            if values:
                groups[f"{model.__name__}.{name}"] = values
    for command in commands.commands.values():
        options = {
            name
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for name in parameter.opts
        }
        groups[f"sitegen {command.name}"] = {str(command.name), *options}
    groups["kinds"] = set(KINDS)
    groups["formats"] = set(FORMATS)
    return groups


@pytest.mark.parametrize("group", sorted(written_by_editors()))
def test_every_command_option_kind_key_and_field_stands_in_the_docs(group):
    missing = written_by_editors()[group] - code_in_docs()

    assert missing == set()


def test_the_page_of_problems_is_made_from_the_table_of_kinds():
    from tools.problems import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tools.problems"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_explains_itself(name):
    kind = KINDS[name]

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.name)
    assert kind.severity in ("error", "warning")
    assert kind.meaning.endswith(".")
    assert kind.wrong != kind.right
    assert kind.wrong
    assert kind.right
    assert not kind.message.endswith(".")


KINDS_OF_FORMATS = """
    yaml-syntax key-repeated key-unknown field-missing field-wrong id-repeated id-wrong slug-repeated
    quote-missing quote-ambiguous quote-overlaps-itself verdict-unknown source-unknown entity-unknown
    contributor-unknown citation-unknown source-unused source-duplicate entity-unused alias-shared
    date-future date-order archive-wrong archive-missing access-date-missing sources-too-few
    evidence-contradicts-verdict finding-missing claim-too-long reviewer-missing reviewer-is-author
    reply-missing correction-missing correction-disagrees review-again link-broken html-refused
    address-refused option-unknown file-unreadable
""".split()


def test_the_names_of_problems_are_permanent():
    """FORMATS.md section 6: people and tools search for them."""
    assert set(KINDS_OF_FORMATS) - set(KINDS) == set()
