"""The second sheet: what each driver adds to or takes from each person's risk, in percentage points."""

from typing import Any

from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.publish.people import build_percent, contributions_of, driver_name
from houvast.risk_list import RiskList

FIRST_ROW = 3
"""Row (from 0) of the table's header."""


def add_points_sheet(sheet: Any, risk_list: RiskList, language: Language, styles: dict) -> None:
    """One row a person in the list's order: starting risk, a column a driver, own risk; all in points."""
    people = risk_list.people
    risk = f"risk_{risk_list.summary.horizon_weeks}w"
    drivers = list(dict.fromkeys(risk_list.contributions["driver"]))
    sheet.write_string(0, 0, language.text("page.column_bars"), styles["title"])
    sheet.set_row(0, 24)
    base = build_percent(risk_list.summary.base_risk, language)
    sheet.write_string(1, 0, language.text("workbook.points_intro", base=base), styles["soft"])
    names = [language.text("workbook.column_rank"), language.text("workbook.column_employee")]
    heads = [
        *names,
        language.text("workbook.column_base"),
        *(driver_name(code, language) for code in drivers),
    ]
    heads.append(language.text("workbook.column_total"))
    for column, head in enumerate(heads):
        sheet.set_column(column, column, 7 if column == 0 else 14)
        sheet.write_string(FIRST_ROW, column, head, styles["head" if column == 1 else "head_number"])
    sheet.set_row(FIRST_ROW, 32)
    contributions = contributions_of(risk_list, people["employee_id"])
    for at, row in enumerate(people.to_dict("records"), start=FIRST_ROW + 1):
        sheet.write_number(at, 0, row["rank"], styles["whole"])
        sheet.write_string(at, 1, build_shown(row["employee_id"], language), styles["bold"])
        sheet.write_number(at, 2, row[f"base_{risk}"], styles["small_percent"])
        own = contributions.get(row["employee_id"], {})
        for column, driver in enumerate(drivers, start=3):
            if driver in own:
                sheet.write_number(at, column, 100 * own[driver], styles["points"])
            else:
                sheet.write_blank(at, column, None, styles["points"])
        sheet.write_number(at, 3 + len(drivers), row[risk], styles["small_percent"])
    last = FIRST_ROW + max(len(people), 1)
    sheet.autofilter(FIRST_ROW, 0, last, len(heads) - 1)
    sheet.freeze_panes(FIRST_ROW + 1, 2)
    sheet.repeat_rows(FIRST_ROW)
    _add_colours(sheet, last, len(drivers), styles)


def _add_colours(sheet: Any, last: int, drivers: int, styles: dict) -> None:
    """Bars to the right where a driver adds, to the left where it takes; the sign says the same."""
    if not drivers:
        return
    bar = {
        "type": "data_bar",
        "bar_solid": True,
        "bar_color": "#E9B493",
        "bar_negative_color": "#A9C9DF",
        "bar_axis_position": "middle",
        "data_bar_2010": True,
    }
    sheet.conditional_format(FIRST_ROW + 1, 3, last, 2 + drivers, bar)
