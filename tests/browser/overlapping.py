"""A small site with what the example lacks: marks over each other, corrections, claims of several years."""

from __future__ import annotations

ARTICLE = "articles/debate/"

PROJECT = {
    "content/articles/debate.md": """\
---
title: A debate
publisher: The Daily
---

Some hundred ships came with guns and soldiers and many officers, and nothing more.

---

A picture: ![a ship](https://elsewhere.example/ship.png)
""",
    "content/articles/debate.annotations.yml": """\
status: published
checked: 2026-11-22
authors: [desk]
reviewers: [second-desk]
finding: Little of it holds [@paper].
verdict: mixed
corrections:
  - {date: 2026-11-26, kind: correction, note: A name was wrong.}
claims:
  - id: outer
    quote: Some hundred ships came with guns
    claim: Some hundred ships with guns came.
    claimant: speaker
    made: 2022-03-01
    verdict: mixed
    finding: Half of them did [@paper]. Fifty came.
    explanation: "As [@paper] says.\n\n> Fifty of them came.\n\nIts table:\n\n```\nships ship_by_ship_and_harbour_by_harbour_and_day_by_day_and_year_by_year\n```"
    sources:
      - {source: paper, stance: contradicts, quote: Fifty of them came.}
      - {source: paper, stance: context, quote: The others stayed at home.}
    entities: [ship]
  - id: inner
    quote: hundred ships
    claim: There were a hundred ships.
    claimant: other-speaker
    made: 2024-05-01
    verdict: supported
    finding: They were counted.
    sources: [{source: paper, stance: supports, quote: A hundred ships were counted.}]
    entities: [ship]
  - id: across
    quote: guns and soldiers
    claim: There were guns and soldiers.
    claimant: speaker
    made: 2025-01-01
    verdict: contradicted
    finding: There were neither.
    sources: [{source: report, stance: contradicts}]
    entities: [ship]
    corrections:
      - {date: 2026-11-25, kind: correction, from: mixed, to: contradicted, note: New evidence.}
notes:
  - {id: words, quote: ships came with guns and soldiers, text: Who counted is not said.}
""",
    "content/sources/all.yml": """\
paper: {title: A Paper, publisher: The Paper, url: "https://paper.example/a", accessed: 2026-11-20,
        archived: {url: "https://web.archive.org/web/20261120000000/https://paper.example/a", date: 2026-11-20}}
report: {title: A Report, publisher: The Office, url: "https://office.example/r", accessed: 2026-11-20,
         archived: {url: "https://web.archive.org/web/20261120000000/https://office.example/r", date: 2026-11-20}}
""",
    "content/entities/all.yml": """\
speaker: {name: The Speaker, type: person}
other-speaker: {name: The Other Speaker, type: person}
ship: {name: The Ship, type: object}
""",
}
