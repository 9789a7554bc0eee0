"""The inner loops of the bootstrap, compiled: every row is read once, for some dozens of draws at a time.

`times[p, d]` says how often person ``p`` counts in draw ``d``. A row of it is taken out before the loop over draws,
which the compiler then turns into vector instructions: six times as quick. Compiled by numba at the first call and
kept on disk beside this file (docs/adr/0009).
"""

import numpy as np
from numba import njit

compiled = njit(cache=True, nogil=True)


@compiled
def add_to_bins(person, at, value, times, total):
    """Add `value` of each row, as often as its person counts, to the row `at` of `total`, shape (bins, draws)."""
    for i in range(person.size):
        row, drawn, each = total[at[i]], times[person[i]], value[i]
        for d in range(times.shape[1]):
            row[d] += each * drawn[d]


@compiled
def count_wins(start, mixed, person, case, times, wins, cases, controls):
    """Pairs in which the case has the higher risk (ties count half), in each draw; whole numbers but for `wins`.

    Rows are in order of risk; those of the same risk are ``start[g]`` to ``start[g + 1]``, and `mixed[g]`
    says whether there is a case among them.
    """
    width = times.shape[1]
    same, gone = np.zeros(width, dtype=np.int64), np.zeros(width, dtype=np.int64)
    for group in range(start.size - 1):
        if not mixed[group]:
            for i in range(start[group], start[group + 1]):
                drawn = times[person[i]]
                for d in range(width):
                    controls[d] += drawn[d]
            continue
        same[:] = 0
        gone[:] = 0
        for i in range(start[group], start[group + 1]):
            side, drawn = gone if case[i] else same, times[person[i]]
            for d in range(width):
                side[d] += drawn[d]
        for d in range(width):
            wins[d] += gone[d] * (controls[d] + same[d] / 2)
            cases[d] += gone[d]
            controls[d] += same[d]


@compiled
def sum_wins(start, mixed, person, case, slot, times, weight, wins, cases, controls):
    """The same with weights: `weight[slot, d]` is what a row counts beside how often its person does."""
    width = times.shape[1]
    same, gone = np.zeros(width), np.zeros(width)
    for group in range(start.size - 1):
        if not mixed[group]:
            for i in range(start[group], start[group + 1]):
                drawn, counts = times[person[i]], weight[slot[i]]
                for d in range(width):
                    controls[d] += drawn[d] * counts[d]
            continue
        same[:] = 0.0
        gone[:] = 0.0
        for i in range(start[group], start[group + 1]):
            side = gone if case[i] else same
            drawn, counts = times[person[i]], weight[slot[i]]
            for d in range(width):
                side[d] += drawn[d] * counts[d]
        for d in range(width):
            wins[d] += gone[d] * (controls[d] + same[d] / 2)
            cases[d] += gone[d]
            controls[d] += same[d]


@compiled
def weigh_day(day, time, leaver, rival, inverse, case, control):
    """Weights of rows as cases and as controls of one day of leaving: see `FollowUp.c_index`."""
    last = inverse.size - 1
    for i in range(time.size):
        case[i] = inverse[day] if leaver[i] and time[i] == day else 0.0
        if time[i] > day:
            control[i] = inverse[day]
        else:
            control[i] = inverse[min(time[i], last)] if rival[i] else 0.0


@compiled
def add_pairs(start, case, control, won, compared):
    """Add to each row the weighted pairs it is part of, and those of them in which the case has the higher risk.

    Rows are in order of risk, as in `count_wins`; `case` and `control` are weights, 0 for those that are none.
    """
    all_cases, all_controls = case.sum(), control.sum()
    cases_below = controls_below = 0.0
    for group in range(start.size - 1):
        first, stop = start[group], start[group + 1]
        cases_here = controls_here = 0.0
        for i in range(first, stop):
            cases_here += case[i]
            controls_here += control[i]
        cases_above = all_cases - cases_below - cases_here
        for i in range(first, stop):
            won[i] += case[i] * (controls_below + controls_here / 2) + control[i] * (cases_above + cases_here / 2)
            compared[i] += case[i] * all_controls + control[i] * all_cases
        cases_below += cases_here
        controls_below += controls_here
