"""The options of a theme as a style sheet: a custom property for each colour and each font."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.content import Appearance
from sitegen.content.appearance import Choice, Font
from sitegen.content.colour import Colour
from sitegen.content.declaration import FORMATS, StandIns

NAME = "options.css"
"""The name of the style sheet among the assets."""
_SCOPE = ".sitegen-shell, .sitegen"
"""A page of a theme of sitegen, and a body in any shell: other themes keep their own properties."""


def options_css(appearance: Appearance) -> bytes:
    """Return the style sheet of an appearance; nothing if there is nothing to say."""
    fonts = [choice for _, choice in appearance.choices if isinstance(choice, Font)]
    faces = dict.fromkeys(face for font in fonts for face in _faces(font))
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
        families = [choice.family] if choice.family else []
        if choice.stand_ins:
            families += dict.fromkeys(
                _fitted(choice.family, face.family) for face in choice.stand_ins.faces
            )
        said = [f'"{family}"' for family in families]
        yield f"{name}: {', '.join(filter(None, [*said, choice.fallback])) or 'inherit'};"


def _faces(font: Font) -> Iterator[str]:
    for file in font.files:
        ending = FORMATS[file.file.rpartition(".")[2]]
        yield _rule(
            font.family,
            f'url("{file.file}") format("{ending}")',
            {
                "font-style": file.style if file.style != "normal" else "",
                "font-weight": file.weight,
                "font-display": "swap",
            },
        )
    if font.stand_ins:
        yield from _stand_ins(font.family, font.stand_ins)


def _stand_ins(family: str, fit: StandIns) -> Iterator[str]:
    """Yield the faces that take the room of a font until it has come."""
    for face in fit.faces:
        # The heights of a face are shares of the text's size, and grow and shrink with the face.
        ascent, descent, gap = (
            f"{round(part * 100 / face.size, 1):g}%" for part in (fit.ascent, fit.descent, fit.gap)
        )
        yield _rule(
            _fitted(family, face.family),
            ", ".join(f'local("{name}")' for name in face.local),
            {
                "font-weight": face.weight,
                "size-adjust": f"{face.size:g}%",
                "ascent-override": ascent,
                "descent-override": descent,
                "line-gap-override": gap,
                "unicode-range": fit.letters,
            },
        )


def _fitted(family: str, local: str) -> str:
    """Return what a stand-in is called: the font that it stands in for, then its own name."""
    return f"{family} {local}"


def _rule(family: str, source: str, said: dict[str, str]) -> str:
    said = {"font-family": f'"{family}"', "src": source, **said}
    lines = (f"  {name}: {value};\n" for name, value in said.items() if value)
    return "@font-face {\n" + "".join(lines) + "}\n"
