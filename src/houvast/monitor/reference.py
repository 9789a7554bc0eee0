"""What is kept of training for monitoring: distributions in bins, never a row.

Built when a model is registered and kept beside it as `reference.json`. The figures that were promised are not in
it: they stand in the version's report already.

The last two years of training are kept: they have every season, and are nearest to today.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from houvast.monitor.bins import Bins, build_bins
from houvast.monitor.list_change import usual_change
from houvast.monitor.separation import encode, measured_dates, separate_dates, spread_dates

DOCUMENT = "reference.json"
VERSION = 1
MOST_MONTHS = 24


@dataclass(frozen=True)
class Reference:
    """Training as monitoring needs it.

    Parameters
    ----------
    features : mapping of str to Bins
        By name, in the order of the model.
    risk : Bins
        Of the registered model, on its training rows.
    people : int
        Distinct people in the last two years of training.
    dates : tuple of int
        As-of dates (days) that today is told from.
    separations : tuple of float
        How well each of them is told from the others.
    list_change : tuple of float
        Share of the list that was new, month by month.
    refit_change : float
        Share of the list that differs between refits, as promised at release; 0 where nothing was.
    columns : mapping of str to tuple of str
        Columns of each record table.
    refused : mapping of str to (int, int)
        By file: rows in, and rows quarantined.
    """

    features: Mapping[str, Bins]
    risk: Bins
    people: int
    dates: tuple[int, ...]
    separations: tuple[float, ...]
    list_change: tuple[float, ...]
    refit_change: float = 0.0
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def as_json(self) -> str:
        """As it is kept."""
        return json.dumps({"version": VERSION, **asdict(self)}, indent=1, allow_nan=False)


def build_reference(
    X: pd.DataFrame,
    risk: np.ndarray,
    *,
    as_of: np.ndarray,
    person: np.ndarray,
    capacity: int,
    manifest: Mapping[str, Any] | None = None,
    refit_change: float = 0.0,
) -> Reference:
    """The reference of a model that was fitted on these rows.

    Parameters
    ----------
    X : DataFrame, shape (n, n_features)
        The model's features.
    risk : ndarray, shape (n,)
        The model's risks of these rows.
    as_of, person : ndarray of int, shape (n,)
    capacity : int
        Length of the list.
    manifest : mapping or None
        The snapshot's.
    refit_change : float
        See `Reference`.
    """
    kept = np.isin(as_of, np.unique(as_of)[-MOST_MONTHS:])
    as_of, person, risk = as_of[kept], person[kept], np.asarray(risk)[kept]
    columns = {str(name): X[name].to_numpy(dtype=float)[kept] for name in X}
    features = {name: build_bins(values, as_of, person) for name, values in columns.items()}
    dates = spread_dates(measured_dates(columns, as_of))
    rows = np.isin(as_of, dates)
    encoded = encode({name: values[rows] for name, values in columns.items()}, features)
    return Reference(
        features=features,
        risk=build_bins(risk, as_of, person),
        people=np.unique(person).size,
        dates=tuple(map(int, dates)),
        separations=tuple(separate_dates(encoded, person[rows], as_of[rows])),
        list_change=tuple(usual_change(risk, as_of, person, capacity)),
        refit_change=refit_change,
        columns=columns_of(manifest or {}),
        refused=refused_of(manifest or {}),
    )


def read_reference(text: str | None) -> Reference | None:
    """The reference in a document; None where there is none, or one of another version."""
    kept = json.loads(text) if text else {}
    if kept.pop("version", None) != VERSION:
        return None
    return Reference(
        **{name: tuple(kept[name]) for name in ("dates", "separations", "list_change")},
        features={name: _bins(one) for name, one in kept["features"].items()},
        risk=_bins(kept["risk"]),
        people=kept["people"],
        refit_change=kept["refit_change"],
        columns={table: tuple(names) for table, names in kept["columns"].items()},
        refused={file: tuple(rows) for file, rows in kept["refused"].items()},
    )


def columns_of(manifest: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Columns of each table, from a snapshot's manifest."""
    return {table: tuple(said["columns"]) for table, said in manifest.get("tables", {}).items()}


def refused_of(manifest: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Rows in and rows quarantined of each file, from a snapshot's manifest."""
    found: dict[str, tuple[int, int]] = {}
    for source in manifest.get("sources", ()):
        rows, refused = found.get(source["file"], (0, 0))
        found[source["file"]] = (rows + source["rows_in"], refused + source["rows_quarantined"])
    return found


def _bins(kept: Mapping[str, Any]) -> Bins:
    return Bins(**{**kept, "edges": tuple(kept["edges"]), "counts": tuple(kept["counts"])})
