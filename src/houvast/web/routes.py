"""Every page and form, with who may use it. A page that is not here does not exist.

To add one: a module in `pages/` with a function from a visit to a response, a template, and a line here.
"""

from houvast.web.accounts import ADMIN, ANALYST, AUDITOR, DATA_SCIENTIST, ROLES, TEAM_LEAD
from houvast.web.gate import ANYONE, Route
from houvast.web.pages import (
    accounts,
    effects,
    first_days,
    forecast,
    help_given,
    model,
    not_assessed,
    oidc,
    people,
    person,
    places,
    plan,
    progress,
    record,
    runs,
    sector,
    sign_in,
    signing,
    static,
)

EVERY_ROLE = frozenset(ROLES)
_ANALYST = frozenset({ANALYST})
_READERS = frozenset({ANALYST, DATA_SCIENTIST})
_HELPERS = frozenset({ANALYST, TEAM_LEAD})
_GROUPS = frozenset({ANALYST, DATA_SCIENTIST, TEAM_LEAD})
_MAKING = frozenset({ANALYST, DATA_SCIENTIST, AUDITOR, ADMIN})
_AUDITOR = frozenset({AUDITOR})
_ADMIN = frozenset({ADMIN})

ROUTES = (
    Route("GET", "/static/{name}", static.show, ANYONE),
    Route("GET", "/sign-in", sign_in.show, ANYONE),
    Route("POST", "/sign-in", sign_in.submit, ANYONE),
    Route("GET", "/sign-in/provider", oidc.leave, ANYONE),
    Route("GET", oidc.RETURN, oidc.come_back, ANYONE),
    Route("GET", "/", sign_in.home, EVERY_ROLE),
    Route("POST", "/sign-out", sign_in.leave, EVERY_ROLE, with_old_password=True),
    Route("POST", "/language", sign_in.set_reading, EVERY_ROLE, with_old_password=True),
    Route("GET", "/password", sign_in.show_password, EVERY_ROLE, with_old_password=True),
    Route("POST", "/password", sign_in.change_password, EVERY_ROLE, with_old_password=True),
    Route("GET", "/lists", people.newest, _READERS, menu="list"),
    Route("GET", "/lists/{day}", people.show, _READERS),
    Route("GET", "/lists/{day}/not-assessed", not_assessed.show, _ANALYST),
    Route("GET", "/lists/{day}/people/{rank}", person.show, _ANALYST),
    Route("POST", "/lists/{day}/people/{rank}/note", person.note, _ANALYST),
    Route("POST", "/lists/{day}/people/{rank}/help", help_given.record, _ANALYST),
    Route("GET", "/plan", plan.show, _HELPERS, menu="plan"),
    Route("GET", "/progress", progress.show, _HELPERS, menu="progress"),
    Route("GET", "/effects", effects.show, _GROUPS, menu="effects"),
    Route("GET", "/places", places.newest, _GROUPS, menu="places"),
    Route("GET", "/lists/{day}/places", places.show, _GROUPS),
    Route("GET", "/forecast", forecast.newest, _GROUPS, menu="forecast"),
    Route("GET", "/lists/{day}/forecast", forecast.show, _GROUPS),
    Route("GET", "/sector", sector.newest, _GROUPS, menu="sector"),
    Route("GET", "/lists/{day}/sector", sector.show, _GROUPS),
    Route("GET", "/first-90-days", first_days.newest, _GROUPS, menu="first_90_days"),
    Route("GET", "/lists/{day}/first-90-days", first_days.show, _GROUPS),
    Route("GET", "/lists/{day}/signing", signing.show, _ANALYST),
    Route("POST", "/lists/{day}/signing", signing.sign, _ANALYST),
    Route("POST", "/lists/{day}/export", signing.export, _ANALYST),
    Route("GET", "/model", model.show, _MAKING, menu="model"),
    Route("GET", "/model/{number}/scorecard", model.show_scorecard, _MAKING),
    Route("GET", "/runs", runs.show, _MAKING, menu="runs"),
    Route("GET", "/runs/{snapshot}", runs.show_refused, _MAKING),
    Route("GET", "/record", record.show, _AUDITOR, menu="record"),
    Route("POST", "/record", record.show, _AUDITOR),  # An id in an address would stand in histories and logs.
    Route("GET", "/accounts", accounts.show, _ADMIN, menu="accounts"),
    Route("POST", "/accounts/expire", accounts.expire, _ADMIN),
)
