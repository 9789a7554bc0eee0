"""Telling whoever waits what is being done, without the work knowing how it is shown."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

Watch = Callable[[str], contextlib.AbstractContextManager[None]]

_watch: ContextVar[Watch] = ContextVar("watch", default=lambda name: contextlib.nullcontext())


@contextlib.contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Have `watch` told of every step inside."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def doing(name: str) -> contextlib.AbstractContextManager[None]:
    """A context that is shown as going on."""
    return _watch.get()(name)


def call(name: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run one step here and now: the direct path, without the engine."""
    with doing(name):
        return function(*args, **kwargs)
