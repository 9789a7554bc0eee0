"""The people of a list as a reader sees them: texts in the language, and places of bars and lines."""

from collections import defaultdict
from dataclasses import dataclass, replace

import pandas as pd

from houvast.language import Language
from houvast.publish.change_words import build_change, build_horizons, find_changes
from houvast.publish.charts import round_up
from houvast.publish.inert import build_shown
from houvast.publish.people_words import build_percent, driver_name
from houvast.risk_list import RiskList

PAGE_ROWS = 200
"""People that the page shows at most; a longer list is worked through in the workbook."""

LONGEST_REASON = 300

MOST_BARS = 7
"""A person has at most so many bars on the page; the files have every driver."""


@dataclass(frozen=True)
class Bar:
    """One driver's contribution: where its bar begins and how wide it is, in hundredths of the scale."""

    driver: str
    points: str
    start: float
    width: float
    adds: bool


@dataclass(frozen=True)
class Person:
    """A row of the page; places are percentages of the risk scale."""

    rank: str
    name: str
    place: str
    tenure: str
    risk: str
    low: str
    high: str
    band: str
    band_name: str
    at: float
    at_low: float
    at_high: float
    at_base: float
    bars: tuple[Bar, ...]
    reasons: tuple[str, ...]
    not_measured: str
    doubt: str
    horizons: str
    change: str


def build_people(risk_list: RiskList, language: Language) -> list[Person]:
    """The people within capacity, in order, at most `PAGE_ROWS`."""
    shown = risk_list.people[risk_list.people["within_capacity"]].head(PAGE_ROWS)
    weeks = risk_list.summary.horizon_weeks
    risk, changes = f"risk_{weeks}w", find_changes(risk_list)
    end = round_up(float(shown[f"{risk}_high"].max())) if len(shown) else 1.0
    contributions = contributions_of(risk_list, shown["employee_id"])
    largest = max((abs(value) for own in contributions.values() for value in own.values()), default=0.0) or 1.0
    ordinary = set(risk_list.summary.not_measured)
    people = []
    for row in shown.to_dict("records"):
        bars = build_bars(contributions[row["employee_id"]], largest, language)
        person = _person(row, risk, end, bars, ordinary, language)
        change = build_change(changes.get(row["employee_id"]), language)
        people.append(replace(person, horizons=build_horizons(row, weeks, language), change=change))
    return people


def contributions_of(risk_list: RiskList, ids: pd.Series) -> dict[str, dict[str, float]]:
    """Contributions by person and driver, in the order of the drivers."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    kept = risk_list.contributions[risk_list.contributions["employee_id"].isin(ids)]
    for employee_id, driver, contribution in kept.itertuples(index=False):
        found[employee_id][driver] = contribution
    return found


def build_bars(contributions: dict[str, float], largest: float, language: Language) -> tuple[Bar, ...]:
    """A bar per driver, the largest first; of more than `MOST_BARS` the last one is of all the others together."""
    ordered = sorted(contributions.items(), key=lambda item: -abs(item[1]))
    bars = [(driver_name(code, language), value) for code, value in ordered]
    if len(bars) > MOST_BARS:
        others = bars[MOST_BARS - 1 :]
        together = language.text("page.other_drivers", count=len(others)), sum(value for _, value in others)
        bars = [*bars[: MOST_BARS - 1], together]
    return tuple(build_bar(name, value, largest, language) for name, value in bars)


def build_bar(name: str, value: float, largest: float, language: Language) -> Bar:
    """A bar from the middle (50) to the right where it adds, to the left where it takes."""
    width = round(min(50 * abs(value) / largest, 50), 2)
    return Bar(
        name,
        language.signed(value),
        50 if value >= 0 else 50 - width,
        width,
        value >= 0,
    )


def build_tenure(days: float, language: Language) -> str:
    """How long somebody has been here; empty where not known."""
    if pd.isna(days):
        return ""
    number, unit = language.duration(days)
    return language.text("common.duration", number=number, unit=unit)


def build_place(site: object, team: object, language: Language) -> str:
    """Site and team in one line, as far as they are known."""
    return " · ".join(build_shown(str(part), language, 60) for part in (site, team) if not pd.isna(part) and part != "")


def own_drivers_not_measured(codes: object, ordinary: set[str], language: Language) -> str:
    """Names of the drivers not measured for this person alone."""
    listed = [] if pd.isna(codes) else [code.strip() for code in str(codes).split(",") if code.strip()]
    return ", ".join(driver_name(code, language) for code in listed if code not in ordinary)


def build_doubt(codes: object, language: Language) -> str:
    """Why a risk is doubted, in words; empty where it is not."""
    told = [] if pd.isna(codes) else [code for code in str(codes).split(", ") if code]
    return "; ".join(language.text(f"common.doubt_{code}") for code in told)


def _person(row: dict, risk: str, end: float, bars: tuple[Bar, ...], ordinary: set[str], language: Language) -> Person:
    reasons = [row[name] for name in row if name.startswith("reason_")]
    low, high = row[f"{risk}_low"], row[f"{risk}_high"]
    return Person(
        rank=language.number(row["rank"]),
        name=build_shown(row["employee_id"], language),
        place=build_place(row["site"], row["team"], language),
        tenure=build_tenure(row["tenure_days"], language),
        risk=build_percent(row[risk], language),
        low=build_percent(low, language),
        high=build_percent(high, language),
        band=row["band"],
        band_name=language.text(f"common.band_{row['band']}"),
        at=_place(row[risk], end),
        at_low=_place(low, end),
        at_high=_place(high, end),
        at_base=_place(row[f"base_{risk}"], end),
        bars=bars,
        reasons=tuple(build_shown(text, language, LONGEST_REASON) for text in reasons if not pd.isna(text) and text),
        not_measured=own_drivers_not_measured(row["not_measured"], ordinary, language),
        doubt=build_doubt(row["doubt"], language),
        horizons="",
        change="",
    )


def _place(share: float, end: float) -> float:
    return round(100 * min(share / end, 1.0), 2)
