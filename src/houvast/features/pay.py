"""Pay: how long since a rise, how many of late, and the wage beside that of the same role.

Source
    Table `pay` (hourly wage by effective date); `assignments.role` for the comparison.
Known on
    A wage counts once it is effective and on record, whichever is later.
Missing
    Everything: no wage is known of the person. Rises: at dates at which no two wages are known of
    anyone (one extract cannot show a change), in the first year of the records, and in the first
    year of a spell without one. Comparison: fewer than five people in the role; where no roles are
    on record, everyone is compared with everyone.
Limits
    A wage record that moves with hours or allowances reads as a rise. Level and rise say something
    about fairness of pay; they must not be used to decide on pay.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "pay_rises_365d_count": "pay rises in the 365 days before the as-of date",
    "pay_against_role_ratio": "hourly wage over the median of the same role at the as-of date",
    "pay_since_rise_days": "days since the last pay rise; since the spell or the records began where none is known",
}
TABLES = ("pay",)
RAISES = {"pay_rises_365d_count": -1, "pay_since_rise_days": +1, "pay_against_role_ratio": -1}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The pay features, one value per observation."""
    rises, wage = known.pay.rises("hourly_wage"), known.pay.last("hourly_wage")
    unpaid = np.isnan(wage)
    return {
        "pay_rises_365d_count": np.where(unpaid, np.nan, known.after(365, rises.count(days=365))),
        "pay_against_role_ratio": known.ratio_to_median(wage, known.assignments.last_code("role")),
        "pay_since_rise_days": np.where(unpaid, np.nan, known.days_without(rises, from_days=365)),
    }
