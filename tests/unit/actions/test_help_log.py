"""Help recorded in the workspace on its way to the table `actions`: versions, what was known when, and the draw."""

import datetime as dt
import json

import pandas as pd
import pytest
from small_centre import copy_records
from web_browser import PASSWORD

from houvast.actions.draw_ledger import WrittenDraw, write_draw
from houvast.actions.help_log import FIELDS, HelpVersion, build_records, read_versions
from houvast.actions.log import build_arms, find_draws, find_help_given
from houvast.progress import call
from houvast.records.past import read_known
from houvast.stages import ingest, read_own
from houvast.timeline import to_days
from houvast.use import open_use
from houvast.web.accounts import add_account
from houvast.web.helps import erase_helps, find_drawn, read_entry, record_help
from houvast.web.serve import open_workspace_database

DRAW = WrittenDraw(
    "d", "2025-03-01", "2025-03-03", "person", 0.5, 1, "f", 12, 99,
    {"ann": ("0-3 U", "help"), "bob": ("0-3 U", "none"), "eve": ("24+", "help")},
)  # fmt: skip


def version(number, help_, person="ann", entered="2025-03-10", **given):
    told = dict.fromkeys(FIELDS) | {
        "id": number, "help": help_, "employee_id": person, "as_of": "2025-03-01", "list": "f" * 64, "account": "a",
        "entered_at": f"{entered}T09:00:00+00:00", "action": "career_talk", "decided_on": "2025-03-05", **given,
    }  # fmt: skip
    return HelpVersion(**told)


def drawn(person="ann", arm="help"):
    return {"draw_id": "d", "arm": arm, "stratum": "0-3 U"}


def records(*versions, draws=()):
    frame = build_records(versions, draws)
    return frame.assign(**{name: frame[name].dt.strftime("%m-%d") for name in frame.select_dtypes("datetime")})


def test_each_day_on_which_something_became_known_is_a_version() -> None:
    rows = records(
        version(1, 1, offered_on="2025-03-06"),
        version(2, 1, entered="2025-03-12", offered_on="2025-03-06", accepted="no"),
        version(3, 1, entered="2025-03-12", offered_on="2025-03-06", accepted="yes", accepted_on="2025-03-07"),
        version(4, 1, entered="2025-03-20", offered_on="2025-03-06", accepted="yes", done_on="2025-03-19"),
    )
    assert rows["known_on"].tolist() == ["03-10", "03-12", "03-20"]
    assert rows["accepted"].tolist() == [None, True, True]  # of one day the last counts
    assert rows["record_id"].unique().tolist() == ["workspace 1"]
    assert rows["assigned_by"].unique().tolist() == ["analyst"]
    assert rows["retracted"].tolist() == [False, False, False]


def test_help_that_was_withdrawn_is_retracted() -> None:
    rows = records(version(1, 1), version(2, 1, entered="2025-03-11", withdrawn="yes"))
    assert rows["retracted"].tolist() == [False, True]


def test_who_was_drawn_has_one_record_of_the_draw_and_the_first_help_completes_it() -> None:
    rows = records(
        version(1, 1, offered_on="2025-03-06", driver="career", **drawn()),
        version(2, 2, action="pay_review", decided_on="2025-04-01", offered_on="2025-04-01", entered="2025-04-02",
                **drawn()),
        draws=[DRAW],
    )  # fmt: skip
    own = rows[rows["employee_id"] == "ann"]
    assert own["record_id"].tolist() == ["draw d", "draw d", "workspace 2"]
    assert own["known_on"].tolist() == ["03-03", "03-10", "04-02"]
    assert own["decided_on"].tolist() == ["03-01", "03-01", "04-01"]
    assert own["assigned_by"].tolist() == ["draw", "draw", "analyst"]
    assert own["action"].fillna("").tolist() == ["", "career_talk", "pay_review"]
    assert own["arm"].tolist()[:2] == ["help", "help"]
    assert rows[rows["employee_id"] == "bob"]["arm"].tolist() == ["none"]


