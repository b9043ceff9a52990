"""Words: folding, Markdown as text, where quotes stand, and the marks that show it."""

from sitegen.text.anchoring import Quote, occurrences, occurrences_of
from sitegen.text.citations import Citation, Cited
from sitegen.text.clusters import shortened
from sitegen.text.context import Weakness, weakness
from sitegen.text.describe import describe, quotable, settle
from sitegen.text.diff import Change, word_diff
from sitegen.text.directive import passage_address, text_fragment
from sitegen.text.folding import Folded, Readable, Span, fold
from sitegen.text.fragment import (
    EMPTY,
    Fragment,
    Refusal,
    fragment,
    is_comment,
    may_lead,
    refusals,
    sentence,
)
from sitegen.text.html import (
    Address,
    HeadingIds,
    Part,
    Parts,
    escape,
    is_allowed,
    joined,
    scheme,
    write,
)
from sitegen.text.linking import Link
from sitegen.text.located import Found, located
from sitegen.text.losses import Loss
from sitegen.text.markdown import (
    Block,
    Prose,
    parse,
    parse_inline,
    parse_with_losses,
    prose,
    said_by,
)
from sitegen.text.marking import Annotation, Piece, mark
from sitegen.text.mentions import Mention, Names
from sitegen.text.nearest import Near, nearest
from sitegen.text.surroundings import Comparison
from sitegen.text.wording import changes

__all__ = [
    "EMPTY",
    "Address",
    "Annotation",
    "Block",
    "Change",
    "Citation",
    "Cited",
    "Comparison",
    "Folded",
    "Found",
    "Fragment",
    "HeadingIds",
    "Link",
    "Loss",
    "Mention",
    "Names",
    "Near",
    "Part",
    "Parts",
    "Piece",
    "Prose",
    "Quote",
    "Readable",
    "Refusal",
    "Span",
    "Weakness",
    "changes",
    "describe",
    "escape",
    "fold",
    "fragment",
    "is_allowed",
    "is_comment",
    "joined",
    "located",
    "mark",
    "may_lead",
    "nearest",
    "occurrences",
    "occurrences_of",
    "parse",
    "parse_inline",
    "parse_with_losses",
    "passage_address",
    "prose",
    "quotable",
    "refusals",
    "said_by",
    "scheme",
    "sentence",
    "settle",
    "shortened",
    "text_fragment",
    "weakness",
    "word_diff",
    "write",
]
