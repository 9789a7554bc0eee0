"""Hazard, staying and leaving by kind of exit: against calculations by hand, lifelines and a bootstrap over people."""

import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter, NelsonAalenFitter
from scipy.stats import binomtest, chi2

from houvast.evaluation import PersonDraws
from houvast.exposure import CHOSEN, OTHER, STAYS, UNKNOWN, Exposure
from houvast.staying import Staying, compute_hazard, compute_share, wilson


def made_up(*rows: tuple[int, int, int], people: list[int] | None = None) -> Exposure:
    """Spells of (tenure at entry, at exit, how it ends), a person each where nothing else is said."""
    entry, exit_, cause = (np.array(part) for part in zip(*rows, strict=True))
    return Exposure(np.array(people or range(len(rows))), np.zeros(len(rows), dtype=int), entry, exit_, cause)


def noisy(count: int = 400, spells: int = 1, seed: int = 5) -> Exposure:
    """Late entries, censoring and three kinds of exit, on few days so that exits tie; `spells` each, all alike."""
    rng = np.random.default_rng(seed)
    entry = np.where(rng.random(count) < 0.5, 0, rng.integers(0, 60, count))
    exit_ = entry + rng.integers(1, 120, count)
    cause = rng.choice([STAYS, CHOSEN, OTHER, UNKNOWN], count, p=[0.3, 0.4, 0.2, 0.1])
    once = Exposure(np.arange(count), np.zeros(count, dtype=int), entry, exit_, cause)
    return once.take(np.repeat(np.arange(count), spells))


def test_staying_is_that_of_kaplan_and_meier() -> None:
    """Five starters. Day 10: one of five leaves, 4/5. Day 12: one of four is sent away, 3/4. Day 25: one of three.

    4/5 * 3/4 = 3/5 after day 12, * 2/3 = 2/5 after day 25. By choice 1/5 on day 10, and 3/5 * 1/3 = 1/5 on day
    25; otherwise 4/5 * 1/4 = 1/5.
    """
    staying = Staying(made_up((0, 10, CHOSEN), (0, 12, OTHER), (0, 25, CHOSEN), *[(0, 60, STAYS)] * 2), 60)
    here = [staying.share_here(day).value for day in (10, 11, 12, 13, 25, 26, 60)]
    assert here == pytest.approx([1, 4 / 5, 4 / 5, 3 / 5, 3 / 5, 2 / 5, 2 / 5])
    assert staying.share_gone(26, (CHOSEN,)).value == pytest.approx(2 / 5)
    assert staying.share_gone(26, (OTHER,)).value == pytest.approx(1 / 5)


def test_greenwood_by_hand() -> None:
    """Ten starters, of whom two leave on day 5 and one of the other eight on day 20: staying is 8/10 * 7/8 = 7/10.

    Greenwood: 0.7^2 * (2 / (10 * 8) + 1 / (8 * 7)) = 0.49 * 0.042857 = 0.021, which is 0.7 * 0.3 / 10, as it is without
    censoring; so the people that would give it are ten, and the interval is Wilson's of 7 of 10: 0.3968 to 0.8922.
    """
    staying = Staying(made_up(*[(0, 5, CHOSEN)] * 2, (0, 20, CHOSEN), *[(0, 90, STAYS)] * 7), 90)
    found = staying.share_here(30)
    own = binomtest(7, 10).proportion_ci(method="wilson")
    assert (found.value, found.low, found.high) == pytest.approx((0.7, own.low, own.high))
    assert (found.low, found.high) == pytest.approx((0.3968, 0.8922), abs=1e-4)


def test_who_enters_late_is_at_risk_only_from_then() -> None:
    """One of two starters leaves on day 8; on day 107 three are at risk and one leaves: 1/2 * 2/3."""
    staying = Staying(made_up((0, 8, CHOSEN), (0, 300, STAYS), (100, 107, CHOSEN), (100, 300, STAYS)), 200)
    assert [staying.share_here(day).value for day in (8, 9, 107, 108)] == pytest.approx([1, 1 / 2, 1 / 2, 1 / 3])
    assert staying.at_risk[[0, 1, 8, 9, 100, 101, 107, 108]].tolist() == [0, 2, 2, 1, 1, 3, 3, 2]