def test_help_to_who_was_drawn_to_go_without_leaves_the_draw_as_it_was() -> None:
    rows = records(version(1, 1, person="bob", offered_on="2025-03-06", **drawn(arm="none")), draws=[DRAW])
    own = rows[rows["employee_id"] == "bob"]
    assert own["assigned_by"].tolist() == ["draw", "analyst"]
    assert own["arm"].fillna("").tolist() == ["none", ""]


def test_help_from_before_the_draw_is_no_part_of_it() -> None:
    before = version(1, 1, decided_on="2025-02-20", offered_on="2025-02-20", **drawn())
    rows = records(before, draws=[DRAW])
    assert rows[rows["employee_id"] == "ann"]["record_id"].tolist() == ["draw d", "workspace 1"]


def test_draws_by_teams_are_for_their_own_files() -> None:
    teams = WrittenDraw("t", "2025-03-01", "2025-03-03", "team", 0.5, 1, "f", 12, 99, {"T1": ("", "1")})
    assert records(draws=[teams]).empty


def test_the_arms_are_those_of_the_draw_whatever_was_done() -> None:
    frame = build_records(
        [version(1, 1, offered_on="2025-03-06", **drawn()), version(2, 2, person="bob", offered_on="2025-03-07")],
        [DRAW],
    )
    final = frame.drop_duplicates(["employee_id", "record_id"], keep="last").assign(superseded_on=pd.NaT)
    (found,) = find_draws(final)
    assert dict(zip(found.people["employee_id"], found.people["helped"], strict=True)) == {
        "ann": True, "bob": False, "eve": True,
    }  # fmt: skip
    assert found.action == "career_talk"
    assert find_help_given(final)["employee_id"].tolist() == ["bob"]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "decided"),
        ({"offered_on": "2025-03-06"}, "offered"),
        ({"offered_on": "2025-03-06", "accepted": "no"}, "declined"),
        ({"offered_on": "2025-03-06", "accepted": "yes"}, "accepted"),
        ({"offered_on": "2025-03-06", "done_on": "2025-03-07"}, "done"),
        ({"done_on": "2025-03-07", "withdrawn": "yes"}, "withdrawn"),
    ],
)
def test_how_far_a_help_is(given, state) -> None:
    assert version(1, 1, **given).state == state


def test_without_a_database_nothing_is_recorded(tmp_path) -> None:
    assert read_versions(tmp_path / "workspace.db") == []
    assert not (tmp_path / "workspace.db").exists()


class Published:
    """As much of a list as recording needs."""

    as_of, digest, name = dt.date(2025, 3, 1), "f" * 64, "2025-03-01 ffff"


@pytest.fixture
def use(tmp_path, records_folder, monkeypatch):
    config = copy_records(records_folder, tmp_path / "records")
    monkeypatch.chdir(tmp_path)
    return open_use(config)


@pytest.fixture(scope="session")
def records_folder(records):
    return records


def at_work(use):
    """Two people who are at work at the end of the records, and that end."""
    snapshot = ingest(use, step=call)
    until = snapshot.observed_until
    spells = read_known(snapshot, "spells", until)
    there = spells[spells["superseded_on"].isna() & spells["ended_on"].isna()]
    return snapshot, sorted(there["employee_id"])[:3], until


def enter(use, person, when, **form):
    database = open_workspace_database(use)
    database = type(database)(database.engine, lambda: dt.datetime.combine(when, dt.time(9), dt.UTC), database.log)
    if not read_versions(use.data / "workspace.db"):
        add_account(database, "ann", "analyst", PASSWORD, language="en", password_days=9, account_days=9)
    from houvast.web.accounts import find_account

    entry = read_entry({"action": "career_talk", **form}, when)
    record_help(database, Published(), person, "code", find_account(database, "ann"), entry, drawn=None)
    database.engine.dispose()


