"""What the workspace does by itself: at its start, and once a day while it is served."""

import asyncio
import logging

from starlette.concurrency import run_in_threadpool

from houvast.web.notes import erase_old_notes
from houvast.web.sessions import remove_ended_sessions
from houvast.web.visit import Workspace

DAY_SECONDS = 86_400.0

logger = logging.getLogger(__name__)


def keep_up(workspace: Workspace) -> None:
    """Remove sessions that are over, and notes that are too old."""
    remove_ended_sessions(workspace.database, workspace.settings.limits)
    erase_old_notes(workspace.database, workspace.settings.note_days)


async def keep_up_daily(workspace: Workspace, pause_seconds: float = DAY_SECONDS) -> None:
    """The same at once, and again after every pause, until it is cancelled; a fault ends nothing."""
    while True:
        try:
            await run_in_threadpool(keep_up, workspace)
        except Exception as error:  # A database that is busy for long is tried again; its values stay out of the log.
            logger.error("upkeep failed: %s", type(error).__name__)
        await asyncio.sleep(pause_seconds)