@pytest.mark.parametrize(("seed", "late"), [(1, 0), (2, 0), (1, 2e-3), (2, 2e-3)])
def test_staying_and_its_variance_are_those_of_lifelines(seed: int, late: float) -> None:
    """The width of lifelines' log(-log) interval gives Greenwood's sum back: its half is z * sqrt(sum) / -log(S).

    With late entry the squares of people's influences are Greenwood's sum only nearly: without it they are it.
    """
    some = noisy(seed=seed)
    exposure = some.take(some.entry == 0) if late == 0 else some
    other = KaplanMeierFitter().fit(exposure.exit, exposure.cause != STAYS, entry=exposure.entry)
    staying = Staying(exposure, 150)
    for day in (8, 31, 91):
        share = float(other.survival_function_at_times(day - 1).iloc[0])
        low = float(other.confidence_interval_.iloc[:, 0].asof(day - 1))
        deviation = -np.log(share) * (np.log(-np.log(low)) - np.log(-np.log(share))) / 1.959964
        found, told = staying.share_here(day), wilson(share, (share * deviation) ** 2, 1)
        assert found.value == pytest.approx(share)
        assert (found.low, found.high) == pytest.approx((told.low, told.high), abs=late or 1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shares_gone_are_those_of_aalen_and_johansen(seed: int) -> None:
    """lifelines takes no ties, so that it gets exits a hair apart; its variance is Aalen's and differs a little."""
    exposure = noisy(seed=seed)
    apart = exposure.exit + np.random.default_rng(seed).permutation(exposure.exit.size) * 1e-6
    other = AalenJohansenFitter(calculate_variance=True)
    other.fit(apart, exposure.cause, event_of_interest=CHOSEN, entry=exposure.entry)
    staying = Staying(exposure, 150)
    for day in (31, 91, 120):
        share = float(other.cumulative_density_.squeeze().asof(day - 0.5))
        variance = float(other.variance_.squeeze().asof(day - 0.5))
        found, told = staying.share_gone(day, (CHOSEN,)), wilson(share, variance, 1)
        assert found.value == pytest.approx(share, abs=2e-3)
        assert (found.low, found.high) == pytest.approx((told.low, told.high), abs=6e-3)


def test_staying_and_all_kinds_of_exit_are_everybody() -> None:
    staying = Staying(noisy(), 150)
    for day in (31, 91, 120):
        gone = [staying.share_gone(day, (how,)).value for how in (CHOSEN, OTHER, UNKNOWN)]
        here, together = staying.share_here(day), staying.share_gone(day, (CHOSEN, OTHER, UNKNOWN))
        assert here.value + sum(gone) == pytest.approx(1)
        # What is gone is what is not here: so are the intervals, by two ways of calculating.
        assert (together.value, together.low, together.high) == pytest.approx(
            (1 - here.value, 1 - here.high, 1 - here.low)
        )


def test_hazard_adds_up_to_nelson_and_aalen() -> None:
    exposure = noisy()
    other = NelsonAalenFitter(nelson_aalen_smoothing=False)
    other.fit(exposure.exit, exposure.cause == CHOSEN, entry=exposure.entry)
    own = sum(compute_hazard(exposure, day, day + 1, (CHOSEN,)).value / 7 for day in range(1, 90))
    # Days worked in it do not count who leaves that day, so that it lies a little higher.
    assert own == pytest.approx(float(other.cumulative_hazard_.squeeze().asof(89)), rel=0.02)


def test_hazard_by_hand() -> None:
    """Days 7 to 14: ten people for seven days, one for three, who leaves, and one for seven, who leaves on day 14.

    One exit in 80 days: 0.0875 a week. Exact limits of one exit are 0.0253 and 5.5716, half the chi-square quantiles
    of 2 and 4 degrees of freedom; of none 0 and 3.6889.
    """
    found = compute_hazard(made_up(*[(0, 90, STAYS)] * 10, (0, 10, CHOSEN), (0, 14, CHOSEN)), 7, 14, (CHOSEN,))
    weeks = 80 / 7
    assert found.value == pytest.approx(0.0875)
    assert (found.low * weeks, found.high * weeks) == pytest.approx((0.0253, 5.5716), abs=1e-4)
    assert found.high * weeks == pytest.approx(chi2.ppf(0.975, 4) / 2)
    none = compute_hazard(made_up((0, 90, STAYS)), 0, 7, (CHOSEN,))
    assert (none.value, none.low, none.high) == pytest.approx((0, 0, 3.6889), abs=1e-4)
    assert np.isnan(compute_hazard(made_up((0, 5, STAYS)), 7, 14, (CHOSEN,)).value)


def test_nobody_gone_has_an_interval_with_a_width() -> None:
    """Ten of ten still here is 0.7225 to 1 by Wilson."""
    found = Staying(made_up(*[(0, 90, STAYS)] * 10), 90).share_here(30)
    assert (found.value, found.low, found.high) == pytest.approx((1, 0.7225, 1), abs=1e-4)


@pytest.mark.parametrize("day", [31, 91])
def test_repeated_spells_of_a_person_count_as_one_person(day: int) -> None:
    """Everyone's spell three times over is no more information: the same share, and the interval of one each."""
    once, thrice = (Staying(noisy(spells=spells), 150) for spells in (1, 3))
    for own, wanted in (
        (thrice.share_here(day), once.share_here(day)),
        (thrice.share_gone(day, (OTHER,)), once.share_gone(day, (OTHER,))),
    ):
        assert (own.value, own.low, own.high) == pytest.approx((wanted.value, wanted.low, wanted.high))


def test_intervals_are_those_of_a_bootstrap_over_people() -> None:
    """Half of the people have two spells, both alike."""
    exposure = noisy(600, seed=9).take(np.concatenate([np.arange(600), np.arange(300)]))
    staying, drawn = Staying(exposure, 150), []
    for weights in PersonDraws(exposure.employee, draws=400, seed=1).row_weights():
        for one in weights.astype(int):
            other = Staying(exposure.take(np.repeat(np.arange(one.size), one)), 150)
            drawn.append((other.share_here(91).value, other.share_gone(91, (CHOSEN,)).value))
    low, high = np.quantile(np.array(drawn), [0.025, 0.975], axis=0)
    for place, found in enumerate((staying.share_here(91), staying.share_gone(91, (CHOSEN,)))):
        assert (found.low, found.high) == pytest.approx((low[place], high[place]), abs=0.012)


def test_staying_from_a_later_day_forgets_what_was_before() -> None:
    """Of ten, two leave on day 5; of the eight here after a week two leave on day 20: 6/8."""
    staying = Staying(made_up(*[(0, 5, CHOSEN)] * 2, *[(0, 20, CHOSEN)] * 2, *[(0, 90, STAYS)] * 6), 90, start=7)
    assert staying.share_here(30).value == pytest.approx(6 / 8)
    assert staying.at_risk[[5, 7, 8]].tolist() == [0, 0, 8]
    assert staying.can_tell(30, 6) and staying.can_tell(20, 8)
    assert not staying.can_tell(30, 7) and not staying.can_tell(8, 1)


def test_a_share_of_exits_by_hand() -> None:
    """Three of ten, each of another person, is Wilson's interval; of people with two each it is that of five."""
    part, whole = np.array([1] * 3 + [0] * 7), np.ones(10)
    found = compute_share(part, whole, np.arange(10))
    own = binomtest(3, 10).proportion_ci(method="wilson")
    assert (found.value, found.low, found.high) == pytest.approx((0.3, own.low, own.high))
    pairs = compute_share(np.repeat([1, 0, 0, 0, 0], 2), whole, np.repeat(np.arange(5), 2))
    own = binomtest(1, 5).proportion_ci(method="wilson")
    assert (pairs.low, pairs.high) == pytest.approx((own.low, own.high))
    assert np.isnan(compute_share(part, np.zeros(10), np.arange(10)).value)
