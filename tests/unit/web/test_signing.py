"""Signing, notes, copies and the record: what was done is kept, and nothing leaves before its time."""

import asyncio
import csv
import io
import json
import re
import sqlite3
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from made_up_list import AS_OF, made_up_list
from pseudonymous import store_in
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from web_browser import PASSWORD, Browser, token_of

from houvast.audit import verify_log
from houvast.audit_log import add_entry, find_entries, reading
from houvast.publish import publish_list
from houvast.web import upkeep
from houvast.web.accounts import add_account, find_account
from houvast.web.app import build_app
from houvast.web.database import open_database
from houvast.web.lists import PublishedLists
from houvast.web.notes import count_verdicts, erase_notes, erase_old_notes, find_notes
from houvast.web.signing import Signature, find_signatures, is_released

LIST = "/lists/2025-06-01"
SIGNING, PERSON = f"{LIST}/signing", f"{LIST}/people/3"


def sign(browser: Browser, workspace, **fields: str):
    given = {"list": workspace.lists.open(AS_OF).digest, "understood": "yes", **fields}
    return browser.post(SIGNING, SIGNING, **given)


def take(browser: Browser, workspace, kind: str = "csv", **fields: str):
    given = {"list": workspace.lists.open(AS_OF).digest, "format": kind, **fields}
    return browser.post(f"{LIST}/export", SIGNING, **given)


def ids_on(workspace) -> list[str]:
    """The people of the list as the sources call them, in order."""
    return list(workspace.identities.read().ids_of(workspace.lists.open(AS_OF).people["employee_id"]))


@pytest.fixture
def two(workspace, clock):
    """A workspace that asks for two signatures, and two analysts in it."""
    asking = replace(workspace, settings=replace(workspace.settings, second_signature=True))
    add_account(asking.database, "second", "analyst", PASSWORD, language="en", password_days=9, account_days=9)
    app = build_app(asking)
    browsers = [Browser(app), Browser(app)]
    for browser, name in zip(browsers, ("analyst", "second"), strict=True):
        browser.sign_in(name)
    return asking, *browsers


def test_a_draft_does_not_leave(analyst, workspace) -> None:
    answer = take(analyst, workspace)
    assert answer.status_code == 403
    assert "Nothing of it leaves" in answer.text
    assert "Copy as CSV" not in analyst.get(SIGNING).text


def test_signing_asks_whether_it_was_read(analyst, workspace) -> None:
    answer = sign(analyst, workspace, understood="")
    assert answer.status_code == 422
    assert find_signatures(workspace.database, workspace.lists.open(AS_OF)) == []


def test_the_purpose_and_what_is_forbidden_are_shown(analyst) -> None:
    page = analyst.get(SIGNING).text
    assert "never grounds dismissal" in page
    assert "deciding on the renewal of a contract" in page


def test_a_signed_list_leaves_with_its_purpose_and_signer_in_front(analyst, workspace) -> None:
    assert sign(analyst, workspace).status_code == 303
    answer = take(analyst, workspace)
    assert answer.headers["content-disposition"] == 'attachment; filename="demo-2025-06-01.csv"'
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    head, rows = lines[: lines.index([])], lines[lines.index([]) + 1 :]
    said = {line[0].removeprefix("# "): line[1] for line in head if len(line) == 2}
    assert "never grounds dismissal" in head[0][0]
    assert said["Signed by"] == "analyst"
    assert said["Taken on"] == "2 June 2025, analyst"
    assert said["Delete before"] == "3 July 2025"
    assert said["sha256 of its manifest"] == workspace.lists.open(AS_OF).digest
    assert rows[0] == list(workspace.lists.open(AS_OF).people.columns)
    assert [row[0] for row in rows[1:]] == ids_on(workspace)[:20]


def test_the_workbook_has_the_same_people_and_text_cells(analyst, workspace) -> None:
    sign(analyst, workspace)
    answer = take(analyst, workspace, "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Purpose", "List"]
    about = dict(row[:2] for row in book.get_sheet_by_name("Purpose").to_python())
    assert about["Delete before"] == "3 July 2025"
    rows = book.get_sheet_by_name("List").to_python()
    assert [row[0] for row in rows[1:]] == ids_on(workspace)[:20]


