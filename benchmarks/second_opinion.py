"""Help without a draw, estimated twice: by `effects.adjusted`, and by DoubleML on the same folds with equal learners.

    pip install "houvast[effects]"          # brings DoubleML; nothing else needs it
    python -m benchmarks.second_opinion [--trials 20] [--people 1500]

In each trial help goes to those who wobble, and takes away some of the leaving. Both estimate the mean difference by
augmented inverse probability weighting with cross-fitting. What must agree is the estimate itself; the intervals differ
by design (people drawn again here, normal theory there). Printed: the largest differences over all trials.
"""

import argparse
import sys

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from houvast.effects import estimate_adjusted
from houvast.effects.adjusted import FOLDS
from houvast.evaluation import Figure


def main() -> None:
    """Estimate both ways, and print how far they lie apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--people", type=int, default=1500)
    asked = parser.parse_args()
    rows = []
    for seed in range(asked.trials):
        outcome, helped, X = make_up(asked.people, seed)
        person = np.arange(asked.people).astype(str)
        ours = estimate_adjusted(outcome, helped, X, person, trim=0.0, seed=seed).difference
        theirs = estimate_by_doubleml(outcome, helped, X, person, seed)
        rows.append([getattr(ours, end) - getattr(theirs, end) for end in ("value", "low", "high")])
    estimate, low, high = np.abs(rows).max(axis=0)
    print(
        f"{asked.trials} trials of {asked.people} people, largest differences in points: estimate {100 * estimate:.2g},"
    )
    print(f"lower end of the interval {100 * low:.2g}, upper end {100 * high:.2g}.")


def make_up(people: int, seed: int) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Who left, who was helped, and what was known before: four columns, two of which matter to both."""
    rng = np.random.default_rng(seed)
    known = rng.normal(size=(people, 4))
    helped = rng.random(people) < expit(0.5 * known[:, 0] - 0.4 * known[:, 1] - 0.2)
    chance = expit(-1.6 + 0.7 * known[:, 0] + 0.4 * known[:, 2] - 0.5 * helped)
    return (rng.random(people) < chance).astype(float), helped, pd.DataFrame(known, columns=list("abcd"))


def estimate_by_doubleml(
    outcome: np.ndarray, helped: np.ndarray, X: pd.DataFrame, person: np.ndarray, seed: int
) -> Figure:
    """DoubleML's interactive regression model on the folds of `effects.adjusted`, with the same learners."""
    try:
        import doubleml
    except ImportError:
        sys.exit('DoubleML is not installed: pip install "houvast[effects]"')
    data = doubleml.DoubleMLData(X.assign(left=outcome, helped=helped.astype(float)), y_col="left", d_cols="helped")
    model = doubleml.DoubleMLIRM(
        data, ml_g=_learner(), ml_m=_learner(), n_folds=FOLDS, score="ATE", draw_sample_splitting=False,
        normalize_ipw=False,
    )  # fmt: skip
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed).split(X, groups=person)
    model.set_sample_splitting([(others, own) for others, own in folds])
    model.fit()
    low, high = model.confint().iloc[0]
    return Figure(float(model.coef[0]), float(low), float(high))


def _learner():
    filled = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    return make_pipeline(filled, StandardScaler(), LogisticRegression(max_iter=2000))


if __name__ == "__main__":
    main()
