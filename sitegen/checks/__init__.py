"""The rules of the desk: each one a generator over one value, in tables by what they look at."""

from sitegen.checks.article import (
    CheckedArticle,
    Pending,
    check_article,
    check_part,
    pending_links,
)
from sitegen.checks.links import Targets, check_named_addresses, check_navigation
from sitegen.checks.pages import check_page
from sitegen.checks.passages import check_passages
from sitegen.checks.record import Change, check_record
from sitegen.checks.registry import check_registry
from sitegen.checks.site import Used, check_site
from sitegen.checks.translations import Translated, check_translations

__all__ = [
    "Change",
    "CheckedArticle",
    "Pending",
    "Targets",
    "Translated",
    "Used",
    "check_article",
    "check_named_addresses",
    "check_navigation",
    "check_page",
    "check_part",
    "check_passages",
    "check_record",
    "check_registry",
    "check_site",
    "check_translations",
    "pending_links",
]
