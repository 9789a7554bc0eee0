"""Signing a list, and taking a copy of a signed one out of the workspace."""

import datetime as dt

from fastapi.responses import Response

from houvast.audit_log import count_people_seen
from houvast.publish.purpose_words import build_forbidden, build_purpose
from houvast.web.export import FORMATS, write_export
from houvast.web.lists import PublishedList
from houvast.web.notes import VERDICTS, count_verdicts
from houvast.web.signing import find_signatures, is_released, sign_list
from houvast.web.visit import RefusedError, Visit, redirect, render


def show(visit: Visit) -> Response:
    """What signing means, who signed, and how much of the list its signer looked at."""
    return _page(visit)


def sign(visit: Visit) -> Response:
    """The list is signed, by this person, for the purpose that was shown."""
    published = visit.open_list()
    if visit.form.get("list") != published.digest:
        raise RefusedError(409, "other_list")
    if visit.form.get("understood") != "yes":
        return _page(visit, 422, "understood")
    seen = count_people_seen(visit.database.log, visit.reader.name, published.name)
    sign_list(visit.database, published, visit.reader, build_purpose(visit.purpose, visit.language), seen)
    return redirect(f"/lists/{published.as_of}/signing")


def export(visit: Visit) -> Response:
    """A copy of a signed list, with its purpose, signers and expiry in front; that it was taken goes on record."""
    published, settings = visit.open_list(), visit.workspace.settings
    kind, signatures = visit.form.get("format", ""), find_signatures(visit.database, published)
    if kind not in FORMATS:
        raise RefusedError(400, "form")
    if visit.form.get("list") != published.digest:
        raise RefusedError(409, "other_list")
    if not is_released(signatures, second=settings.second_signature) or not published.has_people:
        raise RefusedError(403, "not_signed")
    today = visit.database.now().date()
    if today > (last := _last_day(visit, published)):
        raise RefusedError(403, "too_old", date=visit.language.date(published.as_of), last=visit.language.date(last))
    expires = today + dt.timedelta(days=settings.export_days)
    signers = ", ".join(signature.account for signature in signatures)
    about = [
        (visit.language.text(f"web.export_{name}"), value)
        for name, value in (
            ("config", settings.name),
            ("as_of", visit.language.date(published.as_of)),
            ("taken", f"{visit.language.date(today)}, {visit.reader.name}"),
            ("expires", visit.language.date(expires)),
            ("signers", signers),
            ("digest", published.digest),
        )
    ]
    content = write_export(
        published, visit.identities, kind, build_purpose(visit.purpose, visit.language), about, visit.language
    )
    visit.look("exported", list_=published.name, format=kind, expires=str(expires))
    headers = {"content-disposition": f'attachment; filename="{settings.name}-{published.as_of}.{kind}"'}
    return Response(content, media_type=FORMATS[kind], headers=headers)


def _last_day(visit: Visit, published: PublishedList) -> dt.date:
    """The last day on which copies of a list can be taken."""
    return published.as_of + dt.timedelta(days=visit.workspace.settings.copy_days)


def _page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    published, second = visit.open_list(), visit.workspace.settings.second_signature
    signatures = find_signatures(visit.database, published)
    verdicts = count_verdicts(visit.database, published)
    listed = int(published.people["within_capacity"].sum()) if published.has_people else 0
    return render(
        visit,
        "signing.html.j2",
        status,
        section="list",
        published=published,
        signatures=signatures,
        mine=any(signature.person == visit.reader.person for signature in signatures),
        released=is_released(signatures, second=second),
        second=second,
        forbidden=build_forbidden(visit.purpose, visit.language),
        listed=listed,
        seen=count_people_seen(visit.database.log, visit.reader.name, published.name),
        verdicts=[(name, verdicts[name]) for name in VERDICTS],
        export_days=visit.workspace.settings.export_days,
        last=visit.language.date(_last_day(visit, published)),
        too_old=visit.database.now().date() > _last_day(visit, published),
        formats=tuple(FORMATS),
        problem=problem,
    )
