"""Texts, numbers and dates as English and Dutch write them.

Definitions
-----------
text
    An entry of `texts/<file>.yaml`, named `<file>.<key>`, in both languages. A language that misses
    one, or whose placeholders differ from the other's, is refused when the texts are loaded.
plural
    A text with the forms `zero` (optional), `one` and `other`, chosen by its `count`.

Known drawbacks: two languages, written by hand; months are 30.44 days, so that a duration is
rounded and says "19 months" for 570 to 593 days.
"""

import datetime as dt
import math
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from houvast.errors import ConfigError, join_problems

LANGUAGES = ("en", "nl")
DAYS_PER_MONTH = 30.4375
MINUS = "−"
_FORMS = {"zero", "one", "other"}
_MARKS = {"en": (".", ","), "nl": (",", ".")}


@dataclass(frozen=True)
class Language:
    """How one language writes things; make it with `language_of`."""

    code: str

    def text(self, key: str, **values: Any) -> str:
        """The text `key` with its placeholders filled; a plural takes `count`.

        Numbers among the values must have been written by this language already; `count` alone is
        written here.

        Raises
        ------
        ConfigError
            There is no such text.
        """
        forms = load_texts().get(key)
        if forms is None:
            raise ConfigError(f"text `{key}` does not exist in src/houvast/texts. Add it in both languages.")
        pattern = forms[self.code]
        if isinstance(pattern, Mapping):
            pattern = pattern[_plural_form(values["count"], pattern)]
        if isinstance(values.get("count"), int | float):
            values["count"] = self.number(values["count"])
        return pattern.format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a text of this name."""
        return key in load_texts()

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with this language's marks: 5,000.5 or 5.000,5; a minus is a real minus sign."""
        if not math.isfinite(value):
            return "–"
        decimal, thousands = _MARKS[self.code]
        written = f"{abs(value):,.{decimals}f}".translate(str.maketrans({",": thousands, ".": decimal}))
        negative = value < 0 and any(digit in written for digit in "123456789")
        return f"{MINUS if negative else ''}{written}"

    def short(self, value: float) -> str:
        """A number with one decimal where it is not whole: 3 or 2.5."""
        return self.number(value, 0 if abs(value - round(value)) < 0.05 else 1)

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share of 1 as a percentage: 0.183 is 18%."""
        return "–" if not math.isfinite(share) else f"{self.number(100 * share, decimals)}%"

    def percent_short(self, share: float) -> str:
        """A percentage with one decimal where it is not whole: 10% or 2.5%."""
        return f"{self.short(100 * share)}%"

    def signed(self, share: float) -> str:
        """A difference of shares in percentage points with its sign, without a unit: 0.031 is +3.1."""
        written = self.number(100 * share, 1)
        return written if share < 0 or not written.strip("0.,") else f"+{written}"

    def points(self, share: float) -> str:
        """A difference of shares in words: 0.031 is "+3.1 points" or "+3,1 punt"."""
        return self.text("common.points", points=self.signed(share))

    def date(self, day: dt.date) -> str:
        """A civil date: 1 June 2025 or 1 juni 2025."""
        return f"{day.day} {self.text(f'common.month_{day.month}')} {day.year}"

    def duration(self, days: float) -> tuple[str, str]:
        """A length of time as (number, unit), in the unit that people would use.

        Under 14 days in days, under 61 in weeks, under 730 in months, else in years with one
        decimal. The unit fits the number: ("1", "month"), ("19", "months").
        """
        unit, length = _unit_of(days)
        amount = round(days / length, 1 if unit == "year" else 0)
        return self.short(amount), self.text(f"common.{unit}", count=amount)


@cache
def language_of(code: str) -> Language:
    """The language with this code.

    Raises
    ------
    ConfigError
        It is not one of `LANGUAGES`.
    """
    if code not in LANGUAGES:
        raise ConfigError(f"`language` must be one of {', '.join(LANGUAGES)}. Got {code!r}.")
    return Language(code)


@cache
def load_texts() -> dict[str, dict[str, Any]]:
    """All texts, by name and language."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((Path(__file__).parent / "texts").glob("*.yaml")):
        entries = yaml.load(path.read_text(encoding="utf-8"))
        found |= {f"{path.stem}.{key}": entry for key, entry in entries.items()}
    check_texts(found)
    return found


def check_texts(texts: Mapping[str, Any]) -> None:
    """Nothing, if every text is there in every language with the same placeholders and plural forms.

    Raises
    ------
    ConfigError
        Names every text that is not.
    """
    problems = [problem for key, entry in texts.items() for problem in _problems_of(key, entry)]
    if problems:
        raise ConfigError(join_problems("src/houvast/texts", problems))


def _problems_of(key: str, entry: Any) -> list[str]:
    if not isinstance(entry, Mapping):
        return [f"`{key}` must have a text for each of {', '.join(LANGUAGES)}"]
    absent = [code for code in LANGUAGES if not entry.get(code)]
    unknown = sorted(set(entry) - set(LANGUAGES))
    problems = [f"`{key}` has no translation in `{code}`" for code in absent]
    problems += [f"`{key}` has an unknown language {code!r}" for code in unknown]
    if problems:
        return problems
    forms = [entry[code] for code in LANGUAGES if isinstance(entry[code], Mapping)]
    if forms and (len(forms) < len(LANGUAGES) or any(not {"one", "other"} <= set(f) <= _FORMS for f in forms)):
        return [f"`{key}` is a plural: it needs `one` and `other` (and may have `zero`) in each language"]
    placeholders = [_placeholders(entry[code]) for code in LANGUAGES]
    if any(found != placeholders[0] for found in placeholders):
        return [f"`{key}` has other placeholders in one language than in the other"]
    return []


def _placeholders(text: Any) -> set[str]:
    patterns = text.values() if isinstance(text, Mapping) else [text]
    return {name for pattern in patterns for _, name, _, _ in string.Formatter().parse(pattern) if name} - {"count"}


def _plural_form(count: float, forms: Mapping[str, str]) -> str:
    if count == 0 and "zero" in forms:
        return "zero"
    return "one" if count == 1 else "other"


def _unit_of(days: float) -> tuple[str, float]:
    if days < 14:
        return "day", 1
    if days < 61:
        return "week", 7
    return ("month", DAYS_PER_MONTH) if days < 730 else ("year", 12 * DAYS_PER_MONTH)
