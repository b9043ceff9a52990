"""The command line: exit statuses, streams, formats, words. FORMATS.md section 4."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from projects import EPOCH

from sitegen import __version__
from sitegen.cli import main
from sitegen.cli.main import commands
from sitegen.diagnostics import KINDS

ARTICLE = "---\ntitle: T\n---\nSome words.\n"
WRONG = {
    "content/articles/a.md": ARTICLE,
    "content/articles/a.annotations.yml": "claims:\n  - {id: a, quote: Some, verdit: mixed}\n",
}
WARNING = {"content/sources/s.yml": "s: {title: S}\n"}


@pytest.fixture
def sitegen(capsys, monkeypatch):
    """Return a function that runs a command in this process: (status, output, errors)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sitegen", *arguments])
        interruptions = signal.getsignal(signal.SIGINT)
        try:
            with pytest.raises(SystemExit) as left:
                main()
        finally:  # A build that is out cannot be interrupted any more; these tests can.
            signal.signal(signal.SIGINT, interruptions)
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return run


# Exit statuses


def test_status_0_when_all_is_well(project, sitegen):
    project({})

    assert sitegen("check") == (0, "", "no problems\n")


def test_status_1_for_problems_in_the_content(project, sitegen):
    project(WRONG)

    assert sitegen("check")[0] == 1
    assert sitegen("build")[0] == 1


def test_status_0_for_warnings_unless_strict(project, sitegen):
    project(WARNING)

    assert sitegen("check")[0] == 0
    assert sitegen("check", "--strict")[0] == 1
    assert sitegen("build", "--strict")[0] == 1
    assert not Path("site").exists()
    assert sitegen("build")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["chekc"], "chekc"),
        (["check", "--fromat", "json"], "--fromat"),
        (["check", "--format", "xml"], "xml"),
        (["check", "-f", "nowhere.yml"], "nowhere.yml"),
        (["check", "nosuch.yml"], "there is no file nosuch.yml"),
        (["check", "content", "content/index.mdd"], "did you mean content/index.md?"),
        (["fix", "content/articles/nosuch.yml"], "there is no file content/articles/nosuch.yml"),
        (["explain", "quote-mising"], "quote-missing"),
        (["explain", "nothing-like-it"], "nothing-like-it"),
        (["build", "--site-dir", "content"], "content"),
    ],
)
def test_status_2_for_a_command_that_cannot_be_meant(project, sitegen, arguments, says):
    project({})

    status, out, err = sitegen(*arguments)

    assert status == 2
    assert out == ""
    assert says in err
    assert "Traceback" not in err


def test_status_2_where_there_is_no_configuration(tmp_path, monkeypatch, sitegen):
    monkeypatch.chdir(tmp_path)

    status, out, err = sitegen("check")

    assert (status, out) == (2, "")
    assert "there is no mkdocs.yml here: run sitegen in the folder of your site" in err


def test_the_configuration_is_looked_for_in_the_folders_above(project, sitegen, monkeypatch):
    folder = project(WRONG)
    monkeypatch.chdir(folder / "content" / "articles")

    assert sitegen("check") == (1, TEXT.removeprefix("content/articles/"), "1 error\n")
    assert sitegen("build")[0] == 1


def test_a_configuration_outside_of_the_repository_is_not_ours(project, sitegen, monkeypatch):
    folder = project({"content/inner/.git": "gitdir: elsewhere\n", "content/inner/a/b.txt": ""})
    monkeypatch.chdir(folder / "content" / "inner" / "a")

    assert sitegen("check")[0] == 2


@pytest.fixture
def failing_command():
    def fail() -> None:
        raise RuntimeError("a mistake of ours")

    commands.add_command(click.Command("fail", callback=fail))
    yield
    del commands.commands["fail"]


@pytest.mark.usefixtures("failing_command")
def test_status_3_for_a_mistake_of_ours_and_a_report_to_send(sitegen):
    status, out, err = sitegen("fail")

    assert (status, out) == (3, "")
    assert "RuntimeError: a mistake of ours" in err
    assert "report it" in err


ENDLESS = {
    "themes/broadsheet/bodies/prose.html": "{% for i in range(10 ** 12) %}{% endfor %}<h1>T</h1>\n",
    "content/about.md": "# About\n",
}


