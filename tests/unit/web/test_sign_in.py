"""Signing in: tokens, back-off, expiry, forms, host names and headers."""

import datetime as dt
import sqlite3
import stat

import pytest
from web_browser import PASSWORD, Browser, token_of

from houvast.audit_log import find_entries
from houvast.errors import ConfigError
from houvast.web.accounts import (
    SignInRefusedError,
    add_account,
    check_credentials,
    expire_account,
    find_account,
    set_password,
)
from houvast.web.attempts import FREE
from houvast.web.database import open_database
from houvast.web.passwords import hash_password, verify_password

DAY = "2025-06-01"
NEW = "een heel ander wachtwoord"


def refused(workspace, name: str, password: str, address: str = "10.0.0.1") -> float:
    """Seconds to wait after a refusal; −1 where it was no refusal."""
    try:
        check_credentials(workspace.database, name, password, address)
    except SignInRefusedError as error:
        return error.wait.total_seconds()
    return -1


def test_signing_in_makes_a_new_token_and_keeps_only_its_hash(browser, workspace, tmp_path) -> None:
    browser.get("/sign-in")
    planted = browser.cookies.get("houvast-demo-form")
    browser.cookies.set("houvast-demo", planted, domain="127.0.0.1")
    browser.sign_in("analyst")
    token = {cookie.value for cookie in browser.cookies.jar if cookie.name == "houvast-demo"}
    assert len(token - {planted}) == 1
    file = tmp_path / "data" / "workspace.db"
    assert not any((one.encode() in file.read_bytes()) for one in token)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_cookie_is_out_of_reach(browser, workspace) -> None:
    set_cookie = browser.sign_in("analyst").headers.get_list("set-cookie")
    session = next(one for one in set_cookie if one.startswith("houvast-demo="))
    assert "HttpOnly" in session and "SameSite=strict" in session and "Secure" not in session
    assert "Max-Age" not in session and "expires" not in session


