"""The leakage gate: whether the records, the features or the model know the outcome instead of foretelling it."""

from houvast.leakage.findings import Finding, GateReport, check_gate
from houvast.leakage.gate import find_leaky_tables, run_gate
from houvast.leakage.presence import ODDS_RATIO_LIMIT, PresenceLeak, find_presence_leaks, merge_leaks
from houvast.leakage.words import SourceName

__all__ = [
    "ODDS_RATIO_LIMIT",
    "Finding",
    "GateReport",
    "PresenceLeak",
    "SourceName",
    "check_gate",
    "find_leaky_tables",
    "find_presence_leaks",
    "merge_leaks",
    "run_gate",
]
