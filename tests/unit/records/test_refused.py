"""What may not come in is refused by name and by content, dropped where nobody mapped it, and named by no value."""

import numpy as np
import pytest
from ruamel.yaml import YAML

from benchmarks.refused.corpus import read_clean, read_outside, read_planted
from benchmarks.refused.door import read_everything
from houvast.config import load_config
from houvast.data_files import find_data_file
from houvast.errors import RecordsError
from houvast.language import LANGUAGES
from houvast.records.codebook import load_codebook
from houvast.records.door import say_column
from houvast.records.national_ids import CHECKS, find_id, is_bsn
from houvast.records.refused import load_refused

TALKS = "id,day,{name}\n007,2022-03-01,{first}\n12,2022-04-01,{second}\n12,2022-05-01,sales\n"


def talks(column, **more):
    """A coaching source whose topic is the column of this name."""
    columns = {"employee_id": "id", "held_on": "day", "topic": column}
    return {"table": "coaching", "file": "talks.csv", "columns": columns, **more}


def everything(centre):
    return read_everything(centre.home)


@pytest.mark.parametrize("column", read_planted(), ids=lambda one: f"{one.rule}-{one.name}")
def test_every_planted_column_is_recognised(column):
    rules = load_refused()
    found = rules.find_name(column.name) if column.by == "name" else None
    told = rules.find_texts(column.values)
    assert found is not None or all(told), column


def test_at_most_one_clean_column_in_fifty_is_refused():
    rules, columns = load_refused(), read_clean()
    wrong = [one.name for one in columns if rules.find_name(one.name) or any(rules.find_texts(one.values))]
    assert len(columns) >= 500
    assert len(wrong) <= len(columns) * 0.02, wrong


def test_names_of_public_data_sets_and_manuals_stay_as_they_were_judged():
    rules, lists = load_refused(), read_outside()
    assert [name for name in lists["refused"] if rules.find_name(name) is None] == []
    assert [name for name in lists["clean"] if rules.find_name(name)] == []


def test_a_mapped_column_is_refused_by_its_name_with_rule_reason_and_advice(centre):
    centre.write("talks.csv", TALKS.format(name="Reden verzuim", first="x1", second="x2"))
    with pytest.raises(RecordsError, match=r"(?s)column `Reden verzuim` \(for topic\) may not come in, by its "
                       r"name \(rule absence_cause\): .*company doctor.*UAVG art. 30.*Export only that"):  # fmt: skip
        centre.ingest(talks("Reden verzuim"))
    assert not (centre.home / "latest").exists()


def test_a_column_that_nobody_mapped_is_dropped_and_noted_without_a_value(centre):
    centre.write(
        "spells.csv",
        "id,start,end,reason,BSN,Opm\n007,2022-01-10,,,111222333,heeft epilepsie\n12,2022-03-01,,,123456782,\n",
    )
    snapshot = centre.ingest()
    dropped = snapshot.manifest["sources"][0]["dropped"]
    assert [(one["column"], one["rule"]) for one in dropped] == [("BSN", "national_id"), ("Opm", "health")]
    held = everything(centre)
    assert b"111222333" not in held
    assert b"epilepsie" not in held


def test_clean_records_have_no_such_notice(centre):
    assert "dropped" not in centre.ingest().manifest["sources"][0]


def test_a_row_that_says_such_a_thing_goes_to_quarantine_and_its_value_nowhere(centre):
    centre.write("talks.csv", TALKS.format(name="note", first="heeft epilepsie", second="more hours"))
    snapshot = centre.ingest(talks("note"))
    refused = snapshot.read_quarantine()
    assert list(refused[["row", "reason", "column"]].itertuples(index=False, name=None)) == [
        (2, "refused_content", "topic")
    ]
    assert sorted(snapshot.read("coaching")["topic"]) == ["more hours", "sales"]
    assert b"epilepsie" not in everything(centre)


def test_ids_that_are_national_numbers_refuse_the_source(centre):
    numbers = ["111222333", "123456782", "900010006", "007"]
    rows = "".join(f"{number},2022-01-10,,\n" for number in [one for one in numbers if is_bsn(one)])
    assert rows.count("\n") >= 2
    centre.write("spells.csv", "id,start,end,reason\n" + rows)
    with pytest.raises(RecordsError, match=r"column `id` \(for employee_id\) may not come in, by what is in it"):
        centre.ingest()


def test_employee_numbers_in_a_row_are_let_be(centre):
    rows = "".join(f"{100_200_300 + step},2022-01-10,,\n" for step in range(60))
    centre.write("spells.csv", "id,start,end,reason\n" + rows)
    assert centre.ingest().manifest["sources"][0]["rows_kept"] == 60


