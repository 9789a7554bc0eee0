"""Prefect's side of a step: one task each, with retries where a step only reads or writes.

Tasks keep no results: a step that was done is found again by its content (a snapshot's id, a model's
key, a list's folder), so that a run that was killed picks up there, with Prefect or without.
"""

from collections.abc import Callable
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from houvast.errors import HouvastError
from houvast.progress import doing

RETRIES = {"open registry": 2, "publish": 2}
"""Steps that talk to a service or a disk; a wrong config or refused records are never tried again."""


def _worth_retrying(task: Any, run: Any, state: Any) -> bool:
    """Whether a failed step may succeed when tried again: not where a user has something to mend."""
    return not isinstance(state.result(raise_on_failure=False), HouvastError)


def as_task(name: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run one step as a Prefect task; its arguments stay in this process."""

    @task(
        name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=RETRIES.get(name, 0),
        retry_delay_seconds=2,
        retry_condition_fn=_worth_retrying,
    )
    def run(arguments: Any) -> Any:
        positional, named = arguments
        return function(*positional, **named)

    with doing(name):
        return run(quote((args, kwargs)))
