"""Reading the project for MkDocs: everything that can be wrong is found before the site is touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sitegen.diagnostics import Diagnostic, Position, Source, has_errors, report
from sitegen.diagnostics.kinds import NAV_BROKEN, OPTION_WRONG
from sitegen.engine import Loaded, every_problem, load, open_project
from sitegen.engine.project import configurations
from sitegen.engine.report import today
from sitegen.engine.site import open_theme, theme_problem
from sitegen.engine.social import artist
from sitegen.engine.tree import File, read_text, shown
from sitegen.mkdocs.made import made
from sitegen.render import Theme, ThemeError


@dataclass(frozen=True, slots=True)
class Content:
    """A project without errors, and the theme that renders its bodies."""

    loaded: Loaded
    theme: Theme


def read(config: Path, *, drafts: bool) -> tuple[Content | None, list[Diagnostic]]:
    """Read and check a project and try its templates; there is no content if there are errors."""
    project, problems = open_project(config)
    if project is None:
        return None, every_problem(config, has_prose_ids=False)
    # Python-Markdown and its extensions give the headings of prose their ids.
    loaded, found = load(project, drafts=drafts, today=today(), has_prose_ids=False)
    # MkDocs looks at its `nav` itself, when other plugins have made their pages.
    found = [problem for problem in found if problem.kind != NAV_BROKEN.name]
    theme, wrong = open_theme(loaded)
    problems += found + wrong
    if theme is None or has_errors(problems):
        return None, problems
    problems += _rehearse(loaded, theme)
    return (None if has_errors(problems) else Content(loaded, theme)), problems


def _rehearse(loaded: Loaded, theme: Theme) -> list[Diagnostic]:
    """Make the assets, one page of each kind and its picture: MkDocs empties the site folder before it makes any."""
    seen: set[str] = set()
    try:
        theme.assets()
        for page in made(loaded):
            if page.kind not in seen:
                seen.add(page.kind)
                found = page.view()
                theme.body(found)
                theme.head(found)
                card = theme.card(found)
                if card:
                    artist(theme.files).draw(card)
    except ThemeError as error:
        return [theme_problem(error)]
    return []


def flat_addresses(config: Path, plugins: Iterable[str]) -> Diagnostic:
    """Return the problem of `use_directory_urls: false`, which a plugin may have set."""
    source = _text(config)
    text = source.text if source else ""
    found = re.search(r"^use_directory_urls\b", text, re.MULTILINE)
    hint = ""
    setting = next((name for name in plugins if name.rpartition("/")[2] == "offline"), None)
    if found is None and setting:
        found = re.search(r"^ *- *['\"]?(?=(material/)?offline\b)", text, re.MULTILINE)
        hint = f"the plugin {setting!r} sets it: take it out of `plugins`"
    at = source.position(found.end() if hint else found.start()) if source and found else None
    return report(
        OPTION_WRONG,
        at or Position(shown(config)),
        hint=hint,
        key="use_directory_urls",
        expected="true, because the addresses of sitegen end with a slash",
        found="false",
    )


def parents(config: Path) -> Iterator[Path]:
    """Return the files that a configuration inherits from, nearest first."""
    return (file for file, _, _ in islice(configurations(config), 1, None))


def _text(path: Path) -> Source | None:
    return read_text(File.at(path))[0]
