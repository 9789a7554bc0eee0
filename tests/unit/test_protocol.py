"""The newest test stretch is opened under a protocol that was written down before."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from houvast.protocol import Protocol, build_opening, write_opening

PROTOCOL = Protocol((0, 28, 91), 91, ("voluntary",), ((50, 5, 30.0),))
STRETCH = (dt.date(2025, 1, 1), dt.date(2025, 3, 1))


def opening(protocol=PROTOCOL, *, chosen="linear_30", stretch=STRETCH, records="abc"):
    return build_opening(protocol, chosen=chosen, stretch=stretch, records=records)


def test_the_hash_speaks_of_all_that_was_settled():
    base = opening().protocol_sha256
    assert base == opening().protocol_sha256
    others = [
        opening(replace(PROTOCOL, seed=1)),
        opening(chosen="linear_10"),
        opening(records="abd"),
        opening(stretch=(STRETCH[0], dt.date(2025, 4, 1))),
    ]
    assert len({base, *(one.protocol_sha256 for one in others)}) == 5


def test_the_same_protocol_opens_a_stretch_once_however_often_it_runs(tmp_path):
    ledger = tmp_path / "models" / "protocols.jsonl"
    assert [write_opening(ledger, opening(), task="t").before for _ in range(3)] == [0, 0, 0]
    (line,) = ledger.read_text().splitlines()
    assert json.loads(line)["stretch"] == ["2025-01-01", "2025-03-01"]


def test_other_protocols_on_the_same_dates_are_counted(tmp_path):
    ledger = tmp_path / "protocols.jsonl"
    write_opening(ledger, opening(), task="t")
    assert write_opening(ledger, opening(chosen="linear_10"), task="t").before == 1
    overlapping = opening(stretch=(dt.date(2025, 3, 1), dt.date(2025, 5, 1)))
    assert write_opening(ledger, overlapping, task="t").before == 2
    later = opening(stretch=(dt.date(2025, 6, 1), dt.date(2025, 8, 1)))
    assert write_opening(ledger, later, task="t").before == 0
    assert write_opening(ledger, opening(records="of others"), task="another").before == 0
    assert write_opening(ledger, opening(), task="t").before == 2
    assert len(ledger.read_text().splitlines()) == 5


@pytest.mark.parametrize("torn", ['{"protocol_sha256": "a', '{"protocol_sha256": "a\n'])
def test_a_line_torn_by_a_crash_takes_no_other_with_it(tmp_path, torn):
    ledger = tmp_path / "protocols.jsonl"
    write_opening(ledger, opening(), task="t")
    with ledger.open("a") as file:
        file.write(torn)
    assert write_opening(ledger, opening(chosen="linear_10"), task="t").before == 1
    assert write_opening(ledger, opening(chosen="linear_5"), task="t").before == 2
