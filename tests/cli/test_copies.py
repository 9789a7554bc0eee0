"""Signing and taking copies on the command line: by password, on record, and outside of what is kept."""

import csv
import datetime as dt
import io
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from made_up_help import draw_made_up, publish_made_up_plan
from made_up_list import AS_OF, made_up_ids, made_up_list
from made_up_purpose import write_purpose
from pseudonymous import keep
from python_calamine import CalamineWorkbook

from houvast.audit import operator
from houvast.audit_log import find_entries
from houvast.publish import publish_list
from houvast.purpose import find_standing
from houvast.signing import load_key
from houvast.web.accounts import ROLES, TEAM_LEAD, add_account
from houvast.web.lists import PublishedLists
from houvast.web.serve import open_workspace_database
from houvast.web.signing import find_signatures

CONFIG = """\
name: tiny
workspace: {workspace}
purpose: purpose.yaml
records:
  sources:
    - table: spells
      file: spells.csv
      columns: {{employee_id: id, started_on: start, ended_on: end}}
"""
PASSWORD = "vier losse woorden hier"
NAMES = [f"Called {one}" for one in made_up_ids()]


class Centre:
    """A use with a published list, and an account of every role."""

    def __init__(self, folder: Path, houvast, monkeypatch) -> None:
        from houvast.use import open_use

        self.config, self._houvast, self._patch = folder / "tiny.yaml", houvast, monkeypatch
        self.config.write_text(CONFIG.format(workspace=folder / "workspace"))
        self.purpose = write_purpose(folder / "purpose.yaml")
        self.use = open_use(self.config)
        self.key = load_key(self.use.installation_key)
        publish_list(self.use.published, AS_OF, made_up_list(), "en", (), key=self.key)
        self.store = keep(self.use.data, made_up_ids(), NAMES)
        self.database = open_workspace_database(self.use)
        for role in ROLES:
            place = ("Groningen", "Zorg 1") if role == TEAM_LEAD else (None, None)
            add_account(
                self.database, role, role, PASSWORD, place=place, language="en", password_days=9, account_days=9
            )

    @property
    def published(self):
        return PublishedLists(self.use.published, self.key).open(AS_OF)

    def do(self, *arguments, typed=(PASSWORD,)):
        self._patch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        command, *rest = arguments
        return self._houvast(command, self.config, *rest)

    def sign(self, name="analyst", answer="yes"):
        return self.do("sign", "--as", name, typed=(PASSWORD, answer))

    @property
    def newest(self):
        return find_entries(self.database.log, limit=1)[0]


@pytest.fixture
def centre(tmp_path, houvast, monkeypatch, cheap_passwords):
    # The day after that of the list: copies of an old list are not given.
    now = dt.datetime(2025, 6, 2, 9, 0, tzinfo=dt.UTC)
    monkeypatch.setattr("houvast.web.serve.utc_now", lambda: now)
    return Centre(tmp_path, houvast, monkeypatch)


def test_signing_says_what_for_and_asks(centre) -> None:
    refused = centre.sign(answer="")
    assert (refused.code, find_signatures(centre.database, centre.published)) == (4, [])
    assert "never grounds dismissal" in refused.out.replace("\n", " ") and "Not signed." in refused.out
    signed = centre.sign()
    assert signed.code == 0 and "Signed by analyst." in signed.out, signed.text
    assert [one.account for one in find_signatures(centre.database, centre.published)] == ["analyst"]
    assert (centre.newest.action, centre.newest.actor) == ("signed", "analyst")
    opened = find_entries(centre.database.log, limit=2)[1]
    assert (opened.action, opened.actor) == ("key_used", operator())
    assert "had signed this list already" in centre.sign().out


@pytest.mark.parametrize(
    ("name", "typed", "said", "action"),
    [
        ("analyst", ("verkeerd wachtwoord", "yes"), "name or password is not right", "sign_in_refused"),
        ("nobody", (PASSWORD, "yes"), "name or password is not right", "sign_in_refused"),
        ("data_scientist", (PASSWORD, "yes"), "only an analyst signs lists and takes copies", "refused"),
        ("admin", (PASSWORD, "yes"), "only an analyst signs lists and takes copies", "refused"),
    ],
)
@pytest.mark.parametrize("command", ["sign", "export"])
def test_nobody_else_signs_or_takes(centre, command, name, typed, said, action) -> None:
    ended = centre.do(command, "--as", name, typed=typed)
    assert ended.code == 2 and said in ended.err.replace("\n", " "), ended.text
    assert centre.newest.action == action
    assert find_signatures(centre.database, centre.published) == []


