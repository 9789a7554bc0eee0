"""What a plan comes to and rests on, in words. Names nobody."""

from houvast.actions.costs import pays_from
from houvast.actions.help_catalogue import load_help
from houvast.actions.plan import STATUSES, Terms
from houvast.language import Language
from houvast.planning import HelpPlan


def plan_lines(plan: HelpPlan, lingo: Language) -> list[str]:
    """How many people, at what cost, what it may achieve as a range, and what that assumes."""
    totals, terms = plan.totals, plan.terms
    counted = [(status, totals.people[status]) for status in STATUSES if totals.people[status]]
    lines = [
        lingo.text("plan.counts", count=count, status=lingo.text(f"plan.status_{status}")) for status, count in counted
    ]
    spent, hours = lingo.short(totals.hours), lingo.short(terms.hours)
    lines.append(lingo.text("plan.spent", hours=spent, all=hours, cost=lingo.number(totals.cost)))
    leavers, people = lingo.number(totals.expected_leavers, 1), lingo.number(totals.people["planned"])
    lines.append(lingo.text("plan.expected", leavers=leavers, people=people, weeks=plan.horizon_weeks))
    lines.append(_avoided(plan, lingo))
    low, high = (lingo.number(end) for end in totals.saved)
    lines += [lingo.text("plan.saved", low=low, high=high), lingo.text("plan.chance")]
    return [*lines, lingo.text("plan.terms_title"), *_terms(terms, lingo), *_actions(plan, lingo)]


def _avoided(plan: HelpPlan, lingo: Language) -> str:
    low, high = (lingo.number(end, 1) for end in plan.totals.avoided)
    share = plan.totals.proven_share
    if share <= 0:
        return lingo.text("plan.avoided_assumed", low=low, high=high)
    if share >= 1 - 1e-9:
        return lingo.text("plan.avoided_proven", low=low, high=high)
    return lingo.text("plan.avoided_partly", low=low, high=high, share=lingo.percent(share))


def _terms(terms: Terms, lingo: Language) -> list[str]:
    cost_low, cost_high = (lingo.number(end) for end in terms.replacement)
    low, high = (lingo.percent(end) for end in terms.assumed)
    return [
        lingo.text("plan.terms_replacement", low=cost_low, high=cost_high),
        lingo.text("plan.terms_effect", low=low, high=high),
        lingo.text("plan.terms_hours", hours=lingo.short(terms.hours), cost=lingo.short(terms.hour_cost)),
        lingo.text("plan.terms_catalogue"),
    ]


def _actions(plan: HelpPlan, lingo: Language) -> list[str]:
    """Of each help in the plan: from which risk it is worth its cost, and what is known of it."""
    lines = []
    for code in sorted(set(plan.rows["action"].dropna())):
        action = load_help().actions[code]
        limit = pays_from(action.cost(plan.terms.hour_cost), plan.terms.replacement, plan.terms.effect(code))
        given = {"action": getattr(action.name, lingo.code), "evidence": getattr(action.evidence, lingo.code)}
        if limit > 1:
            lines.append(lingo.text("plan.action_never", **given))
        else:
            lines.append(lingo.text("plan.action_terms", **given, **{"from": lingo.percent(limit, 1)}))
    return lines
