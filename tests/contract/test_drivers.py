"""What every driver promises, whatever it measures. Run over all drivers there are."""

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from made_up_records import AS_OF, RECORDS_BEGAN, change_later, draw_rows, known_before, make_up_records
from text_tables import empty_table, view_records

from houvast.feature_records import find_tables
from houvast.features import DRIVER_OF, DRIVERS
from houvast.matrix import build_matrix, tables_needed
from houvast.observations import build_cohort
from houvast.records.codebook import load_codebook
from houvast.records.contract import TABLES
from houvast.timeline import Events, Known, Observations, Versions
from houvast.timeline.known import GROUPS

FEWEST = 5
UNITS = ("_days", "_count", "_share", "_ratio", "_hours")
NEEDS_THE_COHORT = re.compile(r"_(team|role|site|manager)_")
"""Features that compare a person with colleagues at the same as-of date."""
ASKED_OF_STARTERS = re.compile(r"first_90_days_(steps|contacts)_")
"""Features that are missing for all who have been here longer."""
FLAGS = {"connection_silent_own_share", "placement_agency_share", "placement_returned_share"}
"""Features that are 0 or 1."""
FROM_SPELLS_ALONE = {"first_90_days_tenure_days", "placement_returned_share"}

RECORDS = make_up_records()
COHORT = build_cohort(Versions.of_frame(RECORDS["spells"], "started_on"), AS_OF)
NONE = {name: frame.iloc[:0] for name, frame in RECORDS.items()}
SINGLE = {  # the first record of everyone and no other, as of the second date
    name: frame.drop_duplicates("employee_id").assign(superseded_on=pd.NaT, retracted=False)
    for name, frame in known_before(RECORDS, int(AS_OF[1])).items()
}
MADE_UP = {"all": RECORDS, "none": NONE, "single": SINGLE}
EVERY_DATE = pytest.mark.parametrize("as_of", [int(day) for day in AS_OF], ids=["first", "second", "third"])


@pytest.fixture(params=DRIVERS)
def driver(request: pytest.FixtureRequest) -> str:
    return request.param


def compute(
    records: dict[str, pd.DataFrame], driver: str, seen: Observations = COHORT, **settings: object
) -> pd.DataFrame:
    """The driver's features of records that were kept from one day on."""
    settings = {"min_respondents": FEWEST, "individual_answers": True} | settings
    began = dict.fromkeys(TABLES, RECORDS_BEGAN)
    return build_matrix(view_records(records, seen, driver, observed_from=began, **settings), [driver])


@cache
def then(day: int, of: str = "all") -> dict[str, pd.DataFrame]:
    """The records as they stood at the start of a day."""
    return known_before(MADE_UP[of], day)


@cache
def changed_from(day: int, of: str = "all") -> dict[str, pd.DataFrame]:
    """The same, and all that can become known on that day."""
    return change_later(MADE_UP[of], day)


def open_all(records: dict[str, pd.DataFrame], driver: str, seen: Observations) -> Known:
    """What the driver sees of tables that are opened even if they are empty."""
    opened = {
        name: Events(Versions.of_frame(records[name], TABLES[name].event), seen, observed_from=int(AS_OF[0]) - 500)
        for name in tables_needed([driver])
    }
    return Known(seen, opened, min_respondents=FEWEST, individual_answers=True)


