"""Git and the desk: the record since a commit, patches for drifted quotes."""

from sitegen.editorial.edits import Edit, apply_edits
from sitegen.editorial.git import GitError, NoSuchCommit
from sitegen.editorial.mending import Mending, PatchRefused
from sitegen.editorial.patches import Choice, Proposal, proposals
from sitegen.editorial.rewrite import ChangedMeanwhile, rewrite
from sitegen.editorial.since import check_since

__all__ = [
    "ChangedMeanwhile",
    "Choice",
    "Edit",
    "GitError",
    "Mending",
    "NoSuchCommit",
    "PatchRefused",
    "Proposal",
    "apply_edits",
    "check_since",
    "proposals",
    "rewrite",
]
