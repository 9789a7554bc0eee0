"""From training rows to a tested model: what is chosen when, and that no test knows what came after it began."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_rows import made_up_rows

from houvast import train as training
from houvast.features import TENURE
from houvast.labels import Outcomes
from houvast.protocol import Opened, Protocol
from houvast.timeline import Observations
from houvast.timeline.days import NEVER
from houvast.train import train
from houvast.training_rows import HelpOfRows, TrainingRows

PEOPLE, DATES = 400, 16
EDGES = (0, 28, 60, 91)
PROTOCOL = Protocol(EDGES, 91, ("voluntary",), ((50, 5, 10.0),), origins=3, embargo_days=91, draws=100, refits=0)
RISE = "pay_since_rise_days"


def build_rows(seed: int = 1, lag: int = 0) -> TrainingRows:
    """People at monthly dates who leave on a day within the period that was drawn, or stay all through."""
    made = made_up_rows(people=PEOPLE, dates=DATES, seed=seed)
    ends = np.asarray(EDGES)[made.durations["periods"]] - 1
    cause = np.array(["", "voluntary", "employer"])[made.durations["event"]]
    time = np.where(cause == "", 400, ends).astype(np.int32)
    outcomes = Outcomes(time, cause, np.full(time.size, 400, np.int32))
    ids = np.array([f"p{number:04d}" for number in range(PEOPLE)], dtype=object)
    started = (made.as_of - made.X[TENURE]).astype(np.int32).to_numpy()
    seen = Observations(ids, made.person.astype(np.int32), made.as_of.astype(np.int32), started)
    return TrainingRows(seen, made.X, outcomes, outcomes.label(91, ("voluntary",)), [], lag)


@pytest.fixture(scope="module")
def rows():
    return build_rows()


@pytest.fixture(scope="module")
def trained(rows):
    return train(rows, PROTOCOL)


def changed_after(rows: TrainingRows, day: int) -> TrainingRows:
    """The same rows, nobody of them leaving on `day` or later."""
    late = rows.observations.as_of + rows.outcomes.time_days >= day
    cause = np.where(late, "", rows.outcomes.cause)
    time = np.where(cause == "", 400, rows.outcomes.time_days).astype(np.int32)
    return replace(rows, outcomes=Outcomes(time, cause, rows.outcomes.observed_days))


def test_a_prediction_rests_on_nothing_from_the_day_on_which_its_test_began(rows, trained):
    last = trained.origins[-1]
    again = train(changed_after(rows, last.test_from), PROTOCOL)
    tested = trained.predictions.as_of >= last.test_from
    np.testing.assert_array_equal(again.predictions.risk[tested], trained.predictions.risk[tested])
    earlier = train(changed_after(rows, last.test_from - 30), PROTOCOL)
    assert (earlier.predictions.risk[tested] != trained.predictions.risk[tested]).any()


def test_exits_that_are_known_late_are_not_known_when_a_test_begins():
    rows = build_rows(lag=30)
    first = train(rows, PROTOCOL)
    last = first.origins[-1]
    again = train(changed_after(rows, last.test_from - 30), PROTOCOL)
    tested = first.predictions.as_of >= last.test_from
    np.testing.assert_array_equal(again.predictions.risk[tested], first.predictions.risk[tested])


def test_every_test_lies_an_embargo_after_what_was_learned_from(trained):
    assert len(trained.origins) == 3
    for origin in trained.origins:
        assert origin.test_from - origin.train_until >= 91


def test_predictions_are_joined_to_the_rows_that_they_are_of(rows, trained):
    found = trained.predictions
    np.testing.assert_array_equal(rows.observations.employee[found.row], found.person)
    np.testing.assert_array_equal(rows.observations.as_of[found.row], found.as_of)
    np.testing.assert_array_equal(rows.label[found.row], found.label)
    assert not np.array_equal(found.risk, found.baselines["tenure"])


def test_the_newest_stretch_is_opened_once_after_the_choice_and_before_any_prediction_of_it(rows, monkeypatch):
    told = []
    whole = training.predict_later
    monkeypatch.setattr(
        training,
        "predict_later",
        lambda model, learning, origins: told.extend(origins) or whole(model, learning, origins),
    )

    def open_last(chosen, stretch):
        told.append((chosen, stretch))
        return Opened("abc", 2)

    found = train(rows, replace(PROTOCOL, penalties=(1.0, 100.0)), open_last=open_last)
    (opening,) = [one for one in told if isinstance(one, tuple)]
    last = found.origins[-1]
    assert last not in told[: told.index(opening)]
    assert last in told[told.index(opening) :]
    assert opening[0] == found.chosen
    days = [(day - np.datetime64("1970-01-01").item()).days for day in opening[1]]
    assert days == [last.test_from, last.test_until]
    assert found.opened == Opened("abc", 2)


def test_candidates_are_weighed_on_the_earlier_stretches_only(rows):
    protocol = replace(PROTOCOL, penalties=(1.0, 1000.0))
    found = train(rows, protocol)
    assert {one.name for one in found.candidates} == {"linear_10", "linear_1", "linear_1000"}
    last = found.origins[-1]
    in_last = rows.observations.as_of >= last.test_from
    flipped = replace(rows, label=np.where(in_last & ~np.isnan(rows.label), 1 - rows.label, rows.label))
    again = train(flipped, protocol)
    assert [one.log_loss for one in again.candidates] == [one.log_loss for one in found.candidates]


def test_a_window_leaves_out_what_lies_before_it(rows):
    as_of = rows.observations.as_of
    window = 90
    found = train(rows, replace(PROTOCOL, window_days=window))
    old = as_of <= as_of.max() - window
    spoiled = rows.X.assign(**{RISE: np.where(old, 9_999.0, rows.X[RISE])})
    again = train(replace(rows, X=spoiled), replace(PROTOCOL, window_days=window))
    np.testing.assert_array_equal(again.model.weights_, found.model.weights_)
    without = train(replace(rows, X=spoiled), PROTOCOL)
    assert not np.array_equal(without.model.weights_, train(rows, PROTOCOL).model.weights_)
    assert found.step.leavers < rows.leavers
    np.testing.assert_array_equal(found.fitted_on, np.flatnonzero(~old))
    # Before a test as well: what lies before the window of its first origin says nothing to any of them.
    oldest = as_of <= found.origins[0].train_until - window
    assert oldest.any()
    spoiled = rows.X.assign(**{RISE: np.where(oldest, 9_999.0, rows.X[RISE])})
    again = train(replace(rows, X=spoiled), replace(PROTOCOL, window_days=window))
    np.testing.assert_array_equal(again.predictions.risk, found.predictions.risk)


def test_the_features_that_are_asked_for_are_the_features(rows):
    found = train(rows, replace(PROTOCOL, features=(RISE,)))
    assert found.step.features == (TENURE, RISE)
    assert list(found.model.feature_names_in_) == [TENURE, RISE]


def test_too_few_leavers_give_no_model_and_say_nothing(rows):
    found = train(rows, replace(PROTOCOL, rungs=((rows.leavers + 1, 5, 10.0),)))
    assert (found.model, found.predictions, found.assessment) == (None, None, None)


def test_records_too_short_to_test_give_an_untested_model(rows):
    found = train(rows, replace(PROTOCOL, embargo_days=5_000))
    assert found.model is not None
    assert (found.origins, found.predictions, found.assessment) == ((), None, None)


def test_an_exit_of_unknown_cause_is_learned_from_until_then_and_not_tested(rows, trained):
    unknown = np.flatnonzero(rows.label == 1)[::2]
    cause = rows.outcomes.cause.astype(object)
    cause[unknown] = "unknown"
    outcomes = replace(rows.outcomes, cause=cause.astype(str))
    found = train(replace(rows, outcomes=outcomes, label=outcomes.label(91, ("voluntary",))), PROTOCOL)
    assert not np.isin(found.predictions.row, unknown).any()
    assert found.predictions.risk.mean() < trained.predictions.risk.mean()


def with_help(rows: TrainingRows, *, leave_after: bool) -> TrainingRows:
    """A third of the people helped in the middle of the dates, who then all leave ten days later, or stay."""
    seen, whole = rows.observations, rows.outcomes
    day = int(np.unique(seen.as_of)[DATES // 2]) + 20
    chosen = seen.employee % 3 == 0
    until = np.where(seen.as_of <= day, day - seen.as_of, np.where(seen.as_of < day + 91, 0, NEVER))
    until = np.where(chosen & (until < whole.time_days), until, NEVER).astype(np.int32)
    after = (until > 0) & (until < NEVER)
    time = np.where(after, until + 10 if leave_after else 400, whole.time_days).astype(np.int32)
    cause = np.where(after, "voluntary" if leave_after else "", whole.cause)
    outcomes = Outcomes(time, cause, whole.observed_days)
    happened = outcomes.label(91, ("voluntary",))
    until_draw = np.where(seen.as_of <= day, day - seen.as_of, np.where(seen.as_of < day + 91, 0, NEVER))
    # Whoever left before the draw was not drawn.
    drawn = (seen.employee % 3 == 1) & (until_draw < outcomes.time_days)
    until_draw = np.where(drawn, until_draw, NEVER).astype(np.int32)
    label = np.where(until < 91, np.nan, happened)
    return replace(rows, outcomes=outcomes, label=label, help=HelpOfRows(until, happened, until_draw))


def test_what_came_after_help_teaches_nothing_and_is_told_apart(rows):
    left, stayed = (train(with_help(rows, leave_after=leave), PROTOCOL) for leave in (True, False))
    np.testing.assert_array_equal(left.predictions.risk, stayed.predictions.risk)
    np.testing.assert_array_equal(left.model.weights_, stayed.model.weights_)
    assert left.assessment.figures == stayed.assessment.figures
    assert left.assessment.figures["observed_expected"] == left.after_help.without_help
    assert left.after_help.of_helped.value > 2 * stayed.after_help.of_helped.value
    assert left.after_help.people > 50
    assert left.after_help.held_out > 50
    assert left.after_help.of_held_out.value == pytest.approx(1, abs=0.4)
    assert not np.isin(left.predictions.row, np.flatnonzero(left.rows.help.within(91))).any()


def test_a_figure_is_that_of_everybody_until_their_help(rows):
    found = train(with_help(rows, leave_after=True), PROTOCOL)
    inside = found.predictions.label.sum() / found.predictions.risk.sum()
    assert found.after_help.without_help.value < inside
    assert train(rows, PROTOCOL).after_help is None


def test_a_period_counts_from_its_middle_on():
    rows = build_rows()
    stays = np.flatnonzero(rows.outcomes.cause == "")[:6]
    until = np.full(rows.label.size, NEVER, dtype=np.int32)
    until[stays] = [0, 14, 15, 44, 45, 91]
    helped = replace(rows, help=HelpOfRows(until, rows.label, np.full(until.size, NEVER)))
    assert helped.durations(EDGES, ("voluntary",))["periods"][stays].tolist() == [0, 0, 1, 1, 2, 3]
