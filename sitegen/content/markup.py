"""What in a file that is published as it is would run in a reader's browser, or on a server.

The pages that sitegen makes say what they may load; a file that a browser shows as a page of its own
says nothing, so what is in it counts. Where two programs could read a file differently it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

_HTML = frozenset("html htm xhtml xht shtml shtm stm mht mhtml hta htc xbl".split())
_PROGRAMS = frozenset(
    "php php3 php4 php5 php7 php8 phps phtml phar asp aspx jsp jspx cfm cgi".split()
)
_XML = frozenset(
    "svg xml rss atom rdf xsl xslt mml mathml kml gpx opml xsd wsdl gml smil smi".split()
)
_SVG, _XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
_SHOWN = (_SVG, _XHTML, "http://www.w3.org/1998/Math/MathML")
"""The vocabularies that browsers give a meaning to, wherever they stand."""
_RUN = frozenset(["script", "handler", "listener"])
_PLAIN = frozenset(
    "a abbr b bdi bdo blockquote body br caption center cite code col colgroup dd del div dl dt em "
    "figcaption figure font h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp small span "
    "strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
"""Elements of HTML that only show words."""
_ANIMATED = frozenset(["to", "from", "by", "values"])
_SCHEMES = ("javascript:", "vbscript:", "data:text/html", "data:application/xhtml")
_IGNORED = re.compile(r"[\x00-\x20]+")
"""What browsers leave out of the scheme of an address."""
_SNIFFED = re.compile(
    rb"[\t\n\x0c\r ]*(?:\xef\xbb\xbf)?[\t\n\x0c\r ]*<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a"
    rb"|style|title|b|body|br|p|!--|svg|\?xml)[\t\n\x0c\r />]",
    re.IGNORECASE,
)
"""By what browsers know HTML of which nobody says what it is: WHATWG, MIME Sniffing, 7.1."""
_HEAD = 512
_TAG = re.compile(
    r"<(?:!doctype html|/?(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[a-z][a-z-]*=\"[^\"<>&]*\")*)\s*/?)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"', re.IGNORECASE)
_WORDS = frozenset(["class", "dir", "href", "id", "lang", "title", "charset"])
_PAGE = _PLAIN | {"html", "head", "title", "meta"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def may_run(name: str) -> bool:
    """Say whether a file has to be looked at, by its name."""
    ending = _ending(name)
    return (
        not ending or ending in _HTML or ending in _XML or ending in _PROGRAMS or ending == "svgz"
    )


def is_page(name: str) -> bool:
    """Say whether a file is HTML by its name."""
    return _ending(name) in _HTML


def what_runs(name: str, content: bytes) -> str:
    """Say what in a file would, or might, run when a browser shows it; '' if nothing."""
    ending = _ending(name)
    if ending in _PROGRAMS:
        return "a program that servers run"
    if ending in _HTML:
        return "an HTML file, which is shown as a page of its own"
    if ending == "svgz":
        return "a compressed picture, into which nobody can look"
    if ending in _XML:
        return _in_xml(content)
    return "a page without an ending in its name" if _SNIFFED.match(content[:_HEAD]) else ""


def beyond_plain(content: bytes) -> str:
    """Say what in an HTML file is more than plain words with marks; '' if nothing is."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "text that is not UTF-8"
    control = _CONTROLS.search(text)
    if control:
        return "a control character"
    at = text.find("<")
    while at >= 0:
        tag = _TAG.match(text, at)
        if tag is None:
            return f"{text[at : at + 20].split('>')[0].strip()!r}"
        name = (tag["name"] or "html").lower()
        attributes = _ATTRIBUTE.findall(tag["attributes"] or "")
        wrong = [key for key, value in attributes if key.lower() not in _WORDS or _is_unsafe(value)]
        if name not in _PAGE or wrong:
            return f"<{name}{' ' + wrong[0] if wrong else ''}>"
        at = text.find("<", tag.end())
    return ""


def _ending(name: str) -> str:
    last = name.rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last.lstrip(".") else ""


def _is_unsafe(address: str) -> bool:
    return _IGNORED.sub("", address).lower().startswith(_SCHEMES)


class _Found(Exception):  # noqa: N818 (it is no error)
    """Something that runs was found."""


def _in_xml(content: bytes) -> str:
    """Say what runs in an XML file: browsers run scripts of SVG and XHTML wherever these stand."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _element
    parser.ProcessingInstructionHandler = _instruction
    try:
        parser.Parse(content, True)
    except _Found as found:
        return str(found)
    except (expat.ExpatError, LookupError, ValueError) as error:
        return f"XML with a mistake ({error}), so that nobody can tell what runs in it"
    return ""


def _element(name: str, attributes: Mapping[str, str]) -> None:
    vocabulary, _, local = name.rpartition(" ")
    if vocabulary not in _SHOWN:
        return
    local = local.lower()
    if local in _RUN:
        raise _Found(f"a file with <{local}>")
    if (
        vocabulary == _XHTML
        and local not in _PLAIN
        and local not in ("html", "head", "title", "style")
    ):
        raise _Found(f"a file with the HTML element <{local}>")
    for key, value in attributes.items():
        attribute = key.rpartition(" ")[2].lower()
        if attribute.startswith("on"):
            raise _Found(f"a file with the attribute {attribute!r}")
        unsafe = _is_unsafe(value) or (attribute == "href" and local == "use" and _is_data(value))
        if unsafe or (attribute in _ANIMATED and "script:" in _IGNORED.sub("", value).lower()):
            raise _Found(f"a file with an unsafe address in {attribute!r}")


def _is_data(address: str) -> bool:
    return _IGNORED.sub("", address).lower().startswith("data:")


def _instruction(target: str, data: str) -> None:
    if target.lower() == "xml-stylesheet" and "css" not in data.lower():
        raise _Found("a file with a style sheet that can write scripts")
