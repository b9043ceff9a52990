"""YAML errors: all of a file at once, and none that another one causes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.content.nodes import read_yaml
from sitegen.diagnostics import Source

GOOD = (
    "  name: A name\n",
    '  name: "A: name"\n',
    "  name: >\n    Words: of more\n    than: one line\n",
    "  aliases: [One, 'Two: three']\n",
    "  aliases:\n    - One\n    - Two\n",
    "  description: words that\n    go on\n",
    "  # name: a: b\n",
)
"""Fields that can be read."""
BROKEN = (
    "  name: A: name\n",
    "  name: @name\n",
    "  aliases: [One,, Two]\n",
    "  aliases:\n    - One: two: three\n",
    "  name: 'It's late'\n",
    "  name: [One\n",
    '  name: "One\n',
    "  name: `One`\n",
    "  name: > One\n",
    "  name：One\n  type: place\n",
)
"""Fields with one mistake each, which YAML finds in this field or in the next one."""

field = st.sampled_from(GOOD)
entry = st.tuples(st.lists(field, min_size=1, max_size=3), st.sampled_from((*BROKEN, "")))


@given(st.lists(entry, min_size=1, max_size=6))
def test_each_broken_entry_is_reported_once_and_no_other(entries):
    text, broken = "", []
    for number, (fields, mistake) in enumerate(entries):
        start = text.count("\n") + 1
        text += f"entry-{number}:\n{''.join(fields)}{mistake}"
        if mistake:
            broken.append((start, text.count("\n")))

    _, found = read_yaml(Source("entities.yml", text))

    problems = [problem for problem in found if problem.kind == "yaml-syntax"]
    reported = [
        [problem.at.line for problem in problems if first <= problem.at.line <= last]
        for first, last in broken
    ]
    assert [len(lines) for lines in reported] == [1] * len(broken), text
    assert len(problems) == len(broken), text


@given(st.text(alphabet="ab:-#'\"[]{},&*|>%@`\t\n ：", max_size=120))
def test_any_text_gives_a_value_or_problems_with_places_inside_it(text):
    source = Source("a.yml", text)

    document, problems = read_yaml(source)

    lines = text.split("\n")
    for problem in problems:
        assert 1 <= problem.at.line <= len(lines)
        assert problem.at.column <= len(lines[problem.at.line - 1]) + 1
    assert len({(problem.at, problem.message) for problem in problems}) == len(problems)
    if any(problem.kind == "yaml-syntax" for problem in problems):
        assert all(problem.message.startswith("YAML error at line ") for problem in problems)
    assert document.value is None or not any("never closed" in p.message for p in problems)


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_field_with_a_mistake_cannot_be_read_alone(mistake):
    document, problems = read_yaml(Source("a.yml", f"a:\n{mistake}"))

    assert document.value is None
    assert len(problems) == 1
