"""The commands: configs that are wrong, help that is quick, gates, and no word to anybody outside."""

import json
import os
import socket
import subprocess
import sys

import pandas as pd
import pytest
from made_up_purpose import write_purpose

HEAVY = ("numpy", "pandas", "scipy", "sklearn", "pyarrow", "matplotlib", "mlflow", "prefect", "shap", "sqlalchemy")
COMMANDS = (
    "simulate",
    "check",
    "ingest",
    "train",
    "score",
    "run",
    "versions",
    "promote",
    "rollback",
    "reproduce",
    "compare",
    "monitor",
    "verify",
)


def write_leaky(folder, text: str = "") -> None:
    """A folder in which only those who stayed have one-on-ones."""
    lines = ["id,start,end,reason"]
    talks = ["id,day,held"]
    for number in range(160):
        stays, year, month = number % 2, 2023 + number // 2 % 2, number % 9 + 1
        left = "," if stays else f"{year}-0{month}-11,voluntary"
        lines.append(f"zq{number:04d}x,2022-0{month}-11,{left}")
        talks += [f"zq{number:04d}x,2023-02-05,ja"] if stays else []
    (folder / "spells.csv").write_text("\n".join(lines) + "\n")
    (folder / "talks.csv").write_text("\n".join(talks) + "\n")
    (folder / "config.yaml").write_text(CONFIG + "purpose: purpose.yaml\n" + text)
    write_purpose(folder / "purpose.yaml")


CONFIG = """\
name: tiny
records:
  observed_from: 2023-01-01
  observed_until: 2025-01-01
  sources:
    - table: spells
      file: spells.csv
      columns: {employee_id: id, started_on: start, ended_on: end, exit_reason: reason}
    - table: one_on_ones
      file: talks.csv
      columns: {employee_id: id, booked_for: day, held: held}
"""


def files_of(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_unknown_key_is_named_with_its_line(houvast, tmp_path):
    (tmp_path / "config.yaml").write_text(CONFIG + "model:\n  sede: 3\nlangauge: nl\n")
    ended = houvast("run", tmp_path / "config.yaml", "--direct", cwd=tmp_path)
    assert ended.code == 2
    assert "2 problems" in ended.text
    assert "config.yaml:13: `model.sede`: this key is not known here" in ended.text
    assert "config.yaml:14: `langauge`: this key is not known here" in ended.text
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "line"),
        ("name: a\nname: b\n", 'line 2: found duplicate key "name"'),
        ("- a\n", "must be a mapping"),
        (CONFIG.replace("spells\n", "spels\n"), "config.yaml:6"),
        (CONFIG.replace("exit_reason:", "exit_raeson:"), "`columns.exit_raeson` is not a column of spells"),
        (CONFIG + "outcome: {horizon_weeks: 26}\n", "`validation.embargo_weeks` must be at least"),
        (CONFIG + "model: {drivers: [first_90_days, luck]}\n", "`luck` is no driver; there are first_90_days"),
        (CONFIG + "model: {drivers: [pay]}\n", "must have `first_90_days`"),
    ],
)
def test_a_config_that_does_not_hold_is_refused(houvast, tmp_path, text, said):
    (tmp_path / "config.yaml").write_text(text)
    ended = houvast("check", tmp_path / "config.yaml", cwd=tmp_path)
    assert (ended.code, said in ended.text) == (2, True), ended.text
    assert "Traceback" not in ended.text


def test_a_config_that_is_not_there(houvast, tmp_path):
    ended = houvast("run", tmp_path / "no.yaml", cwd=tmp_path)
    assert (ended.code, "does not exist. Give the path of a YAML file" in ended.text) == (2, True)


@pytest.mark.parametrize(
    "arguments", [["run"], ["fly"], ["run", "c.yaml", "--as-of", "3 May"], ["simulate", "d", "--agents", "0"]]
)
def test_wrong_usage_ends_in_2(houvast, tmp_path, arguments):
    ended = houvast(*arguments, cwd=tmp_path)
    assert ended.code == 2
    assert not list(tmp_path.iterdir())


def test_check_finds_all_in_order_and_changes_nothing(houvast, records, tmp_path):
    before = files_of(records)
    ended = houvast("check", records / "config.yaml", cwd=tmp_path)
    assert (ended.code, "in order" in ended.text) == (0, True)
    assert files_of(records) == before
    assert not list(tmp_path.iterdir())


