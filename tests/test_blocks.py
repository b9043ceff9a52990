"""A site overrides one block of one body: it stands there, nothing else changes, and edits of it are seen."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, nodes
from projects import REPOSITORY
from sites import files_of

from sitegen.engine import build, open_project

BODIES = REPOSITORY / "themes" / "broadsheet" / "bodies"
ADDRESSES = {
    "article": "articles/a/",
    "articles": "articles/",
    "claim": "claims/a/a/",
    "corrections": "corrections/",
    "entities": "entities/",
    "entity": "entities/ada/",
    "home": "",
    "missing": "404.html",
    "prose": "about/",
    "scale": "verdicts/",
    "search": "search/",
    "source": "sources/s/",
    "sources": "sources/",
    "verdict": "verdicts/opinion/",
}
"""A page of each kind."""
CONTENT = {
    "content/index.md": "We check, as [@s] says.\n",
    "content/about.md": "---\ntitle: About\n---\nAs [@s] says.\n",
    "content/articles/a.md": "---\ntitle: T\ntopics: [world]\n---\nIt left. It came.\n",
    "content/articles/a.annotations.yml": """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
finding: F [@s].
corrections: [{date: 2026-11-22, kind: minor, note: "N [@s]."}]
claims:
  - {id: a, quote: It left., verdict: opinion, finding: F., claimant: ada, entities: [ada, bob],
     sources: [{source: s, stance: supports}],
     corrections: [{date: 2026-11-22, kind: correction, note: N.}]}
  - {id: b, quote: It came., verdict: mixed, finding: F., claimant: ada,
     sources: [{source: s, stance: context}]}
""",
    "content/entities/e.yml": """\
ada: {name: Ada, type: person, description: "A [@s]."}
bob: {name: Bob, type: person}
""",
    "content/sources/s.yml": "s: {title: S}\n",
}


def blocks_of(kind: str) -> list[str]:
    text = (BODIES / f"{kind}.html").read_text(encoding="utf-8")
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    return [block.name for block in reader.parse(text).find_all(nodes.Block)]


def override(kind: str, said: str, *blocks: str) -> dict[str, str]:
    made = "".join(
        f"{{% block {name} %}}[{said} {kind} {name}]{{{{ super() }}}}[end]{{% endblock %}}"
        for name in blocks
    )
    text = f'{{% extends "broadsheet/bodies/{kind}.html" %}}{made}'
    return {f"themes/broadsheet/bodies/{kind}.html": text}


def built(folder: Path, into: str, *, cache: bool = True) -> dict[str, bytes]:
    """The pages of the site by their file."""
    project, problems = open_project(folder / "mkdocs.yml")
    assert project, problems
    report = build(project, site=folder / into, cache=cache, search=False, jobs=1)
    assert report.published, report.problems
    return {name: page for name, page in files_of(folder / into).items() if ".html" in name}


def file_of(kind: str) -> str:
    address = ADDRESSES[kind]
    return address if address.endswith(".html") else f"{address}index.html"


def test_there_is_a_page_of_each_kind():
    assert ADDRESSES.keys() == {path.stem for path in BODIES.glob("*.html")}


def test_every_block_of_every_body_can_be_overridden_and_nothing_else_changes(project):
    folder = project(CONTENT)
    before = built(folder, "before")
    own = {}
    for kind in ADDRESSES:
        own |= override(kind, "ours", *blocks_of(kind))
    project({**CONTENT, **own})
    after = built(folder, "after")

    for kind in ADDRESSES:
        said = re.findall(rb"\[ours (\w+) (\w+)\](.*?)\[end\]", after[file_of(kind)], re.DOTALL)
        assert [(k.decode(), name.decode()) for k, name, _ in said] == [
            (kind, name) for name in blocks_of(kind)
        ]
        assert [name for _, name, part in said if not part.strip()] == [], (
            f"{kind}: a part is empty"
        )
    marks = re.compile(rb"\[ours \w+ \w+\]|\[end\]")
    assert {name: marks.sub(b"", page) for name, page in after.items()} == before


def test_an_edit_of_an_override_reaches_the_pages_of_its_kind_alone(project):
    folder = project(CONTENT)
    plain = built(folder, "site")
    files = dict(CONTENT)
    for kind in ADDRESSES:
        files |= override(kind, "one", blocks_of(kind)[-1])
    project(files)
    before = built(folder, "site")
    for kind in ADDRESSES:
        files |= override(kind, "two", blocks_of(kind)[-1])
        project(files)
        after = built(folder, "site")
        changed = {name for name, page in after.items() if page != before[name]}
        assert file_of(kind) in changed
        assert changed == {name for name in after if f"[two {kind} ".encode() in after[name]}
        before = after

    assert before == built(folder, "clean", cache=False)
    for kind in ADDRESSES:
        (folder / f"themes/broadsheet/bodies/{kind}.html").unlink()
    assert built(folder, "site") == plain
