"""How much of what can be known do we find? Simulated centres, ours beside the oracle, tenure alone and a warning.

    python -m benchmarks.validity [--sizes 300 800 3000] [--seeds 10] [--first-seed 101] [--no-frailty] [--answers no]

Every centre is simulated, written as extracts, ingested and tested on rolling origins as a run does. The oracle is
the simulator's true 13-week probability on the same rows; `share` is how much of its AUC above 0.5 the model reaches.
With `--no-frailty` nothing weighs that no record shows, so that the bound can be reached in principle. `ibm_auc` is
boosting on all features with a *random* split of the rows, as common attrition notebooks report: a warning.
`auc_covered` and `observed_expected_covered` say whether the 95% interval holds the value that the true probabilities
give for just these risks. `contributions` is the rank correlation, over tested rows and drivers that the simulator
knows, of our log-odds contributions with the true ones; `importance` that of their spreads, driver by driver.

Rows are added to benchmarks/results/validity.json as they are made; what is there is not made again. Seeds 1 to 5 were
seen while simulator and model were built, and 101 to 106 of average 800 while the hazard model was.
"""

import argparse
import json
import tempfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from scipy.stats import spearmanr
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from houvast import stages
from houvast.assemble import build_protocol, build_training_rows
from houvast.evaluation import Figure
from houvast.features import DRIVER_OF, TENURE
from houvast.ladder import measured_features
from houvast.progress import call
from houvast.protocol import Protocol
from houvast.pseudonyms import build_pseudonyms
from houvast.simulate import simulate_centre, write_extracts
from houvast.timeline.days import to_dates
from houvast.train import Trained, train
from houvast.training_rows import TrainingRows
from houvast.use import Use, open_use

RESULTS = Path(__file__).parent / "results" / "validity.json"
ARCHETYPES, STRENGTHS = ("inhouse", "average", "outsourcer"), ("weak", "strong")
TRUE_DRIVERS = {
    "burnout": "burnout",
    "satisfaction": "purpose",
    "pay": "pay",
    "one_on_ones": "one_on_ones",
    "career": "career",
    "tenure": "first_90_days",
}
"""The simulator's drivers, and the driver of ours that measures each."""
KEY = ("archetype", "strength", "agents", "months", "seed", "frailty", "answers")