def test_what_the_mapping_itself_writes_is_held_to_the_rules(centre):
    centre.write("talks.csv", TALKS.format(name="code", first="a", second="b"))
    column = {"column": "code", "values": {"a": "ziek gemeld met griep", "b": "ok", "sales": "sales"}}
    with pytest.raises(
        RecordsError, match=r"the mapping of `topic` writes what may not come in \(rule absence_cause\)"
    ):
        centre.ingest(talks(column))


def test_a_column_that_keeps_choices_only_may_read_what_it_does_not_keep(centre):
    """Of kinds of leave only `leave` is kept; the text is not."""
    centre.write("away.csv", "id,from,kind\n007,2022-03-01,Zwangerschapsverlof\n12,2022-04-01,Ziek\n")
    kind = {"column": "kind", "values": {"Zwangerschapsverlof": "leave", "Ziek": "sick"}}
    snapshot = centre.ingest(
        {"table": "absences", "file": "away.csv", "columns": {"employee_id": "id", "started_on": "from", "kind": kind}}
    )
    assert sorted(snapshot.read("absences")["kind"]) == ["leave", "sick"]
    assert b"wangerschap" not in everything(centre)


def test_a_column_looked_up_on_is_held_to_the_rules_too(centre):
    centre.write("spells.csv", "id,start,end,reason,bsn_nr\n007,2022-01-10,,,1\n")
    centre.write("more.csv", "bsn_nr,site\n1,North\n")
    source = {"table": "spells", "file": "spells.csv", "lookups": [{"file": "more.csv", "on": "bsn_nr"}],
              "columns": {"employee_id": "id", "started_on": "start"}}  # fmt: skip
    with pytest.raises(RecordsError, match=r"column `bsn_nr` \(for lookups.on\) may not come in"):
        centre.ingest(source)


@pytest.mark.parametrize(
    "name", ["reden\u200bverzuim", "RedenVerzuim", "reden__verzuim", "Réden-Verzüim", "natoinaliteit"]
)
def test_spellings_do_not_hide_a_name(name):
    assert load_refused().find_name(name) is not None


def test_survey_questions_of_the_codebook_are_let_be():
    rules = load_refused()
    for item in load_codebook().items.values():
        for text in (item.code, item.en, item.nl):
            assert rules.find_name(text) is None, text


@pytest.mark.parametrize("name", ["demo", "ctrip", "jobathon"])
def test_the_configs_that_ship_map_no_refused_column(name):
    config = load_config(find_data_file(f"{name}.yaml"))
    for source in config.records.sources:
        assert [used for used in source.wanted if load_refused().find_name(used)] == []


def test_every_rule_has_its_reason_and_source_in_both_languages():
    rules = load_refused().rules
    assert len({rule.code for rule in rules}) == len(rules) == 13
    for rule in rules:
        for language in LANGUAGES:
            assert all(part[language].strip() for part in (rule.name, rule.reason, rule.source, rule.instead))
    read = YAML(typ="safe", pure=True).load(find_data_file("refused.yaml").read_text(encoding="utf-8"))
    assert {kind for rule in read["rules"] for kind in rule.get("numbers", ())} == set(CHECKS)


def test_a_header_that_holds_data_is_named_by_its_place():
    assert say_column("111222333", 4) == "column 4"
    assert say_column("jan@example.org", 2) == "column 2"
    assert say_column("Reden verzuim", 2) == "Reden verzuim"


@pytest.mark.parametrize(("text", "kind"), [
    ("111222333", "bsn"), ("1112.22.333", "bsn"), ("85.07.30-033.28", "be"), ("536-90-4399", "us"), ("AB123456C", "gb"),
    ("12345678Z", "es"), ("X1234567L", "es"), ("44051401359", "pl"), ("86095742719", "de"), ("RSSMRA85T10A562S", "it"),
    ("255081416802538", "fr"),
])  # fmt: skip
def test_published_examples_of_national_numbers_are_recognised(text, kind):
    assert find_id(text, (kind,)) == kind


@pytest.mark.parametrize("kind", sorted(set(CHECKS) - {"gb", "it", "us"}))
def test_numbers_without_the_right_check_digits_are_not(kind):
    """Of numbers drawn at random, no more pass than the check lets through."""
    draws = np.random.default_rng(5)
    length = {"bsn": 9, "fr": 15, "es": 8}.get(kind, 11)
    texts = ["".join(map(str, draws.integers(0, 10, length))) + ("A" if kind == "es" else "") for _ in range(3000)]
    assert sum(find_id(text, (kind,)) is not None for text in texts) / 3000 < 0.13


def test_the_two_halves_of_the_planted_columns_are_of_one_size():
    held = sum(one.held_out for one in read_planted())
    assert 100 <= held <= len(read_planted()) - 100
