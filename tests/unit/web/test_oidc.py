"""Signing in through an OpenID Connect provider: who comes in, and every answer that lets nobody in."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from oidc_provider import CLIENT, ISSUER, SECRET, Provider, make_keys
from web_browser import PASSWORD, Browser

from houvast.audit_log import find_entries
from houvast.config.web import Oidc, Web
from houvast.errors import ConfigError
from houvast.web import flow as flows
from houvast.web.accounts import SignInRefusedError, add_account, check_credentials, expire_account
from houvast.web.app import build_app
from houvast.web.flow import Flow
from houvast.web.issuer import Client, Issuer, IssuerError
from houvast.web.serve import _open_flow
from houvast.web.sessions import form_token

HERE = "http://127.0.0.1:8100/sign-in/provider/return"


@pytest.fixture(scope="module")
def keys():
    return make_keys()


@pytest.fixture
def provider(keys):
    return Provider(keys)


def open_app(workspace, provider, **client):
    issuer = Issuer(Client(ISSUER, CLIENT, SECRET, **client), provider.transport)
    return build_app(replace(workspace, flow=Flow(issuer)))


@pytest.fixture
def app(workspace, provider):
    return open_app(workspace, provider)


def come_in(browser, provider, name="analyst", **changed):
    """Leave for the provider, sign in there, and come back with its answer, or with another one."""
    left = browser.get("/sign-in/provider")
    assert left.status_code == 303
    answer = {**provider.sign_in(left.headers["location"], name), **changed}
    return browser.get("/sign-in/provider/return", params=answer)


def actions(workspace):
    return [(one.actor, one.action, one.detail) for one in find_entries(workspace.database.log)]


@pytest.mark.parametrize("key", ["r", "e"])
def test_who_signed_in_there_is_in(app, provider, workspace, key) -> None:
    provider.key = key
    browser = Browser(app)
    answer = come_in(browser, provider, " Analyst")
    assert answer.status_code == 200
    assert browser.get("/lists/2025-06-01").status_code == 200
    assert actions(workspace)[-1] == ("analyst", "signed_in", '{"way": "provider"}')
    assert browser.get("/record").status_code == 403  # the role is that of the account


def test_what_goes_to_the_provider_is_what_the_standards_ask(app, provider) -> None:
    left = Browser(app).get("/sign-in/provider")
    address = left.headers["location"]
    asked = dict(parse_qsl(urlsplit(address).query))
    assert address.startswith(f"{ISSUER}/auth?")
    assert (asked["response_type"], asked["client_id"], asked["redirect_uri"]) == ("code", CLIENT, HERE)
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert "openid" in asked["scope"].split()
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    again = dict(parse_qsl(urlsplit(Browser(app).get("/sign-in/provider").headers["location"]).query))
    assert not {asked["state"], asked["nonce"], asked["code_challenge"]} & set(again.values())
    cookie = left.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=600" in cookie
    assert asked["state"] not in cookie and asked["nonce"] not in cookie


def test_only_the_issuers_own_origin_is_asked(app, provider) -> None:
    come_in(Browser(app), provider)
    assert {(one.url.scheme, one.url.host) for one in provider.asked} == {("https", "sso.example.org")}
    assert [one.method for one in provider.asked] == ["GET", "POST", "GET"]


def test_the_session_is_strict_and_the_policy_is_as_ever(app, provider) -> None:
    answer = come_in(Browser(app), provider)
    cookies = answer.headers.get_list("set-cookie")
    session = next(one for one in cookies if one.startswith("houvast-demo="))
    assert "SameSite=strict" in session and "HttpOnly" in session
    assert any(one.startswith('houvast-demo-flow=""') and "Max-Age=0" in one for one in cookies)
    assert "form-action 'self';" in answer.headers["content-security-policy"]
    assert 'http-equiv="refresh" content="0;url=/"' in answer.text


LIES = {
    "nonce": {"nonce": "another"},
    "no_nonce": {"nonce": None},
    "issuer": {"iss": "https://elsewhere.example"},
    "audience": {"aud": "another"},
    "audiences": {"aud": [CLIENT, "another"]},
    "party": {"azp": "another"},
    "expired": {"exp": int(time.time()) - 120},
    "no_expiry": {"exp": None},
    "not_yet": {"iat": int(time.time()) + 3600},
    "no_time": {"iat": None},
    "nobody": {"sub": None},
    "no_name": {"preferred_username": None},
    "a_list": {"preferred_username": ["analyst"]},
}


def check_nobody_is_in(browser, answer, workspace) -> None:
    assert answer.status_code == 403
    assert browser.get("/lists/2025-06-01").headers["location"] == "/sign-in"
    assert [action for _, action, _ in actions(workspace)] == ["sign_in_refused"]


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_hold_lets_nobody_in(app, provider, workspace, lie, caplog) -> None:
    provider.lies = LIES[lie]
    browser = Browser(app)
    answer = come_in(browser, provider)
    check_nobody_is_in(browser, answer, workspace)
    assert "analyst" not in caplog.text + answer.text


def encode(part) -> str:
    return base64.urlsafe_b64encode(part if isinstance(part, bytes) else json.dumps(part).encode()).decode().rstrip("=")


def unsigned(claims) -> str:
    return f"{encode({'alg': 'none', 'typ': 'JWT'})}.{encode(claims)}."


def by_the_public_key(keys):
    """Signed as if the published key were a shared secret."""
    public = keys["r"].public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def make(claims) -> str:
        content = f"{encode({'alg': 'HS256', 'kid': 'r'})}.{encode(claims)}"
        return f"{content}.{encode(hmac.new(pem, content.encode(), hashlib.sha256).digest())}"

    return make


@pytest.mark.parametrize("forged", ["none", "shared", "foreign", "foreign_as_ours", "altered", "garbage", "nothing"])
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(app, provider, workspace, keys, forged) -> None:
    if forged in ("none", "shared"):
        provider.token = unsigned if forged == "none" else by_the_public_key(keys)
    elif forged.startswith("foreign"):
        provider.key = "foreign"
        provider.header = {"kid": "r"} if forged == "foreign_as_ours" else {}
    elif forged == "altered":
        import jwt

        def alter(claims) -> str:
            head, _, seal = jwt.encode(claims, keys["r"], "RS256", headers={"kid": "r"}).split(".")
            return f"{head}.{encode({**claims, 'preferred_username': 'admin'})}.{seal}"

        provider.token = alter
    else:
        provider.token = lambda claims: {"garbage": "a.b.c", "nothing": None}[forged]
    browser = Browser(app)
    check_nobody_is_in(browser, come_in(browser, provider), workspace)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"state": ""},
        {"code": ""},
        {"code": "never given"},
        {"error": "access_denied"},
        {"iss": "https://elsewhere.example"},
    ],
)
def test_an_answer_that_does_not_fit_lets_nobody_in(app, provider, workspace, changed) -> None:
    browser = Browser(app)
    check_nobody_is_in(browser, come_in(browser, provider, **changed), workspace)


def test_an_answer_is_good_once_even_with_its_cookie(app, provider, workspace) -> None:
    browser = Browser(app)
    left = browser.get("/sign-in/provider")
    sealed = browser.cookies.get("houvast-demo-flow")
    answer = provider.sign_in(left.headers["location"])
    assert browser.get("/sign-in/provider/return", params=answer).status_code == 200
    thief = Browser(app)
    thief.cookies.set("houvast-demo-flow", sealed, domain="127.0.0.1")
    provider.codes[answer["code"]] = dict(parse_qsl(urlsplit(left.headers["location"]).query)) | {"name": "analyst"}
    assert thief.get("/sign-in/provider/return", params=answer).status_code == 403
    assert answer["code"] in provider.codes  # refused here, before the provider was asked again


def test_anothers_answer_is_not_taken_by_this_browser(app, provider) -> None:
    """Signing somebody in to the account of who sends them a link."""
    mine, theirs = Browser(app), Browser(app)
    answer = provider.sign_in(mine.get("/sign-in/provider").headers["location"])
    assert theirs.get("/sign-in/provider/return", params=answer).status_code == 403
    theirs.get("/sign-in/provider")
    assert theirs.get("/sign-in/provider/return", params=answer).status_code == 403
    assert mine.get("/sign-in/provider/return", params=answer).status_code == 200


def test_an_answer_after_ten_minutes_is_too_late(app, provider, monkeypatch) -> None:
    browser = Browser(app)
    left = browser.get("/sign-in/provider")
    answer = provider.sign_in(left.headers["location"])
    monkeypatch.setattr(flows, "LONGEST_SECONDS", -1)
    assert browser.get("/sign-in/provider/return", params=answer).status_code == 403


def test_who_has_no_account_or_an_ended_one_stays_out(app, provider, workspace) -> None:
    assert come_in(Browser(app), provider, "kim").status_code == 403
    expire_account(workspace.database, "analyst")
    answer = come_in(Browser(app), provider)
    assert answer.status_code == 403
    assert "has no account of your name" in answer.text


@pytest.mark.parametrize(
    ("claim", "status"), [("analyst", 200), (["x", "analyst"], 200), (["admin"], 403), (None, 403), (7, 403)]
)
def test_a_role_claim_can_take_a_role_away_and_never_give_one(workspace, provider, claim, status) -> None:
    provider.lies = {"roles": claim}
    app = open_app(workspace, provider, role_claim="roles")
    browser = Browser(app)
    assert come_in(browser, provider).status_code == status
    assert browser.get("/accounts").status_code in (303, 403)


def test_a_mail_address_that_was_not_checked_is_no_name(workspace, provider) -> None:
    add_account(workspace.database, "kim@example.org", "analyst", None, language="en", password_days=1, account_days=9)
    app = open_app(workspace, provider, name_claim="email")
    for verified, status in ((False, 403), (True, 200)):
        provider.lies = {"email": "kim@example.org", "email_verified": verified}
        assert come_in(Browser(app), provider).status_code == status


def test_there_is_no_password_beside_it(app, workspace) -> None:
    browser = Browser(app)
    page = browser.get("/sign-in").text
    assert "Sign in with your organisation" in page and 'type="password"' not in page
    token = form_token(browser.cookies.get("houvast-demo-form"))
    answer = browser.request("POST", "/sign-in", data={"form_token": token, "name": "analyst", "password": PASSWORD})
    assert answer.status_code == 403
    assert "not with a password" in answer.text


def test_an_account_without_a_password_opens_with_none(workspace) -> None:
    add_account(workspace.database, "kim", "analyst", None, language="en", password_days=1, account_days=9)
    for password in ("", "None"):
        with pytest.raises(SignInRefusedError):
            check_credentials(workspace.database, "kim", password, "10.0.0.1")


def test_without_a_provider_there_is_no_such_page(workspace) -> None:
    browser = Browser(build_app(workspace))
    assert browser.get("/sign-in/provider").status_code == 404
    assert browser.get("/sign-in/provider/return").status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://elsewhere.example"},
        {"authorization_endpoint": "https://elsewhere.example/auth"},
        {"authorization_endpoint": "http://sso.example.org/auth"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_points_elsewhere_is_not_followed(app, provider, said) -> None:
    provider.said = said
    assert Browser(app).get("/sign-in/provider").status_code == 403


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
def test_neither_codes_nor_keys_go_elsewhere(app, provider, workspace, name) -> None:
    provider.said = {name: "https://sso.example.org:8443/x"}
    browser = Browser(app)
    check_nobody_is_in(browser, come_in(browser, provider), workspace)
    assert {one.url.port for one in provider.asked} == {None}


def test_new_keys_are_asked_for_but_not_at_every_token(app, provider, monkeypatch) -> None:
    from houvast.web import issuer

    provider.published = ["e"]
    assert come_in(Browser(app), provider).status_code == 403
    provider.published = ["r", "e"]
    assert come_in(Browser(app), provider).status_code == 403  # asked a moment ago
    monkeypatch.setattr(issuer, "KEYS_AGAIN_SECONDS", 0)
    assert come_in(Browser(app), provider).status_code == 200


@pytest.mark.parametrize("content", [b"[]", b"not json", b"{}"])
def test_a_provider_that_answers_nonsense_lets_nobody_in(content) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=content))
    with pytest.raises(IssuerError, match="the provider"):
        Issuer(Client(ISSUER, CLIENT, SECRET), transport).address("r", "s", "n", "c")


def test_a_redirect_of_the_provider_is_not_followed() -> None:
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return httpx.Response(302, headers={"location": "https://elsewhere.example/"})

    with pytest.raises(IssuerError, match="the provider answered 302"):
        Issuer(Client(ISSUER, CLIENT, SECRET), httpx.MockTransport(answer)).address("r", "s", "n", "c")
    assert asked == ["sso.example.org"]


@pytest.mark.parametrize(
    "issuer",
    [
        "http://sso.example.org",
        "sso.example.org",
        "https://x@sso.example.org",
        "https://a.example/?b",
        "ftp://a.example",
    ],
)
def test_an_issuer_that_is_no_https_address_is_refused(issuer) -> None:
    with pytest.raises(ValueError, match="`issuer` must"):
        Oidc(issuer=issuer, client_id="x", client_secret_env="X")


def test_a_provider_and_a_proxy_exclude_each_other(monkeypatch) -> None:
    oidc = {"issuer": ISSUER, "client_id": CLIENT, "client_secret_env": "HOUVAST_TEST_SECRET"}
    with pytest.raises(ValueError, match="exclude each other"):
        Web(oidc=oidc, proxy_header="X-User", proxies=("10.0.0.5",))
    web = Web(oidc=oidc)
    monkeypatch.delenv("HOUVAST_TEST_SECRET", raising=False)
    with pytest.raises(ConfigError, match="HOUVAST_TEST_SECRET, which is empty"):
        _open_flow(web.oidc)
    monkeypatch.setenv("HOUVAST_TEST_SECRET", SECRET)
    client = _open_flow(web.oidc).issuer.client
    assert (client.secret, SECRET in repr(client)) == (SECRET, False)
    assert _open_flow(None) is None
