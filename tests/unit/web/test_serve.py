"""Where the workspace may listen, who a reverse proxy vouches for, and what its log does not hold."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from web_browser import Browser, token_of

from houvast.audit_log import find_entries
from houvast.config.use import Web
from houvast.errors import BusyError, ConfigError
from houvast.web.app import build_app
from houvast.web.gate import Route
from houvast.web.routes import ROUTES
from houvast.web.serve import Listening, check_listening, open_socket

LIST = "/lists/2025-06-01"


@pytest.fixture
def proxied(workspace):
    settings = replace(workspace.settings, proxy_header="X-Remote-User", proxies=("10.0.0.5", "10.1.0.0/16"))
    return build_app(replace(workspace, settings=settings))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_computer_needs_no_tls(host) -> None:
    check_listening(Listening(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "houvast.example", "127.0.0.1.example"])
def test_any_other_host_needs_tls_or_a_proxy(host, tmp_path) -> None:
    with pytest.raises(ConfigError, match="is reached from other computers"):
        check_listening(Listening(host=host))
    check_listening(Listening(host=host, behind_proxy=True), ("10.0.0.5",))
    pem = tmp_path / "x.pem"
    pem.write_text("")
    check_listening(Listening(host=host, certificate=pem, key=pem))


def test_tls_files_go_together_and_exist(tmp_path) -> None:
    with pytest.raises(ConfigError, match="go together"):
        check_listening(Listening(certificate=tmp_path / "x"))
    with pytest.raises(ConfigError, match="does not exist"):
        check_listening(Listening(certificate=tmp_path / "x", key=tmp_path / "y"))


def test_a_port_in_use_is_said() -> None:
    with open_socket(Listening(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BusyError, match=f"nothing can listen on port {port}"):
            open_socket(Listening(port=port))


def test_the_address_names_the_scheme() -> None:
    assert Listening(port=1).address == "http://127.0.0.1:1/"
    assert Listening(host="::1", certificate=Path("a"), key=Path("b")).address == "https://[::1]:8100/"


def named(app, address: str, *names: str):
    browser = Browser(app, address=address)
    return browser, browser.request("GET", LIST, headers=[("x-remote-user", name) for name in names])


@pytest.mark.parametrize("address", ["10.0.0.5", "10.1.200.3"])
def test_a_declared_proxy_vouches(proxied, address) -> None:
    browser, answer = named(proxied, address, "analyst")
    assert answer.status_code == 200
    form = browser.request("GET", "/password", headers={"x-remote-user": "analyst"})
    assert "Change password</a>" not in form.text


@pytest.mark.parametrize(
    ("address", "names", "status"),
    [
        ("10.0.0.6", ("analyst",), 403),
        ("127.0.0.1", ("analyst",), 403),
        ("not an address", ("analyst",), 403),
        ("10.0.0.5", (), 403),
        ("10.0.0.5", ("analyst", "admin"), 403),
        ("10.0.0.5", ("nobody",), 403),
        ("10.0.0.5", ("auditor",), 403),
    ],
)
def test_nobody_else_is_believed(proxied, address, names, status) -> None:
    _, answer = named(proxied, address, *names)
    assert answer.status_code == status
    assert "data-text" not in answer.text


def test_a_sign_in_by_proxy_is_on_record_once(proxied, workspace, clock) -> None:
    for _ in range(3):  # without cookies
        assert named(proxied, "10.0.0.5", "analyst")[1].status_code == 200
    browser, _ = named(proxied, "10.0.0.5", "analyst")
    browser.request("GET", LIST, headers={"x-remote-user": "analyst"})
    looks = [look for look in find_entries(workspace.database.log) if look.action == "signed_in"]
    assert [(look.actor, look.detail) for look in looks] == [("analyst", '{"way": "proxy"}')]
    with workspace.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 1
    clock.pass_(minutes=31)
    browser.request("GET", LIST, headers={"x-remote-user": "analyst"})
    looks = [look for look in find_entries(workspace.database.log) if look.action == "signed_in"]
    assert len(looks) == 2


def test_forms_work_behind_a_proxy(proxied) -> None:
    browser, _ = named(proxied, "10.0.0.5", "analyst")
    header = {"x-remote-user": "analyst"}
    token = token_of(browser.request("GET", LIST, headers=header).text)
    answer = browser.request("POST", "/language", data={"form_token": token, "language": "nl"}, headers=header)
    assert answer.status_code == 303


def test_a_cookie_without_the_proxy_says_nothing_of_its_owner(proxied) -> None:
    browser, _ = named(proxied, "10.0.0.5", "analyst")
    browser.address = "10.0.0.6"
    answer = browser.request("GET", LIST, headers={"x-remote-user": "analyst"})
    assert answer.status_code == 403
    assert "analyst" not in answer.text and "/lists" not in answer.text


def test_a_refused_page_behind_a_proxy_has_the_readers_menu(proxied) -> None:
    browser, _ = named(proxied, "10.0.0.5", "auditor")
    answer = browser.request("GET", LIST, headers={"x-remote-user": "auditor"})
    assert (answer.status_code, 'href="/record"' in answer.text, "Sign out" in answer.text) == (403, True, False)


def test_a_proxy_that_does_https_must_be_named(workspace) -> None:
    with pytest.raises(ConfigError, match=r"`--behind-proxy` needs `web.proxies`"):
        check_listening(Listening("10.0.0.7", behind_proxy=True))
    behind = replace(workspace.settings, proxied=True, proxies=("10.0.0.5",))
    app = build_app(replace(workspace, settings=behind))
    assert Browser(app, address="10.0.0.5").get("/sign-in").status_code == 200
    assert Browser(app, address="10.0.0.6").get("/sign-in").status_code == 403


def test_another_name_from_the_proxy_is_another_session(proxied) -> None:
    browser, _ = named(proxied, "10.0.0.5", "analyst")
    answer = browser.request("GET", "/record", headers={"x-remote-user": "auditor"})
    assert answer.status_code == 200
    assert browser.request("GET", LIST, headers={"x-remote-user": "auditor"}).status_code == 403


def test_behind_a_proxy_there_is_no_signing_in_by_password(proxied) -> None:
    browser = Browser(proxied, address="10.0.0.5")
    answer = browser.request("GET", "/sign-in", headers={"x-remote-user": "analyst"})
    assert answer.status_code == 303


@pytest.mark.parametrize("proxies", [(), ("10.0.0.300",), ("10.0.0.0/33",), ("elsewhere.example",)])
def test_a_proxy_header_without_a_proxy_address_is_refused(proxies) -> None:
    with pytest.raises(ValueError, match=r"proxies|does not appear|pattern"):
        Web(proxy_header="X-Remote-User", proxies=proxies)


def test_where_a_request_comes_from(workspace) -> None:
    settings = replace(workspace.settings, proxies=("10.0.0.5",))
    seen = []
    route = Route("GET", "/where", lambda visit: seen.append(visit.address), frozenset({"anyone"}))
    app = build_app(replace(workspace, settings=settings), (*ROUTES, route))
    for address, forwarded in (("10.0.0.5", "1.1.1.1, 9.9.9.9"), ("10.0.0.6", "9.9.9.9")):
        Browser(app, address=address).request("GET", "/where", headers={"x-forwarded-for": forwarded})
    assert seen == ["9.9.9.9", "10.0.0.6"]
    # The proxy added a header of its own behind one that the browser sent.
    both = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "9.9.9.9")]
    Browser(app, address="10.0.0.5").request("GET", "/where", headers=both)
    assert seen[2] == "9.9.9.9"


def test_a_fault_names_its_place_and_no_value(workspace, caplog) -> None:
    def fail(visit) -> None:
        raise KeyError("0007 Jansen")

    app = build_app(workspace, (*ROUTES, Route("GET", "/fault", fail, frozenset({"anyone"}))))
    with caplog.at_level(logging.INFO):
        answer = Browser(app).get("/fault")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "KeyError at test_serve.py:" in caplog.text
    assert "Jansen" not in caplog.text + answer.text
