"""The pictures of articles and claims: what they show, when they are drawn, and that nothing is cut."""

from __future__ import annotations

import base64
import multiprocessing
import os
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from projects import REPOSITORY
from sites import files_of, parse

from sitegen.engine import Report, build, open_project
from sitegen.engine.social import Artist, artist
from sitegen.render import SocialCard

if TYPE_CHECKING:
    from playwright.sync_api import Browser

typst = pytest.importorskip("typst")

CONFIGURATION = """\
site_name: The Desk
site_url: https://desk.example/
docs_dir: content
plugins:
  - sitegen:
      social_images: true
      policies: {minimum_sources: 'off', second_reader: 'off'}
"""
ARTICLE = "---\ntitle: The fleet\nlanguage: en\n---\n\nThe fleet came. It left. Nobody saw it.\n"
SIDECAR = """\
status: published
checked: 2026-11-22
authors: [desk]
verdict: mixed
claims:
  - {id: came, quote: The fleet came., claim: A fleet came., verdict: supported, finding: It did.}
  - {id: left, quote: It left., claim: It left., verdict: contradicted, finding: It did not.}
"""
FILES = {
    "mkdocs.yml": CONFIGURATION,
    "content/articles/fleet.md": ARTICLE,
    "content/articles/fleet.annotations.yml": SIDECAR,
}


def made(folder: Path, **options: Any) -> Report:
    project, problems = open_project(folder / "mkdocs.yml")
    assert project is not None, problems
    report = build(project, **options)
    assert report.published, report.problems
    return report


def pictures(site: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_of(site).items() if name.startswith("social/")}


def states(site: Path) -> dict[str, tuple[int, int]]:
    """What tells one file of the disk from another, for each picture."""
    return {
        name: ((site / name).stat().st_ino, (site / name).stat().st_mtime_ns)
        for name in pictures(site)
    }


def tags(page: str) -> dict[str, str]:
    return {
        item.get("property") or item.get("name", ""): item.get("content", "")
        for item in parse(page).iter("meta")
    }


# What is published


def test_every_article_and_claim_has_a_picture_that_its_page_names(project):
    folder = project(FILES)
    made(folder)
    site = folder / "site"
    named = {}
    for page in sorted(site.rglob("index.html")):
        found = tags(page.read_text(encoding="utf-8"))
        address = page.parent.relative_to(site).as_posix()
        if "og:image" in found:
            named[address] = found["og:image"].removeprefix("https://desk.example/")
            assert found["twitter:card"] == "summary_large_image"
            assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
            assert found["og:image:alt"] == found["twitter:image:alt"]

    assert set(named) == {"articles/fleet", "claims/fleet/came", "claims/fleet/left"}
    assert set(named.values()) == set(pictures(site))
    for data in pictures(site).values():
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", data[16:24]) == (1200, 630)


def test_the_words_for_who_does_not_see_it_are_those_of_the_picture(project):
    folder = project(FILES)
    made(folder)
    page = (folder / "site/claims/fleet/left/index.html").read_text(encoding="utf-8")

    assert tags(page)["og:image:alt"] == "Contradicted: It left. – The Desk"


def test_a_draft_a_withdrawn_check_and_a_site_without_the_option_have_none(project):
    retracted = SIDECAR.replace("published", "retracted")
    retracted += "corrections: [{date: 2026-11-25, kind: retraction, note: We were wrong.}]\n"
    for sidecar in ("status: draft\n", retracted):
        folder = project(FILES | {"content/articles/fleet.annotations.yml": sidecar})
        made(folder, drafts=True)
        assert pictures(folder / "site") == {}

    project(
        FILES | {"mkdocs.yml": CONFIGURATION.replace("social_images: true", "theme: broadsheet")}
    )
    made(folder)
    assert pictures(folder / "site") == {}
    page = (folder / "site/articles/fleet/index.html").read_text(encoding="utf-8")
    assert tags(page)["twitter:card"] == "summary"
    assert "og:image" not in tags(page)


def test_without_the_extra_there_is_a_notice_and_no_picture(project):
    folder = project(
        FILES | {"nothing/sitecustomize.py": "import sys\nsys.modules['typst'] = None\n"}
    )
    paths = os.pathsep.join([str(folder / "nothing"), *sys.path])
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", "build"],
        env={**os.environ, "PYTHONPATH": paths},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert "the package typst is not installed: pip install 'sitegen[social] @ PLACE'" in (
        done.stderr
    )
    assert pictures(folder / "site") == {}
    assert "og:image" not in (folder / "site/articles/fleet/index.html").read_text(encoding="utf-8")


def test_a_mistake_in_the_template_is_a_problem_of_the_theme(project):
    folder = project(FILES | {"themes/broadsheet/social/card.typ": "#let x = 1\n\n#y\n"})
    opened, _ = open_project(folder / "mkdocs.yml")
    assert opened is not None
    report = build(opened)

    assert not report.published
    assert [(str(p.at), p.kind, p.message) for p in report.problems] == [
        (
            "themes/broadsheet/social/card.typ:3:1",
            "theme-broken",
            "the theme cannot be used: Typst: unknown variable: y",
        )
    ]


# When it is drawn


