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
