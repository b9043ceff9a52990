"""Links and addresses: what outsiders' cases ask, with the real command."""

from __future__ import annotations

from shared_cases import lay_out, needs_cases, run_command, run_sitegen

pytestmark = needs_cases


def test_03_each_topic_has_a_page_of_its_own(tmp_path):
    site = lay_out("03", tmp_path / "site")
    ran = run_sitegen(site, "build")
    assert ran.returncode == 0, ran.stderr
    titles = {"जाल": "Net story", "जेल": "Prison story", "ข่าว": "News story", "ข้าว": "Rice story"}
    for topic, title in titles.items():
        page = (site / "site/topics" / topic / "index.html").read_text("utf-8")
        assert [other for other in titles.values() if other in page] == [title]


def test_16_an_address_is_written_as_a_browser_writes_it(tmp_path):
    site = lay_out("16", tmp_path / "site")
    ran = run_sitegen(site, "build")
    assert ran.returncode == 0, ran.stderr
    page = (site / "site/sources/census/index.html").read_text("utf-8")
    assert 'href="https://statistics.example/table?codes=A%7CB"' in page


def test_18_an_item_of_the_internet_archive_is_a_stored_copy(tmp_path):
    site = lay_out("18", tmp_path / "site")
    ran = run_sitegen(site, "check")
    assert "archive-wrong" not in ran.stdout
    assert ran.returncode == 0, ran.stdout


def test_02_an_anchor_of_the_same_page_may_be_of_any_script(tmp_path):
    site = lay_out("02", tmp_path / "site")
    page = site / "content/about.md"
    text = page.read_text("utf-8")
    page.write_text(
        f"{text}\n## नमस्ते दुनिया\n\n## 你好世界\n\n## العنوان\n\n## Café\n\n"
        "[a](#नमस्ते-दुनिया) [b](#你好世界) [c](#العنوان) [d](#café) [e](#f%C3%BCr-wen) [f](#caf%C3%A9)\n",
        "utf-8",
    )
    ran = run_sitegen(site, "build")
    assert ran.returncode == 0, ran.stderr
    assert 'id="für-wen"' in (site / "site/about/index.html").read_text("utf-8")


def test_20_absolute_links_and_anchors_of_articles_are_looked_at(tmp_path):
    site = lay_out("20", tmp_path / "site")
    ran = run_sitegen(site, "check")
    for place, words in (
        ("8:9: warning", "/about/ [link-absolute]\n    write ../about.md"),
        ("8:28: warning", "/nope/, and the site has no such page or file [link-absolute]"),
        ("8:45: warning", "/img/nope.png, and the site has no such page or file"),
        ("8:70: error", "#nope [link-broken]"),
        ("8:83: error", "debate.md#nope [link-broken]"),
    ):
        assert f"content/articles/debate.md:{place}: " in ran.stdout
        assert words in ran.stdout


def test_20_mkdocs_says_what_becomes_of_absolute_links(tmp_path):
    site = lay_out("20", tmp_path / "site")
    (site / "content/articles/debate.md").write_text(
        "---\ntitle: T\npublisher: P\n---\nUnemployment fell to 4.1 percent in 2023. [About](/about.md)\n"
    )
    configuration = site / "mkdocs.yml"
    text = configuration.read_text()
    assert "link-absolute" in run_sitegen(site, "check").stdout
    configuration.write_text(text + "validation: {links: {absolute_links: ignore}}\n")
    assert "link-absolute" not in run_sitegen(site, "check").stdout
    configuration.write_text(text + "validation: {absolute_links: relative_to_docs}\n")
    ran = run_sitegen(site, "build")
    assert ran.returncode == 0, ran.stderr
    page = (site / "site/articles/debate/index.html").read_text("utf-8")
    assert 'href="../../about/"' in page


def test_25_a_link_without_an_address_says_so_where_it_stands(tmp_path):
    site = lay_out("25", tmp_path / "site")
    ran = run_sitegen(site, "check")
    for place in ("8:5", "10:1"):
        assert f"content/articles/debate.md:{place}: error: this link has no address" in ran.stdout


def test_a_claim_that_goes_breaks_the_links_to_it_in_build_and_check(tmp_path):
    site = lay_out("00", tmp_path / "site")
    (site / "content/articles/other.md").write_text(
        "---\ntitle: Other\npublisher: P\n---\n[c](../claims/debate/unemployment/)\n"
    )
    (site / "content/articles/other.annotations.yml").write_text(
        "status: published\nchecked: 2026-11-22\nauthors: [ana]\nreviewers: [ben]\n"
    )
    assert run_sitegen(site, "build").returncode == 0
    sidecar = site / "content/articles/debate.annotations.yml"
    text = sidecar.read_text()
    sidecar.write_text(text.replace("id: unemployment", "id: jobless"))
    for command in ("check", "build"):
        ran = run_sitegen(site, command)
        assert ran.returncode == 1
        assert (
            "content/articles/other.md:5:5: error: this link leads nowhere"
            in ran.stdout + ran.stderr
        )
    sidecar.write_text(text)
    assert run_sitegen(site, "build").returncode == 0


def test_prose_links_to_made_pages_inside_mkdocs_too(tmp_path):
    site = lay_out("00", tmp_path / "site")
    (site / "content/about.md").write_text(
        "# About\n\n[a](verdicts/) [b](claims/debate/unemployment/#s-why) [c](articles/debate.md) [d][e]\n\n"
        "[e]: sources/labour-survey/\n"
    )
    ran = run_command(site, "mkdocs", "build", "--strict")
    assert ran.returncode == 0, ran.stderr
    page = (site / "site/about/index.html").read_text("utf-8")
    for address in (
        "../verdicts/",
        "../claims/debate/unemployment/#s-why",
        "../articles/debate/",
        "../sources/labour-survey/",
    ):
        assert f'href="{address}"' in page
