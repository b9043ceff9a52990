"""What editors write: YAML with places, fields and models, one file to one typed value."""

from sitegen.content.appearance import Appearance
from sitegen.content.article import (
    Article,
    Identity,
    Page,
    Sidecar,
    annotations_of,
    read_article,
    read_identity,
    read_page,
    read_sidecar,
    read_status,
)
from sitegen.content.configuration import (
    Configuration,
    Navigation,
    Options,
    Policies,
    read_configuration,
)
from sitegen.content.fields import PartialDate
from sitegen.content.registry import Entry, Registry, read_registry

__all__ = [
    "Appearance",
    "Article",
    "Configuration",
    "Entry",
    "Identity",
    "Navigation",
    "Options",
    "Page",
    "PartialDate",
    "Policies",
    "Registry",
    "Sidecar",
    "annotations_of",
    "read_article",
    "read_configuration",
    "read_identity",
    "read_page",
    "read_registry",
    "read_sidecar",
    "read_status",
]
