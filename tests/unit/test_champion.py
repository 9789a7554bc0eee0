"""Changing the champion: by rule, by hand and back, each with its entry, and no rule that undoes a hand."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from houvast.champion import (
    apply_rule,
    champion_of,
    held_back,
    held_back_remark,
    promote_by_hand,
    read_ledger,
    roll_back,
    standing_remarks,
)
from houvast.errors import ConfigError
from houvast.kept_predictions import PREDICTIONS, write_predictions
from houvast.language import language_of
from houvast.ledger import is_whole, read_change, write_change
from houvast.publish.remarks import build_remark
from houvast.registry import Version
from houvast.version_comparison import auc_over_champion, compare_versions

TASK = {"outcome": {"horizon_weeks": 13}, "drivers": ["first_90_days"]}
OTHER_TASK = {**TASK, "outcome": {"horizon_weeks": 8}}


class Store:
    """What changing the champion needs of a registry, in memory."""

    name = "demo"

    def __init__(self, *versions: Version) -> None:
        self._versions = {version.number: version for version in versions}
        self._aliases: dict[str, int] = {}
        self._ledger: list[str] = []
        self.artifacts: dict[tuple[int, str], bytes] = {}

    def versions(self) -> list[Version]:
        return [self._versions[number] for number in sorted(self._versions)]

    def version(self, number: int) -> Version:
        if number not in self._versions:
            raise ConfigError(f"`demo` has no model version {number}.")
        return self._versions[number]

    def champion(self) -> Version | None:
        number = self._aliases.get("champion")
        return None if number is None else self._versions[number]

    def aliases(self) -> dict[str, int]:
        return dict(self._aliases)

    def promote(self, version: Version) -> None:
        self._aliases["champion"] = version.number

    def note_decision(self, version: Version, decision: dict[str, Any]) -> None:
        self._versions[version.number] = replace(self._versions[version.number], decision=decision)

    def ledger(self) -> list[str]:
        return list(self._ledger)

    def append_to_ledger(self, entry: str) -> None:
        self._ledger.append(entry)

    def read_artifact(self, version: Version, file: str) -> bytes | None:
        return self.artifacts.get((version.number, file))


def version(number: int, known_until: str, *, task: dict[str, Any] = TASK, over: float | None = None, **more: Any):
    """A version with good figures; `over` is its paired difference from the version before, 0.04 wide."""
    figures = {
        "auc": {"value": 0.7, "low": 0.65, "high": 0.75},
        "auc_over_tenure": {"value": 0.05, "low": 0.01, "high": 0.09},
        "observed_expected": {"value": 1.0, "low": 0.9, "high": 1.1},
    }
    if over is not None:
        figures["auc_over_champion"] = {"value": over, "low": over - 0.02, "high": over + 0.02}
    facts = {"task": task, "known_until": known_until, "observed_until": known_until, "report": {"figures": figures}}
    return Version(number, f"run{number}", {**facts, "compared_with": number - 1, **more}, sealed=True)


def rule(store: Store, number: int, *, newest: bool = True):
    return apply_rule(store, store.version(number), newest=newest, draws=100, seed=1)


@pytest.fixture
def store() -> Store:
    """Three versions, each better than the one before; the first two made lists, in that order."""
    made = Store(version(1, "2025-01-01"), version(2, "2025-02-01", over=0.03), version(3, "2025-03-01", over=0.03))
    assert rule(made, 1).route == "first"
    assert rule(made, 2).route == "better"
    return made


def by_hand(store: Store, number: int, **more: Any):
    return promote_by_hand(store, number, task=TASK, by="A. Analyst", reason="known better", **more)


def back(store: Store, **more: Any):
    return roll_back(store, task=TASK, by="A. Analyst", reason="a site was closed", **more)


def test_every_change_by_rule_is_decided_and_written_down(store):
    assert store.aliases() == {"champion": 2}
    first, second = read_ledger(store)
    assert (first.how, first.from_version, first.to_version, first.reason) == ("rule", None, 1, "first")
    assert (second.how, second.from_version, second.to_version, second.reason) == ("rule", 1, 2, "better")
    assert dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(second.at) < dt.timedelta(minutes=1)
    assert store.version(2).decision["route"] == "better"
    assert is_whole(store.ledger())


def test_the_champion_is_not_decided_on_again(store):
    before = store.ledger()
    assert rule(store, 2).route == "better"
    assert store.ledger() == before


def test_a_version_for_a_past_date_is_never_decided_on():
    store = Store(version(1, "2025-01-01"))
    assert rule(store, 1, newest=False) is None
    assert store.champion() is None
    assert store.version(1).decision is None


def test_a_champion_of_another_task_counts_as_none(store):
    other = Store(version(1, "2025-01-01", task=OTHER_TASK), version(2, "2025-01-01"))
    other.promote(other.version(1))
    assert champion_of(other, TASK) is None
    assert rule(other, 2).route == "first"
    assert champion_of(other, TASK).number == 2


def test_a_champion_that_is_not_signed_counts_as_none_and_gives_way_to_one_that_is():
    """It can make no list; were it compared with, it could keep out the version that could."""
    old = Store(replace(version(1, "2025-01-01"), sealed=False), version(2, "2025-01-01", over=-0.5))
    old.promote(old.version(1))
    assert champion_of(old, TASK) is None
    assert rule(old, 2).route == "first"
    assert champion_of(old, TASK).number == 2


def test_a_version_that_is_not_signed_cannot_be_made_champion_by_hand():
    store = Store(version(1, "2025-01-01"), replace(version(2, "2025-02-01"), sealed=False))
    store.promote(store.version(1))
    with pytest.raises(ConfigError, match="version 2 does not carry the signature of this installation"):
        by_hand(store, 2)
    assert store.aliases() == {"champion": 1}


def test_a_rollback_goes_to_the_champion_before_and_the_rule_does_not_undo_it(store):
    change = back(store)
    assert (change.how, change.from_version, change.to_version) == ("rollback", 2, 1)
    again = rule(store, 2)
    assert "not_taken_back" in again.failed
    assert store.aliases() == {"champion": 1}
    assert store.version(2).decision["route"] == "better", "what was decided then is what a reader must see"
    assert is_whole(store.ledger())


def test_a_newer_version_may_follow_a_rollback(store):
    back(store)
    store._versions[3] = version(3, "2025-03-01", over=0.03, compared_with=1)
    assert rule(store, 3).route == "better"


def test_the_difference_from_another_champion_does_not_count(store):
    back(store)
    decision = rule(store, 3)  # its difference was measured against version 2
    assert decision.route is None
    assert "beats_champion" in decision.failed


def test_a_rollback_of_a_rollback_goes_further_back_and_then_nowhere(store):
    rule(store, 3)
    assert back(store).to_version == 2
    assert back(store).to_version == 1
    with pytest.raises(ConfigError, match=r"no version made lists before version 1\. Promote another"):
        back(store)
    assert back(store, to=3).to_version == 3  # on somebody's word


def test_a_promotion_by_hand_may_be_taken_back(store):
    rule(store, 3)
    by_hand(store, 1)
    assert rule(store, 3).route is None, "no rule undoes a hand"
    assert back(store).to_version == 3


def test_promoting_again_what_was_taken_back_makes_it_a_place_to_go_back_to(store):
    back(store)
    by_hand(store, 2)
    assert rule(store, 3).route == "better"
    assert back(store).to_version == 2


def test_a_version_that_the_gate_held_back_needs_a_word_and_its_list_says_so(store):
    store._versions[3] = version(3, "2025-02-15", over=0.005)
    assert rule(store, 3).failed == ("beats_champion", "fresher")
    with pytest.raises(ConfigError, match=r"held version 3 back: beats_champion, fresher\..*--against-the-gate"):
        by_hand(store, 3)
    change = by_hand(store, 3, against_gate=True)
    assert change.against_gate == ("beats_champion", "fresher")
    (remark,) = standing_remarks(store, 3)
    english, dutch = (build_remark(remark, language_of(code)) for code in ("en", "nl"))
    assert "although the gate held it back (AUC over the champion, months newer than the champion)" in english
    assert english.endswith("The reason given: known better")
    assert "hoewel de toets die tegenhield (AUC boven de kampioen" in dutch
    assert standing_remarks(store, 2) == ()


def test_what_the_gate_let_through_needs_no_word(store):
    change = by_hand(store, 1, against_gate=True)
    assert change.against_gate == ()
    assert standing_remarks(store, 1) == ()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_needed(store, reason):
    with pytest.raises(ConfigError, match="`--reason` must say why"):
        promote_by_hand(store, 1, task=TASK, by="x", reason=reason)
    with pytest.raises(ConfigError, match="`--reason` must say why"):
        roll_back(store, task=TASK, by="x", reason=reason)
    assert len(store.ledger()) == 2


def test_what_cannot_be_promoted_by_hand(store):
    store._versions[4] = version(4, "2025-03-01", task=OTHER_TASK)
    store._versions[5] = version(5, "2024-03-01", observed_until="2025-02-01")
    before = store.ledger()
    for number, said in [
        (2, "is the champion already"),
        (4, "another task"),
        (5, "past date"),
        (9, "no model version 9"),
    ]:
        with pytest.raises(ConfigError, match=said):
            by_hand(store, number, against_gate=True)
    with pytest.raises(ConfigError, match="version 3 never made lists"):
        back(store, to=3)
    assert (store.ledger(), store.aliases()) == (before, {"champion": 2})


def test_without_a_champion_there_is_nothing_to_take_back():
    with pytest.raises(ConfigError, match="has no champion to take back"):
        back(Store(version(1, "2025-01-01")))


def test_a_change_that_was_interrupted_is_written_down_once(store, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(store, "promote", lambda version: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(OSError, match="gone"):
            rule(store, 3)
    assert store.aliases() == {"champion": 2}
    assert rule(store, 3).route == "better"
    assert store.aliases() == {"champion": 3}
    assert [change.to_version for change in read_ledger(store)] == [1, 2, 3]


def test_an_altered_or_missing_entry_shows(store):
    back(store)
    entries = store.ledger()
    altered = write_change(replace(read_change(entries[1]), reason="nothing to see"))
    assert is_whole(entries)
    assert not is_whole([entries[0], altered, entries[2]])
    assert not is_whole([entries[0], entries[2]])


def test_a_version_that_was_held_back_leaves_rates_and_says_why():
    poor = version(1, "2025-01-01")
    poor.facts["report"]["leakage"] = {"passed": False}
    store = Store(poor)
    assert held_back(store, TASK) is None  # never decided on, as one for a past date
    assert rule(store, 1).failed == ("leakage",)
    held = held_back(store, TASK)
    assert held.number == 1
    assert held_back(store, OTHER_TASK) is None
    said = build_remark(held_back_remark(held), language_of("en"))
    assert "Model version 1 was trained and held back by its gate (leakage gate)" in said
    by_hand(store, 1, against_gate=True)
    assert held_back(store, TASK) is None


def kept(seed: int, *, noise: float, people: int = 120, dates: int = 6, label: np.ndarray | None = None) -> bytes:
    """Predictions of the same people on the same dates; the more noise, the worse their order."""
    rng = np.random.default_rng(5)
    person, date = np.repeat(np.arange(people), dates), np.tile(np.arange(dates), people)
    margin = rng.normal(0, 1.5, person.size) - 2
    left = (rng.random(person.size) < 1 / (1 + np.exp(-margin))).astype(int) if label is None else label
    risk = 1 / (1 + np.exp(-(margin + np.random.default_rng(seed).normal(0, noise, person.size))))
    ids = np.array([f"e{number}" for number in range(people)], dtype=object)
    return write_predictions(ids, person, 20_000 + 30 * date, risk, left)


def test_where_training_did_not_measure_it_the_kept_predictions_tell_the_difference(store):
    first, third = store.version(1), store.version(3)
    assert auc_over_champion(store, third, first, draws=100, seed=1) is None
    store.artifacts[1, PREDICTIONS], store.artifacts[3, PREDICTIONS] = kept(1, noise=3), kept(2, noise=0.1)
    over = auc_over_champion(store, third, first, draws=200, seed=1)
    assert over["low"] > 0
    assert auc_over_champion(store, first, third, draws=200, seed=1)["high"] < 0
    assert auc_over_champion(store, third, store.version(2), draws=100, seed=1)["value"] == 0.03, "measured in training"


def compared(store: Store, *numbers: int, threshold: float = 0.04):
    return compare_versions(
        store, *(store.version(one) for one in numbers), capacity=10, threshold=threshold, draws=100, seed=1
    )


def test_what_cannot_be_compared(store):
    store.artifacts[1, PREDICTIONS] = kept(1, noise=1)
    with pytest.raises(ConfigError, match="version 2 keeps no predictions on later dates"):
        compared(store, 1, 2)
    store.artifacts[2, PREDICTIONS] = kept(2, noise=1, label=np.zeros(720, dtype=int))
    with pytest.raises(ConfigError, match="share no rows to compare them on"):
        compared(store, 1, 2)
    store._versions[4] = version(4, "2025-03-01", task=OTHER_TASK)
    with pytest.raises(ConfigError, match="estimate different outcomes"):
        compared(store, 1, 4)
    with pytest.raises(ConfigError, match=r"`capacity.help_cost` must be less.*Their ratio is 1\.20"):
        compared(store, 1, 2, threshold=1.2)
