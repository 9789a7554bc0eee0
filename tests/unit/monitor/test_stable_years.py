"""The budget of false alarms and the power to see drift, in small; `benchmarks.monitoring` does it in full."""

from benchmarks.monitoring import BASE, measure_drift, measure_stable, watch_year
from benchmarks.stable_centre import Drift, StableCentre
from houvast.monitor.budget import FALSE_ALARMS_PER_RUN, chance_of_each

YEARS, PEOPLE = 5, 200


def test_stable_years_are_quiet():
    found = measure_stable([watch_year(StableCentre(PEOPLE, BASE, seed), seed) for seed in range(YEARS)])
    assert found["false_alarms_a_quarter"] <= 1
    assert found["quarters_with_more_than_one"] <= 0.1


def test_a_shift_by_half_a_standard_deviation_is_seen_within_a_quarter():
    years = [watch_year(StableCentre(400, BASE, seed, Drift("own_4", 0.5)), seed) for seed in range(2)]
    assert measure_drift(years)["found_by_month_3"] == 1.0
    assert {one.subject for year in years for month in year for one in month if one.code == "shift"} == {"own_4"}


def test_a_doubled_hazard_is_seen_within_the_year():
    (year,) = [watch_year(StableCentre(400, BASE, 3, Drift(hazard_times=2.0)), 3)]
    assert "ratio" in {one.code for month in year for one in month}


def test_the_budget_is_dealt_in_equal_parts():
    assert sum(FALSE_ALARMS_PER_RUN.values()) == 0.05
    assert 20 * chance_of_each("covariates", 20, 0.5) == FALSE_ALARMS_PER_RUN["covariates"] / 2
