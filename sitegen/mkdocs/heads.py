"""What machines read in the head of a page, and the pictures that it names, inside any MkDocs theme.

The themes of MkDocs have no block in common, so it goes to the end of the head that they made.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.exceptions import PluginError

from sitegen.engine.social import artist
from sitegen.render import SocialCard, Theme, ThemeError
from sitegen.site import PageView

_END = "</head>"


class Heads:
    """The heads of the pages of one build; it also keeps the pictures of the build before."""

    def __init__(self) -> None:
        """Begin without any."""
        self._heads: dict[str, str] = {}
        """By the file of a page, until the page is there."""
        self._cards: dict[str, SocialCard] = {}
        self._drawn: dict[str, bytes] = {}
        """By their address below the site, which says what a picture shows."""

    def begin(self) -> None:
        """Begin a build."""
        self._heads.clear()
        self._cards.clear()

    def make(self, file: str, view: PageView, theme: Theme) -> None:
        """Make the head of the page of a file; PluginError, which ends the build, for a bad template."""
        try:
            self._heads[file] = theme.head(view)
        except ThemeError as error:
            raise broken(error) from error
        card = theme.card(view)
        if card:
            self._cards[card.address] = card

    def put_into(self, html: str, file: str) -> str:
        """Return the page of a file with its head."""
        before, end, after = html.partition(_END)
        return before + self._heads.pop(file, "") + end + after

    def draw(self, theme: Theme, site: Path) -> None:
        """Write the pictures into the finished site; only those that the build before had not are drawn."""
        before, self._drawn = self._drawn, {}
        for address, card in self._cards.items():
            picture = before.get(address)
            if picture is None:
                try:
                    picture = artist(theme.files).draw(card)
                except ThemeError as error:
                    raise broken(error) from error
            path = site / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture)
            self._drawn[address] = picture


def broken(error: ThemeError) -> PluginError:
    """Return what ends a build of MkDocs for a mistake in a template of sitegen."""
    return PluginError(f"{error.path}:{error.line}: {error.reason} [theme-broken]")
