"""Bad input: a message that names file, column and rows and no person, the right exit code, nothing half-written."""

import fcntl
from pathlib import Path

import numpy as np
import pytest
from made_up_purpose import write_purpose
from small_centre import add_to_config

CONFIG = """\
name: tiny
purpose: purpose.yaml
records:
  observed_from: 2023-01-01
  observed_until: 2025-01-01
  sources:
    - table: spells
      file: spells.csv
      columns: {employee_id: id, started_on: start, ended_on: end, exit_reason: reason}
    - table: one_on_ones
      file: talks.csv
      columns: {employee_id: id, booked_for: day, held: {column: held, values: {"ja": true, "nee": false}}}
"""
DAY_0 = np.datetime64("2022-06-01")


def name(number: int) -> str:
    """An id that stands nowhere else, so that it is seen when a message gives it away."""
    return f"zq{number:04d}x"


def spells(people: int, leaving: float, seed: int = 1) -> list[str]:
    """Lines of employments that began in the first months; so many left by choice in the two years after."""
    rng = np.random.default_rng(seed)
    lines = ["id,start,end,reason"]
    for number in range(people):
        start = DAY_0 + int(rng.integers(0, 200))
        leaves = rng.random() < leaving
        lines.append(f"{name(number)},{start},{f'{start + int(rng.integers(240, 700))},voluntary' if leaves else ','}")
    return lines


def talks(people: int) -> list[str]:
    """Lines of one-on-ones: one a month for everyone, in the months in which all are there."""
    days = [f"2023-0{month}-05" for month in (1, 2, 3)]
    return ["id,day,held", *(f"{name(number)},{day},ja" for number in range(people) for day in days)]


class Folder:
    """A folder with two extracts and a config, to be spoiled."""

    def __init__(self, path: Path) -> None:
        self.path, self.config = path, path / "config.yaml"
        path.mkdir()
        self.config.write_text(CONFIG)
        write_purpose(path / "purpose.yaml")
        self.write("spells.csv", spells(80, 0.3))
        self.write("talks.csv", talks(80))

    def write(self, file: str, lines: list[str]) -> None:
        (self.path / file).write_text("\n".join(lines) + "\n")

    def change(self, file: str, changes: dict[int, str]) -> None:
        """Other text on some lines, numbered from 1."""
        lines = (self.path / file).read_text().splitlines()
        for line, text in changes.items():
            lines[line - 1] = text
        self.write(file, lines)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "records")


@pytest.fixture
def refused(folder, houvast, workspace):
    """Checks and runs the folder: both must refuse alike and leave nothing; gives the message."""

    def run(code: int = 3) -> str:
        checked = houvast("check", folder.config, cwd=workspace)
        ended = houvast("run", folder.config, "--direct", cwd=workspace)
        assert (checked.code, ended.code) == (code, code), ended.text
        assert "Traceback" not in ended.text
        assert "zq" not in checked.text + ended.text, "a message gives a person's id away"
        assert ended.out == "", "a refused run said something on standard output"
        assert not (workspace / "published").exists()
        assert not list(workspace.glob("data/*/snapshots/*"))
        assert checked.err.partition("  - ")[2] == ended.err.partition("  - ")[2] != ""
        return ended.text

    return run


def test_a_missing_file(folder, refused):
    (folder.path / "talks.csv").unlink()
    assert "`talks.csv`" in refused()


def test_all_that_is_wrong_is_said_at_once(folder, refused):
    (folder.path / "talks.csv").unlink()
    folder.write("spells.csv", ["id,start,end"])
    message = refused()
    assert "2 problems" in message
    assert "`talks.csv`" in message
    assert "`spells.csv`" in message


def test_a_wrong_delimiter(folder, refused):
    folder.write("spells.csv", [line.replace(",", ";") for line in spells(80, 0.3)])
    message = refused()
    assert "`spells.csv`" in message
    assert "Set `delimiter: ';'`" in message


def test_an_unknown_column(folder, refused):
    folder.change("spells.csv", {1: "id,start,end,reden"})
    message = refused()
    assert "`spells.csv`: 1 mapped column is missing" in message
    assert "- `reason` (for exit_reason)" in message
    assert "+ `reden` is there and not mapped" in message


def test_two_date_formats_in_one_column(folder, refused):
    folder.change("spells.csv", {7: f"{name(5)},17-12-2022,,", 30: f"{name(28)},18-12-2022,,"})
    message = refused()
    assert "`spells.csv`: column `start` (started_on) holds two date formats" in message
    assert "2 look like %d-%m-%Y (rows 7, 30)" in message
    assert "17-12-2022" not in message


