"""Signing in through a provider in a real browser, which holds strict cookies back on the way from another site."""

import datetime as dt
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from made_up_purpose import VALID
from oidc_provider import CLIENT, SECRET, Provider, make_keys
from pseudonymous import store_in
from served import listen

from houvast.web.accounts import add_account
from houvast.web.database import open_database, utc_now
from houvast.web.flow import Flow
from houvast.web.issuer import Client, Issuer
from houvast.web.lists import PublishedLists
from houvast.web.sessions import Limits
from houvast.web.visit import Settings, Workspace


@pytest.fixture(scope="module")
def issuer():
    """A provider that listens as `localhost`, which is another site than 127.0.0.1; everybody there is `analyst`."""
    provider = Provider(make_keys())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = dict(parse_qsl(urlsplit(self.path).query))
            if "redirect_uri" in asked:
                self.send_response(302)
                self.send_header("location", f"{asked['redirect_uri']}?{urlencode(provider.sign_in(self.path))}")
                self.end_headers()
            else:
                self.give(b"")

        def do_POST(self) -> None:
            self.give(self.rfile.read(int(self.headers["content-length"])))

        def give(self, content: bytes) -> None:
            headers = {"authorization": self.headers.get("authorization", "")}
            request = httpx.Request(self.command, f"{provider.issuer}{self.path}", headers=headers, content=content)
            answer = provider.answer(request)
            self.send_response(answer.status_code)
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://localhost:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield provider.issuer
        server.shutdown()


@pytest.fixture(scope="module")
def workspace_address(tmp_path_factory, issuer):
    home = tmp_path_factory.mktemp("provider")
    database = open_database(home / "workspace.db", utc_now, b"k" * 32)
    add_account(database, "analyst", "analyst", None, language="en", password_days=9, account_days=9)
    limits = Limits(dt.timedelta(minutes=30), dt.timedelta(hours=10))
    settings = Settings("demo", "en", limits, ("127.0.0.1",))
    workspace = Workspace(settings, database, PublishedLists(home), store_in(home), standing=lambda: VALID)
    with listen(replace(workspace, flow=Flow(Issuer(Client(issuer, CLIENT, SECRET))))) as address:
        yield address


def test_signing_in_there_opens_the_first_page_here(chromium, workspace_address, issuer) -> None:
    page = chromium.open_page()
    page.go(f"{workspace_address}/sign-in")
    page.click("a.button")
    page.until("location.pathname === '/lists' && document.querySelector('.who')")
    assert page.js("document.querySelector('.who').textContent").startswith("analyst")
    assert page.complaints == []
    assert {urlsplit(url).netloc for url in page.requests if not url.startswith("data:")} == {
        urlsplit(workspace_address).netloc,
        urlsplit(issuer).netloc,
    }
    page.submit('form[action="/sign-out"] button')
    page.go(f"{workspace_address}/lists")
    assert page.js("location.pathname") == "/sign-in"
