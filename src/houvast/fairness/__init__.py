"""Whom a list misses, by group of people: groups, figures, verdicts, and rows for a page."""

from houvast.fairness.assess import MARGIN, assess_fairness
from houvast.fairness.groups import GROUPINGS, PLACES, build_groups
from houvast.fairness.report import FAILS, INTERVAL_ONLY, NOT_ASSESSABLE, PASSES, FairnessReport
from houvast.fairness.table import FairnessTable, build_fairness_table

__all__ = [
    "FAILS",
    "GROUPINGS",
    "INTERVAL_ONLY",
    "MARGIN",
    "NOT_ASSESSABLE",
    "PASSES",
    "PLACES",
    "FairnessReport",
    "FairnessTable",
    "assess_fairness",
    "build_fairness_table",
    "build_groups",
]