def test_an_empty_table(folder, refused):
    folder.write("spells.csv", ["id,start,end,reason"])
    assert "`spells.csv` has a header and no rows" in refused()


def test_an_empty_optional_table(folder, refused):
    folder.write("talks.csv", ["id,day,held"])
    assert "`talks.csv` has a header and no rows" in refused()


def test_a_file_without_even_a_header(folder, refused):
    folder.write("talks.csv", [""])
    assert "`talks.csv` is empty: not even a header" in refused()


def test_one_id_for_everybody(folder, refused):
    lines = [line.replace(line.split(",")[0], name(1), 1) for line in spells(80, 0.3)[1:]]
    folder.write("spells.csv", ["id,start,end,reason", *sorted(set(lines))])
    message = refused()
    assert "`spells.csv`: all" in message
    assert "overlapping_spells in started_on (rows 2, 3, 4, 5, 6 and" in message


def test_future_dates_in_most_rows(folder, refused):
    folder.write("talks.csv", [line.replace("2023-", "2091-") for line in talks(80)])
    folder.config.write_text(CONFIG.replace("booked_for: day", "booked_for: day, known_on: day"))
    message = refused()
    assert "`talks.csv`: all 240 rows are refused" in message
    assert "240 × in_the_future in known_on (rows 2, 3, 4, 5, 6 and 235 more)" in message
    assert "2091" not in message


def test_a_few_faulty_rows_are_set_apart_and_counted(folder, houvast, workspace):
    lines = spells(80, 0.0)
    doubled = lines[3]
    folder.write("spells.csv", [*lines, doubled, f"{name(90)},2091-01-01,2091-05-01,voluntary", f"{name(91)},,,"])
    folder.change("talks.csv", {3: f"{name(0)},2023-02-05,misschien"})
    ended = houvast("ingest", folder.config, "--direct", cwd=workspace)
    assert ended.code == 0
    assert "spells.csv 83 81 2" in ended.text
    assert "talks.csv 240 239 1 the value is not in the mapping's list of values (1)" in ended.text
    assert "an identical row stands earlier in the source (1)" in ended.text
    assert "a required value is missing (1)" in ended.text
    assert "zq" not in ended.text


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (spells(1, 0.0), "0 people left by their own choice"),
        (spells(80, 0.0), "0 people left by their own choice"),
        (spells(40, 2.0), "40 people left by their own choice"),
    ],
    ids=["one employee", "no leavers", "all of a few left"],
)
def test_too_few_leavers_end_in_a_page_without_a_list(folder, houvast, workspace, lines, said):
    folder.write("spells.csv", lines)
    folder.write("talks.csv", talks(len(lines) - 1))
    ended = houvast("run", folder.config, "--direct", cwd=workspace)
    assert ended.code == 0, ended.text
    assert said in ended.text
    published = workspace / "published" / "tiny" / "2025-01-01"
    names = {path.name for path in published.iterdir()}
    assert {"manifest.json", "summary.html"} <= names and not any(name.startswith("risk_list") for name in names)
    assert (workspace / "published" / "tiny" / "latest").resolve() == published.resolve()
    assert "zq" not in (published / "summary.html").read_text() + ended.text


def test_where_everybody_left_there_is_a_model_and_nobody_to_list(folder, houvast, workspace):
    folder.write("spells.csv", spells(140, 2.0))
    folder.write("talks.csv", talks(140))
    add_to_config(folder.config, "validation: {leakage: report}\n")  # nobody left in the first months: it would refuse
    ended = houvast("run", folder.config, "--direct", cwd=workspace)
    assert ended.code == 0, ended.text
    assert "Nobody is at work on this date" in ended.text
    published = workspace / "published" / "tiny" / "2025-01-01"
    names = {path.name for path in published.iterdir()}
    assert {"manifest.json", "summary.html"} <= names and not any(name.startswith("risk_list") for name in names)
    again = houvast("score", folder.config, "--direct", cwd=workspace)
    assert again.code == 0, again.text