def main() -> None:
    """Measure what is not there yet, and print the medians as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 800, 3000])
    parser.add_argument("--archetypes", nargs="+", default=list(ARCHETYPES))
    parser.add_argument("--strengths", nargs="+", default=list(STRENGTHS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=101)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--no-frailty", action="store_true")
    parser.add_argument("--answers", choices=["consent_recorded", "no"], default="consent_recorded")
    asked = parser.parse_args()
    rows = read_results()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    for agents, seed, archetype, strength in product(asked.sizes, seeds, asked.archetypes, asked.strengths):
        case = (archetype, strength, agents, asked.months, seed, not asked.no_frailty, asked.answers)
        if all(tuple(row[name] for name in KEY) != case for row in rows):
            rows.append(dict(zip(KEY, case, strict=True)) | measure(*case))
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    Console().print(build_markdown(rows), markup=False, soft_wrap=True)


def measure(
    archetype: str, strength: str, agents: int, months: int, seed: int, frailty: bool, answers: str
) -> dict[str, float]:
    """The figures of one simulated centre."""
    truth, rows, protocol = open_rows(archetype, strength, agents, months, seed, frailty, answers)
    trained = train(rows, replace(protocol, refits=0))
    if trained.assessment is None:
        return {"leavers": rows.leavers, "tested": False}
    return {"leavers": rows.leavers, "tested": True, **measure_trained(trained, known_of(rows, trained, truth), seed)}


def open_rows(
    archetype: str, strength: str, agents: int, months: int, seed: int, frailty: bool, answers: str
) -> tuple[pd.DataFrame, TrainingRows, Protocol]:
    """The truth of a simulated centre, its training rows as a run builds them, and the protocol of its config."""
    hidden = {} if frailty else {"frailty_sd": 0.0, "team_sd": 0.0}
    centre = simulate_centre(archetype, agents, months, seed, strength, **hidden)
    with tempfile.TemporaryDirectory() as folder:
        write_extracts(centre, Path(folder))
        written = open_use(Path(folder) / "config.yaml")
        surveys = written.config.surveys.model_copy(update={"individual_use": answers})
        config = written.config.model_copy(update={"surveys": surveys})
        use = Use(config, written.config_folder, Path(folder) / "work")
        snapshot = stages.ingest(use, step=call)
        rows = build_training_rows(use, snapshot, snapshot.observed_until)
        return known_by_pseudonym(use, centre.truth), rows, build_protocol(use)


def known_by_pseudonym(use: Use, truth: pd.DataFrame) -> pd.DataFrame:
    """The truth by the pseudonyms that a use gives people, and as-of date."""
    people = build_pseudonyms(truth["employee_id"], use.open_identities().key)
    return truth.assign(employee_id=people).set_index(["employee_id", "as_of_date"])


def known_of(rows: TrainingRows, trained: Trained, truth: pd.DataFrame) -> pd.DataFrame:
    """The truth of every tested row, in its order."""
    found = trained.predictions
    people, dates = rows.observations.employee_ids[found.person], pd.DatetimeIndex(to_dates(found.as_of))
    known = truth.reindex(pd.MultiIndex.from_arrays([people, dates]))
    if known["risk_13w"].isna().any():
        raise ValueError(f"the truth lacks {int(known['risk_13w'].isna().sum())} tested rows: cohorts disagree")
    return known.reset_index(drop=True)


def measure_trained(trained: Trained, known: pd.DataFrame, seed: int) -> dict[str, float]:
    """Figures of a tested model beside the truth of its tested rows."""
    found, figures = trained.predictions, trained.assessment.figures
    true = known["risk_13w"].to_numpy()
    oracle, ours, tenure = (roc_auc_score(found.label, risk) for risk in (true, found.risk, found.baselines["tenure"]))
    contributions, importance = compare_contributions(trained, known)
    return {
        "tested_leavers": found.leavers,
        "chosen": trained.chosen,
        "oracle_auc": oracle,
        "auc": ours,
        "tenure_auc": tenure,
        "ibm_auc": auc_of_a_random_split(trained.rows, seed),
        "share": (ours - 0.5) / (oracle - 0.5),
        "over_tenure": figures["auc_over_tenure"].value,
        "over_tenure_high": figures["auc_over_tenure"].high,
        "observed_expected": figures["observed_expected"].value,
        "slope": figures["slope"].value,
        "auc_covered": covers(figures["auc"], expected_auc(found.risk, true)),
        "observed_expected_covered": covers(figures["observed_expected"], true.sum() / found.risk.sum()),
        "true_observed_expected": true.sum() / found.risk.sum(),
        "contributions": contributions,
        "importance": importance,
    }


def covers(figure: Figure, truth: float) -> bool:
    """Whether the interval holds the truth."""
    return bool(figure.low <= truth <= figure.high)


def expected_auc(risk: np.ndarray, true: np.ndarray) -> float:
    """The AUC of `risk` where every row leaves with its true probability: over many such futures."""
    labels = np.repeat([1, 0], risk.size)
    return float(roc_auc_score(labels, np.tile(risk, 2), sample_weight=np.concatenate([true, 1 - true])))


def auc_of_a_random_split(rows: TrainingRows, seed: int) -> float:
    """Boosting on a random split of rows: the same people, and weeks, on both sides."""
    mature = rows.mature
    X, label = rows.X.iloc[mature][measured_features(rows.X.iloc[mature])], rows.label[mature]
    train_X, test_X, train_y, test_y = train_test_split(X, label, test_size=0.25, random_state=seed, stratify=label)
    trees = HistGradientBoostingClassifier(max_iter=300, max_leaf_nodes=63, early_stopping=False, random_state=seed)
    return float(roc_auc_score(test_y, trees.fit(train_X, train_y).predict_proba(test_X)[:, 1]))


def compare_contributions(trained: Trained, known: pd.DataFrame) -> tuple[float, float]:
    """Rank correlation of our log-odds contributions with the true ones, of all rows and drivers, and of spreads."""
    model, X = trained.model, trained.rows.X.iloc[trained.predictions.row][list(trained.step.features)]
    columns = (model.columns_.transform(X) - model.center_) * model.weights
    drivers = np.array([DRIVER_OF[name] for name in model.columns_.get_feature_names_out()])
    bend = (model.hats(X) @ model.curve_)[: model.headline].mean(axis=0) * model.slope_
    ours, theirs = {}, {}
    for true, driver in TRUE_DRIVERS.items():
        own = columns[:, drivers == driver].sum(axis=1) + (bend if driver == DRIVER_OF[TENURE] else 0.0)
        ours[true], theirs[true] = (
            own - own.mean(),
            known[f"contribution_{true}"] - known[f"contribution_{true}"].mean(),
        )
    every = spearmanr(np.concatenate([*ours.values()]), np.concatenate([*theirs.values()])).statistic
    spreads = spearmanr([own.std() for own in ours.values()], [own.std() for own in theirs.values()]).statistic
    return float(every), float(spreads)


COLUMNS = {
    "oracle_auc": "oracle AUC",
    "auc": "ours",
    "tenure_auc": "tenure alone",
    "ibm_auc": "random split",
    "share": "share of the oracle's excess",
    "observed_expected": "left / promised",
    "slope": "calibration slope",
    "contributions": "contributions",
}


def build_markdown(rows: list[dict]) -> str:
    """Medians over archetypes and seeds, by what was hidden or confidential, strength and size."""
    frame = pd.DataFrame([row for row in rows if row["tested"]])
    heads = [
        "centres",
        "drivers",
        "agents",
        "runs",
        *COLUMNS.values(),
        "AUC held",
        "left / promised held",
        "worse than tenure",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for (answers, frailty, strength, agents), group in frame.groupby(["answers", "frailty", "strength", "agents"]):
        kind = "own answers" if answers == "consent_recorded" else "answers in team values only"
        kind += "" if frailty else ", nothing hidden"
        digits = {"observed_expected": 2, "slope": 2, "contributions": 2}
        medians = [f"{group[name].median():.{digits.get(name, 3)}f}" for name in COLUMNS]
        shares = [group["auc_covered"].mean(), group["observed_expected_covered"].mean()]
        held = [f"{share * len(group):.0f} of {len(group)}" for share in shares]
        worse = f"{(group['over_tenure_high'] < 0).sum()} of {len(group)}"
        lines.append("| " + " | ".join([kind, strength, f"{agents:,}", str(len(group)), *medians, *held, worse]) + " |")
    return "\n".join(lines)


def read_results() -> list[dict]:
    """All rows made so far."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


if __name__ == "__main__":
    main()
