"""Languages by their tags: direction, script, words, dates, lists, attributes."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from babel.lists import format_list
from babel.localedata import locale_identifiers

from sitegen.content import PartialDate
from sitegen.render import Theme, ThemeFile
from sitegen.render.language import Language
from sitegen.site import PageView, SiteView
from sitegen.site.views import OrganisationView
from sitegen.site.words import Catalogues, Words
from sitegen.text.languages import direction, tag, written

SPANISH = b'msgid "Sources"\nmsgstr "Fuentes"\n'


@pytest.mark.parametrize("name", locale_identifiers())
def test_directions_are_those_of_the_locale_data(name):
    there = Locale.parse(name).text_direction

    # HTML has no direction for what runs from top to bottom.
    assert direction(name) == ("ltr" if there == "ttb" else there)


@pytest.mark.parametrize(
    ("language", "way"),
    [
        *(
            (code, "rtl")
            for code in "ar ckb dv fa he ps sd ug ur yi ar-EG az-Arab pa-PK ur-IN".split()
        ),
        *((code, "ltr") for code in "en hi zh ja az ur-Latn pa-IN he-Latn xx zz-Zzzz".split()),
    ],
)
def test_a_script_decides_which_way_a_language_runs(language, way):
    assert direction(language) == way


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("pt_BR", "pt-BR"),
        ("ZH-hans", "zh-Hans"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("en", "en"),
        ("", ""),
    ],
)
def test_tags_are_written_in_one_way(said, meant):
    assert tag(said) == meant


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("es-MX", "Fuentes"),
        ("zh-CN", "来源"),
        ("zh-TW", "Sources"),
        ("uk", "Sources"),
        ("en", "Sources"),
    ],
)
def test_a_catalogue_serves_the_languages_of_its_script(language, found):
    chinese = 'msgid "Sources"\nmsgstr "来源"\n'.encode()
    known = Catalogues({"es": (SPANISH,), "zh": (chinese,)})

    assert known.words(language).gettext("Sources") == found
    assert known.speaks(language) == (found != "Sources" or language == "en")


def test_what_a_theme_says_itself_counts():
    words = Catalogues({"es": (SPANISH, SPANISH.replace(b"Fuentes", b"Origen"))}).words("es")

    assert words.gettext("Sources") == "Origen"


def in_language(code: str, template: str, written_in: str = "") -> str:
    files = {"bodies/bare.html": template, "locale/es.po": SPANISH.decode()}
    site = SiteView("Desk", "", "", code, OrganisationView("Desk"), ())
    theme = Theme({name: ThemeFile(name, text.encode()) for name, text in files.items()}, site)
    page = PageView(
        kind="bare", address="", title="T", written_in=written_in, description="العربية (Arabic)"
    )
    return str(theme.body(page))


@pytest.mark.parametrize(
    ("site", "check", "shown"),
    [
        ("en", "", "en ltr Sources"),
        ("es", "", "es ltr Fuentes"),
        ("en", "es", "es ltr Fuentes"),
        ("es", "en", "en ltr Sources"),
        ("en", "uk", "en ltr Sources"),
        ("ar", "", "ar rtl Sources"),
    ],
)
def test_a_page_speaks_the_language_of_its_check_where_there_are_words(site, check, shown):
    template = "{{ interface.code }} {{ interface.direction }} {{ _('Sources') }}"

    assert in_language(site, template, check) == shown


@pytest.mark.parametrize(
    ("page", "language", "around", "attributes"),
    [
        ("en", "en", "", ""),
        ("en", "", "", ""),
        ("en", "es", "", ' lang="es"'),
        ("en", "ar", "", ' lang="ar" dir="rtl"'),
        ("ar", "en", "", ' lang="en" dir="ltr"'),
        ("ar", "he", "", ' lang="he"'),
        ("en", "en", "ar", ' lang="en" dir="ltr"'),
        ("en", '"><x', "", ' lang="&#34;&gt;&lt;x"'),
    ],
)
def test_an_element_says_its_language_only_where_it_differs(page, language, around, attributes):
    assert Language(page, page, Words()).attributes(language, around) == attributes


@pytest.mark.parametrize(
    ("page", "text", "printed"),
    [
        ("en", "plain", "plain"),
        ("en", "a & b", "a & b"),
        ("en", "Zürich 東京", "Zürich 東京"),
        ("en", "القمر", "<bdi>القمر</bdi>"),
        ("en", "a\u202eb", "<bdi>a\u202eb</bdi>"),
        ("ar", "القمر", "القمر"),
        ("ar", "Moon <2>", "<bdi>Moon &lt;2&gt;</bdi>"),
        ("ar", "القمر 2", "<bdi>القمر 2</bdi>"),
    ],
)
def test_a_text_of_unknown_language_is_kept_apart_only_where_it_could_disturb(page, text, printed):
    assert Language(page, page, Words()).isolated(text) == printed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A, B and C"),
        ("en-US", "A, B, and C"),
        ("es", "A, B y C"),
        ("de", "A, B und C"),
        ("zh", "A、B和C"),
        ("ar", "<bdi>A</bdi> و<bdi>B</bdi> و<bdi>C</bdi>"),
    ],
)
def test_lists_are_those_of_the_language(language, said):
    assert in_language(language, "{{ ['A', 'B', 'C']|listing }}") == said


@pytest.mark.parametrize("name", sorted({*locale_identifiers()} - {"en"}))
def test_lists_are_those_of_the_locale_data(name):
    language = name.replace("_", "-")
    said = Language(language, language, Words()).listed

    for items in ("A", "AB", "ABC", "ABCDE"):
        assert said(str, items) == format_list(list(items), locale=Locale.parse(name))


def test_a_list_of_what_a_macro_writes_is_escaped_once():
    template = "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ listed(m, ['<', '{0}']) }}{{ listed(m, []) }}"

    assert in_language("en", template) == "<b>&lt;</b> and <b>{0}</b>"


DAYS = {
    "en": ("29 August 2024", "August 2024", "2024"),
    "en-US": ("August 29, 2024", "August 2024", "2024"),
    "es": ("29 de agosto de 2024", "agosto de 2024", "2024"),
    "fr": ("29 août 2024", "août 2024", "2024"),
    "de": ("29. August 2024", "August 2024", "2024"),
    "pt": ("29 de agosto de 2024", "agosto de 2024", "2024"),
    "ar": ("29 أغسطس 2024", "أغسطس 2024", "2024"),
    "hi": ("29 अगस्त 2024", "अगस्त 2024", "2024"),
    "zh-Hans": ("2024年8月29日", "2024年8月", "2024"),
    "xx": ("29 August 2024", "August 2024", "2024"),
}


@pytest.mark.parametrize("language", DAYS)
def test_days_months_and_years_are_those_of_the_language(language):
    days = (date(2024, 8, 29), PartialDate(2024, 8), PartialDate(2024))
    site = SiteView("Desk", "", "", language, OrganisationView("Desk"), ())
    theme = Theme({"bodies/bare.html": ThemeFile("x", b"{{ page.title|day }}")}, site)

    assert tuple(
        str(theme.body(PageView(kind="bare", address="", title=day)))  # type: ignore[arg-type]
        for day in days
    ) == DAYS[language]  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [("en", "1,234 texts 5"), ("de", "1.234 texts 5")])
def test_numbers_in_messages_are_those_of_the_language(language, said):
    template = "{% trans count=1234, n='5' %}{{ count }} text {{ n }}{% pluralize %}{{ count }} texts {{ n }}{% endtrans %}"

    assert in_language(language, template) == said


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("es", "español"),
        ("ar", "العربية"),
        ("zh-Hans", "中文 (简体)"),
        ("pt-BR", "português (Brasil)"),
        ("xx", "xx"),
    ],
)
def test_a_language_is_called_what_it_calls_itself(language, name):
    assert in_language("en", f"{{{{ '{language}'|endonym }}}}") == name


def test_likely_scripts_are_those_of_region_and_language():
    assert written("zh-TW") == ("zh", "Hant")
    assert written("zh") == ("zh", "Hans")
    assert written("az-Arab") == ("az", "Arab")
    assert written("xx") == ("xx", "")


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("en", "False", "false"),
        ("en", "AI-made", "AI-made"),
        ("de", "Meinung", "Meinung"),
        ("es", "Élite", "élite"),
        ("ar", "صحيح", "صحيح"),
        ("en", "", ""),
    ],
)
def test_a_verdict_in_a_sentence_is_written_small_but_not_in_german(language, label, said):
    assert in_language(language, f"{{{{ '{label}'|in_sentence }}}}") == said
