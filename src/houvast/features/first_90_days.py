"""First 90 days: tenure, drawn sharply where leaving concentrates.

Source
    The open spell.
Known on
    The first working day, or its registration, whichever is later.
Missing
    Never.
Limits
    A person who returns starts at zero: the earlier spell is not looked at here. How the start went
    (onboarding steps) is not measured yet.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "first_90_days_tenure_days": "days from the start of the open spell to the as-of date",
}
TABLES = ("spells",)
RAISES: dict[str, int] = {}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The first-90-days features, one value per observation."""
    return {"first_90_days_tenure_days": known.tenure_days()}
