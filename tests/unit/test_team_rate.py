"""The team rate by hand, blind to what was known later, and shrunk as a Gamma-Poisson model says."""

import numpy as np
import pandas as pd
import pytest
from made_up_records import AS_OF, make_up_records
from scipy.stats import gamma, nbinom

from houvast.team_rate import build_team_risk, build_team_time, compute_rates, name_teams, shrink
from houvast.timeline import Observations, to_days

JAN = pd.Timestamp("2024-01-01")


def spells(*rows: tuple) -> pd.DataFrame:
    """Rows of (employee, started, ended, reason, known, superseded), days after 1 January 2024; None is empty."""
    names = ["employee_id", "started_on", "ended_on", "exit_reason", "known_on", "superseded_on"]
    return _dated(pd.DataFrame(rows, columns=names), ["started_on", "ended_on", "known_on", "superseded_on"])


def placed(*rows: tuple) -> pd.DataFrame:
    """Rows of (employee, effective, site, team, known, superseded)."""
    names = ["employee_id", "effective_on", "site", "team", "known_on", "superseded_on"]
    return _dated(pd.DataFrame(rows, columns=names), ["effective_on", "known_on", "superseded_on"])


def _dated(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    for name in columns:
        frame[name] = JAN + pd.to_timedelta(frame[name].astype(float), unit="D")
    return frame


def risk_at(as_of: int, team: str | None, *tables: pd.DataFrame | None, horizon: int = 91, since: int = 0) -> float:
    start = int(to_days(JAN.date()))
    one = np.array([start + as_of], dtype=np.int32)
    observed = Observations(np.array(["z"], dtype=object), np.zeros(1, np.int32), one, one - 1)
    place = pd.DataFrame({"site": ["u"], "team": [team]}, dtype=object)
    given = {"observed_from": start + since, "causes": ("voluntary",), "horizon_days": horizon}
    (risk,) = build_team_risk(*tables, observed, place, **given)
    return risk


def per_day(risk: float, horizon: int = 91) -> float:
    return -np.log1p(-risk) / horizon


def test_rate_of_everyone_is_exits_over_days_seen_in_the_last_year():
    people = spells(
        ("a", -300, None, None, -300, None),  # 100 days of the look-back [0, 100)
        ("b", 40, None, None, 40, None),  # 60
        ("c", -50, 20, "voluntary", 20, None),  # 20, and the exit
        ("d", -50, 30, "employer", 30, None),  # 30, an exit of another kind
        ("e", -90, -10, "voluntary", -10, None),  # before the records began
    )
    assert per_day(risk_at(100, None, people, None)) == pytest.approx(1 / 210)


def test_look_back_is_365_days_and_half_open():
    people = spells(
        ("a", 0, 35, "voluntary", 35, None),  # on the first day of [35, 400)
        ("b", 0, 34, "voluntary", 34, None),  # before it
        ("c", 0, 400, "voluntary", 390, None),  # on the as-of date: not yet
    )
    assert per_day(risk_at(400, None, people, None)) == pytest.approx(1 / 365)


def test_what_is_known_later_does_not_count():
    before = spells(("a", 0, 50, "voluntary", 60, None), ("b", 0, None, None, 0, None))
    later = spells(
        ("a", 0, None, None, 0, 60),
        ("a", 0, 50, "voluntary", 60, 100),
        ("a", 0, 50, "employer", 100, None),  # corrected on the as-of date itself
        ("b", 0, None, None, 0, 120),
        ("b", 0, 70, "voluntary", 120, None),
    )
    assert risk_at(100, None, later, None) == risk_at(100, None, before, None)
    assert per_day(risk_at(100, None, later, None)) == pytest.approx(1 / 150)
    assert per_day(risk_at(101, None, later, None)) == pytest.approx(0.5 / 151)  # half an exit at least


def test_withdrawn_records_do_not_count():
    people = spells(("a", 0, 50, "voluntary", 50, None), ("b", 0, None, None, 0, None))
    withdrawn = people.assign(retracted=[True, False])
    assert per_day(risk_at(100, None, withdrawn, None)) == pytest.approx(0.5 / 100)


def test_a_person_counts_in_the_team_of_the_day_and_leaves_the_last_one():
    people = spells(("a", 0, 80, "voluntary", 80, None), ("b", 0, None, None, 0, None))
    moves = placed(("a", 0, "u", "north", 0, None), ("a", 30, None, "south", 30, None), ("b", 0, "u", None, 0, None))
    time = build_team_time(people, moves, ("voluntary",))
    north, south = (name_teams(pd.DataFrame({"site": ["u"], "team": [team]}))[0] for team in ("north", "south"))
    start = to_days(JAN.date())
    rows = sorted(zip(time.team, time.begin - start, np.minimum(time.end - start, 999), time.left, strict=True))
    assert rows == [("", 0, 999, False), (north, 0, 30, False), (south, 30, 80, True)]


def test_teams_differ_and_unknown_ones_have_the_rate_of_everyone():
    rng = np.random.default_rng(1)
    n = 400
    ends = np.where(np.arange(n) % 2 == 0, rng.integers(10, 360, n), np.nan)
    leaves = np.arange(n) < 200
    people = spells(
        *(
            (f"{i:03d}", 0, None if not leaves[i] or np.isnan(ends[i]) else int(ends[i]), "voluntary", 0, None)
            for i in range(n)
        )
    )
    teams = placed(*((f"{i:03d}", 0, "u", "high" if leaves[i] else "low", 0, None) for i in range(n)))
    high, low, unknown, new = (risk_at(365, team, people, teams) for team in ("high", "low", None, "new"))
    assert low < unknown == new < high
    without = risk_at(365, "high", people, None)
    assert without == unknown


def test_shrinking_is_the_posterior_mean_of_a_gamma_poisson_model():
    rng = np.random.default_rng(5)
    exposure = rng.uniform(2, 60, 4000)
    rate = gamma(3, scale=0.4 / 3).rvs(4000, random_state=6)
    exits = rng.poisson(rate * exposure)
    overall = exits.sum() / exposure.sum()
    ours = shrink(exits, exposure, overall)
    shape = np.median((ours * exposure - exits) / (1 - ours / overall))  # solved from the formula in the docstring
    assert shape == pytest.approx(3, rel=0.15)
    assert np.mean((ours - rate) ** 2) < 0.7 * np.mean((exits / exposure - rate) ** 2)
    likelihood = [
        nbinom.logpmf(exits, a, a / (a + overall * exposure)).sum() for a in (0.6 * shape, shape, 1.7 * shape)
    ]
    assert likelihood[1] == max(likelihood)


def test_where_chance_explains_all_every_team_has_the_same_rate():
    assert shrink(np.array([1, 1, 1]), np.array([10.0, 10.0, 10.0]), 0.1).tolist() == [0.1, 0.1, 0.1]


def test_nothing_on_record_gives_no_rate():
    people = spells(("a", 50, None, None, 50, None))
    assert np.isnan(risk_at(40, None, people, None))


def test_whatever_comes_later_leaves_every_risk_as_it_is():
    records = make_up_records()
    ids = np.array(sorted(records["spells"]["employee_id"].unique()), dtype=object)
    seen = Observations(
        ids, np.repeat(np.arange(ids.size), 3).astype(np.int32), np.tile(AS_OF, ids.size), np.tile(AS_OF - 1, ids.size)
    )
    place = pd.DataFrame({"site": ["gent"] * len(seen), "team": ["north", "south", None] * ids.size}, dtype=object)
    given = {"observed_from": int(AS_OF[0]) - 600, "causes": ("voluntary",), "horizon_days": 91}
    whole = build_team_risk(records["spells"], records["assignments"], seen, place, **given)
    for date in AS_OF:
        day = pd.Timestamp(date, unit="D")
        cut = []
        for name in ("spells", "assignments"):
            known = records[name][records[name]["known_on"] < day]
            superseded = known["superseded_on"]
            cut.append(known.assign(superseded_on=superseded.where(superseded < day)))
        then = build_team_risk(*cut, seen, place, **given)
        here = seen.as_of == date
        np.testing.assert_array_equal(whole[here], then[here])
    assert ((whole > 0) & (whole < 0.5)).all()


def test_rates_of_asked_teams_do_not_depend_on_their_order():
    people = spells(*((f"{i}", 0, 50 if i % 3 == 0 else None, "voluntary", 0, None) for i in range(30)))
    teams = placed(*((f"{i}", 0, "u", f"t{i % 3}", 0, None) for i in range(30)))
    time = build_team_time(people, teams, ("voluntary",))
    asked = name_teams(pd.DataFrame({"site": ["u"] * 3, "team": ["t2", "t0", "t1"]}))
    start = int(to_days(JAN.date()))
    rates = compute_rates(time, asked, begin=start, end=start + 100)
    assert rates[1] > rates[0] == rates[2] > 0
    np.testing.assert_array_equal(compute_rates(time, asked[::-1], begin=start, end=start + 100), rates[::-1])
