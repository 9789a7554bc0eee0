"""Rates of leaving and survival by tenure, against calculations by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from text_tables import days, read_records

from houvast.cohort_rates import Exposure, build_exposure, compute_rates, survival_by_tenure

YEAR = 365.25


def observe(spells: str, observed_from: str, observed_until: str) -> Exposure:
    frame = read_records(spells)["spells"]
    return build_exposure(
        frame,
        observed_from=int(days(observed_from)[0]),
        observed_until=int(days(observed_until)[0]),
        causes=("voluntary",),
    )


def made_up(*rows: tuple[int, int, bool], people: list[int] | None = None) -> Exposure:
    """Spells of (tenure at entry, at exit, left by choice), a person each where nothing else is said."""
    entry, exit_, left = (np.array(part) for part in zip(*rows, strict=True))
    return Exposure(np.array(people or range(len(rows))), entry, exit_, left, ~left)


def test_exposure_runs_from_the_start_of_the_records_to_the_exit_or_their_end() -> None:
    """The year 2024. Anna entered it with 365 days of tenure and left after 31 more; Ben came and stays.

    Cleo was sent away on 1 July: observed, and no leaver. Dirk left before the records, Eva came
    after them, and Femke left on the first day that is not observed: she is there to the end.
    """
    exposure = observe(
        """
        spells
        employee_id  started_on  ended_on    exit_reason
        anna         2023-01-01  2024-02-01  voluntary
        ben          2024-12-01  -           -
        cleo         2024-01-01  2024-07-01  employer
        dirk         2020-01-01  2024-01-01  voluntary
        eva          2025-01-01  -           -
        femke        2024-01-01  2025-01-01  voluntary
        """,
        "2024-01-01",
        "2025-01-01",
    )
    assert exposure.employee.tolist() == ["anna", "ben", "cleo", "femke"]
    assert exposure.entry.tolist() == [365, 0, 0, 0]
    assert exposure.exit.tolist() == [396, 31, 182, 366]
    assert exposure.left.tolist() == [True, False, False, False]
    assert exposure.at_end.tolist() == [False, True, False, True]


def test_exposure_is_of_what_is_known_in_the_end() -> None:
    """The corrected end counts, a withdrawn spell does not, and an exit without a reason is no leaving."""
    exposure = observe(
        """
        spells
        employee_id  started_on  ended_on    exit_reason  known_on    retracted
        anna         2024-01-01  -           -            2024-01-01  no
        anna         2024-01-01  2024-02-01  employer     2024-02-01  no
        anna         2024-01-01  2024-03-01  voluntary    2024-03-01  no
        ben          2024-01-01  -           -            2024-01-01  no
        ben          2024-01-01  -           -            2024-02-01  yes
        cleo         2024-01-01  2024-03-01  -            2024-01-01  no
        """,
        "2024-01-01",
        "2025-01-01",
    )
    assert exposure.employee.tolist() == ["anna", "cleo"]
    assert exposure.exit.tolist() == [60, 60]
    assert exposure.left.tolist() == [True, False]


def test_no_spells_give_no_exposure_and_no_rates() -> None:
    exposure = observe("spells\nemployee_id started_on\nanna 2030-01-01", "2024-01-01", "2025-01-01")
    assert exposure.employee.size == 0
    assert compute_rates(exposure) == ()


def test_a_rate_is_shrunk_towards_that_of_everyone() -> None:
    """Ten people for 90 days and ten from day 90 to 365; three of the first left and one of the second.

    Days: 10 * 90 = 900 and 10 * 275 = 2750, together 3650 days = 9.9932 years, with 4 leavers, so the
    rate of everyone is 4 * 365.25 / 3650 = 0.40027 a year; two leavers at it are 4.9966 years.

    Band 0-90: the three left on day 89, so 7 * 90 + 3 * 89 = 897 days and everyone's sum is 3647 less
    what the other leaver missed (65 days: day 300 instead of 365), 3582 days: 4 * 365.25 / 3582 =
    0.407873; 2 / 0.407873 = 4.903491 years. Rate (2 + 3) / (4.903491 + 897 / 365.25) = 5 / 7.359343 =
    0.679408. Band 90-365: (2 + 1) / (4.903491 + 2685 / 365.25) = 3 / 12.254620 = 0.244806.
    """
    first = [(0, 89, True)] * 3 + [(0, 90, False)] * 7
    second = [(90, 300, True)] + [(90, 365, False)] * 9
    low, high = compute_rates(made_up(*first, *second))
    assert (low.from_days, low.to_days, high.from_days, high.to_days) == (0, 90, 90, 365)
    assert (low.people, low.leavers, high.people, high.leavers) == (10, 3, 10, 1)
    assert low.person_years == pytest.approx(897 / YEAR)
    assert high.person_years == pytest.approx(2685 / YEAR)
    assert low.rate.value == pytest.approx(0.679408, abs=1e-6)
    assert high.rate.value == pytest.approx(0.244806, abs=1e-6)
    # A Gamma(k) quantile is half a chi-square quantile with 2k degrees of freedom; for k = 5 and 3 any
    # table has 3.247 and 20.483, 1.237 and 14.449.
    assert (low.rate.low, low.rate.high) == pytest.approx(chi2.ppf([0.025, 0.975], 10) / 2 / 7.359343, rel=1e-6)
    assert (low.rate.low, low.rate.high) == pytest.approx((3.247 / 14.718686, 20.483 / 14.718686), rel=1e-4)
    assert (high.rate.low, high.rate.high) == pytest.approx((1.237 / 24.50924, 14.449 / 24.50924), rel=1e-3)


def test_a_band_counts_days_in_it_and_exits_from_its_first_day() -> None:
    """An exit with exactly 90 days of tenure is one of the band from 90 on, as tenure bands are half-open."""
    first, second = compute_rates(made_up(*[(0, 90, True)] * 10, *[(0, 400, False)] * 20))[:2]
    assert (first.leavers, second.leavers) == (0, 10)
    assert first.person_years == pytest.approx(30 * 90 / YEAR)
    assert second.person_years == pytest.approx(20 * 275 / YEAR)


def test_bands_of_fewer_than_ten_people_are_left_out() -> None:
    """Nine people of whom one has two spells are nine."""
    ten = made_up(*[(0, 80, False)] * 10)
    nine = made_up(*[(0, 80, False)] * 10, people=[0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
    assert [rate.people for rate in compute_rates(ten)] == [10]
    assert compute_rates(nine) == ()


def test_a_leaver_with_two_spells_is_one_leaver_and_two_exits() -> None:
    """Two exits in 20 * 80 days of 19 people: 2 / 4.3806 years each way, (2 + 2) / (4.3806 + 4.3806)."""
    spells = [(0, 80, True)] * 2 + [(0, 80, False)] * 18
    (rate,) = compute_rates(made_up(*spells, people=[0, 0, *range(1, 19)]))
    assert (rate.people, rate.leavers) == (19, 1)
    assert rate.rate.value == pytest.approx(4 / (2 * 20 * 80 / YEAR))


def test_no_leaver_at_all_is_taken_as_half_a_leaver() -> None:
    """20 * 80 days are 4.380561 years; half a leaver in them is 0.114141 a year: 2 / (17.522 + 4.381)."""
    (rate,) = compute_rates(made_up(*[(0, 80, False)] * 20))
    assert rate.leavers == 0
    assert rate.rate.value == pytest.approx(2 / (4 * 4.380561 + 4.380561), abs=1e-6)
    assert 0 < rate.rate.low < rate.rate.value < rate.rate.high


def test_survival_is_that_of_kaplan_and_meier() -> None:
    """Five starters. One leaves in week 1, one is sent away in week 1, one leaves in week 3.

    Week 0: five at risk, none leaves. Week 1 (days 7-13): five at risk, one leaves: 4/5. Week 2: three
    at risk, none leaves. Week 3 (days 21-27): three at risk, one leaves: 4/5 * 2/3 = 8/15.
    """
    exposure = made_up((0, 10, True), (0, 12, False), (0, 25, True), (0, 60, False), (0, 60, False))
    weeks, share = survival_by_tenure(exposure, until_days=42)
    assert weeks.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert share == pytest.approx([1, 1, 4 / 5, 4 / 5, 8 / 15, 8 / 15, 8 / 15])


def test_who_enters_late_is_at_risk_only_from_then() -> None:
    """Two starters and two who were already there for 100 days when the records began, in week 14.

    One starter leaves in week 1: 1/2, as the other two are not at risk yet. In week 15 three are at risk
    and one leaves: 1/2 * 2/3.
    """
    exposure = made_up((0, 8, True), (0, 300, False), (100, 107, True), (100, 300, False))
    _, share = survival_by_tenure(exposure, until_days=140)
    assert share[[1, 2, 15, 16, 20]] == pytest.approx([1, 1 / 2, 1 / 2, 1 / 3, 1 / 3])


def test_who_leaves_at_the_turn_of_a_week_was_at_risk_in_it() -> None:
    """Day 14 is the first of week 2: three at risk, two leave."""
    _, share = survival_by_tenure(made_up((0, 14, True), (0, 14, True), (0, 400, False)), until_days=35)
    assert share == pytest.approx([1, 1, 1, 1 / 3, 1 / 3, 1 / 3])


def test_survival_is_a_share_that_never_rises() -> None:
    noise = np.random.default_rng(4)
    entry = noise.integers(0, 400, 300)
    exit_ = entry + noise.integers(1, 400, 300)
    exposure = Exposure(np.arange(300), entry, exit_, noise.random(300) < 0.7, np.zeros(300, dtype=bool))
    _, share = survival_by_tenure(exposure)
    assert (np.diff(share) <= 0).all() and (share >= 0).all() and share[0] == 1


def test_the_spells_are_left_alone() -> None:
    frame = read_records("spells\nemployee_id started_on ended_on\nanna 2024-01-01 2024-03-01")["spells"]
    before = frame.copy(deep=True)
    build_exposure(frame, observed_from=19000, observed_until=20000, causes=("voluntary",))
    pd.testing.assert_frame_equal(frame, before)
