"""Figures beside hand calculation, MetricFrame on plain rows, and lists of which it is known whether they are fair."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, selection_rate, true_positive_rate
from sklearn.metrics import precision_score

from houvast.evaluation import Figure, PersonDraws
from houvast.fairness import FAILS, INTERVAL_ONLY, NOT_ASSESSABLE, PASSES, assess_fairness
from houvast.fairness.assess import draw_figures, find_verdict, pool_small
from houvast.fairness.figures import build_frame, figure_of
from houvast.fairness.report import FEW
from houvast.suppression import round_count


def make_list(
    leavers, recall, *, stayers=300, rows=1, seed=0, risk=0.1, selected=0.05
) -> dict[str, np.ndarray | pd.DataFrame]:
    """Groups 'a' and 'b' with so many leavers each and so likely found; every person has the same row `rows` times."""
    rng = np.random.default_rng(seed)
    group = np.repeat(["a", "b"], [leavers[0] + stayers, leavers[1] + stayers])
    label = np.concatenate([np.r_[np.ones(n, int), np.zeros(stayers, int)] for n in leavers])
    chance = np.where(label == 1, np.where(group == "a", *recall), selected)
    listed = rng.random(label.size) < chance
    again = np.repeat(np.arange(label.size), rows)
    return {
        "risk": np.full(again.size, risk),
        "label": label[again],
        "listed": listed[again],
        "person": again,
        "groups": pd.DataFrame({"gender": group[again]}),
    }


def assess(made, draws=200, seed=1, **settings):
    return assess_fairness(**made, draws=draws, seed=seed, **settings)


def by_name(report, grouping="gender"):
    return {one.group: one for found in report.groupings if found.name == grouping for one in found.groups}


@pytest.fixture
def by_hand():
    """Of 4 leavers in a 3 were listed, of 5 in b 1; besides 6 and 5 stayers, of whom 2 and 0 were listed."""
    label = np.array([1] * 4 + [0] * 6 + [1] * 5 + [0] * 5)
    listed = np.array([1, 1, 1, 0] + [1, 1, 0, 0, 0, 0] + [1, 0, 0, 0, 0] + [0] * 5)
    risk = np.array([0.5] * 10 + [0.25] * 10)
    groups = pd.DataFrame({"site": ["a"] * 10 + ["b"] * 10})
    return {"risk": risk, "label": label, "listed": listed, "person": np.arange(20), "groups": groups}


def test_figures_are_those_of_a_hand_calculation(by_hand):
    found = by_name(assess(by_hand), "site")
    expected = {
        "a": (3 / 4, 1 / 5, 5 / 10, 3 / 5, 0.5, 4 / 5, 1 / 5 - 3 / 4),
        "b": (1 / 5, 4 / 9, 1 / 10, 1 / 1, 0.25, 5 / 2.5, 3 / 4 - 1 / 5),
    }
    names = "recall", "false_omission", "selection_rate", "precision", "mean_risk", "observed_expected", "recall_gap"
    for group, values in expected.items():
        assert {name: found[group].figures[name].value for name in names} == pytest.approx(
            dict(zip(names, values, strict=True)), abs=1e-12
        )
    assert (found["a"].people, found["a"].leavers, found["a"].listed) == (10, 4, 5)


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_metric_frame_on_the_rows_themselves(seed):
    rng = np.random.default_rng(seed)
    person = rng.integers(0, 400, 3000)
    group = np.array(["x", "y", "z"])[person % 3]
    risk = rng.uniform(0, 0.4, person.size)
    label, listed = (rng.random(person.size) < risk).astype(int), risk + rng.normal(0, 0.1, risk.size) > 0.3
    report = assess_fairness(
        risk=risk, label=label, listed=listed, person=person, groups=pd.DataFrame({"g": group}), draws=100, seed=0
    )
    metrics = {"recall": true_positive_rate, "selection_rate": selection_rate, "precision": precision_score}
    frame = MetricFrame(metrics=metrics, y_true=label, y_pred=listed.astype(int), sensitive_features=group)
    plain = pd.DataFrame({"left": label, "risk": risk, "g": group, "off": ~listed})
    for name, one in by_name(report, "g").items():
        for metric in metrics:
            assert one.figures[metric].value == pytest.approx(frame.by_group.loc[name, metric], abs=1e-12)
        rows = plain[plain["g"] == name]
        assert one.figures["false_omission"].value == pytest.approx(rows.loc[rows["off"], "left"].mean())
        assert one.figures["mean_risk"].value == pytest.approx(rows["risk"].mean())
        assert one.figures["observed_expected"].value == pytest.approx(rows["left"].sum() / rows["risk"].sum())
    (grouping,) = report.groupings
    for metric in metrics:
        assert grouping.difference[metric] == pytest.approx(frame.difference()[metric])
        assert grouping.ratio[metric] == pytest.approx(frame.ratio()[metric])


@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_drawn_begins_with_what_metric_frame_says(seed):
    """The intervals are of the same figures as the estimates."""
    made = make_list((30, 40), (0.6, 0.3), stayers=50, seed=seed, selected=0.3)
    names = "risk", "label", "listed"
    rows = pd.DataFrame({name: made[name] for name in names})
    rows = rows.assign(
        risk=np.linspace(0.01, 0.4, len(rows)), group=pool_small(made["groups"]["gender"], made["person"])
    )
    values = build_frame(rows).by_group
    for group, drawn in draw_figures(rows, PersonDraws(made["person"], draws=100, seed=seed)).items():
        assert set(drawn) == {*values.columns, "recall_gap"}
        for name in values.columns:
            assert drawn[name][0] == pytest.approx(values.loc[group, name], abs=1e-12), name
            assert np.nanstd(drawn[name]) > 0


def test_an_interval_holds_95_of_100_draws_and_leaves_out_what_could_not_be_drawn():
    drawn = np.r_[5.0, np.nan, np.random.default_rng(0).permutation(np.arange(1001.0))]
    found = figure_of(5.0, drawn)
    assert (found.value, found.low, found.high) == pytest.approx((5.0, 25.0, 975.0))
    assert np.isnan(figure_of(5.0, np.r_[5.0, np.nan, np.nan]).low)


def test_the_draws_are_of_people_and_begin_with_the_sample(by_hand):
    """One person's rows come and go together: with a single leaver in a group, recall is 0, 1 or not there."""
    by_hand["person"] = np.repeat(np.arange(10), 2)
    found = by_name(assess(by_hand), "site")["a"].figures["recall"]
    assert found.low <= found.value <= found.high


