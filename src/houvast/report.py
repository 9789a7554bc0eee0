"""What is said of a training run, kept with the model and shown with every list made with it."""

import datetime as dt
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from houvast.cohort_rates import build_cohort_rates
from houvast.config import Config
from houvast.evaluation import Figure, read_figure
from houvast.exposure import build_exposure
from houvast.records.past import read_known, read_spells
from houvast.records.snapshot import Snapshot
from houvast.risk_list import RiskList, columns_of_people
from houvast.splits import Origin
from houvast.summary import Costs, Remark, SourceRows, Summary, build_evaluation
from houvast.survival import build_survival
from houvast.survival_facts import Survival
from houvast.timeline import to_days
from houvast.timeline.days import to_dates
from houvast.train import Trained
from houvast.training_rows import Learnable

FEW_LEAVERS = 200
"""Distinct leavers below which a list warns that it will change as records grow."""

MANY_NOT_ASSESSED = 0.05
"""Share of the people at work from which a list warns that it does not assess them."""


def training_report(trained: Trained, drivers: tuple[str, ...]) -> dict[str, Any]:
    """All that a list must say of its model, as plain JSON."""
    step, found, people = trained.step, trained.predictions, trained.rows.observations.employee
    return {
        "leavers": trained.rows.leavers,
        "rows": int(trained.rows.mature.size),
        "people": int(np.unique(trained.rows.observations.employee[trained.rows.mature]).size),
        "drivers": list(drivers),
        "features": list(step.features),
        "rung": {"from_leavers": step.from_leavers, "max_parameters": step.max_parameters, "penalty": step.penalty},
        "not_measured": [driver for driver in drivers if driver not in trained.measured_drivers],
        "not_weighed": [driver for driver in drivers if driver in trained.measured_drivers - set(step.drivers)],
        "unknown_exits": int(np.unique(people[trained.rows.outcomes.cause == "unknown"]).size),
        "exit_lag_days": trained.rows.exit_lag_days,
        "leaks": [asdict(leak) for leak in trained.rows.leaks],
        "origins": len(trained.origins),
        "stretches": [
            {name: str(day) for name, day in zip(("train_until", "test_from", "test_until"), days, strict=True)}
            for days in _dates_of(trained.origins)
        ],
        "candidates": [candidate.as_dict() for candidate in trained.candidates],
        "chosen": trained.chosen,
        "protocol_sha256": None if trained.opened is None else trained.opened.protocol_sha256,
        "not_assessed_share": None if np.isnan(trained.not_assessed_share) else trained.not_assessed_share,
        "opened_before": None if trained.opened is None else trained.opened.before,
        "tested_people": 0 if found is None else int(np.unique(found.person).size),
        "tested_leavers": 0 if found is None else int(found.leavers),
        **_assessed(trained),
    }


def _assessed(trained: Trained) -> dict[str, Any]:
    """Figures and curves of what was predicted; empty where nothing could be tested."""
    if trained.assessment is None:
        return {"figures": {}, "last_figures": {}, "curves": {"calibration": [], "lift": {}}}
    last = trained.last
    return {
        **trained.assessment.as_dict(),
        "last_figures": {} if last is None else last.as_dict()["figures"],
        **({} if trained.after_help is None else {"after_help": trained.after_help.as_dict()}),
        "stability": None if trained.stability is None else trained.stability.as_dict(),
        "learning_curve": None if trained.learning_curve is None else trained.learning_curve.as_dict(),
    }


def _dates_of(origins: tuple[Origin, ...]) -> list[tuple[dt.date, ...]]:
    days = np.array([(one.train_until, one.test_from, one.test_until) for one in origins]).reshape(-1, 3)
    return [tuple(day.date() for day in pd.DatetimeIndex(to_dates(row))) for row in days]


