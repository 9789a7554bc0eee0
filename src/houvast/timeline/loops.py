"""The inner loops of the kernel, compiled: every array is read in order, once.

Entries are the records of one table, history by history and in order of day; `start[h]` is the first entry of
history ``h`` and `start[-1]` their number. An observation ``i`` reads the entries ``[begin[i], end[i])`` of the
history ``own[i]``. Observations are in order of employee and as-of date, so that both ends only move on.

Compiled by numba at the first call and kept on disk beside this file, or in the user's cache where that folder
cannot be written (docs/adr/0009): later runs load them. No loop holds Python's lock.
"""

import numpy as np
from numba import njit

compiled = njit(cache=True, nogil=True)


@compiled
def find_ends(first, first_seen, day, known, as_of, end, settled):
    """For observation ranges `first_seen` of each employee: how far the final versions are known, in order.

    `settled` is true where the versions known are just the first ones: none is still unknown before one that is.
    """
    for who in range(first.size - 1):
        ready = seen = first[who]
        stop = first[who + 1]
        for i in range(first_seen[who], first_seen[who + 1]):
            while seen < stop and day[seen] < as_of[i]:
                seen += 1
            while ready < seen and known[ready] < as_of[i]:
                ready += 1
            end[i] = ready
            settled[i] = True
            for row in range(ready, seen):
                if known[row] < as_of[i]:
                    settled[i] = False
                    break


@compiled
def mark_outdated(employee, begin, until, first_seen, as_of, settled):
    """Observations with an as-of date in some ``(begin, until]`` of their employee are not settled."""
    for void in range(employee.size):
        for i in range(first_seen[employee[void]], first_seen[employee[void] + 1]):
            if begin[void] < as_of[i] <= until[void]:
                settled[i] = False


@compiled
def count_visible(unsettled, employee, as_of, first, day, known, superseded, count):
    """How many versions each unsettled observation sees."""
    for at in range(unsettled.size):
        i = unsettled[at]
        for row in range(first[employee[i]], first[employee[i] + 1]):
            if day[row] >= as_of[i]:
                break
            if known[row] < as_of[i] <= superseded[row]:
                count[at] += 1


@compiled
def list_visible(unsettled, employee, as_of, first, day, known, superseded, rows):
    """The versions that each unsettled observation sees, one observation after the other."""
    at = 0
    for i in unsettled:
        for row in range(first[employee[i]], first[employee[i] + 1]):
            if day[row] >= as_of[i]:
                break
            if known[row] < as_of[i] <= superseded[row]:
                rows[at] = row
                at += 1


@compiled
def find_begins(own, employees, opened, start, day, end, begin):
    """First entry on or after the day `opened`, at most `end`.

    `opened` hardly ever falls within an employee (where the start of a spell is put back): the search then begins anew.
    """
    current = -1
    at = 0
    before = 0
    for i in range(own.size):
        if own[i] < employees:  # a settled history: later observations begin later
            if own[i] != current or opened[i] < before:
                current = own[i]
                at = start[current]
            before = opened[i]
            while at < end[i] and day[at] < opened[i]:
                at += 1
            begin[i] = at
        else:
            low, high = start[own[i]], end[i]
            while low < high:
                middle = (low + high) // 2
                if day[middle] < opened[i]:
                    low = middle + 1
                else:
                    high = middle
            begin[i] = low


@compiled
def find_newest(own, employees, start, end, keep, least, newest):
    """Newest kept entry before `end`, if it is not before `least`; else -1."""
    current = -1
    at = 0
    last = -1
    for i in range(own.size):
        if own[i] < employees:
            if own[i] != current:
                current = own[i]
                at = start[current]
                last = -1
            while at < end[i]:
                if keep[at]:
                    last = at
                at += 1
            newest[i] = last if last >= least[i] else -1
        else:
            row = end[i] - 1
            while row >= least[i] and not keep[row]:
                row -= 1
            newest[i] = row if row >= least[i] else -1