def test_a_gap_is_to_all_others_together():
    rng = np.random.default_rng(2)
    made = make_list((150, 150), (0.5, 0.2), seed=2)
    third = make_list((60, 60), (0.9, 0.9), seed=3)
    rows = {name: np.concatenate([made[name], third[name]]) for name in ("risk", "label", "listed")}
    group = np.r_[made["groups"]["gender"], np.full(third["label"].size, "c")]
    order = rng.permutation(group.size)
    rows = {name: values[order] for name, values in rows.items()} | {"person": order}
    found = by_name(assess(rows | {"groups": pd.DataFrame({"gender": group[order]})}))
    left, listed = rows["label"] == 1, rows["listed"]
    for name, one in found.items():
        here = group[order] == name
        gap = listed[left & ~here].mean() - listed[left & here].mean()
        assert one.figures["recall_gap"].value == pytest.approx(gap)
    assert {name: one.verdict for name, one in found.items()} == {"a": PASSES, "b": FAILS, "c": PASSES}


# What may be said


@pytest.mark.parametrize(
    ("leavers", "gap", "verdict"),
    [
        (19, (0.5, 0.4, 0.6), NOT_ASSESSABLE),
        (20, (0.5, 0.4, 0.6), INTERVAL_ONLY),
        (99, (0.5, 0.4, 0.6), INTERVAL_ONLY),
        (100, (0.5, 0.4, 0.6), FAILS),
        (100, (0.3, 0.1, 0.5), PASSES),
        (100, (0.3, 0.1001, 0.5), FAILS),
        (100, (-0.5, -0.6, -0.4), PASSES),
        (1000, (float("nan"),) * 3, NOT_ASSESSABLE),
    ],
)
def test_what_may_be_said_of_so_many_leavers(leavers, gap, verdict):
    assert find_verdict(leavers, Figure(*gap)) == verdict


