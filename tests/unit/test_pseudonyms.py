"""Pseudonyms: an HMAC held against the standard library's, in a form that nothing takes for a number or a date."""

import base64
import datetime as dt
import hashlib
import hmac
import re
import stat
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pseudonymous import PERSON_KEY, code

from houvast.errors import ConfigError
from houvast.pseudonyms import build_pseudonyms, encode_ids, is_pseudonym, load_person_key, pseudonym_of

KEY = bytes.fromhex(PERSON_KEY)
TEXTS = st.text(max_size=40)


def expected(employee_id: str, key: bytes) -> str:
    """The same by `hmac` and `base64`; a digit in front becomes the letter of its place in a second alphabet."""
    own = hmac.new(key, b"pseudonym", hashlib.sha256).digest()
    digest = hmac.new(own, employee_id.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    text = base64.b32encode(digest[:10]).decode().lower()
    text = text[0].translate(str.maketrans("234567", "abcdef")) + text[1:]
    return "-".join(re.findall("....", text))


@given(st.lists(TEXTS, max_size=20), st.binary(min_size=32, max_size=32))
@settings(max_examples=200, deadline=None)
def test_a_pseudonym_is_an_hmac_in_base32(ids, key):
    assert encode_ids(ids, key) == [expected(one, key) for one in ids]


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_none_looks_like_a_number_or_a_date(text):
    found = code(text)
    assert is_pseudonym(found) and found[0].isalpha() and len(found) == 19
    with pytest.raises(ValueError):
        float(found.replace("-", ""))
    with pytest.raises(ValueError, match="Invalid isoformat"):
        dt.datetime.fromisoformat(found)


def test_ids_as_they_are_written_are_different_people():
    ids = ["7", "007", "7.0", " 7", "7 ", "é", "e\u0301", "", "A1", "a1"]
    assert len(set(encode_ids(ids, KEY))) == len(ids)
    assert set(encode_ids(ids, KEY)).isdisjoint(encode_ids(ids, KEY[:-1] + b"\0"))


def test_a_column_keeps_its_places_and_what_is_missing():
    ids = pd.Series(["b", None, "a", "b", np.nan], index=[9, 3, 5, 1, 2], name="manager_id", dtype="str")
    found = build_pseudonyms(ids, KEY)
    assert found.index.tolist() == [9, 3, 5, 1, 2] and found.name == "manager_id"
    assert found.isna().tolist() == [False, True, False, False, True]
    assert found[9] == found[1] == code("b") and found[5] == pseudonym_of("a", KEY)
    assert build_pseudonyms(ids[:0], KEY).tolist() == []


def test_a_text_is_taken_for_a_pseudonym_by_its_form():
    assert is_pseudonym("k7f3-q2xd-mmwa-5ybn")
    for other in ("7f3k-q2xd-mmwa-5ybn", "k7f3-q2xd-mmwa", "k7f3-q2xd-mmwa-5yb0", "K7F3-Q2XD-MMWA-5YBN", "007", ""):
        assert not is_pseudonym(other)


def test_signs_are_spread_evenly():
    """Chi-square of 32 signs in 15 places over 20,000 ids: beyond 31 + 5 standard deviations once in a million."""
    found = "".join(one[1:] for one in encode_ids([str(n) for n in range(20_000)], KEY)).replace("-", "")
    counted = np.array([found.count(sign) for sign in "abcdefghijklmnopqrstuvwxyz234567"])
    assert counted.sum() == 15 * 20_000
    assert ((counted - counted.mean()) ** 2 / counted.mean()).sum() < 31 + 5 * np.sqrt(62)


def test_many_ids_take_microseconds_each():
    ids = [f"{n:08d}" for n in range(100_000)]
    start = time.process_time()
    encode_ids(ids, KEY)
    assert time.process_time() - start < 100_000 * 20e-6


def test_the_key_is_made_once_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("HOUVAST_PERSON_KEY")
    path = tmp_path / "data" / "demo" / "person_key"
    key = load_person_key(path)
    assert (len(key), load_person_key(path)) == (32, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_person_key(tmp_path / "other") != key


def test_the_key_comes_from_the_environment_or_a_file_that_it_names(tmp_path, monkeypatch):
    assert load_person_key(tmp_path / "none").hex() == PERSON_KEY and not (tmp_path / "none").exists()
    monkeypatch.delenv("HOUVAST_PERSON_KEY")
    named = tmp_path / "secret"
    monkeypatch.setenv("HOUVAST_PERSON_KEY_FILE", str(named))
    with pytest.raises(ConfigError, match="which HOUVAST_PERSON_KEY_FILE names, does not exist"):
        load_person_key(tmp_path / "none")
    named.write_text("ab" * 32)
    named.chmod(0o640)
    with pytest.raises(ConfigError, match="only its owner can read: chmod 600"):
        load_person_key(tmp_path / "none")
    named.chmod(0o600)
    assert load_person_key(tmp_path / "none") == b"\xab" * 32
    monkeypatch.setenv("HOUVAST_PERSON_KEY", "short")
    with pytest.raises(ConfigError, match="HOUVAST_PERSON_KEY is no key: 64 hex digits"):
        load_person_key(tmp_path / "none")
