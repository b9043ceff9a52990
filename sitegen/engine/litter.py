"""Files that no person made: what operating systems and programs leave in every folder.

They are neither content nor somebody's files: nothing is said of them, and they are never published.
"""

from __future__ import annotations

_NAMES = frozenset(
    [
        # Windows
        *("thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini"),
        *("$recycle.bin", "system volume information", "recycler"),
        # macOS
        *(".ds_store", "icon\r", "__macosx", ".appledouble", ".spotlight-v100", ".trashes"),
        *(".fseventsd", ".temporaryitems", ".localized", "network trash folder", "temporary items"),
        # Linux, and storage on the network
        *("lost+found", "@eadir", ".directory", "#recycle", "@recycle"),
    ]
)
"""In small letters: they come with any capitals."""
_BEGINNINGS = ("~$", "._", ".~lock.", ".#", ".fuse_hidden", ".nfs0", ".trash-")
"""Lock files of Microsoft Office, LibreOffice and Emacs, and what macOS keeps beside a file."""
_ENDINGS = (".swp", ".swo", ".swx", ".swpx", ":zone.identifier", ".crdownload")
_FIRST = frozenset("~.$@#_TtEeDdIiSsRrFfLlNn")
"""The first letters of the names and beginnings: most names are done with after one look."""


def is_litter(name: str) -> bool:
    """Say whether a file or folder of a name is such; `name` is the last part of its path."""
    if name[:1] in _FIRST and (name.lower() in _NAMES or name.startswith(_BEGINNINGS)):
        return True
    return name.endswith(_ENDINGS) or (name.startswith("~") and name.endswith((".tmp", ".TMP")))