def test_behind_https_cookies_are_secure_and_bound_to_the_host(workspace) -> None:
    from dataclasses import replace

    from houvast.web.app import build_app

    secure = replace(workspace, settings=replace(workspace.settings, secure=True))
    answer = Browser(build_app(secure), base="https://127.0.0.1:8100").get("/sign-in")
    assert answer.headers["set-cookie"].startswith("__Host-houvast-demo-form=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_signing_out_ends_the_session_on_the_server(analyst) -> None:
    kept = dict(analyst.cookies)
    assert analyst.post("/sign-out", "/password").headers["location"] == "/sign-in"
    for name, value in kept.items():
        analyst.cookies.set(name, value, domain="127.0.0.1")
    assert analyst.get(f"/lists/{DAY}").headers["location"] == "/sign-in"


@pytest.mark.parametrize(("idle", "status"), [(29, 200), (30, 303)])
def test_an_unused_session_ends(analyst, clock, idle, status) -> None:
    clock.pass_(minutes=idle)
    assert analyst.get(f"/lists/{DAY}").status_code == status


def test_a_used_session_ends_after_ten_hours(analyst, clock) -> None:
    for _ in range(29):
        clock.pass_(minutes=20)
        assert analyst.get("/password").status_code == 200
    clock.pass_(minutes=20)
    assert analyst.get("/password").status_code == 303


def test_wrong_names_and_wrong_passwords_look_the_same(browser) -> None:
    for name, password in (("analyst", "not the password"), ("nobody", PASSWORD)):
        answer = browser.sign_in(name, password)
        assert answer.status_code == 403
        assert "do not belong together" in answer.text
        assert name not in answer.text.replace('name="name"', "")


def test_failures_wait_longer_each_time_and_a_right_password_waits_too(workspace, clock) -> None:
    waits = []
    for _ in range(FREE["account"]):
        assert refused(workspace, "analyst", "wrong") == 0
    for _ in range(4):
        waits.append(refused(workspace, "analyst", PASSWORD))
        clock.pass_(seconds=waits[-1])
        assert refused(workspace, "analyst", "wrong") == 0
    assert waits == [1, 2, 4, 8]
    clock.pass_(seconds=16)
    assert refused(workspace, "analyst", PASSWORD) == -1
    assert refused(workspace, "analyst", "wrong") == 0  # counted anew


def test_the_wait_ends_at_a_quarter_of_an_hour(workspace, clock) -> None:
    for _ in range(30):
        if (wait := refused(workspace, "analyst", "wrong")) > 0:
            clock.pass_(seconds=wait)
    assert refused(workspace, "analyst", "wrong") == 900
    assert refused(workspace, "auditor", PASSWORD) == -1


def test_an_address_that_guesses_at_many_names_waits(workspace) -> None:
    for number in range(FREE["address"]):
        assert refused(workspace, f"name{number}", "wrong") == 0
    assert refused(workspace, "analyst", PASSWORD) == 1
    assert refused(workspace, "analyst", PASSWORD, "10.0.0.2") == -1


def test_the_page_says_how_long_to_wait(browser) -> None:
    for _ in range(FREE["account"]):
        browser.sign_in("analyst", "wrong")
    answer = browser.sign_in("analyst")
    assert answer.status_code == 429
    assert "Try again in 1 second" in answer.text


def test_an_expired_account_and_its_sessions_are_over(analyst, workspace, browser) -> None:
    expire_account(workspace.database, "analyst")
    assert analyst.get(f"/lists/{DAY}").status_code == 303
    assert browser.sign_in("analyst").status_code == 403


def test_an_account_ends_by_itself(browser, workspace, clock) -> None:
    clock.pass_(days=729)
    assert refused(workspace, "analyst", PASSWORD) == -1
    clock.pass_(days=1)
    assert refused(workspace, "analyst", PASSWORD) == 0


def test_an_old_password_opens_only_the_page_to_replace_it(browser, clock, workspace) -> None:
    clock.pass_(days=365)
    browser.sign_in("analyst")
    assert browser.get(f"/lists/{DAY}").headers["location"] == "/password"
    assert "Your password is too old" in browser.get("/password").text
    changed = browser.post("/password", "/password", old=PASSWORD, new=NEW, again=NEW)
    assert changed.headers["location"] == "/"
    assert browser.get(f"/lists/{DAY}").status_code == 200
    assert find_account(workspace.database, "analyst").password_until == dt.date(2027, 6, 2)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "is not right"),
        ({"old": PASSWORD, "new": "te kort", "again": "te kort"}, "too short"),
        ({"old": PASSWORD, "new": "ik ben de analyst hier", "again": "ik ben de analyst hier"}, "too easy"),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "!"}, "differ"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "is the old one"),
    ],
)
def test_a_bad_new_password_is_refused_and_says_why(analyst, fields, said) -> None:
    answer = analyst.post("/password", "/password", **fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_replacing_a_password_ends_other_sessions(analyst, app, workspace) -> None:
    other = Browser(app)
    other.sign_in("analyst")
    analyst.post("/password", "/password", old=PASSWORD, new=NEW, again=NEW)
    assert other.get("/password").status_code == 303
    assert analyst.get("/password").status_code == 200


def test_what_is_kept_of_a_password_is_argon2id(workspace, tmp_path) -> None:
    kept = hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$")
    assert verify_password(PASSWORD, kept) and not verify_password(PASSWORD + " ", kept)
    assert not verify_password("", None) and not verify_password("\ud800", kept)
    assert PASSWORD.encode() not in (tmp_path / "data" / "workspace.db").read_bytes()


def test_argon2id_costs_what_the_standard_says() -> None:
    """RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes; held against the source, as these tests run it cheaply."""
    from pathlib import Path

    from houvast.web import passwords

    source = Path(passwords.__file__).read_text(encoding="utf-8")
    assert '_COST = {"length": 32, "iterations": 3, "lanes": 4, "memory_cost": 65536}' in source


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "Naam"}, "must be 2 to 64 lower-case"),
        ({"name": "../x"}, "must be 2 to 64 lower-case"),
        ({"role": "boss"}, "`--role` must be one of"),
        ({"role": "team_lead"}, "a team lead needs `--team`"),
        ({"team": "T1"}, "nobody else has one"),
        ({"site": "Almere"}, "nobody else has one"),
        ({"password": "kort"}, "must have 15 to 256 characters. Got 4"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "too easy to guess"),
        ({"name": "analyst"}, "account `analyst` exists"),
    ],
)
def test_an_account_that_cannot_be_is_refused(workspace, given, said) -> None:
    wanted = {"name": "someone", "role": "analyst", "password": PASSWORD, "team": None, **given}
    with pytest.raises(ConfigError, match=said):
        add_account(
            workspace.database,
            wanted["name"],
            wanted["role"],
            wanted["password"],
            place=(wanted.get("site"), wanted["team"]),
            language="en",
            password_days=1,
            account_days=1,
        )


