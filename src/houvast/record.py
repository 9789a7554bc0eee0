"""A training run as it is kept in MLflow: config, snapshot, figures, plots, model."""

import datetime as dt
import json
import platform
from typing import Any

import numpy as np

from houvast.catalogue import drivers_digest
from houvast.config import Config, config_digest
from houvast.environment import installed_versions
from houvast.global_views import DOCUMENT as GLOBAL_VIEWS
from houvast.global_views import build_global_views
from houvast.kept_predictions import PREDICTIONS, write_predictions
from houvast.leakage import GateReport
from houvast.missed import audit_lists
from houvast.monitor.reference import DOCUMENT, build_reference
from houvast.plots import draw_calibration, draw_lift
from houvast.publish.survival_page import build_survival_page
from houvast.records.snapshot import Snapshot
from houvast.registry import Registry, Version, model_digest
from houvast.report import read_survival, training_report
from houvast.train import Trained
from houvast.use import Use

REFIT_PACKAGES = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy")
"""Packages that a refit rests on, to the last bit."""


def write_run(
    registry: Registry,
    trained: Trained,
    gate: GateReport,
    *,
    use: Use,
    snapshot: Snapshot,
    key: str,
    known_until: dt.date,
    compared_with: int | None = None,
) -> Version:
    """The registered version of a trained model, with all that is known of it.

    Parameters
    ----------
    compared_with : int or None
        Number of the version that `auc_over_champion` among the figures was measured against.
    """
    config = use.config
    report = training_report(trained, config.model.drivers)
    report |= {"leakage": gate.as_dict(), "fairness": _missed(trained, config)}
    facts = {
        "key": key,
        "task": use.task,
        "model_sha256": model_digest(trained.model),
        "known_until": str(known_until),
        "observed_until": str(snapshot.observed_until),
        "horizon_weeks": config.outcome.horizon_weeks,
        "snapshot": snapshot.id,
        "read_as": snapshot.read_as,
        "config_sha256": config_digest(config),
        "drivers_sha256": drivers_digest(),
        "packages": packages_of_a_refit(),
        "compared_with": compared_with,
        "report": report,
    }
    params = {
        "config": config.name,
        "config_sha256": facts["config_sha256"],
        "snapshot": snapshot.id,
        "known_until": str(known_until),
        "horizon_weeks": config.outcome.horizon_weeks,
        "leavers": report["leavers"],
        "penalty": trained.step.penalty,
        "features": len(report["features"]),
        "seed": config.model.seed,
    }
    metrics = {
        f"{name}_{part}" if part != "value" else name: value
        for name, figure in report["figures"].items()
        for part, value in figure.items()
        if value is not None
    }
    return registry.register(
        trained.model,
        example=trained.rows.X[report["features"]].head(5),
        facts=facts,
        params=params,
        metrics=metrics,
        figures=_plots(trained),
        documents={
            "config.json": json.dumps(config.model_dump(mode="json"), indent=2, ensure_ascii=False),
            "snapshot_manifest.json": json.dumps(snapshot.manifest, indent=2, ensure_ascii=False),
            "report.json": json.dumps(report, indent=2),
            **_survival(use, snapshot, known_until),
            DOCUMENT: _reference(trained, use, snapshot),
            GLOBAL_VIEWS: _global_views(trained, config),
            "leakage.json": json.dumps(gate.as_dict(), indent=2, ensure_ascii=False),
        },
        files=_predictions(trained),
    )


def _reference(trained: Trained, use: Use, snapshot: Snapshot) -> str:
    """What monitoring needs of the rows that the model was fitted on."""
    rows, stability = trained.rows, trained.stability
    X = rows.X.iloc[rows.mature][list(trained.model.feature_names_in_)]
    reference = build_reference(
        X,
        trained.model.predict_proba(X)[:, 1],
        as_of=rows.observations.as_of[rows.mature],
        person=rows.observations.employee[rows.mature],
        capacity=use.config.capacity.people,
        manifest=snapshot.manifest,
        refit_change=0.0 if stability is None else float(np.nan_to_num(1 - stability.overlap.value)),
    )
    return reference.as_json()


def _global_views(trained: Trained, config: Config) -> str:
    """What the model makes of the rows that it was fitted on, as a whole."""
    rows, row = trained.rows, trained.fitted_on
    nowhere = np.full(row.size, None)
    views = build_global_views(
        trained.model,
        rows.X.iloc[row][list(trained.model.feature_names_in_)],
        person=rows.observations.employee[row],
        site=nowhere if rows.groups is None else rows.groups["site"].to_numpy(dtype=object)[row],
        draws=config.validation.bootstrap,
        seed=config.model.seed,
    )
    return json.dumps(views.as_dict(), indent=1, ensure_ascii=False, allow_nan=False)


def packages_of_a_refit() -> dict[str, str]:
    """Versions, by name, of Python and of the packages that a refit rests on."""
    return {"python": platform.python_version(), **installed_versions(REFIT_PACKAGES)}


def _missed(trained: Trained, config: Config) -> dict[str, Any] | None:
    capacity, draws = config.capacity.people, config.validation.bootstrap
    return audit_lists(trained, capacity=capacity, draws=draws, seed=config.model.seed)


def _predictions(trained: Trained) -> dict[str, bytes]:
    found = trained.predictions
    if found is None:
        return {}
    ids = trained.rows.observations.employee_ids
    return {PREDICTIONS: write_predictions(ids, found.person, found.as_of, found.risk, found.label)}


def _plots(trained: Trained) -> dict[str, Any]:
    plots = {}
    if trained.predictions is not None:
        plots["calibration.png"] = draw_calibration(trained.predictions)
        plots["lift.png"] = draw_lift(trained.predictions)
    return plots


def _survival(use: Use, snapshot: Snapshot, known_until: dt.date) -> dict[str, str]:
    """The survival page and its figures, as a list of that date shows them."""
    survival = read_survival(use.config, snapshot, known_until)
    if survival is None:
        return {}
    page = build_survival_page(known_until, survival, use.config.name, use.config.language)
    return {"survival.html": page, "survival.json": json.dumps(survival.as_dict(), indent=2, ensure_ascii=False)}
