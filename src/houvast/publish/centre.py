"""The pages about the centre beside a list, and the facts that they show: the sector, and the first 90 days."""

import datetime as dt
import json
from pathlib import Path

from houvast.publish import first_days_page, sector_page
from houvast.publish.tables import write_table
from houvast.risk_list import RiskList


def write_centre(building: Path, as_of: dt.date, risk_list: RiskList, language: str, *, html: bool) -> None:
    """The facts of each page, and the page itself where pages are wanted."""
    name = risk_list.summary.config_name
    if risk_list.sector is not None:
        write_table(building / sector_page.TABLE, risk_list.sector)
        if html:
            sector_page.write_sector_page(building / sector_page.NAME, as_of, risk_list.sector, name, language)
    if risk_list.first_days is not None:
        kept = json.dumps(risk_list.first_days.as_dict(), indent=1, sort_keys=True, allow_nan=False)
        (building / first_days_page.FACTS).write_text(kept + "\n", encoding="utf-8")
        if html:
            path = building / first_days_page.NAME
            first_days_page.write_first_days_page(path, as_of, risk_list.first_days, name, language)
