"""The options of a theme: what a site chooses becomes a style sheet, and only what can be read is chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import REPOSITORY
from sites import parse

from sitegen.content.colour import READABLE, colour_of, contrast, readable
from sitegen.engine import build, open_project

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
THEMES = sorted(path.parent.name for path in (REPOSITORY / "themes").glob("*/theme.yml"))
CONFIGURATION = """\
site_name: The Desk
site_url: https://desk.example/
docs_dir: content
plugins:
  - sitegen:
      theme_options:
"""


def site_of(project, options: str, **files: str) -> Path:
    lines = "".join(f"        {line}\n" for line in options.splitlines())
    folder = project({"mkdocs.yml": CONFIGURATION + lines, **files})
    opened, problems = open_project(folder / "mkdocs.yml")
    assert opened, problems
    report = build(opened, cache=False)
    assert report.published, report.problems
    return folder / "site"


def options_css(site: Path) -> str:
    (path,) = (site / "assets").glob("options.*.css")
    return path.read_text(encoding="utf-8")


def test_colours_are_written_for_the_light_and_the_dark(project):
    said = options_css(
        site_of(project, 'accent: {light: "#0B5394", dark: "#8ab4f8"}\nsoft: {light: "#555"}')
    )

    assert "--accent: light-dark(#0b5394, #8ab4f8);" in said
    assert "--soft: light-dark(#555555, #aba498);" in said, "the dark one stays"


def test_a_bare_colour_of_text_gets_a_companion_that_can_be_read_in_the_dark(project):
    said = options_css(site_of(project, 'accent: "#0b5394"\npaper: "#fff"'))

    light, dark = re.findall(r"--accent: light-dark\((#\w+), (#\w+)\)", said)[0]
    assert light == "#0b5394"
    assert contrast(dark, "#171614") >= READABLE
    assert "--paper: light-dark(#ffffff, #171614);" in said


def test_fonts_are_those_of_the_system_of_the_theme_or_of_the_site(project):
    own = "themes/broadsheet/assets/fonts/ours.woff2"
    site = site_of(
        project,
        "serif: system\nsans: {family: Ours, files: [{file: fonts/ours.woff2, style: italic}]}",
        **{own: "not a font"},
    )
    said = options_css(site)
    (font,) = (site / "assets" / "fonts").glob("ours.*.woff2")

    assert "Newsreader" not in said
    assert "Public Sans" not in said
    assert "--serif: Charter," in said
    assert '--sans: "Ours", system-ui,' in said
    assert f'src: url("fonts/{font.name}") format("woff2");\n  font-style: italic;' in said


STAND_INS = """\
serif: {family: Ours, files: [fonts/ours.woff2], stand_ins: {ascent: 90, descent: 30, gap: 6,
  letters: "U+0-2FF, U+2000-22FF", faces: [
  {family: Georgia, local: [Georgia], weight: 100 500, size: 120},
  {family: Georgia, local: [Georgia-Bold, Georgia Bold], weight: 501 900, size: 75},
  {family: Noto Serif, local: [NotoSerif-Regular], size: 100}]}}"""


def test_until_a_font_has_come_its_stand_ins_are_asked_for_in_their_order(project):
    own = {"themes/broadsheet/assets/fonts/ours.woff2": "not a font"}
    said = options_css(site_of(project, STAND_INS, **own))

    assert '--serif: "Ours", "Ours Georgia", "Ours Noto Serif", Charter,' in said
    assert "Newsreader" not in said, "those of a font that is not used stay away"
    assert '--sans: "Public Sans", "Public Sans Arial",' in said
    assert said.count('font-family: "Ours Georgia"') == 2
    assert 'src: local("Georgia-Bold"), local("Georgia Bold");\n  font-weight: 501 900;' in said


def test_a_stand_in_is_as_high_as_its_font_whatever_its_own_size(project):
    own = {"themes/broadsheet/assets/fonts/ours.woff2": "not a font"}
    said = options_css(site_of(project, STAND_INS, **own))

    rules = re.findall(r"@font-face \{[^}]*\}", said)
    fitted = [rule for rule in rules if 'font-family: "Ours ' in rule]
    assert len(fitted) == 3
    for rule in fitted:
        shares = dict(re.findall(r"(size-adjust|[a-z-]+-override): ([0-9.]+)%", rule))
        size = float(shares.pop("size-adjust")) / 100
        heights = {name: float(share) * size for name, share in shares.items()}
        assert heights == pytest.approx(
            {"ascent-override": 90, "descent-override": 30, "line-gap-override": 6}, abs=0.1
        )
        assert "unicode-range: U+0-2FF, U+2000-22FF;" in rule


def test_a_logo_stands_in_the_masthead_with_its_words(project):
    options = "logo: {file: pictures/our logo.svg, alt: 'The \"Desk\"'}"
    picture = {"content/pictures/our logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    site = site_of(project, options, **picture, **{"content/about.md": "# About\n"})

    page = parse((site / "about/index.html").read_text(encoding="utf-8"))
    (logo,) = (item for item in page.iter("img"))
    assert logo.attrib == {"src": "../pictures/our%20logo.svg", "alt": 'The "Desk"'}
    assert (site / "pictures/our logo.svg").is_file()


def test_pages_name_the_paper_to_the_browser(project):
    site = site_of(project, 'paper: {light: "#fefefe", dark: "#010101"}')

    page = parse((site / "index.html").read_text(encoding="utf-8"))
    said = {
        m.get("media"): m.get("content")
        for m in page.iter("meta")
        if m.get("name") == "theme-color"
    }
    assert said == {
        "(prefers-color-scheme: light)": "#fefefe",
        "(prefers-color-scheme: dark)": "#010101",
    }


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_that_comes_with_sitegen_has_no_problem_of_its_own(project, theme):
    text = CONFIGURATION.replace("theme_options:", f"theme: {theme}")

    opened, problems = open_project(project({"mkdocs.yml": text}) / "mkdocs.yml")

    assert opened
    assert problems == []


# Colours


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffff00", 8.0),
        ("#123456", "#123456", 1),
    ],
)
def test_the_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS, st.lists(COLOURS, min_size=1, max_size=2))
def test_a_proposed_colour_can_be_read(colour, grounds):
    found = readable(colour, grounds)

    ends = [
        all(contrast(end, ground) >= READABLE for ground in grounds)
        for end in ("#000000", "#ffffff")
    ]
    assert bool(found) == any(ends), "black or white would do, or nothing does"
    if found:
        assert colour_of(found) == found
        assert all(contrast(found, ground) >= READABLE for ground in grounds)
    if all(contrast(colour, ground) >= READABLE for ground in grounds):
        assert found == colour


@pytest.mark.parametrize(
    "text", ["red", "#12", "#12345", "123456", "#12345g", "#1234567", "", "#１２３"]
)
def test_what_is_no_colour(text):
    assert colour_of(text) == ""


# In a browser

COMPUTED = """() => ({
  paper: getComputedStyle(document.documentElement).backgroundColor,
  focus: getComputedStyle(document.activeElement).outlineColor,
  logo: [document.images[0].naturalWidth > 0, document.images[0].clientHeight],
  fonts: [...document.fonts].map(font => font.family.replaceAll('"', '')),
})"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("scheme", "paper", "accent"),
    [
        ("light", "rgb(255, 255, 255)", "rgb(11, 83, 148)"),
        ("dark", "rgb(1, 2, 3)", "rgb(16, 120, 213)"),
    ],
)
def test_what_is_chosen_is_what_is_seen(chromium, project, scheme, paper, accent):
    options = (
        'paper: {light: "#fff", dark: "#010203"}\naccent: "#0b5394"\nserif: system\n'
        "logo: {file: logo.svg, alt: The Desk}"
    )
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20'/>"
    site = site_of(project, options, **{"content/logo.svg": picture})
    page = chromium.new_page(color_scheme=scheme)
    page.goto((site / "index.html").as_uri())
    page.locator(".nameplate").first.focus()
    page.wait_for_function("() => document.images[0].complete")

    seen = page.evaluate(COMPUTED)
    page.close()
    assert seen["paper"] == paper
    assert seen["focus"] == accent
    assert seen["logo"] == [True, 36]
    assert {"Public Sans"} <= set(seen["fonts"])
    assert all(family.startswith("Public Sans") for family in seen["fonts"])
