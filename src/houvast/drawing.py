"""The stage that draws: from the newest published list to a draw that is written down, and what it can show.

The people drawn are those that could be helped within capacity if nobody went without, and as many more as go without.
"""

import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from houvast.actions import power
from houvast.actions.boundary import find_limits
from houvast.actions.draw import HELP, NONE, build_strata, draw_people, draw_teams
from houvast.actions.draw_ledger import WrittenDraw, read_draws, write_draw
from houvast.actions.newest_list import open_newest
from houvast.actions.stopping import check_no_harm
from houvast.errors import ConfigError
from houvast.publish.effects import read_all_effects
from houvast.purpose import check_purpose
from houvast.signing import load_key
from houvast.stages import latest_snapshot
from houvast.use import Use

Arms = dict[str, tuple[str, str]]
STEP_MONTHS = 3
"""Teams take a step a quarter, so that what became of a step is seen before the next one."""

LOOKS = 12
"""Monthly looks until the planned end where it is not known how many new people a month there are."""


@dataclass(frozen=True)
class Outlook:
    """What a draw can show.

    Parameters
    ----------
    base : float
        Share expected to leave without help.
    people : int
        Drawn so far, with those drawn now.
    detectable : float or None
        Smallest fall of that share which is shown with a power of 80%; None where none is.
    effect : float
        Relative effect that the planned number is for.
    planned_people : int
    new_a_month : float or None
        New people a month on past lists; None where there is one list only.
    months : int or None
    limits : tuple of float
        Of z, at each look, beyond which the help is stopped.
    """

    base: float
    people: int
    detectable: float | None
    effect: float
    planned_people: int
    new_a_month: float | None
    months: int | None
    limits: tuple[float, ...]


@dataclass(frozen=True)
class DrawMade:
    """A draw, its outlook, and where it was written down; `hash` is None for a draw that was only tried."""

    draw: WrittenDraw
    kept: int
    outlook: Outlook
    hash: str | None = None
    records: Path | None = None


def make_draw(
    use: Use, *, signed: str | None, by: str = "person", steps: int = 4, seed: int | None = None, new: bool = False,
    dry: bool = False, today: dt.date | None = None,
) -> DrawMade:  # fmt: skip
    """Draw from the newest list, write the draw down, and write its records; nothing is written where `dry`.

    Parameters
    ----------
    signed : str or None
        Digest of the list that a named person signed; None only where `dry`.
    by : {"person", "team"}
    steps : int
        Quarters over which teams get the help, by team.
    seed : int or None
        Of the config's model where None; a trial keeps the seed that it began with.
    new : bool
        Begin a new trial, in which nobody has been drawn before.

    Raises
    ------
    ConfigError
        No purpose that holds allows lists of people; there is no list with people, or another one than was signed; this
        list was drawn from before, or teams are not on record or too few.
    RecordsError
        The ledger was altered.
    GateError
        Help of this trial harmed, or what it did has not been looked at as often as it must be.
    """
    if signed is None and not dry:
        raise ConfigError("a draw needs a signed list. Sign it first, or try without drawing: --dry-run.")
    check_purpose(use)
    people, as_of, digest = _read_list(use, signed)
    ledger = use.data / "draws.jsonl"
    draws = read_draws(ledger)
    trial = [] if new else _trial(draws, by)
    if seed is None:
        seed = trial[0].seed if trial else use.config.model.seed
    if trial and not dry:
        _check_no_harm(use, trial[0])
    if trial and by == "team":
        return _next_step(use, trial[0], people, as_of, dry)
    if any(draw.as_of == as_of for draw in trial):
        raise ConfigError(f"the list of {as_of} has been drawn from already. The next list can be drawn from next.")
    before = {name: arm for draw in trial for name, (_, arm) in draw.arms.items()}
    arms, kept = _draw_teams(people, seed, steps) if by == "team" else _draw_people(use, people, seed, before)
    outlook = _look_ahead(use, people, len(people) if by == "team" else len(before) + len(arms), by)
    first = trial[0] if trial else None
    draw = WrittenDraw(
        draw_id=first.draw_id if first else _name(use, as_of, draws),
        as_of=as_of,
        drawn_on=str(today or dt.date.today()),
        by=by,
        hold_out=use.config.help.hold_out,
        seed=seed,
        list_sha256=digest,
        looks=first.looks if first else len(outlook.limits),
        planned_people=first.planned_people if first else outlook.planned_people,
        arms=arms,
    )
    if dry or not arms:
        return DrawMade(draw, kept, outlook)
    written = write_draw(ledger, draw)
    return DrawMade(draw, kept, outlook, written, _write_records(use, draw, people, as_of, 1))


def _check_no_harm(use: Use, trial: WrittenDraw) -> None:
    looks = read_all_effects(use.published / "effects", load_key(use.installation_key))
    there = (use.snapshots / "latest").exists()
    check_no_harm(trial, looks, latest_snapshot(use).observed_until if there else None, use.horizon_days)


