"""The ready config beside the extracts: which column of which file means what."""

import datetime as dt
from collections.abc import Iterable
from io import StringIO

from ruamel.yaml import YAML

from houvast.simulate.layouts import Layout

HEADER = """\
# Maps the extracts of a simulated contact centre, file by file. A config for real records looks the same.
"""


PURPOSE_FILE = "purpose.yaml"
PURPOSE = """\
# What lists of these people are for. They are simulated: a file for real people names who approved it, and when.
title:
  en: "A demonstration with simulated people"
  nl: "Een demonstratie met gesimuleerde mensen"
purpose:
  en: "To show how a list that offers help is made, read, signed and watched. Nobody on it exists."
  nl: "Tonen hoe een lijst die hulp biedt wordt gemaakt, gelezen, ondertekend en bewaakt. Niemand erop bestaat."
allowed:
  - {en: "trying and showing the software", nl: "het uitproberen en tonen van de software"}
  - {en: "tests and training", nl: "tests en opleiding"}
forbidden: [dismissal, renewal, pay, rosters, managers, promotion, discipline, others]
controller: "Whoever runs the demonstration"
approval:
  not_required: "simulated people: no personal data of anybody"
valid_until: '2099-12-31'
k: 10
min_respondents: 10
"""


def build_config(name: str, observed_from: dt.date, observed_until: dt.date, layouts: Iterable[Layout]) -> str:
    """The text of a complete config that maps these extracts."""
    tree = {
        "name": name,
        "language": "en",
        "purpose": PURPOSE_FILE,
        "records": {
            "folder": ".",
            "observed_from": observed_from.isoformat(),
            "observed_until": observed_until.isoformat(),
            "sources": [_source(layout) for layout in layouts],
        },
        # Simulated people have all consented; for real people the answers stay confidential by default.
        "surveys": {"individual_use": "consent_recorded"},
    }
    text = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    yaml.allow_unicode = True
    yaml.width = 110
    yaml.dump(tree, text)
    return HEADER + text.getvalue()


def _source(layout: Layout) -> dict[str, object]:
    columns = {name: _column(layout, name, header) for name, header in layout.columns.items()}
    return {
        "table": layout.table,
        "file": layout.file,
        "format": dict(layout.format),
        "columns": columns,
        **{key: _copy(value) for key, value in layout.more.items()},
    }


def _column(layout: Layout, name: str, header: str) -> str | dict[str, object]:
    more: dict[str, object] = {}
    if name in layout.values:
        more["values"] = dict(layout.values[name])
    if name in layout.scale:
        more["scale"] = list(layout.scale[name])
    if name in layout.multiply:
        more["multiply"] = layout.multiply[name]
    return {"column": header, **more} if more else header


def _copy(value: object) -> object:
    """A copy, so that shared data is written out in full and not as a YAML anchor."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return list(value) if isinstance(value, list) else value
