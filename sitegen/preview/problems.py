"""The page that stands in for a site that could not be built yet."""

from __future__ import annotations

from html import escape

from sitegen.preview.board import MOST_SHOWN, State

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The site cannot be built yet</title>
<link rel="stylesheet" href="/_sitegen/live.css">
</head>
<body>
<main class="problems">
<h1>The site cannot be built yet</h1>
<p>This page shows the site by itself as soon as the files are mended and saved.</p>
<ol>
{items}</ol>
{more}</main>
</body>
</html>
"""


def problems_page(state: State) -> bytes:
    """Return the page that lists why there is no site; everything in it is escaped."""
    problems = state.problems()
    items = "".join(_item(problem) for problem in problems[:MOST_SHOWN])
    left = len(problems) - MOST_SHOWN
    more = f"<p>{left} more stand in the terminal.</p>\n" if left > 0 else ""
    return _PAGE.format(items=items, more=more).encode()


def _item(problem: dict[str, str]) -> str:
    parts = "".join(
        f'<p class="{name}">{escape(problem[name])}</p>\n'
        for name in ("place", "message", "hint")
        if problem[name]
    )
    return f"<li>\n{parts}</li>\n"
