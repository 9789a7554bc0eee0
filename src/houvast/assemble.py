"""Training rows and lists, put together from a use, a snapshot and a model.

Between the stages, which say what comes after what, and the parts below, which know no config.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from houvast import __version__
from houvast.beside import Telling, add_beside, add_forecast
from houvast.catalogue import drivers_digest, expected_directions
from houvast.config import config_digest
from houvast.errors import ConfigError
from houvast.fairness import PLACES, build_groups
from houvast.features import DRIVER_OF
from houvast.hazard import HazardModel
from houvast.leakage import find_leaky_tables, find_presence_leaks, merge_leaks
from houvast.leaving_terms import find_terms
from houvast.periods import period_edges
from houvast.protocol import Protocol
from houvast.records.past import read_known
from houvast.records.snapshot import Snapshot
from houvast.report import build_no_model, build_summary, read_survival
from houvast.risk_list import RiskList
from houvast.score import build_list, score
from houvast.summary import Remark
from houvast.team_rate import build_team_risk
from houvast.timeline import to_days
from houvast.timeline.days import to_dates
from houvast.training_rows import (
    TrainingRows,
    check_presence,
    check_sites,
    find_learnable,
    follow_rows,
    training_dates,
)
from houvast.use import Use
from houvast.walk import Lens, see_cohort


def build_training_rows(use: Use, snapshot: Snapshot, known_until: dt.date) -> TrainingRows:
    """Features, outcomes and labels at every mature as-of date, as known at `known_until`.

    Raises
    ------
    GateError
        Having a record predicts the outcome, and the config says to refuse.
    """
    config = use.config
    until = to_days(known_until)
    check_sites(snapshot, config.cohort.sites)
    lens = look(use, training_dates(snapshot, until, use.horizon_days), config.model.drivers)
    audited = replace(lens, exclude=tuple(DRIVER_OF), places=PLACES)
    # The gate reads presence only: features are built once it is known which tables are set aside.
    seen = see_cohort(snapshot, audited, workers=use.workers)
    following = {"horizon_days": use.horizon_days, "causes": config.outcome.causes}
    outcomes, label, lag, helped = follow_rows(snapshot, seen.observations, known_until, **following)
    seed = config.model.seed
    leaks = merge_leaks(
        find_presence_leaks(seen.present, seen.observations, label, seed=seed),
        find_leaky_tables(snapshot, seen.observations, label, until=until, seed=seed),
    )
    if config.validation.on_presence_leak == "refuse":
        check_presence(leaks)
    lens = replace(lens, set_aside=tuple(leak.table for leak in leaks), exclude=config.model.exclude_features)
    built = see_cohort(snapshot, lens, workers=use.workers)
    team_risk = build_team_risk(
        read_known(snapshot, "spells", known_until),
        read_known(snapshot, "assignments", known_until),
        seen.observations,
        seen.place,
        observed_from=to_days(snapshot.observed_from),
        **following,
    )
    groups = build_groups(seen.observations, seen.place, read_known(snapshot, "people", known_until))
    return TrainingRows(
        seen.observations, built.X, outcomes, label, leaks, lag, team_risk, groups, built.idle_days, helped
    )


def build_protocol(use: Use) -> Protocol:
    """How a model of this use is chosen, tested and fitted."""
    config = use.config
    model, validation = config.model, config.validation
    return Protocol(
        edges_days=period_edges({*config.outcome.horizons_weeks, config.outcome.horizon_weeks}),
        headline_days=use.horizon_days,
        causes=config.outcome.causes,
        rungs=tuple((rung.from_leavers, rung.max_parameters, rung.penalty) for rung in model.ladder),
        features=model.features,
        directions=tuple(
            (name, sign)
            for name, sign in expected_directions()
            if model.directions == "expected" and name not in model.free_features
        ),
        penalties=model.penalties,
        boosting=model.boosting,
        boosting_from=model.boosting_from_leavers,
        origins=validation.origins,
        embargo_days=validation.embargo_weeks * 7,
        window_days=None if model.window_months is None else round(model.window_months * 30.4375),
        capacity=config.capacity.people,
        pays_from=config.capacity.pays_from,
        draws=validation.bootstrap,
        refits=validation.refits,
        seed=model.seed,
    )


def look(use: Use, as_of_days: np.ndarray, drivers: Iterable[str]) -> Lens:
    """The lens of a use."""
    config = use.config
    return Lens(
        as_of_days,
        tuple(drivers),
        min_tenure_days=config.cohort.min_tenure_days,
        sites=config.cohort.sites,
        min_respondents=config.surveys.min_respondents,
        individual_answers=config.surveys.individual_use == "consent_recorded",
    )


def training_frame(rows: TrainingRows) -> pd.DataFrame:
    """Training rows as one table for analysis: who, when, label, time, cause, and the features."""
    seen = rows.observations
    return pd.DataFrame(
        {
            "employee_id": seen.employee_ids[seen.employee],
            "as_of_date": to_dates(seen.as_of),
            "label": rows.label,
            "time_days": rows.outcomes.time_days,
            "cause": rows.outcomes.cause,
        }
    ).join(rows.X)


def build_risk_list(
    use: Use, snapshot: Snapshot, model: HazardModel, facts: dict[str, Any], as_of: dt.date
) -> RiskList:
    """The list of everyone in the cohort at `as_of`, by a model and what was noted at its registration."""
    config, report = use.config, facts["report"]
    drivers = tuple(report["drivers"])
    check_sites(snapshot, config.cohort.sites)
    lens = look(use, np.array([to_days(as_of)], dtype=np.int32), drivers)
    lens = replace(lens, set_aside=tuple(leak["table"] for leak in report["leaks"]))
    cohort = see_cohort(snapshot, lens, workers=use.workers)
    if not len(cohort.observations):
        return build_no_model(config, snapshot, as_of, build_manifest(use, snapshot, as_of), None)
    others = [weeks for weeks in config.outcome.horizons_weeks if weeks != config.outcome.horizon_weeks]
    scored = score(model, cohort, drivers, others)
    people, contributions, not_assessed = build_list(
        scored,
        as_of=as_of,
        horizon_weeks=config.outcome.horizon_weeks,
        capacity=config.capacity.people,
        language=config.language,
        reasons=config.publishing.reasons,
        abstain=config.publishing.abstain == "yes",
    )
    manifest = build_manifest(use, snapshot, as_of) | {
        "model_sha256": facts["model_sha256"],
        "model_known_until": facts["known_until"],
    }
    summary = build_summary(
        config,
        snapshot,
        report,
        people=len(cohort.observations),
        not_assessed=len(not_assessed),
        base_risk=scored.explanation.base_risk,
    )
    survival = read_survival(config, snapshot, as_of)
    listed = RiskList(people, contributions, manifest, summary, survival, not_assessed)
    telling = Telling(snapshot, cohort.X, drivers, lens.set_aside, config.language)
    listed = add_beside(listed, scored, telling, home=use.published, members=use.members, as_of=as_of)
    at = pd.Index(scored.employee_id).get_indexer(people["employee_id"])
    return add_forecast(listed, model, scored.X.iloc[at], find_terms(config, survival))


def build_rates(use: Use, snapshot: Snapshot, as_of: dt.date, *, held_back: Remark | None = None) -> RiskList:
    """Rates by tenure and place instead of persons.

    Parameters
    ----------
    held_back : Remark or None
        Of the model that the release gate lets make no list, where there is one.

    Raises
    ------
    ConfigError
        The records would carry a model: one must be trained first.
    """
    config = use.config
    learnable = find_learnable(
        snapshot,
        as_of,
        horizon_days=use.horizon_days,
        causes=config.outcome.causes,
        min_tenure_days=config.cohort.min_tenure_days,
        sites=config.cohort.sites,
    )
    if held_back is not None:
        return build_no_model(config, snapshot, as_of, build_manifest(use, snapshot, as_of), held_back)
    if learnable.suffices(config.model.ladder[0].from_leavers):
        past = f" For a past date: houvast run CONFIG --as-of {as_of}." if as_of < snapshot.observed_until else ""
        raise ConfigError(f"no model of `{config.name}` makes lists yet. Train one first: houvast train CONFIG.{past}")
    return build_no_model(config, snapshot, as_of, build_manifest(use, snapshot, as_of), learnable)


def withhold_people(use: Use, snapshot: Snapshot, as_of: dt.date, listed: RiskList, why: str) -> RiskList:
    """What may be told of groups where people must not be listed: rates, teams and sites, how good the model is.

    Parameters
    ----------
    why : str
        Why there is no list of people, as from `purpose`.
    """
    manifest = {name: value for name, value in listed.manifest.items() if name != "compared_with"}
    groups = build_no_model(use.config, snapshot, as_of, manifest, Remark(f"people_withheld_{why}"))
    told = {name: table for name, table in listed.beside.items() if name in ("sites", "teams", "forecast")}
    return replace(groups, scorecard=listed.scorecard, beside=told)


def add_warnings(risk_list: RiskList, warnings: tuple[Remark, ...]) -> RiskList:
    """The list with warnings before those that it has."""
    return replace(risk_list, summary=replace(risk_list.summary, warnings=(*warnings, *risk_list.summary.warnings)))


def build_manifest(use: Use, snapshot: Snapshot, as_of: dt.date) -> dict[str, Any]:
    """What a list was made from, by name and hash."""
    return {
        "as_of_date": str(as_of),
        "config": use.config.name,
        "config_sha256": config_digest(use.config),
        "drivers_sha256": drivers_digest(),
        "horizon_weeks": use.config.outcome.horizon_weeks,
        "houvast_version": __version__,
        "observed_until": str(snapshot.observed_until),
        "snapshot": snapshot.id,
        "versions": package_versions(),
    }


def package_versions() -> dict[str, str]:
    """Versions of the packages that a list's numbers rest on."""
    from importlib.metadata import version

    return {name: version(name) for name in ("numpy", "pandas", "scikit-learn", "scipy", "shap")}
