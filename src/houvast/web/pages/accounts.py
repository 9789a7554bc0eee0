"""The accounts, for whoever administers them. New ones and passwords are made on the command line."""

from fastapi.responses import Response

from houvast.web.accounts import expire_account, find_accounts
from houvast.web.visit import RefusedError, Visit, redirect, render


def show(visit: Visit) -> Response:
    """Every account, its role, and until when it holds."""
    today = visit.database.now().date()
    return render(visit, "accounts.html.j2", section="accounts", accounts=find_accounts(visit.database), today=today)


def expire(visit: Visit) -> Response:
    """An account and its sessions are over from now on."""
    name = visit.form.get("name", "")
    if name not in {account.name for account in find_accounts(visit.database)} - {visit.reader.name}:
        raise RefusedError(404, "no_account_here")
    visit.look("account_expired", ended=name)
    expire_account(visit.database, name)
    return redirect("/accounts")
