"""The forecast as a page: expected leavers by month and place, starters, cost; it prints well."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.people import build_place
from houvast.publish.printable import write_printable

NAME, TABLE = "forecast.html", "forecast.parquet"


def write_forecast_page(
    path: Path, as_of: dt.date, table: pd.DataFrame, weeks: int, config_name: str, language: str
) -> None:
    """`forecast.html` beside a list: one file that needs nothing else."""
    write_printable(
        path, "forecast", as_of, config_name, language, lambda lingo: build_forecast_view(table, as_of, weeks, lingo)
    )


def build_forecast_view(table: pd.DataFrame, as_of: dt.date, weeks: int, lingo: Language) -> dict[str, Any]:
    """What the page shows, in words.

    Parameters
    ----------
    table : DataFrame
        As from `forecasts.build_forecast`, or some of its rows.
    """
    ends = sorted(set(table.loc[table["month"] > 0, ["month", "until_day"]].itertuples(index=False, name=None)))
    blocks = {"places": table["level"].isin(["all", "site"]), "teams": table["level"].isin(["team", "rest"])}
    return {
        "weeks": weeks,
        "lead": _build_lead(table, weeks, lingo),
        "months": [lingo.date(as_of + dt.timedelta(days=int(day) - 1)) for _, day in ends],
        "blocks": [(name, build_rows(table[rows], lingo)) for name, rows in blocks.items() if rows.any()],
        "reading": _build_reading(table, weeks, lingo),
    }


def build_rows(table: pd.DataFrame, lingo: Language) -> list[dict[str, Any]]:
    """A row a place, in the table's order: the horizon, then month by month."""
    rows = []
    for _, place in table.groupby(["level", "site", "team"], sort=False, dropna=False):
        lines = place.sort_values("month").to_dict("records")
        whole = lines[0]
        rows.append(
            {
                "name": name_place(whole, lingo),
                "level": whole["level"],
                "people": lingo.number(whole["people"]),
                "spans": [_tell(line, lingo) for line in lines],
                "other": lingo.number(whole["other_exits"], 1),
                "hires": lingo.number(whole["hires"], 1),
                "cost": _cost(whole, lingo),
            }
        )
    return rows


def name_place(row: dict[str, Any], lingo: Language) -> str:
    """What a row is of, in words."""
    if row["level"] == "all":
        return lingo.text("forecast.all")
    if row["level"] == "rest":
        return lingo.text("forecast.rest", site=build_shown(str(row["site"]), lingo))
    return build_place(row["site"], row["team"] or None, lingo)


def build_lines(table: pd.DataFrame, lingo: Language) -> list[str]:
    """The horizon in a line a place, of all and of the sites: for a screen."""
    whole = table[(table["month"] == 0) & table["level"].isin(["all", "site"])]
    return [
        lingo.text(
            "forecast.line",
            place=name_place(row, lingo),
            people=lingo.number(row["people"]),
            expected=lingo.number(row["expected"], 1),
            low=lingo.short(row["expected_low"]),
            high=lingo.short(row["expected_high"]),
            hires=lingo.number(row["hires"], 1),
            cost_low=lingo.number(row["cost_low"]),
            cost_high=lingo.number(row["cost_high"]),
        )
        for row in whole.to_dict("records")
    ]


def _build_lead(table: pd.DataFrame, weeks: int, lingo: Language) -> list[str]:
    """What all together come to; of a lead, what the own team does."""
    whole = table[(table["month"] == 0)].to_dict("records")
    if not whole:
        return [lingo.text("forecast.lead_none")]
    row = whole[0]
    low, high = lingo.short(row["expected_low"]), lingo.short(row["expected_high"])
    counts = {"people": lingo.number(row["people"]), "expected": lingo.number(row["expected"], 1)}
    cost = {"low": lingo.number(row["cost_low"]), "high": lingo.number(row["cost_high"])}
    lead = [lingo.text("forecast.lead", **counts, weeks=weeks, low=low, high=high)]
    if pd.isna(row["hires"]):
        return [*lead, lingo.text("forecast.lead_cost_only", **cost)]
    needs = {"other": lingo.number(row["other_exits"], 1), "hires": lingo.number(row["hires"], 0)}
    return [*lead, lingo.text("forecast.lead_cost", **needs, **cost)]


def _build_reading(table: pd.DataFrame, weeks: int, lingo: Language) -> list[str]:
    said = [lingo.text(f"forecast.reading_{name}", weeks=weeks) for name in ("interval", "round", "hires")]
    known = table[(table["month"] == 0) & (table["expected"] > 0)]
    if len(known):
        row = known.iloc[0]
        low, high = (lingo.number(row[f"cost_{end}"] / row["expected"]) for end in ("low", "high"))
        said.append(lingo.text("forecast.reading_cost", low=low, high=high))
    return [*said, lingo.text("forecast.reading_who")]


def _tell(row: dict[str, Any], lingo: Language) -> tuple[str, str]:
    """Expected leavers, and their interval where there is one."""
    if pd.isna(row["expected_low"]):
        return lingo.number(row["expected"], 1), ""
    low, high = lingo.short(row["expected_low"]), lingo.short(row["expected_high"])
    return lingo.number(row["expected"], 1), lingo.text("common.interval", low=low, high=high)


def _cost(row: dict[str, Any], lingo: Language) -> str:
    low, high = (lingo.number(row[f"cost_{end}"]) for end in ("low", "high"))
    return low if low == high else lingo.text("common.interval", low=low, high=high)
