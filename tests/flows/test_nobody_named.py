"""The promise that nobody is named: a whole run, its monitoring and a working day, then a search of every byte."""

import base64
import dataclasses
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pseudonymous import PERSON_KEY, codes
from small_centre import NAME, add_to_config, replace_in, use_of
from traces import find_traces, forms_of
from web_browser import PASSWORD, Browser

from houvast.simulate import Centre, simulate_centre, write_extracts

HERE = Path(__file__).parent
ID, CALLED = "ZkwqVbxj", "Xjqwvzkf"
"""With these begin all planted ids, and all planted names."""
FEW = """validation:
  bootstrap: 100
  refits: 0
  origins: 2
model:
  drivers: [first_90_days, pay, one_on_ones]
  boosting: 'no'
  ladder: [{from_leavers: 20, max_parameters: 3, penalty: 30}]
"""
"""As small a model as there is: it is not what is tested."""


def plant() -> Centre:
    """A centre in which everybody's id can be told from anything else."""
    centre = simulate_centre("outsourcer", 160, 20, 3, "strong")
    persons = ("employee_id", "manager_id", "with_manager_id")
    tables = {
        name: frame.assign(**{one: ID + frame[one] for one in persons if one in frame})
        for name, frame in centre.tables.items()
    }
    return dataclasses.replace(
        centre, tables=tables, truth=centre.truth.assign(employee_id=ID + centre.truth["employee_id"])
    )


def write_planted(folder: Path) -> tuple[Path, list[str]]:
    """Path of the config beside extracts that name everybody, and all ids."""
    centre = plant()
    write_extracts(centre, folder)
    people = folder / "personen.csv"
    head, *rows = people.read_bytes().decode("cp1252").splitlines()
    named = [f"{head};Naam", *(f"{row};{CALLED} {row.split(';')[0].removeprefix(ID)}" for row in rows)]
    people.write_bytes("\r\n".join([*named, ""]).encode("cp1252"))
    replace_in(folder / "config.yaml", "Geboortejaar\n", "Geboortejaar\n      name: Naam\n", "utf-8")
    return add_to_config(folder / "config.yaml", FEW), sorted(centre.tables["spells"]["employee_id"].unique())


