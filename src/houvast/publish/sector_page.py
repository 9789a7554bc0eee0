"""The sector page: a centre's own figures beside the published ones, each with its wording, year, sample and source."""

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from houvast.language import Language
from houvast.publish.printable import write_printable
from houvast.records.codebook import load_codebook
from houvast.sector import ALIKE, HIGHER, LOWER
from houvast.sector_figures import SectorFigure, load_sector
from houvast.suppression import FEWEST_PEOPLE

NAME = "sector.html"
TABLE = "sector.parquet"


def write_sector_page(path: Path, as_of: dt.date, table: pd.DataFrame, config_name: str, language: str) -> None:
    """`sector.html` beside a list: one file that needs nothing else."""

    def build(lingo: Language) -> dict[str, Any]:
        return build_sector_view(table, load_sector(), lingo)

    write_printable(path, "sector", as_of, config_name, language, build)


def build_sector_view(table: pd.DataFrame, figures: Sequence[SectorFigure], lingo: Language) -> dict[str, Any]:
    """What the page shows, in words: figures with an own one first, those that are not measured after them.

    Parameters
    ----------
    table : DataFrame
        As from `sector.build_sector`. A measure that is no longer among the figures is left out.
    """
    by_code = {figure.code: figure for figure in figures}
    rows = [(by_code[row["measure"]], row) for row in table.to_dict("records") if row["measure"] in by_code]
    own = [_build_own(figure, row, lingo) for figure, row in rows if not row["why"]]
    absent = [
        _build_published(figure, row, lingo) | {"why": lingo.text(f"sector.why_{row['why']}", fewest=FEWEST_PEOPLE)}
        for figure, row in rows
        if row["why"]
    ]
    counts = {name: sum(row["against"] == name for _, row in rows) for name in (HIGHER, LOWER, ALIKE)}
    return {
        "lead": lingo.text("sector.lead", count=len(own), total=lingo.number(len(rows)))
        if own
        else lingo.text("sector.lead_none"),
        "facts": [(lingo.text(f"sector.figure_{name}"), lingo.number(count)) for name, count in counts.items()],
        "own": own,
        "absent": absent,
        "fewest": FEWEST_PEOPLE,
    }


def _build_own(figure: SectorFigure, row: dict[str, Any], lingo: Language) -> dict[str, Any]:
    return _build_published(figure, row, lingo) | {
        "own": lingo.percent(row["value"]),
        "interval": _interval(row["low"], row["high"], lingo),
        "people": lingo.text("sector.people", count=int(row["people"])),
        "how": say_way(row["way"], lingo),
        "against": row["against"],
        "verdict": lingo.text(f"sector.against_{row['against']}"),
        "apart": figure.apart[lingo.code],
        **{f"at_{name}": round(100 * row[name], 2) for name in ("value", "low", "high")},
    }


def _build_published(figure: SectorFigure, row: dict[str, Any], lingo: Language) -> dict[str, Any]:
    known = not math.isnan(row["sector_value"])
    before = lingo.text("sector.before", share=lingo.percent(figure.before or 0.0)) if figure.before else ""
    with_interval = known and not math.isnan(row["sector_low"])
    return {
        "code": figure.code,
        "said": figure.said[lingo.code],
        "published": lingo.percent(row["sector_value"]) if known else (figure.printed or {}).get(lingo.code, "–"),
        "published_interval": _interval(row["sector_low"], row["sector_high"], lingo) if with_interval else "",
        "before": before,
        "of": lingo.text("sector.of", sample=figure.sample[lingo.code], year=int(row["sector_year"])),
        "sources": "; ".join(source[lingo.code] for source in figure.sources),
        "at_sector": round(100 * row["sector_value"], 2) if known else None,
    }


def say_way(way: str, lingo: Language) -> str:
    """How an own figure was found, in words; the question where it comes from answers."""
    kind, _, name = way.partition(":")
    if kind == "records":
        return lingo.text(f"sector.way_{name}")
    item = load_codebook().items.get(name)
    question = name if item is None else getattr(item, lingo.code)
    yes_no = item is not None and item.scale == (0.0, 1.0)
    return lingo.text("sector.way_yes" if yes_no else f"sector.way_{kind}", question=question.rstrip("?."))


def _interval(low: float, high: float, lingo: Language) -> str:
    return lingo.text("common.interval", low=lingo.number(100 * low), high=lingo.percent(high))
