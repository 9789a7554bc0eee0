"""Taking a copy of a signed list: whether it may leave, what stands in front of it, and that it was taken."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from houvast.audit_log import add_entry
from houvast.identities import Identities
from houvast.language import Language
from houvast.publish.help_plan import build_cell
from houvast.publish.inert import build_csv_text
from houvast.publish.purpose_words import build_purpose
from houvast.purpose import Standing
from houvast.web.accounts import ANALYST, Account
from houvast.web.export import FORMATS, About, write_export, write_table
from houvast.web.help_files import open_draws, open_plan
from houvast.web.lists import PublishedList
from houvast.web.signing import Signature, find_signatures, is_released
from houvast.web.visit import RefusedError, Workspace

KINDS = {"list": tuple(FORMATS), "plan": ("csv", "xlsx"), "draw": ("csv",)}
"""What can be taken a copy of, and in which formats."""


@dataclass(frozen=True)
class Copy:
    """A file, what it should be called, and the day on which it must be gone."""

    content: bytes
    name: str
    expires: dt.date


def take_copy(
    workspace: Workspace,
    published: PublishedList,
    account: Account,
    kind: str,
    language: Language,
    *,
    what: str = "list",
) -> Copy:
    """People by id and name, with purpose, signers and expiry in front; on record from here on.

    Of the list those within capacity, of the plan those for whom help is planned, of the draw everybody drawn: that
    file has nothing in front, since it comes back as records.

    Parameters
    ----------
    kind : str
        One of the formats of `what`; see `KINDS`.
    what : {"list", "plan", "draw"}

    Raises
    ------
    RefusedError
        The account is no analyst's, the format is not known, no purpose that holds allows lists of people or the list
        was made and signed under another, it may not leave, or there is no such plan or draw.
    """
    if account.role != ANALYST:
        raise RefusedError(403, "not_allowed")
    if kind not in KINDS[what]:
        raise RefusedError(400, "form")
    standing = workspace.standing()
    if not standing.allows_people:
        raise RefusedError(403, "no_purpose")
    if not standing.covers(published.manifest):
        raise RefusedError(409, "other_purpose")
    purpose = build_purpose(standing.tell(language.code), language)
    signatures, today = find_signatures(workspace.database, published), workspace.database.now().date()
    check_may_leave(workspace, published, signatures, today, language)
    expires = _find_expiry(standing, today, workspace.settings.export_days)
    about = _tell(workspace, published, account, signatures, (today, expires), language)
    identities = workspace.identities.read()
    if what == "list":
        content = write_export(published, identities, kind, purpose, about, language)
    elif what == "plan":
        content = write_table(_plan_of(workspace, published, identities, language), kind, purpose, about, language)
    else:
        content = _draw_of(workspace, identities)
    add_entry(
        workspace.database.log, account.name, "exported", role=account.role, list_=published.name, format=kind,
        expires=str(expires), what=what,
    )  # fmt: skip
    part = "" if what == "list" else f"-{what}"
    return Copy(content, f"{workspace.settings.name}-{published.as_of}{part}.{kind}", expires)


def _find_expiry(standing: Standing, today: dt.date, days: int) -> dt.date:
    """The day by which a copy must be gone: as the config says, and no later than the day after its purpose ends."""
    wanted = today + dt.timedelta(days=days)
    return wanted if standing.file is None else min(wanted, standing.file.valid_until + dt.timedelta(days=1))


def _plan_of(
    workspace: Workspace, published: PublishedList, identities: Identities, language: Language
) -> pd.DataFrame:
    """The planned rows of the plan of a list, in words."""
    plan = open_plan(workspace)
    if plan is None or plan.list_sha256 != published.digest:
        raise RefusedError(404, "no_plan")
    rows = identities.join(plan.rows[plan.rows["status"] == "planned"])
    words = {
        name: [value if name == "name" else build_cell(name, value, language) for value in rows[name]] for name in rows
    }
    return pd.DataFrame(words, dtype=object)


def _draw_of(workspace: Workspace, identities: Identities) -> bytes:
    """The records of the newest draw, in the shape in which they are read again."""
    draws = open_draws(workspace)
    home = None if workspace.draws is None else workspace.draws.with_name("draws")
    found = sorted(home.glob(f"{draws[-1].draw_id}-*.csv")) if draws and home else []
    if not found:
        raise RefusedError(404, "no_draw")
    rows = identities.join(pd.read_csv(found[-1], dtype="str", keep_default_na=False))
    text = rows.drop(columns="name", errors="ignore").map(build_csv_text).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def check_may_leave(
    workspace: Workspace, published: PublishedList, signatures: list[Signature], today: dt.date, language: Language
) -> None:
    """Nothing, if copies of a list may be taken today.

    Raises
    ------
    RefusedError
        It is not signed by as many as must sign, has no people, or is too old.
    """
    second = workspace.settings.second_signature
    if not is_released(signatures, second=second) or not published.has_people:
        raise RefusedError(403, "not_signed")
    if today > (last := last_day(workspace, published)):
        raise RefusedError(403, "too_old", date=language.date(published.as_of), last=language.date(last))


def last_day(workspace: Workspace, published: PublishedList) -> dt.date:
    """The last day on which copies of a list can be taken."""
    return published.as_of + dt.timedelta(days=workspace.settings.copy_days)


def _tell(
    workspace: Workspace, published: PublishedList, account: Account, signatures: list[Signature],
    days: tuple[dt.date, dt.date], language: Language,
) -> About:  # fmt: skip
    """What stands in front of a copy besides its purpose: name and value."""
    taken, expires = (language.date(day) for day in days)
    told = {
        "config": workspace.settings.name,
        "as_of": language.date(published.as_of),
        "taken": f"{taken}, {account.name}",
        "expires": expires,
        "signers": ", ".join(signature.account for signature in signatures),
        "digest": published.digest,
    }
    return [(language.text(f"web.export_{name}"), value) for name, value in told.items()]
