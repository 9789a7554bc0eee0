"""Checks on the record tables: presence, number of records, empty cells, values of leavers only, words of leaving."""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from houvast.leakage.compared import FEWEST_PEOPLE, Compared, Ratio
from houvast.leakage.findings import Evidence, Finding
from houvast.leakage.presence import RECENT_DAYS, RECENT_LIMIT, PresenceLeak, beyond, hold_presence
from houvast.leakage.signals import Signal
from houvast.leakage.words import Match, load_words

EMPTY_LIMIT = 6.0
AUC_LIMIT, AUC_FLOOR = 0.75, 0.70
"""A figure counts beyond the limit if its interval lies beyond the floor; on the other side of 0.5 likewise."""

FEWEST_STAYERS_EXPECTED = 12.0
MOST_STAYERS_SHARE = 0.05
"""A value is of leavers only where at most this share of the people expected to stay with it did."""

GOES_WITH_LEAVING = 2.0
"""Odds ratio that the interval of an unsure word must lie above."""

UNNAMED = frozenset({"manager_id", "with_manager_id"})
"""Columns whose values stand for people and are not repeated."""

Answers = dict[str, dict[Signal, np.ndarray]]
Outcomes = dict[str, Compared]
"""`horizon` and `ever`: the same sampled rows, by what is known of their outcome."""


def find_presence(answers: Answers, outcomes: Outcomes) -> list[PresenceLeak]:
    """Tables of which having any record, or a recent one, predicts leaving; one leak a table, any record first."""
    kinds = (("ever", 0, None), ("recent", RECENT_DAYS, RECENT_LIMIT))
    found: dict[str, PresenceLeak] = {}
    for what, days, limit in kinds:
        for name, compared in outcomes.items():
            for table, of_table in answers.items():
                there = of_table[Signal(what)][compared.rows]
                asked = ~np.isnan(there)
                more = {"within_days": days, "ever": name == "ever"} | ({} if limit is None else {"limit": limit})
                if table not in found and asked.any():
                    leak = hold_presence(table, there[asked] == 1, compared.part(asked), **more)
                    found |= {} if leak is None else {table: leak}
    return list(found.values())


def say_presence(leak: PresenceLeak, set_aside: bool) -> Finding:
    """The finding of a presence leak."""
    evidence: Evidence = {
        "people_with": leak.people_with,
        "share_with": leak.left_with,
        "people_without": leak.people_without,
        "share_without": leak.left_without,
        "odds_ratio": leak.odds_ratio,
        "low": leak.low,
        "high": leak.high,
        "outcome": "ever" if leak.ever else "horizon",
    }
    check = "recent_presence" if leak.within_days else "presence"
    evidence |= {"days": leak.within_days} if leak.within_days else {}
    return Finding(check, leak.table, "", evidence, refuses=not set_aside)


def find_counts(answers: Answers, outcomes: Outcomes) -> Iterator[Finding]:
    """Tables of which the number of records known tells who leaves."""
    for table, of_table in answers.items():
        for name, compared in outcomes.items():
            found = auc_beyond(of_table[Signal("count")][compared.rows], compared)
            if found is not None:
                yield Finding("record_count", table, "", _auc_evidence(found, name))
                break


def find_empty(answers: Answers, outcomes: Outcomes) -> Iterator[Finding]:
    """Columns of which an empty cell in the newest record tells who leaves."""
    for table, of_table in answers.items():
        for signal in (one for one in of_table if one.what == "empty"):
            for name, compared in outcomes.items():
                found = odds_beyond(of_table[signal][compared.rows], compared, EMPTY_LIMIT)
                if found is not None:
                    yield Finding("missing_value", table, signal.column, found | {"outcome": name})
                    break


def find_values_of_leavers(answers: Answers, ever: Compared) -> Iterator[Finding]:
    """Words that were ever on record, and newest numbers, that (nearly) nobody has who stays; the plainest a column."""
    for table, of_table in answers.items():
        worst: dict[str, Evidence] = {}
        for signal, given in of_table.items():
            if signal.what not in ("word", "newest"):
                continue
            for evidence in _hold_values(given[ever.rows], signal, ever):
                if evidence["expected"] > worst.get(signal.column, {"expected": 0})["expected"]:
                    worst[signal.column] = evidence
        for column, evidence in worst.items():
            yield Finding("value_of_leavers", table, column, evidence)


def find_banned_content(answers: Answers, outcomes: Outcomes, aside: Collection[str]) -> Iterator[Finding]:
    """Words of leaving in what the records say: sure ones as such, unsure ones where they go with leaving."""
    for table, of_table in answers.items():
        for signal, given in of_table.items():
            match = load_words().find(signal.word) if signal.what == "word" else None
            if match is None or signal.column in UNNAMED:
                continue
            found = _hold_word(given, match, outcomes)
            if found is not None:
                yield Finding("banned_content", table, signal.column, found, refuses=table not in aside)