def build_summary(
    config: Config,
    snapshot: Snapshot,
    report: dict[str, Any],
    *,
    people: int = 0,
    not_assessed: int = 0,
    base_risk: float = 0.0,
) -> Summary:
    """What a list shows beside its people: `people` at work, of whom so many are not assessed; a scorecard has none."""
    figures = {name: read_figure(kept) for name, kept in report["figures"].items()}
    evaluation = build_evaluation(
        figures,
        calibration=report["curves"]["calibration"],
        lift={of: points for of, points in report["curves"]["lift"].items() if of in ("model", "tenure")},
        origins=report["origins"],
        origins_wanted=config.validation.origins,
        people=report["tested_people"],
        leavers=report["tested_leavers"],
    )
    return Summary(
        **_basics(config, snapshot),
        people=people,
        leavers=report["leavers"],
        base_risk=base_risk,
        not_assessed_share=report.get("not_assessed_share"),
        evaluation=evaluation,
        rung=_rung(report),
        not_measured=tuple(report["not_measured"]),
        set_aside=tuple(_set_aside(leak) for leak in report["leaks"]),
        warnings=(
            *_refused_employments(config, snapshot),
            *_many_not_assessed(people, not_assessed),
            *_warnings(config, report, figures, evaluation.beats_tenure),
        ),
        model_features=tuple(report["features"]),
    )


def build_no_model(
    config: Config, snapshot: Snapshot, as_of: dt.date, manifest: dict[str, Any], reason: Learnable | Remark | None
) -> RiskList:
    """Rates by tenure and place instead of persons.

    Where too few left for a model, it was held back, or nobody is there to list.

    Parameters
    ----------
    reason : Learnable, Remark or None
        What a model could have learned from; or a remark on the model that was held back; None where there is a
        model and nobody in the cohort.
    """
    exposure = build_exposure(read_spells(snapshot, as_of, config.cohort.sites), **_observed(config, snapshot, as_of))
    rates, rates_by = build_cohort_rates(exposure, read_known(snapshot, "assignments", as_of), config.model.seed)
    leavers = int(np.unique(exposure.employee[exposure.left]).size)
    working = int(np.unique(exposure.employee[exposure.at_end]).size)
    why = _why_no_model(reason, leavers, config.model.ladder[0].from_leavers)
    summary = Summary(
        **_basics(config, snapshot),
        people=working,
        leavers=leavers,
        no_model=why if why and working else (*why, Remark("nobody_at_work")),
        cohort_rates=rates,
        rates_by=rates_by,
        warnings=_refused_employments(config, snapshot),
    )
    people = pd.DataFrame(columns=columns_of_people(config.outcome.horizon_weeks, config.publishing.reasons))
    nothing = pd.DataFrame(columns=["employee_id", "driver", "contribution"])
    return RiskList(people, nothing, manifest, summary, read_survival(config, snapshot, as_of))


def read_survival(config: Config, snapshot: Snapshot, as_of: dt.date) -> Survival | None:
    """When people left, as known before `as_of`; None where too few people were observed."""
    spells, assignments = read_spells(snapshot, as_of, config.cohort.sites), read_known(snapshot, "assignments", as_of)
    return build_survival(spells, assignments, **_observed(config, snapshot, as_of))


def _observed(config: Config, snapshot: Snapshot, as_of: dt.date) -> dict[str, Any]:
    return {
        "observed_from": to_days(snapshot.observed_from),
        "observed_until": to_days(as_of),
        "causes": config.outcome.causes,
    }


def _refused_employments(config: Config, snapshot: Snapshot) -> tuple[Remark, ...]:
    """A word where rows of the one required table were refused: leavers among them are missing from every figure."""
    return tuple(
        Remark("employments_refused", {"refused": one["rows_quarantined"], "rows": one["rows_in"]})
        for one in snapshot.manifest["sources"]
        if one["rows_quarantined"] and "spells" in config.records.sources[one["source"]].tables
    )


def _many_not_assessed(people: int, not_assessed: int) -> tuple[Remark, ...]:
    if not_assessed < MANY_NOT_ASSESSED * people or not not_assessed:
        return ()
    return (Remark("many_not_assessed", {"people": people, "not_assessed": not_assessed}),)


