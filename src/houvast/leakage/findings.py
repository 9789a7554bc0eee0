"""What the leakage gate found, as data that can be kept with a model version and said in either language.

A finding names a check, a table and a column or feature, the figures that it rests on, and a remedy. It never holds
what identifies a person: a value is named only where at least ten people have it, and the codes of people never.
"""

from dataclasses import dataclass, field
from typing import Any

from houvast.errors import GateError, join_problems
from houvast.language import Language, language_of

Evidence = dict[str, float | int | str | None]

REMEDIES = {
    "known_before": "mend_driver",
    "banned_name": "unmap",
    "banned_content": "drop_records",
    "single_feature": "look_at_source",
    "lag": "look_at_newest",
    "presence": "export_everyone",
    "recent_presence": "export_everyone",
    "record_count": "export_everyone",
    "missing_value": "restore_values",
    "missing_feature": "restore_values",
    "value_of_leavers": "restore_values",
    "known_late": "restore_dates",
    "date_is_exit": "restore_dates",
    "refused_dates": "mend_dates",
    "ids_of_leavers": "restore_ids",
    "leavers_missing": "begin_later",
}
"""Every check, and the remedy that goes with it."""


@dataclass(frozen=True)
class Finding:
    """One leak.

    Parameters
    ----------
    check : str
        A key of `REMEDIES`.
    table : str
        Record table; empty where a feature rests on several, or the model as a whole is meant.
    column : str
        Column of the table, or feature; empty where the table as a whole is meant.
    evidence : dict
        Figures with their interval, by name; texts are words of a list, or values that many people have.
    refuses : bool
        Whether it stands in the way of registration; not, where the table is set aside.
    """

    check: str
    table: str
    column: str
    evidence: Evidence
    refuses: bool = True

    @property
    def remedy(self) -> str:
        """What to do, as a code."""
        return REMEDIES[self.check]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "check": self.check,
            "table": self.table,
            "column": self.column,
            "evidence": self.evidence,
            "remedy": self.remedy,
            "refuses": self.refuses,
        }

    def say(self, language: Language) -> str:
        """The finding and its remedy, in sentences."""
        written = {name: _write(name, value, language) for name, value in self.evidence.items()}
        where = f"`{self.table}.{self.column}`" if self.table and self.column else f"`{self.table or self.column}`"
        key = f"leaks.{self.check}"
        if self.evidence.get("outcome") == "ever" and language.has(f"{key}_ever"):
            key = f"{key}_ever"
        found = language.text(key, where=where, **written)
        return f"{found} {language.text(f'leaks.remedy_{self.remedy}')}"


@dataclass(frozen=True)
class GateReport:
    """What was checked, and what was found.

    Parameters
    ----------
    checked : dict
        Check to the number of things it was held against; 0 where the records have nothing for it.
    findings : tuple of Finding
    """

    checked: dict[str, int]
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        """Whether nothing stands in the way of registration."""
        return not any(finding.refuses for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, to be kept with a model version."""
        return {
            "passed": self.passed,
            "checked": self.checked,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def check_gate(report: GateReport) -> None:
    """Nothing, if the gate was passed.

    Raises
    ------
    GateError
        Says every finding that stands in the way, and what to do.
    """
    english = language_of("en")
    problems = [finding.say(english) for finding in report.findings if finding.refuses]
    if problems:
        raise GateError(
            join_problems("the leakage gate refuses the model", problems)
            + "\nMend the records or the mapping, or look at the model without trust: `validation.leakage: report`."
        )


def _write(name: str, value: float | int | str | None, language: Language) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if name.startswith("share"):
        return language.percent(value)
    return language.number(value, 0 if isinstance(value, int) else 2)
