"""What can go wrong, one class per kind of user error, each with the exit code of the command line.

A message says what is wrong (name and value), what was expected and what to do. It never holds a
person's value, name or id: row numbers and column names instead.
"""


class HouvastError(Exception):
    """Something a user can mend; shown without a traceback."""

    exit_code = 1


class ConfigError(HouvastError):
    """The config or the command is not usable; nothing was done."""

    exit_code = 2


class RecordsError(HouvastError):
    """The records were refused; nothing was kept or published."""

    exit_code = 3


class GateError(HouvastError):
    """A model or list was made and held back: a check of its honesty failed."""

    exit_code = 4


class BusyError(HouvastError):
    """Another run holds the lock of this config's workspace."""

    exit_code = 75


def join_problems(subject: str, problems: list[str]) -> str:
    """One message out of many problems: the subject, then one problem a line."""
    count = len(problems)
    noun = "problem" if count == 1 else "problems"
    return "\n".join([f"{subject}: {count} {noun}.", *(f"  - {problem}" for problem in problems)])