def test_where_no_verdict_is_asked_there_is_an_interval():
    assert find_verdict(500, Figure(0.5, 0.4, 0.6), may_gate=False) == INTERVAL_ONLY
    made = make_list((150, 150), (0.7, 0.1))
    assert assess(made).verdict == FAILS
    asked_of_others = assess(made, gating=("site",))
    assert {one.verdict for one in by_name(asked_of_others).values()} == {INTERVAL_ONLY}
    assert asked_of_others.verdict == NOT_ASSESSABLE


@pytest.mark.parametrize("leavers", [(400, 19), (19, 400)])
def test_too_few_leavers_on_either_side_are_not_assessable(leavers):
    """However large the gap, and however many left in the other group."""
    report = assess(make_list(leavers, (0.9, 0.1)))
    assert {one.verdict for one in by_name(report).values()} == {NOT_ASSESSABLE}
    assert report.verdict == NOT_ASSESSABLE and not report.failing
    assert report.groupings[0].difference == {}


def test_leavers_are_people_and_not_rows():
    report = assess(make_list((19, 400), (0.5, 0.5), rows=12))
    assert by_name(report)["a"].leavers == 19
    assert by_name(report)["a"].verdict == NOT_ASSESSABLE


def test_an_unfair_list_is_found_and_names_whom_it_misses():
    report = assess(make_list((150, 150), (0.6, 0.3), rows=3))
    assert report.verdict == FAILS
    assert report.failing == (("gender", "b"),)


def fails(gap, seed):
    """Whether the second group of such a list does."""
    made = make_list((150, 150), (0.5, 0.5 - gap), rows=4, seed=seed, stayers=20)
    rows = pd.DataFrame({name: made[name] for name in ("risk", "label", "listed")})
    drawn = draw_figures(
        rows.assign(group=pool_small(made["groups"]["gender"], made["person"])),
        PersonDraws(made["person"], draws=200, seed=seed),
    )["b"]["recall_gap"]
    return find_verdict(150, figure_of(drawn[0], drawn)) == FAILS


@pytest.mark.parametrize("order", [("site", "gender"), ("gender", "site")])
def test_one_grouping_that_fails_makes_the_list_fail(order):
    made = make_list((150, 150), (0.6, 0.2))
    groups = made["groups"].assign(site=np.where(np.arange(len(made["groups"])) % 2, "north", "south"))
    report = assess(made | {"groups": groups[list(order)]})
    assert {one.name: one.verdict for one in report.groupings} == {"gender": FAILS, "site": PASSES}
    assert report.verdict == FAILS


def test_a_fair_list_hardly_ever_fails_and_an_unfair_one_hardly_ever_passes():
    """Rows of a person resemble each other; each person has four. Gaps: none, just the margin, and 0.3."""
    failed = {gap: np.mean([fails(gap, seed) for seed in range(200)]) for gap in (0.0, 0.1, 0.3)}
    assert failed[0.0] <= 0.01
    assert failed[0.1] <= 0.05  # 2.5% are meant
    assert failed[0.3] >= 0.90


def test_intervals_over_people_are_wider_than_over_rows():
    """Of rows that repeat, those who count rows believe to know twice as much: four each make it half as wide."""
    made = make_list((150, 150), (0.5, 0.4), rows=4)
    people = by_name(assess(made, draws=600))["b"].figures["recall_gap"]
    rows = by_name(assess(made | {"person": np.arange(made["label"].size)}, draws=600))["b"].figures["recall_gap"]
    assert people.value == rows.value
    assert (people.high - people.low) / (rows.high - rows.low) == pytest.approx(2, rel=0.15)


# Groups


def test_what_is_not_on_record_is_not_measured_and_what_is_alone_is_not_compared():
    made = make_list((50, 50), (0.5, 0.5))
    made["groups"] = made["groups"].assign(site="here", hours=np.nan)
    report = assess(made)
    assert [one.name for one in report.groupings] == ["gender"]
    assert report.not_measured == {"site": "one_group", "hours": "no_records", "help": "no_actions"}


