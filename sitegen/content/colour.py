"""Colours as themes have them, and whether one can be read on another (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls

from msgspec import Struct

READABLE = 4.5
"""The contrast that WCAG AA asks of text."""
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEPS = 100


class Colour(Struct, frozen=True):
    """A colour in the light and in the dark, each as `#rrggbb`."""

    light: str
    dark: str

    def of(self, scheme: str) -> str:
        """Return the colour in a scheme: `light` or `dark`."""
        return self.dark if scheme == "dark" else self.light


def colour_of(text: str) -> str:
    """Return a colour written as `#rgb` or `#rrggbb` in its long form; '' if it is none."""
    if not _HEX.fullmatch(text):
        return ""
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, grounds: Iterable[str]) -> str:
    """Return the nearest colour of the same hue that can be read on all grounds.

    '' if there is none: on a middling grey and on white at once, say.
    """
    on = tuple(grounds)
    for step in range(_STEPS + 1):
        for end in (0, 1):
            shifted = _shifted(colour, end, step / _STEPS)
            if all(contrast(shifted, ground) >= READABLE for ground in on):
                return shifted
    return ""


def _parts(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _shifted(colour: str, end: int, share: float) -> str:
    """Return a colour of the same hue that is nearer to black (0) or white (1)."""
    hue, lightness, saturation = rgb_to_hls(*_parts(colour))
    parts = hls_to_rgb(hue, lightness + (end - lightness) * share, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
