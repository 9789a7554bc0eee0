"""Whether a programme of help that works makes monitoring say that the model is broken.

    python -m benchmarks.after_help [--centres 100] [--people 300 800 3000] [--effects 0 0.4]

A centre is one of `benchmarks.stable_centre`, of which nothing changes, but that those on the lists are helped from the
first list on: 7 of 10 of them, drawn, whose hazard falls for a horizon. A model is registered on 18 months; 12 months
are watched with the functions that judge a real centre. Each centre is judged three times:

apart     as the product does: who was helped counts until their help
whole     who was helped is left out altogether (what an obvious rule would do)
together  nobody told apart

Counted are centres in which any month of the year raised an alarm that the model does not fit what came true, and
(`others`) any that what it sees, or its risks, are not what they were. The same centres without any help are the
measure of chance. `ratio` is leavers over expected of all lists, as judged, mean over centres.

Rows are added to benchmarks/results/after_help.json as they are made; what is there is not made again.
"""

import argparse
import json
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
FIRST_SEED = 50_000


def main() -> None:
    """Measure what is not there yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--centres", type=int, default=100)
    parser.add_argument("--people", type=int, nargs="+", default=[300, 800, 3000])
    parser.add_argument("--effects", type=float, nargs="+", default=[0.0, 0.4])
    parser.add_argument("--others", type=int, nargs="*", default=[800], help="sizes of which the other layers are seen")
    asked = parser.parse_args()
    said = read_results()
    plan = [(measure, "truth", size, effect) for size in asked.people for effect in asked.effects]
    plan += [(measure_others, "others", size, effect) for size in asked.others for effect in asked.effects]
    for make, part, people, effect in plan:
        if all((row["people"], row["effect"]) != (people, effect) for row in said[part]):
            said[part].append(make(people, effect, asked.centres))
            RESULTS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    Console(width=140).print(build_markdown(said), markup=False)


def read_results() -> dict[str, list[dict[str, Any]]]:
    """What was measured: alarms about what came true, and about what the model sees."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"truth": [], "others": []}


def measure(people: int, effect: float, centres: int, first_seed: int = FIRST_SEED) -> dict[str, Any]:
    """Centres with an alarm, by how help is told apart; an effect of 0 is a centre without a programme."""
    start = time.perf_counter()
    ways = {"apart": keep, "whole": leave_out, "together": forget} if effect else {"apart": keep}
    alarms: dict[str, list[set[str]]] = {way: [] for way in ways}
    ratios: dict[str, list[float]] = {way: [] for way in ways}
    for seed in range(first_seed, first_seed + centres):
        centre, capacity = build_centre(people, effect, seed)
        promised = promise(centre, capacity)
        months = range(TRAINING, TRAINING + GAP + WATCHED - HORIZON_MONTHS)
        lists = [centre.follow(month, capacity) for month in months]
        for way, tell in ways.items():
            told = [tell(one) for one in lists]
            ratios[way].append(_ratio(told))
            found = {one.code for until in range(WATCHED) for one in _judge(told, until, promised) if one.alarm}
            alarms[way].append(found)
    return {
        "people": people,
        "effect": effect,
        "centres": centres,
        "alarms": {way: sum(map(bool, found)) for way, found in alarms.items()},
        "by_code": {
            way: dict(sorted(Counter(code for one in found for code in one).items())) for way, found in alarms.items()
        },
        "ratio": {way: round(float(np.mean(found)), 3) for way, found in ratios.items()},
        "seconds": round(time.perf_counter() - start),
    }


def measure_others(people: int, effect: float, centres: int, first_seed: int = FIRST_SEED) -> dict[str, Any]:
    """Centres in which what the model sees, or its risks, raised an alarm."""
    start, alarms = time.perf_counter(), 0
    for seed in range(first_seed, first_seed + centres):
        found = [one for month in watch_year(build_centre(people, effect, seed)[0], seed) for one in month]
        alarms += any(one.layer in {"covariates", "scores"} for one in found)
    seconds = round(time.perf_counter() - start)
    return {"people": people, "effect": effect, "centres": centres, "alarms": alarms, "seconds": seconds}


def build_centre(people: int, effect: float, seed: int) -> tuple[StableCentre, int]:
    """A centre, with a programme where it has an effect, and the length of its lists."""
    capacity = max(10, round(CAPACITY_SHARE * people))
    programme = Programme(effect, HOLD_OUT, capacity) if effect else None
    return StableCentre(people, BASE, seed, programme=programme), capacity


def build_markdown(said: dict[str, list[dict[str, Any]]]) -> str:
    """The table of the docs."""
    lines = ["| people | programme | alarm, of 100 | helped left out | not told apart | leavers / expected |"]
    lines.append("|---|---|---|---|---|---|")
    for row in sorted(said["truth"], key=lambda row: (row["people"], row["effect"])):
        per_100 = {way: f"{100 * found / row['centres']:.0f}" for way, found in row["alarms"].items()}
        what = f"takes away {row['effect']:.0%}" if row["effect"] else "none"
        ratios = " / ".join(f"{ratio:.2f}" for ratio in row["ratio"].values())
        others = " | ".join(per_100.get(way, "") for way in ("apart", "whole", "together"))
        lines.append(f"| {row['people']:,} | {what} | {others} | {ratios} |")
    return "\n".join(lines)


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