def _why_no_model(reason: Learnable | Remark | None, leavers: int, needed: int) -> tuple[Remark, ...]:
    if not isinstance(reason, Learnable):
        return () if reason is None else (reason,)
    if leavers < needed:
        return (Remark("too_few_leavers", {"leavers": leavers, "needed": needed}),)
    if reason.leavers < needed:
        return (Remark("too_few_usable_leavers", {"people": leavers, "leavers": reason.leavers, "needed": needed}),)
    return (Remark("no_stayers"),)


def _basics(config: Config, snapshot: Snapshot) -> dict[str, Any]:
    notes = "" if config.notes is None else getattr(config.notes, config.language)
    return {
        "config_name": config.name,
        "horizon_weeks": config.outcome.horizon_weeks,
        "capacity": config.capacity.people,
        "costs": Costs(config.capacity.help_cost, config.capacity.replacement_cost, config.capacity.help_effect),
        "notes": notes,
        "sources": tuple(
            SourceRows(
                source["file"],
                source["rows_in"],
                source["rows_kept"],
                source["rows_quarantined"],
                tuple(sorted(source["reasons"].items())),
            )
            for source in snapshot.manifest["sources"]
        ),
        "observed_until": snapshot.observed_until,
    }


def _rung(report: dict[str, Any]) -> tuple[Remark, ...]:
    chosen = Remark(
        "rung_chosen",
        {
            "leavers": report["leavers"],
            "max_parameters": report["rung"]["max_parameters"],
            "used": len(report["features"]) - 1,
        },
    )
    small = (Remark("rung_small"),) if report["rung"]["from_leavers"] < FEW_LEAVERS else ()
    left_out = (Remark("not_weighed", {"drivers": tuple(report["not_weighed"])}),) if report["not_weighed"] else ()
    return (chosen, *small, *left_out)


def _set_aside(leak: dict[str, Any]) -> Remark:
    return Remark(
        "recent_presence_leak" if leak.get("within_days") else "presence_leak",
        {
            "table": leak["table"],
            "people_with": leak["people_with"],
            "people_without": leak["people_without"],
            "share_with": leak["left_with"],
            "share_without": leak["left_without"],
        },
    )


def _warnings(config: Config, report: dict[str, Any], figures: dict[str, Figure], beats: bool | None) -> list[Remark]:
    """What a reader must know before believing the list, the gravest first."""
    nothing = Figure(float("nan"), float("nan"), float("nan"))  # compares false with everything
    wanted, auc, ratio = (
        config.validation.origins,
        figures.get("auc", nothing),
        figures.get("observed_expected", nothing),
    )
    by_chance = auc.low <= 0.5
    leaks = sum(finding["refuses"] for finding in report.get("leakage", {}).get("findings", ()))
    said = [
        (leaks > 0, Remark("leaks_found", {"leaks": leaks})),
        (by_chance, Remark("not_better_than_chance", {"auc": round(auc.value, 2)})),
        (beats is False and not by_chance, Remark("not_better_than_tenure")),
        (
            beats is True and not figures.get("precision_at_capacity_over_tenure", nothing).low > 0,
            Remark("not_better_at_capacity", {"capacity": config.capacity.people}),
        ),
        (report["origins"] < wanted, Remark("few_origins", {"origins": report["origins"], "wanted": wanted})),
        (auc.value > config.validation.auc_ceiling, Remark("auc_above_ceiling", {"auc": round(auc.value, 2)})),
        (ratio.low > 1.25 or ratio.high < 0.8, Remark("calibration_off", {"ratio": round(ratio.value, 2)})),
        (report["leavers"] < FEW_LEAVERS, Remark("few_leavers", {"leavers": report["leavers"]})),
        (report["exit_lag_days"] > 0, Remark("exits_known_late", {"days": report["exit_lag_days"]})),
        (report["unknown_exits"] > 0, Remark("unknown_exits", {"exits": report["unknown_exits"]})),
    ]
    return [remark for holds, remark in said if holds]
