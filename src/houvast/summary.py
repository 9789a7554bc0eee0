"""What a list's page and the command line say beside the people: figures, counts and remarks.

All of it is plain data, without words of one language: a remark is a code with values, and
`texts/remarks.yaml` has its sentence.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from houvast.evaluation import Figure

BASELINES = ("tenure", "team_rate", "champion")
"""Ways to make a list that a model is shown beside; the last two where there are figures of them."""


@dataclass(frozen=True)
class Scores:
    """Out-of-time figures of one way to make a list.

    Parameters
    ----------
    of : {"model", "tenure", "team_rate", "champion"}
    auc, observed_expected, brier : Figure or None
    lift, precision, recall : Figure or None
        At capacity: how many times more of the listed leave than of all; the share of the listed
        who left; the share of leavers who were listed.
    """

    of: str
    auc: Figure | None = None
    observed_expected: Figure | None = None
    brier: Figure | None = None
    lift: Figure | None = None
    precision: Figure | None = None
    recall: Figure | None = None


@dataclass(frozen=True)
class CalibrationPoint:
    """A group of like risks: mean promised risk, share that left, and the rows it has."""

    expected: float
    observed: float
    rows: int


@dataclass(frozen=True)
class LiftPoint:
    """Of the first `listed` (share of all people), the share of all leavers that were `found`."""

    listed: float
    found: float


@dataclass(frozen=True)
class Evaluation:
    """How good lists made this way were on later dates.

    Parameters
    ----------
    scores : tuple of Scores
        The model first, then its baselines.
    auc_over_tenure : Figure or None
        Difference of AUC from tenure alone.
    origins, origins_wanted : int
        Test stretches made, and those the config asked for.
    people, leavers : int
        Distinct people and leavers in the test stretches.
    calibration : tuple of CalibrationPoint
    lift : mapping of str to tuple of LiftPoint
        By the `of` of `Scores`; each curve from (0, 0) to (1, 1).
    """

    scores: tuple[Scores, ...] = ()
    auc_over_tenure: Figure | None = None
    origins: int = 0
    origins_wanted: int = 0
    people: int = 0
    leavers: int = 0
    calibration: tuple[CalibrationPoint, ...] = ()
    lift: Mapping[str, tuple[LiftPoint, ...]] = field(default_factory=dict)

    def of(self, name: str) -> Scores:
        """The scores of this name; without figures where there are none."""
        return next((scores for scores in self.scores if scores.of == name), Scores(name))

    @property
    def beats_tenure(self) -> bool | None:
        """Whether the interval of the difference lies wholly above 0; None where it was not computed."""
        difference = self.auc_over_tenure
        return None if difference is None or math.isnan(difference.low) else difference.low > 0


def build_evaluation(
    figures: Mapping[str, Figure],
    *,
    calibration: list[dict[str, float]],
    lift: Mapping[str, list[dict[str, float]]],
    origins: int,
    origins_wanted: int,
    people: int,
    leavers: int,
) -> Evaluation:
    """The evaluation as a page shows it, from what `evaluation` computes.

    Parameters
    ----------
    figures : mapping
        As from `evaluation.evaluate`: names of the model's figures, and `tenure_` … before them for
        the baselines; `auc_over_tenure` is the difference from the first.
    calibration : list of dict
        As from `evaluation.calibration_curve`.
    lift : mapping of {"model", "tenure"} to list of dict
        As from `evaluation.lift_curve`.
    """
    return Evaluation(
        scores=tuple(
            _scores(figures, of, prefix)
            for of, prefix in (("model", ""), *((baseline, f"{baseline}_") for baseline in BASELINES))
            if of in ("model", "tenure") or f"{prefix}auc" in figures
        ),
        auc_over_tenure=figures.get("auc_over_tenure"),
        origins=origins,
        origins_wanted=origins_wanted,
        people=people,
        leavers=leavers,
        calibration=tuple(CalibrationPoint(p["risk"], p["left"], int(p["rows"])) for p in calibration),
        lift={of: tuple(LiftPoint(p["share"], p["found"]) for p in points) for of, points in lift.items()},
    )


def _scores(figures: Mapping[str, Figure], of: str, prefix: str) -> Scores:
    return Scores(
        of,
        **{name: figures.get(prefix + name) for name in ("auc", "observed_expected", "brier")},
        **{name: figures.get(f"{prefix}{name}_at_capacity") for name in ("lift", "precision", "recall")},
    )


@dataclass(frozen=True)
class SourceRows:
    """What happened to one source's rows: in = kept + quarantined."""

    source: str
    rows_in: int
    kept: int
    quarantined: int
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class CohortRate:
    """Leaving in one tenure band and place, where no model could be made: voluntary exits per person-year.

    Parameters
    ----------
    from_days, to_days : int, int or None
        Tenure `[from_days, to_days)`; None is open. Zero and None: every tenure.
    people, leavers : int
    person_years : float
    rate : Figure
        Exits per person-year, shrunk, with its interval.
    place : str or None
        Site or team; None where none is recorded, "…" for all that have no column of their own.
    every_place : bool
        Of all places together.
    hidden : bool
        Of too few people, or hidden so that such a cell does not follow from the rest; then without any number.
    """

    from_days: int
    to_days: int | None
    people: int
    leavers: int
    person_years: float
    rate: Figure
    place: str | None = ""
    every_place: bool = True
    hidden: bool = False


