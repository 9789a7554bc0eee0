"""A figure: an estimate with its interval."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

LEVEL = 0.95


@dataclass(frozen=True)
class Figure:
    """An estimate with its 95% interval; NaN where it cannot be estimated."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON: NaN becomes null."""
        return {name: None if np.isnan(value) else round(value, 6) for name, value in asdict(self).items()}


def read_figure(kept: Mapping[str, float | None]) -> Figure:
    """A figure that `Figure.as_dict` wrote: null becomes NaN."""
    return Figure(*(float("nan") if kept[part] is None else kept[part] for part in ("value", "low", "high")))


UNKNOWN = Figure(float("nan"), float("nan"), float("nan"))


def figure_of(spread: np.ndarray) -> Figure:
    """The first draw is the estimate; the middle 95% of the others, as far as finite, is its interval."""
    drawn = spread[1:][np.isfinite(spread[1:])]
    if drawn.size == 0 or not np.isfinite(spread[0]):
        return UNKNOWN
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(float(spread[0]), float(low), float(high))


def distance_of(spread: np.ndarray) -> Figure:
    """The same for a figure that is 0 at best and that noise pushes up, as the ICI.

    A draw adds noise to an estimate that has noise already, so that the middle of the draws lies above
    the estimate by about as much as the estimate above the truth. The lower end is therefore reflected about the
    estimate (as in the basic bootstrap interval; Davison and Hinkley, Bootstrap Methods and their Application,
    1997, section 5.2) and kept at 0 or above; the upper end is that of the draws. Wider than it need be.
    """
    plain = figure_of(spread)
    if not np.isfinite(plain.value):
        return plain
    value = plain.value
    return Figure(value, float(np.clip(2 * value - plain.high, 0, value)), max(plain.high, value))