def test_status_130_when_interrupted_and_the_site_before_stands(project):
    folder = project({})
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    command = [sys.executable, "-m", "sitegen", "build"]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    before = (folder / "site" / "index.html").read_bytes()
    project(ENDLESS)
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None and not list(folder.glob(".site-*")):
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()

    assert process.returncode == 130
    assert out == b""
    assert err.strip() == b"Interrupted."
    assert (folder / "site" / "index.html").read_bytes() == before
    assert list(folder.glob(".site-*")) == []


def test_a_reader_that_goes_away_is_no_mistake(project):
    folder = project({f"content/sources/{n}.yml": f"s{n}: {{titel: S}}\n" for n in range(2000)})
    with subprocess.Popen(
        [sys.executable, "-m", "sitegen", "check"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()

    assert b"Traceback" not in err
    assert b"Broken pipe" not in err


# Streams and formats

TEXT = """\
content/articles/a.annotations.yml:2:26: error: 'verdit' is not a field of a claim [key-unknown]
    did you mean 'verdict'?
"""


def test_check_prints_problems_on_standard_output_and_the_sum_on_standard_error(project, sitegen):
    project(WRONG)

    assert sitegen("check") == (1, TEXT, "1 error\n")


def test_build_prints_problems_on_standard_error(project, sitegen):
    project(WRONG)

    status, out, err = sitegen("build")

    assert (status, out) == (1, "")
    assert err == TEXT + "Not published: 1 error. The site before stands.\n"


def test_build_prints_its_result_on_standard_output(project, sitegen):
    project({})

    status, out, err = sitegen("build")

    assert (status, err) == (0, "")
    assert re.fullmatch(
        r"0 articles, 0 claims: (\d+) files in \d+\.\d s, \1 of them new or changed → site\n", out
    )


def test_format_json(project, sitegen):
    project(WRONG | WARNING)

    status, out, err = sitegen("check", "--format", "json")

    assert (status, err) == (1, "")
    assert json.loads(out) == {
        "version": 1,
        "problems": [
            {
                "path": "content/articles/a.annotations.yml",
                "line": 2,
                "column": 26,
                "kind": "key-unknown",
                "severity": "error",
                "message": "'verdit' is not a field of a claim",
                "hint": "did you mean 'verdict'?",
            }
        ],
        "errors": 1,
        "warnings": 0,
    }


def test_format_json_without_problems(project, sitegen):
    project({})

    status, out, err = sitegen("check", "--format", "json")

    assert (status, err) == (0, "")
    assert json.loads(out) == {"version": 1, "problems": [], "errors": 0, "warnings": 0}


def test_format_github(project, sitegen):
    project({"content/100%,:\n.md": "[a](b%0A.md)\n"})

    status, out, err = sitegen("check", "--format", "github")

    assert (status, err) == (1, "")
    # Windows stores no such name, which is another line.
    assert out.count("::warning ") == out.count("title=address-unportable::") == 1
    assert "".join(re.findall(r"^::error .*\n", out, re.MULTILINE)) == (
        "::error file=content/100%25%2C%3A%0A.md,line=1,col=5,title=link-broken::"
        "this link leads nowhere: b%250A.md%0A"
        "link to a file in the content folder, as in [method](../methodology.md)\n"
    )


def test_problems_are_sorted_by_path_line_and_column(project, sitegen):
    project(
        {
            "content/sources/b.yml": "s2: {titel: S}\ns10: {}\n",
            "content/sources/a.yml": "\n".join(
                f"a{n}: {{title: 1, x: 1, y: 1}}" for n in range(12)
            ),
        }
    )

    problems = json.loads(sitegen("check", "--format", "json")[1])["problems"]
    places = [(p["path"], p["line"], p["column"]) for p in problems]

    assert places == sorted(places)
    assert len(places) > 20


def test_paths_are_relative_to_the_working_directory(project, sitegen, monkeypatch):
    folder = project(WRONG)
    monkeypatch.chdir(folder / "content" / "articles")

    problems = json.loads(sitegen("check", "-f", "../../mkdocs.yml", "--format", "json")[1])

    assert [problem["path"] for problem in problems["problems"]] == ["a.annotations.yml"]


def test_check_of_a_path_shows_the_problems_in_it_only(project, sitegen):
    project({**WRONG, "content/sources/s.yml": "s: {titel: S}\n"})

    def paths(*arguments: str) -> set[str]:
        found = json.loads(sitegen("check", "--format", "json", *arguments)[1])
        return {problem["path"] for problem in found["problems"]}

    sidecar, source = "content/articles/a.annotations.yml", "content/sources/s.yml"
    assert paths() == {sidecar, source}
    assert paths("content/sources") == {source}
    assert paths("content/articles/a.annotations.yml") == {sidecar}
    assert paths("content/articles", "content/sources/s.yml") == {sidecar, source}
    assert paths("content/articles/a.md") == set()
    assert sitegen("check", "content/articles/a.md")[0] == 0
    assert sitegen("check", "content/sources")[0] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "social_image: true",
        "link_entities: sometimes",
        "theme: nowhere",
        'theme_options: {ink: "#fff"}',
        "theme_options: {acent: red}",
        "policies: {second_raeder: off}",
        "polices: {second_reader: off}",
        "organisation: [The Desk]",
    ],
)
def test_a_mistake_in_the_configuration_hides_nothing_in_the_content(project, sitegen, wrong):
    unread = WRONG["content/articles/a.annotations.yml"].replace("verdit: mixed", "verdict: flase")
    unread = "status: published\nchecked: 2026-11-22\nauthors: [desk]\n" + unread
    unread = unread.replace("flase", "flase, finding: F.")
    configuration = f"site_name: S\ndocs_dir: content\nplugins:\n- sitegen:\n    {wrong}\n"
    project({**WRONG, "mkdocs.yml": configuration, "content/articles/a.annotations.yml": unread})

    status, out, _ = sitegen("check", "--format", "json")
    found = {(p["path"], p["kind"]) for p in json.loads(out)["problems"]}
    about = {path for path, _ in found}

    assert status == 1
    assert about == {"mkdocs.yml", "content/articles/a.annotations.yml"}
    assert ("content/articles/a.annotations.yml", "verdict-unknown") in found
    # Whether the desk wants a second reader is not known where the policies cannot be read.
    assert ("reviewer-missing" in {kind for _, kind in found}) == ("polic" not in wrong)
    assert all(kind in sitegen("build")[2] for _, kind in found)
    assert not Path("site").exists()