def test_copies_of_hostile_names_run_nothing(tmp_path, workspace) -> None:
    made = made_up_list(2, capacity=2)
    publish_list(tmp_path / "p", AS_OF, replace(made, people=made.people.assign(team=["-1", "+1"])), "en", ())
    store = store_in(tmp_path)
    ids, names = ["=1+1", "@SUM(1)"], ["+2", "=3"]
    store.add(pd.DataFrame({"pseudonym": made.people["employee_id"], "id": ids, "name": names}))
    hostile = replace(workspace, lists=PublishedLists(tmp_path / "p"), identities=store)
    browser = Browser(build_app(hostile))
    browser.sign_in("analyst")
    sign(browser, hostile)
    text = take(browser, hostile).content.decode("utf-8-sig")
    assert re.findall(r"(?m)(?:^|,)\"?[=+@-]", text.partition("\r\n\r\n")[2]) == []
    book = take(browser, hostile, "xlsx").content
    import zipfile

    sheets = [zipfile.ZipFile(io.BytesIO(book)).read(f"xl/worksheets/sheet{n}.xml") for n in (1, 2)]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_only_known_formats_of_the_list_as_it_is(analyst, workspace) -> None:
    sign(analyst, workspace)
    assert take(analyst, workspace, "exe").status_code == 400
    assert take(analyst, workspace, list="0" * 64).status_code == 409


def test_one_person_cannot_sign_for_two(two) -> None:
    workspace, first, second = two
    assert sign(first, workspace).status_code == 303
    assert sign(first, workspace).status_code == 303
    assert len(find_signatures(workspace.database, workspace.lists.open(AS_OF))) == 1
    assert take(first, workspace).status_code == 403
    assert "A second person must sign" in first.get(LIST).text
    sign(second, workspace)
    assert take(first, workspace).status_code == 200
    assert "This list is signed." in first.get(LIST).text


def test_two_accounts_of_one_person_are_one_signature(two) -> None:
    workspace, first, second = two
    add_account(
        workspace.database, "again", "analyst", PASSWORD, person="analyst", language="en", password_days=9,
        account_days=9,
    )  # fmt: skip
    again = Browser(build_app(workspace))
    again.sign_in("again")
    sign(first, workspace)
    assert "Sign as again" not in again.get(SIGNING).text
    sign(again, workspace)
    signed = find_signatures(workspace.database, workspace.lists.open(AS_OF))
    assert [(one.account, one.person) for one in signed] == [("analyst", "analyst")]
    assert take(again, workspace).status_code == 403
    sign(second, workspace)
    assert take(again, workspace).status_code == 200


def test_signatures_of_one_person_are_counted_once() -> None:
    once = [Signature("a", "", "", "kim"), Signature("b", "", "", "kim")]
    assert is_released(once, second=False) and not is_released(once, second=True)
    assert is_released([*once, Signature("c", "", "", "c")], second=True)


@pytest.mark.parametrize(("days", "status"), [(30, 200), (31, 403)])
def test_a_copy_of_an_old_list_is_refused_and_says_until_when(analyst, workspace, clock, days, status) -> None:
    """The list is of 1 June and the clock begins on 2 June: 31 days after its date is 2 July."""
    sign(analyst, workspace)
    clock.pass_(days=days)
    analyst.sign_in("analyst")
    answer = take(analyst, workspace)
    assert answer.status_code == status
    page = analyst.get(SIGNING).text
    assert ("Copy as CSV" in page) == (status == 200)
    if status == 403:
        assert "they could be taken until 2 July 2025" in answer.text
        assert "they could be taken until 2 July 2025" in page