def test_an_edit_elsewhere_draws_nothing_and_an_edit_of_a_claim_draws_what_it_changes(project):
    folder = project(FILES)
    site = folder / "site"
    made(folder)
    first = states(site)

    project(FILES | {"content/articles/fleet.md": ARTICLE.replace("Nobody", "Somebody")})
    made(folder)
    assert states(site) == first

    changed = SIDECAR.replace("claim: It left.", "claim: It sailed away.")
    project(FILES | {"content/articles/fleet.annotations.yml": changed})
    made(folder)
    second = states(site)
    assert len(second) == 3
    assert len(second.items() & first.items()) == 2
    assert [n for n in second if n not in first] == [
        n for n in second if n.startswith("social/claims/fleet/left-")
    ]


def test_a_picture_that_was_touched_or_lost_is_drawn_again(project):
    folder = project(FILES)
    site = folder / "site"
    made(folder)
    whole = pictures(site)
    touched, lost, _ = sorted(whole)
    (site / touched).write_bytes(b"not a picture")
    (site / lost).unlink()
    made(folder)

    assert pictures(site) == whole


def test_every_way_to_build_gives_the_same_bytes(project, tmp_path):
    folder = project(FILES)
    made(folder)
    project(FILES | {"mkdocs.yml": CONFIGURATION.replace("The Desk", "Another Desk")})
    made(folder, jobs=1)
    whole = files_of(folder / "site")
    with ThreadPoolExecutor(2) as threads:
        made(folder, site=tmp_path / "threads", executor=threads, cache=False)
    made(folder, site=tmp_path / "alone", jobs=1, cache=False)
    made(folder, site=tmp_path / "together", jobs=3, cache=False)
    elsewhere = tmp_path / "elsewhere" / "deep"
    for name in ("mkdocs.yml", "content"):
        elsewhere.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-r", folder / name, elsewhere / name], check=True)
    made(elsewhere, cache=False)

    assert len(pictures(folder / "site")) == 3
    for other in ("threads", "alone", "together", "elsewhere/deep/site"):
        assert files_of(tmp_path / other) == whole, other


def test_a_picture_can_be_drawn_in_a_process_that_was_forked_after_one_was_drawn():
    """Typst keeps threads, and a fork has none of them."""
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("this system does not fork")
    draws, card = of_the_example(), example("Contradicted", "A fleet came.")
    first = draws.draw(card)
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=lambda: theirs.send(draws.draw(card)))
    child.start()
    try:
        assert ours.poll(30), "the forked process waits for ever"
        assert ours.recv() == first
    finally:
        child.kill()
        child.join()


# What it looks like


def of_the_example() -> Artist:
    project, _ = open_project(REPOSITORY / "mkdocs.yml")
    assert project is not None
    theme, _, problems = project.theme.read()
    assert problems == []
    return artist(theme)


def example(
    verdict: str, text: str, language: str = "en", site: str = "The Desk", home: str = "en"
) -> SocialCard:
    return SocialCard("x", verdict, "negative", text, language, site, home)


def test_the_fonts_of_the_theme_are_found_under_their_own_names():
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=list(of_the_example().folders),
    )

    assert set(fonts.families()) == {"Card Serif", "Card Sans", "Card Arabic", "Card Devanagari"}


TEXTS = {
    "one word": example("No", "No.", site="D"),
    "as long as can be": example("No evidence was found for it", "The fleet came to a port. " * 40),
    "a word without an end": example("Distorted", "x" * 900),
    "long words": example("Falsch", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk " * 3, "de"),
    "a long verdict": example("The evidence says something else " * 3, "He left."),
    "a long name": example("No", "He left.", site="The Office for the Checking of Claims " * 4),
    "Arabic": example("مضلل", "أرسل بوتين أسطول البلطيق إلى ميناء قرب كاراكاس " * 9, "ar", "المكتب", "ar"),
    "Hindi": example("भ्रामक", "पुतिन ने बाल्टिक बेड़े को काराकास के पास तैनात किया " * 9, "hi"),
    "Chinese": example("无证据", "普京把波罗的海舰队派到加拉加斯附近的一个港口以保护政权" * 12, "zh-Hans", "事实", "zh"),
    "Markdown and Typst": example("*No*", "#set text(red) $x$ *b* _i_ \\ `c` @d <e> // f"),
}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_text_leaves_the_picture(name, chromium: Browser):
    """Around the text there is paper: a line that is too long or too low would stand there."""
    picture = base64.b64encode(of_the_example().draw(TEXTS[name])).decode()
    page = chromium.new_page()
    inked = page.evaluate(
        """async data => {
            const image = new Image();
            image.src = 'data:image/png;base64,' + data;
            await image.decode();
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.width, image.height];
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            const dark = (x, y, w, h) => {
                const pixels = context.getImageData(x, y, w, h).data;
                let found = 0;
                for (let at = 0; at < pixels.length; at += 4) found += pixels[at + 1] < 200;
                return found;
            };
            return {
                left: dark(40, 0, 20, 630), right: dark(1140, 0, 20, 630),
                top: dark(40, 0, 1120, 40), bottom: dark(40, 606, 1120, 24),
                inside: dark(60, 40, 1080, 560),
            };
        }""",
        picture,
    )
    page.close()

    assert inked.pop("inside") > 500
    assert inked == {"left": 0, "right": 0, "top": 0, "bottom": 0}


def test_a_text_that_is_too_long_ends_at_a_word():
    from sitegen.engine.social import _given

    shown = _given(TEXTS["as long as can be"])["text"]

    assert shown.endswith(" …")
    assert TEXTS["as long as can be"].text.startswith(shown.removesuffix(" …") + " ")
    assert 380 < len(shown) <= 422
