"""The page on speed says what was measured."""

import re
from pathlib import Path

from benchmarks.features.results import build_markdown, read_results

PAGE = Path(__file__).parents[2] / "docs" / "features-speed.md"


def test_the_table_is_that_of_the_results() -> None:
    (shown,) = re.findall(r"<!-- table -->\n(.*?)\n<!-- /table -->", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert shown == build_markdown(read_results())
