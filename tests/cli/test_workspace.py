"""The commands about the workspace: accounts, with passwords from standard input, and serving it."""

import io
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

CONFIG = """\
name: tiny
workspace: {workspace}
records:
  sources:
    - table: spells
      file: spells.csv
      columns: {{employee_id: id, started_on: start, ended_on: end}}
web: {{password_days: 90, account_days: 30}}
"""
PASSWORD = "vier losse woorden hier"


@pytest.fixture
def config(tmp_path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(CONFIG.format(workspace=tmp_path / "workspace"))
    return path


@pytest.fixture
def typed(monkeypatch):
    """Put lines on standard input."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_an_account_is_made_shown_and_ended(houvast, config, typed, tmp_path) -> None:
    typed(f"{PASSWORD}\nmore\n")
    made = houvast("accounts", "add", config, "j.jansen", "--role", "analyst")
    assert made.code == 0, made.err
    assert made.out.startswith("j.jansen: analyst, until 20")
    file = tmp_path / "workspace" / "data" / "tiny" / "workspace.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PASSWORD.encode() not in file.read_bytes()
    assert "j.jansen: analyst, until" in houvast("accounts", "list", config).out
    assert houvast("accounts", "expire", config, "j.jansen").out == "j.jansen: expired\n"
    assert "j.jansen: analyst, expired, password until" in houvast("accounts", "list", config).out


def test_a_team_lead_has_a_team(houvast, config, typed) -> None:
    typed(PASSWORD)
    lead = ("accounts", "add", config, "lead", "--role", "team_lead")
    assert houvast(*lead, "--team", "T1", "--site", "Almere").code == 0
    assert "lead: team_lead (Almere · T1), until" in houvast("accounts", "list", config).out


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("add", "{config}", "x1", "--role", "analyst"), "kort", "must have 15 to 256 characters"),
        (("add", "{config}", "x1", "--role", "boss"), PASSWORD, "`--role` must be one of"),
        (("add", "{config}", "x1", "--role", "team_lead"), PASSWORD, "needs `--team`"),
        (("password", "{config}", "nobody"), PASSWORD, "there is no account `nobody`"),
        (("expire", "{config}", "nobody"), "", "there is no account `nobody`"),
    ],
)
def test_what_cannot_be_is_refused(houvast, config, typed, arguments, password, said) -> None:
    typed(password)
    ended = houvast("accounts", *(str(config) if one == "{config}" else one for one in arguments))
    assert ended.code == 2
    assert said in ended.err.replace("\n", " ")


def test_a_password_is_replaced(houvast, config, typed) -> None:
    typed(PASSWORD)
    houvast("accounts", "add", config, "x1", "--role", "analyst")
    typed("een heel ander wachtwoord")
    assert houvast("accounts", "password", config, "x1").out == "x1: password replaced\n"


def test_it_serves_this_computer_only_unless_told_how(houvast, config) -> None:
    ended = houvast("serve", config, "--host", "0.0.0.0")
    assert ended.code == 2
    assert "is reached from other computers" in ended.err.replace("\n", " ")


def test_it_serves_until_interrupted(config) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "houvast", "serve", str(config), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            for _ in range(600):
                try:
                    answer = httpx.get(f"http://127.0.0.1:{port}/sign-in", timeout=60)
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)
        finally:
            process.kill()  # else a failure here would wait for it for ever
    assert answer.status_code == 200
    assert f"http://127.0.0.1:{port}/" in said[1]
    assert "GET" not in said[0] + said[1]
    assert process.returncode in (0, 130, -signal.SIGINT)
