"""The manual says what is so: every key, default, table, column and reason, and examples that hold."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from ruamel.yaml import YAML

from houvast.config import Column, Config, Format, Source, TextIn, load_config
from houvast.config.purpose_file import PurposeFile
from houvast.config.use import Capacity, Model, Monitoring, Outcome, Publishing, Surveys, Validation, Web
from houvast.records.contract import COMMON, HEADCOUNT, TABLES
from houvast.records.quarantine import REASONS

MANUAL = Path(__file__).parents[2] / "docs"


def parts_of(model: type[BaseModel]) -> set[type[BaseModel]]:
    """A config part and all parts within it."""
    found, waiting = set(), [model]
    while waiting:
        part = waiting.pop()
        if isinstance(part, type) and issubclass(part, BaseModel):
            if part not in found:
                found.add(part)
                waiting += [field.annotation for field in part.model_fields.values()]
        else:
            waiting += get_args(part)
    return found


def test_every_key_is_in_the_manual() -> None:
    manual = (MANUAL / "config.md").read_text(encoding="utf-8")
    parts = parts_of(Config) - {TextIn}
    assert len(parts) > 15
    unsaid = {f"{part.__name__}.{key}" for part in parts for key in part.model_fields if f"`{key}`" not in manual}
    assert unsaid == set()


def test_every_default_is_in_the_manual() -> None:
    manual = (MANUAL / "config.md").read_text(encoding="utf-8")
    rows = {match[1]: match[2] for match in re.finditer(r"(?m)^\| `(\w+)` \| `?([^|]+?)`? \| ", manual)}
    defaults = {
        key: str(field.default)
        for part in (Outcome, Surveys, Validation, Capacity, Publishing, Monitoring, Web)
        for key, field in part.model_fields.items()
        if isinstance(field.default, int | float | str)
    }
    assert {key: rows[key].rstrip("0").rstrip(".") for key in defaults} == {
        key: said.rstrip("0").rstrip(".") for key, said in defaults.items()
    }


def examples() -> Iterator[Any]:
    for path in sorted(MANUAL.glob("*.md")):
        for number, block in enumerate(re.findall(r"(?ms)^```yaml\n(.*?)^```", path.read_text(encoding="utf-8"))):
            yield pytest.param(block, id=f"{path.stem}-{number}")


@pytest.mark.parametrize("block", list(examples()))
def test_examples_in_the_manual_hold(tmp_path: Path, block: str) -> None:
    if block.startswith("name:"):
        (tmp_path / "use.yaml").write_text(block, encoding="utf-8")
        load_config(tmp_path / "use.yaml")
        return
    tree = YAML(typ="safe", pure=True).load(block)
    if isinstance(tree, dict) and "controller" in tree:
        PurposeFile.model_validate(tree)
    elif isinstance(tree, dict):
        kinds = {"columns": TypeAdapter(dict[str, str | Column]), "model": TypeAdapter(Model), "web": TypeAdapter(Web)}
        kinds["purpose"] = TypeAdapter(str)
        assert set(tree) <= set(kinds)
        for key, value in tree.items():
            kinds[key].validate_python(value)
        if "model" in tree:
            assert Model.model_validate(tree["model"]).ladder == Model().ladder
    else:
        TypeAdapter(list[Source] if "table" in tree[0] else list[Format]).validate_python(tree)


def test_every_record_column_and_reason_is_in_the_manual() -> None:
    manual = (MANUAL / "records.md").read_text(encoding="utf-8")
    tables = {*TABLES, *HEADCOUNT, *COMMON, *REASONS}
    columns = {column for table in TABLES.values() for column in table.columns}
    assert {word for word in tables | columns if not re.search(rf"`(\*\*)?{word}\b", manual)} == set()
    for name, table in TABLES.items():
        row = next(line for line in manual.splitlines() if line.startswith(f"| `{name}` | "))
        assert [column for column in table.columns if f"`{column}`" not in row] == []
        needed = {table.event, *table.required}
        assert set(re.findall(r"\*\*`(\w+)`\*\*", row)) == needed, name
        assert re.findall(r"`(\w+)`", row.split("|")[5]) == list(table.key), name
        assert re.findall(r"`(\w+)`", row.split("|")[6]) == list(table.ahead), name
