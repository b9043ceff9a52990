"""The example inside MkDocs, in its own theme and in Material: the same bodies, the same addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from hosting import bodies, body_of, mkdocs, read
from projects import REPOSITORY

PROSE = {f"{name}/index.html" for name in ("about", "corrections-policy", "methodology")}
ARTICLE = "articles/putin-maduro-venezuela"


@pytest.fixture(scope="module", params=["mkdocs.yml", "mkdocs.material.yml"])
def hosted(request, tmp_path_factory) -> Path:
    if "material" in request.param:
        pytest.importorskip("material", reason="the theme Material is not installed")
    site = tmp_path_factory.mktemp("hosted") / "site"
    done = mkdocs(REPOSITORY, "build", "--strict", "-f", request.param, "-d", str(site))
    assert done.returncode == 0, done.stderr
    assert not re.search("WARNING|ERROR|not included in the", done.stderr), done.stderr
    return site


def files(site: Path) -> set[str]:
    """The files of a site but for the search index, which only the native host makes."""
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith("pagefind/")}


def test_every_body_is_that_of_the_native_host(hosted, example_site):
    native, found = bodies(example_site), bodies(hosted)

    assert len(native) > 200
    for file in native.keys() - PROSE - {"search/index.html"}:
        assert found[file] == native[file], file


def for_machines(page: str) -> list[str]:
    """What the head of a page says to feed readers, search engines and networks."""
    head = page.partition("</head>")[0]
    return re.findall(
        r'<link rel="alternate" (?:type|hreflang).*|<meta [^>]*"(?:og|article|twitter):.*'
        r'|<script type="application/ld\+json">.*',
        head,
    )


def test_every_head_says_to_machines_what_the_native_host_says(hosted, example_site):
    pages = [name for name in files(example_site) if name.endswith("/index.html")]
    assert len(pages) > 200

    for name in [*pages, "index.html"]:
        native = for_machines((example_site / name).read_text("utf-8"))
        assert len(native) > 5
        assert for_machines((hosted / name).read_text("utf-8")) == native, name


def test_the_search_page_is_that_of_a_site_without_an_index(hosted, example_site):
    native, found = (bodies(site)["search/index.html"] for site in (example_site, hosted))

    assert 'data-parts=""' in found
    assert found == native.replace('data-parts="pagefind/"', 'data-parts=""')


def test_every_file_has_the_same_address(hosted, example_site):
    assert files(example_site) - files(hosted) == set()


def test_sidecars_registry_and_templates_are_not_published(hosted):
    assert not [name for name in files(hosted) if re.search(r"\.(ya?ml|md|po|py)$", name)]
    assert not (hosted / "bodies").exists()


def test_data_feeds_pictures_and_assets_are_the_same_bytes(hosted, example_site):
    others = ("sitemap.xml", ".sitegen-files")  # The second lists what a host wrote itself, too.
    same = [
        name for name in files(example_site) if not name.endswith(".html") and name not in others
    ]

    assert {"data/claims.json", "data/claimreview.json", "feed.xml", "robots.txt"} <= set(same)
    for name in same:
        assert (hosted / name).read_bytes() == (example_site / name).read_bytes(), name


def test_the_sitemap_has_every_page(hosted, example_site):
    def listed(site: Path) -> set[str]:
        return set(re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8")))

    assert listed(hosted) == listed(example_site)


def test_pages_load_the_styles_and_the_script_once(hosted):
    page = read(hosted, ARTICLE)

    # The bodies' style sheet stands in page.css, which only the theme's own shell wears.
    own = "sitegen-shell" in page
    for name in ("page.*.css" if own else "body.*.css", "reader.*.js"):
        (asset,) = (file.name for file in (hosted / "assets").glob(name))
        ending = name.rpartition(".")[2]
        named = rf"(?:page|body|reader)(?:\.\w+)?\.{ending}"
        assert re.findall(rf'(?:href|src)="([^"]*{named})"', page) == [f"../../assets/{asset}"]


def test_a_theme_is_published_under_the_names_that_pages_load_only(hosted, example_site):
    def of_the_theme(site: Path) -> set[str]:
        known = "assets/page assets/body assets/shell assets/options assets/reader assets/icon assets/touch assets/fonts"
        return {name for name in files(site) if name.startswith(tuple(known.split()))}

    assert of_the_theme(hosted) == of_the_theme(example_site)


def links(page: str) -> Iterator[str]:
    for link in re.findall(r'\s(?:href|src)="([^"]*)"', page):
        if link.partition(":")[0] not in ("http", "https", "mailto", "data"):
            yield link.replace("&amp;", "&")


def test_every_link_leads_somewhere(hosted):
    there = files(hosted)
    broken = set()
    for name in there:
        if name.endswith(".html"):
            for link in links((hosted / name).read_text(encoding="utf-8")):
                target = unquote(urljoin(f"/{name}", link).partition("#")[0].partition("?")[0])
                file = target.lstrip("/") + ("index.html" if target.endswith("/") else "")
                if file not in there and f"{file}/index.html".lstrip("/") not in there:
                    broken.add((name, link))

    assert broken == set()


def test_the_missing_page_works_at_any_depth(hosted, example_site):
    page = (hosted / "404.html").read_text(encoding="utf-8")

    assert body_of(page) == body_of((example_site / "404.html").read_text(encoding="utf-8"))
    assert all(link.startswith(("/", "#")) for link in links(page))


def test_titles_and_descriptions_are_those_of_the_native_host(hosted, example_site):
    def head(page: str) -> tuple[str, str]:
        title = re.search(r"<title>(.*?)(?: [–-] The Example Desk)?</title>", page)
        description = re.search(r'<meta name="description" content="(.*?)">', page)
        assert title
        assert description
        return title[1], description[1]

    checked = [ARTICLE, "entities/nicolas-maduro", "verdicts/distorted", "corrections"]
    checked += [path.parent.relative_to(hosted).as_posix() for path in hosted.glob("claims/*/*/*")]
    assert len(checked) > 40
    for address in checked:
        assert head(read(hosted, address)) == head(read(example_site, address)), address
