"""The preview server: the site as it will be, and every edit on the screen by itself."""

from sitegen.preview.listening import CannotListen, listen
from sitegen.preview.outcome import Build, Outcome, build_of
from sitegen.preview.server import Rebuilt, serve
from sitegen.preview.watching import watching

__all__ = [
    "Build",
    "CannotListen",
    "Outcome",
    "Rebuilt",
    "build_of",
    "listen",
    "serve",
    "watching",
]
