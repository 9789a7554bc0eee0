"""Every page and form, with who may use it. A page that is not here does not exist.

To add one: a module in `pages/` with a function from a visit to a response, a template, and a line here. A route that
does not say `people=False` tells of people, and is closed without a purpose that holds.
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
    Route("GET", "/static/{name}", static.show, ANYONE, people=False),
    Route("GET", "/sign-in", sign_in.show, ANYONE, people=False),
    Route("POST", "/sign-in", sign_in.submit, ANYONE, people=False),
    Route("GET", "/sign-in/provider", oidc.leave, ANYONE, people=False),
    Route("GET", oidc.RETURN, oidc.come_back, ANYONE, people=False),
    Route("GET", "/", sign_in.home, EVERY_ROLE, people=False),
    Route("POST", "/sign-out", sign_in.leave, EVERY_ROLE, with_old_password=True, people=False),
    Route("POST", "/language", sign_in.set_reading, EVERY_ROLE, with_old_password=True, people=False),
    Route("GET", "/password", sign_in.show_password, EVERY_ROLE, with_old_password=True, people=False),
    Route("POST", "/password", sign_in.change_password, EVERY_ROLE, with_old_password=True, people=False),
    Route("GET", "/lists", people.newest, _READERS, menu="list"),
    Route("GET", "/lists/{day}", people.show, _READERS),
    Route("GET", "/lists/{day}/not-assessed", not_assessed.show, _ANALYST),
    Route("GET", "/lists/{day}/people/{rank}", person.show, _ANALYST),
    Route("POST", "/lists/{day}/people/{rank}/note", person.note, _ANALYST),
    Route("POST", "/lists/{day}/people/{rank}/help", help_given.record, _ANALYST),
    Route("GET", "/plan", plan.show, _HELPERS, menu="plan"),
    Route("GET", "/progress", progress.show, _HELPERS, menu="progress"),
    Route("GET", "/effects", effects.show, _GROUPS, menu="effects", people=False),
    Route("GET", "/places", places.newest, _GROUPS, menu="places", people=False),
    Route("GET", "/lists/{day}/places", places.show, _GROUPS, people=False),
    Route("GET", "/forecast", forecast.newest, _GROUPS, menu="forecast", people=False),
    Route("GET", "/lists/{day}/forecast", forecast.show, _GROUPS, people=False),
    Route("GET", "/sector", sector.newest, _GROUPS, menu="sector", people=False),
    Route("GET", "/lists/{day}/sector", sector.show, _GROUPS, people=False),
    Route("GET", "/first-90-days", first_days.newest, _GROUPS, menu="first_90_days", people=False),
    Route("GET", "/lists/{day}/first-90-days", first_days.show, _GROUPS, people=False),
    Route("GET", "/lists/{day}/signing", signing.show, _ANALYST),
    Route("POST", "/lists/{day}/signing", signing.sign, _ANALYST),
    Route("POST", "/lists/{day}/export", signing.export, _ANALYST),
    Route("GET", "/model", model.show, _MAKING, menu="model", people=False),
    Route("GET", "/model/{number}/scorecard", model.show_scorecard, _MAKING, people=False),
    Route("GET", "/runs", runs.show, _MAKING, menu="runs", people=False),
    Route("GET", "/runs/{snapshot}", runs.show_refused, _MAKING, people=False),
    Route("GET", "/record", record.show, _AUDITOR, menu="record", people=False),
    Route(
        "POST", "/record", record.show, _AUDITOR, people=False
    ),  # An id in an address would stand in histories and logs.
    Route("GET", "/accounts", accounts.show, _ADMIN, menu="accounts", people=False),
    Route("POST", "/accounts/expire", accounts.expire, _ADMIN, people=False),
)
