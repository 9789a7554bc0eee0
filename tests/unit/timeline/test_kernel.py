"""The kernel against the slow oracle, on random histories with late and corrected records."""

import numpy as np
import oracle
import pandas as pd
import pytest
from histories import START, monthly, versions
from hypothesis import given, settings

from houvast.timeline import Events, Observations, to_days
from houvast.timeline.days import NEVER, to_date, to_dates

ALWAYS = -(10**6)


QUERIES = {
    "count": (lambda e: e.count(days=60), lambda r, a: len(oracle.in_window(r, a, 60))),
    "flagged": (
        lambda e: e.where("flag").count(days=60),
        lambda r, a: len(oracle.in_window([row for row in r if row["flag"]], a, 60)),
    ),
    "chosen": (
        lambda e: e.where("value", 1.0, 3.0).count(days=45),
        lambda r, a: len(oracle.in_window([row for row in r if row["value"] in (1.0, 3.0)], a, 45)),
    ),
    "sum": (lambda e: e.sum("value", days=60), lambda r, a: sum(oracle.values(oracle.in_window(r, a, 60)))),
    "mean": (lambda e: e.mean("value", days=60), lambda r, a: oracle.mean(oracle.in_window(r, a, 60))),
    "last": (lambda e: e.last("value"), lambda r, a: oracle.last(r)),
    "last in window": (
        lambda e: e.last("value", days=50),
        lambda r, a: oracle.last(oracle.in_window(r, a, 50)),
    ),
    "days since": (lambda e: e.days_since(), oracle.days_since),
    "days within": (
        lambda e: e.days_within("until", days=60),
        lambda r, a: oracle.days_within(oracle.in_window(r, a, 60), a),
    ),
    "mean of few": (lambda e: e.mean("value", days=20), lambda r, a: oracle.mean(oracle.in_window(r, a, 20))),
    "last day": (lambda e: e.last_day(), lambda r, a: to_days(r[-1]["day"]) if r else NEVER),
    "last date": (lambda e: e.last_days("until"), lambda r, a: to_days(r[-1]["until"]) if r else NEVER),
    "last text": (
        lambda e: [{"one": 1, "two": 2, "three": 3, None: np.nan}[text] for text in e.last_text("word")],
        lambda r, a: oracle.last(r),
    ),
    "ever": (lambda e: e.ever(), lambda r, a: len(r) > 0),
    "rises": (
        lambda e: e.rises("value").count(days=90),
        lambda r, a: len(oracle.in_window(oracle.rises(r), a, 90)),
    ),
}


@settings(max_examples=150, deadline=None)
@given(frame=versions())
def test_every_query_agrees_with_the_oracle(frame: pd.DataFrame) -> None:
    seen = monthly()
    words = frame.assign(word=frame["value"].map({1.0: "one", 2.0: "two", 3.0: "three"}).astype(object))
    events = Events(words, "day", seen, observed_from=ALWAYS)
    records = oracle.plain(frame)
    at = list(zip(seen.employee_ids[seen.employee], map(to_date, seen.as_of), strict=True))
    known = [(oracle.visible(records, person, as_of), as_of) for person, as_of in at]
    changes = {as_of for seen_then, as_of in known if len(oracle.values(seen_then)) > 1}
    for name, (query, answer) in QUERIES.items():
        expected = [answer(*at_once) for at_once in known]
        if name == "rises":  # missing at dates at which no one is known to have two values
            expected = [
                rises if as_of in changes else np.nan for rises, (_, as_of) in zip(expected, known, strict=True)
            ]
        np.testing.assert_allclose(query(events), expected, err_msg=name, equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(frame=versions())
def test_row_order_and_other_people_do_not_matter(frame: pd.DataFrame) -> None:
    seen = monthly()
    one = Events(frame, "day", seen, observed_from=ALWAYS)
    shuffled = Events(frame.sample(frac=1, random_state=1), "day", seen, observed_from=ALWAYS)
    rows = np.flatnonzero(seen.employee == 1)
    alone = Events(frame[frame["employee_id"] == "001"], "day", seen.take(rows), observed_from=ALWAYS)
    for query in (lambda e: e.count(days=60), lambda e: e.last("value"), lambda e: e.days_since()):
        np.testing.assert_array_equal(query(one), query(shuffled))
        np.testing.assert_array_equal(query(one)[rows], query(alone))


def history(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Versions from (day, known_on, superseded_on), valued 1, 2, …"""
    return pd.DataFrame(
        {
            "employee_id": "000",
            "day": pd.to_datetime([day for day, _, _ in rows]),
            "known_on": pd.to_datetime([known for _, known, _ in rows]),
            "superseded_on": pd.to_datetime([until for _, _, until in rows]),
            "retracted": False,
            "value": np.arange(1.0, len(rows) + 1),
        }
    )


@pytest.mark.parametrize(
    ("day", "known_on", "counts"),
    [
        (
            "2024-01-30",
            "2024-01-30",
            [0, 0, 1, 1, 0],
        ),  # the day before an as-of date (31 January) counts there
        ("2024-01-31", "2024-01-31", [0, 0, 1, 1, 0]),  # the as-of date itself does not
        ("2024-01-20", "2024-02-10", [0, 0, 1, 0, 0]),  # late: not before it was known
        ("2024-01-20", "2024-01-31", [0, 0, 1, 0, 0]),  # known on the as-of date: not yet
    ],
)
def test_boundaries(day: str, known_on: str, counts: list[int]) -> None:
    seen = monthly(people=1, dates=5)  # 1 and 31 January, 1 and 31 March, 30 April 2024
    assert str(to_dates(seen.as_of)[1])[:10] == "2024-01-31"
    events = Events(history((day, known_on, None)), "day", seen, observed_from=ALWAYS)
    if day == "2024-01-30":
        counts = [0, 1, 1, 0, 0]
    assert events.count(days=60).tolist() == counts


def test_a_correction_replaces_what_was_known() -> None:
    seen = monthly(people=1, dates=4)
    frame = history(("2024-01-10", "2024-01-10", "2024-02-15"), ("2024-01-10", "2024-02-15", None))
    assert Events(frame, "day", seen, observed_from=ALWAYS).last("value").tolist()[1:] == [1.0, 2.0, 2.0]


def test_a_look_back_before_the_records_is_missing() -> None:
    seen = monthly(people=1, dates=4)
    events = Events(history(("2024-01-05", "2024-01-05", None)), "day", seen, observed_from=int(seen.as_of[0]))
    assert np.isnan(events.count(days=60)[:2]).all()
    assert events.count(days=60)[2:].tolist() == [1.0, 0.0]


def test_observations_must_be_sorted_and_unique() -> None:
    with pytest.raises(ValueError, match="sorted by employee and as-of date"):
        Observations(np.array(["1"], dtype=object), np.zeros(2, int), np.zeros(2, int), np.zeros(2, int))


def test_dates_and_days_are_inverse() -> None:
    assert to_dates(np.array([19723]))[0] == START
