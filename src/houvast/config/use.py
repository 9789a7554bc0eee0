"""A whole config: one complete, frozen description of one use."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from houvast.config.base import Frozen, TextIn
from houvast.config.sources import Cause, Records, TableName
from houvast.config.web import Web

Share = Annotated[float, Field(ge=0, le=1)]
Months = Annotated[float, Field(ge=0, le=36)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]


class Cohort(Frozen):
    """Who is observed, and when."""

    sites: tuple[str, ...] = Field((), description="only these sites; all where empty")
    min_tenure_days: int = Field(0, ge=0)


class Outcome(Frozen):
    """What is estimated."""

    horizon_weeks: int = Field(13, ge=4, le=26)
    horizons_weeks: tuple[Annotated[int, Field(ge=1, le=52)], ...] = Field(
        (4, 13, 26), description="other horizons that the risk is given for, from the same model"
    )
    causes: tuple[Cause, ...] = Field(("voluntary",), min_length=1, description="exit reasons that are estimated")


class Surveys(Frozen):
    """How confidential answers may be used: in team values only, unless every respondent's consent is on record."""

    individual_use: Literal["no", "consent_recorded"] = "no"
    min_respondents: int = Field(10, ge=10)


class Rung(Frozen):
    """A step of the ladder: from how many distinct leavers, how many parameters, how strongly held."""

    from_leavers: int = Field(ge=1)
    max_parameters: int = Field(ge=1)
    penalty: float = Field(gt=0, description="ridge penalty on standardised features, in leavers' worth of evidence")


class Model(Frozen):
    """Which drivers enter, and how large the model may be."""

    drivers: tuple[str, ...] = (
        "first_90_days",
        "pay",
        "burnout",
        "one_on_ones",
        "career",
        "purpose",
        "workload",
        "autonomy",
        "recognition",
        "coaching",
        "connection",
        "technology",
        "placement",
    )
    exclude_features: tuple[str, ...] = ()
    features: tuple[str, ...] = Field((), description="exactly these beside tenure; the ladder chooses where empty")
    directions: Literal["expected", "free"] = Field(
        "expected", description="whether a feature may only weigh the way that the driver catalogue expects"
    )
    free_features: tuple[str, ...] = Field((), description="features that may weigh either way all the same")
    penalties: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        (), description="penalties to choose from on earlier test stretches; that of the rung where empty"
    )
    boosting: Literal["no", "additive", "interactions"] = Field(
        "additive", description="tried beside the linear model; taken only where it wins out of time"
    )
    boosting_from_leavers: int = Field(1000, ge=200, description="distinct leavers from which boosting is tried")
    window_months: int | None = Field(None, ge=6, description="learn from so many last months only; all where absent")
    ladder: tuple[Rung, ...] = (
        Rung(from_leavers=50, max_parameters=5, penalty=30),
        Rung(from_leavers=200, max_parameters=10, penalty=30),
        Rung(from_leavers=400, max_parameters=20, penalty=30),
    )
    seed: int = 20_25

    @model_validator(mode="after")
    def _rising(self) -> "Model":
        steps = [rung.from_leavers for rung in self.ladder]
        if steps != sorted(set(steps)):
            raise ValueError("`ladder` must rise in `from_leavers`")
        return self


class Validation(Frozen):
    """How the model is tested: always on later dates, never on a random split."""

    origins: int = Field(6, ge=1, le=24, description="test stretches, where the records allow as many")
    embargo_weeks: int = Field(13, ge=4, description="gap between training and test as-of dates")
    bootstrap: int = Field(1000, ge=100, le=10_000, description="draws over people for every interval")
    refits: int = Field(
        200, ge=0, le=2000, description="refits that show how stable a list is; 0: neither that nor the learning curve"
    )
    on_presence_leak: Literal["set_aside", "refuse"] = Field(
        "set_aside", description="when merely having a record of a table predicts the outcome"
    )
    leakage: Literal["refuse", "report"] = Field(
        "refuse", description="what the leakage gate does with a model whose records or features know the outcome"
    )
    auc_ceiling: float = Field(0.80, gt=0.5, le=1, description="above it, look for a leak before believing")


class Capacity(Frozen):
    """How many people can be helped, and what help and leaving cost."""

    people: int = Field(25, ge=1, description="length of the list that the analyst can work through")
    help_cost: float = Field(40, gt=0)
    replacement_cost: float = Field(4000, gt=0)
    help_effect: float = Field(0.25, gt=0, le=1, description="assumed relative effect of help")

    @property
    def pays_from(self) -> float:
        """Risk from which help is worth its cost; above 1 it never is."""
        return self.help_cost / (self.replacement_cost * self.help_effect)


