"""The release gate: whether a version makes the lists from now on, and on which grounds.

Definitions
-----------
ground
    One thing that was looked at: a figure with its interval, its limit, and whether it held. A ground that was not
    measured says so (`held` is None); it stands in no way unless its description says that it must be measured.
route
    A way to take the place of a champion. `better`: the paired difference of AUC from the champion, on the same rows
    and out of time, lies above 0 with its whole interval, and so do those from the baselines. `fresher`: the version
    is not worse by more than `MARGIN`, knows outcomes of at least `FRESH_MONTHS` months more, and keeps what the
    champion had shown. `first`: nothing of this task makes lists yet. `tested`: the champion could never be tested.

Always: the leakage gate and the fairness gate have not failed, and nobody took the version back by hand.

`MARGIN` is argued, not tuned: it is less than half of the 0.075 of AUC that a model gained over tenure alone on twelve
simulated centres (docs/validity.md), as non-inferiority margins keep at least half of an effect that was shown (FDA,
Non-Inferiority Clinical Trials, 2016). `FRESH_MONTHS` is one horizon of 13 weeks: with less, the newest outcomes come
largely from as-of dates that the champion had already learned from.

Known drawbacks: a series of `fresher` versions may each lose up to the margin; none may lose what the champion was
shown to have over tenure alone, which bounds the series (docs/adr/0008).
"""

from dataclasses import asdict, dataclass
from typing import Any

MARGIN = 0.02
"""AUC that a fresher version may be worse, at the low end of the paired interval."""
FRESH_MONTHS = 3
CALIBRATED = (0.8, 1.25)
"""Observed over expected that counts as calibrated, where the interval does not hold 1."""
BASELINES = ("tenure", "team_rate")

Facts = dict[str, Any]
"""What was noted of a version: `known_until` and the `report` with its `figures`, `fairness` and `leakage`."""


