"""The kernel: what was known of whom, on which as-of date."""

from houvast.timeline.colleagues import Colleagues, merge_gathered
from houvast.timeline.days import to_days
from houvast.timeline.events import Events, Unmeasured
from houvast.timeline.known import Gone, Known
from houvast.timeline.observed import Observations
from houvast.timeline.versions import Versions

__all__ = [
    "Colleagues",
    "Events",
    "Gone",
    "Known",
    "Observations",
    "Unmeasured",
    "Versions",
    "merge_gathered",
    "to_days",
]
