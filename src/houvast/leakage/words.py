"""Words that only somebody who leaves has on record: notice, exit interview, off-boarding, a returned laptop.

They are looked for in the names of mapped source columns, files and sheets, and in what the records say: topics, kinds,
steps, tools, teams, roles, waves, reasons. The words lie in `configs/leak_words.yaml`.

Known drawbacks: two languages; a code whose meaning stands in another system ("R07") is no word. What such a code does
is found by the checks on values.
"""

import re
from dataclasses import dataclass
from functools import cache

from houvast.data_files import find_data_file
from houvast.phrases import phrase_pattern, plain

TELLS_OF_LEAVING = frozenset({"ended_on", "notice_on", "exit_reason", "left", "present"})
"""Columns of employments that are there to tell of leaving: the outcome is made of them, and no feature."""

HAS_AN_END = frozenset(
    {("absences", "ended_on"), ("assignments", "contract_ends_on"), ("headcount", "contract_ends_on")}
)
"""Columns that hold an end of something else: an end date without more is an ordinary name for them."""


@dataclass(frozen=True)
class SourceName:
    """What a source calls a column of ours, or a value of it; `column` is empty for the name of a file or sheet."""

    table: str
    column: str
    name: str


@dataclass(frozen=True)
class Match:
    """A phrase that was found: its group, and whether it says enough by itself."""

    group: str
    phrase: str
    sure: bool


@dataclass(frozen=True)
class Words:
    """The phrases, as patterns over plain text."""

    ordinary: tuple[re.Pattern[str], ...]
    banned: tuple[tuple[Match, re.Pattern[str]], ...]

    def find(self, text: str) -> Match | None:
        """The first sure phrase in a text, else the first unsure one, else None."""
        left = plain(text)
        for pattern in self.ordinary:
            left = pattern.sub(" | ", left)
        return next((match for match, pattern in self.banned if pattern.search(left)), None)


@cache
def load_words() -> Words:
    """The phrases of the data file; sure ones first, and of these the longest."""
    from ruamel.yaml import YAML

    read = YAML(typ="safe", pure=True).load(find_data_file("leak_words.yaml").read_text(encoding="utf-8"))
    banned = [
        (Match(group, phrase, sure == "sure"), _pattern(phrase))
        for sure in ("sure", "unsure")
        for group, kinds in read["groups"].items()
        for phrase in kinds[sure]
    ]
    banned.sort(key=lambda one: (not one[0].sure, -len(one[0].phrase.split())))
    return Words(tuple(_pattern(phrase) for phrase in read["ordinary"]), tuple(banned))


def find_banned_names(names: tuple[SourceName, ...]) -> list[tuple[SourceName, Match]]:
    """The names that tell of leaving and are mapped to a column that does not.

    Unsure words do not count here, but for an end date that is mapped to what has no end of its own.
    """
    found = []
    for one in names:
        if one.table in ("spells", "headcount") and (one.column in TELLS_OF_LEAVING or not one.column):
            continue
        match = load_words().find(one.name)
        if match is None:
            continue
        an_end = match.group == "end_date" and one.column and (one.table, one.column) not in HAS_AN_END
        if match.sure or an_end:
            found.append((one, match))
    return found


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(phrase_pattern(phrase))