def test_without_a_folder_of_content_only_that_is_said(project, sitegen):
    project({**WRONG, "mkdocs.yml": "site_name: S\ndocs_dir: [a]\nplugins: [sitegen]\n"})

    assert re.findall(r"\[([a-z-]+)\]$", sitegen("check")[1], re.MULTILINE) == ["option-wrong"]


BROKEN_THEME = {
    "themes/broadsheet/base.html": "<!doctype html>\n{{ body) }}\n",
    "themes/broadsheet/bodies/claim.html": "<h1>\n{% endif %}\n",
    "themes/broadsheet/bodies/home.html": '\n\n{% extends "brodsheet/bodies/home.html" %}\n',
    "themes/broadsheet/bodies/scale.html": "{% include 'partials/own.html' %}{{ page.title|upper }}",
    "themes/broadsheet/partials/own.html": "{{ page.title|uper }}\n",
    "themes/broadsheet/partials/old.html": "{{ 'only MkDocs knows this one'|url }}\n",
    "themes/broadsheet/bodies/prose.html": b"\xff",
    "themes/broadsheet/assets/body.css": "p { background: url(nothing.png) }\n",
    "themes/broadsheet/locale/de.po": 'msgid "a\n',
}


def test_check_finds_what_is_wrong_with_the_theme_though_no_page_asks_for_it(project, sitegen):
    project(BROKEN_THEME | {"themes/broadsheet/locale/de.po": None})

    status, out, _ = sitegen("check", "--format", "json")
    found = json.loads(out)["problems"]

    assert status == 1
    assert [f"{p['path']}:{p['line']} {p['kind']}" for p in found] == [
        "themes/broadsheet/assets/body.css:1 theme-broken",
        "themes/broadsheet/base.html:2 theme-broken",
        "themes/broadsheet/bodies/claim.html:2 theme-broken",
        "themes/broadsheet/bodies/home.html:3 theme-broken",
        "themes/broadsheet/bodies/prose.html:1 theme-broken",
        "themes/broadsheet/partials/old.html:1 theme-file-unused",
        "themes/broadsheet/partials/own.html:1 theme-broken",
    ]


