"""Words and numbers that Markdown changed: they are on the page, or there is a problem with the line."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

from shared_cases import lay_out, needs_cases, run_sitegen

pytestmark = needs_cases


class _Text(HTMLParser):
    """What a reader sees of a page, with the numbers of its lists."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.lists: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "ol":
            self.lists.append(int(given.get("start") or 1))
        elif tag == "ul":
            self.lists.append(-1)
        elif tag == "li" and self.lists[-1] >= 0:
            self.lists[-1] = int(given.get("value") or self.lists[-1])
            self.said.append(f"\n{self.lists[-1]}. ")
            self.lists[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _built(case: str, folder: Path) -> tuple[str, str]:
    site = lay_out(case, folder)
    built = run_sitegen(site, "build")
    assert built.returncode == 0, built.stderr
    html = (site / "site/articles/debate/index.html").read_text(encoding="utf-8")
    reader = _Text()
    reader.feed(html)
    return " ".join("".join(reader.said).split()), html


def _kinds(site: Path) -> list[tuple[str, int]]:
    found = json.loads(run_sitegen(site, "check", "--format", "json").stdout)
    return [(each["kind"], each["line"]) for each in found["problems"]]


def test_the_numbers_of_a_list_are_those_that_were_published(tmp_path: Path) -> None:
    said, _ = _built("13", tmp_path / "site")
    source = (tmp_path / "site/content/articles/debate.md").read_text(encoding="utf-8")
    numbered = re.findall(r"(?m)^\d+\. .*$", source)
    assert len(numbered) == 6
    for line in numbered:
        assert line in said
    assert _kinds(tmp_path / "site") == []


def test_no_word_is_lost(tmp_path: Path) -> None:
    said, _ = _built("14", tmp_path / "site")
    for words in (
        "[Trump]: Wrong!",
        "[Biden]: Absolutely.",
        "estimate-cell",
        "first-note",
        "second-note",
        "note-nobody-refers-to",
        *(f"l{number:02}" for number in range(1, 10)),
        "l10-is-lost",
    ):
        assert words in said
    assert _kinds(tmp_path / "site") == []


def test_deep_quotations_of_mail_are_shown(tmp_path: Path) -> None:
    site = lay_out("00", tmp_path / "site")
    article = site / "content/articles/debate.md"
    deep = "\n\n".join(
        [f"{'> ' * 30}thirty deep", f"{'> - ' * 20}mixed", f"{'>' * 130} too deep to read"]
    )
    article.write_text(f"{article.read_text(encoding='utf-8')}\n{deep}\n", encoding="utf-8")
    assert [kind for kind, _ in _kinds(site)] == ["text-changed-by-markdown"]
    assert run_sitegen(site, "build").returncode == 0
    html = (site / "site/articles/debate/index.html").read_text(encoding="utf-8")
    for words in ("thirty deep", "mixed", "too deep to read"):
        assert words in html


def test_emphasis_beside_chinese_and_korean_punctuation_is_emphasis(tmp_path: Path) -> None:
    said, html = _built("23", tmp_path / "site")
    assert "<strong>我想做的事。</strong>所以继续。" in html
    assert "<strong>마크다운(Markdown)</strong>을" in html
    assert "**" not in said


def test_signs_inside_words_are_shown_and_signs_before_numbers_are_named(tmp_path: Path) -> None:
    site = lay_out("00", tmp_path / "site")
    article = site / "content/articles/debate.md"
    before = article.read_text(encoding="utf-8")
    words = "It was f***ed up, s**t, f***ed up**, and 2*3*4."
    article.write_text(f"{before}\n{words}\n\nTurnout was\n> 50 %\n", encoding="utf-8")
    line = before.count("\n") + 5
    assert _kinds(site) == [("text-changed-by-markdown", line)]
    assert run_sitegen(site, "build").returncode == 0
    html = (site / "site/articles/debate/index.html").read_text(encoding="utf-8")
    assert words in html