def test_a_list_that_says_something_else_is_a_draft_again(tmp_path, workspace) -> None:
    home = tmp_path / "p"
    publish_list(home, AS_OF, made_up_list(), "en", ())
    remade = replace(workspace, lists=PublishedLists(home))
    browser = Browser(build_app(remade))
    browser.sign_in("analyst")
    before = remade.lists.open(AS_OF).digest
    sign(browser, remade)
    publish_list(home, AS_OF, made_up_list(seed=2), "en", ())
    assert "draft: nobody has signed it" in browser.get(LIST).text
    assert take(browser, remade).status_code == 403
    assert sign(browser, remade, list=before).status_code == 409
    token = token_of(browser.get(PERSON).text)
    note = {"form_token": token, "list": before, "verdict": "agree", "text": "about somebody else"}
    assert browser.request("POST", f"{PERSON}/note", data=note).status_code == 409


def test_signatures_cannot_be_changed_or_removed(analyst, workspace) -> None:
    sign(analyst, workspace)
    for change in ("UPDATE signatures SET account='x'", "DELETE FROM signatures"):
        with pytest.raises(Exception, match="signatures is only added to"), workspace.database.writing() as connection:
            connection.exec_driver_sql(change)
    assert [one.account for one in find_signatures(workspace.database, workspace.lists.open(AS_OF))] == ["analyst"]


def test_the_record_says_of_how_many_people_the_signer_looked(analyst, workspace) -> None:
    for rank in (1, 2, 2, 5):
        analyst.get(f"{LIST}/people/{rank}")
    assert "pages of 3 people" in analyst.get(SIGNING).text
    sign(analyst, workspace)
    look = find_entries(workspace.database.log, limit=1)[0]
    assert (look.action, json.loads(look.detail)["seen"]) == ("signed", 3)


def note(browser: Browser, workspace, **fields: str):
    given = {"list": workspace.lists.open(AS_OF).digest, "verdict": "agree", "text": "", **fields}
    return browser.post(f"{PERSON}/note", PERSON, **given)


def test_a_note_is_kept_with_its_writer_and_shown(analyst, workspace, clock) -> None:
    answer = note(analyst, workspace, verdict="disagree", text="Rooster besproken. <b>Goed</b>")
    assert answer.headers["location"] == f"{PERSON}#notes"
    page = analyst.get(PERSON).text
    assert "Rooster besproken. &lt;b&gt;Goed&lt;/b&gt;" in page
    kept = find_notes(workspace.database, workspace.lists.open(AS_OF).people["employee_id"][2])[0]
    assert (kept.account, kept.verdict, kept.at) == ("analyst", "disagree", "2025-06-02T09:00:00+00:00")
    assert find_entries(workspace.database.log, limit=2)[1].action == "noted"