def test_a_draft_has_no_copy(centre, tmp_path) -> None:
    ended = centre.do("export", "--as", "analyst", "--to", tmp_path / "out")
    assert ended.code == 2 and "Nothing of it leaves" in ended.err.replace("\n", " "), ended.text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "html"])
def test_a_copy_names_people_and_says_what_it_is_for(centre, tmp_path, kind) -> None:
    centre.sign()
    ended = centre.do("export", "--as", "analyst", "--format", kind, "--to", tmp_path / "out")
    path = tmp_path / "out" / f"tiny-2025-06-01.{kind}"
    assert ended.code == 0 and ended.out == f"{path}\n", ended.text
    assert "Delete it before 3 July 2025" in ended.err.replace("\n", " ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = read(path)
    people = centre.published.people
    known = centre.store.read()
    for said in (
        "never grounds dismissal",
        "deciding on pay",
        "3 July 2025",
        "2 June 2025, analyst",
        centre.published.digest,
    ):
        assert said in text, said
    for at, (own, code) in enumerate(zip(known.ids_of(people["employee_id"]), people["employee_id"], strict=True)):
        assert (f"Called {own}" in text) == (at < 20), "those within capacity, and nobody else"
        assert code not in text
    entry = centre.newest
    assert (entry.action, entry.actor) == ("exported", "analyst") and f'"format": "{kind}"' in entry.detail


def read(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8-sig")
    book = CalamineWorkbook.from_path(path)
    return "\n".join(
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )


def test_the_page_of_a_copy_runs_and_loads_nothing(centre, tmp_path) -> None:
    name = "<script>alert(1)</script>"
    centre.store.add(pd.DataFrame({"pseudonym": centre.published.people["employee_id"][:1], "id": "=1+1", "name": name})
                     .assign(id=centre.store.read().ids_of(centre.published.people["employee_id"][:1])))  # fmt: skip
    centre.sign()
    assert centre.do("export", "--as", "analyst", "--format", "html", "--to", tmp_path).code == 0
    page = (tmp_path / "tiny-2025-06-01.html").read_text()
    assert "&lt;script&gt;alert(1)" in page and "<script" not in page
    assert "default-src 'none'" in page and "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize("kept", ["data/tiny", "published", "models/x"])
def test_a_copy_does_not_lie_where_nothing_names_people(centre, kept) -> None:
    centre.sign()
    ended = centre.do("export", "--as", "analyst", "--to", centre.use.workspace / kept)
    assert ended.code == 2 and "where nothing names people" in ended.err.replace("\n", " ")


def test_the_plan_and_the_draw_can_be_taken_with_names(centre, tmp_path) -> None:
    take = ("export", "--as", "analyst", "--format", "csv", "--to", tmp_path, "--what")
    assert "Nothing of it leaves" in centre.do(*take, "plan").err.replace("\n", " ")
    centre.sign()
    assert "No help was planned" in centre.do(*take, "plan").err.replace("\n", " ")
    assert "Nobody was drawn" in centre.do(*take, "draw").err.replace("\n", " ")
    published = centre.published
    plan = publish_made_up_plan(centre.use.published, AS_OF, key=centre.key)
    assert centre.do(*take, "plan").code == 0
    planned = plan.rows.loc[plan.rows["status"] == "planned", "employee_id"]
    rows = list(csv.DictReader(io.StringIO(body(tmp_path / "tiny-2025-06-01-plan.csv"))))
    assert [row["employee_id"] for row in rows] == list(centre.store.read().ids_of(planned))
    assert rows[0]["name"] == f"Called {rows[0]['employee_id']}"
    draw = draw_made_up(centre.use.data / "draws.jsonl", published)
    folder = centre.use.data / "draws"
    folder.mkdir()
    drawn = pd.DataFrame(
        {"employee_id": list(draw.arms), "arm": [arm for _, arm in draw.arms.values()], "accepted": ""}
    )
    drawn.to_csv(folder / f"{draw.draw_id}-{AS_OF}.csv", index=False)
    assert centre.do(*take, "draw").code == 0
    found = pd.read_csv(tmp_path / "tiny-2025-06-01-draw.csv", dtype=str, keep_default_na=False)
    assert list(found["employee_id"]) == list(centre.store.read().ids_of(draw.arms))
    assert list(found["arm"]) == list(drawn["arm"]) and "name" not in found
    assert '"what": "draw"' in centre.newest.detail


def test_the_plan_of_another_list_is_not_taken(centre, tmp_path) -> None:
    publish_made_up_plan(centre.use.published, AS_OF, key=centre.key)
    publish_list(centre.use.published, AS_OF, made_up_list(seed=2), "en", (), key=centre.key)
    centre.sign()
    ended = centre.do("export", "--as", "analyst", "--format", "csv", "--to", tmp_path / "out", "--what", "plan")
    assert ended.code == 2 and "No help was planned" in ended.err.replace("\n", " "), ended.text
    assert not (tmp_path / "out").exists()


def body(path: Path) -> str:
    """What follows the lines in front."""
    return path.read_bytes().decode("utf-8-sig").partition("\r\n\r\n")[2]


def test_what_has_no_such_format_says_which_it_has(centre) -> None:
    ended = centre.do("export", "--what", "draw", "--format", "html")
    assert ended.code == 2 and "`--format` of a draw must be one of csv" in ended.err.replace("\n", " ")


@pytest.mark.parametrize("command", ["sign", "export"])
def test_without_a_purpose_that_holds_nobody_signs_or_takes(centre, tmp_path, command) -> None:
    centre.sign()
    write_purpose(centre.purpose, "valid_until: '2030-06-30'", "valid_until: '2024-06-30'")
    more = ("--to", tmp_path / "out") if command == "export" else ()
    ended = centre.do(command, "--as", "analyst", *more, typed=(PASSWORD, "yes"))
    assert ended.code == 2 and "Lists and people are closed" in ended.err.replace("\n", " "), ended.text
    assert not (tmp_path / "out").exists()


def test_a_command_without_a_list_says_so(centre) -> None:
    ended = centre.do("sign", "--as-of", "2020-01-01")
    assert ended.code == 2 and "has no such list" in ended.err.replace("\n", " ")


def test_a_list_that_was_signed_for_another_purpose_gives_nothing_by_name(centre, tmp_path) -> None:
    made = {"sha256": find_standing(centre.use).sha256, "valid_until": "2030-06-30", "people_withheld": None}
    listed = made_up_list()
    listed = replace(listed, manifest={**listed.manifest, "purpose": made})
    publish_list(centre.use.published, AS_OF, listed, "en", (), key=centre.key)
    assert centre.sign().code == 0
    assert centre.do("export", "--as", "analyst", "--format", "csv", "--to", tmp_path / "out").code == 0
    write_purpose(centre.purpose, "offering help", "choosing whom to keep")
    ended = centre.do("export", "--as", "analyst", "--format", "csv", "--to", tmp_path / "later")
    assert ended.code == 2 and "purpose file has changed" in ended.err.replace("\n", " "), ended.text
    assert centre.newest.action == "refused" and not (tmp_path / "later").exists()
    ended = centre.sign()
    assert ended.code == 2 and "purpose file has changed" in ended.err.replace("\n", " "), ended.text
    for command in ("draw", "plan"):
        ended = centre.do(command, typed=())
        assert ended.code == 2 and "under another purpose file" in ended.err.replace("\n", " "), ended.text


def test_who_asks_without_a_purpose_is_on_record(centre, tmp_path) -> None:
    centre.sign()
    centre.purpose.unlink()
    for arguments in (("sign",), ("export", "--to", tmp_path / "out")):
        before = centre.newest.number
        assert centre.do(*arguments, "--as", "analyst").code == 2
        assert (centre.newest.action, centre.newest.number) == ("refused", before + 2)  # and that the key was used


def test_a_copy_is_gone_when_its_purpose_ends(centre, tmp_path, monkeypatch) -> None:
    centre.sign()
    standing = find_standing(centre.use)
    ends = standing.file.model_copy(update={"valid_until": dt.date(2025, 6, 10)})
    monkeypatch.setattr("houvast.web.serve.find_standing", lambda use: replace(standing, file=ends))
    ended = centre.do("export", "--as", "analyst", "--format", "csv", "--to", tmp_path / "out")
    assert ended.code == 0 and "Delete it before 11 June 2025" in ended.err.replace("\n", " "), ended.text


def test_a_folder_that_cannot_be_written_in_is_said(centre, tmp_path) -> None:
    centre.sign()
    (tmp_path / "file").write_text("")
    ended = centre.do("export", "--as", "analyst", "--to", tmp_path / "file")
    assert ended.code == 2 and "nothing can be written in" in ended.err.replace("\n", " "), ended.text


def test_a_log_that_was_taken_away_whole_shows(centre) -> None:
    centre.sign()
    for name in ("audit.db", "audit.head"):
        (centre.use.data / name).unlink()
    ended = centre._houvast("audit", "verify", centre.config)
    assert ended.code == 4 and "missing" in ended.out, ended.text


def test_a_code_from_a_list_does_not_tell_whose_it_is(centre, tmp_path) -> None:
    code = centre.published.people["employee_id"].iloc[0]
    ended = centre.do("access", code, "--to", tmp_path / "answer", typed=())
    assert ended.code == 2 and "a code from a list will not do" in ended.err.replace("\n", " "), ended.text
    assert not (tmp_path / "answer").exists()
