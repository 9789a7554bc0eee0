"""Configs on file: the schema for editors is fresh, every use loads, and errors name file, line and key."""

import json
from pathlib import Path
from typing import Any

import pytest

from houvast.config import Config, config_digest, json_schema, load_config
from houvast.errors import ConfigError
from houvast.use import open_use

CONFIGS = Path(__file__).parents[2] / "configs"
DATA_FILES = {
    "benchmarks.yaml",
    "codebook.yaml",
    "help.yaml",
    "law.yaml",
    "leak_words.yaml",
    "not_drivers.yaml",
    "refused.yaml",
    "sector.yaml",
}
USES = sorted(path for path in CONFIGS.glob("*.yaml") if path.name not in DATA_FILES)

PLAIN = """\
name: plain
records:
  sources:
    - table: spells
      file: spells.csv
      columns:
        employee_id: id
        started_on: start
"""


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes a config that begins with `PLAIN`, and gives its path."""

    def to_file(more: str = "", text: str = PLAIN) -> Path:
        path = tmp_path / "use.yaml"
        path.write_text(text + more, encoding="utf-8")
        return path

    return to_file


def problems_of(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return str(caught.value)


def test_the_committed_schema_is_fresh() -> None:
    committed = json.loads((CONFIGS / "config.schema.json").read_text(encoding="utf-8"))
    assert committed == json_schema(), "run `make schema`"


def test_the_schema_knows_every_part_of_a_config() -> None:
    schema = json_schema()
    assert set(schema["properties"]) == set(Config.model_fields)
    assert set(schema["required"]) == {"name", "records"}
    parts = {name: part for name, part in schema["$defs"].items() if part["type"] == "object"}
    assert [name for name, part in parts.items() if part["additionalProperties"] is not False] == []


@pytest.mark.parametrize("path", USES, ids=lambda path: path.stem)
def test_every_use_on_file_holds(path: Path) -> None:
    use = open_use(path)
    assert use.config.name == path.stem
    assert use.config_folder == CONFIGS


def test_there_are_uses() -> None:
    assert {path.stem for path in USES} >= {"ctrip", "jobathon"}


def test_a_config_needs_little(write: Any) -> None:
    config = load_config(write())
    assert config.outcome.horizon_weeks == 13
    assert config.surveys.individual_use == "no"
    assert config.validation.embargo_weeks == 13


def test_a_config_cannot_be_changed(write: Any) -> None:
    config = load_config(write())
    with pytest.raises(ValueError, match="frozen"):
        config.name = "other"
    with pytest.raises(ValueError, match="frozen"):
        config.outcome.horizon_weeks = 4


def test_the_digest_is_of_the_meaning(write: Any) -> None:
    plain = config_digest(load_config(write()))
    assert config_digest(load_config(write("# a remark\noutcome: {horizon_weeks: 13}\n"))) == plain
    assert config_digest(load_config(write("outcome: {horizon_weeks: 12}\n"))) != plain


def test_an_unknown_key_is_refused_with_its_line(write: Any) -> None:
    said = problems_of(write("capacity:\n  peeple: 10\n"))
    assert "use.yaml:10: `capacity.peeple`: this key is not known here" in said
    assert "1 problem." in said


def test_an_unknown_key_within_a_source_is_refused(write: Any) -> None:
    text = PLAIN.replace("      file: spells.csv\n", "      file: spells.csv\n      sheet: one\n")
    assert "use.yaml:6: `records.sources.0.sheet`: this key is not known" in problems_of(write(text=text))


def test_a_missing_key_is_named(write: Any) -> None:
    said = problems_of(write(text=PLAIN.replace("name: plain\n", "")))
    assert "`name`: this key is required" in said


def test_all_problems_are_named_at_once(write: Any) -> None:
    said = problems_of(write("language: fr\noutcome:\n  horizon_weeks: 52\ncapacity:\n  people: 0\n"))
    assert "3 problems." in said
    assert "use.yaml:9: `language`" in said
    assert "use.yaml:11: `outcome.horizon_weeks`" in said
    assert "use.yaml:13: `capacity.people`" in said


def test_a_key_that_stands_twice_is_refused(write: Any) -> None:
    said = problems_of(write("language: en\nlanguage: nl\n"))
    assert "line 10" in said
    assert 'duplicate key "language"' in said


def test_a_column_mapped_twice_is_refused(write: Any) -> None:
    assert "duplicate key" in problems_of(write("        started_on: begin\n"))


def test_what_is_not_yaml_is_named_with_its_line(write: Any) -> None:
    assert "use.yaml`, line 9: " in problems_of(write("language: {en]\ncapacity: {people: 5}\n"))


def test_text_stays_text(write: Any) -> None:
    """YAML 1.2: `no` is no flag and 12:30 is no number, as they are in YAML 1.1."""
    config = load_config(
        write(
            "        ended_on: no\n"
            "        notice_on: 12:30\n"
            "        exit_reason: {column: why, values: {no: voluntary, on: employer, 12:30: unknown}}\n"
        )
    )
    columns = config.records.sources[0].columns
    assert (columns["ended_on"], columns["notice_on"]) == ("no", "12:30")
    assert columns["exit_reason"].values == {"no": "voluntary", "on": "employer", "12:30": "unknown"}


@pytest.mark.parametrize("text", ["no", "12:30", "yes", "off"])
def test_a_constant_stays_text(write: Any, text: str) -> None:
    config = load_config(write(f"        exit_reason: {{constant: {text}}}\n"))
    assert config.records.sources[0].columns["exit_reason"].constant == text


def test_a_tag_makes_no_object(write: Any) -> None:
    said = problems_of(write("language: !!python/object/apply:os.getcwd []\n"))
    assert "`language`" in said


@pytest.mark.parametrize("text", ["", "- a list\n", "just text\n"])
def test_what_is_no_mapping_is_refused(write: Any, text: str) -> None:
    assert "must be a mapping of keys to values" in problems_of(write(text=text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "does not exist" in problems_of(tmp_path / "none.yaml")


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "use.yaml"
    path.write_bytes("name: caf\xe9\n".encode("latin-1"))
    assert "cannot be read as UTF-8 text" in problems_of(path)


def test_an_embargo_shorter_than_the_horizon_is_refused(write: Any) -> None:
    said = problems_of(write("outcome: {horizon_weeks: 20}\n"))
    assert "`validation.embargo_weeks` must be at least `outcome.horizon_weeks` (20). Got 13." in said


def test_a_driver_that_there_is_not_is_named(write: Any) -> None:
    path = write("model: {drivers: [first_90_days, horoscope], exclude_features: [pay_moon_count]}\n")
    with pytest.raises(ConfigError, match="`horoscope` is no driver") as caught:
        open_use(path)
    assert "`pay_moon_count` is no feature" in str(caught.value)


def test_a_model_without_tenure_is_refused(write: Any) -> None:
    with pytest.raises(ConfigError, match="must have `first_90_days`"):
        open_use(write("model: {drivers: [pay]}\n"))


def test_tenure_cannot_be_left_out(write: Any) -> None:
    with pytest.raises(ConfigError, match="`first_90_days_tenure_days` cannot be left out"):
        open_use(write("model: {exclude_features: [first_90_days_tenure_days]}\n"))


@pytest.mark.parametrize("cause", ["voluntry", "unknown"])
def test_a_cause_that_cannot_be_estimated_is_refused_with_its_line(write: Any, cause: str) -> None:
    """A misspelt one would count nobody as a leaver; of an unknown one nobody knows what it is."""
    said = problems_of(write(f"outcome:\n  horizon_weeks: 13\n  causes: [employer, {cause}]\n"))
    assert "use.yaml:11: `outcome.causes.1`: Input should be 'voluntary', 'employer'" in said


def test_an_outcome_without_causes_is_refused(write: Any) -> None:
    assert "`outcome.causes`" in problems_of(write("outcome: {causes: []}\n"))


@pytest.mark.parametrize("key", ["true", "007", "1.5"])
def test_a_key_that_is_not_text_is_refused_with_its_line(write: Any, key: str) -> None:
    """Unquoted it is a truth or a number, and no longer what the source says."""
    values = f"        exit_reason:\n          column: why\n          values:\n            {key}: voluntary\n"
    said = problems_of(write(values))
    assert "line 12: the key `" in said
    assert "Put it in quotes" in said
    quoted = load_config(write(values.replace(key, f'"{key}"')))
    assert quoted.records.sources[0].columns["exit_reason"].values == {key: "voluntary"}
