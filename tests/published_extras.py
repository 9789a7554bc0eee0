"""What a published list may have beside it: curves, facts, changes, teams and sites, made up for a made-up list."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd


def add_extras(folder: Path, **tables: pd.DataFrame) -> None:
    """Write Parquet files into a published folder, and enter them in its manifest."""
    manifest_path = folder / "manifest.json"
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        table.to_parquet(path, index=False)
        content = path.read_bytes()
        manifest["files"][path.name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    manifest_path.write_text(json.dumps(manifest, indent=2, sort_keys=True), encoding="utf-8")


def made_up_extras(people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Curves, facts and changes of the people of a list, seeded."""
    rng, ids = np.random.default_rng(3), list(people["employee_id"])
    weeks = np.arange(27)
    risk = 1 - (1 - people["risk_13w"].to_numpy()[:, None]) ** (weeks / 13)
    curves = pd.DataFrame(
        {
            "employee_id": np.repeat(ids, len(weeks)),
            "weeks": np.tile(weeks, len(ids)),
            "risk": risk.ravel(),
            "low": (0.7 * risk).ravel(),
            "high": np.minimum(1.3 * risk, 1).ravel(),
        }
    )
    facts = pd.DataFrame(
        [
            (one, driver, dt.date(2025, month, 3), kind, "1", text)
            for one in ids
            for driver, month, kind, text in (
                ("pay", 1, "rise", "Pay rise"),
                ("one_on_ones", 3, "held", "One-on-one held"),
                ("one_on_ones", 4, "missed", "One-on-one booked, not held"),
            )
        ],
        columns=["employee_id", "driver", "date", "kind", "value", "text"],
    )
    change = rng.choice(["new", "up", "down", "same"], len(ids))
    before = np.where(change == "new", np.nan, people["risk_13w"].to_numpy() * rng.uniform(0.6, 1.5, len(ids)))
    changes = pd.DataFrame(
        {
            "employee_id": ids,
            "change": change,
            "moved_driver": np.where(change == "up", "pay", None),
            "risk_before": before,
        }
    )
    gone = pd.DataFrame({"employee_id": ["zz1", "zz2"], "change": "gone", "moved_driver": None, "risk_before": 0.1})
    places = made_up_places(people, rng)
    return {**places, "curves": curves, "facts": facts, "changes": pd.concat([changes, gone], ignore_index=True)}


def made_up_places(people: pd.DataFrame, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Teams and sites; the last team of each site is hidden."""
    made = {}
    for name, keys in (("sites", ["site"]), ("teams", ["site", "team"])):
        found = people.groupby(keys)["risk_13w"].agg(["size", "sum"]).reset_index()
        hidden = found["team"] == found["team"].max() if name == "teams" else found["size"] < 0
        shown = {
            "people": found["size"],
            "expected": (2 * found["sum"]).round() / 2,
            "expected_low": np.floor(0.6 * found["sum"]),
            "expected_high": np.ceil(1.5 * found["sum"]),
            "driver_pay": rng.normal(0, 0.01, len(found)),
            "driver_burnout": rng.normal(0, 0.02, len(found)),
        }
        table = found[keys].assign(suppressed=hidden, why=np.where(hidden, "few", ""))
        for column, values in shown.items():
            table[column] = pd.Series(values).where(~hidden)
        made[name] = table
    return made
