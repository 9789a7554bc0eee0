"""First 90 days: tenure, drawn sharply where leaving concentrates, and how the start went.

Source
    The open spell; table `onboarding_steps`.
Known on
    The first working day. A step is late once its due day has passed without being done.
Missing
    Tenure never. Steps: no onboarding records.
Limits
    A person who returns starts at zero: the earlier spell is not looked at here.
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
