"""Those who are not assessed, as a reader sees them: how many, why, and who."""

from collections import Counter
from typing import Any

import pandas as pd

from houvast.doubt import DOUBTS
from houvast.language import DAYS_PER_MONTH, Language
from houvast.publish.inert import build_shown
from houvast.publish.people import build_doubt, build_place, build_tenure
from houvast.risk_list import RiskList

PAGE_ROWS = 50
"""People that the page names at most; all of them are in the files."""

_WIDTHS = {"employee": 13, "site": 16, "team": 16, "tenure": 9, "doubt": 80}
_FIRST_ROW = 3


def count_doubts(risk_list: RiskList, language: Language) -> list[tuple[str, str]]:
    """Each reason in words and of how many people not assessed it holds; one person may have several."""
    counts = Counter(code for codes in risk_list.not_assessed["doubt"] for code in codes.split(", "))
    return [(language.text(f"common.doubt_{code}"), language.number(counts[code])) for code in DOUBTS if counts[code]]


def build_not_assessed(risk_list: RiskList, language: Language) -> dict[str, Any] | None:
    """What the page says of those who are not assessed; None where there are none."""
    apart = risk_list.not_assessed
    if apart.empty:
        return None
    rows = [
        {
            "name": build_shown(row["employee_id"], language),
            "place": build_place(row["site"], row["team"], language),
            "tenure": build_tenure(row["tenure_days"], language),
            "doubt": build_doubt(row["doubt"], language),
        }
        for row in apart.head(PAGE_ROWS).to_dict("records")
    ]
    return {
        "title": language.text("page.not_assessed_title", count=len(apart)),
        "number": language.number(len(apart)),
        "reasons": count_doubts(risk_list, language),
        "rows": rows,
        "rest": len(apart) - len(rows),
    }


def add_not_assessed_sheet(sheet: Any, risk_list: RiskList, language: Language, styles: dict) -> None:
    """One row a person who is not assessed, by employee id."""
    apart = risk_list.not_assessed
    sheet.write_string(0, 0, language.text("page.not_assessed_title", count=len(apart)), styles["title"])
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, language.text("page.not_assessed_intro"), styles["soft"])
    for column, (name, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(column, column, width)
        head = "head_number" if name == "tenure" else "head"
        sheet.write_string(_FIRST_ROW, column, language.text(f"workbook.column_{name}"), styles[head])
    sheet.set_row(_FIRST_ROW, 32)
    for at, row in enumerate(apart.to_dict("records"), start=_FIRST_ROW + 1):
        shown = ["" if pd.isna(row[name]) else build_shown(str(row[name]), language) for name in ("site", "team")]
        sheet.write_string(at, 0, build_shown(row["employee_id"], language), styles["bold"])
        for column, text in enumerate(shown, start=1):
            sheet.write_string(at, column, text, styles["text"])
        sheet.write_number(at, 3, row["tenure_days"] / DAYS_PER_MONTH, styles["whole"])
        sheet.write_string(at, 4, build_doubt(row["doubt"], language), styles["wrap"])
    sheet.autofilter(_FIRST_ROW, 0, _FIRST_ROW + len(apart), len(_WIDTHS) - 1)
    sheet.freeze_panes(_FIRST_ROW + 1, 1)
    sheet.repeat_rows(_FIRST_ROW)
