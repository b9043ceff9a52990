"""Views to bytes: the theme, and the files for machines."""

from sitegen.render.data import claims_json
from sitegen.render.theme import Asset, Theme, ThemeError, ThemeFile, ThemeFiles

__all__ = ["Asset", "Theme", "ThemeError", "ThemeFile", "ThemeFiles", "claims_json"]
