"""The stage that measures help: the draws on record, and what was given without one.

Between a use with its snapshot, and `effects`, which knows neither. Features serve here to see whether arms were alike
before, and to hold equal what was measured; they are as known on the day of the draw, or the first of the month.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from houvast.actions.boundary import find_limits
from houvast.actions.draw_ledger import WrittenDraw, read_draws
from houvast.actions.log import Draw, build_arms, find_draws, find_help_given, how_it_ended
from houvast.actions.measured import EffectReport, HarmLook, MeasuredDraw, MeasuredHelp
from houvast.assemble import look
from houvast.effects import (
    Arms,
    DrawEffect,
    Verdict,
    compare_before,
    e_value_of,
    estimate_adjusted,
    estimate_draw,
    estimate_draw_by_group,
    judge_adjusted,
    judge_draw,
)
from houvast.evaluation import Figure
from houvast.features import DRIVER_OF, TENURE
from houvast.labels import build_outcomes, exit_lag
from houvast.observations import month_starts
from houvast.records.past import read_known
from houvast.records.snapshot import Snapshot
from houvast.stages import Step, check_as_of, latest_snapshot
from houvast.suppression import FEWEST_PEOPLE
from houvast.timeline import to_days
from houvast.timeline.days import to_date
from houvast.use import Use
from houvast.walk import Cohort, see_cohort

OVER_TIME = (28, 91, 182, 273, 365)
KNOWN_SHARE, BEFORE_LEVEL = 0.8, 0.01
"""A feature serves as a control where so much of it is known; and how often a fair draw may fail all of them."""

FEWEST_HELPED, NORMAL_95 = 50, 1.959964
TENURE_BANDS = ((91, "under_3_months"), (365, "3_to_12_months"), (10**6, "a_year_and_longer"))


@dataclass(frozen=True)
class _Known:
    """What is asked of the records, read once."""

    use: Use
    snapshot: Snapshot
    spells: pd.DataFrame
    until: int
    lag: int

    @property
    def settings(self) -> dict[str, int]:
        return {"draws": self.use.config.validation.bootstrap, "seed": self.use.config.model.seed}


def measure_effects(use: Use, *, step: Step, as_of: dt.date | None = None) -> EffectReport:
    """What help achieved, as known on a day.

    Parameters
    ----------
    as_of : datetime.date or None
        The end of the newest snapshot where None.

    Raises
    ------
    ConfigError
        There is no snapshot, or it does not reach that day.
    """
    snapshot = latest_snapshot(use)
    check_as_of(snapshot, as_of)
    day = as_of or snapshot.observed_until
    spells, actions = read_known(snapshot, "spells", day), read_known(snapshot, "actions", day)
    known = _Known(use, snapshot, spells, to_days(day), exit_lag(spells))
    draws = find_draws(actions)
    measured = tuple(step(f"draw {draw.draw_id}", _measure_draw, known, draw) for draw in draws)
    given = find_help_given(actions)
    named = given["action"].fillna("").unique()
    adjusted = tuple(step("help given", _measure_given, known, given, str(name)) for name in sorted(named))
    remarks = () if draws else ("no_draw",) if len(given) else ("no_help",)
    return EffectReport(str(day), use.horizon_days, use.config.help.fewest, measured, adjusted, remarks)


def _measure_draw(known: _Known, draw: Draw) -> MeasuredDraw:
    causes = known.use.config.outcome.causes
    arms, people = build_arms(draw, known.spells, until=known.until, causes=causes)
    days = people["day"].to_numpy()
    drawn_on = tuple(str(to_date(int(day))) for day in (days.min(), days.max())) if len(days) else ("", "")
    described = draw.draw_id, draw.action, draw.driver, drawn_on, draw.by_team, draw.disagreeing
    horizons = _horizons(known, arms)
    if not horizons or arms.fewest < FEWEST_PEOPLE:
        return MeasuredDraw(*described, (), {}, {}, ())
    cohort = _see(known, np.unique(days))
    features = _features_of(cohort, people)
    effects = tuple(
        estimate_draw(arms, h, at_days=tuple(d for d in OVER_TIME if d <= h), lag_days=known.lag, **known.settings)
        for h in horizons
    )
    before = _compare_before(known, features, arms)
    planned = [one for one in read_draws(known.use.data / "draws.jsonl") if one.draw_id == draw.draw_id]
    finished = not planned or sum(effects[0].people) >= planned[0].planned_people
    verdicts = tuple(judge_draw(effect, before, finished=finished) for effect in effects)
    harm = look_for_harm(effects[0], planned[0], known.until) if planned else None
    groups = _by_group(known, arms, people, features, horizons[-1])
    planned_people = planned[0].planned_people if planned else None
    return MeasuredDraw(*described, effects, before, groups, verdicts, harm, planned_people)


def look_for_harm(effect: DrawEffect, planned: WrittenDraw, until: int) -> HarmLook | None:
    """The look of this month; None where there is no interval yet."""
    difference = effect.difference
    error = (difference.high - difference.low) / (2 * NORMAL_95)
    if not error > 0:
        return None
    months = (until - to_days(dt.date.fromisoformat(planned.as_of)) - effect.days) // 30
    look = int(np.clip(months + 1, 1, planned.looks))
    return HarmLook(difference.value / error, find_limits(planned.looks)[look - 1], look, planned.looks)


def _horizons(known: _Known, arms: Arms) -> list[int]:
    """The list's horizon, and the longest that was observed of everybody, as far as either was."""
    longest = int(arms.observed_days.min(initial=10**6)) - known.lag if arms.observed_days.size else 0
    wanted = [known.use.horizon_days] if int(arms.observed_days.max(initial=0)) >= known.use.horizon_days else []
    return wanted + ([longest] if longest > known.use.horizon_days else [])


