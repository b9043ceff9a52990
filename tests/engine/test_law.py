"""The law of the engine: what was remembered never shows. A build with a past gives what one without gives."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import pathlib
import shutil
import tempfile
import tracemalloc
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from jinja2 import Environment
from projects import EPOCH, REPOSITORY

from sitegen.diagnostics import has_errors
from sitegen.engine import Report, build, load, open_project, problems_of, tables
from sitegen.engine.ownership import UnsafeFolder
from sitegen.engine.report import today

SHIPPED = REPOSITORY / "themes" / "broadsheet"
DAY = 86_400
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where the sites are made that are only looked at."""
PLACES = ["Ada", "Basel", "Oslo", "Ada Lovelace"]
"""Names that stand in every article; entities may have them."""
PASSAGES = {"a": "The dam holds", "b": "The river rose", "c": "The bridge fell"}
"""The quote of each claim; they stand in every article."""


def opened(config: Path) -> Any:
    project, problems = open_project(config)
    assert project is not None, problems
    return project


def tree_of(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its content, and every folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def state_of(folder: Path) -> dict[str, tuple[bytes | None, int, int]]:
    """The same, with what tells one file of the disk from another."""
    found = {}
    for name, content in tree_of(folder).items():
        status = (folder / name).stat()
        found[name] = (content, status.st_mtime_ns, status.st_ino)
    return found


def outcome(report: Report) -> tuple[object, ...]:
    return report.problems, report.published, report.articles, report.claims


def difference(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture
def _templates_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling the templates takes three quarters of a build as small as these.

    What comes out depends on the source, its name, the words of the language, and the filters: they
    may be applied to constants.
    """
    compiled: dict[tuple[object, ...], Any] = {}
    compile_anew = Environment.compile

    def compile_once(self: Environment, source: Any, *names: Any, **more: Any) -> Any:
        words = tuple(self.interface.words.messages.items())
        key = (source, names, *more.items(), str(self.filters["day"]), self.interface.site, words)
        if key not in compiled:
            compiled[key] = compile_anew(self, source, *names, **more)
        return compiled[key]

    monkeypatch.setattr(Environment, "compile", compile_once)
    monkeypatch.setattr(tables, "WORTH_PARTS", 2)  # as those of a large site have


# A small project as values


@dataclass
class Article:
    """An article and its sidecar; what a rule changes."""

    title: str
    words: str = "Nobody spoke."
    slug: str = ""
    topics: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    status: str = "published"
    checked: str = "2026-11-22"
    finding: str = "As far as we know."
    verdict: str = ""
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    authors: list[str] = field(default_factory=lambda: ["desk"])
    language: str = ""
    translation_of: str = ""
    written_in: str = ""
    """The language of the check."""

    def text(self) -> str:
        matter = {"title": self.title, "topics": self.topics}
        for key in ("slug", "language", "translation_of"):
            if getattr(self, key):
                matter[key] = getattr(self, key)
        links = "".join(f"See [that text]({name}.md).\n\n" for name in self.links)
        passages = "".join(
            f"{words} near {' and '.join(PLACES)}.\n\n" for words in PASSAGES.values()
        )
        return f"---\n{json.dumps(matter)}\n---\n\n{self.words}\n\n{passages}{links}"

    def sidecar(self) -> str:
        said: dict[str, Any] = {
            "status": self.status,
            "checked": self.checked,
            "authors": self.authors,
            "reviewers": ["second-desk"],
            "finding": self.finding,
            "claims": [
                {"id": key, "quote": PASSAGES[key], **self.claims[key]} for key in self.claims
            ],
        }
        if self.verdict:
            said["verdict"] = self.verdict
        if self.written_in:
            said["language"] = self.written_in
        if self.status == "retracted":
            note = "We were wrong."
            said["corrections"] = [{"date": "2026-11-23", "kind": "retraction", "note": note}]
        return json.dumps(said, indent=1)


def claim(finding: str = "It is so.", **more: Any) -> dict[str, Any]:
    return {"verdict": "supported", "finding": finding, "sources": ["paper"], **more}


VERDICTS = {
    "supported": {"label": "Supported", "definition": "It is.", "rating": 5, "tone": "positive"},
    "contradicted": {"label": "False", "definition": "It is not.", "rating": 1, "tone": "negative"},
    "opinion": {"label": "Opinion", "definition": "Who knows.", "tone": "neutral"},
}


class Desk:
    """A project as values, and the files that say the same."""

    def __init__(self) -> None:
        self.articles = {
            "one": Article("One", claims={"a": claim(), "b": claim("Yes [@paper].")}),
            "two": Article("Two", claims={"a": claim(entities=["ada"])}, links=["one"]),
            "three": Article("Three", topics=["Dams"], claims={"c": claim(claimant="ada")}),
            "four": Article("Four", status="draft", claims={"b": claim(verdict="opinion")}),
            "five": Article("Five", claims={"a": claim(sources=["paper", "report"])}),
        }
        self.entities: dict[str, dict[str, Any]] = {
            "ada": {"name": "Ada Lovelace", "type": "person", "aliases": ["Ada"]},
            "basel": {"name": "Basel", "type": "place", "description": "A town [@report]."},
        }
        self.sources: dict[str, dict[str, Any]] = {
            key: {
                "title": key.title(),
                "publisher": "The Press",
                "url": f"https://{key}.example/",
                "accessed": "2026-11-20",
                "archived": {"url": f"https://archive.example/{key}"},
            }
            for key in ("paper", "report")
        }
        self.verdicts: dict[str, dict[str, Any]] = {key: {**VERDICTS[key]} for key in VERDICTS}
        self.contributors: dict[str, dict[str, Any]] = {
            "desk": {"name": "The Desk"},
            "second-desk": {"name": "The Second Desk"},
        }
        self.prose = {
            "index": ("The Desk", "Welcome."),
            "about": ("About", "[One](articles/one.md)"),
        }
        self.extra: dict[str, str | bytes] = {"content/files/plan.txt": "A plan.\n"}
        """Static files, and files of the theme."""
        self.site: dict[str, Any] = {"site_name": "The Desk", "site_url": "https://desk.example/"}
        self.options: dict[str, Any] = {}
        self.name_asked = False
        self.original = ""
        """The article that translates none: so there are no circles."""

    def files(self) -> dict[str, bytes]:
        found: dict[str, str | bytes] = dict(self.extra)
        for name, article in self.articles.items():
            found[f"content/articles/{name}.md"] = article.text()
            found[f"content/articles/{name}.annotations.yml"] = article.sidecar()
        for name, (title, body) in self.prose.items():
            found[f"content/{name}.md"] = f"# {title}\n\n{body}\n\n## More\n"
        found["content/entities/all.yml"] = json.dumps(self.entities)
        found["content/sources/all.yml"] = json.dumps(self.sources)
        found["content/verdicts.yml"] = json.dumps(self.verdicts)
        found["content/contributors.yml"] = json.dumps(self.contributors)
        organisation = {"name": "The Desk", "url": "https://desk.example/about/"}
        options = {"organisation": organisation, **self.options}
        said = {"docs_dir": "content", "plugins": [{"sitegen": options}], **self.site}
        found["mkdocs.yml"] = "".join(f"{key}: {json.dumps(said[key])}\n" for key in said)
        if self.name_asked:
            found["mkdocs.yml"] += 'site_description: !ENV [LAW_DESCRIPTION, "none"]\n'
        return {
            name: text if isinstance(text, bytes) else text.encode() for name, text in found.items()
        }

    def tidy(self) -> None:
        """Take out whatever leads to something that is not there any more."""
        gone = {f"articles/{name}.md" for name in ALL_ARTICLES if name not in self.articles}
        slugs = {article.slug or name for name, article in self.articles.items()}
        for name, article in self.articles.items():
            if article.translation_of not in slugs or name == self.original:
                article.translation_of = ""
            article.links = [name for name in article.links if name in self.articles]
            for item in article.claims.values():
                item["sources"] = [key for key in item["sources"] if key in self.sources]
                item["entities"] = [key for key in item.get("entities", ()) if key in self.entities]
                if item.get("claimant", "") not in self.entities:
                    item.pop("claimant", None)
                for key in ("explanation", "finding"):
                    if any(
                        f"@{name}]" in item.get(key, "")
                        for name in ALL_SOURCES - self.sources.keys()
                    ):
                        item[key] = "Nothing is cited."
                if not item["sources"]:
                    item["verdict"] = "opinion"
        for entity in self.entities.values():
            if any(
                f"@{name}]" in entity.get("description", "")
                for name in ALL_SOURCES - self.sources.keys()
            ):
                entity["description"] = "Nothing is cited."
        for name, (title, body) in self.prose.items():
            if any(target in body for target in gone):
                self.prose[name] = title, "No links."


ALL_ARTICLES = ("one", "two", "three", "four", "five", "six", "seven")
ALL_SOURCES = {"paper", "report", "book"}

BREAKS: Mapping[str, tuple[str, str]] = {
    "a quote": ("content/articles/one.md", "---\ntitle: One\n---\nOther words.\n"),
    "a sidecar": ("content/articles/two.annotations.yml", "status: [\n"),
    "a template": ("themes/broadsheet/bodies/article.html", "{{ page.nothing }}"),
    "a page's template": ("themes/broadsheet/bodies/verdict.html", "{% if %}"),
    "the scale": ("content/verdicts.yml", "a: [b\n"),
    "a link": ("content/about.md", "# About\n\n[No](articles/none.md)\n"),
    "bytes": ("content/entities/more.yml", "\0"),
    "a page's address": ("content/articles/index.md", "# Mine\n"),
}
"""Files that are errors while they stand."""

some = st.integers(0, 11)
WORDS = st.sampled_from(["Nobody spoke.", "Basel spoke.", "Some say.", "Ada & <b>Oslo</b> met."])
TITLES = st.sampled_from(["One", "Two", "A title", "Ein *Titel*", "A & B", "Zürich"])
rarely = st.sampled_from([False, False, False, True])


class Law(RuleBasedStateMachine):
    """Whatever happens to a project between two builds, the second is as good as a first."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="law-")).resolve()
        self.root = self.folder / "project"
        self.root.mkdir()
        self.desk = Desk()
        self.on_disk: dict[str, bytes] = {}
        self.broken: tuple[str, int] = "", 0
        self.untidy = False
        self.drafts = False
        self.target = self.root / "site"
        self.before_law = os.getcwd(), dict(os.environ)
        os.environ["SOURCE_DATE_EPOCH"] = EPOCH
        os.environ.pop("LAW_DESCRIPTION", None)
        os.chdir(self.root)

    def teardown(self) -> None:
        folder, environment = self.before_law
        os.chdir(folder)
        for name in ("SOURCE_DATE_EPOCH", "LAW_DESCRIPTION"):
            os.environ.pop(name, None)
            if name in environment:
                os.environ[name] = environment[name]
        shutil.rmtree(self.folder)

    # What is done after each rule

    def settle(self, **how: Any) -> None:
        """Write what the rule changed, build, and hold it against a build that knows nothing."""
        self.save()
        self.compare(**how)
        name, left = self.broken
        self.broken = (name, left - 1) if left > 1 else ("", 0)
        self.desk.tidy()

    def save(self) -> None:
        files = self.desk.files()
        if self.broken[0]:
            name, text = BREAKS[self.broken[0]]
            files[name] = text.encode()
        for name in self.on_disk.keys() - files.keys():
            path = self.root / name
            path.unlink()
            while path.parent != self.root and not any(path.parent.iterdir()):
                path = path.parent
                path.rmdir()
        for name, content in files.items():
            if self.on_disk.get(name) != content:
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                (self.root / name).write_bytes(content)
        self.on_disk = files

    def build(self, **how: Any) -> Report:
        return build(
            opened(self.root / "mkdocs.yml"),
            site=self.target,
            drafts=self.drafts,
            **{"jobs": 1, **how},
        )

    def compare(self, **how: Any) -> None:
        before = state_of(self.target)
        project = opened(self.root / "mkdocs.yml")
        _, problems = load(project, drafts=True, today=today())
        # Before the build it knows of the articles as they were, after it as they are.
        assert problems_of(project, processes=1) == problems
        report = self.build(**how)
        assert problems_of(project, processes=1) == problems
        with tempfile.TemporaryDirectory(dir=MEMORY) as other:
            clean = build(
                opened(self.root / "mkdocs.yml"),
                site=Path(other),
                drafts=self.drafts,
                jobs=1,
                cache=False,
            )
            assert outcome(report) == outcome(clean)
            if report.published:
                assert not has_errors(report.problems)
                made, wanted = tree_of(self.target), tree_of(Path(other))
                assert difference(made, wanted) == []
            else:
                assert has_errors(report.problems)
                assert state_of(self.target) == before

    def article(self, at: int) -> Article:
        return self.desk.articles[self.name(at)]

    def name(self, at: int) -> str:
        return sorted(self.desk.articles)[at % len(self.desk.articles)]

    def claim(self, at: int) -> dict[str, Any]:
        claims = self.article(at).claims
        return claims[sorted(claims)[at % len(claims)]]

    @initialize()
    def first(self) -> None:
        self.settle()
        assert (self.target / "index.html").is_file()

    # Articles

    @rule(at=some, words=WORDS)
    def edit_a_body(self, at: int, words: str) -> None:
        self.article(at).words = words
        self.settle()

    @rule(at=some, title=TITLES, topics=st.lists(st.sampled_from(["Dams", "Rivers"]), unique=True))
    def edit_front_matter(self, at: int, title: str, topics: list[str]) -> None:
        self.article(at).title, self.article(at).topics = title, topics
        self.settle()

    @rule(at=some, slug=st.sampled_from(["", "", "odd", "one", "six"]))
    def give_a_slug(self, at: int, slug: str) -> None:
        article = self.article(at)
        before, article.slug = article.slug, slug
        self.settle()
        if (self.target / "index.html").is_file() and slug == "one":
            article.slug = before

    @rule(
        at=some, finding=WORDS, checked=st.sampled_from(["2026-11-22", "2026-12-01", "2026-12-03"])
    )
    def edit_the_summary(self, at: int, finding: str, checked: str) -> None:
        self.article(at).finding, self.article(at).checked = finding, checked
        self.settle()

    @rule(at=some, verdict=st.sampled_from(sorted(VERDICTS)), whole=rarely, corrected=st.booleans())
    def edit_a_verdict(self, at: int, verdict: str, whole: bool, corrected: bool) -> None:
        item = self.claim(at)
        before, item["verdict"] = item["verdict"], verdict
        item.pop("corrections", None)
        if corrected and before != verdict:
            item["corrections"] = [
                {"date": "2026-11-25", "from": before, "to": verdict, "note": "N."}
            ]
        if whole:
            self.article(at).verdict = verdict
        self.settle()

    @rule(at=some, keys=st.lists(st.sampled_from("abc"), unique=True, min_size=1))
    def add_and_remove_claims(self, at: int, keys: list[str]) -> None:
        article = self.article(at)
        article.claims = {key: article.claims.get(key) or claim(f"New {key}.") for key in keys}
        self.desk.tidy()
        self.settle()

    @rule(at=some, source=st.sampled_from(sorted(ALL_SOURCES)), words=WORDS)
    def cite_in_an_explanation(self, at: int, source: str, words: str) -> None:
        self.claim(at)["explanation"] = f"{words} Yes [@{source}]."
        self.desk.tidy()
        self.settle()

    @rule(at=some, entity=st.sampled_from(["ada", "basel", "oslo"]), claimant=st.booleans())
    def name_an_entity(self, at: int, entity: str, claimant: bool) -> None:
        item = self.claim(at)
        item["entities"] = [entity]
        if claimant:
            item["claimant"] = entity
        self.desk.tidy()
        self.settle()

    @rule(at=some, status=st.sampled_from(["draft", "published", "retracted", "in-review"]))
    def change_the_status(self, at: int, status: str) -> None:
        self.article(at).status = status
        self.settle()

    @rule(at=some, of=some, language=st.sampled_from(["", "es", "ar"]), loose=rarely)
    def translate(self, at: int, of: int, language: str, loose: bool) -> None:
        """An article translates another one; loosely also itself, or one that translates it."""
        name = self.name(of)
        if not loose:
            self.desk.original = name
            for article in self.desk.articles.values():
                article.translation_of = "" if article is self.article(at) else name
            self.desk.tidy()
        self.article(at).language = language
        self.article(at).translation_of = self.desk.articles[name].slug or name
        if not loose:
            self.desk.tidy()
        self.settle()

    @rule(at=some, language=st.sampled_from(["", "es", "ar", "uk"]))
    def write_the_check_in(self, at: int, language: str) -> None:
        self.article(at).written_in = language
        self.settle()

    @rule(at=some, to=some)
    def link_two_articles(self, at: int, to: int) -> None:
        self.article(at).links = [self.name(to)]
        self.settle()

    @rule(name=st.sampled_from(ALL_ARTICLES), like=some)
    def add_an_article(self, name: str, like: int) -> None:
        pattern = self.article(like)
        fresh = {key: claim(f"Of {name}.") for key in pattern.claims}
        self.desk.articles.setdefault(name, Article(name.title(), claims=fresh, links=["one"]))
        self.desk.tidy()
        self.settle()

    @rule(at=some, loose=rarely)
    def remove_an_article(self, at: int, loose: bool) -> None:
        if len(self.desk.articles) > 2:
            del self.desk.articles[self.name(at)]
        if not loose:
            self.desk.tidy()
        self.settle()

    @rule(at=some, to=st.sampled_from(ALL_ARTICLES), loose=rarely)
    def rename_an_article(self, at: int, to: str, loose: bool) -> None:
        name = self.name(at)
        if to not in self.desk.articles:
            self.desk.articles[to] = self.desk.articles.pop(name)
            for article in self.desk.articles.values():
                if not loose:
                    article.links = [to if link == name else link for link in article.links]
        if not loose:
            self.desk.tidy()
        self.settle()

    # The registry

    @rule(
        key=st.sampled_from(["ada", "basel", "oslo"]),
        name=st.sampled_from(PLACES),
        aliases=st.lists(st.sampled_from(PLACES), max_size=1),
        cites=st.sampled_from(["", "paper", "report"]),
        link=st.sampled_from(["auto", "auto", "never"]),
    )
    def set_an_entity(self, key: str, name: str, aliases: list[str], cites: str, link: str) -> None:
        said = f"Known [@{cites}]." if cites else "Known."
        self.desk.entities[key] = {
            "name": name,
            "type": "person",
            "aliases": aliases,
            "description": said,
            "link": link,
        }
        self.desk.tidy()
        self.settle()

    @rule(key=st.sampled_from(["ada", "basel", "oslo"]), loose=rarely)
    def remove_an_entity(self, key: str, loose: bool) -> None:
        self.desk.entities.pop(key, None)
        if not loose:
            self.desk.tidy()
        self.settle()

    @rule(key=st.sampled_from(sorted(ALL_SOURCES)), title=TITLES, day=st.sampled_from([20, 30]))
    def set_a_source(self, key: str, title: str, day: int) -> None:
        self.desk.sources[key] = {
            "title": title,
            "url": f"https://{key}.example/",
            "accessed": f"2026-11-{day}",
        }
        self.settle()

    @rule(key=st.sampled_from(sorted(ALL_SOURCES)), loose=rarely)
    def remove_a_source(self, key: str, loose: bool) -> None:
        if len(self.desk.sources) > 1:
            self.desk.sources.pop(key, None)
        if not loose:
            self.desk.tidy()
        self.settle()

    @rule(key=st.sampled_from(sorted(VERDICTS)), label=TITLES)
    def rename_a_verdict(self, key: str, label: str) -> None:
        self.desk.verdicts[key]["label"] = label
        self.settle()

    @rule(rating=st.sampled_from([4, 5, 6]), turned=st.booleans())
    def change_the_scale(self, rating: int, turned: bool) -> None:
        self.desk.verdicts["supported"]["rating"] = rating
        if turned:
            self.desk.verdicts = dict(reversed(self.desk.verdicts.items()))
        self.settle()

    @rule(name=TITLES, url=st.sampled_from(["", "https://who.example/"]))
    def rename_a_contributor(self, name: str, url: str) -> None:
        self.desk.contributors["desk"] = {"name": name, **({"url": url} if url else {})}
        self.settle()

    # Prose, files, theme, options

    @rule(
        page=st.sampled_from(["index", "about", "more/faq"]),
        title=TITLES,
        at=some,
        cites=st.booleans(),
    )
    def edit_a_page(self, page: str, title: str, at: int, cites: bool) -> None:
        up = "../" * page.count("/")
        body = (
            f"[A check]({up}articles/{self.name(at)}.md) of Basel, see [more]({up}index.md#more)."
        )
        source = sorted(self.desk.sources)[0]
        self.desk.prose[page] = title, body + (f" So says [@{source}]." if cites else "")
        self.settle()

    @rule(page=st.sampled_from(["about", "more/faq"]))
    def remove_a_page(self, page: str) -> None:
        self.desk.prose.pop(page, None)
        self.settle()

    @rule(kind=st.sampled_from(["file", "folder", "deep", "page", "nothing"]), text=WORDS)
    def put_one_thing_in_the_place_of_another(self, kind: str, text: str) -> None:
        """A file, a folder, a page: they would all stand at `notes`."""
        names = {
            "file": "content/notes",
            "folder": "content/notes/a.txt",
            "deep": "content/notes/a.txt/b.txt",
        }
        for name in names.values():
            self.desk.extra.pop(name, None)
        self.desk.prose.pop("notes", None)
        if kind == "page":
            self.desk.prose["notes"] = "Notes", text
        elif kind in names:
            self.desk.extra[names[kind]] = text
        self.settle()

    @rule(text=st.one_of(st.none(), WORDS))
    def edit_a_file(self, text: str | None) -> None:
        self.desk.extra.pop("content/files/plan.txt", None)
        if text is not None:
            self.desk.extra["content/files/plan.txt"] = text
        self.settle()

    @rule(
        name=st.sampled_from(
            [
                "partials/verdict.html",
                "bodies/source.html",
                "base.html",
                "assets/body.css",
                "assets/page.css",
                "assets/more.css",
            ]
        ),
        text=st.one_of(st.none(), st.sampled_from(["1", "2"])),
    )
    def change_the_theme(self, name: str, text: str | None) -> None:
        place = f"themes/broadsheet/{name}"
        self.desk.extra.pop(place, None)
        if text is not None:
            shipped = (SHIPPED / name).read_text() if (SHIPPED / name).is_file() else ""
            said = text if name.endswith(".css") else f"{{# {text} #}}{text}"
            mark = "</a>" if name == "partials/verdict.html" else None
            if name == "base.html":
                shipped = '{% extends "broadsheet/base.html" %}'
                said = f"{{% block footer %}}{text}{{% endblock %}}"
            self.desk.extra[place] = (
                shipped.replace(mark, f"{text}{mark}") if mark else shipped + said
            )
        self.settle()

    @rule(language=st.sampled_from(["es", "de", "uk"]), words=st.one_of(st.none(), TITLES))
    def change_a_catalogue(self, language: str, words: str | None) -> None:
        place = f"themes/broadsheet/locale/{language}.po"
        self.desk.extra.pop(place, None)
        if words is not None:
            self.desk.extra[place] = f'msgid "Sources"\nmsgstr "{words}"\n'
        self.settle()

    @rule(
        options=st.fixed_dictionaries(
            {},
            optional={
                "claim_pages": st.booleans(),
                "social_images": st.booleans(),
                "link_entities": st.sampled_from(["first", "all", "none"]),
                "theme": st.sampled_from(["broadsheet", "plain"]),
                "theme_options": st.sampled_from([{"ink": "#000"}, {"accent": "#0b5394"}]),
            },
        )
    )
    def set_options(self, options: dict[str, Any]) -> None:
        self.desk.options = options
        self.settle()

    @rule(
        site=st.fixed_dictionaries(
            {"site_name": TITLES},
            optional={
                "site_url": st.sampled_from(["https://desk.example/", "https://other.example/x/"]),
                "theme": st.sampled_from([{"language": "de"}, {"language": "en"}]),
                "nav": st.lists(
                    st.sampled_from([{"Home": "index.md"}, "about.md", "articles/one.md"]),
                    unique_by=str,
                    min_size=1,
                ),
            },
        )
    )
    def set_the_basics(self, site: dict[str, Any]) -> None:
        self.desk.site = site
        self.settle()

    @rule(value=st.sampled_from([None, "Said", "Set"]))
    def set_a_variable(self, value: str | None) -> None:
        self.desk.name_asked = True
        os.environ.pop("LAW_DESCRIPTION", None)
        if value is not None:
            os.environ["LAW_DESCRIPTION"] = value
        self.settle()

    # How, where and when it is built

    @rule()
    def turn_drafts(self) -> None:
        self.drafts = not self.drafts
        self.settle()

    @rule()
    def publish_elsewhere(self) -> None:
        name = "other" if self.target.name == "site" else "site"
        self.target = self.root / name
        self.settle()

    @rule(place=st.sampled_from(["", "content", "content/articles", "..", "site"]))
    def go_elsewhere(self, place: str) -> None:
        os.chdir(self.root)
        if place != "site":
            os.chdir(self.root / place)
        self.settle()

    @rule(days=st.integers(-3, 6))
    def wait(self, days: int) -> None:
        os.environ["SOURCE_DATE_EPOCH"] = str(int(EPOCH) + days * DAY)
        self.settle()

    @rule(threads=st.sampled_from([0, 0, 1, 3]), words=WORDS)
    def build_side_by_side(self, threads: int, words: str) -> None:
        for article in self.desk.articles.values():
            article.words = words
        if not threads:
            self.settle(jobs=2)
            return
        with ThreadPoolExecutor(threads) as executor:
            self.settle(jobs=2, executor=executor)

    @rule(name=st.sampled_from(sorted(BREAKS)), builds=st.integers(1, 2))
    def break_something(self, name: str, builds: int) -> None:
        """An error that stands for some builds, while other things may change."""
        self.broken = name, builds
        self.settle()

    # What others do to the files

    @rule()
    def build_again(self) -> None:
        self.settle()

    @rule(at=some, back=st.booleans())
    def touch(self, at: int, back: bool) -> None:
        name = sorted(self.on_disk)[at * 3 % len(self.on_disk)]
        if back:
            os.utime(self.root / name, (1e9, 1e9))
        else:
            os.utime(self.root / name)
        self.settle()

    @rule(what=st.sampled_from(["a body", "a sidecar", "a file", "a page", "a source"]))
    def edit_twice_in_a_moment(self, what: str) -> None:
        """As many bytes, the same file of the disk, and the time of change set back."""
        names = {"a source": "content/sources/all.yml", "a page": "content/index.md"}
        names |= {"a file": "content/files/plan.txt", "a body": "content/articles/five.md"}
        name = names.get(what, "content/articles/five.annotations.yml")
        for word in ("Five-1", "Five-2", "Five-3"):
            self.desk.extra["content/files/plan.txt"] = word
            self.desk.prose["index"] = word, word
            self.desk.articles["five"] = Article(word, finding=word, claims={"a": claim()})
            self.desk.sources["paper"] = {**self.desk.sources.get("paper", {}), "title": word}
            place = self.root / name
            before = place.stat() if place.is_file() else None
            self.save()
            if before:
                os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
            self.compare()

    @rule(at=some, words=WORDS)
    def edit_while_it_is_built(self, at: int, words: str) -> None:
        """What that build makes of it is not said; the next one is right."""
        self.article(at).words = "A word before."

        def edit(stage: str, done: int, total: int) -> None:
            self.article(at).words = words
            self.save()

        self.save()
        self.build(progress=edit)
        self.settle()

    @rule(at=some, how=st.sampled_from(["delete", "alter", "add", "folder", "replace"]))
    def meddle_with_the_site(self, at: int, how: str) -> None:
        files = sorted(path for path in self.target.rglob("*") if path.is_file())
        kept = (self.target / "index.html", self.target / ".sitegen-files")
        files = [path for path in files if path not in kept]
        if not files:
            self.settle()
            return
        path = files[at * 7 % len(files)]
        if how == "delete":
            path.unlink()
        elif how == "alter":
            path.write_bytes(path.read_bytes()[::-1])
        elif how == "replace":
            path.unlink()
            path.mkdir()
            (path / "mine.txt").write_text("mine")
        elif how == "add":
            (path.parent / "mine.txt").write_text("mine")
        else:
            (path.parent / "mine").mkdir(exist_ok=True)
        theirs = {"add": path.parent / "mine.txt", "replace": path / "mine.txt"}.get(how)
        if theirs:  # What no build wrote is named, and stays until its owner takes it away.
            before = tree_of(self.target)
            with pytest.raises(UnsafeFolder):
                self.build()
            assert tree_of(self.target) == before
            theirs.unlink()
        if how == "replace":
            path.rmdir()
        self.settle()

    @rule()
    def forget(self) -> None:
        shutil.rmtree(self.root / ".sitegen")
        self.settle()

    @rule(how=st.sampled_from(["lose", "alter", "add"]))
    def meddle_with_the_spare(self, how: str) -> None:
        for spare in (self.root / ".sitegen").glob("spare-*"):
            page = spare / "index.html"
            if how == "lose":
                shutil.rmtree(spare)
            elif how == "add":
                (spare / "mine.txt").write_text("mine")
            elif page.is_file():
                page.unlink()
                page.write_text("mine")
        self.settle()

    @rule(at=some)
    def damage_the_memory(self, at: int) -> None:
        for path in sorted((self.root / ".sitegen").iterdir()):
            if path.is_file() and path.stat().st_size:
                data = bytearray(path.read_bytes())
                data[len(data) * at // 12] ^= 0xFF
                path.write_bytes(data)
        self.settle()


@pytest.mark.usefixtures("_templates_compiled_once")
def test_a_build_with_a_past_gives_what_one_without_gives():
    steps = 8 if settings.default.max_examples <= 100 else 20
    run_state_machine_as_test(Law, settings=settings(stateful_step_count=steps))


STORY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("build_again", {}),
    *(
        ("meddle_with_the_site", {"at": 1, "how": h})
        for h in ("add", "folder", "alter", "delete", "replace")
    ),
    ("edit_a_body", {"at": 2, "words": "Some say."}),
    ("set_a_source", {"key": "paper", "title": "A title", "day": 30}),
    ("set_an_entity", {"key": "oslo", "name": "Oslo", "aliases": [], "cites": "", "link": "auto"}),
    ("set_an_entity", {"key": "ada", "name": "Ada", "aliases": [], "cites": "", "link": "never"}),
    ("rename_a_verdict", {"key": "supported", "label": "A & B"}),
    ("rename_a_contributor", {"name": "A & B", "url": ""}),
    ("edit_a_page", {"page": "about", "title": "A title", "at": 0, "cites": True}),
    ("translate", {"at": 1, "of": 2, "language": "es", "loose": False}),
    ("edit_a_body", {"at": 1, "words": "Some say."}),
    ("write_the_check_in", {"at": 1, "language": "es"}),
    ("change_a_catalogue", {"language": "es", "words": "A title"}),
    ("edit_front_matter", {"at": 1, "title": "Ein *Titel*", "topics": []}),
    ("change_the_status", {"at": 2, "status": "draft"}),
    ("change_the_status", {"at": 2, "status": "published"}),
    ("give_a_slug", {"at": 2, "slug": "odd"}),
    ("edit_the_summary", {"at": 0, "finding": "Some say.", "checked": "2026-12-03"}),
    ("wait", {"days": 6}),
    ("go_elsewhere", {"place": "content"}),
    ("break_something", {"name": "a page's address", "builds": 2}),
    ("rename_an_article", {"at": 1, "to": "six", "loose": False}),
    ("change_the_theme", {"name": "partials/verdict.html", "text": "1"}),
    ("change_the_theme", {"name": "partials/verdict.html", "text": None}),
    ("turn_drafts", {}),
    ("publish_elsewhere", {}),
    ("edit_twice_in_a_moment", {"what": "a body"}),
    ("edit_twice_in_a_moment", {"what": "a source"}),
    ("meddle_with_the_spare", {"how": "add"}),
)
"""Rules that chance may leave out of a short run, one after the other."""


@pytest.mark.usefixtures("_templates_compiled_once")
def test_the_law_holds_in_a_story_told_in_order():
    law = Law()
    try:
        law.first()
        for name, how in STORY:
            getattr(law, name)(**how)
            law.build_again()
    finally:
        law.teardown()


# How it is built


def put_desk(folder: Path, desk: Desk) -> None:
    """Write a project; files that say the same already are left alone."""
    for name, content in desk.files().items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project as it is at first, not built yet; the working directory."""
    made = tmp_path / "project"
    put_desk(made, Desk())
    monkeypatch.chdir(made)
    return made


def built(folder: Path, **how: Any) -> Report:
    """Build with success; where nothing else is said in one process."""
    report = build(opened(folder / "mkdocs.yml"), **{"jobs": 1, **how})
    assert report.published, report.problems
    return report


EXECUTORS: Mapping[str, Callable[[], Executor]] = {
    "threads": lambda: ThreadPoolExecutor(3),
    "processes": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
}


@pytest.mark.usefixtures("_templates_compiled_once")
def test_any_number_of_jobs_and_any_executor_give_the_same_bytes(folder):
    """The first build of each, and the next, after an edit that reaches every article."""
    desk = Desk()
    sites = {name: folder.parent / name for name in ("alone", "jobs", *EXECUTORS)}
    hows: dict[str, dict[str, Any]] = {"alone": {}, "jobs": {"jobs": 2}}
    with EXECUTORS["processes"]() as processes, EXECUTORS["threads"]() as threads:
        hows |= {
            "threads": {"jobs": 2, "executor": threads},
            "processes": {"jobs": 2, "executor": processes},
        }
        seen = []
        for title in ("Paper", "Another title"):
            desk.sources["paper"]["title"] = title
            put_desk(folder, desk)
            # The processes of `jobs` begin before the threads do: they are forked then.
            reports = {name: built(folder, site=sites[name], **hows[name]) for name in hows}
            trees = {name: tree_of(sites[name]) for name in hows}
            for name in hows:
                assert difference(trees[name], trees["alone"]) == [], name
                assert outcome(reports[name]) == outcome(reports["alone"])
                assert made(reports[name]) == made(reports["alone"])
            seen.append(trees["alone"])
    assert difference(*seen) != []


@pytest.mark.usefixtures("_templates_compiled_once")
def test_a_project_gives_the_same_bytes_wherever_it_is_and_wherever_it_is_built_from(
    folder, tmp_path, monkeypatch
):
    built(folder)
    wanted = tree_of(folder / "site")
    for place in (folder / "content", tmp_path, folder / "site" / "articles"):
        monkeypatch.chdir(place)
        (folder / "content" / "about.md").touch()
        built(folder)
        assert difference(tree_of(folder / "site"), wanted) == [], place

    monkeypatch.chdir(tmp_path)
    copy = shutil.copytree(folder, tmp_path / "copy" / "elsewhere")
    before = state_of(folder / "site")
    built(copy)
    assert difference(tree_of(copy / "site"), wanted) == []
    shutil.rmtree(copy / "site")
    built(copy)
    assert difference(tree_of(copy / "site"), wanted) == []
    assert difference(state_of(folder / "site"), before) == []

    moved = folder.rename(tmp_path / "moved")
    built(moved)
    assert difference(tree_of(moved / "site"), wanted) == []


# What is made


def after(folder: Path, desk: Desk) -> tuple[Report, set[str]]:
    """Build after an edit; return the report and the files that are others than before.

    Whatever holds the same bytes as before is still the same file of the disk. The index of the
    search is left out: test_search.py says which part of it an edit renews.
    """
    before = state_of(folder / "site")
    put_desk(folder, desk)
    report = built(folder)
    now = state_of(folder / "site")
    files = {name for name, (content, _, _) in now.items() if content is not None}
    others = {name for name in files if name not in before or now[name] != before[name]}
    for name in files & before.keys():
        assert (now[name][0] == before[name][0]) == (name not in others), name
    assert report.changed == len(others)
    assert others <= report.made.keys()
    listed = ".sitegen-files"  # The list of what was written is another with every file.
    return report, {n for n in others if not n.startswith("pagefind/") and n != listed}


def made(report: Report) -> set[str]:
    """The pages that were made. A file that was new just before is read again; that is none."""
    made = {name for name in report.made if not name.startswith("pagefind/")}
    return made - {"files/plan.txt", ".sitegen-files"}


@pytest.mark.usefixtures("_templates_compiled_once")
def test_an_edit_of_a_body_makes_the_pages_of_that_article(folder):
    desk = Desk()
    built(folder)
    desk.articles["one"].words = "Somebody spoke at last."

    report, others = after(folder, desk)

    assert others == {"articles/one/index.html"}
    assert made(report) - others <= {"claims/one/a/index.html", "claims/one/b/index.html"}
    assert {report.made[name] for name in made(report)} == {"articles/one.md changed"}


@pytest.mark.usefixtures("_templates_compiled_once")
def test_an_edit_of_a_verdict_makes_the_pages_that_show_it(folder):
    desk = Desk()
    built(folder)
    desk.articles["two"].claims["a"]["verdict"] = "contradicted"

    report, others = after(folder, desk)

    showing = """index search articles articles/two claims/two/a entities/ada sources/paper verdicts
        verdicts/supported verdicts/contradicted"""
    pages = {f"{name}/index.html".removeprefix("index/") for name in showing.split()}
    assert others == pages | {"data/claims.json", "data/claimreview.json"}
    # These list what they ask for by its article; the verdict is not in them.
    lists = {"entities/index.html", "entities/basel/index.html", "sources/index.html"}
    assert made(report) - others <= lists


@pytest.mark.usefixtures("_templates_compiled_once")
def test_every_article_of_a_chunk_depends_on_a_source_that_they_all_cite(folder):
    """Values are made once for several pages; each of those depends on what they were made of."""
    desk = Desk()
    sources = {key for item in desk.articles["three"].claims.values() for key in item["sources"]}
    assert sources == {"paper"}
    built(folder)
    desk.sources["paper"]["title"] = "Another title"

    report, others = after(folder, desk)

    citing = {f"articles/{name}/index.html" for name in ("one", "two", "three", "five")}
    assert citing <= others
    assert {report.made[name] for name in citing} == {"the source paper changed"}
    assert "articles/four/index.html" not in tree_of(folder / "site")
    assert {"sources/index.html", "sources/paper/index.html"} <= others
    assert not others & {"sources/report/index.html", "about/index.html"}

    desk.sources["report"]["title"] = "A third title"
    report, others = after(folder, desk)

    articles = {name for name in others if name.startswith("articles/")}
    assert articles == {"articles/five/index.html"}


@pytest.mark.usefixtures("_templates_compiled_once")
def test_an_edit_of_a_language_makes_the_pages_of_the_other_translations(folder):
    desk = Desk()
    desk.articles["two"].translation_of, desk.articles["two"].language = "one", "es"
    desk.articles["three"].translation_of, desk.articles["three"].language = "one", "ar"
    put_desk(folder, desk)
    built(folder)
    for name in ("one", "two", "three"):
        page = (folder / "site" / "articles" / name / "index.html").read_text()
        for other in ("one", "two", "three"):
            assert (f'href="../../articles/{other}/" hreflang' in page) == (other != name)

    desk.articles["two"].language = "fr"
    report, others = after(folder, desk)

    group = {f"articles/{name}/index.html" for name in ("one", "two", "three")}
    assert group <= others
    assert not {"articles/five/index.html", "claims/one/a/index.html"} & others
    assert report.made["articles/one/index.html"] == "a translation of one changed"

    desk.articles["three"].translation_of = ""
    report, others = after(folder, desk)

    assert group <= others


# Memory

FEW_OBJECTS, FEW_BYTES = 2_000, 300_000


def traced() -> int:
    """The memory in use, without Python's table of names: it doubles at some name or other.

    pathlib puts the parts of each path into it.
    """
    table = tracemalloc.Filter(inclusive=False, filename_pattern=pathlib.__file__)
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces([table]).traces)


@pytest.mark.usefixtures("_templates_compiled_once")
def test_many_builds_in_one_process_need_no_more_memory_than_a_few(folder):
    desk = Desk()
    sizes: dict[int, tuple[int, int]] = {}
    for number in range(1, 31):
        desk.articles["one"].words = f"Edit number {number}."
        desk.sources["paper"]["title"] = f"Paper {number}"
        put_desk(folder, desk)
        if number == 8:
            tracemalloc.start()
        built(folder)
        if number in (10, 30):
            gc.collect()
            sizes[number] = len(gc.get_objects()), traced()
    tracemalloc.stop()

    assert sizes[30][0] - sizes[10][0] < FEW_OBJECTS, sizes
    assert sizes[30][1] - sizes[10][1] < FEW_BYTES, sizes