def test_leavers_whose_horizon_is_not_over_do_not_make_a_model(folder, houvast, workspace):
    """Sixty people left, all so late that no horizon with them is observed to its end: no model, and no complaint."""
    late = [f"{name(number)},2024-10-05,2024-12-15,voluntary" for number in range(60)]
    folder.write("spells.csv", [*spells(80, 0.0), *(line.replace("zq", "zqb") for line in late)])
    ended = houvast("run", folder.config, "--direct", cwd=workspace)
    assert ended.code == 0, ended.text
    assert "60 people left by their own choice; 0 of them were seen" in ended.text
    assert houvast("score", folder.config, "--direct", cwd=workspace).code == 0


def test_records_without_places_make_a_list(folder, houvast, workspace):
    folder.write("spells.csv", spells(160, 0.8))
    assert houvast("run", folder.config, "--direct", cwd=workspace).code == 0
    ended = houvast("score", folder.config, "--direct", "--quiet", cwd=workspace)
    assert ended.code == 0, ended.text
    assert (workspace / "published" / "tiny" / "2025-01-01" / "risk_list.csv").is_file()
    assert ended.out.split() == [str(workspace / "published" / "tiny" / "2025-01-01")]


def test_a_site_that_the_records_do_not_have(folder, houvast, workspace):
    add_to_config(folder.config, "cohort: {sites: [Atlantis]}\n")
    ended = houvast("run", folder.config, "--direct", cwd=workspace)
    assert ended.code == 2
    assert "`cohort.sites`: these records have no site Atlantis" in ended.text
    assert not (workspace / "published").exists()


def test_a_date_that_the_records_do_not_reach(folder, houvast, workspace):
    ended = houvast("run", folder.config, "--direct", "--as-of", "2030-01-01", cwd=workspace)
    assert ended.code == 2
    assert "`--as-of` must be at most 2025-01-01" in ended.text
    assert not (workspace / "published").exists()


@pytest.mark.parametrize("as_of", ["1990-01-01", "2023-02-01"])
def test_a_date_before_there_is_anything_to_learn(folder, houvast, workspace, as_of):
    ended = houvast("run", folder.config, "--direct", "--as-of", as_of, cwd=workspace)
    assert ended.code == 0, ended.text
    assert (workspace / "published" / "tiny" / as_of / "summary.html").is_file()


def test_scoring_before_anything_was_read_or_learned(folder, houvast, workspace):
    ended = houvast("score", folder.config, "--direct", cwd=workspace)
    assert (ended.code, "Ingest its records first" in ended.text) == (2, True)
    folder.write("spells.csv", spells(160, 0.8))
    assert houvast("ingest", folder.config, "--direct", cwd=workspace).code == 0
    ended = houvast("score", folder.config, "--direct", cwd=workspace)
    assert (ended.code, "Train one first: houvast train CONFIG" in ended.text) == (2, True)
    assert not (workspace / "published").exists()


@pytest.mark.parametrize("stage", ["ingest", "train", "score", "run"])
def test_a_second_run_is_turned_away(folder, houvast, workspace, stage):
    lock = workspace / "data" / "tiny" / ".lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ended = houvast(stage, folder.config, "--direct", cwd=workspace)
    assert ended.code == 75
    assert "another run of `tiny` is busy in this workspace" in ended.text
    assert sorted(path.name for path in lock.parent.iterdir()) == [".lock"]


def test_where_all_left_at_once_nobody_is_left_to_compare_with(folder, houvast, workspace):
    hired = [f"{name(number)},2024-08-{number % 28 + 1:02d},2024-10-20,voluntary" for number in range(80)]
    folder.write("spells.csv", ["id,start,end,reason", *hired])
    folder.config.write_text(CONFIG.partition("    - table: one_on_ones")[0])
    ended = houvast("run", folder.config, "--direct", cwd=workspace)
    assert ended.code == 0, ended.text
    assert "Nobody was seen to stay for a whole horizon" in ended.text


def test_a_list_that_could_not_be_tested_says_so_and_claims_nothing_more(folder, houvast, workspace):
    """Three as-of dates: a model, and no date left to test it on."""
    ends = ["2024-11-20,voluntary", ","]
    hired = [f"{name(number)},2024-07-{number % 28 + 1:02d},{ends[number % 2]}" for number in range(140)]
    folder.write("spells.csv", ["id,start,end,reason", *hired])
    folder.config.write_text(CONFIG.partition("    - table: one_on_ones")[0])
    ended = houvast("run", folder.config, "--direct", cwd=workspace)
    assert ended.code == 0, ended.text
    assert "The records allow 0 test stretches of the 6 asked for" in ended.text
    assert "than tenure alone" not in ended.text.lower()
    assert "AUC over tenure alone not measured" in ended.text
