"""Whether a programme of help that works makes monitoring say that the model is broken.

    python -m benchmarks.after_help [--centres 100] [--people 300 800 3000] [--effects 0 0.4]

A centre is one of `benchmarks.stable_centre`, of which nothing changes, but that those on the lists are helped from the
first list on: 7 of 10 of them, drawn, whose hazard falls for a horizon. A model is registered on 18 months; 12 months
are watched with the functions that judge a real centre. Each centre is judged three times:

apart     as the product does: who was helped counts until their help
whole     who was helped is left out altogether (what an obvious rule would do)
together  nobody told apart

Counted are centres in which any month of the year raised an alarm that the model does not fit what came true, and
(`other_alarms`) any that what it sees, or its risks, are not what they were. The same
centres without any help are the measure of chance. `ratio` is leavers over expected of all lists, as judged, mean over
centres. The result is written to benchmarks/results/after_help.json.
"""

import argparse
import json
import platform
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.monitoring import BASE, CAPACITY_SHARE, promise, watch_year
from benchmarks.stable_centre import GAP, HORIZON_MONTHS, TRAINING, WATCHED, Programme, StableCentre
from houvast.helped import share_of_risk
from houvast.monitor.published import Followed
from houvast.monitor.truth import judge_truth

RESULTS = Path(__file__).parent / "results" / "after_help.json"
HOLD_OUT = 0.3
MOST_WATCHED = 1_000
"""People in a centre up to which the other layers are watched too: they take most of the time."""
FIRST_SEED = 50_000


def main() -> None:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--centres", type=int, default=100)
    parser.add_argument("--people", type=int, nargs="+", default=[300, 800, 3000])
    parser.add_argument("--effects", type=float, nargs="+", default=[0.0, 0.4])
    asked = parser.parse_args()
    said = {"asked": vars(asked), "python": platform.python_version(), "machine": platform.machine(), "rows": []}
    for people in asked.people:
        for effect in asked.effects:
            said["rows"].append(measure(people, effect, asked.centres))
            RESULTS.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    Console(width=140).print(said["rows"])


def measure(people: int, effect: float, centres: int, first_seed: int = FIRST_SEED) -> dict[str, Any]:
    """Centres with an alarm, by how help is told apart; an effect of 0 is a centre without a programme."""
    start, capacity = time.perf_counter(), max(10, round(CAPACITY_SHARE * people))
    programme = Programme(effect, HOLD_OUT, capacity) if effect else None
    ways = {"apart": keep, "whole": leave_out, "together": forget} if effect else {"apart": keep}
    alarms: dict[str, list[set[str]]] = {way: [] for way in ways}
    ratios: dict[str, list[float]] = {way: [] for way in ways}
    others = []
    for seed in range(first_seed, first_seed + centres):
        centre = StableCentre(people, BASE, seed, programme=programme)
        promised = promise(centre, capacity)
        if people <= MOST_WATCHED:
            found = [one for month in watch_year(centre, seed) for one in month]
            others.append({one.code for one in found if one.layer in {"covariates", "scores"}})
        months = range(TRAINING, TRAINING + GAP + WATCHED - HORIZON_MONTHS)
        lists = [centre.follow(month, capacity) for month in months]
        for way, tell in ways.items():
            told = [tell(one) for one in lists]
            ratios[way].append(_ratio(told))
            alarms[way].append(
                {one.code for until in range(WATCHED) for one in _judge(told, until, promised) if one.alarm}
            )
    return {
        "people": people,
        "effect": effect,
        "centres": centres,
        "centres_with_alarm": {way: sum(map(bool, found)) for way, found in alarms.items()},
        "other_alarms": sum(map(bool, others)) if others else None,
        "by_code": {
            way: dict(sorted(Counter(code for one in found for code in one).items())) for way, found in alarms.items()
        },
        "ratio": {way: round(float(np.mean(found)), 3) for way, found in ratios.items()},
        "seconds": round(time.perf_counter() - start),
    }


def keep(one: Followed) -> Followed:
    """As the product tells it."""
    return one


def leave_out(one: Followed) -> Followed:
    """Who was helped is left out altogether."""
    return replace(one, unhelped=np.where(one.helped, 0.0, 1.0))


def forget(one: Followed) -> Followed:
    """Nobody is told apart."""
    return replace(one, unhelped=np.ones(one.risk.size), held_out=np.zeros(one.risk.size, dtype=bool))


def _judge(told: list[Followed], watched: int, promised: Any) -> list[Any]:
    """The findings of a watched month: on the lists that were followed to their end by then."""
    return judge_truth(told[: GAP + watched + 1 - HORIZON_MONTHS], promised)


def _ratio(told: list[Followed]) -> float:
    """Leavers without help over what was expected of the time without it, of all lists."""
    left = sum(int(one.left[~one.helped].sum()) for one in told)
    return left / sum(float((share_of_risk(one.risk, one.unhelped) * one.risk).sum()) for one in told)


if __name__ == "__main__":
    main()
