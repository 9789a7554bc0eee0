"""An assessment as rows of a table, in words, for whatever page shows them.

Made of `FairnessReport.as_dict` and of nothing else, so that no more can be shown than was written. Names of sites and
kinds of contract stand as in the records: whoever puts them on a page makes them inert.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from houvast.fairness.report import FAILS, FEW
from houvast.language import Language
from houvast.suppression import FEWEST_COUNTED

SHARES = ("recall", "recall_gap", "false_omission", "selection_rate", "precision", "mean_risk")
COLUMNS = ("group", "people", "leavers", *SHARES, "observed_expected", "verdict")


@dataclass(frozen=True)
class Section:
    """One grouping: its name, a row of texts per group in the order of the heads, and what is to be said of it."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class FairnessTable:
    """All groupings in words.

    Parameters
    ----------
    title, about, verdict : str
        `verdict` is a sentence.
    heads : tuple of str
    sections : tuple of Section
    remarks : tuple of str
        What was not measured, and how counts are written.
    """

    title: str
    about: str
    verdict: str
    heads: tuple[str, ...]
    sections: tuple[Section, ...]
    remarks: tuple[str, ...]


def build_fairness_table(report: Mapping[str, Any], language: Language) -> FairnessTable:
    """The table of a report in its JSON form."""
    names = {
        name: language.text(f"fairness.grouping_{name}") for name in (*report["groupings"], *report["not_measured"])
    }
    sections = tuple(_section(name, one, names[name], language) for name, one in report["groupings"].items())
    missing = [
        language.text(f"fairness.not_measured_{why}", what=names[name]) for name, why in report["not_measured"].items()
    ]
    return FairnessTable(
        language.text("fairness.title"),
        language.text("fairness.about"),
        _verdict(report, language),
        tuple(language.text(f"fairness.head_{column}") for column in COLUMNS),
        sections,
        (*missing, language.text("fairness.rounded", few=FEWEST_COUNTED)),
    )


def name_group(grouping: str, group: str, language: Language) -> str:
    """A group in words; one that has no words, such as a site, as it stands."""
    if group == FEW:
        return language.text("fairness.few", few=FEWEST_COUNTED)
    key = f"fairness.{grouping}_{group}"
    return language.text(key) if language.has(key) else group


def _verdict(report: Mapping[str, Any], language: Language) -> str:
    failing = [
        f"{language.text(f'fairness.grouping_{name}')} ({name_group(name, group, language)})"
        for name, one in report["groupings"].items()
        for group, found in one["groups"].items()
        if found["verdict"] == FAILS
    ]
    margin = language.text("fairness.percentage_points", points=language.short(100 * report["margin"]))
    return language.text(f"fairness.verdict_{report['verdict']}", margin=margin, groups=", ".join(failing))


def _section(name: str, found: Mapping[str, Any], title: str, language: Language) -> Section:
    rows = tuple(_row(name, group, one, language) for group, one in found["groups"].items())
    return Section(title, rows, _remarks(found["unrecorded"], language))


def _remarks(unrecorded: int | None, language: Language) -> tuple[str, ...]:
    if unrecorded is None:
        return (language.text("fairness.unrecorded_few", few=FEWEST_COUNTED),)
    return (language.text("fairness.unrecorded", count=unrecorded),) if unrecorded else ()


def _row(grouping: str, group: str, found: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    figures = found["figures"]
    shares = [_write(figures.get(name), name, language) for name in (*SHARES, "observed_expected")]
    counts = [_count(found[name], language) for name in ("people", "leavers")]
    verdict = language.text(f"fairness.group_{found['verdict']}")
    return (name_group(grouping, group, language), *counts, *shares, verdict)


def _write(figure: Mapping[str, float | None] | None, name: str, language: Language) -> str:
    if figure is None or figure["value"] is None:
        return language.text("fairness.not_shown")
    if name == "observed_expected":
        write = lambda value: language.number(value, 2)  # noqa: E731  a one-line choice of notation
    else:
        write = language.signed if name == "recall_gap" else language.percent
    return language.text("fairness.with_interval", **{part: write(figure[part]) for part in ("value", "low", "high")})


def _count(count: int | None, language: Language) -> str:
    return language.text("fairness.fewer_than", few=FEWEST_COUNTED) if count is None else language.number(count)
