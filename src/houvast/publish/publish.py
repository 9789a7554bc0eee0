"""A list in its folder, whole or not at all.

Stages
------
1. Everything is written to `<folder>/.lists/<as-of>.tmp-…`, and flushed to disk.
2. That folder is renamed to `<folder>/.lists/<as-of>-<digest>`, the digest being that of its manifest.
3. The link `<folder>/<as-of>` is swapped to it in one step, then `<folder>/latest`, unless that is newer.
4. What the swap left behind is removed.

Killed anywhere, the links show a whole list: the old one before stage 3, the new one from then on.
The same list again gives the same bytes, so it ends in the same folder.

Known drawbacks: two publishers at once may remove each other's unfinished folder; the lock of the
workspace keeps a second one out. Links need a file system that has them.
"""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from houvast.language import language_of
from houvast.publish.csv import write_people_csv
from houvast.publish.page import write_page
from houvast.publish.rates import write_rates_csv
from houvast.publish.survival_page import write_survival_page
from houvast.publish.tables import write_contributions_parquet, write_people_parquet
from houvast.risk_list import RiskList, check_risk_list

LISTS = ".lists"
LATEST = "latest"
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def publish_list(folder: Path, as_of: dt.date, risk_list: RiskList, language: str, formats: Sequence[str]) -> Path:
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

    Raises
    ------
    GateError
        The list breaks a promise; nothing was written.
    """
    language_of(language)
    if risk_list.summary.has_model:
        check_risk_list(risk_list)
    lists = folder / LISTS
    lists.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    building = Path(tempfile.mkdtemp(prefix=f"{as_of}.tmp-", dir=lists))
    try:
        _write_files(building, as_of, risk_list, language, formats)
        built = _settle(building, lists, as_of)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _swap(folder / str(as_of), Path(LISTS) / built.name)
    if _may_be_latest(folder, as_of):
        _swap(folder / LATEST, Path(str(as_of)))
    _remove_superseded(lists, as_of, keep=built.name)
    return folder / str(as_of)


def _write_files(building: Path, as_of: dt.date, risk_list: RiskList, language: str, formats: Sequence[str]) -> None:
    if risk_list.summary.has_model:
        write_people_parquet(building / "risk_list.parquet", risk_list.people)
        write_contributions_parquet(building / "contributions.parquet", risk_list.contributions)
        if "csv" in formats:
            write_people_csv(building / "risk_list.csv", risk_list.people, language)
        if "xlsx" in formats:
            from houvast.publish.workbook import write_workbook

            write_workbook(building / "risk_list.xlsx", as_of, risk_list, language)
    elif risk_list.summary.cohort_rates:
        _write_rates(building, as_of, risk_list, language, formats)
    if "html" in formats or not risk_list.summary.has_model:
        write_page(building / "summary.html", as_of, risk_list, language)
        if risk_list.survival is not None:
            name = risk_list.summary.config_name
            write_survival_page(building / "survival.html", as_of, risk_list.survival, name, language)
    write_manifest(building, as_of, risk_list, language)
    for path in building.iterdir():
        path.chmod(0o600)
        _flush(path)
    _flush(building)


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
        "has_model": risk_list.summary.has_model,
        "files": files,
    }
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    (building / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _settle(building: Path, lists: Path, as_of: dt.date) -> Path:
    """The finished folder under its own name; an equal one that is already there is kept instead."""
    digest = hashlib.sha256((building / "manifest.json").read_bytes()).hexdigest()[:12]
    for number in range(1, 1000):
        settled = lists / (f"{as_of}-{digest}" if number == 1 else f"{as_of}-{digest}-{number}")
        if not settled.exists():
            building.rename(settled)
            _flush(lists)
            return settled
        if _same_files(building, settled):
            shutil.rmtree(building)
            return settled
    raise FileExistsError(f"{lists} holds a thousand damaged lists of {as_of}. Remove them.")


def _same_files(one: Path, other: Path) -> bool:
    """Whether two folders hold the same; a published list that somebody changed is not trusted."""
    names = sorted(path.name for path in one.iterdir())
    if not other.is_dir() or names != sorted(path.name for path in other.iterdir()):
        return False
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def _swap(link: Path, target: Path) -> None:
    """The link points at the target from one moment to the next, never at nothing in between."""
    fresh = link.with_name(f".{link.name}.tmp-{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target, target_is_directory=True)
    try:
        fresh.replace(link)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    _flush(link.parent)


def _may_be_latest(folder: Path, as_of: dt.date) -> bool:
    """Whether no newer list is the latest; a link that leads nowhere does not count."""
    latest = folder / LATEST
    if not latest.is_symlink() or not latest.exists():
        return True
    name = str(latest.readlink())
    return not _DAY.match(name) or dt.date.fromisoformat(name) <= as_of


def _remove_superseded(lists: Path, as_of: dt.date, keep: str) -> None:
    """Removes older builds of this date, and what killed runs left of any date."""
    for path in lists.iterdir():
        superseded = path.name.startswith(f"{as_of}-") and path.name != keep
        if superseded or ".tmp-" in path.name:
            shutil.rmtree(path, ignore_errors=True)
    for path in lists.parent.glob(".*.tmp-*"):
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
