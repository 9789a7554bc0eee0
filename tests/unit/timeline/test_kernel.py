"""The kernel against the slow oracle, on random histories with late and corrected records."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import oracle
import pandas as pd
import pytest
from histories import START, monthly, versions
from hypothesis import HealthCheck, given, settings

from houvast.timeline import Events, Observations, Versions, to_days
from houvast.timeline.days import NEVER, to_date, to_dates

ALWAYS = -(10**6)


Answer = Callable[[list[oracle.Record], dt.date], float]
QUERIES: dict[str, tuple[Callable[[Events], np.ndarray], Answer]] = {
    "count": (lambda e: e.count(days=60), lambda r, a: len(oracle.in_window(r, a, 60))),
    "count of before": (
        lambda e: e.count(days=30, before=30),
        lambda r, a: len(oracle.in_window(r, a, 60)) - len(oracle.in_window(r, a, 30)),
    ),
    "flagged": (
        lambda e: e.where("flag").count(days=60),
        lambda r, a: len(oracle.in_window([row for row in r if row["flag"]], a, 60)),
    ),
    "chosen": (
        lambda e: e.where("value", 1.0, 3.0).count(days=45),
        lambda r, a: len(oracle.in_window([row for row in r if row["value"] in (1.0, 3.0)], a, 45)),
    ),
    "chosen by word": (
        lambda e: e.where("word", "one", "three").where("flag").count(days=45),
        lambda r, a: len(oracle.in_window([row for row in r if row["value"] in (1.0, 3.0) and row["flag"]], a, 45)),
    ),
    "sum": (lambda e: e.sum("value", days=60), lambda r, a: sum(oracle.values(oracle.in_window(r, a, 60)))),
    "sum of some": (
        lambda e: e.where("flag").sum("value", days=60),
        lambda r, a: sum(oracle.values(oracle.in_window([row for row in r if row["flag"]], a, 60))),
    ),
    "mean": (lambda e: e.mean("value", days=60), lambda r, a: oracle.mean(oracle.in_window(r, a, 60))),
    "mean of few": (lambda e: e.mean("value", days=20), lambda r, a: oracle.mean(oracle.in_window(r, a, 20))),
    "mean of before": (
        lambda e: e.mean("value", days=40, before=20),
        lambda r, a: oracle.mean([row for row in oracle.in_window(r, a, 60) if (a - row["day"]).days > 20]),
    ),
    "spread": (lambda e: e.spread("value", days=90), lambda r, a: oracle.spread(oracle.in_window(r, a, 90))),
    "last": (lambda e: e.last("value"), lambda r, a: oracle.last(r)),
    "last in window": (
        lambda e: e.last("value", days=50),
        lambda r, a: oracle.last(oracle.in_window(r, a, 50)),
    ),
    "last but one": (
        lambda e: e.last("value", days=100, nth=2),
        lambda r, a: oracle.last(oracle.in_window(r, a, 100), nth=2),
    ),
    "first on": (
        lambda e: e.first_on("value", e._as_of - 40),
        lambda r, a: oracle.first(oracle.in_window(r, a, 40)),
    ),
    "first on a day that falls": (
        lambda e: e.first_on("value", e._as_of - 40 - 60 * (e._as_of % 2)),
        lambda r, a: oracle.first(oracle.in_window(r, a, 40 + 60 * (to_days(a) % 2))),
    ),
    "days since": (lambda e: e.days_since(), oracle.days_since),
    "days until": (
        lambda e: e.days_until("until"),
        lambda r, a: (r[-1]["until"] - a).days if r else np.nan,
    ),
    "days within": (
        lambda e: e.days_within("until", days=60),
        lambda r, a: oracle.days_within(oracle.in_window(r, a, 60), a),
    ),
    "streak": (lambda e: e.streak("flag"), lambda r, a: oracle.streak(r)),
    "longest gap": (
        lambda e: e.where("flag").longest_gap(e._as_of - 70),
        lambda r, a: oracle.longest_gap([row for row in oracle.in_window(r, a, 70) if row["flag"]], a, 70),
    ),
    "last day": (lambda e: e.last_day(), lambda r, a: to_days(r[-1]["day"]) if r else NEVER),
    "last date": (lambda e: e.last_days("until"), lambda r, a: to_days(r[-1]["until"]) if r else NEVER),
    "last date but one": (
        lambda e: e.last_days("until", nth=2),
        lambda r, a: to_days(r[-2]["until"]) if len(r) > 1 else NEVER,
    ),
    "last text": (
        lambda e: [{"one": 1, "two": 2, "three": 3, None: np.nan}[text] for text in e.last_text("word")],
        lambda r, a: oracle.last(r),
    ),
    "ever": (lambda e: e.ever(), lambda r, a: len(r) > 0),
    "known": (lambda e: e.with_value("value").known(), lambda r, a: len(oracle.values(r))),
    "rises": (
        lambda e: e.changes("value", up_only=True).count(days=90),
        lambda r, a: len(oracle.in_window(oracle.rises(r), a, 90)),
    ),
    "changes": (
        lambda e: e.changes("word").count(days=90),
        lambda r, a: len(oracle.in_window(oracle.changes(r), a, 90)),
    ),
    "changes of some": (
        lambda e: e.where("flag").changes("value").days_since(),
        lambda r, a: oracle.days_since(oracle.changes([row for row in r if row["flag"]]), a),
    ),
}


CHANGES = ("rises", "changes")


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frame=versions())
def test_every_query_agrees_with_the_oracle(frame: pd.DataFrame) -> None:
    seen = monthly()
    words = frame.assign(word=frame["value"].map({1.0: "one", 2.0: "two", 3.0: "three"}).astype(object))
    events = Events(Versions.of_frame(words, "day"), seen, observed_from=ALWAYS)
    records = oracle.plain(frame)
    at = list(zip(seen.employee_ids[seen.employee], map(to_date, seen.as_of), strict=True))
    known = [(oracle.visible(records, person, as_of), as_of) for person, as_of in at]
    told = {as_of for as_of in map(to_date, np.unique(seen.as_of)) if oracle.tells_changes(records, as_of)}
    for name, (query, answer) in QUERIES.items():
        expected = [answer(*at_once) for at_once in known]
        if name in CHANGES:  # missing at dates at which no two records are known of anyone
            expected = [value if as_of in told else np.nan for value, (_, as_of) in zip(expected, known, strict=True)]
        np.testing.assert_allclose(query(events), expected, err_msg=name, equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(frame=versions())
def test_row_order_and_other_people_do_not_matter(frame: pd.DataFrame) -> None:
    seen = monthly()
    one = Events(Versions.of_frame(frame, "day"), seen, observed_from=ALWAYS)
    shuffled = Events(Versions.of_frame(frame.sample(frac=1, random_state=1), "day"), seen, observed_from=ALWAYS)
    rows = np.flatnonzero(seen.employee == 1)
    alone = Events(
        Versions.of_frame(frame[frame["employee_id"] == "001"], "day"), seen.take(rows), observed_from=ALWAYS
    )
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
    events = Events(Versions.of_frame(history((day, known_on, None)), "day"), seen, observed_from=ALWAYS)
    if day == "2024-01-30":
        counts = [0, 1, 1, 0, 0]
    assert events.count(days=60).tolist() == counts


def test_a_correction_replaces_what_was_known() -> None:
    seen = monthly(people=1, dates=4)
    frame = history(("2024-01-10", "2024-01-10", "2024-02-15"), ("2024-01-10", "2024-02-15", None))
    assert Events(Versions.of_frame(frame, "day"), seen, observed_from=ALWAYS).last("value").tolist()[1:] == [
        1.0,
        2.0,
        2.0,
    ]


def test_a_look_back_before_the_records_is_missing() -> None:
    seen = monthly(people=1, dates=4)
    events = Events(
        Versions.of_frame(history(("2024-01-05", "2024-01-05", None)), "day"), seen, observed_from=int(seen.as_of[0])
    )
    assert np.isnan(events.count(days=60)[:2]).all()
    assert events.count(days=60)[2:].tolist() == [1.0, 0.0]


def test_observations_must_be_sorted_and_unique() -> None:
    with pytest.raises(ValueError, match="sorted by employee and as-of date"):
        Observations(np.array(["1"], dtype=object), np.zeros(2, int), np.zeros(2, int), np.zeros(2, int))


def test_dates_and_days_are_inverse() -> None:
    assert to_dates(np.array([19723]))[0] == START