def _see(known: _Known, days: np.ndarray) -> Cohort:
    config = known.use.config
    lens = look(known.use, days.astype(np.int32), config.model.drivers)
    return see_cohort(known.snapshot, lens, workers=known.use.workers)


def _features_of(cohort: Cohort, people: pd.DataFrame) -> pd.DataFrame:
    """The features of each person on the day of the draw; missing for who was not in the cohort."""
    seen = cohort.observations
    index = pd.MultiIndex.from_arrays([seen.employee_ids[seen.employee], seen.as_of])
    row = index.get_indexer(pd.MultiIndex.from_arrays([people["employee_id"], people["day"].astype(np.int32)]))
    return cohort.X.reindex(row).reset_index(drop=True)  # no row has the number -1


def _compare_before(known: _Known, features: pd.DataFrame, arms: Arms) -> dict[str, Figure]:
    """The first well-known feature of every driver, of those drawn for help less the others, before the draw."""
    chosen: dict[str, str] = {}
    for name in features:
        if all(_tells(features.loc[rows, name]) for rows in (arms.helped, ~arms.helped)):
            chosen.setdefault(DRIVER_OF[name], name)
    unit = arms.person if arms.team is None else arms.team
    level = 1 - BEFORE_LEVEL / max(len(chosen), 1)
    return {
        name: compare_before(features[name].to_numpy(dtype=float), arms.helped, unit, level=level, **known.settings)
        for name in chosen.values()
    }


def _by_group(
    known: _Known, arms: Arms, people: pd.DataFrame, features: pd.DataFrame, days: int
) -> dict[str, dict[str, DrawEffect | None]]:
    kinds = {"driver": people["driver"].fillna("").to_numpy(dtype=str)}
    if TENURE in features:
        limits = [limit for limit, _ in TENURE_BANDS[:-1]]
        band = np.digitize(features[TENURE].fillna(0).to_numpy(dtype=float), limits)
        kinds["tenure"] = np.array([name for _, name in TENURE_BANDS])[band]
    given = {"fewest": known.use.config.help.fewest, "lag_days": known.lag, **known.settings}
    return {
        kind: estimate_draw_by_group(arms, group, days, **given)
        for kind, group in kinds.items()
        if np.unique(group).size > 1
    }


