"""A registered model version, as it is told of outside the registry."""

import json
from dataclasses import dataclass, field
from typing import Any

FACTS = "facts"
DECISION = "decision"


@dataclass(frozen=True)
class Version:
    """A registered model version.

    Parameters
    ----------
    number : int
    run_id : str
        MLflow run that it was made in.
    facts : dict
        What was noted at registration: `key`, `task`, `model_sha256`, `file_sha256`, `known_until`, the report.
    decision : dict or None
        The newest decision of the release gate (`release.Decision.as_dict`); None where none was made.
    sealed : bool
        Whether the facts carry the signature of this installation.
    """

    number: int
    run_id: str
    facts: dict[str, Any]
    decision: dict[str, Any] | None = field(default=None, compare=False)
    sealed: bool = field(default=False, compare=False)

    @property
    def past(self) -> bool:
        """Whether it was trained for a date before the end of its records, as for the list of a past date."""
        return self.facts.get("known_until", "") < self.facts.get("observed_until", "")


def read_decision(tags: dict[str, str]) -> dict[str, Any] | None:
    """The decision among a version's tags."""
    return json.loads(tags[DECISION]) if DECISION in tags else None