def test_accounts_that_are_not_there_are_named(workspace) -> None:
    for act in (lambda: expire_account(workspace.database, "nn"),
                lambda: set_password(workspace.database, "nn", NEW, password_days=1)):  # fmt: skip
        with pytest.raises(ConfigError, match="there is no account `nn`"):
            act()


def test_sign_ins_are_on_record_and_a_password_in_the_wrong_field_is_not(browser, workspace) -> None:
    browser.sign_in(NEW, "analyst")
    browser.sign_in("analyst", "wrong")
    browser.sign_in("analyst")
    found = [(look.actor, look.action) for look in find_entries(workspace.database.log)]
    assert found == [("analyst", "signed_in"), ("analyst", "sign_in_refused"), ("", "sign_in_refused")]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused(analyst, headers) -> None:
    token = token_of(analyst.get("/password").text)
    answer = analyst.request("POST", "/language", data={"form_token": token, "language": "nl"}, headers=headers)
    assert answer.status_code == 403


def test_a_form_from_here_is_taken(analyst) -> None:
    headers = {"origin": "http://127.0.0.1:8100", "sec-fetch-site": "same-origin"}
    token = token_of(analyst.get("/password").text)
    answer = analyst.request("POST", "/language", data={"form_token": token, "language": "nl"}, headers=headers)
    assert answer.status_code == 303


def test_a_form_without_this_sessions_token_is_refused(analyst, app) -> None:
    other = Browser(app)
    other.sign_in("auditor")
    for token in ("", "0" * 64, "ü", token_of(other.get("/password").text)):
        answer = analyst.request("POST", "/language", data={"form_token": token, "language": "nl"})
        assert answer.status_code == 403, token
    assert analyst.request("POST", "/sign-in", data={"name": "x", "password": "y"}).status_code == 403


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"a=1&a=2", "application/x-www-form-urlencoded", 400),
        (b"\xff", "application/x-www-form-urlencoded", 400),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"a", "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"x=" + b"y" * 40_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_what_is_no_form_is_refused(browser, content, kind, status) -> None:
    answer = browser.request("POST", "/sign-in", content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert "<h1>This does not work</h1>" in answer.text


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "", "127.0.0.1:x"])
def test_another_host_name_is_refused_with_all_headers(browser, host) -> None:
    answer = browser.get("/sign-in", headers={"host": host})
    assert answer.status_code == 421
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8100", "127.0.0.1:9"])
def test_its_own_host_names_are_answered(browser, host) -> None:
    assert browser.get("/sign-in", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nothing", "/static/style.css", "/static/nothing", "/lists/x"])
def test_every_answer_has_the_headers(browser, path) -> None:
    headers = browser.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_the_language_of_the_sign_in_page_and_of_the_reader(analyst, browser) -> None:
    assert '<html lang="nl">' in browser.get("/sign-in?language=nl").text
    assert '<html lang="en">' in browser.get("/sign-in?language=xx").text
    answer = analyst.post("/language", "/password", language="nl", back="/password")
    assert answer.headers["location"] == "/password"
    assert "Wachtwoord wijzigen" in analyst.get("/password").text


@pytest.mark.parametrize(
    "back", ["//elsewhere", "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "/a\r\nx: y", ""]
)
def test_a_form_leads_nowhere_else(analyst, back) -> None:
    assert analyst.post("/language", "/password", language="nl", back=back).headers["location"] == "/"


def test_a_file_that_is_no_database_is_refused(tmp_path, clock) -> None:
    path = tmp_path / "workspace.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ConfigError, match="cannot be used"):
        open_database(path, clock, b"k" * 32)


def test_a_database_of_another_version_is_refused(tmp_path, clock) -> None:
    path = tmp_path / "workspace.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=9")
    connection.close()
    with pytest.raises(ConfigError, match="is of version 9; this houvast knows 3"):
        open_database(path, clock, b"k" * 32)
