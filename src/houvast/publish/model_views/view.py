"""What a model makes of its people as a whole, in words and drawings, from `global_views.json` as a version keeps it.

Drawn are the features along which the mean risk moves most between two values of the curve. What is hidden in the
document stays hidden here; nothing is measured anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from houvast.catalogue import load_drivers
from houvast.global_views import VERSION
from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.model_views.drawings import FEWEST_POINTS, Bar, SmallCurve, build_bars, build_small_curve
from houvast.publish.people import build_tenure
from houvast.publish.people_words import build_percent, driver_name
from houvast.publish.rates import name_band

DRAWN = 8
COLUMNS = 6
"""Drivers that have a column of their own in the tables of groups; the others share one."""
KINDS = ("site", "tenure")
LEAST = 5e-6
"""Sizes and changes below it are written as 0.00 points, and count as none."""


@dataclass(frozen=True)
class CurveShown:
    """A feature's curve: its name in words, its code and driver, what its axis counts, and a row a value."""

    name: str
    feature: str
    driver: str
    unit: str
    alt: str
    curve: SmallCurve
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class GroupRow:
    """A group's cells as written; none where it is hidden or empty, which `hidden` tells apart."""

    name: str
    cells: tuple[str, ...]
    hidden: bool


@dataclass(frozen=True)
class GroupTable:
    """Groups of one kind; the heads are of all columns, the name's first."""

    kind: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class ModelViews:
    """What is shown: sentences, bars (driver, bar, size, interval), curves, and tables of groups."""

    about: str
    bars: tuple[tuple[str, Bar, str, str], ...]
    without: str
    curves: tuple[CurveShown, ...]
    others: str
    tables: tuple[GroupTable, ...]
    base: str


def build_model_views(kept: Mapping[str, Any] | None, lingo: Language) -> ModelViews | None:
    """The views; None where a version kept none, or kept them in a form that this code does not know.

    Parameters
    ----------
    kept : mapping or None
        The content of `global_views.json`.
    """
    if kept is None or kept.get("version") != VERSION:
        return None
    known = [one for one in kept["drivers"] if one["value"] is not None]
    sized = [one for one in known if one["value"] >= LEAST]
    moving = _moving(kept["effects"])
    drawn = tuple(_show_curve(one, lingo) for one in moving[:DRAWN])
    counts = {name: lingo.number(kept[name]) for name in ("rows", "people")}
    return ModelViews(
        about=lingo.text("model_views.about", **counts, risk=build_percent(kept["mean_risk"], lingo)),
        bars=tuple(
            (driver_name(one["driver"], lingo), bar, _points(one["value"], lingo), _interval(one, lingo))
            for one, bar in zip(sized, build_bars(sized), strict=True)
        ),
        without=", ".join(driver_name(one["driver"], lingo) for one in known if one not in sized),
        curves=drawn,
        others=lingo.text("model_views.others", count=len(kept["effects"]) - len(drawn)),
        tables=_build_tables(kept["groups"], [one["driver"] for one in sized], lingo),
        base=build_percent(kept["base_risk"], lingo),
    )


def _moving(effects: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Curves that move, those that move most first."""
    found = []
    for one in effects:
        changes = [change["value"] for change in one["changes"]]
        if len(changes) < FEWEST_POINTS or None in changes:
            continue
        found.append((max(changes) - min(changes), one))
    return [one for moves, one in sorted(found, key=lambda pair: -pair[0]) if moves >= LEAST]


def _show_curve(effect: Mapping[str, Any], lingo: Language) -> CurveShown:
    text = load_drivers().feature(effect["feature"])
    kind = "number" if text is None else text.kind
    values, changes = effect["values"], effect["changes"]
    rows = tuple(
        (_write(kind, value, lingo), _points(change["value"], lingo), _interval(change, lingo), _people(one, lingo))
        for value, change, one in zip(values, changes, effect["bins"], strict=True)
    )
    first, last = rows[0], rows[-1]
    unit = f"model_views.unit_{kind}"
    return CurveShown(
        name=effect["feature"] if text is None else getattr(text.means, lingo.code),
        feature=effect["feature"],
        driver=driver_name(effect["driver"], lingo),
        unit=lingo.text(unit) if lingo.has(unit) else "",
        alt=lingo.text("model_views.alt", first=first[0], change_first=first[1], last=last[0], change_last=last[1]),
        curve=build_small_curve(effect, lambda value: _write(kind, value, lingo), lingo),
        rows=rows,
    )


def _build_tables(
    groups: Sequence[Mapping[str, Any]], drivers: Sequence[str], lingo: Language
) -> tuple[GroupTable, ...]:
    own, shared = drivers[:COLUMNS], len(drivers) > COLUMNS
    heads = (
        *(lingo.text(f"model_views.column_{name}") for name in ("people", "risk")),
        *(driver_name(code, lingo) for code in own),
        *([lingo.text("model_views.column_others")] if shared else []),
    )
    tables = []
    for kind in KINDS:
        rows = tuple(_build_row(one, own, shared, lingo) for one in groups if one["kind"] == kind)
        title = lingo.text(f"model_views.by_{kind}")
        if rows:
            tables.append(GroupTable(kind, title, (lingo.text(f"model_views.column_{kind}"), *heads), rows))
    return tuple(tables)


def _build_row(group: Mapping[str, Any], own: Sequence[str], shared: bool, lingo: Language) -> GroupRow:
    name = _name_tenure(group["name"], lingo) if group["kind"] == "tenure" else build_shown(group["name"], lingo)
    points = group["by_driver"]
    if points is None:
        return GroupRow(name, (), group["people"] is None)
    cells = [lingo.number(group["people"]), build_percent(group["risk"], lingo)]
    cells += [lingo.signed(points.get(code, 0.0)) for code in own]
    if shared:
        cells.append(lingo.signed(sum(value for code, value in points.items() if code not in own)))
    return GroupRow(name, tuple(cells), False)


def _name_tenure(band: str, lingo: Language) -> str:
    low, _, high = band.partition("-")
    return name_band(int(low), int(high) if high else None, lingo)


def _write(kind: str, value: float, lingo: Language) -> str:
    """A value of a feature: a length of time, a percentage, yes or no, a place on a scale of ten, or a number."""
    if kind == "days":
        return build_tenure(value, lingo)
    if kind == "share":
        return lingo.percent(value)
    if kind == "flag" and value in (0.0, 1.0):
        return lingo.text("model_views.yes" if value else "model_views.no")
    if kind in ("own", "team", "change"):
        return lingo.short(10 * value)
    return lingo.number(value, 2) if kind in ("ratio", "flag") else lingo.short(value)


def _people(one: Mapping[str, Any], lingo: Language) -> str:
    return lingo.text("model_views.hidden") if one["people"] is None else lingo.number(one["people"])


def _points(share: float, lingo: Language) -> str:
    return lingo.number(100 * share, 2)


def _interval(one: Mapping[str, Any], lingo: Language) -> str:
    if one["low"] is None or one["high"] is None:
        return ""
    return lingo.text("model_views.interval", low=_points(one["low"], lingo), high=_points(one["high"], lingo))
