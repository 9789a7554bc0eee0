"""Groups by hand; the table `people` from its source to the groups, and to nothing that a model learns from."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_records import AS_OF, make_up_records
from pseudonymous import code, store_in
from text_tables import days

import houvast.features
from houvast.config import load_config
from houvast.fairness import GROUPINGS, PLACES, build_groups
from houvast.features import DRIVERS
from houvast.matrix import tables_needed
from houvast.records import snapshot as snapshots
from houvast.records.contract import AUDIT_TABLES, TABLES, column_types
from houvast.records.ingest import check_sources, ingest_records
from houvast.records.past import read_known
from houvast.records.store import store_snapshot
from houvast.timeline import Known, Observations, Unmeasured
from houvast.walk import Lens, see_cohort

NOT_YET = pd.NaT


def people_of(*rows):
    """Versions of the table `people`: id, birth year, gender, known on, superseded on."""
    frame = pd.DataFrame(rows, columns=["employee_id", "birth_year", "gender", "known_on", "superseded_on"])
    return frame.astype({"birth_year": float, "known_on": "datetime64[s]", "superseded_on": "datetime64[s]"})


def observe(ids, as_of, started):
    return Observations(np.array(ids, dtype=object), np.arange(len(ids), dtype=np.int32), days(*as_of), days(*started))


SEEN = observe(
    ["anna", "bram", "chen", "daan"],
    ["2025-01-01", "2025-12-31", "2025-06-01", "2025-06-01"],
    ["2024-10-03", "2025-10-03", "2025-03-03", "2015-01-01"],
)
PLACE = pd.DataFrame(
    {
        "site": ["north", "north", "south", None],
        "team": ["a", "b", "c", None],
        "contract_type": ["temporary", "permanent", None, "temporary"],
        "agency": [1.0, 0.0, np.nan, 0.0],
        "hours_per_week": [19.9, 20.0, 35.0, np.nan],
    }
)
PEOPLE = people_of(
    ("anna", 1990, "woman", "2024-10-03", NOT_YET),
    ("bram", 2001, "man", "2024-10-03", "2025-02-01"),
    ("bram", 2000, "man", "2025-02-01", NOT_YET),
    ("daan", 2020, "other", "2015-01-01", NOT_YET),
)


def told(groups, grouping):
    return [None if pd.isna(one) else one for one in groups[grouping].astype(object)]


def test_groups_by_hand():
    groups = build_groups(SEEN, PLACE, PEOPLE)
    assert tuple(groups) == GROUPINGS
    assert told(groups, "gender") == ["woman", "man", None, "other"]
    assert told(groups, "age") == ["35_to_44", "25_to_34", None, None], "35 in 2025; corrected to 25; unknown; five"
    assert told(groups, "contract_type") == ["temporary", "permanent", None, "temporary"]
    assert told(groups, "hours") == ["under_20", "20_to_28", "35_and_over", None]
    assert told(groups, "agency") == ["agency", "employed", None, "employed"]
    assert told(groups, "site") == ["north", "north", "south", None]
    assert told(groups, "starters") == ["longer", "starter", "longer", "longer"], "90, 89, 90 days and ten years"


def test_age_is_that_of_the_as_of_date():
    seen = observe(["anna", "bram"], ["2024-12-31", "2024-12-31"], ["2024-01-01", "2024-01-01"])
    assert told(build_groups(seen, PLACE.iloc[:2], PEOPLE), "age") == ["25_to_34", "under_25"]


def test_a_withdrawn_row_is_not_known():
    withdrawn = PEOPLE.assign(retracted=PEOPLE["employee_id"] == "anna")
    assert told(build_groups(SEEN, PLACE, withdrawn), "gender") == [None, "man", None, "other"]


def test_what_is_not_there_is_not_known():
    groups = build_groups(SEEN, PLACE[["site", "team"]], None)
    assert groups.drop(columns=["site", "starters"]).isna().all(axis=None)
    assert groups[["site", "starters"]].notna().sum().to_dict() == {"site": 3, "starters": 4}


# The table and its source


def write_source(folder: Path, rows: str, mapping: str = "") -> Path:
    (folder / "spells.csv").write_text(
        "id,from,to\n007,2020-01-01,2021-01-01\n007,2022-01-01,\n008,2021-05-01,\n", encoding="utf-8"
    )
    (folder / "people.csv").write_text(rows, encoding="utf-8")
    config = folder / "use.yaml"
    config.write_text(
        "name: test\nrecords:\n  observed_until: 2024-01-01\n  max_refused_share: 0.9\n  sources:\n"
        "    - {table: spells, file: spells.csv, columns: {employee_id: id, started_on: from, ended_on: to}}\n"
        "    - table: people\n      file: people.csv\n      columns:\n"
        "        employee_id: id\n        birth_year: born\n"
        "        gender: {column: sex, values: {v: woman, m: man}}\n" + mapping,
        encoding="utf-8",
    )
    return config


def test_people_are_known_from_their_first_hire(tmp_path):
    config = write_source(tmp_path, "id,born,sex\n007,1990,v\n008,,m\n")
    snapshot = ingest_records(load_config(config).records, tmp_path, tmp_path / "home", store_in(tmp_path))
    found = read_known(snapshot, "people", snapshot.observed_until).set_index("employee_id")
    assert found["known_on"].dt.strftime("%Y-%m-%d").to_dict() == {
        code("007"): "2020-01-01",
        code("008"): "2021-05-01",
    }
    assert found["gender"].to_dict() == {code("007"): "woman", code("008"): "man"}
    assert found["birth_year"].isna().to_dict() == {code("007"): False, code("008"): True}


def test_a_correction_is_a_version(tmp_path):
    rows = "id,born,sex,since\n007,1990,v,2020-01-01\n007,1990,m,2022-06-01\n"
    config = write_source(tmp_path, rows, "        known_on: since\n")
    snapshot = ingest_records(load_config(config).records, tmp_path, tmp_path / "home", store_in(tmp_path))
    assert len(snapshot.read("people")) == 2
    seen = observe([code("007")], ["2023-01-01"], ["2022-01-01"])
    for before, gender in (("2022-06-01", "woman"), ("2023-01-01", "man")):
        people = read_known(snapshot, "people", pd.Timestamp(before).date())
        assert told(build_groups(seen, PLACE.iloc[:1], people), "gender") == [gender]


def test_people_that_do_not_hold_are_refused(tmp_path):
    rows = "id,born,sex\n007,1890,v\n007,1990,v\n008,1990,m\n008,1991,m\n009,1990,v\n,1990,v\n"
    config = write_source(tmp_path, rows)
    snapshot = ingest_records(load_config(config).records, tmp_path, tmp_path / "home", store_in(tmp_path))
    source = next(one for one in snapshot.manifest["sources"] if one["table"] == "people")
    assert source["rows_kept"] == len(snapshot.read("people")) == 1
    assert source["reasons"] == {"missing_required": 1, "out_of_bounds": 1, "conflict": 2, "not_in_spells": 1}


def test_people_alone_do_not_say_until_when_the_records_are_complete(tmp_path):
    config = write_source(tmp_path, "id,born,sex\n007,1990,v\n008,1990,m\n")
    config.write_text(
        config.read_text(encoding="utf-8").replace("  observed_until: 2024-01-01\n", ""), encoding="utf-8"
    )
    assert "employments alone do not tell" in check_sources(load_config(config).records, tmp_path)[0]


# No feature can read it


def test_people_are_no_record_table():
    assert not set(AUDIT_TABLES) & set(TABLES)
    assert not set(tables_needed(DRIVERS)) & set(AUDIT_TABLES)
    assert not {*AUDIT_TABLES["people"].columns} & {column for table in TABLES.values() for column in table.columns}


def test_no_driver_names_the_table_or_its_columns():
    for path in Path(houvast.features.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        asked |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not asked & {"people", "birth_year", "gender"}, path.name


def keep(home, people=None):
    """A snapshot of the made-up centre, with a table `people` or without."""
    tables = {}
    for name, frame in (make_up_records() | ({} if people is None else {"people": people})).items():
        types = {**column_types(name), "known_on": "date", "superseded_on": "date"}
        types = {column: kind for column, kind in types.items() if column in frame}
        order = ["employee_id", *(column for column in types if column != "employee_id")]
        tables[name] = (
            frame.sort_values(order, kind="stable", ignore_index=True),
            types,
            {"observed_from": "2021-01-01"},
        )
    quarantine = pd.DataFrame({"row": pd.Series(dtype=int)}), {"row": "count"}
    facts = {"version": snapshots.VERSION, "observed_until": "2023-12-01", "observed_from": "2021-01-01"}
    return store_snapshot(home, tables, quarantine, facts)


def everybody(gender):
    ids = [f"{number:03d}" for number in range(60)]
    return people_of(*((one, 1960 + int(one) % 40, gender, "2021-01-01", NOT_YET) for one in ids))


def test_the_table_never_reaches_what_drivers_see_and_changes_nothing(tmp_path, monkeypatch):
    seen: list[Known] = []
    whole = Known.__init__

    def listen(self, observations, tables, **more):
        seen.append((self, set(tables)))
        whole(self, observations, tables, **more)

    monkeypatch.setattr(Known, "__init__", listen)
    lens = Lens(AS_OF, tuple(DRIVERS), min_respondents=5, individual_answers=True, places=PLACES)
    cohorts = [
        see_cohort(keep(tmp_path / name, people), lens)
        for name, people in (("none", None), ("women", everybody("woman")), ("men", everybody("man")))
    ]
    assert seen and all("people" not in tables for _, tables in seen)
    assert all(isinstance(known.people, Unmeasured) for known, _ in seen)
    for other in cohorts[1:]:
        pd.testing.assert_frame_equal(other.X, cohorts[0].X, check_exact=True)
        pd.testing.assert_frame_equal(other.present, cohorts[0].present, check_exact=True)
        pd.testing.assert_frame_equal(other.place, cohorts[0].place, check_exact=True)
        assert "people" not in other.present


def test_a_walk_cannot_be_asked_for_it(tmp_path):
    snapshot = keep(tmp_path, everybody("woman"))
    assert len(snapshot.read("people")) == 60
    with pytest.raises(KeyError, match="gender"):
        see_cohort(snapshot, Lens(AS_OF, places=("gender",)))


# Where people are placed


@pytest.mark.parametrize("employees_a_bucket", [1000, 10])
def test_place_has_more_columns_only_where_asked(tmp_path, monkeypatch, employees_a_bucket):
    monkeypatch.setattr(snapshots, "BUCKET_EMPLOYEES", employees_a_bucket)
    snapshot = keep(tmp_path)
    plain, more = see_cohort(snapshot, Lens(AS_OF)), see_cohort(snapshot, Lens(AS_OF, places=PLACES))
    assert list(plain.place) == ["site", "team"]
    pd.testing.assert_frame_equal(more.place[["site", "team"]], plain.place)
    assert list(more.place)[2:] == list(PLACES)
    assert set(more.place["contract_type"].dropna()) == {"one", "other"}
    assert set(more.place["agency"].dropna()) == {0.0, 1.0}
    assert more.place["hours_per_week"].between(0, 60).mean() > 0.9


def test_place_is_that_of_the_newest_assignment_known_then(tmp_path):
    """Counted by hand over the versions themselves."""
    cohort = see_cohort(keep(tmp_path), Lens(AS_OF, places=("hours_per_week",)))
    rows, seen = make_up_records()["assignments"], cohort.observations
    for at in range(0, len(seen), 7):
        as_of = pd.Timestamp(np.datetime64(int(seen.as_of[at]), "D"))
        own = rows[rows["employee_id"] == seen.employee_ids[seen.employee[at]]]
        own = own[(own["effective_on"] < as_of) & (own["known_on"] < as_of) & ~own["retracted"]]
        own = own[own["superseded_on"].isna() | (own["superseded_on"] >= as_of)]
        newest = own[own["effective_on"] == own["effective_on"].max()]["hours_per_week"].to_numpy()
        assert np.isclose(newest, cohort.place["hours_per_week"][at], rtol=1e-6).any()
