"""Plant what may not come in, ingest it, and look for it in every byte that was written.

    python -m benchmarks.refused

Every planted column goes in twice: beside the mapped columns of an extract (it must be dropped, with a notice), and
mapped to a text (it must refuse the source, or its rows). Then all that the workspace holds, and all that was said, is
searched for its values; tables in Parquet are read for it. Clean columns go in the same ways and must be let be.
Figures are given for the half that the rules were built on and for the held-out half. A few minutes.
"""

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.refused.corpus import Planted, read_clean, read_planted
from benchmarks.refused.door import Outcome, beside, mapped

RESULTS = Path(__file__).parents[1] / "results" / "refused.json"
HALVES = {"built_on": False, "held_out": True}


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    said = {}
    for half, held_out in HALVES.items():
        planted = [one for one in read_planted() if one.held_out == held_out]
        clean = [one for one in read_clean() if one.held_out == held_out]
        said[half] = {"planted": judge(planted), "clean": judge(clean)}
        print(half, json.dumps(said[half], indent=1, ensure_ascii=False))
    asked.out.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def judge(columns: list[Planted]) -> dict[str, object]:
    """How many of the columns were refused, which were not (or were, of clean ones), and what was found again."""
    with tempfile.TemporaryDirectory() as folder:
        besides = beside(columns, Path(folder))
        maps = {one.name: mapped(one, Path(folder)) for one in columns}
    both = {one.name: (besides[one.name], maps[one.name]) for one in columns}
    planted = bool(columns[0].rule)
    return {
        "columns": len(columns),
        "refused_beside": sum(first.refused for first, _ in both.values()),
        "refused_mapped": sum(second.refused for _, second in both.values()),
        "found_again": sum(first.found + second.found for first, second in both.values()) if planted else None,
        "wrong": [name for name, outcomes in both.items() if any(one.refused != planted for one in outcomes)],
        "other_rule": [one.name for one in columns if planted and _other_rule(one, besides[one.name])],
    }


def _other_rule(column: Planted, outcome: Outcome) -> bool:
    return outcome.refused and outcome.rule != column.rule


if __name__ == "__main__":
    main()
