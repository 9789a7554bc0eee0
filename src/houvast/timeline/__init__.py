"""The kernel: what was known of whom, on which as-of date."""

from houvast.timeline.days import to_days
from houvast.timeline.events import Events, Unmeasured
from houvast.timeline.known import Known
from houvast.timeline.observed import Observations

__all__ = ["Events", "Known", "Observations", "Unmeasured", "to_days"]
