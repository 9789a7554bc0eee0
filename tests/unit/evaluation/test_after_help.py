"""Observed over promised by help, by hand."""

import numpy as np
import pytest

from houvast.evaluation import Predictions, compare_after_help


def rows(risk, label, first_person=0):
    size = len(risk)
    nothing = np.zeros(size, dtype=int)
    person = np.arange(size) + first_person
    return Predictions(np.array(risk), {}, np.array(label), person, nothing, nothing, nothing, nothing)


def test_who_was_helped_counts_until_their_help():
    found, helped = rows([0.5] * 12, [1] * 6 + [0] * 6), rows([0.4] * 10, [1] + [0] * 9, 100)
    since_draw = np.array([1.0] * 10 + [0.0] * 2)
    told = compare_after_help(found, helped, np.full(10, 0.25), since_draw, draws=100, seed=1)
    assert told.without_help.value == pytest.approx(6 / (12 * 0.5 + 10 * 0.25 * 0.4))
    assert told.of_helped.value == pytest.approx(1 / 4)
    assert told.of_held_out.value == pytest.approx(6 / 5)
    assert (told.people, told.rows, told.held_out) == (10, 10, 10)
    assert told.without_help.low < told.without_help.value < told.without_help.high
    later = compare_after_help(found, helped, np.full(10, 0.25), since_draw / 2, draws=100, seed=1)
    assert later.of_held_out.value == pytest.approx(2 * 6 / 5)
    assert later.as_dict()["of_helped"]["value"] == pytest.approx(0.25)


def test_of_fewer_than_ten_nothing_is_said():
    found, helped = rows([0.5] * 12, [1] * 6 + [0] * 6), rows([0.4] * 9, [1] + [0] * 8, 100)
    since_draw = np.array([1.0] * 9 + [0.0] * 3)
    told = compare_after_help(found, helped, np.zeros(9), since_draw, draws=100, seed=1)
    assert np.isnan([told.of_helped.value, told.of_held_out.value]).all()
    assert told.as_dict()["of_helped"] == {"value": None, "low": None, "high": None}
    assert told.without_help.value == pytest.approx(1.0)
