"""Rates of leaving by tenure and place: by hand, by simulated truth, and what must not be shown."""

import numpy as np
import pytest
from scipy.stats import gamma
from text_tables import days, read_records

from houvast.cohort_rates import (
    BANDS_DAYS,
    MOST_PLACES,
    build_cohort_rates,
    choose_place,
    compute_rates,
    count_cells,
    draw_posterior,
    draw_rates,
    weigh_priors,
)
from houvast.exposure import CHOSEN, STAYS, Exposure, build_exposure

YEAR = 365.25


def made_up(*rows: tuple[int, int, bool], people: list[int] | None = None) -> Exposure:
    """Spells of (tenure at entry, at exit, left by choice), a person each where nothing else is said."""
    entry, exit_, left = (np.array(part) for part in zip(*rows, strict=True))
    started = np.full(len(rows), 19000)
    return Exposure(np.array(people or range(len(rows))), started, entry, exit_, np.where(left, CHOSEN, STAYS))


def places(*counts: tuple[str | None, int]) -> np.ndarray:
    return np.array([name for name, count in counts for _ in range(count)], dtype=object)


def test_no_spells_give_no_rates() -> None:
    nothing = made_up((0, 10, False)).take(np.array([], dtype=int))
    assert compute_rates(nothing) == ()


def test_a_posterior_is_that_of_gamma_and_poisson() -> None:
    """A prior of mean 0.4 worth two exits; three exits in 4 years: Gamma(5, 2 / 0.4 + 4 = 9), mean 5 / 9."""
    rng = np.random.default_rng(1)
    drawn = draw_posterior(np.array([3]), np.array([4.0]), np.full((40_000, 1), 0.4), 2.0, rng)
    assert drawn.mean() == pytest.approx(5 / 9, rel=0.01)
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx(gamma.ppf([0.025, 0.975], 5) / 9, rel=0.03)


def test_bands_alone_are_drawn_towards_the_whole() -> None:
    """Ten people until day 90 or 89 (three of whom leave), ten from day 90 to 365 (one leaves on day 300).

    Years: 897 / 365.25 = 2.4559 and 2685 / 365.25 = 7.3511, together 9.8070 with four exits: the rate of everyone is
    Gamma(4.5, 9.8070). Given it, a band is Gamma(1/2 + exits, 1/2 / rate + years): a fine sum over the rate.
    """
    first = [(0, 89, True)] * 3 + [(0, 90, False)] * 7
    second = [(90, 300, True)] + [(90, 365, False)] * 9
    low, high, every = compute_rates(made_up(*first, *second))
    assert (low.from_days, low.to_days, high.from_days, high.to_days) == (0, 90, 90, 365)
    assert [(rate.people, rate.leavers) for rate in (low, high, every)] == [(10, 3), (10, 1), (20, 4)]
    assert low.person_years == pytest.approx(897 / YEAR) and high.person_years == pytest.approx(2685 / YEAR)
    whole = gamma.ppf((np.arange(20_000) + 0.5) / 20_000, 4.5) / 9.8070
    assert low.rate.value == pytest.approx((3.5 / (0.5 / whole + 897 / YEAR)).mean(), rel=0.02)
    assert high.rate.value == pytest.approx((1.5 / (0.5 / whole + 2685 / YEAR)).mean(), rel=0.02)
    # Between its own rate and that of everyone.
    assert 4 / 9.8070 < low.rate.value < 3 / (897 / YEAR)
    assert (every.from_days, every.to_days) == (0, None)


def test_a_band_counts_days_in_it_and_exits_from_its_first_day() -> None:
    """An exit with exactly 90 days of tenure is one of the band from 90 on, as tenure bands are half-open."""
    first, second = compute_rates(made_up(*[(0, 90, True)] * 10, *[(0, 400, False)] * 20))[:2]
    assert (first.leavers, second.leavers) == (0, 10)
    assert first.person_years == pytest.approx(30 * 90 / YEAR)
    assert second.person_years == pytest.approx(20 * 275 / YEAR)


def test_a_leaver_with_two_spells_is_one_leaver_and_two_exits() -> None:
    cells = count_cells(made_up(*[(0, 80, True)] * 2, *[(0, 80, False)] * 18, people=[0, 0, *range(1, 19)]), None)
    assert (cells.people[0, 0], cells.leavers[0, 0], cells.exits[0, 0]) == (19, 1, 2)
    assert cells.years[0, 0] == pytest.approx(20 * 80 / YEAR)


def test_cells_of_fewer_than_ten_people_have_no_number() -> None:
    """North has nine people under 90 days, of whom one has two spells; the others of its band and column go too."""
    people = [0, 0, *range(1, 9), *range(100, 190)]
    rows = [(0, 80, False)] * 10 + [(0, 80, False)] * 30 + [(90, 200, True)] * 30 + [(90, 200, False)] * 30
    place = places(("north", 10), ("south", 30), ("north", 30), ("south", 30))
    found = {
        (r.from_days, r.to_days, r.place, r.every_place): r for r in compute_rates(made_up(*rows, people=people), place)
    }
    hidden = {at for at, rate in found.items() if rate.hidden}
    assert hidden == {(low, high, place, False) for low, high in ((0, 90), (90, 365)) for place in ("north", "south")}
    assert all((found[at].people, found[at].leavers, found[at].person_years) == (0, 0, 0.0) for at in hidden)
    assert all(np.isnan(found[at].rate.value) for at in hidden)
    assert found[0, None, "", True].people == 99


