"""Signing a list, and taking a copy of a signed one out of the workspace."""

from fastapi.responses import Response

from houvast.audit_log import count_people_seen
from houvast.publish.purpose_words import build_forbidden, build_purpose
from houvast.web.copies import last_day, take_copy
from houvast.web.export import FORMATS
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
    if not visit.standing.covers(published.manifest):
        raise RefusedError(409, "other_purpose")
    if visit.form.get("understood") != "yes":
        return _page(visit, 422, "understood")
    seen = count_people_seen(visit.database.log, visit.reader.name, published.name)
    sign_list(visit.database, published, visit.reader, build_purpose(visit.purpose, visit.language), seen)
    return redirect(f"/lists/{published.as_of}/signing")


def export(visit: Visit) -> Response:
    """A copy of a signed list, with its purpose, signers and expiry in front; that it was taken goes on record."""
    published, kind = visit.open_list(), visit.form.get("format", "")
    if visit.form.get("list") != published.digest:
        raise RefusedError(409, "other_list")
    copy = take_copy(visit.workspace, published, visit.reader, kind, visit.language)
    headers = {"content-disposition": f'attachment; filename="{copy.name}"'}
    return Response(copy.content, media_type=FORMATS[kind], headers=headers)


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
        last=visit.language.date(last_day(visit.workspace, published)),
        too_old=visit.database.now().date() > last_day(visit.workspace, published),
        formats=tuple(FORMATS),
        problem=problem,
    )
