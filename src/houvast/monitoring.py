"""The stage that watches: what monitoring needs is gathered, judged and published.

It changes no model that makes lists. Where it is told to, it trains a challenger when an alarm asks for one, and
never promotes it.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from houvast.assemble import look
from houvast.errors import ConfigError
from houvast.labels import exit_lag
from houvast.monitor import Monitoring, Reference
from houvast.monitor.arrivals import read_arrivals
from houvast.monitor.published import Followed, PastList, follow, read_lists
from houvast.monitor.reference import DOCUMENT, columns_of, read_reference, refused_of
from houvast.monitor.runs import judge_runs
from houvast.monitor.truth import Promised, promised_by
from houvast.monitor.watch import (
    SeenPeople,
    SeenRecords,
    judge_followed,
    judge_newest_list,
    judge_people,
    judge_records,
    remark_on_truth,
)
from houvast.publish import publish_monitoring
from houvast.records.past import read_known
from houvast.records.snapshot import Snapshot
from houvast.stages import Step, latest_snapshot, open_registry, train_model
from houvast.timeline import to_days
from houvast.use import Use
from houvast.walk import see_cohort


@dataclass(frozen=True)
class Watched:
    """A monitoring that was published: its folder, and what it says."""

    folder: str
    monitoring: Monitoring


@dataclass(frozen=True)
class _Truth:
    """The lists that were followed to their end, what was promised of each, and what must be known of them."""

    followed: list[Followed]
    promised: list[Promised]
    actions: bool
    first_mature: dt.date | None


def monitor_model(use: Use, *, step: Step, as_of: dt.date | None = None, retrain: bool | None = None) -> Watched:
    """Judge the newest snapshot, the champion and all published lists as they stand on a day.

    Parameters
    ----------
    as_of : datetime.date or None
        Today where None: a run that did not happen is seen by the calendar only.
    retrain : bool or None
        Whether an alarm that asks for it starts the training of a challenger; as the config says where None.

    Raises
    ------
    ConfigError
        There is no snapshot, or the champion knows outcomes of after that day.
    """
    on = as_of or dt.date.today()
    snapshot = latest_snapshot(use)
    until = min(on, snapshot.observed_until)
    registry = step("open registry", open_registry, use)
    champion = registry.champion()
    if champion is not None and champion.facts["known_until"] > str(on):
        raise ConfigError(
            f"the champion learned from outcomes until {champion.facts['known_until']}; on {on} it was not there. "
            "Give `--as-of` a later date."
        )
    lists = read_lists(use.published, use.config.outcome.horizon_weeks, on)
    seen = step("look at records", _look_at_records, snapshot, until)
    truth = step("follow lists", _follow_lists, use, snapshot, registry, lists, until)
    monitoring = step("judge", _judge, use, snapshot, registry, champion, on, lists, seen, truth)
    if monitoring.asks_for_training and (use.config.monitoring.retrain if retrain is None else retrain):
        trained = train_model(use, snapshot, step=step, promote=False)
        monitoring = replace(monitoring, challenger=trained.number)
    folder = step("publish", publish_monitoring, use.published / "monitoring", monitoring, use.config.language)
    return Watched(str(folder), monitoring)


def _judge(
    use: Use, snapshot: Snapshot, registry: Any, champion: Any, on: dt.date, lists: list[PastList], seen: SeenRecords,
    truth: _Truth,
) -> Monitoring:  # fmt: skip
    asked = use.config.monitoring
    reference, remarks = _reference(use, registry, champion)
    findings = judge_runs(
        on,
        {one.as_of for one in lists},
        observed_until=snapshot.observed_until,
        known_until=None if champion is None else dt.date.fromisoformat(champion.facts["known_until"]),
        grace_days=asked.grace_days,
        most_model_days=asked.most_model_days,
    )
    found, months, verified = judge_followed(truth.followed, truth.promised, use.horizon_days)
    findings += found
    if reference is not None:
        findings += judge_newest_list(lists, reference)
        people = _look_at_people(use, snapshot, registry, champion, reference, min(on, snapshot.observed_until))
        findings += judge_people(people, reference)
    findings += judge_records(seen, reference)
    remarks += remark_on_truth(truth.followed, actions=truth.actions, lists=len(lists), first_mature=truth.first_mature)
    return Monitoring(
        config_name=use.config.name,
        on=on,
        observed_until=snapshot.observed_until,
        model=None if champion is None else champion.number,
        findings=tuple(findings),
        months=months,
        verified_until=verified,
        remarks=tuple(remarks),
    )


def _reference(use: Use, registry: Any, champion: Any) -> tuple[Reference | None, list]:
    """What was kept of the champion's training, or why it cannot be used."""
    if champion is None:
        return None, [("no_model", {})]
    if champion.facts["task"] != use.task:
        return None, [("other_task", {})]
    kept = registry.read_artifact(champion, DOCUMENT)
    reference = read_reference(kept.decode() if kept else None)
    return reference, [] if reference else [("no_reference", {"number": champion.number})]


def _look_at_records(snapshot: Snapshot, until: dt.date) -> SeenRecords:
    day = to_days(until)
    filled = [name for name, said in snapshot.manifest["tables"].items() if said["rows"]]
    arrivals = {name: read_arrivals(snapshot, name, day) for name in filled}
    return SeenRecords(columns_of(snapshot.manifest), refused_of(snapshot.manifest), arrivals, day)


def _look_at_people(
    use: Use, snapshot: Snapshot, registry: Any, champion: Any, reference: Reference, until: dt.date
) -> SeenPeople:
    """Features of training at the reference's dates and of today, through the lens that makes the lists."""
    report, today = champion.facts["report"], to_days(until)
    dates = np.array([*(day for day in reference.dates if day < today), today], dtype=np.int32)
    lens = look(use, dates, tuple(report["drivers"]))
    cohort = see_cohort(
        snapshot, replace(lens, set_aside=tuple(leak["table"] for leak in report["leaks"])), workers=use.workers
    )
    X = cohort.X[list(reference.features)]
    now = cohort.observations.as_of == today
    risk = np.zeros(0)
    if now.any():
        risk = registry.load(champion).predict_proba(X[now])[:, 1]
    return SeenPeople(X, cohort.observations.employee, now, risk)


def _follow_lists(use: Use, snapshot: Snapshot, registry: Any, lists: list[PastList], until: dt.date) -> _Truth:
    spells, actions = read_known(snapshot, "spells", until), read_known(snapshot, "actions", until)
    lag, followed, promised = exit_lag(spells), [], []
    versions = {version.facts.get("model_sha256"): version for version in registry.versions()}
    made = [one for one in lists if one.model_sha256]
    for past in made:
        one = follow(
            past,
            spells,
            actions,
            until=to_days(until),
            horizon_days=use.horizon_days,
            lag_days=lag,
            causes=use.config.outcome.causes,
        )
        if one is not None:
            version = versions.get(past.model_sha256)
            followed.append(one)
            promised.append({} if version is None else promised_by(version.facts["report"]["figures"]))
    mature = made[0].as_of + dt.timedelta(days=use.horizon_days + lag) if made else None
    return _Truth(followed, promised, actions is not None and len(actions) > 0, mature)
