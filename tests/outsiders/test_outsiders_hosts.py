"""Other hosts and the preview: what outsiders' cases ask, with the real commands."""

from __future__ import annotations

import importlib.util
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from projects import REPOSITORY
from shared_cases import CASES, lay_out, needs_cases, run_command, run_sitegen

sys.path.append(str(REPOSITORY / "tests" / "preview"))

from running import running

pytestmark = needs_cases


def built(site: Path) -> str:
    """Build with MkDocs, strictly, and return what it said."""
    ran = run_command(site, "mkdocs", "build", "--strict", NO_MKDOCS_2_WARNING="1")
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


def test_21_anchors_of_prose_are_left_to_mkdocs(tmp_path):
    pytest.importorskip("material", reason="the theme Material is not installed")
    site = lay_out("21", tmp_path / "site")
    said = built(site)
    page = (site / "site/about/index.html").read_text("utf-8")
    for anchor in ("fur-wen", "aim_1", "method"):
        assert f'id="{anchor}"' in page
        assert f'href="#{anchor}"' in page
    assert "no such anchor" not in said


def test_21_the_other_way_round_mkdocs_names_what_is_dead(tmp_path):
    pytest.importorskip("material", reason="the theme Material is not installed")
    site = lay_out("21", tmp_path / "site")
    article = site / "content/articles/debate.md"
    article.write_text(
        article.read_text("utf-8")
        + "\n[a](../about.md#fur-wen) [b](../about.md#aim_1) [c](../about.md#aim-2) [d](#nope)\n",
        "utf-8",
    )
    ran = run_command(site, "mkdocs", "build")
    assert ran.returncode == 1
    # A page of sitegen's has the anchors that sitegen gives it.
    assert ran.stderr.count("[link-broken]") == 1
    assert "leads nowhere: #nope" in ran.stderr
    article.write_text(article.read_text("utf-8").replace(" [d](#nope)", ""), "utf-8")
    with (site / "mkdocs.yml").open("a") as file:
        file.write("validation: {anchors: warn}\n")
    ran = run_command(site, "mkdocs", "build", "--strict")
    assert ran.returncode == 1
    assert re.findall(r"does not contain an anchor '(.*?)'", ran.stderr) == ["#aim-2"]


def test_21_natively_anchors_are_checked_as_before(tmp_path):
    site = lay_out("21", tmp_path / "site")
    ran = run_sitegen(site, "check")
    assert re.findall(r"leads nowhere: (\S+)", ran.stdout) == ["#fur-wen", "#aim_1", "#method"]


@contextmanager
def preview(folder: Path):
    """Serve the start site, with its content behind a link to `texts`."""
    site = lay_out("27", folder / "project")
    (site / "content").rename(folder / "texts")
    (site / "content").symlink_to("../texts")
    start = CASES / "00-start-site"
    files = {
        path.relative_to(start).as_posix(): path.read_bytes()
        for path in start.rglob("*")
        if path.is_file()
    }
    with running(folder, files) as server:
        yield server


def test_27_edits_behind_a_link_are_seen_after_the_folder_went_and_came_back(tmp_path):
    with preview(tmp_path) as server:
        texts, away = tmp_path / "texts", tmp_path / "away"
        for turn in ("first", "second"):
            texts.rename(away)
            server.says("docs_dir")
            server.says("not shown")
            away.rename(texts)
            server.says("no problems")
            article = texts / "articles/debate.md"
            article.write_text(article.read_text() + f"\nThe {turn} new words.\n")
            server.says("content/articles/debate.md")
            assert f"The {turn} new words.".encode() in server.ask("/articles/debate/").body


def needs_plugin(module: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        importlib.util.find_spec(module) is None,
        reason=f"the plugin {module} of MkDocs is not installed; test_hosted_plugins has its likes",
    )


@needs_plugin("mkdocs_static_i18n")
@pytest.mark.parametrize("languages", ["", ", {locale: fr, name: French, build: true}"])
def test_29_static_i18n_works_beside_sitegen(tmp_path, languages):
    site = lay_out("29", tmp_path / "site")
    configuration = site / "mkdocs.yml"
    text = configuration.read_text()
    configuration.write_text(text.replace("build: true}]", "build: true}" + languages + "]"))
    built(site)
    for folder in ("site", "site/fr") if languages else ("site",):
        page = (site / folder / "claims/debate/unemployment/index.html").read_text("utf-8")
        assert '<div class="sitegen' in page
        assert (site / folder / "data/claims.json").is_file()
    assert "claims/debate/unemployment/" in (site / "site/sitemap.xml").read_text()


@needs_plugin("mkdocs_rss_plugin")
def test_29_the_rss_plugin_works_beside_sitegen(tmp_path):
    site = lay_out("29", tmp_path / "site")
    configuration = site / "mkdocs.yml"
    head, _, _ = configuration.read_text().partition("  - i18n:")
    feed = '  - rss: {match_path: "articles/(?!index).*", use_git: false}\n'
    configuration.write_text(head + feed + "  - sitegen\n")
    built(site)
    assert "Minister defends record" in (site / "site/feed_rss_created.xml").read_text("utf-8")


def test_29_generated_pages_have_a_path_that_exists(tmp_path):
    pytest.importorskip("material", reason="the theme Material is not installed")
    site = lay_out("29", tmp_path / "site")
    configuration = site / "mkdocs.yml"
    head, _, _ = configuration.read_text().partition("  - i18n:")
    configuration.write_text(head + "  - sitegen\nhooks: [hook.py]\n")
    (site / "hook.py").write_text(
        "import os\n\n"
        "def on_page_content(html, page, config, files):\n"
        "    path = page.file.abs_src_path\n"
        "    assert os.path.exists(path) and path.startswith(config.docs_dir), page\n"
        "    print('asked', page.file.src_uri)\n"
    )
    ran = run_command(site, "mkdocs", "build", "--strict")
    assert ran.returncode == 0, ran.stderr
    assert "asked claims/debate/unemployment/index.md" in ran.stdout
    assert "asked entities/index.md" in ran.stdout
