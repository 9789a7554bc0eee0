"""Placement and labour market: the client, the contract, a return, and the market as answered in surveys.

Source
    Table `assignments` (client, agency, contract_ends_on, site); table `spells`, for a return; the spells of
    others, for who left the site; survey items `client_fit`, `client_cost_focus` and `outside_offer`.
Known on
    An assignment counts once it is effective and on record, whichever is later; the day of the answer. An
    extension of the contract counts from the assignment that states it.
Missing
    Client: none is known of the person. Its changes: at dates at which no two clients are known of anyone (one
    extract cannot show a change); the count also in the first 180 days of a spell and the first year of the
    records. End of the contract: no end is stated in the newest assignment, or it has passed. Agency: not stated. A
    return: the end of the spell before is not known. Site: no site known, or fewer than five people. Answers: none in
    the last year, or too few respondents in the team.
Limits
    Contract type and hours are protected grounds: what is said here of agency and contract serves to offer help,
    never to end or not renew a contract, and is always audited; hours are no feature. A contract without an end on
    record may be permanent, or not kept up. A spell from before the records is not seen, so that a return after it
    is none; nor is a spell that follows on the one before without a gap, as after a transfer. A client under a
    new name reads as a change. What others pay nearby is on no record: it is as answered. Who left the site
    left for whatever it was.
"""

import numpy as np

from houvast.timeline import Known

FEATURES = {
    "placement_client_changes_365d_count": "changes of client in the 365 days before the as-of date",
    "placement_client_fit_own_share": "own answer (0-1) to the client being a fit, where consent is recorded",
    "placement_client_fit_team_share": "mean answer (0-1) to the client being a fit, of the team",
    "placement_outside_offer_own_share": "own answer (0-1) to earning more elsewhere nearby, where consent is recorded",
    "placement_outside_offer_team_share": "mean answer (0-1) to earning more elsewhere nearby, of the team",
    "placement_until_contract_end_days": "days until the contract ends, as the newest assignment states it",
    "placement_agency_share": "1 if employed through an agency, 0 if not",
    "placement_returned_share": "1 if an earlier spell ended before the open one began, 0 if none is on record",
    "placement_cost_focus_own_share": "own answer (0-1) to the client's focus on costs, where consent is recorded",
    "placement_cost_focus_team_share": "mean answer (0-1) to the client's focus on costs, of the team",
    "placement_with_client_days": "days with the present client: since the last change, or spell and records began",
    "placement_site_left_90d_share": "people who left the site in the last 90 days, of them and the others at it",
}
TABLES = ("assignments", "spells", "survey_answers")
RAISES = {
    "placement_client_fit_own_share": -1,
    "placement_client_fit_team_share": -1,
    "placement_outside_offer_own_share": +1,
    "placement_outside_offer_team_share": +1,
    "placement_returned_share": -1,
    "placement_cost_focus_own_share": +1,
    "placement_cost_focus_team_share": +1,
}


def compute(known: Known) -> dict[str, np.ndarray]:
    """The placement features, one value per observation."""
    fit, costs = known.answers("client_fit"), known.answers("client_cost_focus")
    offer, until = known.answers("outside_offer"), known.assignments.days_until("contract_ends_on")
    changes, placed = known.assignments.changes("client"), known.assignments.last_code("client") >= 0
    return {
        "placement_client_changes_365d_count": np.where(placed, known.after(180, changes.count(days=365)), np.nan),
        "placement_client_fit_own_share": known.own_answers(fit),
        "placement_client_fit_team_share": known.team_mean(fit),
        "placement_outside_offer_own_share": known.own_answers(offer),
        "placement_outside_offer_team_share": known.team_mean(offer),
        "placement_until_contract_end_days": np.where(until < 0, np.nan, until),
        "placement_agency_share": known.assignments.last("agency"),
        "placement_returned_share": _returned(known),
        "placement_cost_focus_own_share": known.own_answers(costs),
        "placement_cost_focus_team_share": known.team_mean(costs),
        "placement_with_client_days": np.where(placed, known.days_without(changes, from_days=0), np.nan),
        "placement_site_left_90d_share": known.left_share("site", 90),
    }


def _returned(known: Known) -> np.ndarray:
    """1 where the spell before the open one ended before it began; 0 without one, or where it follows on it."""
    spells = known.spells
    if not spells.measured:
        return spells.known()
    began, ended, before = spells.last_day(), spells.last_days("ended_on", nth=2), spells.known() > 1
    return np.where(before & (ended > began), np.nan, before & (ended < began))
