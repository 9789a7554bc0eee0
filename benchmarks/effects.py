"""Does the measuring of help find what help does? Trials on simulated people whose true risk is known.

    python -m benchmarks.effects [--trials 300] [--people 1000] [--effect 0.3] [--ways drawn …]

People are drawn from a simulated centre with their true 13-week risk; help takes away a known share of it. Four ways to
measure that, in as many trials:

- drawn: help by lot within strata, measured by intention to treat;
- chosen, plain: a manager helps those who wobble (burn-out and dissatisfaction), and the shares that left are compared;
- chosen, adjusted blind: the same, with tenure held equal, which is all that was measured;
- chosen, adjusted: the same, with the wobble measured and held equal as well.

Of each: the mean estimate beside the truth, how often the sign was wrong and the interval holds the truth, and what was
said (the verdict). The table is printed and written to benchmarks/results/effects.json.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from scipy.special import expit

from houvast.effects import Arms, compare_before, estimate_adjusted, estimate_draw, judge_adjusted, judge_draw
from houvast.evaluation import Figure
from houvast.exposure import CHOSEN, STAYS
from houvast.simulate import simulate_centre

RESULTS = Path(__file__).parent / "results" / "effects.json"
HORIZON = 91
Found = tuple[Figure, str, tuple[str, ...]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--effect", type=float, default=0.3, help="share of the risk that help takes away")
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument(
        "--ways", nargs="*", default=list(WAYS), help="only these; the others stay as they were measured"
    )
    asked = parser.parse_args()
    everyone = read_people()
    truth = -asked.effect * float(everyone["risk"].mean())
    told = json.loads(RESULTS.read_text(encoding="utf-8"))["ways"] if RESULTS.exists() else {}
    for name in asked.ways:
        found = [WAYS[name](everyone, asked, seed) for seed in range(asked.trials)]
        told[name] = {"trials": asked.trials, **summarise(found, truth)}
    print_table(told, truth)
    said = {"asked": {"people": asked.people, "effect": asked.effect, "draws": asked.draws}, "truth": truth}
    text = json.dumps({**said, "base_risk": float(everyone["risk"].mean()), "ways": told}, indent=2)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def read_people() -> pd.DataFrame:
    """Everyone at work in an outsourced centre on the firsts of the months: true risk, tenure, wobble, stratum."""
    truth = simulate_centre("outsourcer", agents=1500, months=12, seed=1).truth
    wobble = truth["contribution_burnout"] + truth["contribution_satisfaction"]
    tenure = truth["contribution_tenure"].to_numpy()
    return pd.DataFrame(
        {
            "risk": truth["risk_13w"].to_numpy(),
            "tenure": tenure,
            "wobble": ((wobble - wobble.mean()) / wobble.std()).to_numpy(),
            "stratum": np.digitize(tenure, np.quantile(tenure, [0.25, 0.5, 0.75])),
        }
    )


def by_lot(everyone: pd.DataFrame, asked: argparse.Namespace, seed: int) -> Found:
    """Help by lot within strata."""
    rng, people = _take(everyone, asked, seed)
    order = np.lexsort((rng.random(len(people)), people["stratum"]))
    helped = np.zeros(len(people), dtype=bool)
    helped[order[::2]] = True
    left = _leave(rng, people, helped, asked)
    days = np.full(len(people), 200)
    arms = Arms(
        np.arange(len(people)), helped, np.where(left, 30, 200), np.where(left, CHOSEN, STAYS), days,
        people["stratum"].to_numpy(),
    )  # fmt: skip
    effect = estimate_draw(arms, HORIZON, draws=asked.draws, seed=seed)
    absence = _absence(rng, people)
    verdict = judge_draw(
        effect, {"absence": compare_before(absence, helped, arms.person, draws=asked.draws, seed=seed)}
    )
    return effect.difference, verdict.code, verdict.grounds


def chosen(columns: tuple[str, ...] | None) -> Callable[[pd.DataFrame, argparse.Namespace, int], Found]:
    """Help by a manager who sees who wobbles; the columns are what was measured, None for nothing held equal."""

    def measure(everyone: pd.DataFrame, asked: argparse.Namespace, seed: int) -> Found:
        rng, people = _take(everyone, asked, seed)
        helped = rng.random(len(people)) < expit(-0.7 + 1.2 * people["wobble"].to_numpy())
        left = _leave(rng, people, helped, asked).astype(float)
        person = np.arange(len(people))
        given = people[list(columns or ("tenure",))]
        found = estimate_adjusted(left, helped, given, person, draws=asked.draws, seed=seed)
        absence = _absence(rng, people)
        before = estimate_adjusted(absence, helped, given, person, draws=asked.draws, seed=seed)
        verdict = judge_adjusted(found, {"absence": before.crude if columns is None else before.difference})
        return (found.crude if columns is None else found.difference), verdict.code, verdict.grounds

    return measure


WAYS = {
    "drawn": by_lot,
    "chosen, plain": chosen(None),
    "chosen, adjusted blind": chosen(("tenure",)),
    "chosen, adjusted": chosen(("tenure", "wobble")),
}


def summarise(found: list[Found], truth: float) -> dict[str, object]:
    """Mean estimate, wrong signs, coverage, and what was said."""
    values = np.array([[figure.value, figure.low, figure.high] for figure, _, _ in found])
    codes, grounds = [code for _, code, _ in found], [ground for _, _, all_of in found for ground in all_of]
    return {
        "mean": float(values[:, 0].mean()),
        "bias": float(values[:, 0].mean() - truth),
        "wrong_sign": float((values[:, 0] > 0).mean()),
        "wrong_sign_sure": float((values[:, 1] > 0).mean()),
        "coverage": float(((values[:, 1] <= truth) & (truth <= values[:, 2])).mean()),
        "verdicts": {code: codes.count(code) / len(found) for code in sorted(set(codes))},
        "grounds": {ground: grounds.count(ground) / len(found) for ground in sorted(set(grounds))},
    }


def print_table(told: dict[str, dict[str, object]], truth: float) -> None:
    """One line a way."""
    table = Table(title=f"The truth is {100 * truth:.2f} points")
    for name in ("way", "mean, points", "bias", "wrong sign", "95% interval holds truth", "said", "grounds"):
        table.add_column(name)
    for name, one in told.items():
        shares = (f"{100 * one[key]:.1f}%" for key in ("wrong_sign", "coverage"))
        said = (", ".join(f"{code} {100 * share:.0f}%" for code, share in one[key].items()) for key in SAID)
        table.add_row(name, f"{100 * one['mean']:.2f}", f"{100 * one['bias']:+.2f}", *shares, *said)
    Console(width=160).print(table)


SAID = ("verdicts", "grounds")


def _take(everyone: pd.DataFrame, asked: argparse.Namespace, seed: int) -> tuple[np.random.Generator, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    return rng, everyone.iloc[rng.integers(0, len(everyone), asked.people)].reset_index(drop=True)


def _leave(rng: np.random.Generator, people: pd.DataFrame, helped: np.ndarray, asked: argparse.Namespace) -> np.ndarray:
    return rng.random(len(people)) < people["risk"].to_numpy() * (1 - asked.effect * helped)


def _absence(rng: np.random.Generator, people: pd.DataFrame) -> np.ndarray:
    """Days absent before the help: more where somebody wobbles."""
    return 4 + 2 * people["wobble"].to_numpy() + rng.normal(0, 2, len(people))


if __name__ == "__main__":
    main()
