"""Small simulated centres on disk: written once a session, copied and spoiled by the tests."""

import shutil
from pathlib import Path

from houvast.simulate import simulate_centre, write_extracts
from houvast.use import Use, open_use

NAME = "simulated-outsourcer"


def write_centre(
    folder: Path, archetype: str = "outsourcer", agents: int = 160, months: int = 20, seed: int = 3
) -> Path:
    """Path of the config beside the extracts of a small centre; half its bootstrap draws are enough for a test."""
    write_extracts(simulate_centre(archetype, agents, months, seed, "strong"), folder)
    return add_to_config(folder / "config.yaml", "validation:\n  bootstrap: 100\n")


def copy_records(records: Path, to: Path) -> Path:
    """Path of the config in a copy of a folder of records."""
    shutil.copytree(records, to)
    return to / "config.yaml"


def add_to_config(config: Path, text: str) -> Path:
    """The config with lines added at its end."""
    config.write_text(config.read_text(encoding="utf-8") + text, encoding="utf-8")
    return config


def replace_in(path: Path, old: str, new: str, encoding: str = "cp1252") -> None:
    """Change one thing in a text file; it must be there."""
    text = path.read_bytes().decode(encoding)
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_bytes(text.replace(old, new).encode(encoding))


def use_of(config: Path, workspace: Path) -> Use:
    """The use of a config, working in another folder than the current one."""
    use = open_use(config)
    return Use(use.config, use.config_folder, workspace)
