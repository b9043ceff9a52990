"""How to get a part of sitegen that is not installed."""

from __future__ import annotations


def install(extra: str) -> str:
    """Return the command that adds an extra, for somebody who has sitegen already.

    From where, only the user knows: on the public index the name belongs to another project.
    """
    command = f"pip install 'sitegen[{extra}] @ PLACE'"
    return f"{command}, where PLACE is the address that you installed sitegen from"
