"""A draw on the screen: how many, never who, and what it can show."""

import datetime as dt

from rich.console import Console
from rich.markup import escape

from houvast.actions.draw import HELP, NONE
from houvast.drawing import DrawMade, Outlook
from houvast.language import Language


def show_draw(out: Console, made: DrawMade, days: int, lingo: Language, *, dry: bool) -> None:
    """What was drawn, what it can show, when it is stopped, and where it was written down."""
    draw = made.draw
    date = lingo.date(dt.date.fromisoformat(draw.as_of))
    out.print(lingo.text("draw.title", draw=escape(draw.draw_id), date=date), style="bold")
    arms = [arm for _, arm in draw.arms.values()]
    if draw.by == "team":
        steps = sorted(set(arms), key=int)
        out.print(lingo.text("draw.teams_now", teams=len(arms), steps=len(steps)))
        for step in steps:
            teams = ", ".join(sorted(escape(team) for team, (_, own) in draw.arms.items() if own == step))
            out.print(lingo.text("draw.team_step", step=step, teams=teams))
    elif not arms:
        out.print(lingo.text("draw.nobody"))
    else:
        counts = {"helped": arms.count(HELP), "others": arms.count(NONE), "kept": made.kept}
        out.print(lingo.text("draw.now", **{name: lingo.number(count) for name, count in counts.items()}))
    out.print(lingo.text("draw.why"))
    _show_outlook(out, made.outlook, days, lingo)
    if draw.by == "team":
        out.print(lingo.text("draw.teams_less"))
    if dry:
        out.print(lingo.text("draw.dry"))
    if made.hash is not None:
        out.print(lingo.text("draw.written", hash=made.hash))
    if made.records is not None:
        out.print(lingo.text("draw.records", path=escape(made.records.name)))


def _show_outlook(out: Console, outlook: Outlook, days: int, lingo: Language) -> None:
    base, people = lingo.percent(outlook.base, 1), lingo.number(outlook.people)
    out.print(lingo.text("draw.power_title"), style="bold")
    out.print(lingo.text("draw.base", base=base, days=days))
    if outlook.detectable is None:
        out.print(lingo.text("draw.nothing_detectable", people=people))
    else:
        reached = lingo.percent(outlook.base - outlook.detectable, 1)
        out.print(lingo.text("draw.detectable", people=people, base=base, reached=reached))
    effect, planned = lingo.percent(outlook.effect), lingo.number(outlook.planned_people)
    out.print(lingo.text("draw.planned", effect=effect, people=planned))
    if outlook.new_a_month is None:
        out.print(lingo.text("draw.months_unknown"))
    elif outlook.months is None:
        out.print(lingo.text("draw.months_never"))
    else:
        new = lingo.short(outlook.new_a_month)
        out.print(lingo.text("draw.months", new=new, months=lingo.number(outlook.months)))
    first, last = (lingo.number(outlook.limits[at], 2) for at in (0, -1))
    out.print(lingo.text("draw.stopping", first=first, last=last, looks=len(outlook.limits)))
