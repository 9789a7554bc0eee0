"""The drivers: one module per family, in the order in which ties are broken and small models chosen.

A driver module declares `FEATURES` (name to meaning, the weightiest first: a model holds the later ones
more strongly, and a small model takes the first ones only), `TABLES` (what it reads), `RAISES` (+1 where a
higher value is expected to raise the chance of leaving, -1 where to lower it) and `compute`. It says
in its docstring where it comes from, when it is known, what missing means, and its limits.
"""

from types import ModuleType

from houvast.features import (
    autonomy,
    burnout,
    career,
    coaching,
    connection,
    first_90_days,
    one_on_ones,
    pay,
    placement,
    purpose,
    recognition,
    technology,
    workload,
)

DRIVERS: dict[str, ModuleType] = {
    "first_90_days": first_90_days,
    "pay": pay,
    "burnout": burnout,
    "one_on_ones": one_on_ones,
    "career": career,
    "purpose": purpose,
    "workload": workload,
    "autonomy": autonomy,
    "recognition": recognition,
    "coaching": coaching,
    "connection": connection,
    "technology": technology,
    "placement": placement,
}

TENURE = "first_90_days_tenure_days"
"""The one feature that every model has."""

DRIVER_OF: dict[str, str] = {feature: driver for driver, module in DRIVERS.items() for feature in module.FEATURES}