@cache
def computed(driver: str) -> pd.DataFrame:
    """The driver's features of all records; not to be changed."""
    return compute(RECORDS, driver)


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Equal but for rounding: a running sum may end in another last digit."""
    pd.testing.assert_frame_equal(
        one.reset_index(drop=True), other.reset_index(drop=True), check_exact=False, rtol=1e-9, atol=1e-9
    )


def at(as_of: int) -> np.ndarray:
    return np.flatnonzero(COHORT.as_of == as_of)


def test_the_made_up_centre_says_something_of_every_feature(driver: str) -> None:
    """Else the promises below would be kept by saying nothing."""
    X = computed(driver)
    values, measured = X.nunique(), X.notna().mean()
    few = {name for name in X.columns if name in FLAGS or name.endswith("_team_share")}  # of two teams, in tenths
    assert all(values[name] >= (2 if name in few else 3) for name in X.columns), values.to_dict()
    least = {name: 0.1 if ASKED_OF_STARTERS.match(name) else 0.3 for name in X.columns}
    assert all(measured[name] > least[name] for name in X.columns), measured.to_dict()


# What a driver declares


def test_it_says_where_it_comes_from_and_what_it_cannot_say(driver: str) -> None:
    head = DRIVERS[driver].__doc__ or ""
    said = re.findall(r"^(Source|Known on|Missing|Limits)\n    \S", head, flags=re.MULTILINE)
    assert said == ["Source", "Known on", "Missing", "Limits"]


def test_features_are_named_by_driver_and_unit(driver: str) -> None:
    for name, meaning in DRIVERS[driver].FEATURES.items():
        assert name.startswith(f"{driver}_") and name.endswith(UNITS), name
        assert re.fullmatch(r"[a-z0-9_]+", name) and meaning.strip(), name
        assert DRIVER_OF[name] == driver


def test_directions_are_of_its_own_features(driver: str) -> None:
    module = DRIVERS[driver]
    assert set(module.RAISES) <= set(module.FEATURES)
    assert set(module.RAISES.values()) <= {-1, +1}


def test_it_reads_just_the_tables_that_it_declares(driver: str) -> None:
    class Listening(Known):
        def __getattr__(self, table: str) -> object:
            if not table.startswith("_"):
                read.add(table)
            return super().__getattr__(table)

    read: set[str] = set()
    declared = set(DRIVERS[driver].TABLES)
    DRIVERS[driver].compute(Listening(COHORT, {}))
    assert declared <= set(TABLES)
    assert read <= declared | {"assignments"}, "assignments place people in teams and roles, for every driver"
    assert declared - {"spells"} <= read


# The shape of what it returns


def test_it_returns_the_declared_columns_one_float_per_observation(driver: str) -> None:
    made = DRIVERS[driver].compute(view_records(RECORDS, COHORT, driver))
    assert list(made) == list(DRIVERS[driver].FEATURES)
    for name, values in made.items():
        assert isinstance(values, np.ndarray) and values.dtype == np.float64, name
        assert values.shape == (len(COHORT),), name
        assert not np.isinf(values).any(), name


def test_its_rows_are_in_the_order_of_the_observations(driver: str) -> None:
    X = computed(driver)
    for as_of in AS_OF:
        rows = at(as_of)
        assert_same(X.iloc[rows], compute(RECORDS, driver, COHORT.take(rows)))


def test_nobody_observed_gives_no_rows(driver: str) -> None:
    X = compute(RECORDS, driver, COHORT.take(np.array([], dtype=int)))
    assert X.shape == (0, len(DRIVERS[driver].FEATURES))
    assert (X.dtypes == np.float64).all()


# Point in time


@EVERY_DATE
def test_it_is_blind_to_what_became_known_later(driver: str, as_of: int) -> None:
    """New events, late records, corrections and withdrawals from the as-of date on change nothing."""
    seen = COHORT.take(at(as_of))
    stood = compute(then(as_of), driver, seen)
    assert_same(compute(RECORDS, driver, seen), stood)
    assert_same(compute(changed_from(as_of), driver, seen), stood)


def test_it_sees_all_of_that_the_day_after(driver: str) -> None:
    """The same changes, one day earlier, are no longer later: the test above does see them."""
    as_of = int(AS_OF[1])
    seen = COHORT.take(at(as_of))
    stood = compute(then(as_of - 1), driver, seen)
    changed = compute(changed_from(as_of - 1), driver, seen)
    for name in stood.columns:
        assert name in FROM_SPELLS_ALONE or not changed[name].equals(stood[name]), name


@EVERY_DATE
def test_the_first_records_of_all_may_come_later(driver: str, as_of: int) -> None:
    """Whether a table says anything yet is not known from its later records either."""
    seen = COHORT.take(at(as_of))
    silent, later = (
        build_matrix(open_all(records, driver, seen), [driver]) for records in (NONE, changed_from(as_of, "none"))
    )
    assert_same(later, silent)


def test_one_extract_of_everyone_and_then_a_second_one(driver: str) -> None:
    """A second record of each person, known on the as-of date, does not say that changes were seen before."""
    as_of = int(AS_OF[2])
    seen = COHORT.take(at(as_of))
    assert_same(compute(changed_from(as_of, "single"), driver, seen), compute(SINGLE, driver, seen))


# Independence


def test_other_people_do_not_matter(driver: str) -> None:
    """But for the features that compare colleagues."""
    alone = [name for name in DRIVERS[driver].FEATURES if not NEEDS_THE_COHORT.search(name)]
    rows = np.flatnonzero(COHORT.employee % 3 == 0)
    X = computed(driver)[alone].iloc[rows]
    assert_same(X, compute(RECORDS, driver, COHORT.take(rows))[alone])
    own = np.isin(np.arange(COHORT.employee_ids.size), np.unique(COHORT.employee[rows]))
    ids = COHORT.employee_ids[own]
    records = {name: frame[frame["employee_id"].isin(ids)] for name, frame in RECORDS.items()}
    assert_same(X, compute(records, driver, COHORT.take(rows))[alone])


@pytest.mark.parametrize("group", ["team", "role", "site", "manager"])
def test_other_groups_do_not_matter(driver: str, group: str) -> None:
    """A team is compared with itself, a role with itself; a team's value that names its site, with that site."""
    named = [name for name in DRIVERS[driver].FEATURES if f"_{group}_" in name]
    compared = [name for name in named if group != "team" or "_site_" not in name]
    groups = view_records(RECORDS, COHORT, "first_90_days").assignments.last_code(GROUPS[group][-1])
    for code in np.unique(groups):
        rows = np.flatnonzero(groups == code)
        X = computed(driver)[compared].iloc[rows]
        assert_same(X, compute(RECORDS, driver, COHORT.take(rows))[compared])