def test_check_finds_a_broken_catalogue_and_what_a_theme_lacks(project, sitegen):
    project({"themes/broadsheet/locale/de.po": BROKEN_THEME["themes/broadsheet/locale/de.po"]})
    assert "themes/broadsheet/locale/de.po:1:1: error: the theme cannot be" in sitegen("check")[1]
    configuration = "site_name: S\ndocs_dir: content\nplugins: [{sitegen: {theme: ours}}]\n"
    project({"mkdocs.yml": configuration, "themes/ours/theme.yml": "name: ours\n"})
    out = sitegen("check")[1]
    assert "themes/ours/theme.yml:1:1: error: the theme cannot be used: there is no temp" in out
    assert "'bodies/scale.html'" in out
    project({"mkdocs.yml": configuration.replace("ours", "bare"), "themes/bare/a.txt": ""})
    assert sitegen("check")[1].startswith("mkdocs.yml:3:29: error: the theme cannot be used")


@pytest.mark.parametrize("theme", ["broadsheet", "plain"])
def test_check_finds_nothing_wrong_with_a_theme_that_comes_with_sitegen(project, sitegen, theme):
    configuration = f"site_name: S\ndocs_dir: content\nplugins: [{{sitegen: {{theme: {theme}}}}}]\n"
    project({"mkdocs.yml": configuration})

    assert sitegen("check") == (0, "", "no problems\n")


