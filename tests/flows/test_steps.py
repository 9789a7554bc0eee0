"""Prefect's side: silent from the moment that flows are imported, and nothing is retried in vain."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from houvast.errors import BusyError, ConfigError, GateError, RecordsError

SILENCE = {
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}


@pytest.mark.parametrize("said", [{}, dict.fromkeys(SILENCE, "1")], ids=["nothing said", "said otherwise"])
def test_importing_flows_turns_telemetry_off(said):
    """A worker imports flows without the command line; nothing heavy may be imported before that."""
    program = (
        "import json, os, sys, flows; heavy = sorted({'prefect', 'mlflow', 'numpy'} & set(sys.modules)); "
        f"print(json.dumps([heavy, {{name: os.environ.get(name) for name in {sorted(SILENCE)}}}]))"
    )
    environment = {name: value for name, value in os.environ.items() if name not in SILENCE}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={**environment, **said},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [[], SILENCE]


@pytest.mark.parametrize("error", [ConfigError, RecordsError, GateError, BusyError])
def test_what_a_user_has_to_mend_is_not_tried_again(error):
    from prefect.states import Failed

    from flows.steps import _worth_retrying

    assert not _worth_retrying(None, None, Failed(data=error("mend this")))


def test_a_disk_or_a_service_that_failed_is_tried_again():
    from prefect.states import Failed

    from flows.steps import _worth_retrying

    assert _worth_retrying(None, None, Failed(data=OSError("no answer")))
