"""The rows of a list as columns of plain values: the page fills its table from them, on the server and in the browser.

Every text is made here, once, and stands once in `words`; a column of texts holds places in it. So the script of the
page sorts, filters and fills in, and knows neither language nor numbers.

Whoever may not know whose a row is gets no id, place, tenure or change: in a small team they tell who it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from houvast.identities import Identities
from houvast.language import Language
from houvast.publish.charts import round_up
from houvast.publish.inert import build_shown
from houvast.publish.people import LONGEST_REASON, build_doubt, build_percent, build_place, build_tenure, driver_name
from houvast.web.lists import PublishedList

TOP = 3
"""Contributions that a row shows, the largest ones."""
TENURES = (("starter", 0, 91), ("first_year", 91, 365), ("second_year", 365, 730), ("longer", 730, 10**6))
"""Names and days of the tenures that can be filtered on, half-open."""
CHANGES = ("new", "up", "same", "down")


class Words:
    """Texts, each once, in the order in which they came."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Where a text stands."""
        if text not in self._places:
            self._places[text] = len(self.all)
            self.all.append(text)
        return self._places[text]

    def places(self, values: Iterable[Any], write: Callable[[Any], str]) -> list[int]:
        """Where the text of each value stands; a value that comes again is not written again."""
        known: dict[Any, int] = {}
        for value in (values := list(values)):
            if value not in known:
                known[value] = self.place(write(value))
        return [known[value] for value in values]


@dataclass(frozen=True)
class Rows:
    """The people of a list, in order, as columns of equal length; `bars` are `TOP` times as long.

    `end` is the risk at the end of the scale and `largest` the contribution that fills half of a bar's width, in ten
    thousandths like all risks of the columns; `base` is the base risk, as a share.
    """

    words: list[str]
    columns: dict[str, list[Any]]
    bars: dict[str, list[int]]
    drivers: list[tuple[str, str]]
    end: int
    base: float
    largest: int

    def row(self, place: int) -> dict[str, Any]:
        """One row as the template fills it in; the page's script does the same."""
        texts = {name: self.words[values[place]] for name, values in self.columns.items() if name in TEXT_COLUMNS}
        numbers = {name: values[place] for name, values in self.columns.items() if name not in TEXT_COLUMNS}
        at = range(TOP * place, TOP * place + TOP)
        bars = [self._bar(self.bars["driver"][n], self.bars["value"][n], self.bars["points"][n]) for n in at]
        marks = {name: round(100 * min(numbers[name] / self.end, 1), 4) for name in ("risk", "low", "high")}
        return {**numbers, **texts, "bars": bars, **{f"at_{name}": mark for name, mark in marks.items()}}

    def _bar(self, driver: int, value: int, points: int) -> dict[str, Any] | None:
        if driver < 0:
            return None
        width = round(min(50 * abs(value) / self.largest, 50), 4)
        start = 50 if value >= 0 else round(50 - width, 4)
        return {"name": self.drivers[driver][1], "points": self.words[points], "start": start, "width": width,
                "adds": value >= 0}  # fmt: skip

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "words": self.words,
            "columns": self.columns,
            "texts": sorted(TEXT_COLUMNS & set(self.columns)),
            "bars": self.bars,
            "drivers": [name for _, name in self.drivers],
            "end": self.end,
            "largest": self.largest,
            "top": TOP,
        }


TEXT_COLUMNS = {"person", "place", "site", "team", "tenure_text", "risk_text", "interval", "band_text", "change_text",
                "meaning", "reason", "doubt"}  # fmt: skip


def build_rows(published: PublishedList, language: Language, identities: Identities | None) -> Rows:
    """The rows of everybody on a list.

    Parameters
    ----------
    identities : Identities or None
        Who the people are; None where the reader may not know whose a row is.
    """
    people, risk, words = published.people, published.risk, Words()
    shares = {
        name: people[column] for name, column in (("risk", risk), ("low", f"{risk}_low"), ("high", f"{risk}_high"))
    }
    columns: dict[str, list[Any]] = {
        "rank": people["rank"].astype(int).tolist(),
        **{name: _ten_thousandths(values) for name, values in shares.items()},
        "risk_text": words.places(shares["risk"], lambda share: build_percent(share, language)),
        "interval": _intervals(shares, words, language),
        "band": people["band"].tolist(),
        "band_text": words.places(people["band"], lambda band: language.text(f"common.band_{band}")),
        "meaning": words.places(
            [round(100 * share) for share in shares["risk"]],
            lambda leave: build_meaning(leave / 100, published.weeks, language),
        ),
    }
    if identities is not None:
        reasons = people.get("reason_1", pd.Series(index=people.index, dtype="str")).fillna("")
        columns["reason"] = words.places(reasons, lambda text: build_shown(text, language, LONGEST_REASON))
        doubts = people.get("doubt", pd.Series(index=people.index, dtype="str")).fillna("")
        columns["doubt"] = words.places(doubts, lambda codes: _doubt_text(codes, language))
        columns |= _named_columns(people, identities, words, language) | _changes(published, words, language)
    drivers = [(code, driver_name(code, language)) for code in published.drivers]
    bars, largest = _bars(published.contributions, words, language)
    base = float(people[f"base_{risk}"].iloc[0]) if len(people) else 0.0
    end = round_up(float(shares["high"].max())) if len(people) else 1.0
    return Rows(words.all, columns, bars, drivers, round(10_000 * end), base, largest)