def test_a_place_leans_on_its_band_and_on_its_other_bands() -> None:
    """The north leaves four times as often wherever it was seen; in the band where it hardly was, it leans that way."""
    exits = np.array([[40, 10], [40, 10], [0, 0], [1, 1]])
    years = np.array([[50.0, 50.0], [50.0, 50.0], [0.5, 50.0], [50.0, 50.0]])
    exits[2] = (0, 10)
    drawn = draw_rates(exits, years, np.random.default_rng(2)).mean(axis=0)
    assert drawn[2, 0] > 1.2 * drawn[2, 1]
    assert drawn[0, 0] == pytest.approx(40 / 50, rel=0.1) and drawn[0, 1] == pytest.approx(10 / 50, rel=0.3)
    assert drawn[0, 2] == pytest.approx(drawn[0, :2].mean())
    assert drawn[-1, 0] == pytest.approx((drawn[:4, 0] * years[:, 0]).sum() / years[:, 0].sum())


def test_what_a_prior_is_worth_follows_how_much_places_differ() -> None:
    rng = np.random.default_rng(3)
    alike = weigh_priors(np.full(8, 20), np.full(8, 20.0), rng).mean()
    apart = weigh_priors(np.array([2, 60, 5, 40, 1, 30, 10, 12]), np.full(8, 20.0), rng).mean()
    assert apart < 3 < 15 < alike


@pytest.mark.parametrize(("spread", "hires"), [(0.0, 150), (0.3, 150), (0.6, 150), (0.3, 60)])
def test_intervals_hold_the_true_rate_as_often_as_they_say(spread: float, hires: int) -> None:
    """Simulated: bands of very different rates, five places whose log rates differ by `spread`, cells by half of it.

    Few leavers, as where no model can be made: about 20 to 45 in all. Over cells of all tables the share of true rates
    inside their 95% intervals. Where places differ as much as by 0.6, so few leavers do not tell, and it is about 91%.
    """
    rng = np.random.default_rng(11)
    inside = []
    for _ in range(60):
        base = np.array([0.9, 0.4, 0.2, 0.1])[:, None] * rng.lognormal(0, 0.2)
        years = rng.dirichlet([2] * 5, size=4) * np.array([0.08, 0.18, 0.22, 0.3])[:, None] * hires
        truth = base * np.exp(rng.normal(0, spread, (1, 5)) + rng.normal(0, spread / 2, (4, 5)))
        drawn = draw_rates(rng.poisson(truth * years), years, rng)[:, :4, :5]
        low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
        inside.append((low <= truth) & (truth <= high))
    assert (0.89 if spread > 0.5 else 0.925) <= np.mean(inside) <= 0.995


def test_sites_first_and_teams_where_there_is_one_site() -> None:
    def centre(sites: int, teams: int) -> tuple:
        who = [f"p{number:03d}" for number in range(60)]
        spells = "spells\nemployee_id started_on ended_on exit_reason\n" + "\n".join(
            f"{one} 2024-01-01 {'2024-03-01 voluntary' if place < 9 else '- -'}" for place, one in enumerate(who)
        )
        assignments = "assignments\nemployee_id effective_on site team\n" + "\n".join(
            f"{one} 2024-01-01 s{place % sites} t{place % teams:02d}" for place, one in enumerate(who)
        )
        tables = read_records(f"{spells}\n\n{assignments}")
        first, until = (int(day) for day in days("2024-01-01", "2025-01-01"))
        exposure = build_exposure(tables["spells"], observed_from=first, observed_until=until, causes=("voluntary",))
        return exposure, tables["assignments"]

    assert choose_place(*centre(2, 3)) == "site"
    assert choose_place(*centre(1, 3)) == "team"
    assert choose_place(*centre(1, 30)) is None
    assert choose_place(centre(2, 3)[0], None) is None
    rates, by = build_cohort_rates(*centre(1, 3))
    assert by == "team" and {rate.place for rate in rates if not rate.every_place} == {"t00", "t01", "t02"}
    rates, by = build_cohort_rates(*centre(1, 30))
    assert by is None and all(rate.every_place for rate in rates)
    assert build_cohort_rates(*centre(2, 3))[0] == build_cohort_rates(*centre(2, 3))[0]


def test_few_unplaced_days_count_with_the_largest_place_and_many_places_share_a_row() -> None:
    few = count_cells(made_up(*[(0, 50, False)] * 33), places(("a", 10), ("b", 20), (None, 3)))
    assert few.places == ("a", "b") and few.people[0].tolist() == [10, 23, 33]
    many = count_cells(made_up(*[(0, 50, False)] * 40), places(("a", 10), ("b", 20), (None, 10)))
    assert many.places == ("a", "b", None)
    names = [(f"place{number:02d}", 10 + number) for number in range(MOST_PLACES + 3)]
    crowd = count_cells(made_up(*[(0, 50, False)] * sum(count for _, count in names)), places(*names))
    assert len(crowd.places) == MOST_PLACES and crowd.places[-1] == "…"
    assert crowd.people[0, -2] == sum(count for _, count in names[:4])
    assert crowd.people.shape == (len(BANDS_DAYS) + 1, MOST_PLACES + 1)
