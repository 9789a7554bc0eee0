"""A headless Chromium, driven by its own DevTools protocol: just what these tests do with a page (docs/adr/0015)."""

import base64
import contextlib
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from web_browser import PASSWORD
from websockets.sync.client import connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # in containers, as root, there is none to be had; these pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
)
PATIENCE = 60.0
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40}


class PageError(Exception):
    """The browser says that something went wrong."""


def find_chromium() -> str:
    """The browser's program."""
    names = (os.environ["CHROMIUM"],) if os.environ.get("CHROMIUM") else NAMES
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise PageError(
            f"none of {', '.join(names)} is installed, and these tests need one. On Debian: apt-get install chromium."
        )
    return found


class Page:
    """One tab. Everything that it asked of the network and complained of is kept."""

    def __init__(self, socket: Any, session: str) -> None:
        self._socket, self._session, self._numbers = socket, session, itertools.count(1)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._loaded = ""
        for domain in ("Page", "Runtime", "Network", "Log", "DOM", "Accessibility"):
            self.send(f"{domain}.enable")
        self.send("Page.setLifecycleEventsEnabled", enabled=True)
        self.send("Performance.enable", timeDomain="threadTicks")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters, "sessionId": self._session}
        self._socket.send(json.dumps(command))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE))
            if message.get("id") == number and message.get("sessionId") == self._session:
                if "error" in message:
                    raise PageError(f"{method}: {message['error']['message']}")
                return dict(message["result"])
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        method, given = message.get("method"), message.get("params", {})
        if method == "Page.lifecycleEvent" and given["name"] == "load":
            self._loaded = given["loaderId"]
        elif method == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])
        elif method == "Log.entryAdded" and given["entry"]["level"] == "error":
            self.complaints.append(given["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(given["exceptionDetails"].get("exception", {}).get("description", "exception"))

    @contextlib.contextmanager
    def loading(self) -> Iterator[None]:
        """What is done within loads another page; it is there afterwards."""
        before = self._loaded
        yield
        deadline = time.monotonic() + PATIENCE
        while self._loaded == before:
            if time.monotonic() > deadline:
                raise PageError("no page was loaded")
            self._hear(json.loads(self._socket.recv(timeout=PATIENCE)))

    def go(self, address: str) -> None:
        """Load a page."""
        with self.loading():
            self.send("Page.navigate", url=address)

    def js(self, expression: str) -> Any:
        """The value of an expression in the page, awaited where it is a promise."""
        done = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise PageError(done["exceptionDetails"].get("exception", {}).get("description", "exception"))
        return done["result"].get("value")

    def busy(self) -> float:
        """Milliseconds of processor time that this page has taken so far; waiting for others does not count."""
        metrics = {one["name"]: one["value"] for one in self.send("Performance.getMetrics")["metrics"]}
        return 1000 * metrics["TaskDuration"]

    def until(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        deadline = time.monotonic() + PATIENCE
        while not self.js(f"Boolean({expression})"):
            if time.monotonic() > deadline:
                raise PageError(f"never true: {expression}")
            time.sleep(0.02)

    def fill(self, **values: str) -> None:
        """Write into fields, by id."""
        for name, value in values.items():
            self.js(f"document.getElementById({json.dumps(name)}).value = {json.dumps(value)}")

    def choose(self, name: str, value: str) -> None:
        """Choose in a select, by id, as a reader does."""
        field = f"document.getElementById({json.dumps(name)})"
        self.js(f"{field}.value = {json.dumps(value)}")
        self.js(f"{field}.dispatchEvent(new Event('change', {{bubbles: true}}))")

    def submit(self, selector: str) -> None:
        """Click what sends a form, and wait for the next page."""
        with self.loading():
            self.click(selector)

    def click(self, selector: str) -> None:
        """Click the first element that fits."""
        self.js(f"document.querySelector({json.dumps(selector)}).click()")

    def sign_in(self, address: str, name: str) -> None:
        """Sign in to the workspace that listens there, in English."""
        self.go(f"{address}/sign-in")
        self.fill(name=name, password=PASSWORD)
        self.submit("main button")
        if self.js("document.documentElement.lang") != "en":
            self.submit(".me button")

    def press(self, key: str) -> None:
        """Press and release a key."""
        code = KEYS[key]
        for kind in ("rawKeyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def resize(self, width: int, height: int) -> None:
        """As wide and high as that, in pixels of the page."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def without_scripts(self, off: bool = True) -> None:
        """Whether scripts of the page run from now on."""
        self.send("Emulation.setScriptExecutionDisabled", value=off)

    def picture(self, path: Path) -> None:
        """The whole page as a PNG."""
        shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))


@contextlib.contextmanager
def open_chromium(profile: Path) -> Iterator["Chromium"]:
    """A browser with a profile of its own, gone afterwards."""
    arguments = [find_chromium(), *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with connect(_endpoint(profile, process), max_size=None, open_timeout=PATIENCE) as socket:
            yield Chromium(socket)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


class Chromium:
    """A running browser."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._numbers = socket, itertools.count(-1, -1)

    def open_page(self) -> Page:
        """A tab with cookies of its own, as in a private window."""
        context = self._send("Target.createBrowserContext")["browserContextId"]
        target = self._send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        return Page(self._socket, self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = 1_000_000 - next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=PATIENCE))
            if message.get("id") == number and "sessionId" not in message:
                return dict(message["result"])


def _endpoint(profile: Path, process: subprocess.Popen) -> str:
    """Where the browser listens; it writes that into its profile."""
    port_file, deadline = profile / "DevToolsActivePort", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise PageError(f"{process.args[0]} ended with {process.returncode} before it listened.")
        lines = port_file.read_text().splitlines() if port_file.is_file() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.02)
    raise PageError(f"{process.args[0]} did not listen within {PATIENCE:.0f} s.")
