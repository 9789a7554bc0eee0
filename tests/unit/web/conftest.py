"""A workspace over a made-up list, with an account of every role and a clock that only moves when told."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from made_up_list import AS_OF, made_up_ids, made_up_list
from made_up_purpose import VALID
from pseudonymous import keep
from web_browser import PASSWORD, Browser

from houvast.publish import publish_list
from houvast.web.accounts import ROLES, TEAM_LEAD, add_account
from houvast.web.app import build_app
from houvast.web.database import open_database
from houvast.web.lists import PublishedLists
from houvast.web.sessions import Limits
from houvast.web.visit import Settings, Workspace

TEAM = "Zorg 1"
KEY = b"k" * 32
START = dt.datetime(2025, 6, 2, 9, 0, tzinfo=dt.UTC)
LIMITS = Limits(dt.timedelta(minutes=30), dt.timedelta(hours=10))


class Clock:
    """The present moment, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **length: float) -> None:
        self.now += dt.timedelta(**length)


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Path:
    """`published/<config>` with one list of 60 people, 20 of them within capacity."""
    home = tmp_path_factory.mktemp("published") / "demo"
    made = made_up_list()
    publish_list(home, AS_OF, made, "en", ("csv",))
    return home


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def database_file(tmp_path_factory, cheap_passwords) -> Path:
    """A database with an account of every role, named after it."""
    path = tmp_path_factory.mktemp("data") / "workspace.db"
    database = open_database(path, Clock(), KEY)
    for role in ROLES:
        place = ("Groningen", TEAM) if role == TEAM_LEAD else (None, None)
        add_account(database, role, role, PASSWORD, place=place, language="en", password_days=365, account_days=730)
    database.engine.dispose()
    return path


@pytest.fixture
def workspace(tmp_path, clock, published, database_file) -> Workspace:
    (tmp_path / "data").mkdir()
    shutil.copy(database_file, tmp_path / "data")
    database = open_database(tmp_path / "data" / "workspace.db", clock, KEY)
    settings = Settings("demo", "en", LIMITS, hosts=("127.0.0.1", "localhost"))
    identities = keep(tmp_path / "data", made_up_ids())
    return Workspace(settings, database, PublishedLists(published), identities, standing=lambda: VALID)


@pytest.fixture
def app(workspace):
    return build_app(workspace)


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app)


@pytest.fixture
def analyst(app) -> Browser:
    signed_in = Browser(app)
    assert signed_in.sign_in("analyst").headers["location"] == "/"
    return signed_in
