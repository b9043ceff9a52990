"""The command line: a host of a few lines a command."""

from sitegen.cli.main import main

__all__ = ["main"]
