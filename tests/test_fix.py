"""`sitegen fix`: patches for quotes, and files that keep every other byte."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.content import read_sidecar
from sitegen.content.quoting import quote_as_yaml, text_as_yaml
from sitegen.diagnostics import Source
from sitegen.editorial.edits import add_field, apply_edits, replace_value
from sitegen.text import Quote, fold
from sitegen.text.signs import unshowable

ARTICLE = """\
---
title: Jobs
---

Unemployment fell to 4.1 percent in 2023, the ministry said. The report came late.

Nobody read the report at first. Then the report was read aloud.
"""
SIDECAR = """\
# The desk's own remark stays.
status: draft     # and so does this one
claims:
  - id: jobs      # first
    quote:  'unemployment sank to 4.1 percent in 2023'   # to be mended
    finding: >-
      A long finding
      over two lines.
  - {id: flow, quote: "Unemployment sank to 4.1 percent in 2023", finding: x}
  - id: block
    quote: |
      Unemployment sank to 4.1 percent in 2023
    finding: y
  - id: fields
    quote:
      exact: Unemployment sank to 4.1 percent in 2023
      # a remark inside the quote goes with it
      suffix: ", the ministry said"
    finding: z
notes:
  - id: note
    quote: Unemployment sank to 4.1 percent in 2023
    text: A note needs no second look.
