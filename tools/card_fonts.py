"""Make the fonts of the social images: `python -m tools.card_fonts NOTO`, with fonttools and brotli at hand.

The program that draws them reads neither WOFF2 nor the axes of a variable font. So the theme's own
fonts are fixed at one weight, and two Noto fonts, from the folder that is given, add Arabic and
Devanagari. Families get names of their own: a font of the same name on a machine must not slip in.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

THEME = Path(__file__).resolve().parent.parent / "themes" / "broadsheet"
ARABIC = [*range(0x20, 0x40), 0xA0, 0xAB, 0xBB, *range(0x600, 0x700), *range(0x750, 0x780)]
ARABIC += [*range(0x8A0, 0x900), *range(0x2010, 0x2027), *range(0xFB50, 0xFE00)]
ARABIC += [*range(0xFE70, 0xFF00)]


def save(font: TTFont, family: str, weight: int, characters: list[int]) -> None:
    """Write a font without hints, with only some characters, under another name."""
    options = Options(layout_features=["*"], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = None
    font["OS/2"].usWeightClass = weight
    for record in list(font["name"].names):
        style = "Bold" if weight >= 600 else "Regular"
        names = {
            1: family,
            2: style,
            4: f"{family} {style}",
            6: family.replace(" ", "") + f"-{style}",
        }
        record.string = names.get(record.nameID, record.string)
    font["head"].modified = font["head"].created
    target = THEME / "social" / f"{family.lower().replace(' ', '-')}.ttf"
    font.recalcTimestamp = False
    font.save(target)
    print(target.name, target.stat().st_size)


def main(noto: Path) -> None:
    """Make all four."""
    for name, family, weight in (
        ("newsreader", "Card Serif", 560),
        ("public-sans", "Card Sans", 680),
    ):
        font = TTFont(THEME / "assets" / "fonts" / f"{name}.woff2")
        fixed = instantiateVariableFont(font, {"wght": weight})
        save(fixed, family, weight, sorted(fixed.getBestCmap()))
    save(TTFont(noto / "NotoNaskhArabic-Bold.ttf"), "Card Arabic", 700, ARABIC)
    devanagari = TTFont(noto / "NotoSerifDevanagari-Bold.ttf")
    save(devanagari, "Card Devanagari", 700, sorted(devanagari.getBestCmap()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
