"""Pictures of the workspace's pages for the README: the demo's newest list, opened in a real browser.

    make screenshots        # after `make demo`

The people are simulated. Accounts and looks go into a database that is thrown away; nothing of the use is changed.
"""

import argparse
import base64
import contextlib
import datetime as dt
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from chromium import Page, open_chromium

from benchmarks import PERSON_KEY, SAME_EVERYWHERE
from houvast.purpose import find_standing
from houvast.use import Use, open_use
from houvast.web.accounts import ANALYST, add_account
from houvast.web.app import build_app
from houvast.web.database import open_database, utc_now
from houvast.web.lists import PublishedLists
from houvast.web.registered import RegisteredModels
from houvast.web.serve import Listening, open_socket
from houvast.web.sessions import Limits
from houvast.web.visit import Settings, Workspace

WIDTH, HEIGHT = 1280, 1150
MOST_BYTES = 300_000
PAGES = {
    "list": "/lists/{day}",
    "person": "/lists/{day}/people/1",
    "places": "/lists/{day}/places",
    "sector": "/lists/{day}/sector",
    "first-90-days": "/lists/{day}/first-90-days",
    "model": "/model",
    "scorecard": "/model/{version}/scorecard",
    "runs": "/runs",
}
README = ("list", "person", "places", "sector", "first-90-days")
"""The pages whose pictures the README shows."""


def main() -> None:
    """Write `<out>/workspace-<page>.png`, one a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("configs/demo.yaml"))
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--language", choices=("en", "nl"), default="en")
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--height", type=int, default=HEIGHT, help="0 is the whole page")
    parser.add_argument("--all", action="store_true", help="also the pages that the README does not show")
    given = parser.parse_args()
    if os.environ.get(PERSON_KEY) == SAME_EVERYWHERE:
        del os.environ[PERSON_KEY]  # the demo has a key of its own, which its people are joined by
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        password = secrets.token_urlsafe(24)
        workspace = build_workspace(open_use(given.config), scratch, given.language, password)
        day = str(workspace.lists.days()[0])
        with serve(workspace) as address, open_chromium(scratch / "profile") as browser:
            page = browser.open_page()
            page.send("Emulation.setScrollbarsHidden", hidden=True)
            page.resize(given.width, given.height or HEIGHT)
            sign_in(page, address, ANALYST, password)
            for name in PAGES if given.all else README:
                page.go(address + PAGES[name].format(day=day, version=1))
                if page.complaints:
                    raise SystemExit(f"{name}: {page.complaints}")
                content = take_picture(page, given.width, given.height)
                if given.height and len(content) > MOST_BYTES:
                    raise SystemExit(f"{name}: {len(content)} bytes, more than {MOST_BYTES}. Make --height smaller.")
                (given.out / f"workspace-{name}.png").write_bytes(content)


def build_workspace(use: Use, scratch: Path, language: str, password: str) -> Workspace:
    """The lists of a use, with an account in a database that is thrown away."""
    database = open_database(scratch / "workspace.db", utc_now, secrets.token_bytes(32))
    nowhere = (None, None)
    add_account(database, ANALYST, ANALYST, password, place=nowhere, language=language, password_days=1, account_days=1)
    limits = Limits(dt.timedelta(minutes=30), dt.timedelta(hours=1))
    settings = Settings(use.config.name, language, limits, ("127.0.0.1",))
    lists = PublishedLists(use.published)
    told = {"models": RegisteredModels(use), "snapshots": use.snapshots, "standing": lambda: find_standing(use)}
    return Workspace(settings, database, lists, use.open_identities(), **told)


@contextlib.contextmanager
def serve(workspace: Workspace) -> Iterator[str]:
    """Where the workspace listens, without a slash at the end."""
    with open_socket(Listening(port=0)) as listening:
        server = uvicorn.Server(uvicorn.Config(build_app(workspace), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=30)


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    """Sign in, in the account's language."""
    page.go(f"{address}/sign-in")
    page.fill(name=name, password=password)
    page.submit("main button")


def take_picture(page: Page, width: int, height: int) -> bytes:
    """The top of the page as a PNG, or all of it where the height is 0."""
    clip = {"clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}} if height else {}
    shot = page.send("Page.captureScreenshot", format="png", captureBeyondViewport=not height, **clip)
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    main()