class Tracking(Frozen):
    """Where MLflow keeps runs and models; embedded under the workspace where no URI is given."""

    uri: str | None = None
    experiment: str = "houvast"


class Publishing(Frozen):
    """What a list is written as."""

    formats: tuple[Literal["csv", "xlsx", "html"], ...] = ("csv", "xlsx", "html")
    reasons: int = Field(3, ge=1, le=10, description="reasons in words a person")
    abstain: Literal["yes", "no"] = Field(
        "yes", description="give no risk where the model knows too little of a person; with no, show it and the doubt"
    )


class Monitoring(Frozen):
    """When a run that did not happen, or a model that grew old, is an alarm, and what an alarm may start."""

    grace_days: int = Field(7, ge=0, le=27, description="days after the first of a month until its list must be there")
    most_model_days: int = Field(183, ge=28, description="age of the outcomes that the champion knows")
    retrain: bool = Field(False, description="train a challenger when an alarm asks for it; it is never promoted")


class Help(Frozen):
    """How help is drawn and planned, what it may cost, and what it is assumed to achieve until a draw has shown it."""

    hold_out: float = Field(0.3, ge=0.05, le=0.5, description="share of those drawn who go without the help at first")
    fewest: int = Field(50, ge=10, description="people in each arm below which a group is not told of")
    hours_a_month: float = Field(40, gt=0, description="hours that those who help can give a month")
    hour_cost: float = Field(40, gt=0, description="euros an hour of theirs")
    assumed_effect: tuple[Share, Share] = Field(
        (0, 0.25), description="lowest and highest relative effect that is assumed where no draw has proven one"
    )
    recruitment_cost: float | None = Field(None, ge=0, description="euros to recruit and train one person")
    month_cost: float | None = Field(None, ge=0, description="euros that one person's pay and place cost a month")
    ramp_up_months: tuple[Months, Months] = Field((6, 8), description="months until a new person is up and running")
    ramp_up_share: float = Field(0.5, ge=0, le=1, description="work that is missing during them, as a share")

    @model_validator(mode="after")
    def _rising(self) -> "Help":
        for name in ("assumed_effect", "ramp_up_months"):
            low, high = getattr(self, name)
            if low > high:
                raise ValueError(f"`{name}` must rise: lowest, then highest. Got {low}, {high}.")
        if (self.recruitment_cost is None) != (self.month_cost is None):
            raise ValueError("`recruitment_cost` and `month_cost` go together")
        return self


Days = Annotated[int, Field(ge=1, le=36_600)]


class Retention(Frozen):
    """How many days what is kept; without a term it stays. `houvast purge` deletes what is past it."""

    records_days: dict[TableName, Annotated[int, Field(ge=183, le=36_600)]] = Field(
        {}, description="by table: rows whose event lies longer before the end of the records go into no new snapshot"
    )
    snapshots_days: Days | None = Field(None, description="days after the end of their records")
    lists_days: int | None = Field(None, ge=366, description="days after their date; groups are held beside a year")
    audit_days: int | None = Field(None, ge=366, description="days that entries of the audit log are kept")

    @field_validator("records_days")
    @classmethod
    def _tables(cls, given: dict[str, int]) -> dict[str, int]:
        if "headcount" in given:
            raise ValueError("`headcount` is no table of its own: give terms to `spells`, `assignments` and `pay`")
        return given


class Config(Frozen):
    """Everything a run needs to know."""

    name: Name
    language: Literal["en", "nl"] = "en"
    workspace: str = Field(".", description="root of all that a run writes; relative to the current directory")
    notes: TextIn | None = Field(None, description="what a reader of the list must know of these records")
    purpose: str | None = Field(
        None, description="file that says what lists of people are for; relative to the config; groups only without it"
    )
    records: Records
    cohort: Cohort = Cohort()
    outcome: Outcome = Outcome()
    surveys: Surveys = Surveys()
    model: Model = Model()
    validation: Validation = Validation()
    capacity: Capacity = Capacity()
    tracking: Tracking = Tracking()
    publishing: Publishing = Publishing()
    monitoring: Monitoring = Monitoring()
    web: Web = Web()
    help: Help = Help()
    retention: Retention = Retention()

    @model_validator(mode="after")
    def _embargo(self) -> "Config":
        if self.validation.embargo_weeks < self.outcome.horizon_weeks:
            raise ValueError(
                f"`validation.embargo_weeks` must be at least `outcome.horizon_weeks` "
                f"({self.outcome.horizon_weeks}). Got {self.validation.embargo_weeks}."
            )
        return self
