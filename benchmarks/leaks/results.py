"""The results on file, as the page on leaks shows them."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results" / "leaks.json"


def read_results() -> dict[str, Any]:
    """What was measured last."""
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def build_summary(said: dict[str, Any]) -> str:
    """How many kinds were found, and how many clean centres were refused or set a table aside, in a sentence each."""
    planted, clean = said["planted"], said["clean"]
    found = sum(all(one["found"] for one in kind["centres"]) for kind in planted)
    alarmed = [one for one in clean if one["findings"]]
    checks = sorted({finding["check"] for one in alarmed for finding in one["findings"]})
    of_them = f" ({', '.join(f'`{check}`' for check in checks)})" if checks else ""
    return (
        f"- Of {len(planted)} kinds of leak, {found} were found, by a check and at a place named before this run.\n"
        f"- Of {len(clean)} clean centres, {len(alarmed)} had a finding{of_them}."
    )


def build_markdown(said: dict[str, Any]) -> str:
    """A table of all kinds: the habit, and what found it."""
    rows = ["| what is done | found by | at |", "|---|---|---|"]
    for kind in said["planted"]:
        missed = [one for one in kind["centres"] if not one["found"]]
        findings = {(one["check"], _place(one)): None for centre in kind["centres"] for one in centre["found"]}
        checks = ", ".join(dict.fromkeys(f"`{check}`" for check, _ in findings)) or "**nothing**"
        places = list(dict.fromkeys(f"`{place}`" for _, place in findings if place))
        more = f" and {len(places) - 2} more" if len(places) > 2 else ""
        partly = f" (missed in {len(missed)} of {len(kind['centres'])})" if missed and findings else ""
        rows.append(f"| {kind['habit']} | {checks}{partly} | {', '.join(places[:2])}{more} |")
    return "\n".join(rows)


def _place(finding: dict[str, Any]) -> str:
    return ".".join(part for part in (finding["table"], finding["column"]) if part)
