"""Signing in and out, the password, and the language to read in."""

import math
import re

from fastapi.responses import Response

from houvast.audit_log import add_entry
from houvast.language import LANGUAGES, Language
from houvast.web.accounts import SignInRefusedError, check_credentials, note_refusal, set_language, set_password
from houvast.web.cookies import drop_token, set_token
from houvast.web.passwords import FEWEST_CHARACTERS, find_problem
from houvast.web.sessions import close_session, open_session
from houvast.web.visit import RefusedError, Visit, redirect, render

_OWN_PATH = re.compile(r"/[a-z0-9/_-]*")


def home(visit: Visit) -> Response:
    """The first page of the reader's menu."""
    return redirect(visit.menu[0][2])


def show(visit: Visit) -> Response:
    """The form to sign in with."""
    return redirect("/") if visit.account else _sign_in_page(visit)


def submit(visit: Visit) -> Response:
    """A new session, with a token that no browser has seen before."""
    settings = visit.workspace.settings
    if not visit.workspace.by_password:
        raise RefusedError(403, "no_password")
    name, password = visit.form.get("name", ""), visit.form.get("password", "")
    try:
        account = check_credentials(visit.database, name, password, visit.address)
    except SignInRefusedError as refused:
        note_refusal(visit.database, name)
        seconds = math.ceil(refused.wait.total_seconds())
        return _sign_in_page(visit, 429 if seconds else 403, problem=True, seconds=seconds)
    add_entry(visit.database.log, account.name, "signed_in", role=account.role)
    response = redirect("/")
    set_token(response, settings, open_session(visit.database, account.name), signed_in=True)
    drop_token(response, settings, signed_in=False)
    return response


def leave(visit: Visit) -> Response:
    """The session is over, on the server and in the browser."""
    visit.look("signed_out")
    close_session(visit.database, visit.token)
    response = redirect("/sign-in")
    drop_token(response, visit.workspace.settings, signed_in=True)
    return response


def set_reading(visit: Visit) -> Response:
    """The same page in another language."""
    code, back = visit.form.get("language", ""), visit.form.get("back", "")
    if code not in LANGUAGES:
        raise RefusedError(400, "form")
    set_language(visit.database, visit.reader.name, code)
    # Only a path of this workspace: `//elsewhere` would be an address.
    return redirect(back if _OWN_PATH.fullmatch(back) and not back.startswith("//") else "/")


def show_password(visit: Visit) -> Response:
    """The form to replace one's password with."""
    return _password_page(visit)


def change_password(visit: Visit) -> Response:
    """The new password holds, and every session of the old one is over."""
    if not visit.workspace.by_password:
        raise RefusedError(403, "no_password")
    old, new, again = (visit.form.get(name, "") for name in ("old", "new", "again"))
    try:
        reader = check_credentials(visit.database, visit.reader.name, old, visit.address)
    except SignInRefusedError:
        return _password_page(visit, 422, "old")
    problem = find_problem(new, reader.name) or ("again" if new != again else None) or ("same" if new == old else None)
    if problem:
        return _password_page(visit, 422, problem)
    visit.look("password_changed")
    set_password(visit.database, reader.name, new, password_days=visit.workspace.settings.password_days)
    response = redirect("/")
    set_token(response, visit.workspace.settings, open_session(visit.database, reader.name), signed_in=True)
    return response


def _sign_in_page(visit: Visit, status: int = 200, *, problem: bool = False, seconds: int = 0) -> Response:
    others = [Language(code) for code in LANGUAGES if code != visit.language.code]
    return render(visit, "sign_in.html.j2", status, problem=problem, seconds=seconds, others=others)


def _password_page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    too_old = visit.reader.must_change_password(visit.database.now().date())
    return render(visit, "password.html.j2", status, problem=problem, too_old=too_old, fewest=FEWEST_CHARACTERS)
