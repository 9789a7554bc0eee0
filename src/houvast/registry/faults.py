"""What MLflow and its database say when something is wrong, as errors that a user can act on."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from houvast.errors import BusyError, ConfigError, HouvastError

P = ParamSpec("P")
R = TypeVar("R")

_LOCKED = ("database is locked", "database table is locked")
_NOT_ONE = ("file is not a database", "database disk image is malformed", "Detected out-of-date database schema")
_READ_ONLY = ("readonly database", "unable to open database file", "Permission denied", "Read-only file system")
_AWAY = (
    "Max retries exceeded",
    "Connection refused",
    "Failed to establish",
    "NameResolutionError",
    "timed out",
    "connection failed",
    "could not connect",
    "could not translate host name",
    "exceeded with url",
)


def clearly(method: Callable[P, R]) -> Callable[P, R]:
    """A method of the registry whose store errors are our own.

    Raises
    ------
    BusyError
        Another program holds the store's database locked.
    ConfigError
        The store cannot be reached, read or written, or is none.
    """

    @functools.wraps(method)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except HouvastError:
            raise
        except Exception as error:
            ours = explain(error, args[0].uri)  # type: ignore[attr-defined]
            if ours is None:
                raise
            raise ours from error

    return wrapped


def explain(error: BaseException, uri: str) -> HouvastError | None:
    """The error a user can act on; None where it is none of the store's known ones."""
    said = f"{error.__class__.__name__}: {error}"
    store = f"the model store `{_without_secret(uri)}`"
    if any(part in said for part in _LOCKED):
        return BusyError(f"{store} is locked by another program. Wait for it to end, and give the command again.")
    if any(part in said for part in _NOT_ONE):
        return ConfigError(
            f"{store} is damaged, or of another MLflow version. Put a copy from a backup in its place, or move it "
            "away and train again."
        )
    if any(part in said for part in _READ_ONLY):
        return ConfigError(f"{store} cannot be opened or written. See to the rights of its folder and file.")
    if any(part in said for part in _AWAY):
        return ConfigError(
            f"{store} cannot be reached. See whether its server runs and whether `tracking.uri` is right; nothing was "
            "changed."
        )
    if "UNAUTHENTICATED" in said or ("401" in said and "http" in uri):
        return ConfigError(f"{store} wants a name and a password. Set MLFLOW_TRACKING_USERNAME and _PASSWORD.")
    return None


def _without_secret(uri: str) -> str:
    """A URI without the name and password that it may hold."""
    scheme, mark, rest = uri.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else uri
