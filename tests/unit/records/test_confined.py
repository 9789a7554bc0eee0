"""Files lie inside the folder that the config declares, folders inside the roots that the installation allows."""

import os

import pytest
from pydantic import ValidationError

from houvast.config import SqlFormat
from houvast.errors import ConfigError, RecordsError
from houvast.use import open_use

SPELLS = {"table": "spells", "columns": {"employee_id": "id", "started_on": "start", "ended_on": "end"}}


@pytest.mark.parametrize(
    "file", ["../outside.csv", "inner/../../outside.csv", "/etc/hostname", "link.csv", "away/outside.csv"]
)
def test_a_file_that_leads_out_of_the_folder_is_refused(centre, file):
    outside = centre.folder.parent / "elsewhere"
    outside.mkdir()
    (outside / "outside.csv").write_text("id,start,end\n1,2022-01-01,\n")
    (centre.folder / "link.csv").symlink_to(outside / "outside.csv")
    (centre.folder / "away").symlink_to(outside)
    with pytest.raises(RecordsError, match="leads out of the records folder"):
        centre.ingest(SPELLS | {"file": file})


def test_a_link_inside_the_folder_and_a_folder_that_is_a_link_are_fine(centre):
    (centre.folder / "link.csv").symlink_to(centre.folder / "spells.csv")
    linked = centre.folder.parent / "linked"
    linked.symlink_to(centre.folder)
    assert centre.check(SPELLS | {"file": "link.csv"}) == []
    object.__setattr__(centre, "folder", linked)
    assert centre.check(SPELLS | {"file": "spells.csv"}) == []


def test_what_is_no_file_is_refused_and_never_waited_for(centre):
    os.mkfifo(centre.folder / "pipe.csv")
    (centre.folder / "folder.csv").mkdir()
    for file in ("pipe.csv", "folder.csv"):
        with pytest.raises(RecordsError, match=f"`{file}` is no file"):
            centre.ingest(SPELLS | {"file": file})


@pytest.mark.parametrize("query", [
    "SELECT id FROM staff", "select ';' as a from b;", "WITH x AS (SELECT 1) SELECT * FROM x",
    "-- all of them; really\nSELECT 1", "/* ; */ select \"a;b\" from c",
])  # fmt: skip
def test_a_query_that_reads_is_allowed(query):
    assert SqlFormat(url_env="URL", query=query).query == query


@pytest.mark.parametrize("query", [
    "DROP TABLE staff", "SELECT 1; DROP TABLE staff", "delete from staff", "-- select\nUPDATE staff SET a = 1",
    "/* select */ INSERT INTO a VALUES (1)", "selected", "", "PRAGMA writable_schema = 1", "ATTACH 'x' AS y",
])  # fmt: skip
def test_a_query_that_does_not_only_read_is_refused(query):
    with pytest.raises(ValidationError, match="must be one statement that begins with SELECT or WITH"):
        SqlFormat(url_env="URL", query=query)


def test_folders_lie_in_the_roots_that_are_allowed(records, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = records / "config.yaml"
    open_use(config)
    monkeypatch.setenv("HOUVAST_ROOTS", f"{records}{os.pathsep}{tmp_path}")
    open_use(config)
    monkeypatch.setenv("HOUVAST_ROOTS", str(tmp_path / "nowhere"))
    with pytest.raises(
        ConfigError, match=r"(?s)`records.folder`.*in none of the folders that HOUVAST_ROOTS.*`workspace`"
    ):
        open_use(config)
