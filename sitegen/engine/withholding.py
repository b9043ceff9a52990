"""Which files of the content folder are not published although their names say that they are.

A link counts as what it leads to, and a file that would run in a browser as a program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from sitegen.content.markup import beyond_plain, is_page, may_run, what_runs
from sitegen.content.placing import Place, place_of
from sitegen.diagnostics import Diagnostic, Position, report
from sitegen.diagnostics.kinds import FILE_UNREADABLE, FILE_WITHHELD, HTML_REFUSED
from sitegen.engine.cache import encoded
from sitegen.engine.content_files import Files
from sitegen.engine.records import is_settled
from sitegen.engine.tree import LARGEST_TEXT, File, Stamp, read_bytes, reason_of, unreadable

if TYPE_CHECKING:
    from sitegen.engine.registry import Remembered

_KEPT = "markup"
"""The name of the piece in the cache."""
_MAY_LEAD_TO: Mapping[Place, frozenset[Place]] = {
    "static": frozenset(["static"]),
    "prose": frozenset(["static", "prose"]),
    "article": frozenset(["static", "prose"]),
    "sidecar": frozenset(["static", "sidecar"]),
    "registry": frozenset(["static", "registry"]),
}
"""What a link may lead to. The text of an article is public only if its own sidecar says so."""


class _Look(Struct, frozen=True):
    """What was found in files that might run."""

    tools: bytes
    looked: int
    found: dict[str, tuple[Stamp, str]]
    """What runs in a file, '' if nothing does, by its name; with its stamp."""


def withhold(
    files: Files, html: str | Sequence[str], remembered: Remembered | None
) -> tuple[Files, list[Diagnostic]]:
    """Return the files without those that are not to be published, and a problem for each of these.

    `html` is the option of that name.
    """
    problems = list(_what_runs(files.static, html, remembered))
    refused = {problem.at.path for problem in problems}
    files = replace(files, static=tuple(f for f in files.static if f.shown not in refused))
    plain = {file.name for file in files if not file.target}
    wrong = {
        file.name: problem
        for file in files
        if file.target and (problem := _of_link(file, plain)) is not None
    }
    if not wrong:
        return files, problems

    def without(group: Sequence[File]) -> tuple[File, ...]:
        return tuple(file for file in group if file.name not in wrong)

    files = replace(
        files,
        articles=without(files.articles),
        sidecars={name: file for name, file in files.sidecars.items() if name not in wrong},
        registry=without(files.registry),
        prose=without(files.prose),
        static=without(files.static),
    )
    return files, [*problems, *wrong.values()]


def _of_link(file: File, plain: set[str]) -> Diagnostic | None:
    """Return the problem of a link to what is not published, or not as what the link is called."""
    place = place_of(file.name)
    allowed = _MAY_LEAD_TO.get(place)
    if allowed is None or (file.target in plain and place_of(file.target) in allowed):
        return None
    reason = f"it is a link to {file.target}, which is not published in this way itself"
    if place == "static":
        hint = "remove it, or put a copy of the file here if readers are to have it"
        return report(FILE_WITHHELD, Position(file.shown), hint=hint, reason=reason)
    hint = "put a copy of the file here"
    return report(FILE_UNREADABLE, Position(file.shown), hint=hint, reason=reason)


def _what_runs(
    static: Sequence[File], html: str | Sequence[str], remembered: Remembered | None
) -> Iterator[Diagnostic]:
    found = [file for file in static if may_run(file.name)]
    if found and not isinstance(html, str):
        from pathspec import GitIgnoreSpec

        # Paths below the content folder: a name alone is that of a file at its top.
        let_through = GitIgnoreSpec.from_lines(f"/{name.lstrip('/')}" for name in html)
        found = [file for file in found if not let_through.match_file(file.name)]
    if not found:
        return
    before = remembered.memory.get(_KEPT, _Look) if remembered else None
    if before and remembered and before.tools != remembered.tools:
        before = None
    now: dict[str, tuple[Stamp, str]] = {}
    for file in found:
        kept = before.found.get(file.name) if before else None
        if before and kept and kept[0] == file.stamp and is_settled(file.stamp, before.looked):
            runs = kept[1]
        else:
            try:
                content, _ = read_bytes(file.path, LARGEST_TEXT)
            except OSError as error:
                yield unreadable(file.shown, reason_of(error))
                continue
            runs = _look(file.name, content)
        now[file.name] = (file.stamp, runs)
        if runs and not (html == "allow-list" and runs == _PLAIN):
            yield _refused(file, runs, html)
    if remembered and (before is None or before.found != now):
        look = _Look(remembered.tools, remembered.looked, now)
        remembered.memory.put([(_KEPT, encoded(look))])


_PLAIN = "an HTML file"
"""What is said of one that holds only words."""


def _look(name: str, content: bytes) -> str:
    if is_page(name):
        beyond = beyond_plain(content)
        return f"{_PLAIN} with {beyond}" if beyond else _PLAIN
    return what_runs(name, content)


def _refused(file: File, runs: str, html: str | Sequence[str]) -> Diagnostic:
    hint = f"take it out of the content folder; if it is yours, list it in mkdocs.yml: `html: [{file.name}]`"
    if html == "allow-list":
        hint = f"take it out of the content folder; to publish it as it is, write `html: [{file.name}]`"
    return report(HTML_REFUSED, Position(file.shown), hint=hint, text=runs)
