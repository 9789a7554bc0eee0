"""Whoever holds all sites, teams, forecasts and rates together: what follows of a person from twelve lists.

The attacker knows who was where on every date, and takes it that nobody's risk in any month moved meanwhile. What can
be had of one person is found by linear programming: the least and the greatest risk that agree with every figure.
Rates of leaving are of the past, and hang together with no risk: these are attacked by themselves.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from groups_told_of import PARAMETERS, a_list, build, history
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack
from scipy.stats import gamma

import houvast
from houvast.cohort_rates import BANDS_DAYS, compute_rates
from houvast.config.use import Help, Surveys
from houvast.exposure import CHOSEN, STAYS, Exposure
from houvast.forecasts import SHARE_STEP, Terms, build_forecast
from houvast.month_sums import MonthSums
from houvast.place_tables import LEAVERS_STEP, find_members, find_shown, places_of
from houvast.suppression import FEWEST_PEOPLE

SOURCE = Path(houvast.__file__).parent
SPANS = [(0, 91), (0, 30), (30, 61), (61, 91)]
MONTHS = len(SPANS) - 1
TERMS = Terms((4000.0, 6000.0), 0.8)


def sums_of(places, by_month):
    """The sums of a list of people whose risk of each month is known to us."""
    people = a_list(places)[0]
    names = places_of(people)
    keys = sorted(set(names))
    code = np.array([keys.index(name) for name in names])
    risk = np.array([by_month[one] for one in people["employee_id"]])
    whole = np.column_stack([risk.sum(axis=1), risk])
    expected, chance = np.zeros((2, len(keys), len(SPANS)))
    np.add.at(expected, code, whole)
    np.add.at(chance, code, whole * (1 - whole))
    nothing = np.zeros_like(expected)
    return MonthSums(
        keys, SPANS, np.bincount(code), expected, nothing, chance, nothing, np.zeros((*expected.shape, PARAMETERS))
    )


@dataclass(frozen=True)
class Seen:
    """What is read of a group on a list: who is in it, bounds of its leavers by span, and its months' shares."""

    who: frozenset[str]
    low: np.ndarray
    high: np.ndarray
    shares: np.ndarray | None


def see_exact(histories, by_month):
    """All groups of all lists, to the last digit."""
    for places in histories:
        for own in find_members(a_list(places)[0]).values():
            months = sum(by_month[one] for one in own)
            told = np.concatenate([[months.sum()], months])
            yield Seen(own, told, told, None)


def see_published(histories, by_month):
    """What is published, intervals as well: of these the attacker knows how the variance goes with the mean."""
    shown = []
    for places in histories:
        people = a_list(places)[0]
        tables = build(places, shown, risk={one: by_month[one].sum() for one in places})
        shown.append(find_shown(people, tables.values()))
        sums, members = sums_of(places, by_month), find_members(people)
        table = build_forecast(sums, np.eye(PARAMETERS), tables["sites"], tables["teams"], TERMS)
        rows = table[table["month"] < len(SPANS)].groupby(["level", "site", "team"], sort=True)
        told = {name: own.sort_values("month") for name, own in rows}
        for (level, site, team), own in told.items():
            if level in ("site", "team"):  # The others are sums and differences of these.
                key = (site, team) if level == "team" else (site,)
                rest = told.get(("rest", site, "")) if level == "site" else own
                yield _read(
                    members[key], sums, [at for at, one in enumerate(sums.places) if one[: len(key)] == key], own, rest
                )


