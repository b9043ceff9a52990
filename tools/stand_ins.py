"""Print the stand-ins of Broadsheet's fonts for its theme.yml: `python -m tools.stand_ins FONTS`, with fonttools and brotli at hand.

Until a font has come, readers see one that they have. It is scaled so that the text takes the same room:
by the widths of the letters, each counted as often as the example's article has it, at the weight in which
the theme sets most of what is long. FONTS is a folder with the fonts by their PostScript name, such as
`Roboto-Bold.ttf`. Where a font is not free its twin will do, whose letters are as wide by design: Gelasio
for Georgia, Liberation Sans (or Arimo) for Arial.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "themes" / "broadsheet" / "assets" / "fonts"
TEXT = ROOT / "content" / "articles" / "putin-maduro-venezuela.md"
LETTERS = "U+0-2FF, U+2000-22FF"  # Latin, its signs and marks: all that the two fonts have
BOLD_FROM = 520  # between what the theme sets as text and what it sets as headings

Faces = dict[str, tuple[list[str], list[str]]]
"""By the family, what systems call its regular face and its bold one; the first names the file."""

SERIFS: Faces = {
    "Georgia": (["Georgia"], ["Georgia-Bold"]),
    "Noto Serif": (["NotoSerif-Regular", "NotoSerif"], ["NotoSerif-Bold"]),
    "Liberation Serif": (["LiberationSerif"], ["LiberationSerif-Bold"]),
}
SANS: Faces = {
    "Arial": (["ArialMT", "LiberationSans"], ["Arial-BoldMT", "LiberationSans-Bold"]),
    "Roboto": (["Roboto-Regular"], ["Roboto-Bold"]),
    "Noto Sans": (["NotoSans-Regular", "NotoSans"], ["NotoSans-Bold"]),
}


def width(font: TTFont, often: Counter[str]) -> float:
    """Return the mean width of a letter, as a share of the font's size."""
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    known = {letter: times for letter, times in often.items() if ord(letter) in glyphs}
    whole = sum(widths[glyphs[ord(letter)]][0] * times for letter, times in known.items())
    return float(whole / sum(known.values()) / font["head"].unitsPerEm)


def stand_ins(family: str, file: str, weights: tuple[int, int], faces: Faces, fonts: Path) -> None:
    """Print those of a font, whose text is set in these two weights."""
    often = Counter(" ".join(TEXT.read_text(encoding="utf-8").split("---\n", 2)[2].split()))
    font = TTFont(FONTS / file)
    (axis,) = font["fvar"].axes
    heights, units = font["hhea"], font["head"].unitsPerEm / 100
    print(f"  {family}:")
    print(f"    ascent: {heights.ascent / units:g}")
    print(f"    descent: {-heights.descent / units:g}")
    print(f"    gap: {heights.lineGap / units:g}")
    print(f"    letters: {LETTERS}")
    print("    faces:")
    ranges = (
        f"{axis.minValue:g} {BOLD_FROM}",
        f"{BOLD_FROM + 1} {axis.maxValue:g}",
    )
    fixed = [instantiateVariableFont(TTFont(FONTS / file), {"wght": weight}) for weight in weights]
    ours = [width(one, often) for one in fixed]
    for name, pair in faces.items():
        for names, own, weight in zip(pair, ours, ranges, strict=True):
            (found,) = fonts.glob(f"{names[0]}.*")
            size = round(own / width(TTFont(found), often) * 100, 1)
            called = ", ".join(names)
            print(f"    - {{family: {name}, local: [{called}], weight: {weight}, size: {size:g}}}")


def main(fonts: Path) -> None:
    """Print both."""
    stand_ins("Newsreader", "newsreader.woff2", (400, 560), SERIFS, fonts)
    stand_ins("Public Sans", "public-sans.woff2", (400, 650), SANS, fonts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
