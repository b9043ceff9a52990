"""Where MkDocs finds the plugin; sitegen/mkdocs/ has it."""

from sitegen.mkdocs.plugin import SitegenPlugin

__all__ = ["SitegenPlugin"]
