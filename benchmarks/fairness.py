"""How often a fair and an unfair list fail, and what a list by the true risks comes to.

    python -m benchmarks.fairness

First: made-up lists with a known gap of recall between two groups of so many leavers each, every person with four rows
alike; the share of lists that fails. Second: lists of simulated centres by the true risk of everybody, which no model
can better; the gap of recall of each group to the others.
"""

import argparse
import datetime as dt
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from houvast.config import load_config
from houvast.evaluation import PersonDraws, at_capacity
from houvast.fairness import FAILS, GROUPINGS, PLACES, FairnessReport, assess_fairness, build_groups
from houvast.fairness.assess import draw_figures, find_verdict
from houvast.fairness.figures import figure_of
from houvast.identities import IdentityStore
from houvast.labels import build_outcomes, exit_lag
from houvast.pseudonyms import build_pseudonyms, load_person_key
from houvast.records.ingest import ingest_records
from houvast.records.past import read_known
from houvast.simulate import simulate_centre, write_extracts
from houvast.timeline import to_days
from houvast.train import training_dates
from houvast.walk import Lens, see_cohort

GAPS = (0.0, 0.05, 0.10, 0.20, 0.30)
LEAVERS = (100, 200, 400)
ROWS = 4
HORIZON_DAYS = 91


def fails(gap: float, leavers: int, draws: int, seed: int) -> bool:
    """Whether a list that finds half the leavers of one group, and less by `gap` of the other, fails."""
    rng = np.random.default_rng([seed, leavers, round(100 * gap)])
    group = np.repeat(["a", "b"], leavers)
    listed = rng.random(group.size) < np.where(group == "a", 0.5, 0.5 - gap)
    again = np.repeat(np.arange(group.size), ROWS)
    rows = pd.DataFrame({"risk": 0.1, "label": 1, "listed": listed[again], "group": pd.Categorical(group[again])})
    gaps = draw_figures(rows, PersonDraws(again, draws=draws, seed=seed))["b"]["recall_gap"]
    return find_verdict(leavers, figure_of(gaps[0], gaps)) == FAILS


def assess_truth(archetype: str, agents: int, seed: int, share: float, draws: int) -> FairnessReport:
    """What a list by the true risks comes to, of `share` of the seats."""
    centre = simulate_centre(archetype, agents, 36, seed, "strong")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_extracts(centre, home / "records")
        identities = IdentityStore(home / "identities", load_person_key(home / "person_key"))
        records = load_config(home / "records" / "config.yaml").records
        snapshot = ingest_records(records, home / "records", home, identities)
        until: dt.date = centre.observed_until
        seen = see_cohort(snapshot, Lens(training_dates(snapshot, to_days(until), HORIZON_DAYS), places=PLACES))
        spells, audited = (read_known(snapshot, table, until) for table in ("spells", "people"))
    observed = seen.observations
    label = build_outcomes(spells, observed, to_days(until)).label(HORIZON_DAYS, ("voluntary",), exit_lag(spells))
    dates = observed.as_of.astype("datetime64[D]").astype("datetime64[s]")
    at = pd.MultiIndex.from_arrays([observed.employee_ids[observed.employee], dates])
    people = build_pseudonyms(centre.truth["employee_id"], identities.key)
    known = centre.truth.assign(employee_id=people).set_index(["employee_id", "as_of_date"])
    risk = known["risk_13w"].reindex(at).to_numpy()
    kept = ~np.isnan(label) & ~np.isnan(risk)
    listed = at_capacity(risk[kept], observed.as_of[kept], observed.employee[kept], round(share * agents))
    return assess_fairness(
        risk=risk[kept],
        label=label[kept],
        listed=listed,
        person=observed.employee[kept],
        groups=build_groups(observed, seen.place, audited)[kept].reset_index(drop=True),
        draws=draws,
        seed=seed,
        gating=GROUPINGS,
    )


def main() -> None:
    """Print both as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lists", type=int, default=1000, help="made-up lists a cell")
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=5, help="simulated centres")
    parser.add_argument("--agents", type=int, default=800)
    parser.add_argument("--share", type=float, default=0.05, help="length of the list as a share of the seats")
    given = parser.parse_args()
    for leavers in LEAVERS:
        failed = {gap: np.mean([fails(gap, leavers, given.draws, seed) for seed in range(given.lists)]) for gap in GAPS}
        print(json.dumps({"leavers_a_group": leavers, "failed_by_gap": failed}), flush=True)
    for seed in range(1, given.seeds + 1):
        report = assess_truth("average", given.agents, seed, given.share, given.draws)
        gaps = {
            f"{one.name} {group.group}": round(group.figures["recall_gap"].value, 3)
            for one in report.groupings
            for group in one.groups
        }
        print(json.dumps({"seed": seed, "failing": report.failing, "recall_gap": gaps}), flush=True)


if __name__ == "__main__":
    main()
