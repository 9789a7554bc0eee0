"""Who must not come in: by codes that name nobody, and never an empty list through a lost key."""

import json
import stat
from dataclasses import replace

import numpy as np
import pytest

from houvast.errors import ConfigError
from houvast.kept_out import read_kept_out

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def path(tmp_path):
    kept = read_kept_out(tmp_path / "erased", "erased", KEY).with_people(["007", "0498"])
    kept.write(tmp_path / "erased", KEY)
    return tmp_path / "erased"


def test_nobody_is_kept_out_where_there_is_no_file(tmp_path):
    kept = read_kept_out(tmp_path / "erased", "erased", KEY)
    assert not kept.holds("007")
    assert not kept.find(["007", None]).any()


def test_who_was_put_in_is_found_again_and_nobody_else(path):
    kept = read_kept_out(path, "erased", KEY)
    found = kept.find(["007", "7", "0498", None, float("nan"), "0499"])
    assert found.tolist() == [True, False, True, False, False, False]
    assert kept.find(np.array([], dtype=object)).tolist() == []
    assert not kept.without_people(["007"]).holds("007")
    assert kept.without_people(["007"]).holds("0498")


def test_the_file_has_no_id_and_is_its_owners(path):
    said = json.loads(path.read_bytes())
    assert all(len(code) == 40 and set(code) <= set("0123456789abcdef") for code in said["codes"])
    assert said["codes"] == sorted(said["codes"]), "their order tells nothing"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_person_key_is_an_error_and_no_empty_list(path):
    with pytest.raises(ConfigError, match="another person key"):
        read_kept_out(path, "erased", OTHER)


@pytest.mark.parametrize("change", [{"key": "00"}, {"key": None}, {"codes": None}, {"moved": 3}])
def test_a_damaged_file_is_an_error(path, change):
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))
    with pytest.raises(ConfigError, match="is damaged"):
        read_kept_out(path, "erased", KEY)


def test_a_file_of_one_purpose_is_not_one_of_another(path):
    with pytest.raises(ConfigError, match="is damaged"):
        read_kept_out(path, "objections", KEY)


def test_under_a_new_person_key_the_codes_stay(path):
    read_kept_out(path, "erased", KEY).write(path, OTHER)
    assert read_kept_out(path, "erased", OTHER).holds("0498")


def test_codes_of_two_files_have_nothing_to_do_with_each_other(tmp_path):
    one, other = (read_kept_out(tmp_path / name, "erased", KEY) for name in ("a", "b"))
    assert one.code("007") != other.code("007")


def test_a_snapshot_that_moved_twice_is_followed(tmp_path):
    kept = replace(read_kept_out(tmp_path / "a", "erased", KEY), moved={"a": "b", "b": "c"})
    assert [kept.now_at(name) for name in "abcd"] == ["c", "c", "c", "d"]