def test_strangers_in_the_tables_are_ignored(driver: str) -> None:
    noise = np.random.default_rng(3)
    strangers = np.arange(60, 70).repeat(20)
    when = np.datetime64("2021-02-01") + noise.integers(0, 900, strangers.size)
    crowded = {"spells": RECORDS["spells"]} | {
        name: pd.concat([draw_rows(name, strangers, when, noise), frame], ignore_index=True)
        for name, frame in RECORDS.items()
        if name != "spells"
    }
    assert_same(compute(crowded, driver), computed(driver))


# Tables as they come


def test_the_order_of_rows_does_not_matter(driver: str) -> None:
    shuffled = {name: frame.sample(frac=1, random_state=5) for name, frame in RECORDS.items()}
    assert_same(compute(shuffled, driver), computed(driver))


def test_it_leaves_its_inputs_alone(driver: str) -> None:
    before = {name: frame.copy(deep=True) for name, frame in RECORDS.items()}
    known = view_records(RECORDS, COHORT, driver, min_respondents=FEWEST, individual_answers=True)
    once, again = build_matrix(known, [driver]), build_matrix(known, [driver])
    assert_same(once, again)
    for name, frame in RECORDS.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_missing_tables_are_not_measured(driver: str) -> None:
    X = compute({}, driver).drop(columns="first_90_days_tenure_days", errors="ignore")
    assert X.isna().all(axis=None)
    assert (X.dtypes == np.float64).all()


def test_one_missing_table_takes_only_what_rests_on_it(driver: str) -> None:
    whole = computed(driver)
    for table in DRIVERS[driver].TABLES:
        X = compute({name: frame for name, frame in RECORDS.items() if name != table}, driver)
        for name in X.columns:
            assert X[name].isna().all() or X[name].equals(whole[name]), (table, name)


