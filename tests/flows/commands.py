"""Runs commands one after the other in one process, as a scheduler would, and writes down how each ended.

A program by itself: what a test process has imported and set would hide what a fresh one needs. All
commands share one start of Prefect's API, which takes ten seconds.
"""

import contextlib
import io
import json
import os
import sys


def run(arguments: list[str], cwd: str) -> dict[str, object]:
    """Exit code, standard output and standard error of one command."""
    from houvast.cli import main

    os.chdir(cwd)
    sys.argv = ["houvast", *arguments]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


if __name__ == "__main__":
    json.dump([run(*command) for command in json.load(sys.stdin)], sys.stdout)
