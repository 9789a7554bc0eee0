"""What of people may not come in: by the name of a column, and by what its cells say.

The rules are data, `configs/refused.yaml`, with their reasons and sources in both languages.

Known drawbacks: two languages; a code whose meaning stands in another system ("R07") says nothing; letters of another
script that look like Latin ones are not recognised.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

import numpy as np

from houvast.data_files import find_data_file
from houvast.phrases import phrase_pattern, plain
from houvast.records.national_ids import find_id, is_bsn

SPELLED_LENGTH, SPELLED_LIKENESS = 7, 0.88
"""A word of a name of at least so many letters may differ so little from one that is looked for."""

CELLS, SHARE_OF_CELLS = 2, 1 / 3
"""Cells count where so many different ones stand in a column, and so much of its texts are such."""

SHARE_OF_NUMBERS, SHARE_OF_FEW, FEW = 0.5, 0.75, 10
"""So much of a column must pass a check on digits; more of it where there are few texts."""

_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")


@dataclass(frozen=True)
class Rule:
    """A kind of column that is refused, and why; texts are by language.

    Parameters
    ----------
    names : tuple of tuple of pattern
        Of each inner tuple all must be found in a name.
    words, firsts, cells, codes : pattern
        In plain text, in one of its words, as a whole cell, and as a whole cell as it is written (in lower case).
    numbers : tuple of str
        Kinds of `national_ids`.
    """

    code: str
    name: Mapping[str, str]
    reason: Mapping[str, str]
    source: Mapping[str, str]
    instead: Mapping[str, str]
    names: tuple[tuple[re.Pattern[str], ...], ...]
    spelled: tuple[str, ...]
    words: re.Pattern[str]
    firsts: re.Pattern[str]
    cells: re.Pattern[str]
    codes: re.Pattern[str]
    numbers: tuple[str, ...]

    def explain(self, language: str) -> str:
        """What it is, why it is refused, by what, and what to do instead."""
        return f"{self.name[language]}. {self.reason[language]} ({self.source[language]}.) {self.instead[language]}"

    def has_name(self, text: str) -> bool:
        """Whether a plain name is of this kind."""
        if any(all(pattern.search(text) for pattern in patterns) for patterns in self.names):
            return True
        long = (word for word in text.split() if len(word) >= SPELLED_LENGTH)
        return any(get_close_matches(word, self.spelled, n=1, cutoff=SPELLED_LIKENESS) for word in long)

    def find(self, texts: list[str], plains: list[str], telling: np.ndarray) -> np.ndarray:
        """Which texts of a column are of this kind."""
        found = np.zeros(len(texts), dtype=bool)
        at = np.flatnonzero(telling)
        found[at] = [self.words.search(plains[position]) is not None for position in at]
        cells = np.array([self.cells.fullmatch(text) is not None for text in plains], dtype=bool) | found
        if _are_many(cells, plains, SHARE_OF_CELLS):
            found |= cells
        codes = np.array([self.codes.fullmatch(text.lower()) is not None for text in texts], dtype=bool)
        if _are_many(codes, plains, SHARE_OF_NUMBERS):
            found |= codes
        return found | self._find_numbers(texts) if self.numbers else found

    def _find_numbers(self, texts: list[str]) -> np.ndarray:
        digits = np.array([any(sign.isdigit() for sign in text) for text in texts], dtype=bool)
        only = np.array([bool(re.fullmatch(r"[\d .\-/]+", text)) for text in texts], dtype=bool)
        numbers = np.zeros(len(texts), dtype=bool)
        at = np.flatnonzero(digits)
        numbers[at] = [find_id(texts[position], self.numbers) is not None for position in at]
        inside = np.zeros(len(texts), dtype=bool)
        at = np.flatnonzero(digits & ~only)
        inside[at] = [any(map(is_bsn, _NINE_DIGITS.findall(texts[position]))) for position in at]
        # In a column of words, a lone number of this form is one; in a column of numbers, most must be.
        among_words = only.sum() * 2 < len(texts)
        share = SHARE_OF_FEW if len(texts) < FEW else SHARE_OF_NUMBERS
        return inside | (numbers if among_words or _are_many(numbers, texts, share) else False)


@dataclass(frozen=True)
class Refused:
    """All rules, the phrases that are taken out before any of them, and how words of names are written short."""

    ordinary_names: re.Pattern[str]
    ordinary_words: re.Pattern[str]
    abbreviations: Mapping[str, str]
    rules: tuple[Rule, ...]

    def find_name(self, name: str) -> Rule | None:
        """The first rule that refuses a column of this name; None where none does."""
        words = (self.abbreviations.get(word, word) for word in plain(name).split())
        text = self.ordinary_names.sub(" | ", " ".join(words))
        return next((rule for rule in self.rules if rule.has_name(text)), None)

    def find_texts(self, texts: Iterable[object]) -> list[Rule | None]:
        """The rule that refuses each of the distinct texts of a column; None where none does."""
        kept = [str(text) for text in texts]
        filled = [at for at, text in enumerate(kept) if text]
        said = [kept[at] for at in filled]
        plains = [self.ordinary_words.sub(" | ", plain(text)) for text in said]
        first = self._first_words({word for text in plains for word in text.split()})
        found: list[Rule | None] = [None] * len(kept)
        for rule in self.rules:
            starts = first[rule.code]
            telling = np.array([not starts.isdisjoint(text.split()) for text in plains], dtype=bool)
            for at in np.flatnonzero(rule.find(said, plains, telling)):
                found[filled[at]] = found[filled[at]] or rule
        return found

    def _first_words(self, words: set[str]) -> dict[str, set[str]]:
        """By rule, the words with which one of its phrases may begin: most texts have none of them."""
        return {rule.code: {word for word in words if rule.firsts.search(word)} for rule in self.rules}


@cache
def load_refused() -> Refused:
    """The rules of the data file."""
    from ruamel.yaml import YAML

    read = YAML(typ="safe", pure=True).load(find_data_file("refused.yaml").read_text(encoding="utf-8"))
    ordinary = read["ordinary"]
    return Refused(
        _any_of(ordinary["names"], joined=True),
        _any_of(ordinary["words"]),
        read["abbreviations"],
        tuple(map(_build_rule, read["rules"])),
    )


def _build_rule(said: Mapping[str, Any]) -> Rule:
    names = tuple(
        tuple(re.compile(phrase_pattern(part, joined=True)) for part in phrase.split(" & ")) for phrase in said["names"]
    )
    words = said["words"]
    return Rule(
        **{key: said[key] for key in ("code", "name", "reason", "source", "instead")},
        names=names,
        spelled=tuple(said.get("spelled", ())),
        words=_any_of(words),
        firsts=_any_of([next(word for word in phrase.split() if word != "*") for phrase in words]),
        cells=_any_of(map(_cell_pattern, said.get("cells", ())), raw=True),
        codes=_any_of(said.get("codes", ()), raw=True),
        numbers=tuple(said.get("numbers", ())),
    )


def _cell_pattern(phrase: str) -> str:
    return phrase.removesuffix("*") + "[a-z0-9 ]*" * phrase.endswith("*")


def _any_of(phrases: Iterable[str], *, joined: bool = False, raw: bool = False) -> re.Pattern[str]:
    """A pattern that finds any of the phrases; one that finds nothing where there are none."""
    patterns = [phrase if raw else phrase_pattern(phrase, joined=joined) for phrase in phrases]
    return re.compile("|".join(f"(?:{one})" for one in patterns) if patterns else r"(?!)")


def _are_many(found: np.ndarray, texts: list[str], share: float) -> bool:
    different = len({texts[at] for at in np.flatnonzero(found)})
    return different >= CELLS and different >= share * len(set(texts))
