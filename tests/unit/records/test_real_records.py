"""Real extracts, where they are at hand: what is kept, refused and noted is what is known of them."""

from pathlib import Path

import pytest
from pseudonymous import store_in

from houvast.config import load_config
from houvast.records.ingest import check_sources, ingest_records

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.fixture(params=["ctrip", "jobathon"])
def real(request, tmp_path):
    return _ingest(request.param, tmp_path)


def _ingest(name, home):
    path = CONFIGS / f"{name}.yaml"
    config = load_config(path)
    folder = path.parent / config.records.folder
    if not folder.is_dir():
        pytest.skip(f"the records of {name} are not at hand: they are not the project's to redistribute")
    assert check_sources(config.records, folder) == []
    return ingest_records(config.records, folder, home, store_in(home))


def test_rows_balance_and_the_config_says_where_the_records_come_from(real):
    for said in real.manifest["sources"]:
        assert said["rows_in"] == said["rows_kept"] + said["rows_quarantined"]
        assert sum(said["reasons"].values()) == said["rows_quarantined"]
    assert len(real.read_quarantine()) == sum(s["rows_quarantined"] for s in real.manifest["sources"])


def test_ctrip(tmp_path):
    snapshot = _ingest("ctrip", tmp_path)
    spells = snapshot.read("spells")
    final = spells[spells["superseded_on"].isna()]
    # 249 agents, two of them without tenure (-99) and set apart; 62 quit.
    assert len(final) == 247
    assert final["exit_reason"].value_counts().to_dict() == {"voluntary": 62}
    answers = snapshot.read("survey_answers")
    assert set(answers["wave"]) == {"1"}
    assert answers["answer"].between(0, 1).all()
    said = {source["file"]: source["reasons"] for source in snapshot.manifest["sources"]}
    assert said["monthly_status.csv"] == {"missing_required": 18}
    assert said["surveys.csv"]["missing_required"] == 684
    assert snapshot.read("workload")["contacts"].min() >= 0


def test_jobathon(tmp_path):
    snapshot = _ingest("jobathon", tmp_path)
    spells = snapshot.read("spells")
    final = spells[spells["superseded_on"].isna()]
    assert len(final) == 2381
    assert final["exit_reason"].value_counts().to_dict() == {"voluntary": 1616, "unknown": 24}
    notices = {notice["code"]: notice["counts"] for notice in snapshot.manifest["notices"]}
    assert notices["people_vanished"] == {"people": 24}
    assert notices["leave_date_from_refused_row"] == {"people": 277}
    assert snapshot.manifest["sources"][0]["reasons"] == {"after_exit": 277}
