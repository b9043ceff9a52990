"""What was probably meant by a name that nobody knows, and how much may be spent on looking for it.

Comparing each of many unknown names with each of many known ones costs the product of both. So there
is a budget, one for each file, which makes what is suggested the same in every build. Where it is
used up a problem comes without a suggestion, and says so where the hint would be missed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

_ALIKE = 70
"""From this share of equal letters, in percent, a name may be a slip of the keyboard."""
_LONGEST = 200
"""In characters: longer names are no slip of the keyboard, and cost much to compare."""
_COMPARISONS = 5_000_000
"""How many pairs of names are compared for one file, at 0.1 µs each."""
_QUOTED = 100_000_000
"""What looking for the lost quotes of one file may cost, in hundredths of a microsecond."""
_OF_A_QUOTE = 5_000
"""What each character of a lost quote costs in these; each character of the text costs one."""
_OF_A_PLACE = 5_000
"""What each place of an ambiguous quote costs."""


class Suggestions:
    """The budget of one file."""

    __slots__ = ("_comparisons", "_known", "_quoted")

    def __init__(self) -> None:
        """Begin with all of it."""
        self._comparisons = _COMPARISONS
        self._quoted = _QUOTED
        self._known: dict[int, tuple[Collection[str], list[str]]] = {}

    def did_you_mean(self, name: str, known: Collection[str], *, apart_from: str = "") -> str:
        """Return the known name that is nearest to a mistyped one, as a question, or ''."""
        # Asked before the names are: what an article does not look at it does not depend on.
        if self._comparisons <= 0 or len(name) > _LONGEST:
            return ""
        if id(known) not in self._known:
            self._known[id(known)] = known, list(known)
        names = self._known[id(known)][1]
        self._comparisons -= len(names)
        if apart_from:
            names = [other for other in names if other != apart_from]
        return did_you_mean(name, names)

    def may_look_for(self, quote: str, text: str) -> bool:
        """Say whether a lost quote may be looked for in a text, and count what it costs."""
        return self._may_cost(len(quote) * _OF_A_QUOTE + len(text))

    def may_settle(self, places: int) -> bool:
        """Say whether the places of an ambiguous quote may be told apart, and count what it costs."""
        return self._may_cost(places * _OF_A_PLACE)

    def _may_cost(self, cost: int) -> bool:
        if cost > self._quoted:
            return False
        self._quoted -= cost
        return True


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """Return the known name that is nearest to a mistyped one, as a question, or ''.

    For a list that content cannot make long; for others there are `Suggestions`.
    """
    # Imported where something is wrong: most builds look for nothing.
    from rapidfuzz import fuzz, process

    if len(name) > _LONGEST:
        return ""
    near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return f"did you mean {near[0]!r}?" if near else ""
