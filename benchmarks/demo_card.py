"""The figures of `models/demo-card.md`, from the version that `make demo` registered.

    make demo && python -m benchmarks.demo_card

What the registry has on file of the champion is kept in models/demo-figures.json, and the marked parts of the
card are written anew from it.
"""

import json
import re
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[1] / "models"
KEPT, CARD = MODELS / "demo-figures.json", MODELS / "demo-card.md"
SHOWN = {
    "auc": ("AUC", 3),
    "observed_expected": ("left / promised", 2),
    "slope": ("calibration slope", 2),
    "ici": ("ICI", 4),
    "brier": ("Brier score", 4),
    "net_benefit": ("net benefit", 4),
    "precision_at_capacity": ("left of those listed, a share", 3),
    "recall_at_capacity": ("leavers listed, a share", 3),
    "lift_at_capacity": ("lift", 1),
    "auc_4w": ("AUC at 4 weeks", 3),
    "auc_26w": ("AUC at 26 weeks", 3),
}
BESIDE = ("", "tenure_", "team_rate_")


def main() -> None:
    """Read the registry, keep the figures, write the card."""
    from houvast import stages
    from houvast.use import open_use

    use = open_use(Path("configs/demo.yaml"))
    champion = stages.open_registry(use).champion()
    keys = ("snapshot", "config_sha256", "model_sha256", "known_until", "packages", "houvast_version", "report")
    kept = {"version": champion.number, **{key: champion.facts[key] for key in keys}}
    kept["report"] = {name: value for name, value in kept["report"].items() if name != "curves"}
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    card = CARD.read_text(encoding="utf-8")
    for mark, text in build_parts(kept).items():
        card = re.sub(rf"<!-- {mark} -->\n.*?<!-- /{mark} -->", part_of(mark, text), card, flags=re.DOTALL)
    CARD.write_text(card, encoding="utf-8")


def part_of(mark: str, text: str) -> str:
    """A marked part as it stands in the card."""
    return f"<!-- {mark} -->\n{text}\n<!-- /{mark} -->"


def build_parts(kept: dict[str, Any]) -> dict[str, str]:
    """The marked parts: what it is made from, what it learned from, and how good it was."""
    report = kept["report"]
    rung, stability, curve = report["rung"], report["stability"], report["learning_curve"]
    packages = ", ".join(f"{name} {kept['packages'][name]}" for name in ("scikit-learn", "numpy", "pandas"))
    digests = ", ".join(kept[name][:16] for name in ("snapshot", "config_sha256", "model_sha256"))
    made = [
        ("houvast and packages", f"{kept['houvast_version']}; {packages}"),
        ("snapshot, config, model (sha256)", digests),
        ("known until", kept["known_until"]),
    ]
    learned = [
        ("rows with a known outcome", f"{report['rows']:,}"),
        ("people, leavers among them", f"{report['people']:,}, {report['leavers']:,}"),
        ("exits of unknown reason", report["unknown_exits"]),
        ("rung", build_rung(rung)),
        ("candidate chosen", report["chosen"]),
        ("leakage gate", "passes" if report["leakage"]["passed"] else "does not pass"),
        ("fairness", (report["fairness"] or {"verdict": "not measured"})["verdict"].replace("_", " ")),
        ("features", ", ".join(f"`{name}`" for name in report["features"])),
        ("not measured", ", ".join(report["not_measured"]) or "none of the drivers is wholly unmeasured"),
    ]
    after = [
        ("AUC over tenure alone", say(report["figures"]["auc_over_tenure"], 3)),
        ("AUC over the team's rate", say(report["figures"]["auc_over_team_rate"], 3)),
        ("AUC of the newest stretch alone", say(report["last_figures"].get("auc"), 3)),
        ("times that the newest stretch was opened before, by other protocols", report["opened_before"]),
        ("share of the list that other people of the same kind would give too", say(stability["overlap"], 2)),
        ("AUC that twice the leavers would add", say(curve["gain_with_twice"], 3)),
    ]
    figures = ["| figure | model | tenure alone | team's rate of last year |", "|---|---|---|---|"]
    for name, (words, digits) in SHOWN.items():
        cells = [say(report["figures"].get(prefix + name), digits) for prefix in BESIDE]
        figures.append(f"| {words} | " + " | ".join(cells) + " |")
    return {"made": table(made), "learned": table(learned), "figures": "\n".join(figures), "after": table(after)}


def build_rung(rung: dict[str, float]) -> str:
    """The rung in words."""
    parameters, penalty = rung["max_parameters"], rung["penalty"]
    return f"from {rung['from_leavers']} leavers: {parameters} parameters, penalty {penalty:g}"


def table(rows: list[tuple[str, object]]) -> str:
    """A table of two columns."""
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def say(figure: dict[str, float | None] | None, digits: int) -> str:
    """A figure with its interval."""
    if figure is None or figure["value"] is None:
        return ""
    value, low, high = (figure[part] for part in ("value", "low", "high"))
    return f"{value:.{digits}f}" + ("" if low is None else f" ({low:.{digits}f} to {high:.{digits}f})")


if __name__ == "__main__":
    main()
