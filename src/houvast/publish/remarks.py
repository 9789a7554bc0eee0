"""Remarks as sentences: a remark's values are written as the language writes them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from houvast.catalogue import load_drivers
from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.summary import Remark

LONGEST_REMARK = 600


def build_remarks(remarks: Sequence[Remark], language: Language) -> list[str]:
    """One sentence a remark, in order."""
    return [build_remark(remark, language) for remark in remarks]


def build_remark(remark: Remark, language: Language) -> str:
    """The sentence of a remark.

    Raises
    ------
    ConfigError
        `texts/remarks.yaml` does not have its code.
    """
    values = {name: _written(name, value, language) for name, value in remark.values.items()}
    return build_shown(language.text(f"remarks.{remark.code}", **values), language, LONGEST_REMARK)


def _written(name: str, value: Any, language: Language) -> Any:
    if name == "driver":
        driver = load_drivers().drivers.get(value)
        return value if driver is None else getattr(driver.name, language.code)
    if name == "drivers":
        return ", ".join(_written("driver", one, language) for one in value)
    if name == "grounds":
        return ", ".join(language.text(f"release.{one}") for one in value)
    if name == "table" and language.has(f"common.table_{value}"):
        return language.text(f"common.table_{value}")
    if isinstance(value, dt.date):
        return language.date(value)
    if isinstance(value, float):
        is_share = name == "share" or name.startswith("share_") or name.endswith("_share")
        return language.percent(value) if is_share else language.number(value, 2)
    return language.number(value) if isinstance(value, int) and not isinstance(value, bool) else value
