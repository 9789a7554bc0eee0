"""A purpose file of a made-up centre, and what it says on a day on which it holds."""

import datetime as dt
from pathlib import Path

from houvast.config.purpose_file import PurposeFile
from houvast.purpose import Standing

UNTIL = dt.date(2030, 6, 30)
TEXT = """\
title: {en: "Help before people go", nl: "Hulp voordat mensen gaan"}
purpose: {en: "To offer a talk in time.", nl: "Op tijd een gesprek aanbieden."}
allowed:
  - {en: "offering help", nl: "hulp aanbieden"}
forbidden: [dismissal, renewal, pay, rosters]
forbidden_besides:
  - {en: "lending to other employers", nl: "uitlenen aan andere werkgevers"}
controller: "Zorglijn bv"
approval: {by: "works council", on: '2025-01-15', reference: "OR 2025-3"}
valid_until: '2030-06-30'
"""
VALID = Standing(
    PurposeFile(
        title={"en": "Help before people go", "nl": "Hulp voordat mensen gaan"},
        purpose={"en": "To offer a talk in time.", "nl": "Op tijd een gesprek aanbieden."},
        allowed=({"en": "offering help", "nl": "hulp aanbieden"},),
        forbidden=("dismissal", "renewal", "pay", "rosters"),
        forbidden_besides=({"en": "lending to other employers", "nl": "uitlenen aan andere werkgevers"},),
        controller="Zorglijn bv",
        approval={"by": "works council", "on": dt.date(2025, 1, 15), "reference": "OR 2025-3"},
        valid_until=UNTIL,
    ),
    "a" * 64,
    None,
)


def write_purpose(path: Path, old: str = "", new: str = "") -> Path:
    """The file, with one thing changed."""
    assert old in TEXT
    path.write_text(TEXT.replace(old, new, 1) if old else TEXT, encoding="utf-8")
    return path
