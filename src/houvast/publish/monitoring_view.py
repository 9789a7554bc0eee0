"""What a monitoring's page and the command line show, as texts and places, so that the template only lays out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from houvast.catalogue import load_drivers
from houvast.language import Language
from houvast.monitor.findings import LAYERS, Finding, Monitoring, TruthMonth
from houvast.publish.inert import build_shown
from houvast.suppression import FEWEST_PEOPLE

FORMS = {
    "days": ("list_missing", "records_behind", "model_age", "age"),
    "count": ("months_missed", "columns"),
    "share": ("precision", "list_change", "missing", "refused"),
    "fine": ("newest_ratio", "ratio", "slope", "auc", "separation", "risk_shift", "shift", "volume"),
}
"""How the value and the limit of each finding are written."""

PER_SUBJECT = ("covariates", "records")
"""Layers of which a finding is about one feature, table or file."""

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 16, 14, 34
LONGEST_ALARM = 600


@dataclass(frozen=True)
class Row:
    """A finding as it is shown."""

    what: str
    subject: str
    found: str
    detail: str
    limit: str
    verdict: str


def build_monitoring_view(monitoring: Monitoring, language: Language) -> dict[str, Any]:
    """Everything that the template names."""
    layers = [(layer, [build_row(one, language) for one in monitoring.of(layer)]) for layer in LAYERS]
    return {
        "title": language.text("monitor.title"),
        "subtitle": language.text(
            "monitor.subtitle",
            config=build_shown(monitoring.config_name, language),
            date=language.date(monitoring.on),
        ),
        "lead": language.text("monitor.lead", count=len(monitoring.alarms)),
        "verified": build_verified(monitoring, language),
        "challenger": build_challenger(monitoring, language),
        "model": language.text("monitor.none") if monitoring.model is None else language.number(monitoring.model),
        "alarms": [build_alarm(one, language) for one in monitoring.alarms],
        "count": language.number(len(monitoring.alarms)),
        "judged": language.number(sum(one.judged for one in monitoring.findings)),
        "followed": language.number(len(monitoring.months)),
        "remarks": build_monitoring_remarks(monitoring, language),
        "layers": layers,
        "per_subject": PER_SUBJECT,
        "months": [_month(one, language) for one in monitoring.months],
        "chart": build_ratio_chart(monitoring.months, language),
        "fewest": FEWEST_PEOPLE,
    }


def build_verified(monitoring: Monitoring, language: Language) -> str:
    """Until when lists have been held against what happened."""
    if monitoring.verified_until is None:
        return language.text("monitor.not_verified")
    return language.text("monitor.verified", date=language.date(monitoring.verified_until))


def build_challenger(monitoring: Monitoring, language: Language) -> str:
    """Which version an alarm had trained; empty where none was."""
    if monitoring.challenger is None:
        return ""
    return language.text("monitor.challenger", number=language.number(monitoring.challenger))


def build_alarm(finding: Finding, language: Language) -> str:
    """The sentence of an alarm."""
    given = {name: _written(finding.code, name, value, language) for name, value in finding.values.items()}
    given |= {
        "subject": build_subject(finding, language),
        "value": write(finding.code, finding.value, language),
        "limit": write(finding.code, finding.limit, language),
        "promised": _interval(finding.code, finding.promised, language),
    }
    return build_shown(language.text(f"monitor.alarm_{finding.code}", **given), language, LONGEST_ALARM)


def build_monitoring_remarks(monitoring: Monitoring, language: Language) -> list[str]:
    """What could not be looked at, and what must be known."""
    return [
        language.text(f"monitor.remark_{code}", **{name: _written("", name, value, language) for name, value in said})
        for code, said in ((code, given.items()) for code, given in monitoring.remarks)
    ]


def build_row(finding: Finding, language: Language) -> Row:
    """A finding as a row of its layer."""
    promised = _interval(finding.code, finding.promised, language)
    own = (finding.values.get("low", math.nan), finding.values.get("high", math.nan))
    return Row(
        what=language.text(f"monitor.about_{finding.code}"),
        subject=build_subject(finding, language),
        found=write(finding.code, finding.value, language),
        detail=_interval(finding.code, own, language) if finding.layer == "truth" else "",
        limit=promised or write(finding.code, finding.limit, language),
        verdict=_verdict(finding),
    )


def build_subject(finding: Finding, language: Language) -> str:
    """What a finding is about, in words: a feature's meaning, a table's name, or the file as it is called."""
    feature = load_drivers().feature(finding.subject) if finding.subject else None
    if feature is not None:
        return getattr(feature.means, language.code)
    table = f"common.table_{finding.subject}"
    return language.text(table) if language.has(table) else build_shown(finding.subject, language)


def write(code: str, value: float, language: Language) -> str:
    """A value or a limit as the language writes it; a dash where it is not known."""
    form = next((name for name, codes in FORMS.items() if code in codes), "fine")
    if math.isnan(value):
        return "–"
    if form == "days":
        return language.text("monitor.days", count=round(value))
    if form == "share":
        return language.percent(value, 1)
    return language.number(value, 2 if form == "fine" else 0)


def build_ratio_chart(months: Sequence[TruthMonth], language: Language) -> dict[str, Any] | None:
    """Places of a drawing of the ratios month by month; None where there is nothing to draw."""
    shown = [one for one in months if not math.isnan(one.ratio.value)]
    if not shown:
        return None
    end = max(2.0, math.ceil(2 * min(max(one.ratio.high for one in shown), 6.0)) / 2)
    width = (WIDTH - _LEFT - _RIGHT) / len(shown)

    def up(ratio: float) -> float:
        return round(HEIGHT - _BOTTOM - min(ratio, end) / end * (HEIGHT - _TOP - _BOTTOM), 1)

    dots = [
        {
            "x": round(_LEFT + (at + 0.5) * width, 1),
            "y": up(one.ratio.value),
            "low": up(one.ratio.low),
            "high": up(one.ratio.high),
            "label": f"{one.as_of.month}/{one.as_of.year % 100:02d}" if _labelled(at, len(shown)) else "",
        }
        for at, one in enumerate(shown)
    ]
    band = shown[-1].promised
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "bottom": HEIGHT - _BOTTOM,
        "ticks": [(up(tick / 2), language.number(tick / 2, 1)) for tick in range(0, round(2 * end) + 1)],
        "one": up(1.0),
        "band": None if band is None else (up(band[1]), round(up(band[0]) - up(band[1]), 1)),
        "dots": dots,
    }


def _labelled(at: int, count: int) -> bool:
    """Whether a month has its label: every one, or every third from the newest where they would touch."""
    return count <= 12 or (count - 1 - at) % 3 == 0


def _verdict(finding: Finding) -> str:
    if finding.alarm:
        return "alarm"
    if finding.judged:
        return "fine"
    return "unjudged" if math.isnan(finding.value) else "told"


def _interval(code: str, bounds: tuple[float, float] | None, language: Language) -> str:
    if bounds is None or any(math.isnan(bound) for bound in bounds):
        return ""
    low, high = (write(code, bound, language) for bound in bounds)
    return language.text("common.interval", low=low, high=high)


def _month(one: TruthMonth, language: Language) -> dict[str, str]:
    shown, few = not math.isnan(one.ratio.value), language.text("monitor.fewer", fewest=FEWEST_PEOPLE)
    return {
        "list": language.date(one.as_of),
        "people": language.number(one.people) if shown else few,
        "helped": few if one.helped is None else language.number(one.helped),
        "expected": language.number(one.expected, 1),
        "observed": language.number(one.observed) if shown else "–",
        "ratio": write("ratio", one.ratio.value, language),
        "interval": _interval("ratio", (one.ratio.low, one.ratio.high), language),
        "promised": _interval("ratio", one.promised, language),
    }


def _written(code: str, name: str, value: Any, language: Language) -> Any:
    if hasattr(value, "isoformat"):
        return language.date(value)
    if isinstance(value, float):
        return language.percent(value, 1) if name.startswith("share_") else write(code, value, language)
    return language.number(value) if isinstance(value, int) else build_shown(str(value), language)