def test_help_becomes_a_record_at_the_next_ingest_as_known_on_the_day_it_was_entered(use, cheap_passwords) -> None:
    before, (one, two, *_), until = at_work(use)
    assert read_own(use) is None
    early, late = until - dt.timedelta(days=30), until + dt.timedelta(days=3)
    enter(use, one, early, decided_on=str(early), offered_on=str(early))
    enter(use, two, late, decided_on=str(early), offered_on=str(early))  # entered after the end of the records: waits
    snapshot = ingest(use, step=call)
    assert snapshot.id != before.id
    assert snapshot.observed_until == until
    there = read_known(snapshot, "actions", until)
    own = there[there["record_id"].notna()] if "record_id" in there else there
    assert own["employee_id"].tolist() == [one]
    assert own["decided_on"].dt.date.tolist() == [early]
    assert not len(_own(read_known(snapshot, "actions", early)))
    assert len(_own(read_known(snapshot, "actions", early + dt.timedelta(days=1)))) == 1
    said = json.loads((snapshot.path / "manifest.json").read_text(encoding="utf-8"))["sources"][-1]
    assert (said["file"], said["table"], said["rows_in"], said["rows_kept"]) == ("workspace", "actions", 1, 1)
    assert ingest(use, step=call).id == snapshot.id


def _own(frame):
    return frame[frame["record_id"].notna()] if frame is not None and "record_id" in frame else frame.head(0)


def test_a_mapped_table_of_actions_keeps_its_rows_beside_those_of_the_workspace(use, cheap_passwords) -> None:
    snapshot, (one, *_), until = at_work(use)
    mapped = read_known(snapshot, "actions", until)
    count = 0 if mapped is None else len(mapped)
    day = until - dt.timedelta(days=10)
    enter(use, one, day, decided_on=str(day))
    there = read_known(ingest(use, step=call), "actions", until)
    assert len(there) == count + 1


def test_help_to_somebody_who_is_not_in_the_records_is_set_apart_with_the_reason(use, cheap_passwords) -> None:
    _, people, until = at_work(use)
    day = until - dt.timedelta(days=10)
    enter(use, people[0], day, decided_on=str(day))
    enter(use, "nobody", day, decided_on=str(day))
    snapshot = ingest(use, step=call)
    said = json.loads((snapshot.path / "manifest.json").read_text(encoding="utf-8"))["sources"][-1]
    assert (said["rows_in"], said["rows_kept"], said["reasons"]) == (2, 1, {"not_in_spells": 1})


def test_what_was_erased_is_gone_at_the_next_ingest(use, cheap_passwords) -> None:
    before, (one, *_), until = at_work(use)
    day = until - dt.timedelta(days=10)
    enter(use, one, day, decided_on=str(day))
    database = open_workspace_database(use)
    assert erase_helps(database, one) == 1
    database.engine.dispose()
    assert ingest(use, step=call).id == before.id


def test_a_draw_is_on_record_at_the_next_ingest(use) -> None:
    _, people, until = at_work(use)
    as_of = str(until - dt.timedelta(days=60))
    arms = {people[0]: ("24+", "help"), people[1]: ("24+", "none")}
    write_draw(use.data / "draws.jsonl", WrittenDraw("d", as_of, as_of, "person", 0.5, 1, "f", 12, 99, arms))
    snapshot = ingest(use, step=call)
    (found,) = [one for one in find_draws(read_known(snapshot, "actions", until)) if one.draw_id == "d"]
    spells = read_known(snapshot, "spells", until)
    arms_found, rows = build_arms(found, spells, until=to_days(until), causes=("voluntary",))
    assert dict(zip(rows["employee_id"], arms_found.helped, strict=True)) == {people[0]: True, people[1]: False}


def test_the_newest_trial_says_who_was_drawn() -> None:
    other = WrittenDraw("e", "2025-04-01", "2025-04-01", "person", 0.5, 1, "f", 12, 99, {"bob": ("24+", "help")})
    assert find_drawn([DRAW], "bob").arm == "none"
    assert find_drawn([DRAW, other], "bob").arm == "help"
    assert find_drawn([DRAW, other], "ann") is None
    assert find_drawn([], "ann") is None
