"""Five hundred hostile names on one list in a real browser: none runs, none complains, none breaks the page."""

import datetime as dt

import pytest
from hostile import MANY, keep_hostile, make_hostile_list
from made_up_list import AS_OF
from made_up_purpose import VALID
from served import listen
from web_browser import PASSWORD

from houvast.publish import publish_list
from houvast.web.accounts import add_account
from houvast.web.database import open_database, utc_now
from houvast.web.lists import PublishedLists
from houvast.web.sessions import Limits
from houvast.web.visit import Settings, Workspace

LIST = f"/lists/{AS_OF}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_list(tmp_path_factory.mktemp("hostile") / "demo", AS_OF, make_hostile_list(), "en", ("html",))


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory, folder, cheap_passwords):
    database = open_database(tmp_path_factory.mktemp("data") / "workspace.db", utc_now, b"k" * 32)
    add_account(database, "analyst", "analyst", PASSWORD, language="en", password_days=9, account_days=9)
    limits = Limits(dt.timedelta(minutes=30), dt.timedelta(hours=10))
    workspace = Workspace(
        Settings("demo", "en", limits, ("127.0.0.1",)),
        database,
        PublishedLists(folder.parent),
        keep_hostile(tmp_path_factory.mktemp("identities")),
        standing=lambda: VALID,
    )
    with listen(workspace) as address:
        yield address


@pytest.fixture(scope="module")
def reader(chromium, hostile_address):
    page = chromium.open_page()
    page.sign_in(hostile_address, "analyst")
    return page


def check_unharmed(page) -> None:
    for width in (1280, 360):
        page.resize(width, 900)
        assert page.js("document.documentElement.scrollWidth") <= width
    assert page.js("window.__canary") is None
    assert page.complaints == []
    assert page.js("document.querySelectorAll('iframe, object, embed, base, img').length") == 0


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}/people/1", f"{LIST}/people/2", f"{LIST}/people/250", f"{LIST}/signing"]
)
def test_no_hostile_name_harms_a_page(reader, hostile_address, path) -> None:
    reader.go(f"{hostile_address}{path}")
    check_unharmed(reader)
    assert [url for url in reader.requests if not url.startswith((hostile_address, "data:,", "data:image/"))] == []


def test_the_script_fills_in_and_filters_them_as_text(reader, hostile_address) -> None:
    reader.go(f"{hostile_address}{LIST}")
    assert reader.js("document.querySelectorAll('#people tbody tr').length") >= MANY
    reader.click('[data-order="change"]')
    teams = reader.js("[...document.querySelectorAll('#team option')].map((one) => one.value)")
    for team in teams[1::60]:
        reader.choose("team", team)
    check_unharmed(reader)


def test_the_published_page_of_them_runs_nothing(chromium, folder) -> None:
    page = chromium.open_page()
    page.go(f"file://{folder / 'summary.html'}")
    check_unharmed(page)
    assert [url for url in page.requests if not url.startswith(("file://", "data:"))] == []
