"""Changes of a wording that may turn what it says round: another number, a denial more or less.

No rule can tell a harmless edit from a changed meaning; these are the changes that a reader of a diff
must not miss. A list of words decides, in the languages of the interface and some more.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

import regex

from sitegen.text.folding import fold
from sitegen.text.words import words_of

_LOOK = "read it before you accept"
_NUMBER = regex.compile(
    r"(?<![\w.])-?\p{Nd}+(?:[.,\u066b\u066c]\p{Nd}+)*|[\p{No}\p{Nl}]+|\p{Nd}+(?:[.,\u066b\u066c]\p{Nd}+)*"
    r"|[〇零一二三四五六七八九十百千万萬亿億两兩]{2,}|[二三四五六七八九十百千万萬亿億](?!分(?!之))"
)
_NUMBER_WORDS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy
    eighty ninety hundred thousand million millions billion billions trillion half double twice
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend million millionen
    milliarde milliarden hälfte doppelt
    dos tres cuatro cinco seis siete ocho nueve diez veinte cien ciento mil millón millones mitad doble
    deux trois quatre cinq sept huit neuf dix vingt mille million millions milliard milliards moitié
    dois duas três quatro sete oito nove dez vinte cem milhão milhões bilhão bilhões metade dobro
    दो तीन चार पांच पाँच छह सात आठ नौ दस बीस सौ हज़ार हजार लाख करोड़ आधा दोगुना
    اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة سبعة ثمانية تسعة عشرة عشرون مئة مائة ألف آلاف مليون
    ملايين مليار مليارات نصف ضعف
    """.split()
)
_DENIALS = frozenset(
    """
    no not none nor never neither nobody nothing nowhere cannot without hardly scarcely deny denies denied
    fails failed refuses refused
    nicht nichts nie niemals nirgends niemand ohne weder
    nunca jamás jamas ni ningún ninguno ninguna sin nada nadie tampoco
    ne pas jamais sans aucun aucune rien non guère nul nulle
    não nao jamais nem nenhum nenhuma sem ninguém
    нет не ни никогда без нельзя никто ничего ні ніколи немає
    नहीं नही न ना मत बिना बगैर
    لا لم لن ليس ليست ليسوا لست لسنا ليسا بدون دون غير كلا أبدا ابدا بلا
    niet geen nooit zonder niemand niets mai nessuno nessun nessuna senza niente nie bez nigdy
    inte ej aldrig ingen inga ikke aldri değil yok δεν μη όχι không tidak bukan tanpa לא אין בלי
    """.split()
)
_DENYING_PARTS = regex.compile(
    r"[不没沒無无勿毋]|未(?![来來])|非(?![洲常])|ない|なかっ|なく|ません|ずに|ไม่|มิได้|않|없|못하|아니"
)
_OTHER_MEANING = {"pt": frozenset({"no"}), "it": frozenset({"ni", "ne"}), "de": frozenset({"mai"})}
"""Words of a language that look like a denial of another one: `no` is `in the` in Portuguese."""
_NEGATING = ("un", "in", "im", "il", "ir", "dis", "non", "non-")
_ARABIC_SIGNS = regex.compile("[\u064b-\u0652\u0640]")


def doubts(old: str, new: str, language: str = "") -> list[str]:
    """Return what a person has to look at first where a passage says `new` and not `old`."""
    return [*_numbers(old, new), *_denials(old, new, language)]


def _numbers(old: str, new: str) -> Iterator[str]:
    gone, come = _difference(_numbers_in(old), _numbers_in(new))
    if gone and come:
        yield f"the nearest passage says a different number: {come} instead of {gone}; {_LOOK}"
    elif come:
        yield f"the nearest passage says a number that the quote does not say: {come}; {_LOOK}"
    elif gone:
        yield f"the nearest passage does not say a number that the quote says: {gone}; {_LOOK}"


def _denials(old: str, new: str, language: str) -> Iterator[str]:
    olds, news = _denials_in(old, language), _denials_in(new, language)
    gone, come = _difference(olds, news)
    if olds.total() < news.total():
        yield f"the nearest passage says {come!r}, and the quote does not: it may mean the opposite; {_LOOK}"
    elif olds.total() > news.total():
        yield f"the quote says {gone!r}, and the nearest passage does not: it may mean the opposite; {_LOOK}"
    olds, news = Counter(_words(old)), Counter(_words(new))
    for one in olds - news:
        for other in news - olds:
            if _is_negated(one, other) or _is_negated(other, one):
                yield (
                    f"the nearest passage says {other!r} where the quote says {one!r}: "
                    f"it may mean the opposite; {_LOOK}"
                )


def _difference(olds: Counter[str], news: Counter[str]) -> tuple[str, str]:
    return ", ".join((olds - news).elements()), ", ".join((news - olds).elements())


def _numbers_in(text: str) -> Counter[str]:
    text = fold(text)
    numbers = Counter(
        "".join(_digit(character) for character in match[0]) for match in _NUMBER.finditer(text)
    )
    numbers.update(word for word in _words(text) if word in _NUMBER_WORDS)
    return numbers


def _digit(character: str) -> str:
    """Return a digit of any script as the one that it means, another character as it is."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _denials_in(text: str, language: str) -> Counter[str]:
    spared = _OTHER_MEANING.get(language.lower().partition("-")[0], frozenset())
    text = fold(text)
    found = Counter(match[0] for match in _DENYING_PARTS.finditer(text))
    found.update(word for word in _words(text) if word not in spared and _denies(word))
    return found


def _denies(word: str) -> bool:
    if word in _DENIALS or word.endswith("n't") or word.startswith("n'"):
        return True
    if word.startswith("kein"):
        return True
    # `and` is a part of the next word in Arabic.
    return word[0] in "وف" and len(word) > 2 and word[1:] in _DENIALS


def _is_negated(word: str, other: str) -> bool:
    return len(word) > 3 and any(other == prefix + word for prefix in _NEGATING)


def _words(text: str) -> list[str]:
    """Return the words of a text, in small letters and without the vowel signs of Arabic."""
    text = _ARABIC_SIGNS.sub("", fold(text))
    return [text[start:end].casefold() for start, end in words_of(text)]
