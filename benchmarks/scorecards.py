"""Scorecards of the public records that configs/ has complete configs for, as figures.

    python -m benchmarks.scorecards [NAME …] [--records FOLDER]

The records are not part of the project (docs/scorecards.md says where they are from). Each is run from its config in
an empty workspace, the way `houvast run` does it, but without its records of help: `ctrip` has a draw of help for half
of its people, from whose day on they teach nothing of leaving without help, and too few leavers would be left for a
model that could be looked at. What the scorecard says of the version goes to
benchmarks/results/scorecards.json, without a row of the records, and the tables in docs/scorecards.md are written
anew from it.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.demo_card import part_of, table
from houvast.language import language_of
from houvast.publish.scorecard.facts import COMPARED, FIGURES, known_figure
from houvast.publish.scorecard.figures import build_interval, write_figure

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "scorecards.json"
PAGE = ROOT / "docs" / "scorecards.md"
NAMES = ("ctrip", "jobathon")
BESIDE = ("model", "tenure", "team_rate", "random")
KEPT = (
    "leavers", "rows", "people", "features", "rung", "not_measured", "not_weighed", "unknown_exits", "exit_lag_days",
    "leaks", "origins", "chosen", "candidates", "opened_before", "tested_people", "tested_leavers", "figures",
    "last_figures", "not_assessed_share", "stability", "learning_curve", "leakage", "fairness",
)  # fmt: skip
"""Parts of a report that the page needs; curves are left out."""


def main() -> None:
    """Run each config and keep what its scorecard says; then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"configs to run; all of {', '.join(NAMES)} if not said")
    parser.add_argument(
        "--records", type=Path, help="folder with a folder of records for each; the config's if not said"
    )
    given = parser.parse_args()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in given.names or NAMES:
        kept[name] = measure(name, None if given.records is None else given.records.resolve() / name)
        text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False)
        RESULTS.write_text(f"{text}\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    for mark, text in build_parts(kept).items():
        before, _, rest = page.partition(f"<!-- {mark} -->")
        page = before + part_of(mark, text) + rest.partition(f"<!-- /{mark} -->")[2]
    PAGE.write_text(page, encoding="utf-8")


def measure(name: str, records: Path | None = None) -> dict[str, Any]:
    """What the scorecard of a fresh run of a config says, of its records without those of help."""
    from houvast import stages
    from houvast.champion import held_back
    from houvast.progress import call
    from houvast.scorecards import choose_version, read_scorecard
    from houvast.use import Use, open_use

    with tempfile.TemporaryDirectory() as workspace:
        opened = open_use(ROOT / "configs" / f"{name}.yaml")
        without_help = tuple(source for source in opened.config.records.sources if source.table != "actions")
        changed = {"sources": without_help} | ({} if records is None else {"folder": str(records)})
        config = opened.config.model_copy(update={"records": opened.config.records.model_copy(update=changed)})
        use = Use(config, opened.config_folder, Path(workspace), opened.workers)
        snapshot = stages.ingest(use, step=call)
        stages.train_model(use, snapshot, step=call)
        registry = stages.open_registry(use)
        version = choose_version(registry, None)
        found = read_scorecard(registry, version, language="en")
        held = held_back(registry, use.task)
    card, _ = found
    return {
        "verdict": card.verdict,
        "horizon_weeks": card.summary.horizon_weeks,
        "capacity": card.summary.capacity,
        "known_until": str(card.known_until),
        "observed": [str(card.observed_from), str(card.summary.observed_until)],
        "sources": [[one.source, one.rows_in, one.kept, one.quarantined] for one in card.summary.sources],
        "held_back": [] if held is None else list(card.decision.failed),
        "warnings": [one.code for one in card.summary.warnings],
        "report": {part: card.report.get(part) for part in KEPT},
    }


def build_parts(kept: dict[str, Any]) -> dict[str, str]:
    """The marked parts of the page: facts and figures of each of the records."""
    return {
        **{f"{name}-facts": build_facts(one) for name, one in kept.items()},
        **{f"{name}-figures": build_figures(one["report"]) for name, one in kept.items()},
    }


def build_facts(kept: dict[str, Any]) -> str:
    """What was read, learned from and tested on, and what the gates said."""
    lingo, report = language_of("en"), kept["report"]
    tested = {name: report[f"tested_{name}"] for name in ("people", "leavers")}
    rows = [
        ("title of the scorecard", lingo.text(f"scorecard.title_{kept['verdict']}", capacity=kept["capacity"])),
        ("employments observed", f"{kept['observed'][0]} until {kept['observed'][1]}"),
        *(
            (f"`{source}`", f"{rows_in:,} rows, {used:,} kept, {refused:,} in quarantine")
            for source, rows_in, used, refused in kept["sources"]
        ),
        ("learned from", f"{report['rows']:,} rows of {report['people']:,} people, {report['leavers']:,} of whom left"),
        ("tested on", f"{report['origins']} stretches: {tested['people']:,} people, {tested['leavers']:,} left"),
        ("features", ", ".join(f"`{name}`" for name in report["features"])),
        ("drivers not measured", ", ".join(report["not_measured"]) or "none"),
        ("tables set aside", _aside(report["leaks"])),
        ("leakage gate", _gate(report["leakage"])),
        ("fairness", (report["fairness"] or {"verdict": "not measured"})["verdict"].replace("_", " ")),
        ("release gate", f"held back: {', '.join(kept['held_back'])}" if kept["held_back"] else "lets it make lists"),
        ("warnings on the list", ", ".join(f"`{code}`" for code in kept["warnings"]) or "none"),
        ("the newest stretch had been opened before", f"{report['opened_before'] or 0} times"),
    ]  # fmt: skip
    return table(rows)


def build_figures(report: dict[str, Any]) -> str:
    """Every figure beside the baselines, the differences, and how stable the list is."""
    lines = ["| figure | model | tenure alone | team rate | by lot |", "|---|---|---|---|---|"]
    for name in FIGURES:
        cells = [_say(name, report["figures"].get(name if of == "model" else f"{of}_{name}")) for of in BESIDE]
        if any(cells):
            lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    for name in COMPARED:
        cells = ["", *(_say(name, report["figures"].get(f"{name}_over_{of}"), signed=True) for of in BESIDE[1:])]
        if any(cells):
            lines.append(f"| `{name}_over_…` | " + " | ".join(cells) + " |")
    lines.append(f"| `auc` of the newest stretch | {_say('auc', report['last_figures'].get('auc'))} | "
                 f"{_say('auc', report['last_figures'].get('tenure_auc'))} | | |")  # fmt: skip
    overlap = report["stability"] and report["stability"]["overlap"]
    gain = report["learning_curve"] and report["learning_curve"]["gain_with_twice"]
    lines += [
        f"| share of the list that a refit gives too | {_say('recall_at_capacity', overlap)} | | | |",
        f"| AUC that twice the leavers would add | {_say('auc', gain, signed=True)} | | | |",
    ]
    return "\n".join(lines)


def _say(name: str, kept: dict[str, Any] | None, *, signed: bool = False) -> str:
    figure, lingo = known_figure(kept), language_of("en")
    if figure is None:
        return ""
    interval = build_interval(name, figure, lingo, signed=signed)
    return f"{write_figure(name, figure.value, lingo, signed=signed)} ({interval})"


def _gate(kept: dict[str, Any] | None) -> str:
    if kept is None:
        return "not measured"
    found = "; ".join(sorted({f"{one['check']} in {one['table'] or 'the model'}" for one in kept["findings"]}))
    return ("passes" if kept["passed"] else "does not pass") + (f" ({found})" if found else "")


def _aside(leaks: list[dict[str, Any]]) -> str:
    return (
        "; ".join(
            f"`{one['table']}`: of {one['people_with']} people with a record {one['left_with']:.0%} left, of "
            f"{one['people_without']} without {one['left_without']:.0%}"
            for one in leaks
        )
        or "none"
    )


if __name__ == "__main__":
    main()
