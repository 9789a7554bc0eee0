"""Which version makes the lists: never one of another task, and never an untested one for a tested one."""

from typing import Any

import pytest

from houvast.registry import Version
from houvast.stages import _promote_if_deserved

TASK = {"outcome": {"horizon_weeks": 13}, "drivers": ["first_90_days"]}
OTHER_TASK = {**TASK, "outcome": {"horizon_weeks": 8}}


class Champions:
    """What promotion needs of a registry: who is champion, and who became one."""

    def __init__(self, champion: Version | None) -> None:
        self._champion = champion

    def champion(self) -> Version | None:
        return self._champion

    def promote(self, version: Version) -> None:
        self._champion = version


def version(number: int, auc: float | None, *, task: dict[str, Any] = TASK, known_until: str = "2025-06-01") -> Version:
    """A version with an AUC whose interval is a tenth wide, or with none."""
    figures = {} if auc is None else {"auc": {"value": auc, "low": auc - 0.05, "high": auc + 0.05}}
    return Version(number, "run", {"task": task, "known_until": known_until, "report": {"figures": figures}})


@pytest.mark.parametrize(
    ("champion", "newer", "promoted"),
    [
        (None, version(1, None), True),
        (None, version(1, 0.7), True),
        (version(1, 0.7), version(2, 0.66), True),
        (version(1, 0.7), version(2, 0.64), False),
        (version(1, 0.7), version(2, None), False),  # not tested
        (version(1, None), version(2, None), True),
        (version(1, None), version(2, 0.5), True),
        (version(1, 0.7), version(2, 0.9, known_until="2025-05-01"), False),  # knows less
        (version(1, 0.9), version(2, 0.5, task=OTHER_TASK), True),
        (version(1, 0.9), version(2, None, task=OTHER_TASK), True),
        (version(1, 0.9, task=OTHER_TASK), version(2, None, known_until="2025-05-01"), True),
    ],
)
def test_a_version_takes_the_place_of_the_champion_where_it_deserves_it(champion, newer, promoted):
    registry = Champions(champion)
    assert _promote_if_deserved(registry, newer, newest=True) is promoted
    assert registry.champion() == (newer if promoted else champion)


@pytest.mark.parametrize("champion", [None, version(1, 0.5), version(1, 0.5, task=OTHER_TASK)])
def test_a_version_for_a_past_date_is_never_promoted(champion):
    registry = Champions(champion)
    assert _promote_if_deserved(registry, version(2, 0.9), newest=False) is False
    assert registry.champion() == champion


def test_the_champion_is_not_promoted_again():
    """As after a run that was killed once it had promoted."""
    registry = Champions(version(1, 0.7))
    assert _promote_if_deserved(registry, version(1, 0.7), newest=True) is False