@pytest.mark.parametrize(
    ("fields", "said"), [({"verdict": "sack"}, "Choose agree"), ({"text": "x" * 501}, "longer than 500")]
)
def test_a_note_that_cannot_be_kept_says_why_and_loses_nothing(analyst, workspace, fields, said) -> None:
    answer = note(analyst, workspace, **{"text": "half written", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert fields.get("text", "half written") in answer.text
    assert find_notes(workspace.database, workspace.lists.open(AS_OF).people["employee_id"][2]) == []


def test_a_note_that_cannot_be_kept_shows_the_person_and_so_goes_on_record(analyst, workspace) -> None:
    token = token_of(analyst.get("/password").text)
    fields = {"form_token": token, "list": workspace.lists.open(AS_OF).digest, "verdict": "none"}
    answer = analyst.request("POST", f"{PERSON}/note", data=fields)
    assert ids_on(workspace)[2] in answer.text
    assert [look.action for look in find_entries(workspace.database.log, limit=1)] == ["person"]
    assert find_entries(workspace.database.log, limit=1)[0].person


def test_a_statement_that_failed_does_not_say_its_values(workspace) -> None:
    with pytest.raises(DatabaseError) as failed, workspace.database.writing() as connection:
        connection.execute(text("INSERT INTO notes (employee_id) VALUES (:who)"), {"who": "0007 Jansen"})
    assert "Jansen" not in str(failed.value)


def test_the_newest_view_of_a_person_counts_once(analyst, workspace) -> None:
    note(analyst, workspace, verdict="agree")
    note(analyst, workspace, verdict="no_action")
    assert count_verdicts(workspace.database, workspace.lists.open(AS_OF)) == {"no_action": 1}


def test_notes_of_a_person_can_be_erased_and_leave_nothing_in_the_file(analyst, workspace, tmp_path) -> None:
    note(analyst, workspace, text="een zeldzaam woord: kwikstaart")
    person = workspace.lists.open(AS_OF).people["employee_id"][2]
    assert erase_notes(workspace.database, person) == 1
    with workspace.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    left = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert b"kwikstaart" not in left


def test_who_looked_stands_on_the_persons_page_and_names_no_other_person(analyst, workspace) -> None:
    analyst.get(PERSON)
    analyst.get(f"{LIST}/people/4")
    page = analyst.get(PERSON).text
    assert page.count("opened the person&#39;s page") == 2
    codes = {look.person for look in find_entries(workspace.database.log) if look.person}
    assert len(codes) == 2
    assert codes == set(workspace.lists.open(AS_OF).people["employee_id"][2:4])
    assert codes.isdisjoint(ids_on(workspace))


def test_the_auditor_finds_looks_by_employee_number(analyst, app, workspace) -> None:
    person = ids_on(workspace)[2]
    analyst.get(PERSON)
    auditor = Browser(app)
    auditor.sign_in("auditor")
    assert "opened the person&#39;s page" in auditor.post("/record", "/record", person=person).text
    assert "opened the person&#39;s page" not in auditor.post("/record", "/record", person=person + "x").text
    assert f'value="{person}"' not in auditor.get("/record", params={"person": person}).text
    assert find_entries(workspace.database.log, limit=1)[0].action == "record"


def test_the_record_cannot_be_changed_through_the_database(workspace) -> None:
    add_entry(workspace.database.log, "a", "list", role="analyst")
    with reading(workspace.database.log) as connection:
        for change in ("UPDATE entries SET actor='x'", "DELETE FROM entries"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                connection.execute(change)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE entries SET actor='somebody' WHERE id=2", 2),
        ("UPDATE entries SET detail='{}' WHERE id=3", 3),
        ("DELETE FROM entries WHERE id=2", 3),
        ("DELETE FROM entries WHERE id=1", 2),
        ("UPDATE entries SET id=9 WHERE id=2", 3),
        ("UPDATE entries SET digest='0' WHERE id=4", 4),
        ("DELETE FROM entries WHERE id=2; UPDATE entries SET id=id-1 WHERE id>2", 2),
    ],
)
def test_what_was_altered_or_taken_out_of_the_record_shows(workspace, tmp_path, change, broken, app) -> None:
    for number in range(4):
        add_entry(
            workspace.database.log, "analyst", "person", role="analyst", person=f"code{number}", list_="2025-06-01 ab"
        )
    whole = verify_log(workspace.database.log)
    assert (whole.entries, whole.broken_at) == (4, None)
    with sqlite3.connect(tmp_path / "data" / "audit.db") as connection:
        for name in ("update", "delete"):
            connection.execute(f"DROP TRIGGER no_{name}")
        connection.executescript(change)
    connection.close()
    assert verify_log(workspace.database.log).broken_at == broken
    auditor = Browser(app)
    auditor.sign_in("auditor")
    assert f"Entry {broken} is not as it was written" in auditor.get("/record").text


def test_looks_of_many_readers_at_once_make_one_chain(workspace) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda number: add_entry(workspace.database.log, f"a{number}", "list", role="analyst"), range(40))
        )
    state = verify_log(workspace.database.log)
    assert (state.entries, state.broken_at) == (40, None)


def test_an_administrator_ends_an_account_but_not_their_own(app, workspace) -> None:
    admin = Browser(app)
    admin.sign_in("admin")
    assert admin.post("/accounts/expire", "/accounts", name="auditor").status_code == 303
    assert admin.post("/accounts/expire", "/accounts", name="admin").status_code == 404
    assert Browser(app).sign_in("auditor").status_code == 403
    page = admin.get("/accounts").text
    assert page.count("ended") == 1
    assert [look.action for look in find_entries(workspace.database.log)][1] == "account_expired"


