"""The feature catalogue: fresh on file, whole, and in step with the drivers, the codebook and the benchmarks."""

from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from houvast.catalogue import CatalogueRow, load_benchmarks, load_drivers, load_not_drivers
from houvast.cli.app import app
from houvast.errors import ConfigError
from houvast.feature_catalogue import build_feature_catalogue
from houvast.features import DRIVERS
from houvast.records.codebook import load_codebook

DOCS = Path(__file__).parents[2] / "docs"
EDITIONS = {"en": "features.md", "nl": "features.nl.md"}
ROWS = {  # of the driver catalogue that the project's source documents were read into
    "pay": 3, "burnout": 4, "workload": 3, "one_on_ones": 3, "coaching": 5, "career": 5, "first_90_days": 5,
    "autonomy": 5, "recognition": 3, "connection": 4, "purpose": 10, "technology": 7, "placement": 6,
}  # fmt: skip
FORBIDDEN = ("because", "omdat", "doordat", "wegens", "churn", "flight risk", "vertrekrisico")

FAMILIES = load_drivers().drivers
EVERY_FAMILY = pytest.mark.parametrize("code", ROWS)


@cache
def page(language: str) -> str:
    return build_feature_catalogue(language)


@pytest.mark.parametrize("language", EDITIONS)
def test_the_page_on_file_is_fresh(language: str) -> None:
    written = (DOCS / EDITIONS[language]).read_text(encoding="utf-8")
    assert written == page(language) + "\n", "run `make features`"


def test_the_command_prints_the_page() -> None:
    said = CliRunner().invoke(app, ["features", "nl"])
    assert (said.exit_code, said.stdout) == (0, page("nl") + "\n")
    assert "features" not in CliRunner().invoke(app, ["--help"]).stdout
    assert isinstance(CliRunner().invoke(app, ["features", "fr"]).exception, ConfigError)


# Every row of the documents has its place


def test_there_is_a_family_for_every_table_of_the_documents() -> None:
    assert set(FAMILIES) == set(ROWS)
    assert sum(ROWS.values()) == 63


@EVERY_FAMILY
def test_every_row_of_the_documents_is_there(code: str) -> None:
    assert len(FAMILIES[code].rows) == ROWS[code]
    assert len({row.driver.en for row in FAMILIES[code].rows}) == ROWS[code]


@EVERY_FAMILY
def test_what_is_not_measured_says_why(code: str) -> None:
    for row in FAMILIES[code].rows:
        assert row.features or row.items or row.unbuilt, row.driver.en


@EVERY_FAMILY
def test_a_row_names_only_what_there_is(code: str) -> None:
    items, measures = load_codebook().items, {one.measure for one in load_benchmarks().benchmarks}
    for row in FAMILIES[code].rows:
        assert set(row.features) <= set(DRIVERS[code].FEATURES), row.driver.en
        assert {items[item].driver for item in row.items} <= {code}, row.driver.en
        assert set(row.benchmarks) <= measures, row.driver.en


@EVERY_FAMILY
def test_every_feature_and_every_item_is_named_by_some_row(code: str) -> None:
    rows = FAMILIES[code].rows
    items = {item.code for item in load_codebook().items.values() if item.driver == code}
    assert (
        {name for row in rows for name in row.features} == set(DRIVERS[code].FEATURES) == set(FAMILIES[code].features)
    )
    assert {name for row in rows for name in row.items} == items


def test_every_published_figure_is_named_by_some_row() -> None:
    rows = [row for family in FAMILIES.values() for row in family.rows] + list(load_not_drivers())
    named = {measure for row in rows for measure in row.benchmarks}
    assert named == {one.measure for one in load_benchmarks().benchmarks}


def test_a_row_is_measured_or_says_why_not() -> None:
    row = FAMILIES["technology"].rows[0].model_dump()
    with pytest.raises(ValueError, match="must have either features or items, or `unbuilt`"):
        CatalogueRow.model_validate(row | {"unbuilt": {"en": "x", "nl": "x"}})
    with pytest.raises(ValueError, match="must have either features or items, or `unbuilt`"):
        CatalogueRow.model_validate(row | {"features": (), "items": ()})


def test_what_is_no_driver_is_named_too() -> None:
    named = {one.driver.en: one.use for one in load_not_drivers()}
    assert named == {"Time to proficiency": "cost", "Age, generation": "audit", "Gender, education": "audit"}
    assert all(source in load_drivers().sources for one in load_not_drivers() for source in one.sources)


# What the page says


def line(language: str, beginning: str) -> str:
    found = [line for line in page(language).splitlines() if line.startswith(beginning)]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("language", "row"),
    [
        (
            "en",
            "| AI knowledge / *AI-kennis* | `technology_ai_grasp_own_share`, `technology_ai_grasp_team_share`, "
            "`ai_knowledge` | low values (inferred) | 35% (2025): knows which tools use AI | S1, S2 |",
        ),
        (
            "nl",
            "| AI-kennis | `technology_ai_grasp_own_share`, `technology_ai_grasp_team_share`, `ai_knowledge` | "
            "lage waarden (afgeleid) | 35% (2025): weet welke hulpmiddelen AI gebruiken | S1, S2 |",
        ),
    ],
)
def test_a_row_says_features_direction_figure_and_source(language: str, row: str) -> None:
    assert line(language, row.split(" | ")[0] + " | ") == row


def test_a_feature_says_what_it_means_and_which_records_it_needs() -> None:
    """In brackets a table that it can do without: no role on record, and everyone is compared with everyone."""
    row = line("en", "| `pay_against_role_ratio` |")
    assert row.split(" | ")[1:] == [
        "hourly wage against the median of the same role",
        "low values (stated)",
        "`pay`, (`assignments`) |",
    ]
    assert line("en", "| `first_90_days_tenure_days` |").endswith("| `spells` |")


def test_figures_of_two_years_stand_with_the_newest_first() -> None:
    assert "52% (2025), 79% (2024): had a pay rise in the last 12 months" in page("en")
    assert "almost half (2025): never uses knowledge management" in page("en")
    assert "6–8 months: investment until" in page("en")


def test_what_was_not_built_says_so_in_its_row() -> None:
    row = line("en", "| Own AI use by generation")
    assert "| *Not built:* A generation is an age group" in row
    assert "| not said |" in row


@pytest.mark.parametrize("language", EDITIONS)
def test_the_page_claims_no_cause_and_breaks_no_table(language: str) -> None:
    assert [word for word in FORBIDDEN if word in page(language).lower()] == []
    rows = [row for row in page(language).splitlines() if row.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {4, 5, 6, 7}
    assert len([row for row in rows if row.startswith("|---")]) == 2 + 3 * len(DRIVERS)