def _read(who, sums, at, own, shares):
    """Bounds of each span from the three figures; shares from the row that has those of the group itself, if any."""
    low, high = np.zeros((2, len(SPANS)))
    for span in range(len(SPANS)):
        mean, variance = sums.expected[at, span].sum(), sums.chance[at, span].sum()
        figure = own.iloc[span]
        told = np.linspace(1e-6, 2 * mean + 2, 200)
        edges = gamma.ppf([[0.025], [0.975]], told * mean / variance, scale=variance / mean)
        least, most = figure["expected_low"], figure["expected_high"]
        low[span] = max(np.interp([least, most - LEAVERS_STEP], edge, told)[at] for at, edge in enumerate(edges))
        high[span] = min(np.interp([least + LEAVERS_STEP, most], edge, told)[at] for at, edge in enumerate(edges))
    low, high = low - 0.01, high + 0.01
    whole = own["expected"].iloc[0]
    low[0], high[0] = max(low[0], whole - LEAVERS_STEP), min(high[0], whole + LEAVERS_STEP)
    if shares is None or not shares["expected"].iloc[0] > 0:
        return Seen(who, low, high, None)
    return Seen(who, low, high, (shares["expected"].iloc[1:] / shares["expected"].iloc[0]).to_numpy())


def bounds_of(seen, people):
    """The least and the greatest risk over the horizon that each of some people can have, all figures given.

    People who were always in the same groups are one unknown: their risks only ever come up as a sum.
    """
    everyone = sorted(set().union(*(one.who for one in seen)))
    where = {one: tuple(row for row, each in enumerate(seen) if one in each.who) for one in everyone}
    alike = {one: (where[one], one if one in people else "") for one in everyone}
    kinds = {kind: at for at, kind in enumerate(dict.fromkeys(alike.values()))}
    size = np.zeros(len(kinds))
    np.add.at(size, [kinds[kind] for kind in alike.values()], 1)
    rows, columns = zip(*((row, at) for (at_rows, _), at in kinds.items() for row in at_rows), strict=True)
    sums = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(seen), len(kinds)))
    months = [hstack([sums if month == other else 0 * sums for other in range(MONTHS)]) for month in range(MONTHS)]
    total = hstack([sums] * MONTHS)
    parts, limits = [], []
    for span, own in enumerate([total, *months]):
        parts += [own, -own]
        limits += [np.array([one.high[span] for one in seen]) + 1e-9, 1e-9 - np.array([one.low[span] for one in seen])]
    known = np.array([one.shares is not None for one in seen])
    shares = np.array([np.zeros(MONTHS) if one.shares is None else one.shares for one in seen])
    for month, own in enumerate(months):
        apart = SHARE_STEP * (0.5 if month < MONTHS - 1 else 0.5 * (MONTHS - 1))  # The last has what the others leave.
        for sign in (1, -1):
            told = csr_array(np.diag(sign * shares[:, month] + apart + 1e-9)) @ total
            parts.append(csr_array(sign * own - told)[known])
            limits.append(np.zeros(int(known.sum())))
    within = hstack([csr_array(np.eye(len(kinds)))] * MONTHS)
    A, b = vstack([*parts, within]).tocsr(), np.concatenate([*limits, size])
    found = []
    for one in people:
        aim = np.zeros(MONTHS * len(kinds))
        aim[[kinds[alike[one]] + month * len(kinds) for month in range(MONTHS)]] = 1
        ends = [linprog(sign * aim, A_ub=A, b_ub=b, bounds=(0, None)) for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), [end.message for end in ends]
        found.append([sign * end.fun for sign, end in zip((1, -1), ends, strict=True)])
    return np.array(found)


@pytest.fixture(scope="module")
def twelve_lists():
    rng = np.random.default_rng(8)
    histories = list(history(rng, 12, 50, 15))
    everyone = sorted(set().union(*histories))
    moved = [one for one in everyone if len({places.get(one) for places in histories}) > 1]
    risk = {one: float(np.clip(rng.lognormal(-2.4, 0.7), 0.005, 0.8)) for one in everyone}
    by_month = {one: whole * rng.dirichlet([8.0] * MONTHS) for one, whole in risk.items()}
    return histories, list(rng.choice(moved, 6, replace=False)), by_month


