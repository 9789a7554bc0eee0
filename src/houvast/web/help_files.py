"""The published plan and effects, as the workspace reads them: as they were published, or not at all."""

from pathlib import Path
from typing import Any

from houvast.actions.draw_ledger import WrittenDraw, read_draws
from houvast.errors import GateError
from houvast.publish.effects import read_effects
from houvast.publish.help_plan import KeptPlan, read_plan
from houvast.publish.sealed import open_sealed
from houvast.web.lists import ListDamagedError
from houvast.web.visit import Workspace


def open_plan(workspace: Workspace) -> KeptPlan | None:
    """The newest plan; None where there is none.

    Raises
    ------
    ListDamagedError
        It is not as this installation published it.
    """
    try:
        sealed = open_sealed(_home(workspace, "plan"), _key(workspace))
        return None if sealed is None else read_plan(sealed)
    except GateError as error:
        raise ListDamagedError(str(error)) from None


def open_effects(workspace: Workspace) -> dict[str, Any] | None:
    """The newest effects; None where there are none.

    Raises
    ------
    ListDamagedError
        They are not as this installation published them.
    """
    try:
        return read_effects(_home(workspace, "effects"), _key(workspace))
    except GateError as error:
        raise ListDamagedError(str(error)) from None


def open_draws(workspace: Workspace) -> list[WrittenDraw]:
    """The draws on record, oldest first."""
    return [] if workspace.draws is None else read_draws(workspace.draws)


def _home(workspace: Workspace, name: str) -> Path:
    return workspace.lists.home / name


def _key(workspace: Workspace) -> bytes:
    key = workspace.lists.key
    return b"" if key is None else key
