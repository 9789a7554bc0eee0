"""What a plan comes to and rests on, in words, in either language. Names nobody."""

from collections.abc import Iterable

from houvast.actions.costs import pays_from
from houvast.actions.help_catalogue import load_help
from houvast.actions.plan import STATUSES, Terms, Totals
from houvast.language import Language


def plan_lines(totals: Totals, terms: Terms, planned: Iterable[str], weeks: int, lingo: Language) -> list[str]:
    """How many people, at what cost, what it may achieve as a range, and what that assumes.

    Parameters
    ----------
    planned : iterable of str
        Codes of the actions in the plan.
    weeks : int
        Horizon of the risk.
    """
    return [
        *count_lines(totals, lingo),
        *achieve_lines(totals, terms, weeks, lingo),
        lingo.text("plan.terms_title"),
        *term_lines(terms, planned, lingo),
    ]


def count_lines(totals: Totals, lingo: Language) -> list[str]:
    """How many people are in the plan, by what happens."""
    counted = [(status, totals.people[status]) for status in STATUSES if totals.people[status]]
    return [
        lingo.text("plan.counts", count=count, status=lingo.text(f"plan.status_{status}")) for status, count in counted
    ]


def achieve_lines(totals: Totals, terms: Terms, weeks: int, lingo: Language) -> list[str]:
    """What the help takes, and what it may achieve as a range, with what that rests on."""
    spent, hours = lingo.short(totals.hours), lingo.short(terms.hours)
    leavers, people = lingo.number(totals.expected_leavers, 1), lingo.number(totals.people["planned"])
    low, high = (lingo.number(end) for end in totals.saved)
    return [
        lingo.text("plan.spent", hours=spent, all=hours, cost=lingo.number(totals.cost)),
        lingo.text("plan.expected", leavers=leavers, people=people, weeks=weeks),
        _avoided(totals, lingo),
        lingo.text("plan.saved", low=low, high=high),
        lingo.text("plan.chance"),
    ]


def _avoided(totals: Totals, lingo: Language) -> str:
    low, high = (lingo.number(end, 1) for end in totals.avoided)
    share = totals.proven_share
    if share <= 0:
        return lingo.text("plan.avoided_assumed", low=low, high=high)
    if share >= 1 - 1e-9:
        return lingo.text("plan.avoided_proven", low=low, high=high)
    return lingo.text("plan.avoided_partly", low=low, high=high, share=lingo.percent(share))


def term_lines(terms: Terms, planned: Iterable[str], lingo: Language) -> list[str]:
    """What a plan rests on, and from which risk each help in it is worth its cost."""
    cost_low, cost_high = (lingo.number(end) for end in terms.replacement)
    low, high = (lingo.percent(end) for end in terms.assumed)
    return [
        lingo.text("plan.terms_replacement", low=cost_low, high=cost_high),
        lingo.text("plan.terms_effect", low=low, high=high),
        lingo.text("plan.terms_hours", hours=lingo.short(terms.hours), cost=lingo.short(terms.hour_cost)),
        lingo.text("plan.terms_catalogue"),
        *_actions(terms, planned, lingo),
    ]


def _actions(terms: Terms, planned: Iterable[str], lingo: Language) -> list[str]:
    """Of each help in the plan: from which risk it is worth its cost, and what is known of it."""
    lines = []
    for code in sorted(set(planned)):
        action = load_help().actions[code]
        limit = pays_from(action.cost(terms.hour_cost), terms.replacement, terms.effect(code))
        given = {"action": getattr(action.name, lingo.code), "evidence": getattr(action.evidence, lingo.code)}
        if limit > 1:
            lines.append(lingo.text("plan.action_never", **given))
        else:
            lines.append(lingo.text("plan.action_terms", **given, **{"from": lingo.percent(limit, 1)}))
    return lines