def on_a_terminal(folder: Path, **environment: str) -> str:
    """Run `sitegen check` with a terminal as its output, and return what it prints."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "sitegen", "check"],
        cwd=folder,
        env={**os.environ, "TERM": "xterm", **environment},
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass  # Linux says so when the other end is closed.
    os.close(ours)
    return shown.decode()


def test_colours_on_a_terminal_only_and_not_with_no_color(project, sitegen):
    folder = project(WRONG)

    assert "\x1b[" in on_a_terminal(folder)
    assert "\x1b[" not in on_a_terminal(folder, NO_COLOR="1")
    assert "\x1b[" not in sitegen("check")[1]


def test_an_empty_no_color_counts_as_not_set(project):
    """no-color.org: the variable counts when present and not an empty string."""
    assert "\x1b[" in on_a_terminal(project(WRONG), NO_COLOR="")


# Explanations


@pytest.mark.parametrize("name", sorted(KINDS))
def test_explain_says_what_a_kind_means_with_a_wrong_and_a_right_example(sitegen, name):
    kind = KINDS[name]

    status, out, err = sitegen("explain", name)
    words = " ".join(out.split())

    assert (status, err) == (0, "")
    assert out.startswith(f"{name} ({kind.severity})\n")
    assert " ".join(kind.meaning.split()) in words
    assert " ".join(["Wrong:", *kind.wrong.split()]) in words
    assert " ".join(["Right:", *kind.right.split()]) in words


def test_explain_alone_lists_every_kind(sitegen):
    status, out, err = sitegen("explain")

    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "] == list(KINDS)
    assert max(map(len, out.splitlines())) <= 88
    for kind in KINDS.values():
        assert " ".join(kind.meaning.partition(". ")[0].split()) in " ".join(out.split())


def test_version_and_help(sitegen):
    assert sitegen("--version") == (0, f"sitegen, version {__version__}\n", "")
    for command in commands.commands:
        status, out, err = sitegen(command, "--help")

        assert (status, err) == (0, "")
        assert out.startswith(f"Usage: sitegen {command}")


# Many warnings, few words

SOURCES = {
    f"content/sources/{n:02}.yml": f"s{n}: {{title: S{n}, url: 'https://s.example/{n}', accessed: 2026-11-20}}\n"
    for n in range(9)
}
"""Nine sources without an archived copy, none of which is used."""


@pytest.mark.parametrize("command", ["check", "build"])
def test_of_many_warnings_of_a_kind_the_first_few_are_printed(project, sitegen, command):
    project(SOURCES)

    _, out, err = sitegen(command)
    printed = out if command == "check" else err

    assert printed.count("[archive-missing]") == printed.count("[source-unused]") == 3
    assert "warning: 6 more archive-missing\nwarning: 6 more source-unused\n" in printed
    assert "--all shows every one" in printed
    every = sitegen(command, "--all")
    assert (every[1] + every[2]).count("[archive-missing]") == 9
    assert "more" not in every[1]


def test_a_few_warnings_and_all_errors_are_printed_in_full(project, sitegen):
    wrong = {f"content/entities/{n}.yml": f"e{n}: {{name: E{n}}}\n" for n in range(8)}
    project({**wrong, "content/sources/s.yml": "s: {title: S, url: 'https://s.example/'}\n"})

    _, out, _ = sitegen("check")

    assert out.count("[field-missing]") == 8
    assert out.count("[archive-missing]") == 1
    assert "more" not in out


def test_other_formats_have_every_warning(project, sitegen):
    project(SOURCES)

    assert json.loads(sitegen("check", "--format", "json")[1])["warnings"] == 18
    assert sitegen("check", "--format", "github")[1].count("::warning") == 18


def test_quiet_says_nothing_of_what_is_no_error(project, sitegen):
    project(SOURCES)

    assert sitegen("check", "--quiet") == (0, "", "")
    assert sitegen("build", "--quiet") == (0, "", "")
    status, out, err = sitegen("check", "-q", "--strict")
    assert (status, err) == (1, "18 warnings\n")
    assert "[archive-missing]" in out


def test_quiet_says_what_is_wrong(project, sitegen):
    project(WRONG)

    assert sitegen("check", "--quiet") == (1, TEXT, "1 error\n")
    status, out, err = sitegen("build", "--quiet")
    assert (status, out) == (1, "")
    assert err.startswith(TEXT)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("qoute", ["quote-ambiguous", "quote-missing"]),
        ("missing-quote", ["quote-missing"]),
        ("archive", ["archive-missing", "archive-wrong"]),
        ("[quote-missin]", ["quote-missing"]),
        ("unknown", ["entity-unknown", "key-unknown"]),
    ],
)
def test_explain_suggests_kinds_by_a_part_of_their_name(sitegen, given, meant):
    status, _, err = sitegen("explain", given)

    assert status == 2
    assert "did you mean" in err
    assert all(name in err for name in meant), err


def test_explain_takes_a_kind_as_it_is_printed_and_several(sitegen):
    status, out, _ = sitegen("explain", "[quote-missing]", "Quote_Ambiguous")

    assert status == 0
    assert out.index("quote-missing (error)") < out.index("quote-ambiguous (error)")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "-f", "nowhere.yml"], "Error: there is no file nowhere.yml\n"),
        (["check", "-f", "content"], "Error: content is a folder: name the file in it\n"),
        (["check", "nosuch.yml"], "Error: there is no file nosuch.yml"),
        (["fix", "--quiet"], "Error: --quiet goes with --yes"),
        (["explain", "nothing-like-it"], "Error: there is no kind of problem 'nothing-like-it'"),
    ],
)
def test_a_refusal_is_one_line_and_a_wrong_form_shows_the_right_one(
    project, sitegen, arguments, message
):
    project({})

    status, out, err = sitegen(*arguments)

    assert (status, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1
    assert "Usage:" in sitegen("check", "--fromat")[2]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_options_and_kinds(shell):
    def completed(*words: str) -> str:
        environment = {
            **os.environ,
            "_SITEGEN_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": " ".join(["sitegen", *words]),
            "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
        }
        return subprocess.run(
            [sys.executable, "-c", "from sitegen.cli import main; main()"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    assert "explain" in completed("exp")
    assert "--strict" in completed("check", "--str")
    assert "quote-missing" in completed("explain", "quote-m")


@pytest.mark.parametrize(
    "options", [("-q",), ("--quiet",), ("-f", "mkdocs.yml"), ("-qf", "none.yml")]
)
def test_explain_takes_the_options_that_all_commands_take(sitegen, options):
    assert sitegen("explain", "quote-missing", *options) == sitegen("explain", "quote-missing")
    assert sitegen("explain", *options) == sitegen("explain")


def test_every_command_takes_the_options_that_all_commands_take():
    for name, command in commands.commands.items():
        taken = {option for each in command.params for option in each.opts}
        assert {"-f", "--config-file", "-q", "--quiet"} <= taken, name