@pytest.fixture(scope="module")
def made(empty_store, tmp_path_factory):
    """A workspace that commands filled in a process of their own, and what those said."""
    place = tmp_path_factory.mktemp("nobody")
    workspace = place / "workspace"
    (workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, workspace / "models")
    config, ids = write_planted(place / "records")
    for name in ("home", "tmp"):
        (place / name).mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "MLFLOW_"))}
    given = {"HOUVAST_PERSON_KEY": PERSON_KEY, "HOME": str(place / "home"), "TMPDIR": str(place / "tmp")}
    commands = [["run", str(config), "--verbose"], ["monitor", str(config), "--direct"], ["verify", str(config)]]
    done = subprocess.run(
        [sys.executable, str(HERE / "commands.py")],
        input=json.dumps([[command, str(workspace)] for command in commands]),
        env=kept | given,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ended = json.loads(done.stdout)
    assert [one["code"] for one in ended] == [0] * len(commands), ended
    said = "".join(one["out"] + one["err"] for one in ended) + done.stderr
    return SimpleNamespace(place=place, workspace=workspace, config=config, ids=ids, said=said)


@pytest.fixture(scope="module")
def worked(made, cheap_passwords):
    """The same, after an analyst read, noted, signed and took copies; and those copies."""
    from houvast.web.accounts import add_account
    from houvast.web.app import build_app
    from houvast.web.serve import Listening, open_workspace

    opened = open_workspace(use_of(made.config, made.workspace), Listening())
    # The day after that of the list: copies of an old list are not given.
    database = dataclasses.replace(opened.database, now=lambda: dt.datetime(2026, 1, 2, 9, tzinfo=dt.UTC))
    opened = dataclasses.replace(opened, database=database)
    for role in ("analyst", "auditor", "data_scientist"):
        add_account(opened.database, role, role, PASSWORD, language="en", password_days=9, account_days=9)
    app = build_app(opened)
    analyst, auditor, scientist = Browser(app), Browser(app), Browser(app)
    for name, browser in (("analyst", analyst), ("auditor", auditor), ("data_scientist", scientist)):
        browser.sign_in(name)
    day = str(opened.lists.days()[0])
    digest = opened.lists.open(opened.lists.days()[0]).digest
    pages = [analyst.get(f"/lists/{day}").text, analyst.get(f"/lists/{day}/people/1").text]
    note = {"list": digest, "verdict": "agree", "text": "gesproken"}
    assert analyst.post(f"/lists/{day}/people/1/note", f"/lists/{day}/people/1", **note).status_code == 303
    signing = f"/lists/{day}/signing"
    assert analyst.post(signing, signing, list=digest, understood="yes").status_code == 303
    copies = [analyst.post(f"/lists/{day}/export", signing, list=digest, format=kind) for kind in ("csv", "xlsx")]
    assert [one.status_code for one in copies] == [200, 200]
    found = auditor.post("/record", "/record", person=opened.identities.read().people["id"].iloc[0])
    assert found.status_code == 200
    blind = scientist.get(f"/lists/{day}").text
    opened.database.engine.dispose()
    return SimpleNamespace(
        **vars(made), pages=pages, copies=[one.content for one in copies], blind=blind, opened=opened
    )


def test_no_byte_that_is_kept_names_anybody(worked):
    folders = [worked.workspace, worked.place / "home", worked.place / "tmp"]
    assert find_traces(folders, [ID, CALLED]) == []
    assert ID not in worked.said and CALLED not in worked.said
    assert (worked.workspace / "data" / NAME / "identities").is_file()
    assert len(list((worked.workspace / "models").rglob("*.parquet"))) > 0


def test_the_search_finds_what_it_should(made, tmp_path):
    """Every form in every kind of file, so that finding nothing says something."""
    for at, (_, form) in enumerate(forms_of(ID)):
        (tmp_path / f"{at}.bin").write_bytes(b"\x00\x01" + form + b"\x02")
    pd.DataFrame({"a": [ID + "7"] * 3}).to_parquet(tmp_path / "a.parquet", compression="zstd")
    shutil.make_archive(str(tmp_path / "packed"), "zip", made.place / "records", "personen.csv")
    (tmp_path / ID).mkdir()
    found = find_traces([tmp_path], [ID])
    places = {line.split(":")[0].removeprefix(f"{tmp_path}/") for line in found}
    assert places >= {f"{at}.bin" for at in range(len(forms_of(ID)))} | {"a.parquet (Parquet)", ID}
    assert "packed.zip!personen.csv" in places and "packed.zip" not in places
    for text in (f"<{ID}0001>", f"..{ID}0001", f"._.{ID}0001"):
        (tmp_path / "coded.txt").write_bytes(base64.b64encode(text.encode()))
        assert any("coded.txt: base64" in line for line in find_traces([tmp_path], [ID]))


def test_who_signed_in_reads_names_and_a_signed_copy_has_them(worked):
    people = pd.read_parquet(worked.workspace / "published" / NAME / "latest" / "risk_list.parquet")
    known = worked.opened.identities.read()
    first = people.iloc[0]["employee_id"]
    own = known.ids_of([first])[0]
    assert own.startswith(ID) and codes([own]) == [first]
    name = f"{CALLED} {own.removeprefix(ID)}"
    assert f"{name} ({own})" in worked.pages[0] and f"{name} ({own})" in worked.pages[1]
    text = worked.copies[0].decode("utf-8-sig")
    within = people.loc[people["within_capacity"], "employee_id"]
    assert all(f"{one};{CALLED} " in text or f"{one},{CALLED} " in text for one in known.ids_of(within))
    assert ID not in worked.blind and CALLED not in worked.blind and first not in worked.blind


def test_everybody_of_the_records_is_known_and_managers_are(worked):
    known = worked.opened.identities.read().people
    assert set(worked.ids) <= set(known["id"])
    snapshot = worked.workspace / "data" / NAME / "snapshots" / "latest"
    managers = pq.read_table(snapshot / "assignments", columns=["manager_id"])["manager_id"].drop_null().unique()
    assert len(managers) > 1 and set(managers.to_pylist()) <= set(known.index)


def test_without_the_key_nobody_is_found_by_trying_every_id(worked):
    """Whoever has all ids and everything that is kept, but not the key, makes no pseudonym that is there."""
    from houvast.pseudonyms import encode_ids

    kept = set(pd.read_parquet(worked.workspace / "published" / NAME / "latest" / "risk_list.parquet")["employee_id"])
    assert kept <= set(codes(worked.ids))
    assert kept.isdisjoint(encode_ids(worked.ids, bytes(32)))
    assert kept.isdisjoint(encode_ids(worked.ids, bytes.fromhex("5a" * 32)))
