"""What help achieved, on the screen, in the config's language. Names nobody."""

import datetime as dt
from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from houvast.actions.measured import EffectReport, MeasuredDraw, MeasuredHelp
from houvast.catalogue import load_drivers
from houvast.effects import DrawEffect, Verdict
from houvast.effects.before import is_about_zero
from houvast.evaluation import Figure
from houvast.language import Language
from houvast.publish.effects_page import count_words
from houvast.suppression import FEWEST_PEOPLE


def show_effects(out: Console, report: EffectReport, lingo: Language) -> None:
    """Every draw, and what was given without one."""
    for remark in report.remarks:
        out.print(lingo.text(f"effects.{remark}"))
    for draw in report.draws:
        _show_draw(out, draw, report, lingo)
    for given in report.given:
        _show_given(out, given, report, lingo)
    if report.draws:
        out.print(lingo.text("effects.rule"), style="dim")


def _show_draw(out: Console, draw: MeasuredDraw, report: EffectReport, lingo: Language) -> None:
    out.print(lingo.text("effects.draw", draw=escape(draw.draw_id), action=escape(draw.action)), style="bold")
    if not draw.effects:
        out.print(lingo.text("effects.not_yet", days=report.horizon_days, fewest=FEWEST_PEOPLE))
        return
    helped, others = (lingo.number(count) for count in draw.effects[0].people)
    first, last = (lingo.date(dt.date.fromisoformat(day)) for day in draw.drawn_on)
    days = {"first": first} if first == last else {"first": first, "last": last}
    key = "drawn_on" if first == last else "drawn_between"
    out.print(lingo.text(f"effects.{key}", **days, helped=helped, others=others))
    if draw.by_team:
        out.print(lingo.text("effects.by_team"))
    if draw.left_out:
        out.print(lingo.text("effects.left_out", count=draw.left_out))
    table = _table(lingo, "days", "helped", "others", "difference", "said")
    for effect, verdict in zip(draw.effects, draw.verdicts, strict=True):
        _add_effect(table, lingo.text("effects.days", days=effect.days), effect, _said(verdict, lingo), lingo)
    for day, (one, other, apart) in draw.effects[-1].over_time.items():
        shares = (lingo.percent(figure.value, 1) for figure in (one, other))
        table.add_row(lingo.text("effects.over_time", days=day), *shares, _points(apart, lingo), "")
    out.print(table)
    _show_doubts(out, draw, lingo)
    for kind, groups in draw.groups.items():
        _show_groups(out, kind, groups, draw.effects[-1].days, report, lingo)


def _show_doubts(out: Console, draw: MeasuredDraw, lingo: Language) -> None:
    """What stands in the way of a verdict, whether the help harms, and whether the arms were alike before."""
    for ground in dict.fromkeys(ground for verdict in draw.verdicts for ground in verdict.grounds):
        out.print(f"- {lingo.text(f'effects.ground_{ground}')}")
    if draw.harm is not None:
        z, limit = (lingo.number(value, 2) for value in (draw.harm.z, draw.harm.limit))
        key = "harm_stop" if draw.harm.stops else "harm_none"
        out.print(lingo.text(f"effects.{key}", z=z, limit=limit, look=draw.harm.look, looks=draw.harm.looks))
    out.print(_before(draw.before, lingo))


def _show_groups(
    out: Console, kind: str, groups: Mapping[str, DrawEffect | None], days: int, report: EffectReport, lingo: Language
) -> None:
    out.print(lingo.text("effects.groups_intro", days=days))
    table = _table(lingo, "group", "helped", "others", "difference")
    for name, effect in groups.items():
        told = lingo.text(f"effects.group_{name}") if kind == "tenure" else _driver(name, lingo)
        if effect is None:
            table.add_row(told, "", "", lingo.text("effects.too_small", fewest=report.fewest))
        else:
            _add_effect(table, told, effect, None, lingo)
    out.print(table)


def _show_given(out: Console, given: MeasuredHelp, report: EffectReport, lingo: Language) -> None:
    name = escape(given.action) or lingo.text("effects.unnamed")
    out.print(lingo.text("effects.given", action=name), style="bold")
    helped, others = (count_words(count, lingo) for count in given.shown_people)
    out.print(lingo.text("effects.given_people", helped=helped, others=others))
    if given.found is not None:
        found = given.found
        crude, adjusted = _points(found.crude, lingo), _points(found.difference, lingo)
        out.print(lingo.text("effects.given_crude", days=report.horizon_days, difference=crude))
        out.print(lingo.text("effects.given_adjusted", difference=adjusted))
        out.print(lingo.text("effects.given_trimmed", share=lingo.percent(found.overlap.trimmed_share)))
        value, limit = (lingo.number(number, 1) for number in (given.e_value, given.e_value_limit))
        out.print(lingo.text("effects.given_e_value", value=value, limit=limit))
    out.print(f"{lingo.text('effects.column_said')}: {_said(given.verdict, lingo)}.")
    for ground in given.verdict.grounds:
        out.print(f"- {lingo.text(f'effects.ground_{ground}')}")


def _add_effect(table: Table, name: str, effect: DrawEffect, said: str | None, lingo: Language) -> None:
    shares = [
        lingo.text("effects.share", share=lingo.percent(f.value, 1), left=lingo.number(k), people=lingo.number(n))
        for f, k, n in zip((effect.helped, effect.others), effect.leavers, effect.people, strict=True)
    ]
    table.add_row(name, *shares, _points(effect.difference, lingo), *([] if said is None else [said]))


def _before(before: Mapping[str, Figure], lingo: Language) -> str:
    if not before:
        return lingo.text("effects.before_none")
    off = [name for name, figure in before.items() if not is_about_zero(figure)]
    if not off:
        return lingo.text("effects.before_fine", count=len(before))
    meanings = [getattr(load_drivers().feature(name).means, lingo.code) for name in off]
    return lingo.text("effects.before_off", what="; ".join(meanings))


def _said(verdict: Verdict, lingo: Language) -> str:
    return lingo.text(f"effects.{verdict.code}" + (f"_{verdict.direction}" if verdict.direction else ""))


def _driver(code: str, lingo: Language) -> str:
    text = load_drivers().drivers.get(code)
    return escape(code) if text is None else getattr(text.name, lingo.code)


def _points(figure: Figure, lingo: Language) -> str:
    value, low, high = (lingo.signed(number) for number in (figure.value, figure.low, figure.high))
    return f"{value} ({lingo.text('common.interval', low=low, high=high)})"


def _table(lingo: Language, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 2), header_style="dim")
    for name in columns:
        table.add_column(lingo.text(f"effects.column_{name}"))
    return table
