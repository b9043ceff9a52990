"""Git and the desk: patches for drifted quotes."""

from sitegen.editorial.edits import Edit, apply_edits
from sitegen.editorial.patches import Proposal, proposals

__all__ = ["Edit", "Proposal", "apply_edits", "proposals"]
