"""The preview server: the site as it will be, and every edit on the screen by itself."""

from sitegen.preview.server import serve

__all__ = ["serve"]
