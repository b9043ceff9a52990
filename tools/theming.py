"""Write the tables of docs/theming.md from the themes and the views: `python -m tools.theming`.

`--check` writes nothing and fails if the page is not what the code says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from jinja2 import Environment, nodes

from sitegen.engine import Loaded, load, open_project
from sitegen.engine.report import today
from sitegen.site import PageView, article_view, claim_views, pages, view

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "theming.md"
THEMES = ROOT / "themes"
SHOWN = ("broadsheet", "plain")
HEAD = re.compile(r"\s*\{#-?\s*(?P<what>.*?)\s*Blocks:.*?#\}", re.DOTALL)


def options() -> Iterator[str]:
    """Yield the table of the options of broadsheet."""
    yield "| option | type | default | what |"
    yield "|---|---|---|---|"
    declared = yaml.safe_load((THEMES / SHOWN[0] / "theme.yml").read_text(encoding="utf-8"))
    for name, option in declared["options"].items():
        usual = option.get("default")
        if isinstance(usual, dict):
            usual = f"`{usual['light']}`, dark `{usual['dark']}`"
        on = (
            f"; can be read on {' and '.join(option['readable_on'])}"
            if "readable_on" in option
            else ""
        )
        yield f"| `{name}` | {option['type']} | {usual or ''} | {option['description']}{on} |"


def kinds() -> Iterator[str]:
    """Yield the table of the kinds of pages, as the example has them."""
    yield "| kind | view | what it shows | fields |"
    yield "|---|---|---|---|"
    common = set(PageView.__struct_fields__)
    for kind, shown in sorted(views().items()):
        what = (shown.__doc__ or "").partition("\n")[0].rstrip(".")
        own = ", ".join(f"`{name}`" for name in shown.__struct_fields__ if name not in common)
        yield f"| `{kind}` | `{shown.__name__}` | {what} | {own} |"


def views() -> dict[str, type[PageView]]:
    """The view of each kind of page."""
    project, _ = open_project(ROOT / "mkdocs.yml")
    assert project
    loaded, _ = load(project, drafts=True, today=today())
    return {page.kind: type(page) for page in every_page(loaded)}


def every_page(loaded: Loaded) -> Iterator[PageView]:
    for article in loaded.articles:
        yield article_view(article, loaded.shared)
        yield from claim_views(article, loaded.shared)
    for key in pages(loaded.whole):
        yield view(key, loaded.whole)


def templates() -> Iterator[str]:
    """Yield the tables of the templates of each theme."""
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for theme in SHOWN:
        yield f"`{theme}`:"
        yield ""
        yield "| template | what | blocks |"
        yield "|---|---|---|"
        for path in sorted((THEMES / theme).rglob("*.html")):
            text = path.read_text(encoding="utf-8")
            blocks = [f"`{block.name}`" for block in reader.parse(text).find_all(nodes.Block)]
            name = path.relative_to(THEMES / theme).as_posix()
            yield f"| `{name}` | {what_of(text)} | {', '.join(blocks)} |"
        yield ""


def what_of(text: str) -> str:
    """The first words of a template: what it is for."""
    found = HEAD.match(text) or re.match(r"\s*\{#-?\s*(?P<what>.*?)\s*#\}", text, re.DOTALL)
    return " ".join(found["what"].split()).rstrip(".") if found else ""


def page(before: str) -> str:
    """Return the page with its tables made anew."""
    for name, lines in (("options", options()), ("kinds", kinds()), ("templates", templates())):
        start = f"<!-- {name}: made by `python -m tools.theming` -->\n"
        end = f"<!-- end of {name} -->"
        head, _, rest = before.partition(start)
        before = (
            head + start + "\n" + "\n".join(lines).rstrip() + "\n\n" + end + rest.partition(end)[2]
        )
    return before


def main() -> int:
    """Write the page, or compare it."""
    before = PAGE.read_text(encoding="utf-8")
    text = page(before)
    if "--check" in sys.argv[1:]:
        if before != text:
            print(f"{PAGE} is not what the themes say: python -m tools.theming")
        return int(before != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
