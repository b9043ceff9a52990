"""Git and the desk: the record since a commit, patches for drifted quotes."""

from sitegen.editorial.edits import Edit, apply_edits
from sitegen.editorial.history import NoSuchCommit, check_since
from sitegen.editorial.mending import Mending, PatchRefused
from sitegen.editorial.patches import Choice, Proposal, proposals
from sitegen.editorial.rewrite import ChangedMeanwhile, rewrite

__all__ = [
    "ChangedMeanwhile",
    "Choice",
    "Edit",
    "Mending",
    "NoSuchCommit",
    "PatchRefused",
    "Proposal",
    "apply_edits",
    "check_since",
    "proposals",
    "rewrite",
]
