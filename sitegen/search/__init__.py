"""What readers can search: each article and claim as a record, and Pagefind's index made of them."""

from sitegen.search.records import found_in
from sitegen.search.settled import UnknownForm, settled

__all__ = ["UnknownForm", "found_in", "settled"]