def _next_step(use: Use, trial: WrittenDraw, people: pd.DataFrame, as_of: str, dry: bool) -> DrawMade:
    """The records of a later step of teams that were drawn before."""
    first, now = dt.date.fromisoformat(trial.as_of), dt.date.fromisoformat(as_of)
    months = 12 * (now.year - first.year) + now.month - first.month
    if months % STEP_MONTHS or months == 0:
        raise ConfigError(
            f"the teams of this trial take a step every {STEP_MONTHS} months from {first}; the list of {as_of} is "
            "between two. Wait for the next, or begin a new trial with --new."
        )
    outlook = _look_ahead(use, people, len(people), "team")
    records = None if dry else _write_records(use, trial, people, as_of, months // STEP_MONTHS + 1)
    return DrawMade(trial, 0, outlook, None, records)


def _read_list(use: Use, signed: str | None) -> tuple[pd.DataFrame, str, str]:
    """The first of the newest list, its as-of date, and the hash of its manifest."""
    newest = open_newest(use.published, signed, name=use.config.name, purpose="draw from")
    people = pd.read_parquet(newest.folder / "risk_list.parquet")
    wanted = math.ceil(use.config.capacity.people / (1 - use.config.help.hold_out))
    risk = f"risk_{use.config.outcome.horizon_weeks}w"
    if people.empty or risk not in people:
        raise ConfigError(f"the newest list has nobody with a `{risk}` to draw from. Make a list first.")
    listed = people if wanted >= len(people) else people.nsmallest(wanted, "rank")
    return listed.assign(risk=people[risk]), newest.as_of, newest.digest


def _trial(draws: list[WrittenDraw], by: str) -> list[WrittenDraw]:
    """The draws of the newest trial, where it is of this kind."""
    newest = [draw for draw in draws if draw.draw_id == draws[-1].draw_id]
    return newest if newest and newest[0].by == by else []


def _draw_people(use: Use, people: pd.DataFrame, seed: int, before: dict[str, str]) -> tuple[Arms, int]:
    strata = build_strata(people["tenure_days"].to_numpy(), people["site"])
    drawn = draw_people(people["employee_id"], strata, hold_out=use.config.help.hold_out, seed=seed, before=before)
    told = drawn.people.itertuples(index=False)
    return {row.employee_id: (row.stratum, row.arm) for row in told}, len(drawn.kept)


def _draw_teams(people: pd.DataFrame, seed: int, steps: int) -> tuple[Arms, int]:
    teams = sorted(people["team"].dropna().unique())
    if len(teams) < steps:
        raise ConfigError(f"`--steps` must be at most the number of teams on the list, {len(teams)}. Got {steps}.")
    return {team: ("", str(step)) for team, step in draw_teams(teams, steps=steps, seed=seed).items()}, 0


def _look_ahead(use: Use, people: pd.DataFrame, drawn: int, by: str) -> Outlook:
    config = use.config.help
    share = config.hold_out if by == "person" else 0.5
    base = float(people["risk"].mean())
    effect = config.assumed_effect[1] or use.config.capacity.help_effect
    planned = power.find_people(base, effect, share)
    fresh = _new_a_month(use, len(people))
    months = None if fresh is None else power.find_months(planned, len(people), fresh)
    detectable = power.find_detectable(base, drawn * (1 - share), drawn * share)
    return Outlook(base, drawn, detectable, effect, planned, fresh, months, find_limits(min(months or LOOKS, 36)))


def _new_a_month(use: Use, size: int) -> float | None:
    """How many of the people of the newest list were on none before, a month; None with lists of one month only."""
    folders = sorted(path for path in use.published.glob("[0-9]*-*-*") if (path / "risk_list.parquet").exists())
    if len(folders) < 2:
        return None
    seen: set[str] = set()
    fresh = []
    for folder in folders:
        own = set(pd.read_parquet(folder / "risk_list.parquet").nsmallest(size, "rank")["employee_id"])
        fresh.append(len(own - seen))
        seen |= own
    return sum(fresh[1:]) / len(fresh[1:])


def _name(use: Use, as_of: str, draws: list[WrittenDraw]) -> str:
    name = f"{use.config.name}-{as_of}"
    again = sum(draw.draw_id.split("#")[0] == name for draw in draws)
    return f"{name}#{again + 1}" if again else name


def _write_records(use: Use, draw: WrittenDraw, people: pd.DataFrame, as_of: str, step: int) -> Path:
    """The draw in the shape of the table `actions`, to be completed and mapped; of teams, everybody in them now."""
    path = use.data / "draws" / f"{draw.draw_id}-{as_of}.csv"
    if draw.by == "person":
        told = [(name, arm, stratum, "") for name, (stratum, arm) in draw.arms.items()]
    else:
        placed = people[people["team"].isin(draw.arms)]
        pairs = zip(placed["employee_id"], placed["team"], strict=True)
        told = [(name, HELP if int(draw.arms[team][1]) <= step else NONE, "", team) for name, team in pairs]
    rows = pd.DataFrame(told, columns=["employee_id", "arm", "stratum", "draw_unit"])
    rows = rows.assign(
        decided_on=as_of, assigned_by="draw", decided_by="houvast", draw_id=draw.draw_id, action="", driver="",
        offered_on="", accepted="", accepted_on="", done_on="",
    )  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.sort_values("employee_id").to_csv(path, index=False)
    path.chmod(0o600)
    return path
