"""The table of controls names tests that there are, and SECURITY.md likewise."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["docs/controls.md", "SECURITY.md"])
def test_every_named_test_is_there(page) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/.-]+?)(?:::(\w+))?`", text)
    assert len(named) > 10
    for path, test in named:
        there = ROOT / path
        assert there.is_file() or any(there.glob("test_*.py")), path
        assert not test or f"def {test}(" in there.read_text(encoding="utf-8"), (path, test)


def test_every_row_of_controls_has_a_control_and_a_test() -> None:
    rows = [line for line in (ROOT / "docs/controls.md").read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    assert len(rows) > 12
    for row in rows[1:]:
        duty, control, test, _ = (cell.strip() for cell in row.strip("|").split("|"))
        assert duty and control and "`tests/" in test, duty
