"""What a page is about, as JSON-LD in the words of schema.org: all but ClaimReview.

Says only what the site knows: no type, name or date that an editor has not given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urljoin

from markupsafe import Markup

from sitegen.render.json_ld import script
from sitegen.site import PageView, SiteView
from sitegen.site.views import (
    ArticleView,
    ClaimView,
    EntityView,
    OriginView,
    ScaleView,
    SourcePageView,
    SourceView,
    VerdictPageView,
    VerdictView,
)

Node = dict[str, Any]

_POLICIES = {
    "corrections": "correctionsPolicy",
    "methodology": "verificationFactCheckingPolicy",
    "funding": "ownershipFundingInfo",
    "ethics": "ethicsPolicy",
    "contact": "actionableFeedbackPolicy",
    "masthead": "masthead",
    "principles": "publishingPrinciples",
}
_ENTITIES = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "event": "Event",
    "work": "CreativeWork",
}
_SOURCES = {
    "article-newspaper": "NewsArticle",
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "book": "Book",
    "dataset": "Dataset",
    "legislation": "Legislation",
    "post": "SocialMediaPosting",
    "post-weblog": "BlogPosting",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
"""What the types of the Citation Style Language are called; the others are works of some kind."""
_SECTIONS = {
    "article": "articles",
    "claim": "articles",
    "entity": "entities",
    "source": "sources",
    "verdict": "verdicts",
}
"""The list that leads to a page of a kind, as its address and its name among the theme's words."""


def linked_data(
    page: PageView, site: SiteView, sections: Mapping[str, str], image: str = ""
) -> Markup:
    """Return the JSON-LD of a page; nothing for a draft, a missing page, or a site without an address.

    `sections` are the names of the lists that lead to pages, in the words of the theme; `image` is
    the address of the page's picture below the root.
    """
    if page.is_draft or page.kind == "missing" or not site.url:
        return Markup()
    nodes = [node for node in (_main(page, site, image),) if node]
    if page.kind == "home":
        nodes.append(organisation(site))
    else:
        nodes.append(_trail(page, site, sections))
    return script({"@context": "https://schema.org", "@graph": nodes})


@lru_cache(maxsize=8)
def organisation(site: SiteView) -> Node:
    """Return who publishes the site, with the addresses of its policies."""
    given = site.organisation
    policies = {
        _POLICIES[name]: urljoin(site.url, address)
        for name, address in given.policies
        if name in _POLICIES
    }
    news = {"verificationFactCheckingPolicy", "masthead"} & policies.keys()
    return _known(
        {
            "@type": "NewsMediaOrganization" if news else "Organization",
            "@id": site.url + "#organisation",
            "name": given.name,
            "url": given.url or site.url,
            "logo": urljoin(site.url, given.logo) if given.logo else "",
            **policies,
        }
    )


def _known(node: Node) -> Node:
    """Return a node without the properties that are not known."""
    return {key: value for key, value in node.items() if value}


def _main(page: PageView, site: SiteView, image: str) -> Node | None:
    write = _WRITERS.get(page.kind)
    return write(page, site, image) if write else None


def _home(page: PageView, site: SiteView, image: str) -> Node:
    return _known(
        {
            "@type": "WebSite",
            "@id": site.url + "#site",
            "url": site.url,
            "name": site.name,
            "description": site.description,
            "inLanguage": site.language,
            "publisher": {"@id": site.url + "#organisation"},
        }
    )


def _article(page: PageView, site: SiteView, image: str) -> Node:
    assert isinstance(page, ArticleView)
    days = [day for day in (page.checked, *page.changed) if day]
    publisher = organisation(site)
    return _known(
        {
            "@type": "NewsArticle",
            "@id": f"{site.url}{page.address}#check",
            "mainEntityOfPage": site.url + page.address,
            "headline": page.title,
            "description": page.description,
            "image": site.url + image if image else "",
            "inLanguage": page.language or site.language,
            "datePublished": page.checked.isoformat() if page.checked else "",
            "dateModified": max(days).isoformat() if days else "",
            "author": {key: publisher[key] for key in ("@type", "@id", "name", "url")},
            "publisher": {"@id": publisher["@id"]},
            "creditText": ", ".join(author.text for author in page.authors),
            "creativeWorkStatus": "Retracted" if page.is_retracted else "",
            "isBasedOn": _origin(page.title, page.origin),
        }
    )