def auc_beyond(values: np.ndarray, compared: Compared, floor: float = AUC_FLOOR) -> Ratio | None:
    """The AUC of what is not missing, if it lies beyond the limit and its interval beyond the floor, on either side."""
    given = ~np.isnan(values)
    compared, values = compared.part(given), values[given]
    sides = (compared.left, ~compared.left)
    if any(compared.count_people(side) < FEWEST_PEOPLE for side in sides):
        return None
    if not abs(compared.auc(values) - 0.5) > AUC_LIMIT - 0.5:  # NaN, where no stratum has both, is not beyond either
        return None
    found = compared.auc_interval(values)
    return found if found.low > floor or found.high < 1 - floor else None


def odds_beyond(flag: np.ndarray, compared: Compared, limit: float) -> Evidence | None:
    """The odds ratio of a flag (NaN is not asked) as evidence, if its whole interval lies beyond the limit."""
    asked = ~np.isnan(flag)
    compared, there = compared.part(asked), flag[asked] == 1
    ratio = beyond(there, compared, limit) if there.size else None
    if ratio is None:
        return None
    return {
        "people_with": compared.count_people(there),
        "people_without": compared.count_people(~there),
        "odds_ratio": ratio.value,
        "low": ratio.low,
        "high": ratio.high,
    }


def count_stayers(code: np.ndarray, ever: Compared) -> pd.DataFrame:
    """Of each code (below 0: none): distinct people with it who left and who stayed, and how many would be expected to.

    Expected is the sum over people of the mean share that stays in the strata of their rows.
    """
    has = code >= 0
    names, at = np.unique(code[has], return_inverse=True)
    shape = (names.size, ever.ever_left.size)
    pair = at * shape[1] + ever.code[has]
    number, share = (
        np.bincount(pair, weights=weights, minlength=shape[0] * shape[1]).reshape(shape)
        for weights in (None, ever.stay_share[has])
    )
    there = number > 0
    return pd.DataFrame(
        {
            "left": (there & ever.ever_left).sum(axis=1),
            "stayed": (there & ~ever.ever_left).sum(axis=1),
            "expected": (share / np.maximum(number, 1)).sum(axis=1),
        },
        index=names,
    )


def _hold_values(given: np.ndarray, signal: Signal, ever: Compared) -> Iterator[Evidence]:
    if signal.what == "word":
        has = np.bincount(ever.code[given == 1], minlength=ever.ever_left.size) > 0
        if (has & ~ever.ever_left).sum() > MOST_STAYERS_SHARE * has.sum():  # the usual case: no need to count on
            return
        code, names = np.where(given == 1, 0, -1), np.array([signal.word], dtype=object)
    else:
        code, names = pd.factorize(_common(given))
    counted = count_stayers(code, ever)
    counted = counted[(counted["expected"] >= FEWEST_STAYERS_EXPECTED) & (counted["left"] >= FEWEST_PEOPLE)]
    for at, row in counted[counted["stayed"] <= MOST_STAYERS_SHARE * counted["expected"]].iterrows():
        named = names[at] if isinstance(names[at], str) else float(names[at])
        yield {
            "value": None if signal.column in UNNAMED else named,
            "left": int(row["left"]),
            "stayed": int(row["stayed"]),
            "expected": float(row["expected"]),
        }


def _common(given: np.ndarray) -> np.ndarray:
    """The values that at least ten rows have; NaN for the others."""
    values, at, times = np.unique(given, return_inverse=True, return_counts=True)
    return np.where((times >= FEWEST_PEOPLE)[at], given, np.nan) if values.size else given


def _hold_word(given: np.ndarray, match: Match, outcomes: Outcomes) -> Evidence | None:
    said: Evidence = {"word": match.phrase, "group": match.group}
    with_it = outcomes["ever"].count_people(given[outcomes["ever"].rows] == 1)
    if match.sure:
        return said | {"people_with": with_it}
    for name, compared in outcomes.items():
        flag = given[compared.rows] == 1
        ratio = beyond(flag, compared, GOES_WITH_LEAVING) if flag.size else None
        if ratio is not None and ratio.value > 1:
            figures = {"odds_ratio": ratio.value, "low": ratio.low, "high": ratio.high}
            return said | {"people_with": with_it, "outcome": name} | figures
    return None


def _auc_evidence(found: Ratio, outcome: str) -> Evidence:
    return {"auc": found.value, "low": found.low, "high": found.high, "outcome": outcome}
