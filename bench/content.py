"""Made-up fact-checks, the same in every run: what they say, not how a generator wants it written.

An article has about 700 words, eight claims with two sources and three entities each, emphasis, links,
names of entities, headings, a list and a quotation. Every article is drawn from its own seed, so that
any of them can be had without those before it, and none has to be kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

SEED = "fact-checks"
VERDICTS = ("true", "mostly-true", "half-true", "misleading", "false", "unproven")
LONGEST_QUOTE = 75
"""In characters: what a desk that states claims in the words of the text is asked to keep to."""

_WORDS = """
the of and to in a is that for it as was with be by on not at are this have from or had an they which
one were all there would their we been has when who will more no if out so said what up its about into
than them can only other new some could time these two may then first any now such like our over even
most after also many before must through years where much way well down should because each people how
too little state good very make still own see work long between both under never same another while
last might great since against go came right used take three report budget minister inflation vaccine
percent agency office data study figure county election ballot court ruling police hospital school
climate energy price wage tax border trade export import treaty mayor senator parliament committee
statistics survey sample estimate average median increase decrease record decade quarter annual monthly
published statement interview speech broadcast claimed denied confirmed corrected reviewed measured
registered counted projected revised seasonal adjusted regional national federal local public private
company worker teacher nurse patient driver farmer resident citizen student household income spending
debt deficit revenue growth employment housing rent mortgage water power grid station plant emission
carbon rainfall temperature drought flood storm road rail bridge airport traffic accident crime rate
""".split()
_DIRECTIONS = (
    "North South East West Upper Lower Grand Royal Central United New Old Port Lake".split()
)
_PLACES = "Alden Brask Corvin Dunmore Eskel Farrow Gilden Harrow Istria Kelmar Lorne Norvik".split()
_BODIES = "Agency Bureau Council Institute Ministry Hospital University Court Foundation".split()
_TYPES = ("person", "organisation", "place")
_MARKUP = re.compile(r"\[|\]\([^)]*\)|\*")


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that articles are about."""

    id: str
    name: str
    type: str
    description: str

    @property
    def slug(self) -> str:
        """The name as it stands in an address."""
        return self.name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Source:
    """What a claim was checked against."""

    id: str
    title: str
    publisher: str
    url: str
    published: date