@dataclass(frozen=True)
class Remark:
    """Something a reader must know: `texts/remarks.yaml` has the sentence of `code`, `values` fill it.

    Numbers and dates among the values are written in the page's language; the names `share…` and
    `…_share` are written as percentages. `driver` is a driver's code, `drivers` are several. The code
    `as_written` prints `values["text"]`.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Costs:
    """What help and leaving are assumed to cost, and the relative effect that help is assumed to have."""

    help: float
    replacement: float
    effect: float

    @property
    def pays_from(self) -> float:
        """Risk from which help is worth its cost: ``help / (replacement * effect)``."""
        return self.help / (self.replacement * self.effect)


@dataclass(frozen=True)
class PurposeTold:
    """What the purpose file says, in one language.

    Parameters
    ----------
    title, purpose : str
    allowed, besides : tuple of str
        Uses that are allowed, and those forbidden in words of the file.
    forbidden : tuple of str
        Codes of forbidden uses; `texts/web.yaml` has their sentences as `forbidden_<code>`.
    controller, approval : str
    valid_until : datetime.date
    sha256 : str
    """

    title: str
    purpose: str
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    besides: tuple[str, ...]
    controller: str
    approval: str
    valid_until: Any
    sha256: str


@dataclass(frozen=True)
class Summary:
    """What is shown beside the people.

    Parameters
    ----------
    config_name : str
    horizon_weeks : int
    capacity : int
        How many people the analyst can help.
    people : int
        People at work and observed at the as-of date.
    leavers : int
        Distinct leavers the model was fitted on.
    base_risk : float
        The risk that contributions start from.
    not_assessed_share : float or None
        Of the rows of the newest test stretch, those that would not have been assessed.
    costs : Costs or None
        The config's assumptions on what help costs and does.
    notes : str
        What a reader must know of these records, in the list's language; may be empty.
    sources : tuple of SourceRows
    observed_until : datetime.date or None
    evaluation : Evaluation
    rung : tuple of Remark
        Which step of the ladder was taken, and why.
    not_measured : tuple of str
        Codes of drivers without records.
    set_aside : tuple of Remark
        Tables set aside by the presence gate, and why.
    warnings : tuple of Remark
    model_features : tuple of str
        Names of the features in the model.
    cohort_rates : tuple of CohortRate
        Only where no model was made; by band, places in order, the band's total last.
    rates_by : {"site", "team"} or None
        What a place is in `cohort_rates`.
    no_model : tuple of Remark
        Why no people are listed; empty where they are.
    purpose : PurposeTold or None
        What the list is for; None where no purpose file says.
    """

    config_name: str = ""
    horizon_weeks: int = 13
    capacity: int = 25
    people: int = 0
    leavers: int = 0
    base_risk: float = 0.0
    not_assessed_share: float | None = None
    costs: Costs | None = None
    notes: str = ""
    sources: tuple[SourceRows, ...] = ()
    observed_until: Any = None
    evaluation: Evaluation = Evaluation()
    rung: tuple[Remark, ...] = ()
    not_measured: tuple[str, ...] = ()
    set_aside: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    model_features: tuple[str, ...] = ()
    cohort_rates: tuple[CohortRate, ...] = ()
    rates_by: str | None = None
    no_model: tuple[Remark, ...] = ()
    purpose: PurposeTold | None = None

    @property
    def has_model(self) -> bool:
        """Whether people are listed at all."""
        return not self.no_model
