"""A made-up list: invented people, seeded, in the shape that scoring hands over."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
from pseudonymous import codes

from houvast.changes import build_changes
from houvast.curves import Curves, build_curve_table
from houvast.evaluation import Figure
from houvast.facts import TOLD
from houvast.first_days_facts import FirstDays, Half, HiringCohort
from houvast.forecasts import Terms, build_forecast
from houvast.month_sums import MonthSums
from houvast.place_tables import build_place_tables, places_of
from houvast.reasons import build_reasons
from houvast.risk_list import RiskList, order_contributions, order_not_assessed, order_people
from houvast.sector import COLUMNS as SECTOR
from houvast.sensitivity import Sensitivity
from houvast.summary import (
    CalibrationPoint,
    CohortRate,
    Evaluation,
    LiftPoint,
    Remark,
    Scores,
    SourceRows,
    Summary,
)
from houvast.survival_facts import Stretch

AS_OF = dt.date(2025, 6, 1)
BASE = 0.052
FEATURES = {
    "first_90_days_tenure_days": (20, 2500),
    "pay_since_rise_days": (5, 900),
    "burnout_sick_spells_180d_count": (0, 4),
    "one_on_ones_held_90d_count": (0, 4),
    "career_path_known_team_share": (0.2, 0.9),
}
SIGNS = np.array([-0.6, 0.35, 0.45, -0.3, -0.3])
LOG_ODDS = np.log(BASE / (1 - BASE))
DRIVERS = ["first_90_days", "pay", "burnout", "one_on_ones", "career"]


def made_up_ids(people: int = 60) -> list[str]:
    """What the sources would call as many people; a list has their pseudonyms."""
    return [f"{number:04d}" for number in range(7, people + 7)]


def made_up_list(people: int = 60, language: str = "en", capacity: int = 20, seed: int = 1) -> RiskList:
    """A list of `people` invented people, with figures as a real one would have."""
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({name: rng.uniform(low, high, people) for name, (low, high) in FEATURES.items()})
    for name in X:
        X[name] = X[name].round(2 if name.endswith("share") else 0)
    middle = X.median()
    phi = ((X - middle) / X.std(ddof=0).replace(0, 1)).to_numpy() * SIGNS + rng.normal(0, 0.1, X.shape)
    risk = 1 / (1 + np.exp(-(LOG_ODDS + phi.sum(axis=1))))
    weights = phi * ((risk - BASE) / phi.sum(axis=1))[:, None]
    contributions = pd.DataFrame(weights, columns=DRIVERS)
    features = pd.DataFrame(weights, columns=list(FEATURES))
    reasons = build_reasons(language, contributions, features, X, X.median(), 3)
    ids = codes(made_up_ids(people)[number] for number in rng.permutation(people))
    frame = pd.DataFrame(
        {
            "employee_id": ids,
            "as_of_date": pd.Timestamp(AS_OF),
            "risk_13w": risk,
            "risk_13w_low": risk * 0.6,
            "risk_13w_high": np.minimum(risk * 1.6, 1),
            "base_risk_13w": BASE,
            "site": rng.choice(["Groningen", "Maastricht"], people),
            "team": rng.choice(["Zorg 1", "Zorg 2", "Energie 3", "Telecom 4"], people),
            "tenure_days": X["first_90_days_tenure_days"],
            **{f"reason_{n + 1}": [own[n] if n < len(own) else None for own in reasons] for n in range(3)},
            "not_measured": "purpose",
            "doubt": "",
        }
    )
    ordered = order_people(frame, 13, capacity)
    contributions.insert(0, "employee_id", ids)
    manifest = {
        "config": {"name": "demo", "sha256": "5f" * 32},
        "model": {"sha256": "ab" * 32, "version": "3"},
        "snapshot": {"id": "2025-06-01-1a2b3c4d5e6f", "sha256": "0c" * 32},
        "versions": {"houvast": "0.1.0", "numpy": "2.4.6", "pandas": "3.1.1", "scikit-learn": "1.9.1"},
    }
    return RiskList(ordered, order_contributions(ordered, contributions), manifest, _summary(people, capacity))


def made_up_no_model() -> RiskList:
    """What is published when too few people left for a model."""
    people = made_up_list(0).people
    nothing = Figure(float("nan"), float("nan"), float("nan"))
    rates = (
        CohortRate(0, 90, 12, 5, 4.2, Figure(0.72, 0.33, 1.25), place="=North", every_place=False),
        CohortRate(0, 90, 10, 1, 4.2, Figure(0.51, 0.18, 0.96), place="South", every_place=False),
        CohortRate(0, 90, 22, 6, 8.4, Figure(0.61, 0.31, 1.02)),
        CohortRate(90, None, 0, 0, 0.0, nothing, place="=North", every_place=False, hidden=True),
        CohortRate(90, None, 0, 0, 0.0, nothing, place="South", every_place=False, hidden=True),
        CohortRate(90, None, 58, 12, 95.1, Figure(0.36, 0.19, 0.60)),
        CohortRate(0, None, 80, 18, 103.5, Figure(0.38, 0.21, 0.63)),
    )
    summary = Summary(
        config_name="demo",
        people=80,
        leavers=18,
        sources=_summary(80, 20).sources,
        observed_until=AS_OF,
        cohort_rates=rates,
        rates_by="site",
        no_model=(Remark("too_few_leavers", {"leavers": 18, "needed": 50}),),
    )
    return RiskList(people, made_up_list(0).contributions, {"config": {"name": "demo"}}, summary)


def _summary(people: int, capacity: int) -> Summary:
    model = Scores(
        "model",
        auc=Figure(0.684, 0.651, 0.716),
        observed_expected=Figure(1.04, 0.91, 1.18),
        brier=Figure(0.0481, 0.0441, 0.0522),
        lift=Figure(2.9, 2.3, 3.5),
        precision=Figure(0.163, 0.128, 0.201),
        recall=Figure(0.19, 0.15, 0.23),
    )
    tenure = Scores(
        "tenure",
        auc=Figure(0.631, 0.598, 0.664),
        observed_expected=Figure(1.02, 0.89, 1.17),
        brier=Figure(0.0490, 0.0450, 0.0533),
        lift=Figure(2.0, 1.5, 2.6),
        precision=Figure(0.112, 0.082, 0.146),
        recall=Figure(0.13, 0.10, 0.17),
    )
    share = np.linspace(0, 1, 21)
    evaluation = Evaluation(
        scores=(model, tenure),
        auc_over_tenure=Figure(0.053, 0.021, 0.086),
        origins=6,
        origins_wanted=6,
        people=912,
        leavers=168,
        calibration=tuple(
            CalibrationPoint(x, x * f, 300)
            for x, f in zip(
                np.linspace(0.01, 0.17, 10), [1.4, 0.8, 1.1, 0.9, 1.0, 1.2, 0.9, 1.1, 1.05, 0.95], strict=True
            )
        ),
        lift={
            "model": tuple(LiftPoint(float(s), float(1 - (1 - s) ** 2.1)) for s in share),
            "tenure": tuple(LiftPoint(float(s), float(1 - (1 - s) ** 1.6)) for s in share),
        },
    )
    return Summary(
        config_name="demo",
        capacity=capacity,
        people=people,
        leavers=231,
        base_risk=BASE,
        notes="",
        sources=(
            SourceRows(
                "medewerkers.csv",
                1412,
                1409,
                3,
                (("missing_required", 2), ("not_a_flag", 1)),
            ),
            SourceRows("loon.csv", 5210, 5210, 0),
            SourceRows(
                "gesprekken.xlsx",
                21034,
                20998,
                36,
                (("not_a_date", 36),),
            ),
        ),
        observed_until=AS_OF,
        evaluation=evaluation,
        rung=(Remark("rung_chosen", {"leavers": 231, "max_parameters": 10, "used": 9}),),
        not_measured=("purpose",),
        set_aside=(
            Remark(
                "presence_leak",
                {
                    "table": "survey_answers",
                    "people_with": 131,
                    "people_without": 118,
                    "share_with": 0.02,
                    "share_without": 0.49,
                },
            ),
        ),
        warnings=(Remark("few_origins", {"origins": 4, "wanted": 6}),),
        model_features=tuple(FEATURES),
    )


def made_up_doubts(language: str = "en", apart: int = 3) -> RiskList:
    """The same list with one person whose risk is doubted, and `apart` people who are not assessed."""
    risk_list = made_up_list(language=language)
    risk_list.people.loc[2, "doubt"] = "few_records, stale"
    not_assessed = order_not_assessed(
        pd.DataFrame(
            {
                "employee_id": [f"9{number:03d}" for number in range(apart)],
                "site": ["Groningen"] * apart,
                "team": [None if number % 2 else "Zorg 1" for number in range(apart)],
                "tenure_days": 400,
                "doubt": ["stale" if number else "unlike, stale" for number in range(apart)],
            }
        )
    )
    summary = replace(risk_list.summary, people=risk_list.summary.people + apart, not_assessed_share=0.021)
    return replace(risk_list, not_assessed=not_assessed, summary=summary)


def made_up_whole(language: str = "en", people: int = 60, apart: int = 3) -> RiskList:
    """A list with every table beside it, made as real ones are, and an earlier list with another seed."""
    risk_list, before = made_up_doubts(language, apart), made_up_list(people, language, seed=2)
    before.people.loc[3, "employee_id"] = "9999"
    listed = risk_list.people
    risk, share = listed["risk_13w"].to_numpy(), np.array([0.4, 1.0, 1.8])
    ends = np.clip(risk[:, None] * share, 0, 1)
    ids = listed["employee_id"].to_numpy(dtype=object)
    curves = Curves(ids, (28, 91, 182), ends, ends * 0.6, np.clip(ends * 1.6, 0, 1))
    sensitivity = Sensitivity(risk, np.outer(risk * (1 - risk), [0.1, 0.0]), np.zeros(len(risk)))
    facts = [
        (ids[0], "pay", "2025-02-01", "pay_rise", 0.025, "=1+1"),
        (ids[0], "burnout", None, "team_survey", 0.6, "x"),
    ]
    beside = {
        "curves": build_curve_table(curves, listed["employee_id"]),
        "facts": pd.DataFrame(facts, columns=list(TOLD)).astype({"date": "datetime64[s]"}),
        "changes": build_changes(
            listed, risk_list.contributions, before.people.iloc[:50], before.contributions, horizon_weeks=13,
            not_assessed=set(risk_list.not_assessed["employee_id"]),
        ),
        **build_place_tables(listed, risk_list.contributions, sensitivity, np.eye(2)),
    }  # fmt: skip
    beside["forecast"] = made_up_forecast(listed, sensitivity, beside)
    earlier = {"as_of_date": "2025-05-01", "manifest_sha256": "cd" * 32, "same_model": True}
    manifest = {**risk_list.manifest, "compared_with": earlier}
    return replace(
        risk_list, beside=beside, manifest=manifest, sector=made_up_sector(), first_days=made_up_first_days()
    )


def made_up_forecast(people: pd.DataFrame, sensitivity: Sensitivity, places: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The forecast of the people's risks, of which every month of 13 weeks has a third, and so on to half a year."""
    names, parts = places_of(people), np.array([1, 0.3, 0.33, 0.37, 0.28, 0.27, 0.25])
    keys = sorted(set(names))
    at = np.array([keys.index(name) for name in names])

    def total(values: np.ndarray) -> np.ndarray:
        return np.outer(np.bincount(at, weights=values, minlength=len(keys)), parts)

    risk, zero = sensitivity.risk, np.zeros((len(keys), len(parts)))
    spans = [(0, 91), (0, 30), (30, 61), (61, 91), (91, 121), (121, 152), (152, 182)]
    sums = MonthSums(
        keys, spans, np.bincount(at), total(risk), 0.3 * total(risk), total(risk * (1 - risk)), zero, zero[..., None]
    )
    return build_forecast(sums, np.eye(1), places["sites"], places["teams"], Terms((4000.0, 5500.0), 0.75))


