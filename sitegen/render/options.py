"""The options of a theme as a style sheet: a custom property for each colour and each font."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.content import Appearance
from sitegen.content.appearance import Choice, Font
from sitegen.content.colour import Colour
from sitegen.content.declaration import FORMATS, FontFile

NAME = "options.css"
"""The name of the style sheet among the assets."""
_SCOPE = ".sitegen-shell, .sitegen"
"""A page of a theme of sitegen, and a body in any shell: other themes keep their own properties."""


def options_css(appearance: Appearance) -> bytes:
    """Return the style sheet of an appearance; nothing if there is nothing to say."""
    faces = dict.fromkeys(
        _face(choice.family, file)
        for _, choice in appearance.choices
        if isinstance(choice, Font)
        for file in choice.files
    )
    said = [line for name, choice in appearance.choices for line in _property(name, choice)]
    if not said:
        return b""
    rule = f"{_SCOPE} {{\n" + "".join(f"  {line}\n" for line in said) + "}\n"
    return "\n".join([*faces, rule]).encode()


def _property(name: str, choice: Choice) -> Iterator[str]:
    name = "--" + name.replace("_", "-")
    if isinstance(choice, Colour):
        yield f"{name}: light-dark({choice.light}, {choice.dark});"
    elif isinstance(choice, Font):
        family = f'"{choice.family}"' if choice.family else ""
        yield f"{name}: {', '.join(filter(None, [family, choice.fallback])) or 'inherit'};"


def _face(family: str, file: FontFile) -> str:
    ending = FORMATS[file.file.rpartition(".")[2]]
    style = f"  font-style: {file.style};\n" if file.style != "normal" else ""
    return (
        "@font-face {\n"
        f'  font-family: "{family}";\n'
        f'  src: url("{file.file}") format("{ending}");\n'
        f"{style}"
        f"  font-weight: {file.weight};\n"
        "  font-display: swap;\n"
        "}\n"
    )
