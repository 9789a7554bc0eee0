"""What help achieved as a page: verdicts in words, differences with their intervals, and what to try next."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from houvast.actions.help_catalogue import load_help
from houvast.catalogue import load_drivers
from houvast.effects.adjusted import TRIM
from houvast.effects.before import is_about_zero
from houvast.evaluation import Figure, read_figure
from houvast.language import Language
from houvast.publish.effects_charts import build_over_time, find_end, place_around, place_range
from houvast.publish.effects_said import say_effects, verdict_words
from houvast.publish.inert import build_shown
from houvast.publish.printable import write_printable
from houvast.suppression import FEWEST_PEOPLE

NAME = "effects.html"
TENURES = ("under_3_months", "3_to_12_months", "a_year_and_longer")


def write_effects_page(path: Path, report: Mapping[str, Any], config_name: str, language: str) -> None:
    """`effects.html`: one file that needs nothing else."""

    def build(lingo: Language) -> dict[str, Any]:
        return build_effects_view(report, lingo)

    until = dt.date.fromisoformat(report["until"])
    write_printable(path, "help_effects", until, config_name, language, build, list_page="")


def build_effects_view(report: Mapping[str, Any], lingo: Language) -> dict[str, Any]:
    """What the page shows, in words and places.

    Parameters
    ----------
    report : mapping
        As `actions.measured.EffectReport.as_dict` gives it.
    """
    draws = [_draw(one, report, lingo) for one in report["draws"]]
    codes = [verdict["code"] for one in report["draws"] for verdict in one["verdicts"][:1]]
    counts = [
        (lingo.text(f"help_effects.count_{code}"), lingo.number(codes.count(code)))
        for code in ("proven", "not_shown", "unproven")
    ]
    return {
        "remarks": [lingo.text(f"effects.{remark}") for remark in report["remarks"]],
        "facts": [*counts, (lingo.text("help_effects.count_given"), lingo.number(len(report["given"])))],
        "stops": [one for one in draws if one["harm"] and one["harm"]["stops"]],
        "said": say_effects(report, lingo),
        "draws": draws,
        "given": [_given(one, report, lingo) for one in report["given"]],
        "fewest": lingo.number(report["fewest"]),
        "trim": (100 * TRIM, 100 * (1 - TRIM)),
    }


def action_name(code: str, lingo: Language) -> str:
    """The help in words; as it was recorded where the catalogue has none of that name."""
    action = load_help().actions.get(code)
    if action is not None:
        return getattr(action.name, lingo.code)
    return build_shown(code, lingo) if code else lingo.text("effects.unnamed")


def count_words(count: int | None, lingo: Language) -> str:
    """How many people; in words where they are some, and few."""
    return lingo.text("effects.few", fewest=FEWEST_PEOPLE) if count is None else lingo.number(count)


def _draw(draw: Mapping[str, Any], report: Mapping[str, Any], lingo: Language) -> dict[str, Any]:
    effects, verdicts = draw["effects"], draw["verdicts"]
    groups = {kind: _groups(kind, own, lingo) for kind, own in draw["groups"].items()}
    told = {
        "name": build_shown(draw["draw_id"], lingo),
        "action": action_name(draw["action"], lingo),
        "notes": _notes(draw, report, lingo),
        "harm": _harm(draw["harm"], lingo),
        "grounds": _grounds(verdicts, lingo),
        "before": _before(draw["before"], lingo),
        "groups": {kind: rows for kind, rows in groups.items() if rows},
        "group_days": effects[-1]["days"] if effects else 0,
    }
    if not effects:
        return told | {
            "verdict": "unproven",
            "verdict_words": lingo.text("effects.unproven"),
            "rows": [],
            "chart": None,
        }
    end = find_end([read_figure(effect["difference"]) for effect in effects])
    return told | {
        "verdict": verdicts[0]["code"],
        "verdict_words": verdict_words(verdicts[0], lingo),
        "rows": [
            _row(lingo.text("effects.days", days=effect["days"]), effect, end, lingo)
            | {"said": verdict_words(verdict, lingo)}
            for effect, verdict in zip(effects, verdicts, strict=True)
        ],
        "chart": build_over_time(_over_time(effects[-1])),
    }


def _over_time(effect: Mapping[str, Any]) -> dict[int, dict[str, Figure]]:
    return {
        int(day): {arm: read_figure(three[arm]) for arm in ("helped", "others")}
        for day, three in effect["over_time"].items()
    }


def _notes(draw: Mapping[str, Any], report: Mapping[str, Any], lingo: Language) -> list[str]:
    """When, how many, in what units, and who is left out."""
    if not draw["effects"]:
        return [lingo.text("effects.not_yet", days=report["horizon_days"], fewest=FEWEST_PEOPLE)]
    helped, others = (lingo.number(count) for count in draw["effects"][0]["people"])
    first, last = (lingo.date(dt.date.fromisoformat(day)) for day in draw["drawn_on"])
    days = {"first": first} if first == last else {"first": first, "last": last}
    key = "drawn_on" if first == last else "drawn_between"
    notes = [lingo.text(f"effects.{key}", **days, helped=helped, others=others)]
    if draw["by_team"]:
        notes.append(lingo.text("effects.by_team"))
    if draw["left_out"]:
        notes.append(lingo.text("effects.left_out", count=draw["left_out"]))
    return notes


def _row(name: str, effect: Mapping[str, Any], end: float, lingo: Language) -> dict[str, Any]:
    difference = read_figure(effect["difference"])
    shares = {
        arm: lingo.text(
            "effects.share",
            share=lingo.percent(read_figure(effect[arm]).value, 1),
            left=lingo.number(effect["leavers"][at]),
            people=lingo.number(effect["people"][at]),
        )
        for at, arm in enumerate(("helped", "others"))
    }
    return {"name": name, **shares, **_difference(difference, end, lingo)}


def _difference(difference: Figure, end: float, lingo: Language) -> dict[str, Any]:
    place = place_around(difference, end)
    value, low, high = (lingo.signed(end) for end in (difference.value, difference.low, difference.high))
    interval = lingo.text("common.interval", low=low, high=high) if place else lingo.text("help_effects.no_interval")
    return {"difference": value, "interval": interval, "at": place}


def _groups(kind: str, groups: Mapping[str, Any], lingo: Language) -> list[dict[str, Any]]:
    shown = [effect for effect in groups.values() if effect is not None]
    end = find_end([read_figure(effect["difference"]) for effect in shown])
    rows, order = [], {name: at for at, name in enumerate(TENURES)}
    for name, effect in sorted(groups.items(), key=lambda one: (order.get(one[0], 0), one[0])):
        told = lingo.text(f"effects.group_{name}") if kind == "tenure" else driver_words(name, lingo)
        rows.append({"name": told, "difference": None} if effect is None else _row(told, effect, end, lingo))
    return rows


def driver_words(code: str, lingo: Language) -> str:
    """A driver in words; as it was recorded where there is none of that name."""
    text = load_drivers().drivers.get(code)
    shown = build_shown(code, lingo) if code else lingo.text("help_effects.no_driver")
    return shown if text is None else getattr(text.name, lingo.code)


def _harm(harm: Mapping[str, Any] | None, lingo: Language) -> dict[str, Any] | None:
    if harm is None:
        return None
    z, limit = (lingo.number(harm[name], 2) for name in ("z", "limit"))
    key = "harm_stop" if harm["stops"] else "harm_none"
    return {
        "stops": harm["stops"],
        "text": lingo.text(f"effects.{key}", z=z, limit=limit, look=harm["look"], looks=harm["looks"]),
    }


def _grounds(verdicts: Iterable[Mapping[str, Any]], lingo: Language) -> list[str]:
    codes = dict.fromkeys(ground for verdict in verdicts for ground in verdict["grounds"])
    return [lingo.text(f"effects.ground_{code}") for code in codes]


def _before(before: Mapping[str, Any], lingo: Language) -> dict[str, Any]:
    """Whether the arms were alike before, and every measure that was looked at."""
    figures = {name: read_figure(kept) for name, kept in before.items()}
    off = [name for name, figure in figures.items() if not is_about_zero(figure)]
    if not figures:
        return {"text": lingo.text("effects.before_none"), "off": False, "rows": []}
    what = "; ".join(_meaning(name, lingo) for name in off)
    text = lingo.text("effects.before_off", what=what) if off else lingo.text("effects.before_fine", count=len(figures))
    rows = [
        {
            "name": _meaning(name, lingo),
            "value": lingo.number(figure.value, 2),
            "interval": lingo.text(
                "common.interval", low=lingo.number(figure.low, 2), high=lingo.number(figure.high, 2)
            ),
            "off": name in off,
        }
        for name, figure in figures.items()
    ]
    return {"text": text, "off": bool(off), "rows": rows}


def _meaning(feature: str, lingo: Language) -> str:
    text = load_drivers().feature(feature)
    return build_shown(feature, lingo) if text is None else getattr(text.means, lingo.code)


def _given(given: Mapping[str, Any], report: Mapping[str, Any], lingo: Language) -> dict[str, Any]:
    """Help without a draw: crude and adjusted beside each other, who can be compared, and why it proves nothing."""
    helped, others = (count_words(count, lingo) for count in given["people"])
    told = {
        "action": action_name(given["action"], lingo),
        "people": lingo.text("effects.given_people", helped=helped, others=others),
        "verdict": given["verdict"]["code"],
        "verdict_words": verdict_words(given["verdict"], lingo),
        "grounds": _grounds([given["verdict"]], lingo),
        "rows": [],
    }
    if given["difference"] is None:
        return told
    figures = {name: read_figure(given[name]) for name in ("crude", "difference")}
    end, overlap = find_end(list(figures.values())), given["overlap"]
    value, limit = (
        "–" if given[name] is None else lingo.number(given[name], 1) for name in ("e_value", "e_value_limit")
    )
    return told | {
        "rows": [
            {"name": lingo.text(f"help_effects.given_{name}", days=report["horizon_days"])}
            | _difference(figure, end, lingo)
            for name, figure in figures.items()
        ],
        "trimmed": lingo.text("effects.given_trimmed", share=lingo.percent(overlap["trimmed_share"])),
        "overlap": {arm: place_range(overlap[arm]) for arm in ("helped", "others")},
        "overlap_text": {arm: _chances(overlap[arm], lingo) for arm in ("helped", "others")},
        "e_value": lingo.text("effects.given_e_value", value=value, limit=limit),
        "before": _before(given["before"], lingo),
    }


def _chances(points: Iterable[float], lingo: Language) -> str:
    low, middle, high = (lingo.percent(point) for point in points)
    return lingo.text("help_effects.chances", low=low, middle=middle, high=high)