def _measure_given(known: _Known, given: pd.DataFrame, action: str) -> MeasuredHelp:
    """Help in a month, what was known at its start held equal, and who left in the horizon after its end.

    Only who was still at work at the month's end is compared, so that nobody counts as helped for having stayed
    long enough to be helped.
    """
    first = max(to_days(known.snapshot.observed_from), int(given["day"].min()) - 31)
    months = month_starts(to_date(first), to_date(known.until))
    cohort = _see(known, months)
    row, later = _pair_months(cohort, months)
    outcomes = build_outcomes(known.spells, cohort.observations.take(later), known.until)
    arms = _outcome_arms(known, outcomes)
    seen = cohort.observations
    who, start, end = seen.employee_ids[seen.employee][row], seen.as_of[row], seen.as_of[later]
    own = given[given["action"].fillna("") == action]
    helped = _had_help(own, who, start, end)
    earlier = _had_help(given, who, start - known.use.horizon_days, start)
    kept = ~earlier & (helped | ~_had_help(given, who, start, end))
    label = np.where(kept, arms, np.nan)
    people = tuple(int(np.unique(who[(helped == arm) & ~np.isnan(label)]).size) for arm in (True, False))
    if min(people) < FEWEST_HELPED:
        return MeasuredHelp(
            action, people, None, {}, np.nan, np.nan, Verdict("unproven", None, ("not_drawn", "too_few"))
        )
    X = cohort.X.iloc[row].reset_index(drop=True)
    found = estimate_adjusted(label, helped, X, who.astype(str), **known.settings)
    before = _control(known, X, label, helped, who.astype(str))
    return MeasuredHelp(action, people, found, before, *e_value_of(found.ratio), judge_adjusted(found, before))


def _outcome_arms(known: _Known, outcomes) -> np.ndarray:
    how = how_it_ended(outcomes, known.use.config.outcome.causes)
    nobody = np.zeros(how.size, dtype=bool)
    arms = Arms(np.arange(how.size), nobody, outcomes.time_days, how, outcomes.observed_days)
    return arms.label(known.use.horizon_days, known.lag)


def _pair_months(cohort: Cohort, months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of people at the start of a month, and their rows at the start of the next one."""
    seen = cohort.observations
    at = np.searchsorted(months, seen.as_of)
    follows = np.append((seen.employee[1:] == seen.employee[:-1]) & (at[1:] == at[:-1] + 1), False)
    follows &= np.append(seen.spell_started[1:] == seen.spell_started[:-1], False)
    row = np.flatnonzero(follows)
    return row, row + 1


def _had_help(given: pd.DataFrame, who: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Whether each person had help in ``[start, end)``."""
    days = {name: np.sort(rows.to_numpy()) for name, rows in given.groupby("employee_id")["day"]}
    nothing = np.zeros(0)
    found = [np.searchsorted(days.get(w, nothing), [s, e]) for w, s, e in zip(who, start, end, strict=True)]
    return np.array([one[1] > one[0] for one in found], dtype=bool)


def _tells(feature: pd.Series) -> bool:
    """Whether a feature is known of enough people, and not the same of all."""
    known = feature.dropna()
    return len(known) >= KNOWN_SHARE * max(len(feature), 1) and len(known) > 0 and known.min() < known.max()


def _control(
    known: _Known, X: pd.DataFrame, label: np.ndarray, helped: np.ndarray, who: np.ndarray
) -> dict[str, Figure]:
    """The strain before the help of those who had it, other drivers held equal: 0 where the arms are alike."""
    for driver in ("burnout", "workload", "one_on_ones"):
        own = [name for name in X if DRIVER_OF[name] == driver]
        well_known = [name for name in own if _tells(X[name])]
        if well_known and len(own) < X.shape[1]:
            value = np.where(np.isnan(label), np.nan, X[well_known[0]].to_numpy(dtype=float))
            found = estimate_adjusted(value, helped, X.drop(columns=own), who, **known.settings)
            return {well_known[0]: found.difference}
    return {}
