"""A list in its folder, whole or not at all: `folder` says how."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from houvast.language import language_of
from houvast.publish.centre import write_centre
from houvast.publish.csv import write_people_csv
from houvast.publish.folder import publish_folder
from houvast.publish.forecast_page import write_forecast_page
from houvast.publish.forecast_sheet import write_forecast_csv
from houvast.publish.page import write_page
from houvast.publish.rates import write_rates_csv
from houvast.publish.signature import MANIFEST, write_signature
from houvast.publish.survival_page import write_survival_page
from houvast.publish.tables import write_table
from houvast.risk_list import RiskList, check_risk_list


def publish_list(
    folder: Path,
    as_of: dt.date,
    risk_list: RiskList,
    language: str,
    formats: Sequence[str],
    *,
    key: bytes | None = None,
) -> Path:
    """The path `<folder>/<as-of>` of the published list.

    Parameters
    ----------
    folder : Path
        `published/<config name>`; made where absent. Files get mode 0600, folders 0700.
    as_of : datetime.date
    risk_list : RiskList
        Without a model the rates by tenure and place take the place of the people, and there is no Parquet.
    language : {"en", "nl"}
    formats : sequence of {"csv", "xlsx", "html"}
        Beside the Parquet files and the manifest, which are always written.
    key : bytes or None
        Of the installation: signs the manifest, and with it every file. Without it the list is not signed.

    Raises
    ------
    GateError
        The list breaks a promise; nothing was written.
    """
    language_of(language)
    if risk_list.summary.has_model:
        check_risk_list(risk_list)

    def write(building: Path) -> None:
        _write_files(building, as_of, risk_list, language, formats)
        if key is not None:
            write_signature(building, key)

    return publish_folder(folder, as_of, MANIFEST, write)


def _write_files(building: Path, as_of: dt.date, risk_list: RiskList, language: str, formats: Sequence[str]) -> None:
    if risk_list.summary.has_model:
        _write_list(building, as_of, risk_list, language, formats)
    else:
        _write_groups(building, as_of, risk_list, language, formats)
    html = "html" in formats or not risk_list.summary.has_model
    write_centre(building, as_of, risk_list, language, html=html)
    if html:
        write_page(building / "summary.html", as_of, risk_list, language)
        if risk_list.survival is not None:
            name = risk_list.summary.config_name
            write_survival_page(building / "survival.html", as_of, risk_list.survival, name, language)
        if risk_list.scorecard is not None:
            (building / "scorecard.html").write_text(risk_list.scorecard, encoding="utf-8", newline="\n")
    write_manifest(building, as_of, risk_list, language)


def _write_list(building: Path, as_of: dt.date, risk_list: RiskList, language: str, formats: Sequence[str]) -> None:
    """The people, their contributions, the tables beside them, and those who are not assessed where there are any."""
    tables = {"risk_list": risk_list.people}
    if len(risk_list.not_assessed):
        tables["not_assessed"] = risk_list.not_assessed
    for name, people in tables.items():
        write_table(building / f"{name}.parquet", people)
        if "csv" in formats:
            write_people_csv(building / f"{name}.csv", people, language)
    for name, table in {"contributions": risk_list.contributions, **risk_list.beside}.items():
        write_table(building / f"{name}.parquet", table)
    _write_forecast(building, as_of, risk_list, language, formats)
    if "xlsx" in formats:
        from houvast.publish.workbook import write_workbook

        write_workbook(building / "risk_list.xlsx", as_of, risk_list, language)


def _write_forecast(building: Path, as_of: dt.date, risk_list: RiskList, language: str, formats: Sequence[str]) -> None:
    table, summary = risk_list.beside.get("forecast"), risk_list.summary
    if table is None:
        return
    if "csv" in formats:
        write_forecast_csv(building / "forecast.csv", table, language)
    if "html" in formats:
        told = (table, summary.horizon_weeks, summary.config_name, language)
        write_forecast_page(building / "forecast.html", as_of, *told)


def _write_groups(building: Path, as_of: dt.date, risk_list: RiskList, language: str, formats: Sequence[str]) -> None:
    """What is told of groups where no people are listed."""
    for name, table in risk_list.beside.items():
        write_table(building / f"{name}.parquet", table)
    _write_forecast(building, as_of, risk_list, language, formats)
    if risk_list.summary.cohort_rates:
        _write_rates(building, as_of, risk_list, language, formats)


def _write_rates(building: Path, as_of: dt.date, risk_list: RiskList, language: str, formats: Sequence[str]) -> None:
    if "csv" in formats:
        write_rates_csv(building / "cohort_rates.csv", risk_list.summary, language)
    if "xlsx" in formats:
        from houvast.publish.rates_workbook import write_rates_workbook

        write_rates_workbook(building / "cohort_rates.xlsx", as_of, risk_list, language)


def write_manifest(building: Path, as_of: dt.date, risk_list: RiskList, language: str) -> None:
    """`manifest.json`: what the list was made from, and the sha256 and size of every other file."""
    files = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
        for path in sorted(building.iterdir())
    }
    manifest = {
        **risk_list.manifest,
        "as_of_date": str(as_of),
        "language": language,
        "people": len(risk_list.people),
        "not_assessed": len(risk_list.not_assessed),
        "has_model": risk_list.summary.has_model,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    (building / MANIFEST).write_text(text + "\n", encoding="utf-8")
