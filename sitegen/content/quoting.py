"""Quotes as editors write them: the YAML of a text or of a quote, on one line."""

from __future__ import annotations

import json
import re

import yaml

from sitegen.content.nodes import Loader
from sitegen.text import Quote

_PLAIN = re.compile(r"[^\W\d_][\w ,.'()/%$€£‘’“”–—…-]*")
_WORDS_OF_YAML = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])


def quote_as_yaml(quote: Quote) -> str:
    """Return a quote as YAML: its words alone, or fields between braces where it has more."""
    more: list[tuple[str, str]] = [("prefix", quote.prefix), ("suffix", quote.suffix)]
    fields = [f"{key}: {text_as_yaml(words, in_flow=True)}" for key, words in more if words]
    if quote.occurrence:
        fields.append(f"occurrence: {quote.occurrence}")
    if not fields:
        return text_as_yaml(quote.exact)
    return f"{{exact: {text_as_yaml(quote.exact, in_flow=True)}, {', '.join(fields)}}}"


def text_as_yaml(words: str, *, in_flow: bool = False) -> str:
    """Return a text as YAML on one line: plain where that is safe, else in double quotes.

    `in_flow` says that it will stand between braces.
    """
    plain = _PLAIN.fullmatch(words) and words == words.strip() and words.isprintable()
    if plain and words.lower() not in _WORDS_OF_YAML and not (in_flow and "," in words):
        node = yaml.compose(f"k: {words}", Loader=Loader)
        if isinstance(node, yaml.MappingNode) and node.value[0][1].value == words:
            return words
    quoted = json.dumps(words, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)