def test_an_erased_person_is_still_in_the_chain_by_a_code(analyst, workspace) -> None:
    note(analyst, workspace, text="x")
    erase_notes(workspace.database, workspace.lists.open(AS_OF).people["employee_id"][2])
    assert verify_log(workspace.database.log).broken_at is None


@pytest.mark.parametrize(("days", "left"), [(729, 1), (730, 0)])
def test_a_note_has_an_end(analyst, workspace, clock, days, left) -> None:
    note(analyst, workspace, text="besproken met kim")
    clock.pass_(days=days)
    assert erase_old_notes(workspace.database, 730) == 1 - left
    person = workspace.lists.open(AS_OF).people["employee_id"][2]
    assert len(find_notes(workspace.database, person)) == left
    found = [look for look in find_entries(workspace.database.log) if look.action == "notes_erased"]
    assert [json.loads(look.detail)["count"] for look in found] == [1] * (1 - left)


def test_an_old_note_is_in_no_file_any_more(analyst, workspace, clock, tmp_path) -> None:
    note(analyst, workspace, text="besproken met kim")
    folder = tmp_path / "data"
    assert any(b"besproken met kim" in path.read_bytes() for path in folder.iterdir())
    clock.pass_(days=800)
    erase_old_notes(workspace.database, 730)
    assert not any(b"besproken met kim" in path.read_bytes() for path in folder.iterdir())


def test_upkeep_runs_at_once_and_again_and_outlives_a_fault(workspace, monkeypatch, caplog) -> None:
    ran = []

    def keep_up(given) -> None:
        ran.append(given)
        if len(ran) == 1:
            raise OSError("note of 0007")

    async def watch() -> None:
        task = asyncio.create_task(upkeep.keep_up_daily(workspace, 0.001))
        while len(ran) < 3:
            await asyncio.sleep(0.001)
        task.cancel()

    monkeypatch.setattr(upkeep, "keep_up", keep_up)
    asyncio.run(watch())
    assert ran[:3] == [workspace] * 3
    assert "upkeep failed: OSError" in caplog.text and "0007" not in caplog.text


def test_serving_begins_with_the_upkeep(workspace, clock, analyst) -> None:
    note(analyst, workspace)
    clock.pass_(days=731)
    app = build_app(workspace)

    async def serve_a_moment() -> None:
        async with app.router.lifespan_context(app):
            for _ in range(500):
                if any(look.action == "notes_erased" for look in find_entries(workspace.database.log)):
                    return
                await asyncio.sleep(0.01)
        raise AssertionError("no note was erased")

    asyncio.run(serve_a_moment())


def test_hidden_characters_of_a_note_are_made_visible_and_its_lines_stay(analyst, workspace) -> None:
    note(analyst, workspace, text="eerst\r\ndan \u202egeheim\u202c \u200bx\x07")
    assert "<bdi>eerst\ndan �geheim� �x�</bdi>" in analyst.get(PERSON).text
    person = workspace.lists.open(AS_OF).people["employee_id"][2]
    assert find_notes(workspace.database, person)[0].text == "eerst\ndan �geheim� �x�"


def test_a_database_of_the_first_version_is_brought_up(tmp_path, clock) -> None:
    """As the first version made it: without `person`."""
    path = tmp_path / "workspace.db"
    database = open_database(path, clock, b"k" * 32)
    add_account(database, "kim", "analyst", PASSWORD, language="en", password_days=9, account_days=9)
    with database.writing() as connection:
        for table in ("accounts", "signatures"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN person")
        connection.exec_driver_sql("INSERT INTO signatures VALUES (1, '2025-06-01', 'l', 'kim', 'x', 'p')")
        connection.exec_driver_sql("PRAGMA user_version=1")
    database.engine.dispose()
    brought = open_database(path, clock, b"k" * 32)
    assert find_account(brought, "kim").person == "kim"
    assert [one.person for one in find_signatures(brought, SimpleNamespace(digest="l"))] == ["kim"]
