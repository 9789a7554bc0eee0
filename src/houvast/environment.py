"""What must stand in the environment before Prefect and MLflow are imported."""

import os
from collections.abc import Iterable
from pathlib import Path


def prepare_environment(workspace: Path, *, verbose: bool = False) -> None:
    """No telemetry, a Prefect home inside the workspace, patience on busy machines, quiet logs.

    What the user has set for Prefect (a server's address, a home, a log level) is left alone.
    """
    silence()
    defaults = {
        "PREFECT_HOME": str(workspace / "data" / ".prefect"),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_LOGGING_LEVEL": "INFO" if verbose else "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "MPLBACKEND": "Agg",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def silence() -> None:
    """Telemetry of every dependency off, whatever the user has set: MLflow wants just this word."""
    os.environ["DO_NOT_TRACK"] = "true"
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"


def make_prefect_home() -> None:
    """Make the folder that Prefect keeps its own things in; Prefect makes no folders above it, and waits in vain."""
    Path(os.environ["PREFECT_HOME"]).expanduser().mkdir(mode=0o700, parents=True, exist_ok=True)


def limit_threads() -> None:
    """One BLAS thread, and Arrow's memory from the system.

    The matrices are small, and threads that wait for each other cost six times the work; with Arrow's own
    pool features took 1.5 s instead of 0.9 s (docs/adr/0009). Must be called before NumPy and Arrow are first imported.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def installed_versions(packages: Iterable[str]) -> dict[str, str]:
    """The installed version of each package."""
    from importlib.metadata import version

    return {name: version(name) for name in packages}
