"""Made-up model versions and a made-up snapshot with refused rows, for the pages about how lists are made."""

import hashlib
from pathlib import Path

import pandas as pd
from made_up_views import made_up_views

from houvast.ledger import Change, write_change
from houvast.records.snapshot import encode_manifest, identify
from houvast.release import Decision, Ground
from houvast.web.models import ModelVersion

CARD = """<!DOCTYPE html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
h1 { color: #17504f; }
</style></head><body><h1>Card</h1></body></html>"""
"""Like a scorecard: it stands by itself, with a policy and a style sheet of its own."""


class MadeUpModels:
    """Two versions, of which the second was held back, and a ledger of one entry."""

    def versions(self):
        held = Decision(1, None, (Ground("calibrated", False, 1.6, 1.3, 1.9, "0.8–1.25", ("better",)),))
        figures = {"auc": {"value": 0.7, "low": 0.65, "high": 0.75}}
        shared = {"known_until": "2025-06-01", "figures": figures, "leavers": 120, "past": False}
        return [
            ModelVersion(2, model_sha256="b" * 64, roles=("challenger",), decision=held, **shared),
            ModelVersion(1, model_sha256="a" * 64, roles=("champion",), decision=Decision(None, "first", ()), **shared),
        ]

    def ledger(self):
        change = Change("2025-06-01T09:00:00", "<i>kim</i>", "promote", None, 1, "<b>it is time</b>")
        return [write_change(change)]

    def scorecard(self, number, language, back):
        return CARD.replace("Card", f"Card {number} {language} {back}") if number == 1 else None

    def views(self, number):
        return made_up_views() if number == 1 else None


def write_snapshot(home: Path) -> Path:
    """A snapshot of which rows of two tables were refused; the file has a column that must never be read."""
    rows = pd.DataFrame({"source": 0, "file": ["pay.csv"] * 3 + ["a.csv"], "table": ["pay"] * 3 + ["spells"]})
    rows["row"], rows["column"] = [9, 4, 7, 2], "Jansen"
    rows["reason"] = ["not_a_number", "not_a_number", "duplicate", "overlapping_spells"]
    (home / "new").mkdir(parents=True)
    rows.to_parquet(home / "new" / "quarantine.parquet")
    digest = hashlib.sha256((home / "new" / "quarantine.parquet").read_bytes()).hexdigest()
    counts = {"rows_in": 1000, "rows_kept": 996, "rows_quarantined": 4}
    manifest = {
        "observed_until": "2025-06-01",
        "sources": [{"source": 0, "file": "pay.csv", "table": "pay", **counts}],
        "quarantine": {"rows": 4, "sha256": digest},
    }
    (home / "new" / "manifest.json").write_bytes(encode_manifest(manifest))
    name = identify(encode_manifest(manifest))
    (home / "new").rename(home / name)
    (home / "latest").symlink_to(name)
    return home
