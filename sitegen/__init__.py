"""sitegen publishes annotated fact-checks: Markdown articles and YAML sidecars in, a website out."""

__version__ = "0.1.0"

__all__ = ["__version__"]
