"""Links and addresses: what outsiders' cases ask, with the real command."""

from __future__ import annotations

from shared_cases import lay_out, needs_cases, run_sitegen

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
