"""The driver catalogue and the sector benchmarks: data of `configs/`, read and checked.

What a driver is called, which sentence a feature's value becomes and which help is suggested are
data, not code, so that a reader who does not program can mend them.

Known drawbacks: the sentences are written for the features that the project ships; a feature of
one's own needs an entry in `configs/drivers.yaml` before a list can be made with it.
"""

import hashlib
from functools import cache
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from houvast.config.base import Frozen, TextIn
from houvast.data_files import find_data_file
from houvast.errors import ConfigError, join_problems

VARIANTS = {
    "days": {"missing", "zero", "below", "other"},
    "count": {"missing", "zero", "one", "other"},
    "ratio": {"missing", "below", "same", "above"},
    "team": {"missing", "other"},
    "own": {"missing", "below", "same", "above"},
}
"""The variants of a sentence by the kind of its feature; only `days` may do without `below`."""


class Expectation(Frozen):
    """Which values the source documents connect with leaving; an expectation, never a weight."""

    raises: Literal["high", "low"]
    basis: Literal["stated", "inferred"]


class FeatureText(Frozen):
    """What a feature means and the sentences that its values become."""

    means: TextIn
    kind: Literal["days", "count", "ratio", "team", "own"]
    expected: Expectation
    says: dict[str, TextIn]

    @model_validator(mode="after")
    def _variants_of_kind(self) -> "FeatureText":
        optional = {"below"} if self.kind == "days" else set()
        wanted = VARIANTS[self.kind]
        if not wanted - optional <= set(self.says) <= wanted:
            raise ValueError(f"`says` of a {self.kind} feature has the variants {', '.join(sorted(wanted))}")
        return self


class Help(TextIn):
    """Help that source documents suggest; its effect is not proven."""

    sources: tuple[str, ...] = Field(min_length=1)


class DriverText(Frozen):
    """A driver: its name, what it is about, the help suggested for it, and its features."""

    name: TextIn
    about: TextIn
    help: tuple[Help, ...]
    features: dict[str, FeatureText]


class Drivers(Frozen):
    """All drivers, by code, and the documents that they come from."""

    sources: dict[str, TextIn]
    drivers: dict[str, DriverText]

    @model_validator(mode="after")
    def _features_belong(self) -> "Drivers":
        problems = [
            f"feature `{feature}` does not begin with the code of its driver `{code}`"
            for code, driver in self.drivers.items()
            for feature in driver.features
            if not feature.startswith(f"{code}_")
        ]
        problems += [
            f"driver `{code}` names the source `{source}`, which `sources` does not have"
            for code, driver in self.drivers.items()
            for help_ in driver.help
            for source in help_.sources
            if source not in self.sources
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def driver_of(self, feature: str) -> str | None:
        """Code of the driver whose family a feature is in, by the longest fitting prefix; None if none."""
        fitting = [code for code in self.drivers if feature.startswith(f"{code}_")]
        return max(fitting, key=len, default=None)

    def feature(self, name: str) -> FeatureText | None:
        """The entry of a feature, or None."""
        code = self.driver_of(name)
        return None if code is None else self.drivers[code].features.get(name)


class Benchmark(Frozen):
    """A published figure: a prevalence with its wording, never an effect size."""

    measure: str
    driver: str | None = None
    year: int | None = None
    share: float | None = Field(None, ge=0, le=1)
    figure: TextIn | None = Field(None, description="the figure in words, where no exact share was published")
    sample: str
    sources: tuple[str, ...] = Field(min_length=1)
    wording: TextIn

    @model_validator(mode="after")
    def _one_figure(self) -> "Benchmark":
        if (self.share is None) == (self.figure is None):
            raise ValueError(f"benchmark `{self.measure}` must have either `share` or `figure`")
        return self


class Benchmarks(Frozen):
    """The sector benchmarks, in one place."""

    samples: dict[str, TextIn]
    benchmarks: tuple[Benchmark, ...]

    @model_validator(mode="after")
    def _samples_exist(self) -> "Benchmarks":
        absent = sorted({benchmark.sample for benchmark in self.benchmarks} - set(self.samples))
        if absent:
            raise ValueError(f"`samples` lacks {', '.join(absent)}")
        return self


@cache
def load_drivers() -> Drivers:
    """The driver catalogue of `configs/drivers.yaml`."""
    return _load("drivers.yaml", Drivers)


@cache
def load_benchmarks() -> Benchmarks:
    """The benchmarks of `configs/benchmarks.yaml`."""
    return _load("benchmarks.yaml", Benchmarks)


def drivers_digest() -> str:
    """sha256 of `configs/drivers.yaml`, for the manifest of a list: its sentences come from there."""
    return hashlib.sha256(find_data_file("drivers.yaml").read_bytes()).hexdigest()


def _load(name: str, kind: type[Any]) -> Any:
    from ruamel.yaml import YAML

    path = find_data_file(name)
    try:
        return kind.model_validate(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors()]
        raise ConfigError(join_problems(f"configs/{name}", problems)) from None
