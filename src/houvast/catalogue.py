"""The driver catalogue and the sector benchmarks: data of `configs/`, read and checked.

What a driver is called, which sentence a feature's value becomes, which help is suggested and what the
source documents say of it are data, not code, so that a reader who does not program can mend them.

Known drawbacks: the sentences are written for the features that the project ships; a feature of
one's own needs an entry in `configs/drivers/` before a list can be made with it.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from houvast.config.base import Frozen, TextIn
from houvast.data_files import find_data_file
from houvast.errors import ConfigError, join_problems

VARIANTS = {
    "days": {"missing", "zero", "below", "other"},
    "count": {"missing", "zero", "one", "other"},
    "hours": {"missing", "zero", "other"},
    "share": {"missing", "zero", "other"},
    "flag": {"missing", "no", "yes"},
    "ratio": {"missing", "below", "same", "above"},
    "change": {"missing", "below", "same", "above"},
    "team": {"missing", "other"},
    "own": {"missing", "below", "same", "above"},
}
"""The variants of a sentence by the kind of its feature; only `days` may do without `below`."""


class Expectation(Frozen):
    """Which values the source documents connect with leaving; an expectation, never a weight."""

    raises: Literal["high", "low", "unknown"]
    basis: Literal["stated", "inferred"]


class FeatureText(Frozen):
    """What a feature means and the sentences that its values become."""

    means: TextIn
    kind: Literal["days", "count", "hours", "share", "flag", "ratio", "change", "team", "own"]
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


class CatalogueRow(Frozen):
    """A row of the driver catalogue: what the documents name, and what became of it here."""

    driver: TextIn
    features: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = Field((), description="measures of benchmarks.yaml")
    figure: TextIn | None = Field(None, description="what was published in words, where no benchmark has it")
    expected: Expectation
    sources: tuple[str, ...] = Field(min_length=1)
    unbuilt: TextIn | None = Field(None, description="why it is neither a feature nor a survey item")

    @model_validator(mode="after")
    def _measured_or_why_not(self) -> "CatalogueRow":
        if bool(self.features or self.items) == (self.unbuilt is not None):
            raise ValueError(f"row `{self.driver.en}` must have either features or items, or `unbuilt`")
        return self


class DriverText(Frozen):
    """A driver: its name, what it is about, help and questions to begin a talk with, features and catalogue rows."""

    name: TextIn
    about: TextIn
    help: tuple[Help, ...]
    starters: tuple[TextIn, ...] = Field(min_length=1)
    features: dict[str, FeatureText]
    rows: tuple[CatalogueRow, ...] = ()


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
            for said in (*driver.help, *driver.rows)
            for source in said.sources
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


class NotADriver(Frozen):
    """What the source documents name and must not, or need not, be a feature."""

    driver: TextIn
    use: Literal["cost", "audit"]
    benchmarks: tuple[str, ...] = ()
    figure: TextIn | None = None
    direction: TextIn
    sources: tuple[str, ...] = Field(min_length=1)
    why: TextIn


class NotDrivers(Frozen):
    """All of them, in the order of the catalogue."""

    not_drivers: tuple[NotADriver, ...]


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
    """The driver catalogue of `configs/drivers/`, in the order of the features."""
    folder = find_data_file("drivers/sources.yaml").parent
    given = {path.stem: _read_yaml(path) for path in sorted(folder.glob("*.yaml"))}
    return _validate("drivers", Drivers, {"sources": given.pop("sources"), "drivers": given})


@cache
def load_benchmarks() -> Benchmarks:
    """The benchmarks of `configs/benchmarks.yaml`."""
    return read_checked("benchmarks.yaml", Benchmarks)


@cache
def load_not_drivers() -> tuple[NotADriver, ...]:
    """What `configs/not_drivers.yaml` names."""
    return read_checked("not_drivers.yaml", NotDrivers).not_drivers


def find_starters(driver: str, language: str) -> tuple[str, ...]:
    """Open questions that a talk about a driver can begin with, in a language; none for a driver that there is not.

    They ask what somebody wants and needs. None asks why they would leave, or after health or private life.
    """
    found = load_drivers().drivers.get(driver)
    return () if found is None else tuple(getattr(starter, language) for starter in found.starters)


def expected_directions() -> tuple[tuple[str, int], ...]:
    """Features of which high values (1), or low ones (-1), are expected to go with leaving; the others are left out."""
    signs = {"high": 1, "low": -1}
    features = {name: text for driver in load_drivers().drivers.values() for name, text in driver.features.items()}
    return tuple(
        (name, signs[text.expected.raises]) for name, text in features.items() if text.expected.raises in signs
    )


def drivers_digest() -> str:
    """sha256 of `configs/drivers/`, for the manifest of a list: its sentences come from there."""
    files = sorted(find_data_file("drivers/sources.yaml").parent.glob("*.yaml"))
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()


def read_checked(name: str, kind: type[Any]) -> Any:
    """A data file of `configs/` as its declared shape.

    Raises
    ------
    ConfigError
        It does not have that shape; every problem is named.
    """
    return _validate(name, kind, _read_yaml(find_data_file(name)))


def _read_yaml(path: Path) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def _validate(name: str, kind: type[Any], given: Any) -> Any:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors()]
        raise ConfigError(join_problems(f"configs/{name}", problems)) from None
