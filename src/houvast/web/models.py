"""What the workspace asks of the registered model versions, whoever keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from houvast.release import Decision


@dataclass(frozen=True)
class ModelVersion:
    """A version as a page tells of it.

    Parameters
    ----------
    known_until : str or None
        ISO date until which it learned.
    figures : mapping
        Of its report: name to value, low and high.
    roles : tuple of str
        Aliases that it has: champion, challenger.
    past : bool
        Whether it was trained for a date before the end of its records.
    """

    number: int
    known_until: str | None
    figures: Mapping[str, Any]
    leavers: int | None
    model_sha256: str
    roles: tuple[str, ...]
    decision: Decision | None
    past: bool


class Models(Protocol):
    """Where versions are kept."""

    def versions(self) -> Sequence[ModelVersion]:
        """All versions, newest first."""

    def ledger(self) -> Sequence[str]:
        """Entries of the ledger, oldest first."""

    def scorecard(self, number: int, language: str, back: str) -> str | None:
        """The scorecard of a version as a page that stands by itself; None where there is none."""

    def views(self, number: int) -> Mapping[str, Any] | None:
        """What a version makes of its people as a whole, as `global_views.json` holds it; None where it kept none."""