def _origin(title: str, origin: OriginView) -> Node | None:
    """Return the text that was checked, as it was published."""
    if not (origin.url or origin.publisher):
        return None
    return _known(
        {
            "@type": "CreativeWork",
            "name": title,
            **_published(origin),
        }
    )


def _published(work: OriginView | SourceView) -> Node:
    """Return where, when and by whom something was published."""
    publisher = {"@type": "Organization", "name": work.publisher} if work.publisher else None
    return {
        "url": work.url,
        "publisher": publisher,
        "creditText": ", ".join(work.authors),
        "datePublished": str(work.published or ""),
        "archivedAt": work.archived_url,
    }


def _entity(page: PageView, site: SiteView, image: str) -> Node | None:
    assert isinstance(page, EntityView)
    if page.pager.number > 1:
        return None
    return _known(
        {
            "@type": _ENTITIES.get(page.type, "Thing"),
            "@id": f"{site.url}{page.address}#entity",
            "name": page.title,
            "alternateName": list(page.aliases),
            "description": page.description,
            "sameAs": list(page.same_as),
            "mainEntityOfPage": site.url + page.address,
        }
    )


def _source(page: PageView, site: SiteView, image: str) -> Node | None:
    assert isinstance(page, SourcePageView)
    source = page.source
    if page.pager.number > 1:
        return None
    return _known(
        {
            "@type": _SOURCES.get(source.type, "CreativeWork"),
            "@id": f"{site.url}{page.address}#source",
            "name" if source.titled else "description": source.label,
            **_published(source),
            "inLanguage": source.language,
            "mainEntityOfPage": site.url + page.address,
        }
    )


def _scale(page: PageView, site: SiteView, image: str) -> Node:
    assert isinstance(page, ScaleView)
    return {
        "@type": "DefinedTermSet",
        "@id": _set(site),
        "name": page.title,
        "hasDefinedTerm": [
            _term(verdict, page.root, site) for verdict in (*page.scale, *page.unrated)
        ],
    }


def _verdict(page: PageView, site: SiteView, image: str) -> Node | None:
    assert isinstance(page, VerdictPageView)
    if page.pager.number > 1:
        return None
    return _term(page.verdict, page.root, site) | {"inDefinedTermSet": {"@id": _set(site)}}


def _set(site: SiteView) -> str:
    return site.url + "verdicts/#scale"


def _term(verdict: VerdictView, root: str, site: SiteView) -> Node:
    return {
        "@type": "DefinedTerm",
        "@id": f"{_whole(verdict.address, root, site)}#verdict",
        "name": verdict.label,
        "description": verdict.definition,
        "termCode": verdict.id,
    }


def _whole(address: str, root: str, site: SiteView) -> str:
    """Return the absolute address of what a page leads to inside the site."""
    return site.url + address.removeprefix(root)


def _trail(page: PageView, site: SiteView, sections: Mapping[str, str]) -> Node:
    """Return the way from the first page to this one."""
    steps = [*_above(page, site, sections), (page.title, site.url + quote(page.address))]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(steps, start=1)
        ],
    }


def _above(
    page: PageView, site: SiteView, sections: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    yield site.name, site.url
    section = "articles" if page.address.startswith("topics/") else _SECTIONS.get(page.kind, "")
    if section and sections.get(section):
        name = sections[section]  # a theme's words are HTML
        yield name.unescape() if isinstance(name, Markup) else name, f"{site.url}{section}/"
    if isinstance(page, ClaimView):
        yield page.article.text, _whole(page.article.address, page.root, site)


_WRITERS: dict[str, Callable[[PageView, SiteView, str], Node | None]] = {
    "home": _home,
    "article": _article,
    "entity": _entity,
    "source": _source,
    "scale": _scale,
    "verdict": _verdict,
}