"""
FILES = {"content/articles/jobs.md": ARTICLE, "content/articles/jobs.annotations.yml": SIDECAR}
NEW = "Unemployment fell to 4.1 percent in 2023"


def sitegen(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_patches_change_the_quotes_and_nothing_else(project):
    folder = project(FILES)

    done = sitegen(folder, "fix", "--yes")

    assert done.returncode == 0, done.stderr
    assert "[-sank-]" in done.stdout
    assert "{+fell+}" in done.stdout
    mended = (folder / "content/articles/jobs.annotations.yml").read_text(encoding="utf-8")
    expected = SIDECAR.replace("'unemployment sank to 4.1 percent in 2023'", NEW)
    expected = expected.replace(
        "- id: jobs      # first\n", "- id: jobs      # first\n    review_again: true\n"
    )
    expected = expected.replace(
        '{id: flow, quote: "Unemployment sank to 4.1 percent in 2023"',
        f"{{id: flow, review_again: true, quote: {NEW}",
    )
    expected = expected.replace(
        "- id: block\n    quote: |\n      Unemployment sank to 4.1 percent in 2023\n",
        f"- id: block\n    review_again: true\n    quote: {NEW}\n",
    )
    start = expected.index("exact: Unemployment")
    end = expected.index('ministry said"') + len('ministry said"')
    fields = f'{{exact: {NEW}, suffix: ", the ministry said"}}'
    expected = expected[:start] + fields + expected[end:]
    expected = expected.replace("- id: fields\n", "- id: fields\n    review_again: true\n")
    expected = expected.replace(
        "id: note\n    quote: Unemployment sank to 4.1 percent in 2023",
        f"id: note\n    quote: {NEW}",
    )
    assert mended == expected


def test_mended_claims_are_to_be_read_again(project):
    folder = project(FILES)
    sitegen(folder, "fix", "--yes")

    found = json.loads(sitegen(folder, "check", "--format", "json").stdout)["problems"]

    assert [problem["kind"] for problem in found] == ["review-again"] * 4
    assert sitegen(folder, "fix").stdout == ""


def test_a_quote_that_has_no_patch_is_named(project):
    claims = "claims:\n  - {id: a, quote: Elephants dance}\n"
    broken = claims.replace("Elephants", "Unemployment fell to") + "verdit: mixed\n"
    folder = project(
        {
            "content/articles/jobs.md": ARTICLE,
            "content/articles/jobs.annotations.yml": claims,
            "content/articles/more.md": ARTICLE,
            "content/articles/more.annotations.yml": broken,
        }
    )

    done = sitegen(folder, "fix", "--yes")

    assert done.returncode == 1
    assert done.stdout == ""
    assert "jobs.annotations.yml:2:20: no patch: nothing in the article is like it" in done.stderr
    assert "more.annotations.yml:2:20: no patch: first mend the other mistakes" in done.stderr
    assert "2 quotes left to settle" in done.stderr
    alone = sitegen(folder, "fix", "content/articles/jobs.md").stderr
    assert "jobs.annotations.yml" in alone
    assert "more.annotations.yml" not in alone


@pytest.mark.parametrize(("mark", "end"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_line_ends_and_the_byte_order_mark_stay(project, mark, end):
    text = mark + SIDECAR.replace("\n", end)
    folder = project({**FILES, "content/articles/jobs.annotations.yml": text.encode()})
    path = folder / "content/articles/jobs.annotations.yml"
    path.chmod(0o640)

    assert sitegen(folder, "fix", "--yes").returncode == 0

    data = path.read_bytes().decode()
    assert data.startswith(mark)
    assert data.count("\r\n") == (data.count("\n") if end == "\r\n" else 0)
    assert path.stat().st_mode & 0o777 == 0o640
    assert not [file for file in path.parent.iterdir() if file.name.startswith(".")]


def test_signs_that_end_a_line_for_yaml_only_do_not_move_a_patch(project):
    sidecar = SIDECAR.replace("finding: x}", 'finding: "x\u2028 y"}')
    folder = project({**FILES, "content/articles/jobs.annotations.yml": sidecar})

    assert sitegen(folder, "fix", "--yes").returncode == 0

    mended = (folder / "content/articles/jobs.annotations.yml").read_bytes().decode()
    assert f"- id: block\n    review_again: true\n    quote: {NEW}\n    finding: y\n" in mended
    assert "sank" not in mended


def test_without_a_terminal_nothing_is_taken(project):
    folder = project(FILES)

    done = sitegen(folder, "fix")

    assert done.returncode == 1
    assert (folder / "content/articles/jobs.annotations.yml").read_text(encoding="utf-8") == SIDECAR
    assert done.stderr.endswith("Nothing was written: run it in a terminal, or with --yes.\n")


def test_yes_never_chooses_among_several_places(project):
    sidecar = "status: draft\nclaims:\n  - id: report\n    quote: the report\n"
    folder = project({**FILES, "content/articles/jobs.annotations.yml": sidecar})

    done = sitegen(folder, "fix", "--yes")

    assert done.returncode == 1
    assert "stands 2 times" in done.stdout
    assert (folder / "content/articles/jobs.annotations.yml").read_text(encoding="utf-8") == sidecar


def test_on_a_terminal_a_person_chooses(project):
    sidecar = "status: draft\nclaims:\n  - id: report\n    quote: the report\n"
    folder = project({**FILES, "content/articles/jobs.annotations.yml": sidecar})
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "sitegen", "fix"],
        cwd=folder,
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    os.close(slave)
    os.write(master, b"2\n")

    output = process.communicate(timeout=120)[0].decode()
    os.close(master)

    assert process.returncode == 0, output
    (line,) = re.findall(
        "    quote: .*",
        (folder / "content/articles/jobs.annotations.yml").read_text(encoding="utf-8"),
    )
    assert line == "    quote: {exact: the report, prefix: first. Then, suffix: was read}"
    assert sitegen(folder, "check").returncode == 0


# No file that is read holds a sign that no page can show, and so no passage does.
texts = st.text(max_size=20).filter(lambda text: unshowable(text) < 0)
words = texts.filter(lambda text: fold(text).strip())


@given(exact=words, prefix=texts, suffix=texts)
def test_a_quote_written_as_yaml_is_read_as_it_was(exact, prefix, suffix):
    quote = Quote(exact, prefix, suffix)
    text = f"claims:\n- id: a\n  quote: {quote_as_yaml(quote)}\n"

    sidecar, problems = read_sidecar(Source("a.yml", text))

    assert problems == []
    assert sidecar is not None
    (passage,) = sidecar.annotations.claims[0].passages
    assert (passage.exact, passage.prefix or "", passage.suffix or "") == (exact, prefix, suffix)


def yaml_of(quote: str, *, flow: bool, again: str = "") -> str:
    if flow:
        return (
            f"# top\nclaims:\n  - {{id: a{again}, quote: {quote}, finding: f}} # end\nnotes: []\n"
        )
    return f"# top\nclaims:\n  - id: a # 1{again}\n    quote: {quote} # words\n    finding: f\nnotes: []\n"


@given(before=words, after=words, flow=st.booleans())
def test_an_edit_leaves_the_rest_as_it_is(before, after, flow):
    text = yaml_of(text_as_yaml(before, in_flow=True), flow=flow)
    sidecar, _ = read_sidecar(Source("a.yml", text))
    assert sidecar is not None
    path = ("claims", 0)
    value = text_as_yaml(after, in_flow=True)

    changed = apply_edits(
        text,
        [
            replace_value(sidecar.document, (*path, "quote"), value),
            add_field(sidecar.document, path, "review_again", "true"),
        ],
    )

    added = ", review_again: true" if flow else "\n    review_again: true"
    assert changed == yaml_of(value, flow=flow, again=added)
