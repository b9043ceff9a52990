"""Assets: each has a name that changes with its content and with nothing else, in CSS too."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import REPOSITORY
from sites import files_of

from sitegen.content import Appearance
from sitegen.engine import build, open_project
from sitegen.render import ThemeError, ThemeFile
from sitegen.render.assets import published as published_with

BROADSHEET = REPOSITORY / "themes" / "broadsheet"


def published(theme):
    return published_with(theme, Appearance())


def files(**said):
    """A theme: `a_css="…"` is its file `assets/a.css`."""
    named = {
        f"assets/{name.replace('__', '/').replace('_', '.')}": text for name, text in said.items()
    }
    return {name: ThemeFile(f"theme/{name}", text.encode()) for name, text in named.items()}


def css(text, **others):
    return published(files(a_css=text, **others))["a.css"].content.decode()


def test_a_name_changes_with_the_content_and_with_nothing_else():
    one = published(files(a_css="p {}", b_js="1"))
    other = published(files(a_css="p {}", b_js="2", more_js="3"))

    assert re.fullmatch(r"assets/a\.[0-9a-f]{8}\.css", one["a.css"].address)
    assert one["a.css"] == other["a.css"]
    assert one["b.js"].address != other["b.js"].address


def test_a_style_sheet_is_another_one_when_what_it_refers_to_is():
    def theme(picture):
        said = "@import 'b.css' print;"
        return published(files(a_css=said, b_css="p { background: url(c.png) }", c_png=picture))

    one, other = theme("1"), theme("2")

    assert {name for name in one if one[name] != other[name]} == {"a.css", "b.css", "c.png"}
    assert one["b.css"].address.removeprefix("assets/") in one["a.css"].content.decode()
    assert one["c.png"].address.removeprefix("assets/") in one["b.css"].content.decode()


def test_what_a_style_sheet_imports_stands_in_it():
    said = css(
        "/* all */\n@import 'b.css';\n@import \"f/c.css\" ;\n@import 'b.css';\na {}",
        b_css="b {}",
        f__c_css="@import '../d.css'; c { background: url(x.png) }",
        d_css="d { background: url(f/x.png) }",
        f__x_png="1",
    )

    picture = published(files(f__x_png="1"))["f/x.png"].address.removeprefix("assets/")
    seen = f'{{background: url("{picture}")}}'
    assert said == f"b{{}}d{seen}c{seen}b{{}}a{{}}"


@pytest.mark.parametrize(
    "text",
    [
        "@import 'b.css';@import 'c.css' print;",
        "@import 'b.css';@import 'c.css' layer(c);",
        "@import 'b.css';@import url(c.css);",
        "@import 'b.css';@import 'https://elsewhere.example/c.css';",
        "@import 'd.css';@import 'b.css';",
        "@layer x;@import 'b.css';",
        "a{}@import 'b.css';",
    ],
)
def test_no_import_is_replaced_where_one_has_to_stay(text):
    """Behind a rule a browser ignores an import, and one of a medium is no plain part of the sheet."""
    said = css(text, b_css="b{}", c_css="c{}", d_css="@import 'c.css' print;d{}")

    assert re.sub(r"\.[0-9a-f]{8}(?=\.css)", "", said) == re.sub(
        r"url\((\S+)\)", r'url("\1")', text
    )


@pytest.mark.parametrize(
    "written",
    ['url("b.png")', "url('b.png')", "url( b.png )", "URL(./x/../b.png)", "url(b.png?#i)"],
)
def test_a_reference_is_found_however_it_is_written(written):
    name = published(files(b_png="1"))["b.png"].address.removeprefix("assets/")

    said = css(f"p {{ background: {written} }}", b_png="1")

    assert re.search(rf"url\(\s*[\"']?{name}(\?#i)?[\"']?\s*\)", said, re.IGNORECASE)


def test_references_are_relative_to_the_style_sheet():
    found = published(files(fonts__a_css="@font-face { src: url(../f/b.woff2) }", f__b_woff2="1"))

    name = found["f/b.woff2"].address.removeprefix("assets/")
    assert f'url("../{name}")' in found["fonts/a.css"].content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "p{background: url(#shape)}",
        "p{background: url(/images/a.png)}",
        'p{background: url("data:image/svg+xml,%3Csvg/%3E")}',
        "@import url(https://elsewhere.example/a.css);",
        "/* url(nothing.png) */ p{}",
        "p::before{content: 'url(nothing.png)'}",
        'p::before{content: "it\\"s url(nothing.png)"}',
    ],
)
def test_what_is_no_reference_to_an_asset_stays_as_it_is(text):
    assert css(text).strip() == text.removeprefix("/* url(nothing.png) */ ")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("p {}\nq { background: url(nothing.png) }", 2, "there is no asset 'nothing.png'"),
        ("q { background: url(../base.html) }", 1, "there is no asset '../base.html'"),
        ("\n\n@import 'b.css';", 3, "there is no asset 'b.css'"),
        ("@import 'a.css';", 1, "'a.css' leads back to this style sheet"),
    ],
)
def test_a_reference_that_leads_nowhere_has_a_place(text, line, reason):
    with pytest.raises(ThemeError) as raised:
        published(files(a_css=text) | {"base.html": ThemeFile("theme/base.html", b"")})

    assert (raised.value.path, raised.value.line) == ("theme/assets/a.css", line)
    assert raised.value.reason == reason


def test_style_sheets_that_import_each_other_are_a_mistake():
    with pytest.raises(ThemeError, match=r"b\.css:1: 'a\.css' leads back"):
        published(files(a_css="@import 'b.css';", b_css="@import 'a.css';"))


def test_licences_keep_their_names():
    assert (
        published(files(fonts__OFL_txt="free"))["fonts/OFL.txt"].address == "assets/fonts/OFL.txt"
    )


@given(st.text(alphabet="url()\"'/*\\ab.css@import \n#?", max_size=60))
def test_any_text_is_published_or_refused_with_a_place(text):
    lines = range(1, text.count("\n") + 2)
    try:
        said = css(text, b_css="")
    except ThemeError as error:
        place = error.line
    else:
        place = said.count("\n") + 1
    assert place in lines


def test_every_file_of_the_example_is_asked_for_by_its_name_and_no_other_is(example_site):
    """The names in pages and style sheets are those of files, and every hashed file is loaded.

    Those that page.css imports are loaded by pages in another theme of MkDocs, here as a part of it.
    """
    site = files_of(example_site)
    hashed = {name for name in site if re.search(r"\.[0-9a-f]{8}\.\w+$", name)}
    said = b"".join(text for name, text in site.items() if name.endswith((".html", ".css")))
    asked = {name.decode() for name in re.findall(rb"[\w.-]+\.[0-9a-f]{8}\.\w+", said)}
    bundle = (BROADSHEET / "assets" / "page.css").read_text(encoding="utf-8")
    parts = set(re.findall(r'@import "(.+)";', bundle))

    def plain(names):
        return {re.sub(r"\.[0-9a-f]{8}(?=\.)", "", name.rpartition("/")[2]) for name in names}

    assert asked <= {name.rpartition("/")[2] for name in hashed}
    assert plain(hashed) - plain(asked) == parts
    shipped = {path.name for path in (BROADSHEET / "assets").rglob("*") if path.is_file()}
    assert shipped - {"OFL.txt"} <= plain(asked) | parts


def test_a_style_sheet_loses_comments_and_blanks_but_none_that_means_something():
    said = css(
        "/*! ours */\n/* for authors\n   only */\n.a {\n  & .b :is(.c, d) { content: '/* no, } */  '; }\n\n"
        "  background: url(data:,/*no*/) , url(data:,{ });\n  margin: 0\n    auto ;\n}\n@media print { p {} }\n"
    )

    assert said == (
        "/*! ours */\n.a{& .b :is(.c,d){content: '/* no, } */  '}background: url(data:,/*no*/) ,"
        "url(data:,{ });margin: 0\nauto}@media print{p{}}"
    )


def test_a_site_that_replaces_one_style_sheet_has_it_in_what_pages_load(project):
    """And one edit of it gives what a clean build gives."""
    folder = project({"themes/broadsheet/assets/shell.css": "body { --ours: 1 }\n"})
    opened, problems = open_project(folder / "mkdocs.yml")
    assert opened, problems

    def look() -> str:
        assert build(opened).published
        (sheet,) = (folder / "site" / "assets").glob("page.*.css")
        assert sheet.name in (folder / "site" / "index.html").read_text(encoding="utf-8")
        return sheet.read_text(encoding="utf-8")

    first = look()
    assert "body{--ours: 1}" in first
    (folder / "themes/broadsheet/assets/shell.css").write_text("body { --ours: 2 }\n")
    second = look()

    assert second == first.replace("--ours: 1", "--ours: 2")
    grown = files_of(folder / "site")
    assert build(opened, cache=False).published
    assert files_of(folder / "site") == grown