@dataclass(frozen=True, slots=True)
class Library:
    """What the articles of a site share: a fifth as many entities, half as many sources."""

    size: int
    """How many articles the site has."""
    entities: tuple[Entity, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A checked passage."""

    id: str
    quote: str
    verdict: str
    finding: str
    explanation: str
    sources: tuple[Source, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Markdown, then perhaps a checked passage and the Markdown behind it."""

    text: str
    claim: Claim | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list or quotation."""

    kind: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A checked text."""

    slug: str
    title: str
    summary: str
    day: date
    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """How long an article is."""

    paragraphs: tuple[int, int] = (12, 20)
    words: int = 530
    """In the paragraphs; headings, list and quotation come on top."""
    claims: int = 8


ORDINARY = Shape()
LONG = Shape(paragraphs=(7_300, 7_300), words=299_300, claims=1_000)
"""An article of 2.5 MB."""


def library(size: int) -> Library:
    """Return what the articles of a site of this size share."""
    choose = Random(f"{SEED} {size}")
    entities = tuple(_entity(choose, number) for number in range(max(8, size // 5)))
    sources = tuple(_source(choose, number) for number in range(max(16, size // 2)))
    return Library(size, entities, sources)


def articles(shared: Library) -> Iterator[Article]:
    """Yield every article of a site, one after the other."""
    return (article(shared, number) for number in range(shared.size))


def article(shared: Library, number: int, shape: Shape = ORDINARY) -> Article:
    """Return an article by its number, the first draw of which every quote stands in it only once."""
    for attempt in count():
        drawn = _article(shared, number, shape, Random(f"{SEED} {shared.size} {number} {attempt}"))
        if _is_clear(drawn):
            return drawn
    raise AssertionError("unreachable: the attempts never end")


def markdown(block: Block, show: Callable[[Claim], str] = lambda claim: claim.quote) -> str:
    """Return a block as Markdown, with its checked passages as `show` writes them."""
    written = [
        sentence.text + (show(sentence.claim) + sentence.after if sentence.claim else "")
        for sentence in block.sentences
    ]
    match block.kind:
        case "heading":
            return "## " + written[0]
        case "list":
            return "\n".join("- " + item for item in written)
        case "quotation":
            return "> " + " ".join(written)
        case _:
            return " ".join(written)


def _entity(choose: Random, number: int) -> Entity:
    name = [choose.choice(words) for words in (_DIRECTIONS, _PLACES, _BODIES)]
    words = _sentence(choose, 18)
    return Entity(f"e{number:05}", f"{' '.join(name)} {number}", choose.choice(_TYPES), words)


def _source(choose: Random, number: int) -> Source:
    return Source(
        id=f"s{number:05}",
        title=_phrase(choose, choose.randint(5, 9)),
        publisher=f"{choose.choice(_PLACES)} {choose.choice(_BODIES)}",
        url=f"https://example.org/{choose.choice(_WORDS)}/{number}",
        published=date(2010, 1, 1) + timedelta(days=choose.randint(0, 1_800)),
    )


def _article(shared: Library, number: int, shape: Shape, choose: Random) -> Article:
    title = _phrase(choose, choose.randint(6, 9))
    entities = tuple(choose.sample(shared.entities, 8))
    paragraphs = choose.randint(*shape.paragraphs)
    checked = set(choose.sample(range(paragraphs), shape.claims))
    blocks: list[Block] = []
    claims: list[Claim] = []
    for place in range(paragraphs):
        claim_id = f"c{len(claims) + 1}" if place in checked else ""
        paragraph = _paragraph(choose, shape.words // paragraphs, claim_id, shared, entities)
        claims += [sentence.claim for sentence in paragraph.sentences if sentence.claim]
        blocks += _around(choose, place, paragraph)
    return Article(
        slug=f"a{number:05}-" + "-".join(title.lower().split()[:4]),
        title=title,
        summary=_sentence(choose, 22),
        day=date(2015, 1, 1) + timedelta(days=number * 7919 % 4000),
        blocks=tuple(blocks),
        claims=tuple(claims),
        entities=entities,
    )


def _around(choose: Random, place: int, paragraph: Block) -> Iterator[Block]:
    """Yield a paragraph with the heading above it, and the list or the quotation below, if any."""
    if place % 5 == 2:
        yield Block("heading", (Sentence(_phrase(choose, choose.randint(3, 5))),))
    yield paragraph
    if place % 16 == 5:
        items = (Sentence(_phrase(choose, choose.randint(6, 10))) for _ in range(4))
        yield Block("list", tuple(items))
    if place % 16 == 9:
        yield Block("quotation", (Sentence(_sentence(choose, 18)),))


def _paragraph(
    choose: Random, length: int, claim_id: str, shared: Library, entities: tuple[Entity, ...]
) -> Block:
    """Return a paragraph of about `length` words, its first sentence with a claim if it has an id."""
    sentences: list[Sentence] = []
    written = 0
    while written < length:
        words = _phrase(choose, choose.randint(9, 17)).split()
        written += len(words)
        if claim_id and not sentences:
            sentences.append(_checked(choose, words, claim_id, shared, entities))
        else:
            sentences.append(Sentence(_adorned(choose, words, entities) + "."))
    choose.shuffle(sentences)
    return Block("paragraph", tuple(sentences))


def _checked(
    choose: Random, words: list[str], id: str, shared: Library, entities: tuple[Entity, ...]
) -> Sentence:
    start, end = choose.randint(0, 2), len(words)
    while len(" ".join(words[start:end])) > LONGEST_QUOTE:
        end -= 1
    finding = _sentence(choose, 20)
    claim = Claim(
        id=id,
        quote=" ".join(words[start:end]),
        verdict=choose.choice(VERDICTS),
        finding=finding,
        explanation=f"{finding} {_sentence(choose, 20)}",
        sources=tuple(choose.sample(shared.sources, 2)),
        entities=tuple(choose.sample(entities, 3)),
    )
    before, after = " ".join(words[:start]), " ".join(words[end:])
    return Sentence(before and before + " ", claim, (after and " " + after) + ".")


def _adorned(choose: Random, words: list[str], entities: tuple[Entity, ...]) -> str:
    """Return a sentence, about a third of the time with emphasis, a link or the name of an entity."""
    place = choose.randrange(1, len(words) - 1)
    match choose.randrange(20):
        case 0 | 1:
            words[place] = f"*{words[place]}*"
        case 2 | 3:
            words[place] = f"**{words[place]}**"
        case 4 | 5:
            address = f"https://example.com/{choose.choice(_WORDS)}/{choose.randint(1, 999)}"
            words[place] = f"[{words[place]} {words[place + 1]}]({address})"
            del words[place + 1]
        case 6:
            words.insert(place, choose.choice(entities).name)
    return " ".join(words)


def _phrase(choose: Random, length: int) -> str:
    return " ".join(choose.choices(_WORDS, k=length)).capitalize()


def _sentence(choose: Random, length: int) -> str:
    return _phrase(choose, length) + "."


def _is_clear(drawn: Article) -> bool:
    """Say whether every quote stands in the article exactly once."""
    body = _MARKUP.sub("", "\n".join(markdown(block) for block in drawn.blocks))
    text = f"{drawn.title}\n{drawn.summary}\n{body}"
    return all(text.count(claim.quote) == 1 for claim in drawn.claims)
