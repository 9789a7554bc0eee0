"""Back-off: how long must be waited before a password may be tried again.

Method: an attempt is counted as failed before the password is looked at, under the write lock, and forgotten when the
password was right; so guesses that are made at the same time count as well. After `FREE` failures of an account, and
more of an address, each next one doubles the wait, from 1 second up to `LONGEST`. An account is never locked for good:
whoever knows its name could keep its owner out. An address is not forgiven by a right password: one good account would
otherwise buy guesses at all the others.

Known drawbacks: somebody with many addresses gets four guesses an hour at one account, and keeps its owner waiting;
colleagues behind one address share its count.
"""

import datetime as dt

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from houvast.web.database import attempts, write_moment

FREE = {"account": 4, "address": 40}
"""Failures without a wait, by the kind of what they are counted of."""
LONGEST = dt.timedelta(minutes=15)
FORGOTTEN_AFTER = dt.timedelta(days=1)


def begin_attempt(connection: Connection, subjects: list[str], now: dt.datetime) -> dt.timedelta:
    """How long must be waited still; where it is nothing, the attempt was counted.

    Parameters
    ----------
    subjects : list of str
        What failures are counted of, as `account:…` and `address:…`.
    """
    connection.execute(delete(attempts).where(attempts.c.last_at < write_moment(now - FORGOTTEN_AFTER)))
    kept = {row.subject: row for row in connection.execute(select(attempts).where(attempts.c.subject.in_(subjects)))}
    waits = [
        dt.datetime.fromisoformat(row.last_at) + compute_wait(row.subject, row.failures) - now for row in kept.values()
    ]
    left = max(waits, default=dt.timedelta())
    if left > dt.timedelta():
        return left
    for subject in subjects:
        failures = kept[subject].failures + 1 if subject in kept else 1
        values = {"subject": subject, "failures": failures, "last_at": write_moment(now)}
        connection.execute(insert(attempts).values(values).on_conflict_do_update(["subject"], set_=values))
    return dt.timedelta()


def forget_attempts(connection: Connection, subject: str) -> None:
    """Begin anew: the password was right."""
    connection.execute(delete(attempts).where(attempts.c.subject == subject))


def compute_wait(subject: str, failures: int) -> dt.timedelta:
    """The wait after so many failures in a row.

    >>> [compute_wait("account:me", failures).total_seconds() for failures in (3, 4, 5, 6, 40)]
    [0.0, 1.0, 2.0, 4.0, 900.0]
    """
    beyond = failures - FREE[subject.partition(":")[0]]
    return dt.timedelta() if beyond < 0 else min(dt.timedelta(seconds=2 ** min(beyond, 20)), LONGEST)
