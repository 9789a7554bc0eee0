"""Deny by default: every role on every route, nobody on any, and a route without roles."""

import pytest
from web_browser import Browser, token_of

from houvast.audit_log import find_entries
from houvast.language import language_of
from houvast.web.accounts import ROLES, find_account
from houvast.web.app import build_app
from houvast.web.gate import ANYONE, Route, UndeclaredRouteError
from houvast.web.routes import ROUTES
from houvast.web.visit import RefusedError, Visit

DAY = "2025-06-01"
SIGNED_IN = [route for route in ROUTES if route.roles != ANYONE]

# Written down by hand, so that a slip in the routes does not excuse itself.
MAY = {
    ("GET", "/"): set(ROLES),
    ("POST", "/sign-out"): set(ROLES),
    ("POST", "/language"): set(ROLES),
    ("GET", "/password"): set(ROLES),
    ("POST", "/password"): set(ROLES),
    ("GET", "/lists"): {"analyst", "data_scientist"},
    ("GET", "/lists/{day}"): {"analyst", "data_scientist"},
    ("GET", "/lists/{day}/not-assessed"): {"analyst"},
    ("GET", "/lists/{day}/people/{rank}"): {"analyst"},
    ("POST", "/lists/{day}/people/{rank}/note"): {"analyst"},
    ("POST", "/lists/{day}/people/{rank}/help"): {"analyst"},
    ("GET", "/plan"): {"analyst", "team_lead"},
    ("GET", "/progress"): {"analyst", "team_lead"},
    ("GET", "/effects"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/places"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/lists/{day}/places"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/forecast"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/lists/{day}/forecast"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/sector"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/lists/{day}/sector"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/first-90-days"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/lists/{day}/first-90-days"): {"analyst", "data_scientist", "team_lead"},
    ("GET", "/model"): {"analyst", "data_scientist", "auditor", "admin"},
    ("GET", "/model/{number}/scorecard"): {"analyst", "data_scientist", "auditor", "admin"},
    ("GET", "/runs"): {"analyst", "data_scientist", "auditor", "admin"},
    ("GET", "/runs/{snapshot}"): {"analyst", "data_scientist", "auditor", "admin"},
    ("GET", "/lists/{day}/signing"): {"analyst"},
    ("POST", "/lists/{day}/signing"): {"analyst"},
    ("POST", "/lists/{day}/export"): {"analyst"},
    ("GET", "/record"): {"auditor"},
    ("POST", "/record"): {"auditor"},
    ("GET", "/accounts"): {"admin"},
    ("POST", "/accounts/expire"): {"admin"},
}


def path_of(route: Route) -> str:
    return route.path.format(day=DAY, rank="1", number="1", snapshot="0123456789abcdef")


def ask(browser: Browser, route: Route):
    if route.method == "GET":
        return browser.get(path_of(route))
    token = token_of(browser.get("/password").text)
    return browser.request("POST", path_of(route), data={"form_token": token})


def test_every_route_is_in_this_table() -> None:
    assert {(route.method, route.path) for route in SIGNED_IN} == set(MAY)
    open_ = {"/static/{name}", "/sign-in", "/sign-in/provider", "/sign-in/provider/return"}
    assert {route.path for route in ROUTES if route.roles == ANYONE} == open_


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_its_routes_and_no_other(role, app, workspace) -> None:
    browser = Browser(app)
    browser.sign_in(role)
    for route in sorted(SIGNED_IN, key=lambda route: route.path == "/sign-out"):
        answer = ask(browser, route)
        if role in MAY[route.method, route.path]:
            assert answer.status_code in {200, 303, 400, 404, 409, 422}, (role, route.path, answer.status_code)
        else:
            assert answer.status_code == 403, (role, route.path)
            look = find_entries(workspace.database.log, limit=1)[0]
            assert (look.actor, look.action) == (role, "refused")


@pytest.mark.parametrize("route", SIGNED_IN, ids=lambda route: f"{route.method} {route.path}")
def test_nobody_signed_in_reaches_nothing(route, browser) -> None:
    answer = browser.request(route.method, path_of(route), data={} if route.method == "POST" else None)
    assert (answer.status_code, answer.headers.get("location")) == (
        (303, "/sign-in") if route.method == "GET" else (403, None)
    )
    assert "0007" not in answer.text


def test_a_made_up_token_opens_nothing(browser) -> None:
    browser.cookies.set("houvast-demo", "x" * 43, domain="127.0.0.1")
    assert browser.get(f"/lists/{DAY}").headers["location"] == "/sign-in"


def test_an_application_with_a_route_without_roles_does_not_start(workspace) -> None:
    nameless = Route("GET", "/more", lambda visit: None, frozenset())
    with pytest.raises(UndeclaredRouteError, match="no roles are declared for GET /more"):
        build_app(workspace, (*ROUTES, nameless))


def test_a_route_that_was_added_by_the_side_stops_the_start(app) -> None:
    @app.get("/aside")
    def aside() -> str:
        return "here"

    async def start() -> None:
        async with app.router.lifespan_context(app):
            pass

    import asyncio

    with pytest.raises(UndeclaredRouteError, match="GET /aside"):
        asyncio.run(start())


def test_the_documentation_of_the_framework_is_off(browser) -> None:
    assert {browser.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_has_what_the_role_may_open(role, browser) -> None:
    browser.sign_in(role)
    page = browser.get("/password").text
    for route in SIGNED_IN:
        if route.menu:
            assert (f'href="{route.path}"' in page) == (role in route.roles)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "analyst"])
def test_who_people_are_is_for_analysts_whatever_a_page_asks(workspace, role) -> None:
    reader = find_account(workspace.database, role)
    visit = Visit(workspace, reader, "", language_of("en"), "127.0.0.1", "/")
    with pytest.raises(RefusedError, match="not_allowed"):
        visit.identities  # noqa: B018  that asking is refused is what is tested
    analyst = find_account(workspace.database, "analyst")
    assert len(Visit(workspace, analyst, "", language_of("en"), "127.0.0.1", "/").identities.people) == 60
