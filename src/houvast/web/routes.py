"""Every page and form, with who may use it. A page that is not here does not exist.

To add one: a module in `pages/` with a function from a visit to a response, a template, and a line here.
"""

from houvast.web.accounts import ADMIN, ANALYST, AUDITOR, DATA_SCIENTIST, ROLES, TEAM_LEAD
from houvast.web.gate import ANYONE, Route
from houvast.web.pages import accounts, not_assessed, people, person, places, record, sign_in, signing, static

EVERY_ROLE = frozenset(ROLES)
_ANALYST = frozenset({ANALYST})
_READERS = frozenset({ANALYST, DATA_SCIENTIST})
_GROUPS = frozenset({ANALYST, DATA_SCIENTIST, TEAM_LEAD})
_AUDITOR = frozenset({AUDITOR})
_ADMIN = frozenset({ADMIN})

ROUTES = (
    Route("GET", "/static/{name}", static.show, ANYONE),
    Route("GET", "/sign-in", sign_in.show, ANYONE),
    Route("POST", "/sign-in", sign_in.submit, ANYONE),
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
    Route("GET", "/places", places.newest, _GROUPS, menu="places"),
    Route("GET", "/lists/{day}/places", places.show, _GROUPS),
    Route("GET", "/lists/{day}/signing", signing.show, _ANALYST),
    Route("POST", "/lists/{day}/signing", signing.sign, _ANALYST),
    Route("POST", "/lists/{day}/export", signing.export, _ANALYST),
    Route("GET", "/record", record.show, _AUDITOR, menu="record"),
    Route("GET", "/accounts", accounts.show, _ADMIN, menu="accounts"),
    Route("POST", "/accounts/expire", accounts.expire, _ADMIN),
)
