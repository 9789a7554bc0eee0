"""A workspace that really listens, for as long as it is needed."""

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn

from houvast.web.app import build_app
from houvast.web.serve import Listening, open_socket
from houvast.web.visit import Workspace


@contextlib.contextmanager
def listen(workspace: Workspace) -> Iterator[str]:
    """Where it listens, without a slash at the end."""
    with open_socket(Listening(port=0)) as listening:
        server = uvicorn.Server(uvicorn.Config(build_app(workspace), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=30)
