"""What is published of the centre as a whole beside a list, whether there is a model or not."""

import dataclasses
import datetime as dt

from houvast.config import Config
from houvast.first_days_facts import FirstDays
from houvast.hiring_cohorts import build_first_days
from houvast.reception import read_reception
from houvast.records.past import read_spells
from houvast.records.snapshot import Snapshot
from houvast.risk_list import RiskList
from houvast.sector import build_sector
from houvast.sector_figures import load_sector
from houvast.timeline import to_days


def add_descriptions(risk_list: RiskList, config: Config, snapshot: Snapshot, as_of: dt.date) -> RiskList:
    """The list with the centre's figures beside the sector's, and with the first 90 days; as known before `as_of`."""
    spells = read_spells(snapshot, as_of, config.cohort.sites)
    return dataclasses.replace(
        risk_list,
        sector=build_sector(snapshot, spells, as_of, load_sector()),
        first_days=read_first_days(config, snapshot, as_of),
    )


def read_first_days(config: Config, snapshot: Snapshot, as_of: dt.date) -> FirstDays | None:
    """The first 90 days; None where too few people were followed from their first day."""
    spells = read_spells(snapshot, as_of, config.cohort.sites)
    return build_first_days(
        spells,
        read_reception(snapshot, set(spells["employee_id"]), as_of),
        observed_from=to_days(snapshot.observed_from),
        observed_until=to_days(as_of),
        causes=config.outcome.causes,
    )