def test_simulate_writes_records_that_pass_the_check(houvast, tmp_path):
    given = ["--agents", "20", "--months", "6", "--archetype", "inhouse", "--seed", "5", "--dirty", "--quiet"]
    ended = houvast("simulate", tmp_path / "records", *given, cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    config = tmp_path / "records" / "config.yaml"
    assert ended.out.split() == [str(config)]
    assert houvast("check", config, cwd=tmp_path).code == 0


def test_help_teaches_without_loading_anything_heavy():
    """Each heavy import costs more than all of the help may take."""
    code = (
        "import sys\n"
        "from houvast.cli import main\n"
        f"for command in {['', *COMMANDS]}:\n"
        "    sys.argv = ['houvast', *command.split(), '--help']\n"
        "    try: main()\n"
        "    except SystemExit as ended: print('ENDED', ended.code)\n"
        f"print('LOADED', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.endswith("LOADED []\n")
    assert done.stdout.count("ENDED 0") == 1 + len(COMMANDS)
    general = " ".join(done.stdout.partition("ENDED")[0].split())
    assert all(name in general for name in COMMANDS)
    assert "75 another run is busy" in general


def test_output_is_plain_where_there_is_no_terminal(houvast, records, tmp_path):
    ended = houvast("check", records / "config.yaml", cwd=tmp_path)
    assert "\x1b" not in ended.out + ended.err


def test_a_table_kept_for_stayers_is_refused_where_the_config_says_so(houvast, workspace, tmp_path):
    write_leaky(tmp_path, "validation: {on_presence_leak: refuse, bootstrap: 100}\n")
    ended = houvast("run", tmp_path / "config.yaml", "--direct", cwd=workspace)
    assert ended.code == 4
    assert "having a record predicts the outcome in `one_on_ones`" in ended.text
    assert "zq" not in ended.text
    assert not (workspace / "published").exists()
    assert not list((workspace / "models").glob("artifacts/*"))


def run_against_the_gate(houvast, config, workspace):
    """A list of records as small as these: the gate holds their model back, and somebody takes it all the same."""
    ended = houvast("run", config, "--direct", cwd=workspace)
    assert ended.code == 0, ended.text
    for command in (("promote", config, 1, "--reason", "a test", "--against-the-gate"), ("score", config, "--direct")):
        ended = houvast(*command, cwd=workspace)
        assert ended.code == 0, ended.text


def test_and_set_aside_with_a_word_where_it_does_not(houvast, workspace, tmp_path):
    write_leaky(tmp_path, "validation: {bootstrap: 100}\n")
    run_against_the_gate(houvast, tmp_path / "config.yaml", workspace)
    page = workspace / "published" / "tiny" / "latest" / "summary.html"
    assert "not learned from" in " ".join(page.read_text().split())
    (kept,) = (workspace / "models").rglob("global_views.json")
    views = json.loads(kept.read_text())
    people = pd.read_csv(workspace / "published" / "tiny" / "latest" / "risk_list.csv")
    assert {one["driver"] for one in views["drivers"]} == {one["driver"] for one in views["effects"]}
    assert views["base_risk"] == pytest.approx(people["base_risk_13w"].iloc[0], abs=1e-6)


def test_a_gate_that_closes_leaves_the_old_list_as_it_was(houvast, workspace, tmp_path, monkeypatch):
    from houvast import explain

    write_leaky(tmp_path, "validation: {bootstrap: 100}\n")
    config = tmp_path / "config.yaml"
    run_against_the_gate(houvast, config, workspace)
    before = files_of(workspace / "published")
    whole = explain.fill_contributions

    def broken(*given):
        whole(*given)
        given[-1][:] *= 1.001

    with monkeypatch.context() as patch:
        patch.setattr(explain, "fill_contributions", broken)
        ended = houvast("score", config, "--direct", cwd=workspace)
    assert (ended.code, "must sum to the risk" in ended.text) == (4, True)
    assert files_of(workspace / "published") == before

    (model,) = (workspace / "models").rglob("model.skops")
    model.write_bytes(model.read_bytes()[:-1] + b"\x01")
    ended = houvast("score", config, "--direct", cwd=workspace)
    assert (ended.code, "was registered" in ended.text) == (4, True)
    assert files_of(workspace / "published") == before


def test_telemetry_is_off_and_nobody_outside_is_called(houvast, workspace, tmp_path, monkeypatch):
    called = []
    whole = socket.socket.connect

    def connect(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            called.append(address)
            raise OSError("no way out")
        return whole(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    for name in ("DO_NOT_TRACK", "MLFLOW_DISABLE_TELEMETRY", "PREFECT_SERVER_ANALYTICS_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    write_leaky(tmp_path, "validation: {bootstrap: 100}\n")
    assert houvast("run", tmp_path / "config.yaml", "--direct", cwd=workspace).code == 0
    assert called == []
    assert os.environ["DO_NOT_TRACK"] == os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_what_the_user_set_for_prefect_is_left_alone(monkeypatch, tmp_path):
    from houvast.environment import make_prefect_home, prepare_environment

    for name in list(os.environ):
        if name.startswith("PREFECT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "chosen" / "home"))
    before = dict(os.environ)
    try:
        prepare_environment(tmp_path / "workspace")
        make_prefect_home()
        assert (tmp_path / "chosen" / "home").is_dir()
        assert not (tmp_path / "workspace").exists()
        assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "180"
    finally:
        os.environ.clear()
        os.environ.update(before)
