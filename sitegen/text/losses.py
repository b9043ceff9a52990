"""What Markdown would not show as it is written, as values."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from msgspec import Struct


class Loss(Struct, frozen=True):
    """A place of a Markdown text that readers do not see as it is written."""

    reason: str
    """A key of the reasons in `checks/wording.py`."""
    line: int
    """The line of the Markdown, from 1."""
    written: str
    """What is written there."""


def lose(env: MutableMapping[str, Any], loss: Loss) -> None:
    """Note a loss in the environment of a parser."""
    env.setdefault("losses", []).append(loss)
