"""The way of the data, stage by stage: ingest, train, score.

A stage says what comes after what; `assemble` puts the parts together. It runs its steps through a
`step` callable, so that the Prefect flows (a task each) and the direct path run the same code and
give the same bytes.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from houvast import __version__
from houvast.actions.draw_ledger import read_draws
from houvast.actions.help_log import DATABASE, build_records, read_versions
from houvast.assemble import (
    add_warnings,
    build_protocol,
    build_rates,
    build_risk_list,
    build_training_rows,
    withhold_people,
)
from houvast.beside import keep_members
from houvast.catalogue import drivers_digest
from houvast.champion import apply_rule, held_back, held_back_remark, standing_remarks
from houvast.descriptions import add_descriptions
from houvast.errors import ConfigError
from houvast.kept_out import read_kept_out
from houvast.leak_check import check_leaks
from houvast.leakage import GateReport, check_gate
from houvast.protocol import Opened, Protocol, build_opening, write_opening
from houvast.publish import publish_list
from houvast.purpose import find_standing
from houvast.records.ingest import ingest_records
from houvast.records.own_rows import OwnRows
from houvast.records.snapshot import Snapshot, open_snapshot
from houvast.release import Decision
from houvast.risk_list import RiskList
from houvast.scorecards import build_scorecard, keep_scorecard
from houvast.signing import load_key
from houvast.train import OpenLast, Trained, train
from houvast.use import Use

Step = Callable[..., Any]
"""``step(name, function, *args, **kwargs)``: runs one named step and returns its result."""


@dataclass(frozen=True)
class TrainedVersion:
    """What a training stage came to.

    Parameters
    ----------
    number : int or None
        Registered version; None where the leavers are too few for a model.
    leavers : int
        Distinct leavers learned from.
    promoted, reused : bool
        Whether it became the champion, and whether it had been trained from just these inputs before.
    decision : Decision or None
        Of the release gate; None without a version, and for one that was trained for a past date.
    """

    number: int | None
    leavers: int
    promoted: bool = False
    reused: bool = False
    decision: Decision | None = None


@dataclass(frozen=True)
class Published:
    """A list that was published: its folder, and what it says."""

    folder: str
    as_of: dt.date
    risk_list: RiskList


@dataclass(frozen=True)
class Run:
    """The whole way: what was read, learned and published."""

    snapshot: Snapshot
    trained: TrainedVersion
    published: Published


def run(use: Use, *, step: Step, as_of: dt.date | None = None) -> Run:
    """Ingest, train and score.

    The list is made by the champion; for a past `as_of`, by the version trained for that date.
    """
    snapshot = ingest(use, step=step)
    check_as_of(snapshot, as_of)
    trained = train_model(use, snapshot, step=step, as_of=as_of)
    past = as_of is not None and as_of < snapshot.observed_until
    own = past or trained.number is None
    published = score_people(use, snapshot, step=step, as_of=as_of, trained=trained if own else None)
    return Run(snapshot, trained, published)


def ingest(use: Use, *, step: Step) -> Snapshot:
    """Records in: an immutable snapshot, with what was refused set apart."""
    folders, identities = (use.records_folder, use.snapshots), use.open_identities()
    own, terms = read_own(use), use.config.retention.records_days
    erased = read_kept_out(use.erased, "erased", identities.key) if use.erased.exists() else None
    read = step("read records", ingest_records, use.config.records, *folders, identities, own, terms, erased)
    return leave_out_objectors(use, read)


def read_own(use: Use) -> OwnRows | None:
    """Help as it was drawn and recorded here, as rows of the table `actions`; None where there was none.

    Raises
    ------
    RecordsError
        The ledger of draws was altered.
    """
    rows = build_records(read_versions(use.data / DATABASE), read_draws(use.data / "draws.jsonl"))
    return OwnRows("workspace", "actions", rows) if len(rows) else None


def train_model(
    use: Use, snapshot: Snapshot, *, step: Step, as_of: dt.date | None = None, promote: bool = True
) -> TrainedVersion:
    """Learn from all as-of dates whose horizon was observed by `as_of`, test, register, and decide who makes lists.

    Whether the version becomes champion is for the release gate (`release`). One trained for a past date never does,
    nor does any where `promote` is false.

    Raises
    ------
    GateError
        The leakage gate found that the records or the features know the outcome, and the config says to refuse.
    """
    known_until = min(as_of or snapshot.observed_until, snapshot.observed_until)
    key = _training_key(use, snapshot, known_until)
    registry = step("open registry", open_registry, use)
    version = registry.find(key)
    reused = version is not None
    if version is None:
        trained = fit(use, snapshot, known_until, step=step)
        if trained.model is None:
            return TrainedVersion(None, trained.rows.leavers)
        gate = step("look for leaks", check_leaks, use, snapshot, trained.rows, known_until)
        if use.config.validation.leakage == "refuse":
            check_gate(gate)
        version = step("register model", _register, use, snapshot, registry, trained, gate, key, known_until)
    before = registry.aliases().get("champion")
    newest = promote and known_until == snapshot.observed_until
    draws, seed = use.config.validation.bootstrap, use.config.model.seed
    decision = step("release gate", apply_rule, registry, version, newest=newest, draws=draws, seed=seed)
    standing = standing_remarks(registry, version.number)
    step("write scorecard", keep_scorecard, registry, version.number, standing)
    return TrainedVersion(
        version.number,
        version.facts["report"]["leavers"],
        promoted=registry.aliases().get("champion") == version.number != before,
        reused=reused,
        decision=decision,
    )


def fit(use: Use, snapshot: Snapshot, known_until: dt.date, *, step: Step) -> Trained:
    """A model of what was known before `known_until`, tested, and not registered."""
    rows = step("build features", build_training_rows, use, snapshot, known_until)
    protocol = build_protocol(use)
    opener = _opener(use, snapshot, protocol, known_until)
    return step("train and test", train, rows, protocol, open_last=opener)


def score_people(
    use: Use, snapshot: Snapshot, *, step: Step, as_of: dt.date | None = None, trained: TrainedVersion | None = None
) -> Published:
    """A list of everyone in the cohort at `as_of`, published whole or not at all.

    Where there is no model, the gate held back the only one, or nobody is at work, rates by tenure are published
    instead; so are figures of groups where no purpose that holds today allows a list of people.

    Parameters
    ----------
    trained : TrainedVersion or None
        What training for this date came to; the champion makes the list where None.
    """
    as_of = as_of or snapshot.observed_until
    check_as_of(snapshot, as_of)
    registry = step("open registry", open_registry, use)
    held = held_back(registry, use.task) if trained is None else None
    chosen = None if held is not None else _choose(registry, trained)
    if chosen is None:
        remark = None if held is None else held_back_remark(held)
        risk_list = step("cohort rates", build_rates, use, snapshot, as_of, held_back=remark)
    else:
        _check_usable(use, chosen.facts, as_of)
        model = registry.load(chosen)
        risk_list = step("score and explain", build_risk_list, use, snapshot, model, chosen.facts, as_of)
        standing = standing_remarks(registry, chosen.number)
        page = build_scorecard(
            registry, chosen, language=use.config.language, remarks=standing, list_page="summary.html"
        )
        risk_list = replace(add_warnings(risk_list, standing), scorecard=page)
    risk_list = step("describe the centre", add_descriptions, risk_list, use.config, snapshot, as_of)
    risk_list = step("ask the purpose", _ask_purpose, use, snapshot, risk_list, as_of)
    language, formats = use.config.language, use.config.publishing.formats
    key = load_key(use.installation_key)
    folder = step("publish", publish_list, use.published, as_of, risk_list, language, formats, key=key)
    return Published(str(folder), as_of, risk_list)


def _ask_purpose(use: Use, snapshot: Snapshot, risk_list: RiskList, as_of: dt.date) -> RiskList:
    """The list as the purpose file allows it: with its people and what they are listed for, or figures of groups."""
    standing = find_standing(use)
    if not standing.allows_people and risk_list.summary.has_model:
        keep_members(use.members, as_of, risk_list)
        withheld = withhold_people(use, snapshot, as_of, risk_list, str(standing.why_not))
        risk_list = replace(withheld, sector=risk_list.sector, first_days=risk_list.first_days)
    summary = replace(risk_list.summary, purpose=standing.tell(use.config.language))
    return replace(risk_list, summary=summary, manifest=risk_list.manifest | {"purpose": standing.as_manifest()})


def open_registry(use: Use) -> Any:
    """The MLflow store of this use."""
    from houvast.registry import Registry  # costs seconds to import

    return Registry(use.workspace / "models", use.config.name, use.config.tracking.experiment, use.config.tracking.uri)


def check_as_of(snapshot: Snapshot, as_of: dt.date | None) -> None:
    """Nothing, if the records reach that date.

    Raises
    ------
    ConfigError
        They do not.
    """
    if as_of is not None and as_of > snapshot.observed_until:
        raise ConfigError(
            f"`--as-of` must be at most {snapshot.observed_until}, until when these records are complete. "
            f"Got {as_of}. Ingest newer records first."
        )


def latest_snapshot(use: Use) -> Snapshot:
    """The newest snapshot of this use.

    Raises
    ------
    ConfigError
        Nothing has been ingested yet.
    """
    path = use.snapshots / "latest"
    if not path.exists():
        raise ConfigError(
            f"`{use.config.name}` has no snapshot in this workspace. Ingest its records first: houvast ingest CONFIG."
        )
    return leave_out_objectors(use, open_snapshot(path.resolve()))


def leave_out_objectors(use: Use, snapshot: Snapshot) -> Snapshot:
    """The snapshot as it may be used: no row of anybody who objected is read from it."""
    if not use.objections.exists():
        return snapshot
    identities = use.open_identities()
    objecting = read_kept_out(use.objections, "objections", identities.key)
    everyone = snapshot.employee_ids()
    return replace(snapshot, left_out=frozenset(everyone[objecting.find(identities.read().ids_of(everyone))]))


def _training_key(use: Use, snapshot: Snapshot, known_until: dt.date) -> str:
    """sha256 of all that a training run depends on."""
    config = use.config
    parts = config.model_dump(mode="json", include={"cohort", "outcome", "surveys", "model", "validation", "capacity"})
    plain = json.dumps([__version__, drivers_digest(), snapshot.read_as, str(known_until), parts], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _opener(use: Use, snapshot: Snapshot, protocol: Protocol, known_until: dt.date) -> OpenLast:
    """Writes down under which protocol the newest test stretch is opened."""
    task, records = json.dumps(use.task, sort_keys=True), f"{snapshot.read_as} {known_until}"

    def open_last(chosen: str, stretch: tuple[dt.date, dt.date]) -> Opened:
        opening = build_opening(protocol, chosen=chosen, stretch=stretch, records=records)
        return write_opening(use.workspace / "models" / f"{use.config.name}.protocols.jsonl", opening, task=task)

    return open_last


def _register(
    use: Use, snapshot: Snapshot, registry: Any, trained: Trained, gate: GateReport, key: str, known_until: dt.date
) -> Any:
    from houvast.record import write_run  # draws plots: matplotlib costs a second to import

    return write_run(registry, trained, gate, use=use, snapshot=snapshot, key=key, known_until=known_until)


def _choose(registry: Any, trained: TrainedVersion | None) -> Any:
    """The version that makes the list: what training came to, or the champion; None where there is none."""
    if trained is None:
        return registry.champion()
    return None if trained.number is None else registry.version(trained.number)


def _check_usable(use: Use, facts: dict[str, Any], as_of: dt.date) -> None:
    if facts["task"] != use.task:
        raise ConfigError(
            "the champion was trained for another task: `cohort`, `outcome`, `surveys` or `model.drivers` of the "
            "config have changed since. Train again: houvast train CONFIG."
        )
    if str(as_of) < facts["known_until"]:
        raise ConfigError(
            f"the model learned from outcomes until {facts['known_until']}; a list for {as_of} would know its own "
            f"future. Remake that list as it would have been then: houvast run CONFIG --as-of {as_of}."
        )
