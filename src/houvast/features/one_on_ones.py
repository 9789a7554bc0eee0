"""One-on-ones: whether the talk with the manager takes place.

Source
    Table `one_on_ones` (booked for, held or not).
Known on
    The booked day or the day of registration, whichever is later.
Missing
    The counts in the first 90 days of the records and of a spell; "days since" in the first 60 days of a
    spell or of the records without one.
Limits
    Something to talk about, never evidence against a manager. A talk that no one booked is unseen.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "one_on_ones_held_90d_count": "one-on-ones held in the 90 days before the as-of date",
    "one_on_ones_since_held_days": "days since the last one held; where none is known, since spell and records began",
    "one_on_ones_cancelled_90d_count": "one-on-ones booked but not held in those 90 days",
}
TABLES = ("one_on_ones",)
RAISES = {
    "one_on_ones_held_90d_count": -1,
    "one_on_ones_since_held_days": +1,
    "one_on_ones_cancelled_90d_count": +1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The one-on-one features, one value per observation."""
    held = known.one_on_ones.where("held")
    count = known.after(90, held.count(days=90))
    return {
        "one_on_ones_held_90d_count": count,
        "one_on_ones_since_held_days": known.days_without(held, from_days=60),
        "one_on_ones_cancelled_90d_count": known.one_on_ones.count(days=90) - count,
    }
