"""A draw from a published list: who, written down where, kept over months, and what it says it can show."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from signed_list import digest_of, finish_list, sign_newest, write_sealed_effects
from small_centre import add_to_config

from houvast import drawing
from houvast.actions.draw_ledger import read_draws
from houvast.drawing import make_draw
from houvast.errors import ConfigError, GateError
from houvast.use import open_use

TODAY = dt.date(2026, 1, 2)


@pytest.fixture
def use(tmp_path, records, monkeypatch):
    config = tmp_path / "config.yaml"
    config.write_bytes((records / "config.yaml").read_bytes())
    (tmp_path / "purpose.yaml").write_bytes((records / "purpose.yaml").read_bytes())
    add_to_config(config, "capacity:\n  people: 70\nhelp:\n  hold_out: 0.3\n  assumed_effect: [0, 0.5]\n")
    monkeypatch.chdir(tmp_path)
    return open_use(config)


def publish(use, as_of, first=0, people=200):
    folder = use.published / as_of
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    listed = pd.DataFrame(
        {
            "employee_id": [f"{number:04d}" for number in range(first, first + people)],
            "rank": np.arange(1, people + 1),
            "risk_13w": np.sort(rng.uniform(0.05, 0.4, people))[::-1],
            "risk_13w_low": 0.0,
            "site": rng.choice(["U", "A"], people),
            "team": [f"T{number % 8}" for number in range(people)],
            "tenure_days": rng.integers(1, 2000, people).astype(float),
        }
    )
    listed.to_parquet(folder / "risk_list.parquet")
    pd.DataFrame({"employee_id": ["0000"], "driver": ["pay"], "contribution": [0.1]}).to_parquet(
        folder / "contributions.parquet"
    )
    finish_list(use, folder)
    return listed


def draw(use, **given):
    return make_draw(use, signed=digest_of(use), today=TODAY, **given)


def test_the_draw_is_written_down_and_becomes_records(use):
    publish(use, "2026-01-01")
    made = draw(use)
    (written,) = read_draws(use.data / "draws.jsonl")
    assert written == made.draw
    arms = [arm for _, arm in written.arms.values()]
    assert (len(arms), arms.count("help"), arms.count("none")) == (100, 70, 30)
    assert max(written.arms) == "0099"  # the first hundred of the list
    rows = pd.read_csv(made.records, dtype=str)
    assert dict(zip(rows["employee_id"], rows["arm"], strict=True)) == {n: a for n, (_, a) in written.arms.items()}
    assert set(rows["draw_id"]) == {written.draw_id}
    assert set(rows["decided_on"]) == {"2026-01-01"}
    assert made.records.stat().st_mode & 0o777 == 0o600


def test_trying_writes_nothing(use):
    publish(use, "2026-01-01")
    made = draw(use, dry=True)
    assert made.hash is None and made.records is None
    assert not (use.data / "draws.jsonl").exists()
    assert made.draw.arms == draw(use).draw.arms


def test_a_later_list_draws_who_is_new_and_keeps_the_others(use):
    publish(use, "2026-01-01")
    first = draw(use)
    with pytest.raises(ConfigError, match="has been drawn from already"):
        draw(use)
    publish(use, "2026-02-01", first=40)
    second = draw(use)
    assert second.draw.draw_id == first.draw.draw_id
    assert second.kept == 60
    assert sorted(second.draw.arms) == [f"{number:04d}" for number in range(100, 140)]
    assert second.outlook.people == 140
    assert second.outlook.new_a_month == 40
    assert second.draw.planned_people == first.draw.planned_people
    assert second.outlook.months == 1 + int(np.ceil((second.outlook.planned_people - 100) / 40))
    begun = draw(use, new=True, seed=9)
    assert begun.draw.draw_id != first.draw.draw_id
    assert len(begun.draw.arms) == 100


def look(draw_id, stops, z=2.9):
    harm = {"z": z, "limit": 2.5, "look": 1, "looks": 12, "stops": stops}
    return [{"draw_id": "another", "harm": None}, {"draw_id": draw_id, "harm": harm}]


def test_nobody_more_is_drawn_for_help_that_harmed(use):
    publish(use, "2026-01-01")
    trial = draw(use).draw.draw_id
    publish(use, "2026-02-01", first=40)
    write_sealed_effects(use, "2026-02-01", look(trial, stops=True))
    with pytest.raises(GateError, match=r"was stopped on 2026-02-01: more of those who were helped left.*z 2.90"):
        draw(use)
    write_sealed_effects(use, "2026-02-08", look(trial, stops=False, z=1.0))  # once stopped, it stays so
    with pytest.raises(GateError, match="was stopped on 2026-02-01"):
        draw(use)
    assert len(read_draws(use.data / "draws.jsonl")) == 1
    assert draw(use, dry=True).draw.arms
    assert draw(use, new=True).draw.draw_id != trial


def test_harm_of_another_trial_stops_nothing(use):
    publish(use, "2026-01-01")
    draw(use)
    publish(use, "2026-02-01", first=40)
    write_sealed_effects(use, "2026-02-01", look("somewhere-2026-01-01", stops=True))
    assert draw(use).draw.arms


def test_a_draw_goes_on_only_after_a_look_at_what_it_did(use, monkeypatch):
    publish(use, "2026-01-01")
    trial = draw(use).draw.draw_id
    publish(use, "2026-05-01", first=40)
    (use.snapshots / "latest").mkdir(parents=True)
    until = [dt.date(2026, 4, 1)]  # a day before the horizon of the first who were drawn has passed
    monkeypatch.setattr(drawing, "latest_snapshot", lambda _: SimpleNamespace(observed_until=until[0]))
    assert draw(use).draw.arms
    publish(use, "2026-06-01", first=80)
    until[0] = dt.date(2026, 4, 2)
    with pytest.raises(
        GateError, match="goes on only after a look at what the help did so far, as the records of 2026-04-02"
    ):
        draw(use)
    write_sealed_effects(use, "2026-04-01", look(trial, stops=False))
    with pytest.raises(GateError, match="goes on only after a look"):
        draw(use)
    write_sealed_effects(use, "2026-04-02", look(trial, stops=False))
    assert draw(use).draw.arms


def test_what_it_says_it_can_show(use):
    listed = publish(use, "2026-01-01")
    outlook = draw(use, dry=True).outlook
    assert outlook.base == pytest.approx(listed["risk_13w"][:100].mean())
    assert outlook.effect == 0.5
    assert outlook.new_a_month is None
    assert len(outlook.limits) == 12
    assert outlook.planned_people > 100


def test_teams_take_a_step_a_quarter(use):
    publish(use, "2026-01-01")
    made = draw(use, by="team", steps=4)
    steps = {team: int(step) for team, (_, step) in made.draw.arms.items()}
    assert np.bincount(list(steps.values()))[1:].tolist() == [2, 2, 2, 2]
    rows = pd.read_csv(made.records, dtype=str)
    assert all((arm == "help") == (steps[team] == 1) for arm, team in zip(rows["arm"], rows["draw_unit"], strict=True))
    publish(use, "2026-02-01")
    with pytest.raises(ConfigError, match="step every 3 months from 2026-01-01"):
        draw(use, by="team")
    publish(use, "2026-04-01")
    later = pd.read_csv(draw(use, by="team").records, dtype=str)
    assert all(
        (arm == "help") == (steps[team] <= 2) for arm, team in zip(later["arm"], later["draw_unit"], strict=True)
    )
    assert len(read_draws(use.data / "draws.jsonl")) == 1


def test_without_a_list_there_is_nothing_to_draw_from(use):
    with pytest.raises(ConfigError, match="has no list of people to draw from"):
        make_draw(use, signed="f" * 64, today=TODAY)


def test_a_list_that_nobody_signed_is_not_drawn_from(use):
    publish(use, "2026-01-01")
    with pytest.raises(ConfigError, match="a draw needs a signed list"):
        make_draw(use, signed=None, today=TODAY)
    with pytest.raises(ConfigError, match="the list of 2026-01-01 was made anew meanwhile"):
        make_draw(use, signed="f" * 64, today=TODAY)
    assert not (use.data / "draws.jsonl").exists()


def test_the_command(use, houvast, tmp_path, cheap_passwords):
    publish(use, "2026-01-01")
    unsigned = houvast("draw", tmp_path / "config.yaml", cwd=tmp_path)
    assert unsigned.code == 2
    assert "the list of 2026-01-01 is a draft: nobody has signed it" in unsigned.text
    assert houvast("draw", tmp_path / "config.yaml", "--dry-run", cwd=tmp_path).code == 0
    assert not (use.data / "workspace.db").exists()
    sign_newest(use)
    told = houvast("draw", tmp_path / "config.yaml", cwd=tmp_path)
    assert told.code == 0, told.err
    assert "70 for help, 30 without at first" in told.text
    assert "0001" not in told.out
    again = houvast("draw", tmp_path / "config.yaml", cwd=tmp_path)
    assert again.code == 2
    assert "drawn from already" in again.text