def test_people_without_a_group_are_in_none_and_counted():
    made = make_list((50, 50), (0.8, 0.3))
    lost = made["groups"]["gender"].where(np.arange(700) % 7 != 0)
    report = assess(made | {"groups": pd.DataFrame({"gender": lost})})
    assert report.groupings[0].unrecorded == 100
    kept = lost.notna().to_numpy()
    alone = assess({name: values[kept] for name, values in made.items()})
    for name, one in by_name(alone).items():
        other = by_name(report)[name]
        assert (one.people, one.leavers) == (other.people, other.leavers)
        assert one.figures["recall_gap"].value == other.figures["recall_gap"].value


def test_groups_of_few_people_are_taken_together():
    group = pd.Series(["a"] * 10 + ["b"] * 4 + ["c"] * 2 + [None] * 2)
    pooled = pool_small(group, np.arange(18))
    assert list(pooled.categories) == ["a", FEW]
    assert pooled.value_counts().to_dict() == {"a": 10, FEW: 6}
    assert pooled.isna().sum() == 2
    assert list(pool_small(group, np.zeros(18, int)).categories) == [FEW], "18 rows of one person are one person"


def test_the_order_of_bands_is_kept():
    bands = pd.Categorical(["old", "young"] * 10, categories=["young", "middle", "old"])
    assert list(pool_small(pd.Series(bands), np.arange(20)).categories) == ["young", "old"]


# What leaves the process


@pytest.mark.parametrize(("count", "shown"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (102, 100), (103, 105)])
def test_counts_identify_nobody(count, shown):
    assert round_count(count) == shown


def test_what_is_written_is_json_and_holds_no_small_count_and_no_figure_of_a_small_group():
    made = make_list((3, 151), (0.5, 0.4), stayers=41)
    report = assess(made | {"groups": made["groups"].assign(hours=np.nan)})
    written = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    group = written["groupings"]["gender"]["groups"]["a"]
    assert (group["people"], group["leavers"], group["figures"]) == (45, None, {})
    assert written["groupings"]["gender"]["difference"] == {}
    assert written["not_measured"]["hours"] == "no_records"
    assert written["verdict"] == NOT_ASSESSABLE


def test_a_group_in_which_nearly_everybody_left_shows_no_figures():
    made = make_list((60, 60), (0.5, 0.4), stayers=4)
    report = assess(made)
    assert report.groupings[0].verdict == INTERVAL_ONLY
    assert report.as_dict()["groupings"]["gender"]["groups"]["a"]["figures"] == {}
    assert report.as_dict()["groupings"]["gender"]["difference"] == {}


def test_precision_of_a_list_with_few_of_the_group_is_not_shown():
    made = make_list((60, 60), (0.5, 0.02), selected=0.0)
    few = by_name(assess(made))["b"]
    assert few.listed < 5 and few.verdict == INTERVAL_ONLY
    shown = few.as_dict()["figures"]
    assert "precision" not in shown and shown["recall"]["value"] is not None
    assert "precision" in replace(few, listed=5).as_dict()["figures"]


def test_same_seed_same_report():
    made = make_list((60, 60), (0.5, 0.4))
    assert assess(made, seed=5).as_dict() == assess(made, seed=5).as_dict()
    assert assess(made, seed=5).as_dict() != assess(made, seed=6).as_dict()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"label": np.full(20, np.nan)}, "`label` must be 0 or 1 in every row"),
        ({"listed": np.full(20, 2)}, "`listed` must say of every row"),
        ({"risk": np.full(20, 1.2)}, "`risk` must lie within 0 and 1"),
        ({"risk": np.full(20, np.nan)}, "`risk` must lie within 0 and 1"),
        ({"person": np.arange(19)}, "must have one length.*'person': 19"),
    ],
)
def test_rows_that_do_not_hold_are_refused(by_hand, change, match):
    with pytest.raises(ValueError, match=match):
        assess(by_hand | change)