def test_the_catalogue_names_the_tables_that_it_needs(driver: str) -> None:
    needed = find_tables(driver)
    assert [name for name, tables in needed.items() if not tables] in ([], ["first_90_days_tenure_days"])
    for table in (name for name in DRIVERS[driver].TABLES if name != "spells"):
        X = compute({name: frame for name, frame in RECORDS.items() if name != table}, driver)
        lost = {name for name in X.columns if X[name].isna().all()}
        assert lost == {name for name, tables in needed.items() if tables.get(table)}, table


def test_an_empty_table_is_no_reason_to_fail(driver: str) -> None:
    nothing = {name: empty_table(name) for name in TABLES}
    X = compute(nothing, driver).drop(columns="first_90_days_tenure_days", errors="ignore")
    assert X.isna().all(axis=None)
    made = build_matrix(open_all(nothing, driver, COHORT), [driver])
    assert (made.dtypes == np.float64).all() and len(made) == len(COHORT)


# Survey answers are confidential


def answer_otherwise(person: str) -> dict[str, pd.DataFrame]:
    """The records in which one person gave the opposite answers, and rated the other way."""
    answers, sessions = RECORDS["survey_answers"], RECORDS["coaching"]
    own, rated = answers["employee_id"] == person, sessions["employee_id"] == person
    opposite = answers["answer"].mask(own, 1 - answers["answer"])
    rating = sessions["usefulness"].mask(rated, 1 - sessions["usefulness"])
    return RECORDS | {"survey_answers": answers.assign(answer=opposite), "coaching": sessions.assign(usefulness=rating)}


def silence(person: str) -> dict[str, pd.DataFrame]:
    """The records in which one person answered nothing and rated nothing."""
    answers, sessions = RECORDS["survey_answers"], RECORDS["coaching"]
    rating = sessions["usefulness"].mask(sessions["employee_id"] == person)
    answered = answers[answers["employee_id"] != person]
    return RECORDS | {"survey_answers": answered, "coaching": sessions.assign(usefulness=rating)}


def test_without_consent_team_mates_differ_by_no_answer(driver: str) -> None:
    """What any answer reaches is one stepped value for all of a team on a day, or missing for all who have it."""
    X = compute(RECORDS, driver, individual_answers=False)
    own = [name for name in X.columns if name.endswith("_own_share")]
    assert X[own].isna().all(axis=None)
    reached: set[str] = set()
    for number in (0, 17, 31, 44):
        person = COHORT.employee_ids[number]
        assert (RECORDS["survey_answers"]["employee_id"] == person).any()
        for records in (answer_otherwise(person), silence(person)):
            changed = compute(records, driver, individual_answers=False)
            moved = {name for name in X.columns if not np.allclose(changed[name], X[name], equal_nan=True)}
            reached |= moved
            for name in moved:
                assert name.endswith("_team_share"), name
                assert_one_value_a_team(changed[name])
                stays, was = changed[name].notna(), X[name].notna()
                gone = ~stays.groupby(team_of_each()).transform("any")
                assert (stays == was)[~gone].all(), f"{name}: who answered shows in who has a value"
    for name in reached:
        assert_one_value_a_team(X[name])
    surveyed = [f"{name.removesuffix('_own_share')}_team_share" for name in own if "_team_" not in name]
    assert not surveyed or reached & set(surveyed), "no answer moved any team value: nothing was tested"


def team_of_each() -> list[np.ndarray]:
    """As-of date, site and team of every row."""
    assignments = view_records(RECORDS, COHORT, "first_90_days").assignments
    return [COHORT.as_of, *(assignments.last_code(column) for column in GROUPS["team"])]


def assert_one_value_a_team(values: pd.Series) -> None:
    """One, in tenths; a wish that is held against what the site offers is the mean of three of those."""
    of_teams = values.groupby(team_of_each())
    if "_site_" not in str(values.name):
        assert of_teams.nunique().max() <= 1, values.name
        np.testing.assert_allclose(values.dropna() * 10, (values.dropna() * 10).round(), atol=1e-9)


