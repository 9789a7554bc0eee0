"""The extracts: same seed, same bytes; a config that loads; faults that are counted."""

import json

import pandas as pd
import pytest
from pseudonymous import store_in

from houvast.config import load_config
from houvast.records.contract import COMMON, column_types, rules_of
from houvast.simulate import simulate_centre, write_extracts
from houvast.simulate.layouts import LAYOUTS


@pytest.fixture(scope="module")
def centre():
    return simulate_centre("average", 150, 12, 7)


@pytest.fixture(scope="module")
def clean(centre, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    write_extracts(centre, folder)
    return folder


@pytest.fixture(scope="module")
def dirty(centre, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dirty")
    write_extracts(centre, folder, dirty=True)
    return folder


def read(folder, layout):
    if layout.format["type"] == "parquet":
        return pd.read_parquet(folder / layout.file)
    if layout.format["type"] == "excel":
        return pd.read_excel(folder / layout.file, engine="calamine", dtype={"Personeelsnummer": str})
    return pd.read_csv(
        folder / layout.file,
        sep=layout.format.get("delimiter", ","),
        encoding=layout.format.get("encoding", "utf-8"),
        dtype=str,
        keep_default_na=False,
    )


def test_same_seed_same_bytes(clean, tmp_path):
    paths = write_extracts(simulate_centre("average", 150, 12, 7), tmp_path)
    assert len(paths) == len(LAYOUTS) + 3
    for path in paths:
        assert path.read_bytes() == (clean / path.name).read_bytes(), path.name


def test_other_seed_other_centre(centre):
    other = simulate_centre("average", 150, 12, 8)
    assert not other.truth.equals(centre.truth)


def test_tables_are_canonical(centre):
    for name, table in centre.tables.items():
        types = column_types(name)
        assert set(table.columns) <= set(types), name
        assert rules_of(name).event in {*table, *COMMON}
        for column in table.columns:
            kind = {"date": "M", "number": "f"}.get(types[column])
            assert kind is None or table[column].dtype.kind == kind, (name, column)
        key = ["employee_id", *(c for c in rules_of(name).key if c in table)]
        version = [*key, "known_on"] if "known_on" in table else key
        assert not table.duplicated(version).any(), name


def test_there_is_one_row_of_personal_facts_for_everybody_employed(centre):
    people = centre.tables["people"]
    assert people["employee_id"].tolist() == sorted(centre.tables["spells"]["employee_id"].unique())
    assert people["gender"].value_counts(normalize=True)["woman"] == pytest.approx(0.74, abs=0.08)
    hired = centre.tables["spells"].groupby("employee_id")["started_on"].min().dt.year
    assert people.set_index("employee_id")["birth_year"].rsub(hired).between(18, 62).all()


def test_some_records_are_late_and_some_corrected(centre):
    booked = centre.tables["one_on_ones"]
    late = (booked["known_on"] - booked["booked_for"]).dt.days >= 14
    assert 0.01 < late.mean() < 0.05
    versions = booked.sort_values("known_on").groupby(["employee_id", "booked_for"])["held"]
    corrected = versions.first() & ~versions.last()
    assert 0.004 < corrected.mean() < 0.02
    sick = centre.tables["absences"]
    first = sick[sick["ended_on"].isna()]
    assert 0.005 < ((first["known_on"] - first["started_on"]).dt.days >= 14).mean() < 0.05


def test_an_absence_has_its_end_only_once_it_has_ended(centre):
    ended = centre.tables["absences"].dropna(subset="ended_on")
    assert (ended["known_on"] >= ended["ended_on"]).all()


def test_an_exit_is_known_from_notice_or_the_last_day(centre):
    ended = centre.tables["spells"].dropna(subset="ended_on")
    first = ended.sort_values("known_on").drop_duplicates(["employee_id", "started_on"])
    expected = first["notice_on"].fillna(first["ended_on"] - pd.Timedelta(days=1))
    assert (first["known_on"] == expected).all()


def test_config_loads_and_maps_every_file(clean, centre):
    config = load_config(clean / "config.yaml")
    assert config.name == "simulated-average"
    assert config.records.observed_until == centre.observed_until
    assert {source.file for source in config.records.sources} == {layout.file for layout in LAYOUTS}
    filled = {table for source in config.records.sources for table in source.tables}
    assert filled == set(centre.tables)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_headers_are_those_of_the_mapping(clean, layout):
    frame = read(clean, layout)
    items = layout.more.get("items", {})
    assert list(frame.columns) == [*layout.columns.values(), *items]
    assert len(frame)
    assert frame[layout.columns["employee_id"]].str.fullmatch(r"\d{4,}").all()


def test_real_notations(clean):
    headcount = (clean / "personeelsbestand.csv").read_bytes()
    assert b"(\x80)" in headcount.splitlines()[0]  # the euro sign of cp1252
    frame = read(clean, next(layout for layout in LAYOUTS if layout.table == "headcount"))
    assert frame["Bruto uurloon (€)"].str.contains(",").mean() > 0.8
    assert frame["Peildatum"].str.fullmatch(r"01-\d\d-20\d\d").all()


def test_headcount_has_everyone_at_work_on_the_first_of_each_month(clean, centre):
    frame = read(clean, next(layout for layout in LAYOUTS if layout.table == "headcount"))
    spells = centre.tables["spells"].drop_duplicates(["employee_id", "started_on"], keep="last")
    date = pd.Timestamp(centre.observed_from) + pd.DateOffset(months=5)
    there = spells[(spells["started_on"] <= date) & ~(spells["ended_on"] <= date)]["employee_id"]
    listed = frame[frame["Peildatum"] == date.strftime("%d-%m-%Y")]["Pers.nr"]
    assert sorted(listed) == sorted(there)
    assert (frame["Bruto uurloon (€)"] != "").all()


def test_dirt_is_added_at_the_end_counted_and_small(clean, dirty):
    counted = pd.DataFrame(json.loads((dirty / "dirt.json").read_text()))
    assert set(counted.columns) == {"source", "reason", "count"}
    for layout in LAYOUTS:
        before, after = read(clean, layout), read(dirty, layout)
        added = int(counted.loc[counted["source"] == layout.file, "count"].sum())
        assert len(after) == len(before) + added, layout.file
        assert added < 0.05 * len(after), layout.file
        pd.testing.assert_frame_equal(after.iloc[: len(before)], before, check_dtype=False)


def test_clean_records_are_kept_whole_and_dirt_is_refused_for_its_reason(clean, dirty, tmp_path):
    from houvast.records.ingest import ingest_records

    kept = {}
    for folder in (clean, dirty):
        snapshot = ingest_records(
            load_config(folder / "config.yaml").records, folder, tmp_path / folder.name, store_in(tmp_path)
        )
        kept[folder] = {s["file"]: (s["rows_kept"], s["reasons"]) for s in snapshot.manifest["sources"]}
    counted = pd.DataFrame(json.loads((dirty / "dirt.json").read_text()))
    for file, (rows, reasons) in kept[clean].items():
        assert reasons == {}, file
        mine = counted[counted["source"] == file]
        assert kept[dirty][file] == (rows, dict(zip(mine["reason"], mine["count"], strict=True))), file


@pytest.mark.parametrize(("agents", "months"), [(1, 1), (1, 12), (40, 1)])
def test_a_tiny_centre_writes_what_it_has(agents, months, tmp_path):
    from houvast.records.ingest import ingest_records

    write_extracts(simulate_centre("outsourcer", agents, months, 1), tmp_path, dirty=True)
    snapshot = ingest_records(
        load_config(tmp_path / "config.yaml").records, tmp_path, tmp_path / "snapshots", store_in(tmp_path)
    )
    assert "spells" in snapshot.tables
