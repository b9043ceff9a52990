"""What readers get: addresses, footnotes, backlinks, which pages exist and what each of them shows."""

from sitegen.site import addresses
from sitegen.site.article import ReadArticle, article_view, claim_views, read
from sitegen.site.facts import ArticleFacts, ArticleHead, ClaimFacts, MentionFacts
from sitegen.site.index import Index, index
from sitegen.site.pages import PageKey, Whole, address_of, pages, view, whole
from sitegen.site.prose import ReadPage, read_prose
from sitegen.site.shared import Shared
from sitegen.site.shelf import Held, Shelf
from sitegen.site.views import PageView, SiteView

__all__ = [
    "ArticleFacts",
    "ArticleHead",
    "ClaimFacts",
    "Held",
    "Index",
    "MentionFacts",
    "PageKey",
    "PageView",
    "ReadArticle",
    "ReadPage",
    "Shared",
    "Shelf",
    "SiteView",
    "Whole",
    "address_of",
    "addresses",
    "article_view",
    "claim_views",
    "index",
    "pages",
    "read",
    "read_prose",
    "view",
    "whole",
]
