"""Addresses on the web in fields: accepted as browsers accept them, or refused with what to write instead."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

from pydantic_core import PydanticCustomError

from sitegen.text.signs import named

_ORDINARY = re.compile(
    r"https?://[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*(?:/[\w./?=&%#~:;,+!@$*()'-]*)?", re.ASCII
)
"""Most addresses; about the others the standard library decides, which takes ten times as long."""
_AN_ADDRESS = "an address that begins with https:// or http://"
_ANY_HINT = f"write {_AN_ADDRESS}"
_NO_SUCH_HOST = "write the name of the host behind the two slashes, as in https://www.example.org/"
_LONGEST_PROPOSED = 2000
_NAMES = {"\n": "line break", "\r": "line break", "\t": "tab", "\u00a0": "no-break space"}
_ENCODED = {sign: f"%{ord(sign):02X}" for sign in "|^{}`"}
"""Signs that browsers encode, and that nobody writes by mistake."""
_REFUSED = re.compile(r"[\s<>\"\\\x00-\x1f\x7f]")
_NO_HOST = re.compile(r"[\s<>\"\\^`{|}%#?/@\[\]]")
_NEARLY = re.compile(r"(?i)(h?t?t?ps?|hxxps?)(?:[:;][/\\]*|[/\\]+)(?=[\w\[])(.+)", re.DOTALL)
"""An address whose beginning is nearly right: `https:/x`, `https//x`, `http:\\\\x`, `ttps://x`."""
_WITHOUT_SCHEME = re.compile(r"(?://)?([\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?][^\s]*)?)")
_MARKDOWN_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^\s<>)]+)>?[^)]*\)")
_IN_BRACKETS = re.compile(r"<\s*(?:URL:)?\s*([^<>]+?)\s*>|[\"'“„«]([^\"'“”„«»]+)[\"'”“»]")


def web_address(value: Any) -> str:
    """Return a value as the address that a browser makes of it; raise what is wrong with it."""
    if not isinstance(value, str):
        raise PydanticCustomError("expected", "{expected}", {"expected": _AN_ADDRESS})
    if _ORDINARY.fullmatch(value):
        return value
    address, hint = _read(value)
    if hint:
        facts = {"address": _without_password(value), "hint": hint}
        raise PydanticCustomError("address_refused", "address", facts)
    return address


def _read(value: str) -> tuple[str, str]:
    """Return an address and '', or '' and what to write instead."""
    address = value.strip()
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        return "", _better(address)
    if parts.netloc.rstrip(":") in ("http", "https"):
        return "", _proposed(parts.netloc.rstrip(":") + ":" + parts.path, _ANY_HINT)
    refused = _REFUSED.search(address)
    if refused and refused[0] in parts.netloc:
        return "", _NO_SUCH_HOST
    if refused:
        return "", _without(refused[0], value.index(address) + refused.start() + 1)
    if parts.password is not None:
        bare = address.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1)
        return "", "the password in it would be published: " + _proposed(bare, "take it out")
    if not is_host(parts):
        return "", _NO_SUCH_HOST
    rest = address[len(parts.scheme) :]
    for sign, code in _ENCODED.items():
        rest = rest.replace(sign, code)
    return parts.scheme + rest, ""


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # A port that is no number from 0 to 65535 is a ValueError.
    except ValueError:
        return None
    return parts


def is_host(parts: SplitResult) -> bool:
    """Say whether an address names a host: words between single full stops, or an IP address."""
    name = parts.hostname or ""
    if ":" in name:  # The library has read it as IPv6.
        return True
    if not any(map(str.isalnum, name)) or _NO_HOST.search(name):
        return False
    if re.fullmatch(r"[\d.]+", name, re.ASCII):
        try:
            IPv4Address(name.removesuffix("."))
        except AddressValueError:
            return False
    return "" not in name.removesuffix(".").split(".")


def _without(sign: str, place: int) -> str:
    """Return how an address is written without a sign that it may not hold."""
    where = f"at character {place}"
    if sign == "\\":
        return f"write / for the \\ {where}"
    if sign == " ":
        return f"write %20 for the space {where}, or take it out"
    if sign in _NAMES or sign.isspace() or not sign.isprintable():
        return f"take out the {_NAMES.get(sign, 'sign')} {where} ({named(sign)})"
    return f"write {quote(sign)} for the {sign} {where}"


def _better(address: str) -> str:
    """Return a hint for something that does not begin as an address does."""
    inner = _MARKDOWN_LINK.fullmatch(address) or _IN_BRACKETS.fullmatch(address)
    if inner:
        found = next(filter(None, inner.groups()))
        return _proposed(found, _ANY_HINT, " alone, without what stands around it")
    nearly = _NEARLY.fullmatch(address)
    if nearly:
        scheme = "https" if nearly[1].lower().endswith("s") else "http"
        rest = nearly[2].replace("\\", "/").lstrip("/")
        proposed = f"{scheme}://{rest}"
        if proposed != address:
            return _proposed(proposed, _ANY_HINT)
        return "write a port from 0 to 65535, or none" if _has_port(rest) else _NO_SUCH_HOST
    if address.lower().startswith(("http://", "https://")):
        return _NO_SUCH_HOST
    bare = _WITHOUT_SCHEME.fullmatch(address)
    if bare:
        return _proposed(f"https://{bare[1]}" + ("" if "/" in bare[1] else "/"), _ANY_HINT)
    return _ANY_HINT


def _has_port(rest: str) -> bool:
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    return bool(re.fullmatch(r"[^:\[\]]+:[^:]+|\[[0-9a-fA-F:.]+\]:.+", host))


def _proposed(address: str, otherwise: str, after: str = "") -> str:
    """Return a hint to write an address, if it can be written."""
    if len(address) > _LONGEST_PROPOSED:
        return otherwise
    if not address.lower().startswith(("http://", "https://")):
        return _better(address)
    found, hint = _read(address)
    if not found:
        return hint or otherwise
    host = urlsplit(found).hostname or ""
    is_likely = "." in host or ":" in host or host == "localhost"
    return f"write {found}{after}" if is_likely else _NO_SUCH_HOST


def _without_password(address: str) -> str:
    """Return an address as a problem may show it: problems stand in public logs."""
    return repr(re.sub(r"(?<=//)([^/?#@:]*):[^/?#]*@", r"\1:…@", address))


# Whether two addresses are one page

_PLAIN = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+(?:/[a-zA-Z0-9_./-]*)?)", re.ASCII)
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|at_(?:medium|campaign|link\w*|format|ptr_name|bbc_team)|_h(?:senc|smi)|"
    r"fbclid|gclid|dclid|msclkid|yclid|twclid|ttclid|gbraid|wbraid|igsh(?:id)?|mc_[ce]id|_ga|_gl|"
    r"ref_src|ref_url|__twitter_impression|xtor|cmpid|ocid|mkt_tok|srsltid|vero_id|li_fat_id|"
    r"guccounter|guce_referrer(?:_sig)?|smid|smtyp|sh_kit|s_kwcid|ncid|wt_mc|wt_zmc|gaa_at"
)
"""Parameters that say where a reader came from; the page is the same without them."""
_COPY = re.compile(
    r"(?:https?://)?(?:www\.|web\.)*archive\.org(?::\d+)?/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/(.+)"
)


@lru_cache(maxsize=1024)
def _page(address: str) -> str:
    copied = _COPY.fullmatch(address)
    if copied:
        inner = copied[1]
        # Servers fold two slashes into one, so copies of copies are written `https:/`.
        inner = re.sub(r"^(https?):/+", r"\1://", inner, flags=re.IGNORECASE)
        return page_of(inner if "://" in inner[:8] else f"http://{inner}")
    parts = _split(address)
    if parts is None:
        return address
    host = (parts.hostname or "").removesuffix(".")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        host = unicodedata.normalize("NFC", host)
    if parts.port and parts.port not in (80, 443):
        host += f":{parts.port}"
    path = "/".join(map(_decoded, parts.path.split("/")))
    pairs = [
        tuple(map(_decoded, pair.partition("=")[::2]))
        for pair in parts.query.replace("+", "%20").split("&")
        if pair and not _TRACKING.fullmatch(pair.partition("=")[0].lower())
    ]
    pairs.sort(key=lambda pair: pair[0])
    # A page that a script shows by its fragment is another page.
    shown = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    query = "&".join("=".join(pair) for pair in pairs)
    return (
        host.removeprefix("www.")
        + path.rstrip("/")
        + (f"?{query}" if query else "")
        + (f"#{shown}" if shown else "")
    )


def page_of(address: str) -> str:
    """Return what addresses of one page have in common, whatever their scheme, host's `www.` or tracking.

    A copy in the Wayback Machine counts as the page that was copied.
    """
    plain = _PLAIN.fullmatch(address)
    if plain and "archive.org/" not in address:
        return plain[1].rstrip("/")
    return _page(address)


def _decoded(text: str) -> str:
    """Return a part of an address with everything encoded that may be, and only that."""
    plain = unquote(text, errors="surrogateescape")
    return quote(plain, safe="", errors="surrogateescape")
