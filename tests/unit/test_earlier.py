"""Earlier lists: only those of an earlier date, of the same horizon, and whole."""

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest
from made_up_list import made_up_list, made_up_no_model

from houvast.earlier import find_earlier
from houvast.publish import publish_list

DAYS = [dt.date(2025, month, 1) for month in (3, 4, 5, 6)]


def put(home, day, weeks=13):
    risk_list = made_up_list(5)
    manifest = {**risk_list.manifest, "horizon_weeks": weeks, "model_sha256": f"{day.month}"}
    return publish_list(home, day, replace(risk_list, manifest=manifest), "en", ("csv",))


@pytest.fixture
def home(tmp_path):
    for day in DAYS:
        put(tmp_path, day)
    return tmp_path


def days(found):
    return [one.as_of for one in found]


def test_lists_of_an_earlier_date_newest_first(home):
    assert days(find_earlier(home, dt.date(2025, 5, 1), 13)) == [DAYS[1], DAYS[0]]
    assert days(find_earlier(home, dt.date(2025, 5, 2), 13)) == [DAYS[2], DAYS[1], DAYS[0]]
    assert days(find_earlier(home, DAYS[3], 13, days=40)) == [DAYS[2]]
    assert find_earlier(home, DAYS[0], 13) == []
    assert find_earlier(home / "absent", DAYS[3], 13) == []


def test_a_list_is_named_by_the_hash_of_its_manifest(home):
    newest = find_earlier(home, DAYS[3], 13)[0]
    content = (home / "2025-05-01" / "manifest.json").read_bytes()
    assert newest.manifest_sha256 == hashlib.sha256(content).hexdigest()
    assert newest.model_sha256 == "5"
    assert len(newest.read("risk_list")) == 5
    assert newest.has("contributions")
    assert not newest.has("changes")


def test_another_horizon_and_rates_are_passed_over(home):
    put(home, DAYS[2], weeks=4)
    publish_list(home, DAYS[1], made_up_no_model(), "en", ("csv",))
    assert days(find_earlier(home, DAYS[3], 13)) == [DAYS[0]]


@pytest.mark.parametrize("name", ["risk_list.parquet", "contributions.parquet", "manifest.json"])
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_list_that_is_not_whole_is_passed_over(home, name, damage):
    file = home / "2025-05-01" / name
    file.unlink()
    if damage == "changed":
        file.write_bytes(b"{}")
    assert days(find_earlier(home, DAYS[3], 13)) == [DAYS[1], DAYS[0]]


def test_a_list_under_another_date_is_passed_over(home):
    path = home / "2025-05-01" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"as_of_date": "2025-07-01"}))
    assert days(find_earlier(home, DAYS[3], 13)) == [DAYS[1], DAYS[0]]
