"""Watching a model that makes lists: its records, what it sees, what it says, what came true, and its runs.

Plain values in, findings out. What the findings are held against was kept when the model was
registered (`reference`); how often they may raise a false alarm stands in `budget`.
"""

from houvast.monitor.findings import LAYERS, Finding, Monitoring, TruthMonth
from houvast.monitor.reference import Reference, build_reference

__all__ = ["LAYERS", "Finding", "Monitoring", "Reference", "TruthMonth", "build_reference"]
