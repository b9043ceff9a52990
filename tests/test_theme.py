"""A theme prints what plain jinja2 would print, remembers pieces, and says where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from markupsafe import Markup

from sitegen.render import Theme, ThemeError, ThemeFile
from sitegen.render import theme as module
from sitegen.site import PageView, SiteView
from sitegen.site.views import LinkView, OrganisationView

SITE = SiteView(
    name="A <site>",
    url="",
    description="",
    language="en",
    organisation=OrganisationView("Desk"),
    navigation=(LinkView("First", "first/"),),
)
PAGE = PageView(kind="bare", address="a/b/", title='It\'s <b> & "c"')


def theme(**templates):
    named = {f"bodies/{name}.html": text for name, text in templates.items()}
    return made({"base.html": "{{ body }}"} | named)


def made(files):
    return Theme(
        {
            name: ThemeFile(f"theme/{name}", text.encode() if isinstance(text, str) else text)
            for name, text in files.items()
        },
        SITE,
    )


@dataclass(frozen=True, slots=True)
class Spelled:
    """A value that knows how it is written in HTML."""

    text: str

    def __html__(self):
        return f"<i>{self.text}</i>"


@pass_context
def seen(context, *names):
    """What a function that is given the context finds in it."""
    return [context.get(name, "no") for name in names]


class Broken:
    """A value whose attribute is wrong inside."""

    @property
    def title(self):
        return self.nothing


GIVEN = {
    "broken": Broken(),
    "text": "<a href='x'>\"&\"</a>",
    "plain": "nothing to escape",
    "markup": Markup("<b>&amp;</b>"),
    "spelled": Spelled("x"),
    "numbers": [1, 2.5, True, None],
    "pairs": {"items": 1, "key": "<v>"},
    "page": PAGE,
    "greet": lambda name="you": f"<{name}>",
    "seen": seen,
}
PRINTED = (
    "{{ text }}{{ plain }}{{ markup }}{{ spelled }}{% for n in numbers %}{{ n }}{% endfor %}",
    "{{ text|safe }}{{ [text, markup]|join(' & ') }}{{ text|upper }}{{ markup|striptags }}",
    "{{ pairs.key }}{{ pairs['key'] }}{{ page.title.split('<')[0] }}{{ page.root }}",
    "{{ greet() }}{{ greet(name='<x>') }}{{ greet('a')|safe }}{{ plain ~ markup ~ text }}",
    "{{ _('50%% of <b>') }}{{ _('a %(x)s', x=text) }}{{ gettext('<i>') }}",
    "{% set word = _('a <b>') %}{{ word }}{{ word ~ text }}{{ [_('x'), text]|join('<') }}",
    "{% trans %}100% of <b>{% endtrans %}{% trans x=text %}{{ x }} %{% endtrans %}",
    "{% trans count=2 %}{{ count }} <claim>{% pluralize %}{{ count }} <claims>{% endtrans %}",
    "{% for _ in [greet] %}{{ _('Note') }}{% endfor %}",
    "{% if plain %}{% set _ = greet %}{% endif %}{{ _('Note') }}",
    "{% set _ = greet %}{% block a %}{{ _('Note') }}{% endblock %}{{ _('Note') }}",
    "{% macro gettext(x) %}<{{ x }}>{% endmacro %}{% block a %}{{ gettext('Note') }}{% endblock %}",
    "{% macro m(a, b='<d>', c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(text, markup) }}",
    "{% macro m(a, b='<d>', c=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(text) }}{{ m(1, c=text) }}",
    "{% macro m(a='<d>', b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(a=2) ~ text }}{{ m(1)|length }}",
    "{% macro m() %}{{ varargs|length }}{{ kwargs.x }}{% endmacro %}{{ m(1, 2, x=text) }}",
    "{% macro m(a) %}<p>{{ caller(a) }}</p>{% endmacro %}{% call(x) m(text) %}{{ x }}{% endcall %}",
    "{% macro m(n) %}{{ n }}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
    "{% for n in numbers %}{% if loop.first %}<{% endif %}{{ n }}{{ '>' if loop.last else ', ' }}{% endfor %}",
    "{% for n in [1] %}{{ loop.first }}{{ loop.last }}{% else %}none{% endfor %}{% for n in () %}{{ loop.last }}{% else %}x{% endfor %}",
    "{% for a, b in pairs|items %}{{ a }}{{ b }}{{ loop.last }}{% for c in b|string %}{{ loop.first }}{% endfor %}{% endfor %}",
    "{% for a in [[1, 2], []] %}{% for b in a %}{{ loop.last }}{% else %}{{ loop.last }}{% endfor %}{{ loop.first }}{% endfor %}",
    "{% for a in [[1, 2]] %}{% for b in [loop.last, a] %}{{ b }}{% endfor %}{{ loop.first }}{% endfor %}",
    "{% for a in [3, 4] %}{% for b in [1] %}{{ loop.last }}{{ a }}{% endfor %}{{ loop.index }}{% endfor %}",
    "{% for a in numbers|map('string') %}{{ a }}{{ loop.first }}{{ loop.last }}{% set x = a %}{{ seen('x') }}{% endfor %}",
    "{% for x in [1, 2] %}{{ loop.last }}{% include 'inner.html' %}{% endfor %}{% for x in [1] %}{{ loop }}{% endfor %}",
    "{% for x in [1, 2] %}{{ loop.last }}{% macro m() %}{{ loop.first }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% for x in nothing %}{{ loop.last }}{% endfor %}",
    "{% for x in 5 %}{{ loop.last }}{% endfor %}",
    "{% for x in [1, 0] %}{{ 1 / x }}{{ loop.last }}{{ loop.nothing }}{% endfor %}",
    "{% for n in [1, 2] if n > 1 %}{{ loop.index }}{{ loop.cycle('<', '>') }}{% endfor %}",
    "{% set part %}<b>{{ text }}</b>{% endset %}{{ part }}{% filter upper %}{{ text }}{% endfilter %}",
    "{% autoescape false %}{{ text }}{{ markup }}{{ _('<b>') }}{% endautoescape %}",
    "{% for x in numbers %}{{ seen('x', 'text') }}{{ greet(x) }}{% endfor %}",
    "{% for n in [1] %}{% set x = n %}{{ seen('x', 'n') }}{% endfor %}{{ seen('x') }}",
    "{% for n in [1] %}{% from 'part.html' import piece %}{{ seen('piece')|length }}{% endfor %}",
    "{% block a %}{{ seen('x', 'text') }}{{ greet('a') }}{% endblock %}{% set x = 1 %}",
    "{% block a %}{% set x = 1 %}{{ seen('x') }}{% endblock %}{% set y = 1 %}{{ seen('x', 'y') }}",
    "{% set x = 1 %}{% block a %}{{ x }}{% for n in [2] %}{{ seen('x', 'n') }}{% endfor %}{% endblock %}",
    "{% include 'part.html' %}{% from 'part.html' import piece %}{{ piece(text) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "{% macro m(a='<d>') %}{{ a }}{% endmacro %}{{ m(a=text) }}{{ m(*[text]) }}{{ m(**{'a': 3}) }}",
    "{% macro m(a) %}{{ kwargs['class'] }}{% endmacro %}{{ m(1, class=text) }}{{ m.name }}",
    "{% macro m(a, b) %}{{ a }}{% endmacro %}{{ m.arguments|join }}{{ m is callable }}{{ m(1, b=text) }}",
    "{% macro m(a) %}<{{ a }}>{% endmacro %}{% autoescape false %}{{ m(text)|e }}{% endautoescape %}",
    "{% autoescape false %}{% macro m(a) %}{{ a }}{% endmacro %}{{ m(text) }}{{ m(a=text)|e }}{% endautoescape %}",
    "{% macro m(a, f=greet) %}{{ f(a) }}{% endmacro %}{{ m(text) }}{{ m(1, m) }}{{ m(markup, seen) }}",
    "{% macro m() %}{{ greet() }}{% endmacro %}{% block a %}{{ greet() }}{{ m() }}{% endblock %}",
    "{% block a %}{% macro m() %}{{ seen('x') }}{% endmacro %}{{ m() }}{{ greet() }}{% endblock %}{{ greet(1) }}",
    "{% from 'part.html' import text, piece as p %}{{ p(1) }}{{ p() }}{{ text(1) }}",
    "{% from 'part.html' import piece %}{% set piece = greet %}{{ piece(text) }}{{ piece(plain) ~ text }}",
    "{% import 'part.html' as part %}{{ part.piece(text) }}{{ part }}{% set m = part.piece %}{{ m(markup) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{% macro n(m) %}{{ m(text) }}{% endmacro %}{{ n(greet) }}{{ n(m) }}",
    "{% macro m() %}{{ x }}{{ seen('x') }}{% endmacro %}{% set x = text %}{{ m() }}",
    "{% macro m() %}{{ text }}{% endmacro %}{% for text in numbers %}{{ m() }}{{ text }}{% endfor %}",
    "{% with text = 1 %}{% macro m() %}{{ text }}{{ plain }}{% endmacro %}{{ m() }}{% endwith %}{{ text }}",
    "{% macro m() %}{% if plain %}{% set plain = 1 %}{% endif %}{{ plain }}{% endmacro %}{{ m() }}{{ plain }}",
    "{% macro m() %}{{ x is defined }}{{ x|default(text) }}{{ n() }}{% endmacro %}{% macro n() %}n{% endmacro %}{{ m() }}",
    "{% extends 'parent.html' %}{% macro m() %}{{ named }}{% endmacro %}{% block a %}{{ m() }}{{ super() }}{% endblock %}",
    "{% extends 'parent.html' %}{% set named = text %}{% block b %}{{ named }}{{ self.a() }}{% endblock %}",
    "{% for x in [text] %}{% include 'inner.html' %}{% endfor %}{% set x = 2 %}{% include 'inner.html' %}",
    "a{% include 'part.html' without context %}b{% include 'none.html' ignore missing %}{{ text }}",
    "{% block a %}a{% include 'part.html' without context %}{{ text }}{% endblock %}{{ self.a() }}",
    "{% for x in [1, 2] %}{% block b scoped %}{{ x }}{{ loop.last }}{% endblock %}{% endfor %}",
    "{% for n in [1, [2, [text]]] recursive %}{{ loop(n) if n is iterable and n is not string else n }}{% endfor %}",
    "{% set ns = namespace(n=0) %}{% for n in [1, 2] %}{% set ns.n = ns.n + n %}{% endfor %}{{ ns.n }}",
    "{{ ' <a> '|trim }}{{ (' ' ~ markup ~ ' ')|trim ~ text }}{{ markup|trim('<') }}{{ 5|trim }}{{ 'xax'|trim('x') }}{{ plain.upper() }}",
    "{% set j = joiner(' & ') %}{% for n in numbers %}{{ j() }}{{ n }}{% endfor %}{{ dict(a=text).a }}{{ range(3)|list }}",
    "{% set c = cycler('<', text) %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ namespace(a=markup).a }}{{ lipsum(0) }}",
    "{{ nothing }}",
    "{{ pairs.items }}{{ pairs.key }}{{ {'a': text}.a }}{{ {'class': 1}.class }}{{ 5.real }}{{ page.root.x is defined }}",
    "{% macro m(x) %}{{ x.key }}{% endmacro %}{{ m(pairs) }}{{ m({'key': text}) }}{{ m(page) }}",
    "{% for x in [1] %}{{ loop.index }}{{ loop.previtem is defined }}{{ loop.none }}{% endfor %}",
    "{{ page.nothing|default(text) }}{{ pairs.none is defined }}{{ [pairs]|map(attribute='key')|join }}",
    "{{ nothing.more }}",
    "{{ broken.title }}",
    "{{ nothing(1) }}",
    "{{ page.nothing(text) }}",
    "{{ greet(1, 2) }}",
    "{{ plain() }}",
    "{{ page.nothing }}",
    "{% macro m() %}{{ nothing }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ nothing() }}{% endmacro %}{{ m() }}",
    "{{ pairs.nothing.more }}",
    "{{ _('%(x)s') }}",
    "{{ _('100%') }}",
)


def tried(render):
    try:
        return render()
    except Exception as error:  # noqa: BLE001 (both must fail alike)
        return type(error).__name__, str(error)


@pytest.mark.parametrize("template", PRINTED)
def test_templates_print_what_jinja2_prints(template):
    part = "{% macro piece(x) %}<{{ x }}>{% endmacro %}part {{ _('of') }}"
    files = {
        "tried.html": template,
        "part.html": part,
        "inner.html": "{{ x }}{{ loop is defined and loop.last }}{% block b %}{{ seen('x') }}{% endblock %}",
        "parent.html": "{% set named = '<x>' %}{{ text }}{% block a %}1{% endblock %}{% block b %}2{% endblock %}",
    }
    plain = Environment(
        loader=DictLoader(files),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    plain.install_null_translations(newstyle=True)
    ours = made(files)

    expected = tried(lambda: plain.get_template("tried.html").render(GIVEN))
    assert tried(lambda: ours._printed("tried.html", "", GIVEN)) == expected
    assert tried(lambda: ours._printed("tried.html", "", GIVEN)) == expected


def test_once_prints_a_macro_and_remembers_it():
    ours = made(
        {
            "bodies/bare.html": "{% from 'm.html' import m %}"
            "{{ once(m, page.title) }}{{ once(m, page.title, 3) }}{{ m(page.title) }}",
            "m.html": "{% macro m(text, level=2) %}<h{{ level }}>{{ text }}</h>{% endmacro %}",
        }
    )
    title = "It&#39;s &lt;b&gt; &amp; &#34;c&#34;"

    assert ours.body(PAGE) == f"<h2>{title}</h><h3>{title}</h><h2>{title}</h>"
    assert ours.body(PAGE) == ours.body(PAGE)
    assert len(ours._rendered) == 2


def test_once_does_not_remember_without_end(monkeypatch):
    monkeypatch.setattr(module, "_MOST_RENDERED", 10)
    ours = theme(
        bare="{% macro m(n) %}{{ n }},{% endmacro %}{% for n in range(95) %}{{ once(m, n) }}{% endfor %}"
    )

    assert ours.body(PAGE) == "".join(f"{n}," for n in range(95))
    assert len(ours._rendered) <= 10


@pytest.mark.parametrize(
    ("files", "path", "line", "reason"),
    [
        ({"bodies/bare.html": "a\n{{ 1 / 0 }}"}, "bodies/bare.html", 2, "ZeroDivisionError"),
        ({"bodies/bare.html": "{{ page.nothing }}"}, "bodies/bare.html", 1, "nothing"),
        ({"bodies/bare.html": b"a\nb\xff"}, "bodies/bare.html", 2, "not UTF-8"),
        ({"bodies/bare.html": "a\n\n{% if %}"}, "bodies/bare.html", 3, "Expected an expression"),
        ({"bodies/bare.html": "{{ [] + 1 }}"}, "bodies/bare.html", 1, "TypeError"),
        ({"bodies/bare.html": "\n{% include 'x.html' %}"}, "bodies/bare.html", 2, "no template 'x"),
        (
            {"base.html": "{% extends 'x.html' %}", "bodies/bare.html": ""},
            "base.html",
            1,
            "'x.html'",
        ),
        (
            {"bodies/bare.html": "a\n{{ href(address='', address='') }}\n{{ 1 }}"},
            "bodies/bare.html",
            2,
            "repeated",
        ),
        (
            {"bodies/bare.html": "a\n{% macro m(a, a) %}{% endmacro %}"},
            "bodies/bare.html",
            2,
            "duplicate",
        ),
        (
            {"bodies/bare.html": "{% include 'x.html' %}", "x.html": "\n\n{{ a(b=1, b=2) }}"},
            "x.html",
            3,
            "repeated",
        ),
        (
            {"bodies/bare.html": "{% set a = 1 %}\n\n{{ page" + ".title" * 199 + " }}"},
            "bodies/bare.html",
            3,
            "nested",
        ),
        ({"theme.yml": ""}, "theme.yml", 1, "there is no template 'bodies/bare.html'"),
        ({"bodies/bare.html": "{{ asset('x.css') }}"}, "bodies/bare.html", 1, "no asset 'x.css'"),
        ({"bodies/bare.html": "\n{{ once([], []) }}"}, "bodies/bare.html", 2, "TypeError"),
        ({"bodies/bare.html": "\n\n{{ _('100%') }}"}, "bodies/bare.html", 3, "ValueError"),
        (
            {
                "bodies/bare.html": "{% from 'm.html' import m %}\n{{ m(0) }}",
                "m.html": "{% macro m(n) %}\n\n{{ 1 / n }}{% endmacro %}",
            },
            "m.html",
            3,
            "ZeroDivisionError",
        ),
        (
            {"bodies/bare.html": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"},
            "bodies/bare.html",
            1,
            "RecursionError",
        ),
    ],
)
def test_a_mistake_in_a_template_has_a_place(files, path, line, reason):
    with pytest.raises(ThemeError) as raised:
        made({"base.html": "{{ body }}", **files}).page(PAGE)

    assert (raised.value.path, raised.value.line) == (f"theme/{path}", line)
    assert reason in raised.value.reason


def test_a_missing_template_is_named():
    with pytest.raises(ThemeError, match=r"no template 'bodies/bare\.html'"):
        theme().page(PAGE)


def test_days_and_numbers_are_those_of_the_language():
    ours = theme(bare="{{ 1234567|number }} {{ 0.25|percent }} {{ page.title|day }}")
    view = PageView(kind="bare", address="", title=date(2024, 8, 29))

    assert ours.body(view) == "1,234,567 25% 29 August 2024"
