"""Passages that went elsewhere, and those that did not."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sitegen.text import Comparison, Quote, Span, describe, occurrences, prose
from sitegen.text.surroundings import sentence_ends


def is_same(old: str, new: str, quote: Quote | str, *, which: int = 0) -> bool:
    """Whether a quote stands where it stood; it has one place in each text, or the one of a number."""
    before, after = prose(old), prose(new)
    (was,), (now,) = occurrences(before.folded, quote), occurrences(after.folded, quote)
    return Comparison(before, after).is_same_place(was, now)


SWAMP = Quote("swamp", suffix=". You")
SECOND = Quote("London", occurrence=2)
LONG = "The harvest was poor. " * 20

MOVED = {
    "a negation before it": ("We will raise taxes.", "We will not raise taxes.", "raise taxes"),
    "a negation after it": ("He says it is true.", "He says it is true no more.", "it is true"),
    "another number beside it": ("In 2019 he won again.", "In 2020 he won again.", "he won"),
    "a question of it": ("We will raise taxes.", "We will raise taxes?", "raise taxes"),
    "more of the word": ("We trust him.", "We distrust him.", "trust him"),
    "a context that crosses a block": (
        "We must drain the swamp. You know it.\n\nHe promised to drain the swamp.",
        "He promised to drain the swamp.\n\nYou can see it.\n\nIn 2016 we had to drain the swamp, he said.",
        SWAMP,
    ),
    "a number of the occurrence": (
        "He left London early. She likes London more.",
        "They met in London first. He left London early. She likes London more.",
        SECOND,
    ),
    "equal blocks, one more": ("London\n\nLondon", "London\n\nLondon\n\nLondon", SECOND),
    "an equal sentence before it": (
        f"It rained. It rained. {LONG}He went.",
        f"It rained. {LONG}It rained. He went.",
        Quote("It rained", occurrence=2),
    ),
    "a sentence put into another paragraph": (
        "He came. He saw.\n\nThe weather was fine and dry.\n\nShe stayed at home that day.",
        "He came.\n\nThe weather was fine and dry. He saw.\n\nShe stayed at home that day.",
        "He saw",
    ),
    "without spaces": ("我们会加税。他说。", "我们不会加税。他说。", "会加税"),
}


@pytest.mark.parametrize("case", MOVED)
def test_other_surroundings_are_seen(case):
    assert not is_same(*MOVED[case])


SAME = {
    "nothing": ("We will raise taxes.", "We will raise taxes.", "raise taxes"),
    "the next sentence": (
        "We raise taxes. He goes home.",
        "We raise taxes. They go.",
        "raise taxes",
    ),
    "a sentence added before": ("We raise taxes.", "It rained. We raise taxes.", "raise taxes"),
    "far away in a long block": (
        f"{LONG}We raise taxes. {LONG}Teh end.",
        f"{LONG}We raise taxes. {LONG}The end.",
        "raise taxes",
    ),
    "marks around it": (
        "We will raise taxes.",
        "We *will* [raise](a.md) **taxes**.",
        "raise taxes",
    ),
    "signs that fold": ("He said “no” – loudly.", 'He said "no" - loudly.', "loudly"),
    "a paragraph moved": (
        "One thing here.\n\nWe raise taxes. Later they fell.\n\nOther things there.",
        "One thing here.\n\nOther things there.\n\nWe raise taxes. Later they fell.",
        "raise taxes",
    ),
    "a paragraph moved and mended elsewhere": (
        "One thing here.\n\nWe raise taxes. Later they fel.\n\nOther things there.",
        "Later they fell. We raise taxes.\n\nOne thing here.\n\nOther things there.",
        "raise taxes",
    ),
    "paragraphs joined": (
        "It rained.\n\nWe raise taxes.",
        "It rained. We raise taxes.",
        "raise taxes",
    ),
    "across blocks": ("One two.\n\nThree four.", "Zero.\n\nOne two.\n\nThree four.", "two. Three"),
    "an equal sentence far away": (
        f"London grew. He left.\n\n{LONG}",
        f"London grew. He left.\n\n{LONG}\n\nLondon grew. End.",
        Quote("London", occurrence=1),
    ),
    "a neighbour of equal blocks mended": (
        "London\n\nLondon\n\nTeh end",
        "London\n\nLondon\n\nThe end",
        SECOND,
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_an_edit_elsewhere_is_no_alarm(case):
    assert is_same(*SAME[case])


def test_an_abbreviation_ends_no_sentence():
    text = 'Mr. Smith of the U.S. army said "no." It was 4.1 percent. 他说。对'
    assert [text[:end].rsplit(" ", 1)[-1] for end in sentence_ends(text)] == [
        '"no."',
        "percent.",
        "他说。",
    ]


# Random edits with a map of where each word went

WORDS = "the swamp we must drain he did not say it was London again taxes".split()
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)
texts = st.lists(st.lists(words, min_size=1, max_size=3), min_size=1, max_size=4)
"""Blocks of sentences of words."""
Word = tuple[str, int]
"""A word and the number it had in the old text; -1 if it is new."""


def markdown(text: list[list[list[Word]]]) -> tuple[str, list[tuple[int, Word]]]:
    """A text as Markdown, and where in what it says each word begins."""
    said, places = "", []
    for number, block in enumerate(text):
        said += "\n" if number else ""
        for at, sentence in enumerate(block):
            said += (
                " Then " if at else "Then "
            )  # A small letter would go on with the sentence before.
            for index, word in enumerate(sentence):
                said += " " if index else ""
                places.append((len(said), word))
                said += word[0]
            said += "."
    return said.replace("\n", "\n\n"), places


@st.composite
def edited(draw):
    """A numbered text, the same after a few edits, and the numbers of the words of a passage in a sentence."""
    count = iter(range(10**6))
    old = [[[(w, next(count)) for w in s] for s in block] for block in draw(texts)]
    sentences = [s for block in old for s in block]
    chosen = draw(st.sampled_from(sentences))
    first = draw(st.integers(0, len(chosen) - 1))
    last = draw(st.integers(first, len(chosen) - 1))
    passage = [number for _, number in chosen[first : last + 1]]
    new = [[list(s) for s in block] for block in old]
    for _ in range(draw(st.integers(1, 4))):
        block = draw(st.integers(0, len(new) - 1)) if new else 0
        fresh = [(w, -1) for w in draw(words)]
        match draw(
            st.sampled_from(["block", "sentence", "insert", "delete", "drop", "cut", "move"])
        ):
            case "block":
                new.insert(draw(st.integers(0, len(new))), [fresh])
            case "sentence" if new:
                new[block].insert(draw(st.integers(0, len(new[block]))), fresh)
            case "drop" if len(new) > 1:
                del new[block]
            case "cut" if new and len(new[block]) > 1:
                del new[block][draw(st.integers(0, len(new[block]) - 1))]
            case "move" if len(new) > 1:
                new.insert(draw(st.integers(0, len(new) - 1)), new.pop(block))
            case "insert" if new:
                sentence = draw(st.sampled_from(new[block]))
                sentence[draw(st.integers(0, len(sentence))) : 0] = fresh[:2]
            case "delete" if new:
                sentence = draw(st.sampled_from(new[block]))
                if len(sentence) > 1:
                    del sentence[draw(st.integers(0, len(sentence) - 1))]
    return old, new, passage


def span_of(places: list[tuple[int, Word]], passage: list[int]) -> Span | None:
    """Where the words of a passage stand; None if they do not follow each other any more."""
    at = next((n for n, (_, word) in enumerate(places) if word[1] == passage[0]), None)
    if at is None:
        return None
    found = places[at : at + len(passage)]
    if [word[1] for _, word in found] != passage:
        return None
    return Span(found[0][0], found[-1][0] + len(found[-1][1][0]))


def sentence_at(text: str, span: Span) -> str:
    start = max(text.rfind(".", 0, span.start), text.rfind("\n", 0, span.start)) + 1
    return text[start : text.index(".", span.end - 1) + 1].strip()


@given(edited(), st.booleans())
@example(([[[("it", 0)]], [[("it", 1)]]], [[[("it", 1)]], [[("it", -1)]]], [0]), False)
def test_a_passage_that_went_elsewhere_is_never_taken_for_the_same(drawn, by_number):
    old, new, passage = drawn
    (old_text, old_places), (new_text, new_places) = markdown(old), markdown(new)
    before, after = prose(old_text), prose(new_text)
    was = span_of(old_places, passage)
    assert was is not None
    quote = describe(before.folded, was)
    if by_number:
        quote = Quote(
            quote.exact, occurrence=1 + occurrences(before.folded, quote.exact).index(was)
        )
    found = occurrences(after.folded, quote)
    assume(len(found) == 1)
    is_kept = Comparison(before, after).is_same_place(was, found[0])

    is_elsewhere = span_of(new_places, passage) != found[0]
    if sentence_at(before.text, was) != sentence_at(after.text, found[0]):
        assert not is_kept
    elif is_elsewhere and is_kept:
        # It looks the same to every reader: no text tells who wrote which of equal sentences.
        assert_nobody_can_tell(before.text, after.text, was, found[0])


def assert_nobody_can_tell(old: str, new: str, was: Span, now: Span) -> None:
    """The sentence stands as often as before, or between the same blocks."""
    sentence = sentence_at(old, was)
    counts = [
        [s.strip() for s in text.replace("\n", ".").split(".")].count(sentence[:-1])
        for text in (old, new)
    ]
    lines = [text.split("\n") for text in (old, new)]
    ats = [text.count("\n", 0, span.start) for text, span in ((old, was), (new, now))]
    around = [[*[""], *ls, ""][at : at + 3] for ls, at in zip(lines, ats, strict=True)]
    assert counts[0] == counts[1] or around[0] == around[1]


@given(texts, st.data())
def test_edits_in_other_sentences_are_no_alarm(text, data):
    """Sentences that are told apart by a word of their own are inserted, dropped and changed around one."""
    count = iter(range(10**6))
    old = [
        [[(w, next(count)) for w in s] + [(f"n{next(count)}", -1)] for s in block] for block in text
    ]
    at = data.draw(st.integers(0, len(old) - 1))
    kept = data.draw(st.integers(0, len(old[at]) - 1))
    passage = [number for _, number in old[at][kept][:-1]]
    new = [[list(s) for s in block] for block in old]
    own = new[at][kept]
    for _ in range(data.draw(st.integers(1, 4))):
        block = data.draw(st.sampled_from(new))
        place = data.draw(st.integers(0, len(block)))
        fresh = [(w, -1) for w in data.draw(words)] + [(f"n{next(count)}", -1)]
        if data.draw(st.booleans()) or place == len(block) or block[place] is own:
            block.insert(place, fresh)
        else:
            block[place] = fresh
    (old_text, old_places), (new_text, new_places) = markdown(old), markdown(new)
    was, now = span_of(old_places, passage), span_of(new_places, passage)
    assert was is not None
    assert now is not None
    assert Comparison(prose(old_text), prose(new_text)).is_same_place(was, now)
