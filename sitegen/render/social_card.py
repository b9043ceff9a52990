"""What the picture of an article or a claim says. Drawing it is the engine's: it takes a program."""

from __future__ import annotations

from hashlib import blake2b

from msgspec import Struct

from sitegen.site import PageView, SiteView
from sitegen.site.views import ArticleView, ClaimView, VerdictView

FOLDER = "social/"
"""Where the pictures are published, and where a theme keeps their template and fonts."""
TEMPLATE = FOLDER + "card.typ"
WIDTH, HEIGHT = 1200, 630
"""In pixels; what Open Graph readers ask for."""


class SocialCard(Struct, frozen=True):
    """The words and tones of one picture, and its address."""

    address: str
    """Below the root. It has the digest of all that the picture is made of, so one address always
    shows one picture: networks keep what they have once seen."""
    verdict: str
    """The word; '' where there is no verdict on the whole."""
    tone: str
    text: str
    """The claim, or the title of the article."""
    language: str
    """Of the text."""
    site: str
    site_language: str
    """Of the verdict and of the site's name."""
    tones: tuple[tuple[str, int], ...] = ()
    """The tones of an article's claims, each with how many there are, in the order of the scale."""

    @property
    def words(self) -> str:
        """What the picture says, for those who do not see it."""
        said = f"{self.verdict}: {self.text}" if self.verdict else self.text
        return f"{said} – {self.site}"


def social_card(page: PageView, site: SiteView, made_with: bytes) -> SocialCard | None:
    """Return the picture of a page; None if it has none, as drafts and what was withdrawn.

    `made_with` is the digest of the template and the fonts.
    """
    if page.is_draft or not isinstance(page, ArticleView | ClaimView) or page.is_retracted:
        return None
    tones: dict[str, int] = {}
    if isinstance(page, ArticleView):
        verdict = page.verdict
        for item in page.tally.items:
            tones[item.verdict.tone] = tones.get(item.verdict.tone, 0) + item.count
        text = page.title
    else:
        verdict, text = page.card.verdict, page.card.claim
    return _card(page, site, verdict, text, tuple(tones.items()), made_with)


def _card(
    page: PageView,
    site: SiteView,
    verdict: VerdictView | None,
    text: str,
    tones: tuple[tuple[str, int], ...],
    made_with: bytes,
) -> SocialCard:
    said = (
        verdict.label if verdict else "",
        verdict.tone if verdict else "",
        " ".join(text.split()),
        page.language or site.language,
        site.name,
        site.language,
        tones,
    )
    mark = blake2b(repr(said).encode("utf-8", "surrogatepass"), key=made_with[:64], digest_size=6)
    return SocialCard(f"{FOLDER}{page.address.rstrip('/')}-{mark.hexdigest()}.png", *said)