@compiled
def pick_values(newest, value, answer):
    """The value of an entry of each observation; missing where it has none."""
    for i in range(newest.size):
        answer[i] = value[newest[i]] if newest[i] >= 0 else np.nan


@compiled
def pick_days_since(newest, day, as_of, answer):
    """Days from an entry of each observation to the as-of date; missing where it has none."""
    for i in range(newest.size):
        answer[i] = as_of[i] - day[newest[i]] if newest[i] >= 0 else np.nan


@compiled
def run_counts(keep, counted):
    """How many entries are kept before each entry, and in all."""
    so_far = 0
    for row in range(keep.size):
        counted[row] = so_far
        so_far += keep[row]
    counted[keep.size] = so_far


@compiled
def window_counts(begin, end, counted, count):
    """Kept entries of each window."""
    for i in range(begin.size):
        count[i] = counted[end[i]] - counted[begin[i]]


@compiled
def run_totals(start, keep, value, total, number):
    """Running sum and number of the kept values that are not missing, beginning anew in every history."""
    for history in range(start.size - 1):
        so_far, found = 0.0, 0
        for row in range(start[history], start[history + 1]):
            if keep[row] and not np.isnan(value[row]):
                so_far += value[row]
                found += 1
            total[row] = so_far
            number[row] = found


@compiled
def window_totals(begin, end, own, start, total, number, mean, answer):
    """Running total at the end of each window less that before it; with `mean`, over the number of values."""
    for i in range(begin.size):
        window_total, window_number = 0.0, 0
        if end[i] > begin[i]:
            window_total = total[end[i] - 1]
            window_number = number[end[i] - 1]
            if begin[i] > start[own[i]]:
                window_total -= total[begin[i] - 1]
                window_number -= number[begin[i] - 1]
        if mean:
            answer[i] = window_total / window_number if window_number else np.nan
        else:
            answer[i] = window_total


@compiled
def window_spreads(begin, end, keep, value, spread):
    """Standard deviation (n - 1) of the kept values of each window; missing below two."""
    for i in range(begin.size):
        total, number = 0.0, 0
        for row in range(begin[i], end[i]):
            if keep[row] and not np.isnan(value[row]):
                total += value[row]
                number += 1
        spread[i] = np.nan
        if number >= 2:
            mean, squares = total / number, 0.0
            for row in range(begin[i], end[i]):
                if keep[row] and not np.isnan(value[row]):
                    squares += (value[row] - mean) ** 2
            spread[i] = np.sqrt(squares / (number - 1))


@compiled
def compare_neighbours(start, keep, value, beside):
    """Of each kept value: 1 above, -1 below, 0 equal to the kept value before it in its history; 2 without one."""
    for history in range(start.size - 1):
        before = np.nan
        for row in range(start[history], start[history + 1]):
            beside[row] = 2
            if keep[row] and not np.isnan(value[row]):
                if not np.isnan(before):
                    beside[row] = 1 if value[row] > before else (-1 if value[row] < before else 0)
                before = value[row]


@compiled
def count_streaks(begin, end, keep, hit, streak):
    """Kept entries at the end of each window, backwards up to the first one that is a hit."""
    for i in range(begin.size):
        run = 0
        for back in range(end[i] - begin[i]):
            row = end[i] - 1 - back
            if keep[row]:
                if hit[row]:
                    break
                run += 1
        streak[i] = run


@compiled
def longest_gaps(begin, end, keep, day, opened, as_of, gap):
    """Most days of each window ``[opened, as_of)`` without a kept entry."""
    for i in range(begin.size):
        last, longest = opened[i], 0
        for row in range(begin[i], end[i]):
            if keep[row] and day[row] > last:
                longest = max(longest, day[row] - last)
                last = day[row]
        gap[i] = max(longest, as_of[i] - last)


@compiled
def days_lasted(begin, end, keep, day, stop, as_of, lasted):
    """Days that the kept entries of each window lasted, each up to its `stop` or the as-of date."""
    for i in range(begin.size):
        total = 0
        for row in range(begin[i], end[i]):
            if keep[row]:
                total += min(stop[row], as_of[i]) - day[row]
        lasted[i] = total
