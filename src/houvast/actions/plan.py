"""From a list to a plan: whom, which help, by whom, when, and what it may achieve.

Rules
-----
- In the order of the list. Considered is who has a raised risk or lies within capacity; the others are left in peace.
- A person is offered help for the driver that adds most to the risk and for which there is help that may be worth its
  cost; of that driver the first such action of the catalogue. A contribution is not a cause: the driver says where to
  begin the conversation, and the person says what would help.
- Who was drawn to go without at first is left out, and shown.
- Help is given while there are hours in the month; what comes after is shown and waits.
- Who is at risk and cannot be helped is shown with what stands in the way.

What it may achieve is a range: the sum of risk times effect over those helped. The effect of an action is proven (the
interval that a draw gave) or assumed (the range of the config), and the plan says which. The range is that of the
effect alone: chance comes on top.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from houvast.actions.costs import Range, pays_from
from houvast.actions.help_catalogue import HelpCatalogue

STATUSES = ("planned", "without_at_first", "no_hours", "costs_more", "no_help", "not_assessed")
LEAST = 0.0005
RAISED = ("high", "raised")
WEEKS_A_MONTH = 4
COLUMNS = (
    "employee_id", "status", "rank", "risk", "site", "team", "driver", "contribution", "action", "owner", "from_date",
    "hours", "cost", "effect_low", "effect_high", "proven",
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """What a plan is made under.

    Parameters
    ----------
    hours, hour_cost : float
        Hours of help in the month, and euros an hour.
    replacement : (float, float)
        Euros to replace one person.
    assumed : (float, float)
        Relative effect where none is proven.
    proven : mapping of str to (float, float)
        Action to the interval of its relative effect, where a draw has proven one.
    without : frozenset of str
        Who was drawn to go without at first.
    """

    hours: float
    hour_cost: float
    replacement: Range
    assumed: Range
    proven: Mapping[str, Range]
    without: frozenset[str] = frozenset()

    def effect(self, action: str) -> Range:
        """Lowest and highest relative effect of an action."""
        return self.proven.get(action, self.assumed)


@dataclass(frozen=True)
class Totals:
    """What a plan comes to.

    Parameters
    ----------
    people : dict of str to int
        Status to number of people.
    hours, cost : float
    expected_leavers : float
        Of those planned, without help.
    avoided, saved : (float, float)
        Leavers, and euros of replacement less the cost of the help.
    proven_share : float
        Of the expected leavers of those planned, the share whose action has a proven effect.
    """

    people: dict[str, int]
    hours: float
    cost: float
    expected_leavers: float
    avoided: Range
    saved: Range
    proven_share: float


def build_plan(
    people: pd.DataFrame, contributions: pd.DataFrame, not_assessed: pd.DataFrame, terms: Terms,
    catalogue: HelpCatalogue, as_of: pd.Timestamp,
) -> pd.DataFrame:  # fmt: skip
    """One row a person who is considered, in the order of the list, then who is not assessed; columns `COLUMNS`.

    Parameters
    ----------
    people : DataFrame
        employee_id, rank, risk, band, within_capacity, site, team.
    contributions : DataFrame
        employee_id, driver, contribution (probability).
    not_assessed : DataFrame
        employee_id, site, team.
    as_of : Timestamp
        First day on which help is given.
    """
    considered = people[people["within_capacity"] | (people["band"].isin(RAISED))]
    adding = contributions[contributions["contribution"] >= LEAST]
    adding = adding.sort_values(["employee_id", "contribution", "driver"], ascending=[True, False, True])
    drivers = {
        name: list(zip(rows["driver"], rows["contribution"], strict=True))
        for name, rows in adding.groupby("employee_id")
    }
    rows, used = [], 0.0
    for person in considered.sort_values("rank").itertuples(index=False):
        row = {name: getattr(person, name) for name in ("employee_id", "rank", "risk", "site", "team")}
        row |= _choose(person.risk, drivers.get(person.employee_id, []), terms, catalogue)
        if person.employee_id in terms.without:
            row["status"] = "without_at_first"
        elif row["status"] == "planned" and used + row["hours"] > terms.hours + 1e-9:
            row["status"] = "no_hours"
        elif row["status"] == "planned":
            week = int(used / (terms.hours / WEEKS_A_MONTH))
            row["from_date"] = as_of + pd.Timedelta(days=7 * min(week, WEEKS_A_MONTH - 1))
            used += row["hours"]
        rows.append(row)
    apart = [
        {"employee_id": p.employee_id, "site": p.site, "team": p.team, "status": "not_assessed"}
        for p in not_assessed.itertuples()
    ]
    return pd.DataFrame(rows + apart, columns=list(COLUMNS))


def sum_up(plan: pd.DataFrame, terms: Terms) -> Totals:
    """What the plan comes to."""
    planned = plan[plan["status"] == "planned"]
    risk = planned["risk"].astype(float)
    low, high = (float((risk * planned[end].astype(float)).sum()) for end in ("effect_low", "effect_high"))
    cost, expected = float(planned["cost"].sum()), float(risk.sum())
    proven = float(risk[planned["proven"].astype(bool)].sum())
    ends = [low * end for end in terms.replacement] + [high * end for end in terms.replacement]
    return Totals(
        people={status: int((plan["status"] == status).sum()) for status in STATUSES},
        hours=float(planned["hours"].sum()),
        cost=cost,
        expected_leavers=expected,
        avoided=(low, high),
        saved=(min(ends) - cost, max(ends) - cost),
        proven_share=proven / expected if expected > 0 else 0.0,
    )


def _choose(risk: float, drivers: list[tuple[str, float]], terms: Terms, catalogue: HelpCatalogue) -> dict:
    """The action for a person, or what stands in the way."""
    first = None
    for driver, contribution in drivers:
        for code in catalogue.for_driver(driver):
            action, effect = catalogue.actions[code], terms.effect(code)
            cost = action.cost(terms.hour_cost)
            row = {
                "driver": driver, "contribution": contribution, "action": code, "owner": action.owner,
                "hours": action.hours, "cost": cost, "effect_low": effect[0], "effect_high": effect[1],
                "proven": code in terms.proven,
            }  # fmt: skip
            if risk >= pays_from(cost, terms.replacement, effect):
                return {"status": "planned", **row}
            first = first or row
    return {"status": "no_help"} if first is None else {"status": "costs_more", **first}
