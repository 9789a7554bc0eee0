"""What monitoring found, as plain data without words of one language: `texts/monitor.yaml` has the sentences.

Nothing in it is about a person: counts, shares and figures of at least `FEWEST_PEOPLE` people (`suppression`).
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from houvast.evaluation import Figure

LAYERS = ("runs", "truth", "scores", "covariates", "records")
"""In the order of reading: what matters most to whoever uses the lists comes first."""

NAN = float("nan")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    layer : str
        One of `LAYERS`.
    code : str
        What was looked at; `monitor.about_<code>` is its sentence.
    subject : str
        The feature, record table, column or file that it is about; empty where it is about all.
    value, limit : float
        What was found, and from where on it is an alarm; NaN where it could not be judged.
    alarm : bool
    promised : tuple of float or None
        The interval (low, high) that was promised when the model was registered.
    values : mapping
        What the sentence is filled with besides.
    """

    layer: str
    code: str
    subject: str = ""
    value: float = NAN
    limit: float = NAN
    alarm: bool = False
    promised: tuple[float, float] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def judged(self) -> bool:
        """Whether it could be held against a limit."""
        return not math.isnan(self.value) and not math.isnan(self.limit)


@dataclass(frozen=True)
class TruthMonth:
    """One published list beside what happened: those on it who were not helped.

    Parameters
    ----------
    as_of : datetime.date
    people : int
        People of the list that are held against their risk.
    helped : int or None
        Those set apart; None where they are some, and fewer than `FEWEST_PEOPLE`.
    observed : int
    expected : float
    ratio : Figure
        Observed over expected, with the exact 95% interval of a Poisson count.
    promised : tuple of float or None
    """

    as_of: dt.date
    people: int
    helped: int | None
    observed: int
    expected: float
    ratio: Figure
    promised: tuple[float, float] | None


@dataclass(frozen=True)
class Monitoring:
    """All of one monitoring.

    Parameters
    ----------
    on, observed_until : datetime.date
        The day it was made for, and until when the records are complete.
    model : int or None
        Version that makes the lists.
    findings : tuple of Finding
    months : tuple of TruthMonth
    verified_until : datetime.date or None
        Day until which the newest list that was followed to its end promised something.
    remarks : tuple of (str, mapping)
        `monitor.remark_<code>` and what fills it: what could not be looked at, and why.
    challenger : int or None
        Version that was trained since an alarm asked for it.
    """

    config_name: str
    on: dt.date
    observed_until: dt.date
    model: int | None
    findings: tuple[Finding, ...] = ()
    months: tuple[TruthMonth, ...] = ()
    verified_until: dt.date | None = None
    remarks: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    challenger: int | None = None

    @property
    def alarms(self) -> tuple[Finding, ...]:
        """The findings that are an alarm, in the order of the layers."""
        return tuple(finding for finding in self.findings if finding.alarm)

    def of(self, layer: str) -> tuple[Finding, ...]:
        """The findings of a layer, alarms first."""
        return tuple(sorted((one for one in self.findings if one.layer == layer), key=lambda one: not one.alarm))

    @property
    def asks_for_training(self) -> bool:
        """Whether an alarm says that the model does not fit what it sees any more.

        Records that do not arrive and runs that did not happen are mended elsewhere.
        """
        return any(one.layer in {"covariates", "scores", "truth"} or one.code == "model_age" for one in self.alarms)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: dates are text, NaN is null."""
        return {**_plain(asdict(self)), "alarms": len(self.alarms)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dt.date):
        return str(value)
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