def build_meaning(share: float, weeks: int, language: Language) -> str:
    """What a risk means, in one sentence."""
    leave = round(100 * share)
    if leave < 1:
        return language.text("web.meaning_few", weeks=weeks)
    return language.text("web.meaning", leave=leave, weeks=weeks)


def build_people(pseudonyms: pd.Series, identities: Identities, language: Language) -> list[str]:
    """What a page calls each person: the name, where one is known, and the id."""
    both = zip(identities.names_of(pseudonyms), identities.ids_of(pseudonyms), strict=True)
    shown = ((build_shown(name, language), build_shown(employee_id, language)) for name, employee_id in both)
    return [f"{name} ({employee_id})" if name else employee_id for name, employee_id in shown]


def _named_columns(
    people: pd.DataFrame, identities: Identities, words: Words, language: Language
) -> dict[str, list[Any]]:
    sites, teams = ([None if pd.isna(name) else name for name in people[column]] for column in ("site", "team"))
    days = people["tenure_days"].fillna(-1).astype(int).tolist()
    return {
        "person": words.places(build_people(people["employee_id"], identities, language), str),
        "place": words.places(zip(sites, teams, strict=True), lambda place: build_place(*place, language)),
        "site": words.places(sites, lambda site: build_place(site, None, language)),
        "team": words.places(teams, lambda team: build_place(None, team, language)),
        "tenure": days,
        "tenure_text": words.places(days, lambda known: _tenure_text(known, language)),
    }


def _tenure_text(days: int, language: Language) -> str:
    tenure = build_tenure(days, language) if days >= 0 else ""
    return language.text("page.person_tenure", duration=tenure) if tenure else ""


def _doubt_text(codes: str, language: Language) -> str:
    doubts = build_doubt(codes, language)
    return language.text("page.person_doubt", doubts=doubts) if doubts else ""


def _intervals(shares: dict[str, pd.Series], words: Words, language: Language) -> list[int]:
    low, high = ([build_percent(value, language) for value in shares[name]] for name in ("low", "high"))
    both = zip(low, high, strict=True)
    return [words.place(language.text("common.interval", low=one, high=other)) for one, other in both]


def _changes(published: PublishedList, words: Words, language: Language) -> dict[str, list[Any]]:
    table = published.table("changes.parquet")
    if table is None:
        return {}
    known = table[table["change"].isin(CHANGES)].set_index("employee_id")
    known = known.reindex(published.people["employee_id"])
    texts = [
        build_change(change, driver, before, language)
        for change, driver, before in zip(known["change"], known["moved_driver"], known["risk_before"], strict=True)
    ]
    codes = [-1 if pd.isna(change) else CHANGES.index(change) for change in known["change"]]
    return {"change": codes, "change_text": [words.place(text) for text in texts]}


def build_change(change: Any, driver: Any, before: float, language: Language) -> str:
    """How a person's risk changed since the list before, in words; empty where it is not known."""
    if pd.isna(change):
        return ""
    if change in ("new", "same") or pd.isna(before):
        return language.text(f"web.change_{change}")
    text = language.text(f"web.change_{change}_from", before=build_percent(float(before), language))
    if pd.isna(driver) or not driver:
        return text
    return language.text("web.change_moved", change=text, driver=driver_name(str(driver), language))


def _bars(contributions: np.ndarray, words: Words, language: Language) -> tuple[dict[str, list[int]], int]:
    """The largest contributions of everybody, and the largest of all; driver −1 where fewer were measured."""
    if not contributions.size:
        return {"driver": [], "value": [], "points": []}, 1
    size = np.nan_to_num(np.abs(contributions), nan=-1.0)
    top = np.argsort(-size, axis=1, kind="stable")[:, :TOP]
    if top.shape[1] < TOP:
        top = np.pad(top, ((0, 0), (0, TOP - top.shape[1])), constant_values=-1)
    values = np.where(top >= 0, np.take_along_axis(contributions, np.maximum(top, 0), axis=1), np.nan)
    driver = np.where(np.isnan(values), -1, top)
    points = [words.place("" if np.isnan(value) else language.signed(value)) for value in values.ravel()]
    rounded = np.rint(10_000 * np.nan_to_num(values)).astype(int).ravel()
    largest = max(1, int(np.rint(10_000 * np.nanmax(np.abs(contributions)))))
    return {"driver": driver.ravel().tolist(), "value": rounded.tolist(), "points": points}, largest


def _ten_thousandths(values: pd.Series) -> list[int]:
    return np.rint(10_000 * values.to_numpy(dtype=float)).astype(int).tolist()
