"""A workspace that really listens, over a list of ten thousand people, and a browser that really opens it."""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import Chromium, Page, open_chromium
from large_list import made_up_large_ids, made_up_large_list
from made_up_list import AS_OF, made_up_first_days, made_up_sector
from made_up_making import MadeUpModels, write_snapshot
from made_up_purpose import VALID
from pseudonymous import keep
from published_extras import add_extras, made_up_extras
from served import listen
from web_browser import PASSWORD

from houvast.publish import publish_list
from houvast.web.accounts import ROLES, TEAM_LEAD, add_account
from houvast.web.database import open_database, utc_now
from houvast.web.lists import PublishedLists
from houvast.web.sessions import Limits
from houvast.web.visit import Settings, Workspace

collect_ignore = [] if "HOUVAST_AXE" in os.environ else ["test_axe.py"]  # asked for by naming its file


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("published") / "demo"
    made = replace(made_up_large_list(), sector=made_up_sector(), first_days=made_up_first_days())
    add_extras(publish_list(home, AS_OF, made, "en", ()), **made_up_extras(made.people))
    return home


@pytest.fixture(scope="session")
def workspace(tmp_path_factory, published, cheap_passwords) -> Workspace:
    database = open_database(tmp_path_factory.mktemp("data") / "workspace.db", utc_now, b"k" * 32)
    for role in ROLES:
        place = ("Groningen", "Zorg 1") if role == TEAM_LEAD else (None, None)
        add_account(database, role, role, PASSWORD, place=place, language="en", password_days=9, account_days=9)
    limits = Limits(dt.timedelta(minutes=30), dt.timedelta(hours=10))
    settings = Settings("demo", "en", limits, ("127.0.0.1",), copy_days=36_500)  # the list is of a day long ago
    snapshots = tmp_path_factory.mktemp("snapshots")
    return Workspace(
        settings,
        database,
        PublishedLists(published),
        keep(snapshots, made_up_large_ids()),
        MadeUpModels(),
        write_snapshot(snapshots),
        standing=lambda: VALID,
    )


@pytest.fixture(scope="session")
def address(workspace) -> Iterator[str]:
    """Where the workspace listens, without a slash at the end."""
    with listen(workspace) as where:
        yield where


@pytest.fixture(scope="session")
def chromium(tmp_path_factory) -> Iterator[Chromium]:
    with open_chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def page(chromium, address) -> Iterator[Page]:
    """A tab in which nobody is signed in."""
    yield from _watched(chromium.open_page(), address)


@pytest.fixture(scope="session")
def analysts_page(chromium, address) -> Page:
    page = chromium.open_page()
    page.sign_in(address, "analyst")
    return page


@pytest.fixture
def analyst(analysts_page, address) -> Iterator[Page]:
    """The analyst's tab."""
    yield from _watched(analysts_page, address)


def _watched(page: Page, address: str) -> Iterator[Page]:
    """Nothing was asked of elsewhere meanwhile, and nothing complained of."""
    page.resize(1280, 900)
    page.requests.clear()
    page.complaints.clear()
    yield page
    page.js("1")  # hear what was still under way
    # A picture that the browser itself brings (of a date field) is `data:`, and asked of nobody.
    assert [url for url in page.requests if not url.startswith((address, "data:"))] == []
    assert page.complaints == []
