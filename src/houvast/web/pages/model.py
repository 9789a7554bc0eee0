"""Which model versions there are, what was decided on each and by whom, and their scorecards."""

from collections.abc import Sequence
from typing import Any

from fastapi.responses import HTMLResponse, Response

from houvast.language import Language
from houvast.ledger import Change, is_whole, read_change
from houvast.publish.grounds import (
    build_day,
    build_decided,
    build_ground_limit,
    build_ground_value,
    build_held,
    build_how,
    build_kept_figure,
    build_reason,
)
from houvast.publish.model_views import build_model_views
from houvast.release import Ground
from houvast.suppression import FEWEST_PEOPLE
from houvast.web.models import ModelVersion
from houvast.web.shield import allow_style
from houvast.web.visit import RefusedError, Visit, render


def show(visit: Visit) -> Response:
    """The versions, newest first; what the one that makes the lists does with its people; and every change of it."""
    visit.look("model")
    models, lingo = visit.workspace.models, visit.language
    known = [] if models is None else models.versions()
    versions = [_tell_version(one, lingo) for one in known]
    entries = [] if models is None else list(models.ledger())
    changes = [_tell_change(read_change(entry), lingo) for entry in reversed(entries)]
    whole = is_whole(entries)
    viewed = _choose_viewed(known)
    return render(
        visit,
        "model.html.j2",
        section="model",
        versions=versions,
        changes=changes,
        whole=whole,
        viewed=viewed,
        views=None if viewed is None else build_model_views(models.views(viewed), lingo),
        fewest=lingo.number(FEWEST_PEOPLE),
    )


def show_scorecard(visit: Visit) -> Response:
    """The scorecard of a version, in the reader's language: a page of its own, whose style is let in by its hash."""
    number, models = visit.path["number"], visit.workspace.models
    known = models is not None and number.isascii() and number.isdigit() and len(number) < 10
    page = models.scorecard(int(number), visit.language.code, "/model") if known else None
    if page is None:
        raise RefusedError(404, "no_scorecard")
    visit.look("scorecard", version=int(number))
    return HTMLResponse(page, headers={"content-security-policy": allow_style(page)})


def _choose_viewed(versions: Sequence[ModelVersion]) -> int | None:
    """The version that makes the lists, or else the newest; None where there is none."""
    chosen = next((one for one in versions if "champion" in one.roles), None) or next(iter(versions), None)
    return None if chosen is None else chosen.number


def _tell_version(one: ModelVersion, lingo: Language) -> dict[str, Any]:
    auc = one.figures.get("auc")
    return {
        "number": one.number,
        "known_until": build_day(one.known_until, lingo),
        "leavers": "–" if one.leavers is None else lingo.number(one.leavers),
        "auc": lingo.text("release.not_measured") if auc is None else build_kept_figure(auc, lingo),
        "roles": ", ".join(lingo.text(f"release.{role}") for role in one.roles),
        "makes_lists": "champion" in one.roles,
        "decided": build_decided(one.decision, lingo, past=one.past),
        "grounds": [] if one.decision is None else [_tell_ground(ground, lingo) for ground in one.decision.grounds],
        "sha": one.model_sha256[:12],
    }


def _tell_ground(ground: Ground, lingo: Language) -> dict[str, Any]:
    return {
        "name": lingo.text(f"release.{ground.name}"),
        "value": build_ground_value(ground, lingo),
        "limit": build_ground_limit(ground, lingo),
        "held": build_held(ground, lingo),
    }


def _tell_change(change: Change, lingo: Language) -> dict[str, Any]:
    return {
        "at": change.at[:16].replace("T", " "),
        "by": change.by,
        "how": build_how(change, lingo),
        "before": lingo.text("release.none") if change.from_version is None else change.from_version,
        "after": change.to_version,
        "reason": build_reason(change, lingo),
    }