def test_with_consent_they_reach_only_the_features_that_say_so(driver: str) -> None:
    """No single person answers every item: each is held by one of three people at least. Silence is an answer too."""
    X, reached = computed(driver), set()
    for number in (0, 17, 31):
        rows = np.flatnonzero(COHORT.employee == number)
        for records in (answer_otherwise(f"{number:03d}"), silence(f"{number:03d}")):
            one, other = X.iloc[rows], compute(records, driver).iloc[rows]
            reached |= {name for name in X.columns if not np.allclose(one[name], other[name], equal_nan=True)}
    own = {name for name in X.columns if name.endswith("_own_share")}
    assert own <= reached
    assert all(name.endswith("_team_share") for name in reached - own)


def test_team_values_need_enough_people_who_answered(driver: str) -> None:
    """As many people in the team as ever answered are enough; one more is not."""
    features = DRIVERS[driver].FEATURES
    own = [name for name in features if name.endswith("_own_share") and "_team_" not in name]
    shares = [f"{name.removesuffix('_own_share')}_team_share" for name in own]
    teams = view_records(RECORDS, COHORT, "first_90_days").assignments.last_code("team")
    size = pd.Series(teams).groupby([COHORT.as_of, teams]).transform("size").to_numpy()
    for fewest in (int(size.min()), int(size.max())):
        X = compute(RECORDS, driver, min_respondents=fewest)[shares]
        assert X[size < fewest].isna().all(axis=None)
    assert compute(RECORDS, driver, min_respondents=1)[shares][teams >= 0].notna().all(axis=None)


# What is asked in surveys means one thing

ITEMS = load_codebook().items
SIGNS = {"raises": +1, "lowers": -1}
Asked = list[tuple[tuple[str, ...], tuple[str, ...]]]
Ask = Callable[..., tuple[pd.DataFrame, Asked]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The driver's features, and the items of each of its questions; every second person answers one of them higher."""

    def compute_moved(driver: str, moved: int = -1) -> tuple[pd.DataFrame, Asked]:
        asked: Asked = []

        def listen(method: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
            def answer(known: Known, *high: str, low: tuple[str, ...] = ()) -> np.ndarray:
                asked.append((high, low))
                higher = 0.2 * (COHORT.employee % 2) if len(asked) - 1 == moved else 0
                return method(known, *high, low=low) + higher

            return answer

        with monkeypatch.context() as patch:
            for name in ("answers", "answer_changes"):
                patch.setattr(Known, name, listen(getattr(Known, name)))
            return compute(RECORDS, driver), asked

    return compute_moved


def test_it_asks_every_item_of_its_own_and_no_other(driver: str, ask: Ask) -> None:
    _, asked = ask(driver)
    named = {item for high, low in asked for item in (*high, *low)}
    assert named == {code for code, item in ITEMS.items() if item.driver == driver}


def test_a_high_answer_means_one_thing_throughout(driver: str, ask: Ask) -> None:
    """The items of a question share one direction in the codebook, those turned around the other."""
    _, asked = ask(driver)
    for high, low in asked:
        said = {ITEMS[item].direction for item in high}, {ITEMS[item].direction for item in low}
        assert len(said[0]) <= 1 and len(said[1]) <= 1 and not said[0] & said[1], (high, low)


def test_its_directions_are_those_of_the_codebook(driver: str, ask: Ask) -> None:
    """Where higher answers make a feature higher, it raises or lowers as its items do."""
    X, asked = ask(driver)
    odd = COHORT.employee % 2 == 1
    for number, (high, low) in enumerate(asked):
        sign = SIGNS[ITEMS[high[0]].direction] if high else -SIGNS[ITEMS[low[0]].direction]
        moved = (ask(driver, number)[0] - X)[odd].sum()
        reached = [name for name in X.columns if abs(moved[name]) > 1e-6]
        assert reached, (high, low)
        for name in set(reached) & set(DRIVERS[driver].RAISES):
            assert DRIVERS[driver].RAISES[name] * np.sign(moved[name]) == sign, (name, high, low)