def made_up_sector() -> pd.DataFrame:
    """A figure that is lower here, one that is not compared, one of too few people, and one that is not measured."""
    nothing = float("nan")
    rows = [
        ("pay_rise", "records:pay_rise", "", 400, 0.4, 0.35, 0.46, 0.52, 0.478, 0.562, 2025, "lower"),
        ("meaning", "high:meaning", "", 60, 0.5, 0.35, 0.65, 0.56, nothing, nothing, 2020, "not_compared"),
        ("pride", "", "few", None, nothing, nothing, nothing, 0.68, 0.64, 0.718, 2025, ""),
        ("tools_unused", "", "not_kept", None, nothing, nothing, nothing, nothing, nothing, nothing, 2025, ""),
    ]
    return pd.DataFrame(rows, columns=list(SECTOR)).astype({"people": "Int64", "sector_year": "Int64"})


def made_up_first_days() -> FirstDays:
    """Five quarters of which the newest is too young, and two halves that are told apart by one step."""
    nothing, names = Figure(*[float("nan")] * 3), [f"2024-Q{n}" for n in (1, 2, 3, 4)]
    steps = ("coaching", "one_on_one")
    well, badly = Figure(0.9, 0.82, 0.95), Figure(0.5, 0.4, 0.6)
    here = {30: Figure(0.95, 0.9, 0.98), 60: Figure(0.85, 0.8, 0.9), 90: Figure(0.8, 0.7, 0.87)}
    cohorts = [HiringCohort(name, 40, here, dict.fromkeys(steps, well)) for name in names]
    cohorts.append(HiringCohort("2025-Q1", 12, {**here, 90: nothing}, dict.fromkeys(steps, nothing)))
    weeks = tuple(Stretch(7 * n, 7 * n + 7, Figure(0.02, 0.01, 0.03), Figure(0.01, 0.0, 0.02)) for n in range(13))
    held = Half(("2024-Q1", "2024-Q2"), 80, here[60], {"coaching": well, "one_on_one": well})
    others = Half(("2024-Q3", "2024-Q4"), 80, here[90], {"coaching": badly, "one_on_one": well})
    total = HiringCohort(None, 172, here, dict.fromkeys(steps, well))
    return FirstDays(total, weeks, tuple(cohorts), steps, held, others)
