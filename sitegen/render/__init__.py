"""Views to bytes: the theme, and the files for machines."""

from sitegen.render.asset import Asset
from sitegen.render.claim_review import ClaimReview, as_feed_items, claim_review, claim_review_feed
from sitegen.render.data import claim_rows, claims_json, joined
from sitegen.render.feeds import feeds, last_changes, sitemap
from sitegen.render.social_card import SocialCard
from sitegen.render.theme import Theme
from sitegen.render.theme_file import ThemeError, ThemeFile, ThemeFiles

__all__ = [
    "Asset",
    "ClaimReview",
    "SocialCard",
    "Theme",
    "ThemeError",
    "ThemeFile",
    "ThemeFiles",
    "as_feed_items",
    "claim_review",
    "claim_review_feed",
    "claim_rows",
    "claims_json",
    "feeds",
    "joined",
    "last_changes",
    "sitemap",
]