def test_the_attack_finds_people_in_months_that_are_not_protected(twelve_lists):
    histories, probe, by_month = twelve_lists
    found = bounds_of(list(see_exact(histories, by_month)), probe[:3])
    assert np.median(np.diff(found, axis=1)) < 0.001


def test_no_persons_risk_follows_from_sites_teams_and_forecasts_together(twelve_lists):
    histories, probe, by_month = twelve_lists
    seen = list(see_published(histories, by_month))
    found = bounds_of(seen, probe)
    assert len(seen) > 150
    assert np.diff(found, axis=1).min() > 0.5
    assert all(low <= by_month[one].sum() <= high for one, (low, high) in zip(probe, found, strict=True))


@pytest.mark.parametrize("seed", range(12))
def test_how_many_left_of_few_does_not_follow_from_rates(seed):
    """Of a hidden cell more than one number of leavers agrees with the table, but where a line of them says nobody."""
    rng = np.random.default_rng(seed)
    place = rng.choice(["n", "e", "s", "w", "c"], p=[0.4, 0.3, 0.2, 0.07, 0.03], size=260).astype(object)
    entry = rng.choice([0, 90, 365, 730], p=[0.4, 0.3, 0.2, 0.1], size=260)
    how = np.where(rng.random(260) < 0.3, CHOSEN, STAYS)
    found = compute_rates(Exposure(np.arange(260), np.full(260, 19000), entry, entry + 80, how), place, seed)
    rates = {((one.from_days, one.to_days), one.place): one for one in found}
    bands, sites = [*BANDS_DAYS, (0, None)], [*sorted(set(place)), ""]
    lines = [[(band, site) for site in sites] for band in bands] + [[(band, site) for band in bands] for site in sites]
    at = {cell: number for number, cell in enumerate(cell for cell, one in rates.items() if one.hidden)}
    A, b = np.zeros((len(lines), len(at))), np.zeros(len(lines))
    for row, line in enumerate(lines):
        for cell in line:
            sign = -1 if cell == line[-1] else 1
            if cell in at:
                A[row, at[cell]] = sign
            elif cell in rates:
                b[row] -= sign * rates[cell].leavers
    assert at
    for aim in np.eye(len(at)):
        low, high = (sign * linprog(sign * aim, A_eq=A, b_eq=b, bounds=(0, None)).fun for sign in (1, -1))
        assert high - low >= 1 or (b[A @ aim > 0] == 0).any()


def imported(module):
    """What a module takes from the rules."""
    tree = ast.parse((SOURCE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    taken = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "houvast.suppression"]
    return {name.name for one in taken for name in one.names}


def table_rows():
    text = (SOURCE.parents[1] / "docs/adr/0013-what-is-told-of-groups.md").read_text(encoding="utf-8")
    for line in [line for line in text.splitlines() if line.startswith("| ")][1:]:
        _, modules, rules, *_ = line.strip("|").split("|")
        yield [re.findall(r"`([\w.]+)`", cell) for cell in (modules, rules)]


def test_every_module_that_tells_of_groups_goes_by_the_rules_that_the_table_names():
    named = list(table_rows())
    assert len(named) > 10
    for modules, rules in named:
        assert modules and rules
        assert set().union(*map(imported, modules)) >= set(rules), modules
        assert all(imported(module) for module in modules), modules


def test_every_module_that_hides_or_rounds_is_in_the_table():
    told = {module for modules, _ in table_rows() for module in modules}
    for path in SOURCE.rglob("*.py"):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        rules = {name for name in imported(module) if name.startswith(("hide", "is_close", "round", "share_step"))}
        assert module in told or not rules, module


def test_settings_ask_for_no_fewer_people_than_the_rules():
    for field in (Surveys.model_fields["min_respondents"], Help.model_fields["fewest"]):
        (least,) = [one.ge for one in field.metadata if hasattr(one, "ge")]
        assert least >= FEWEST_PEOPLE
