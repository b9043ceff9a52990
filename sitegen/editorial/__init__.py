"""The desk: patches for drifted quotes, and writing them without touching anything else."""

from sitegen.editorial.edits import Edit, apply_edits
from sitegen.editorial.patches import Choice, Proposal, proposals
from sitegen.editorial.rewrite import ChangedMeanwhile, rewrite

__all__ = ["ChangedMeanwhile", "Choice", "Edit", "Proposal", "apply_edits", "proposals", "rewrite"]