@dataclass(frozen=True)
class Ground:
    """One thing that a decision rests on.

    Parameters
    ----------
    name : str
        `texts/release.yaml` has its words.
    held : bool or None
        None where it was not measured.
    value : float, int, str or None
    low, high : float or None
        95% interval of the value, where it has one.
    limit : float, int, str or None
        What the value is held against.
    routes : tuple of str
        The routes that need it; empty where it is said and nothing hangs on it.
    """

    name: str
    held: bool | None
    value: float | int | str | None = None
    low: float | None = None
    high: float | None = None
    limit: float | int | str | None = None
    routes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What became of a version, and why; `route` is None where it stays challenger."""

    champion: int | None
    route: str | None
    grounds: tuple[Ground, ...]

    @property
    def promoted(self) -> bool:
        """Whether the version makes the lists from now on."""
        return self.route is not None

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the grounds that stood in the way, in their order; none where it was promoted."""
        if self.promoted:
            return ()
        return tuple(ground.name for ground in self.grounds if ground.routes and ground.held is False)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `read_decision` reads it."""
        return {"promoted": self.promoted, **asdict(self)}


def read_decision(kept: dict[str, Any] | None) -> Decision | None:
    """The decision that `Decision.as_dict` wrote."""
    if kept is None:
        return None
    grounds = (Ground(**{**ground, "routes": tuple(ground["routes"])}) for ground in kept["grounds"])
    return Decision(kept["champion"], kept["route"], tuple(grounds))


def decide(
    version: Facts,
    champion: Facts | None,
    *,
    champion_number: int | None = None,
    over_champion: dict[str, float | None] | None = None,
    taken_back: bool = False,
) -> Decision:
    """Whether a version becomes champion by rule.

    Parameters
    ----------
    version, champion : dict
        Facts of the version, and of the champion of the same task; None where there is none.
    over_champion : dict or None
        `value`, `low`, `high` of the paired difference of AUC from the champion on the same rows; None where it was
        not measured.
    taken_back : bool
        Whether the version was champion and somebody put another in its place by hand.
    """
    routes = _routes(champion)
    grounds = [*_always(version, taken_back, routes), *_shown(version, champion, routes)]
    if champion is None:
        grounds.append(_more_than_rates(grounds))
    else:
        grounds.append(_knows_as_much(version, champion, routes))
        if "better" in routes:
            grounds += _beside_champion(version, champion, over_champion, grounds)
    open_routes = (
        route for route in routes if all(ground.held is not False for ground in grounds if route in ground.routes)
    )
    return Decision(champion_number, next(open_routes, None), tuple(grounds))


def months_between(earlier: str, later: str) -> int:
    """Whole calendar months from one ISO date to another; negative where it lies before."""
    first, last = ([int(part) for part in day.split("-")] for day in (earlier, later))
    return 12 * (last[0] - first[0]) + last[1] - first[1] - (last[2] < first[2])


def _routes(champion: Facts | None) -> tuple[str, ...]:
    if champion is None:
        return ("first",)
    return ("better", "fresher") if _figure(champion, "auc") else ("tested",)


def _always(version: Facts, taken_back: bool, routes: tuple[str, ...]) -> list[Ground]:
    leakage, fairness = (version["report"].get(name) for name in ("leakage", "fairness"))
    passed = None if leakage is None else bool(leakage["passed"])
    verdict = None if fairness is None else fairness["verdict"]
    return [
        Ground("leakage", passed, limit="passes", value=_verdict(passed), routes=routes),
        Ground("fairness", None if verdict in (None, "not_assessable") else verdict == "passes",
               limit="passes", value=verdict, routes=routes),
        Ground("not_taken_back", not taken_back, routes=routes),
    ]  # fmt: skip


def _shown(version: Facts, champion: Facts | None, routes: tuple[str, ...]) -> list[Ground]:
    """Beats its baselines and is calibrated: both needed to be `better`, said otherwise."""
    needed = tuple(route for route in routes if route == "better")
    over = [_beats(version, baseline, needed) for baseline in BASELINES]
    if over[1].value is None:  # teams are not in every centre's records
        over = over[:1]
    calibrated = _calibrated(version)
    held = False if needed and calibrated is None else calibrated
    ratio = _figure(version, "observed_expected") or {}
    limit = f"{CALIBRATED[0]}–{CALIBRATED[1]}"
    return [*over, Ground("calibrated", held, **ratio, limit=limit, routes=needed)]


def _more_than_rates(grounds: list[Ground]) -> Ground:
    """A first version must order people better than tenure, or promise what happens: else rates by tenure serve better.

    One that could not be tested is not held back: its list says that it was not tested.
    """
    shown = [ground.held for ground in grounds if ground.name in {"beats_tenure", "calibrated"}]
    held = None if None in shown and True not in shown else any(shown)
    return Ground("more_than_rates", held, routes=("first",))


def _knows_as_much(version: Facts, champion: Facts, routes: tuple[str, ...]) -> Ground:
    ours, theirs = version["known_until"], champion["known_until"]
    return Ground("knows_as_much", ours >= theirs, ours, limit=theirs, routes=routes)


def _beside_champion(
    version: Facts, champion: Facts, over: dict[str, float | None] | None, grounds: list[Ground]
) -> list[Ground]:
    over = over if over and over.get("low") is not None else {}
    months = months_between(champion["known_until"], version["known_until"])
    held = {ground.name: ground.held for ground in grounds}
    keeps = (held["beats_tenure"] is True or not _beats(champion, "tenure", ()).held) and (
        held["calibrated"] is True or not _calibrated(champion)
    )
    return [
        Ground("beats_champion", bool(over) and over["low"] > 0, **over, limit=0, routes=("better",)),
        Ground("not_worse", bool(over) and over["low"] > -MARGIN, **over, limit=-MARGIN, routes=("fresher",)),
        Ground("fresher", months >= FRESH_MONTHS, months, limit=FRESH_MONTHS, routes=("fresher",)),
        Ground("keeps_what_was_shown", keeps, routes=("fresher",)),
    ]


def _beats(version: Facts, baseline: str, routes: tuple[str, ...]) -> Ground:
    gain = _figure(version, f"auc_over_{baseline}")
    held = gain["low"] > 0 if gain else (False if routes else None)
    return Ground(f"beats_{baseline}", held, **(gain or {}), limit=0, routes=routes)


def _calibrated(version: Facts) -> bool | None:
    ratio = _figure(version, "observed_expected")
    if ratio is None:
        return None
    return ratio["low"] <= 1 <= ratio["high"] or CALIBRATED[0] <= ratio["value"] <= CALIBRATED[1]


def _figure(version: Facts, name: str) -> dict[str, float] | None:
    """A figure of a report with its interval; None where it could not be estimated."""
    found = version["report"].get("figures", {}).get(name)
    return None if found is None or found["low"] is None else {part: found[part] for part in ("value", "low", "high")}


def _verdict(passed: bool | None) -> str | None:
    return None if passed is None else "passes" if passed else "fails"
