"""Which files in the folder of a site are sitegen's: a build replaces and removes those, and no others.

Each site carries the list of its files, so that it is known as ours where there is no cache: after
that was deleted, in a copy, in a checkout. A file that stands just as the cache knows it is ours too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Set

import msgspec

from sitegen.engine.litter import is_litter
from sitegen.engine.outputs import Tree, folders_of

LIST = ".sitegen-files"
"""The name of the list, in the site."""
_WHOLE = (".git", ".hg", ".svn")
"""Folders of which the name says enough; there may be very many files in them."""
_SHOWN = 3


class UnsafeFolder(Exception):  # noqa: N818 (it is the folder that is unsafe)
    """The folder for the site holds something that publishing would destroy."""


def list_of(names: Iterable[str]) -> bytes:
    """Return the content of the list of a site with these files, the list itself among them."""
    return msgspec.json.encode(sorted({*names, LIST})) + b"\n"


def refuse_foreign_files(site: str, shown: str, content: str, known: Tree) -> None:
    """Raise UnsafeFolder if a site folder holds files that no build wrote.

    `shown` and `content` are the site and the content folder as messages show them, `known` is the
    site as the cache knows it.
    """
    found = sorted(foreign_files(site, known))
    if not found:
        return
    names = ", ".join(f"{shown}/{name}" for name in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    verb = "was" if len(found) == 1 else "were"
    stay = (
        f"what is to stay there belongs into {content}/, so that it is a part of every build; "
        "or name another folder with --site-dir"
    )
    if not os.path.lexists(os.path.join(site, LIST)):
        stay = f"if an earlier build made all of {shown}/, remove that folder; {stay}"
    raise UnsafeFolder(f"{names}{more} {verb} not written by sitegen, and would be lost: {stay}")


def foreign_files(site: str, known: Tree) -> Iterator[str]:
    """Yield what stands in a site folder and no build wrote, by its path below it; no folder is one."""
    listed = _listed(site)
    folders = folders_of(listed) | known.folders.keys()
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(os.path.join(site, below)) as listing:
                entries = list(listing)
        except FileNotFoundError:
            continue
        except OSError:  # What cannot be looked at is nothing to be thrown away.
            yield below
            continue
        for entry in entries:
            name = below + entry.name
            if is_litter(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name in _WHOLE:
                    yield name + "/"
                else:
                    waiting.append(name + "/")
            elif not (
                name in listed
                or (name in known.files and known.files[name].is_at(entry.path))
                # A link in the place of a folder of ours: where it leads nothing is touched.
                or (entry.is_symlink() and name in folders)
            ):
                yield name


def _listed(site: str) -> Set[str]:
    """Return the files that the list of a site names; none if it has no list, or a damaged one."""
    try:
        with open(os.path.join(site, LIST), "rb") as file:
            return msgspec.json.decode(file.read(), type=frozenset[str])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return frozenset()
