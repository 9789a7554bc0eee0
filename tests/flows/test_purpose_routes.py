"""No person is named by any route without a purpose that holds: the run, the flows, the commands, the workspace."""

import importlib
import inspect
import json
import pkgutil
import shutil
from dataclasses import replace

import pandas as pd
import pyarrow.parquet as pq
import pytest
from made_up_purpose import write_purpose
from small_centre import use_of
from web_browser import PASSWORD, Browser

import flows
from houvast.cli.app import app as commands
from houvast.drawing import make_draw
from houvast.errors import ConfigError
from houvast.planning import make_plan
from houvast.progress import call
from houvast.publish.console import console_summary
from houvast.purpose import find_standing
from houvast.stages import latest_snapshot, run, score_people
from houvast.web.accounts import ROLES, TEAM_LEAD, add_account
from houvast.web.app import build_app
from houvast.web.released import find_released
from houvast.web.routes import ROUTES
from houvast.web.serve import Listening, open_workspace

CLOSED = {"absent": "no purpose file says", "expired": "past the last day"}


@pytest.fixture(scope="module")
def trained(records, empty_store, tmp_path_factory):
    """The whole way without a purpose file: a use, and what the run came to."""
    workspace = tmp_path_factory.mktemp("closed") / "workspace"
    (workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, workspace / "models")
    use = give(use_of(records / "config.yaml", workspace), None)
    small = {
        "model": use.config.model.model_copy(update={"drivers": ("first_90_days", "pay"), "boosting": "no"}),
        "validation": use.config.validation.model_copy(update={"refits": 0, "origins": 1}),
    }
    use = replace(use, config=use.config.model_copy(update=small))
    return use, run(use, step=call)


def give(use, path):
    """The use with this purpose file."""
    named = None if path is None else str(path)
    return replace(use, config=use.config.model_copy(update={"purpose": named}))


@pytest.fixture(params=list(CLOSED))
def closed(request, trained, tmp_path):
    """A use whose purpose does not hold, its list, and why."""
    use, done = trained
    if request.param == "absent":
        return use, done.published, "absent"
    path = write_purpose(tmp_path / "purpose.yaml", "2030-06-30", "2025-06-30")
    use = give(use, path)
    return use, score_people(use, latest_snapshot(use), step=call), "expired"


def test_what_is_published_names_nobody_and_says_why(closed):
    use, published, why = closed
    folder = use.published / "latest"
    names = {path.name for path in folder.iterdir()}
    assert {
        "teams.parquet",
        "sites.parquet",
        "sector.parquet",
        "cohort_rates.csv",
        "survival.html",
        "scorecard.html",
    } <= names
    assert {"first_90_days.html", "summary.html"} <= names
    assert not {
        name for name in names if name.startswith(("risk_list", "contributions", "curves", "facts", "changes", "not_a"))
    }
    for path in folder.glob("*.parquet"):
        assert "employee_id" not in pq.read_schema(path).names
    people = pd.read_parquet(use.members / f"{published.as_of}.parquet")["employee_id"]
    for path in folder.iterdir():
        if path.suffix in {".html", ".csv", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert not [one for one in people if f">{one}<" in text or f"\n{one};" in text or f'"{one}"' in text]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["purpose"]["people_withheld"] == why and manifest["has_model"] is False
    assert CLOSED[why] in (folder / "summary.html").read_text(encoding="utf-8")
    said = "".join(map(str, console_summary(published.risk_list, published.as_of, folder, "en").renderables))
    assert CLOSED[why] in said
    assert published.risk_list.people.empty and published.risk_list.contributions.empty


def test_the_model_is_trained_all_the_same(trained):
    _, done = trained
    assert done.trained.number == 1 and done.trained.promoted


def test_nobody_is_drawn_planned_for_or_handed_out(closed):
    use, *_ = closed
    for ask in (
        lambda: make_draw(use, signed=None, dry=True),
        lambda: make_draw(use, signed="f" * 64),
        lambda: make_plan(use, signed="f" * 64),
        lambda: find_released(use),
    ):
        with pytest.raises(ConfigError, match="purpose"):
            ask()


@pytest.fixture
def browsers(closed, cheap_passwords):
    """A signed-in browser of each role, over a workspace whose purpose does not hold."""
    use, *_ = closed
    (use.data / "workspace.db").unlink(missing_ok=True)
    workspace = open_workspace(use, Listening())
    for role in ROLES:
        place = ("Groningen", "Zorg 1") if role == TEAM_LEAD else (None, None)
        add_account(
            workspace.database, role, role, PASSWORD, place=place, language="en", password_days=9, account_days=9
        )
    found = {role: Browser(build_app(workspace)) for role in ROLES}
    for role, browser in found.items():
        browser.sign_in(role)
    yield found, workspace
    workspace.database.engine.dispose()


def test_every_page_on_people_is_closed_and_the_others_are_open(browsers, closed):
    found, _ = browsers
    use, published, why = closed
    values = {
        "day": str(published.as_of),
        "rank": "1",
        "number": "1",
        "snapshot": latest_snapshot(use).id,
        "name": "style.css",
    }
    for route in ROUTES:
        for role in sorted(route.roles & set(ROLES))[: None if route.people else 1]:
            answer = found[role].request(route.method, route.path.format(**values))
            if route.people:
                assert answer.status_code == 403 and "Lists and people are closed" in answer.text, (role, route.path)
            elif route.method == "GET" and route.path != "/":
                assert answer.status_code in {200, 303}, (role, route.path, answer.status_code)
    page = found["analyst"].get(f"/lists/{published.as_of}/places").text
    assert CLOSED[why] in page and 'href="/lists"' not in page


def test_a_purpose_that_ends_while_the_workspace_is_served_closes_it(trained, tmp_path, cheap_passwords):
    path = write_purpose(tmp_path / "purpose.yaml")
    use = give(trained[0], path)
    published = score_people(use, latest_snapshot(use), step=call)
    folder = use.published / "latest"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["purpose"] == {
        "sha256": find_standing(use).sha256,
        "valid_until": "2030-06-30",
        "people_withheld": None,
    }
    page = (folder / "summary.html").read_text(encoding="utf-8")
    assert "To offer a talk in time." in page and "lending to other employers" in page and "OR 2025-3" in page
    (use.data / "workspace.db").unlink(missing_ok=True)
    workspace = open_workspace(use, Listening())
    add_account(workspace.database, "analyst", "analyst", PASSWORD, language="en", password_days=9, account_days=9)
    browser = Browser(build_app(workspace))
    browser.sign_in("analyst")
    address = f"/lists/{published.as_of}"
    assert "To offer a talk in time." in browser.get(address).text
    assert browser.get(f"{address}/people/1").status_code == 200
    assert "Zorglijn bv" in browser.get(f"{address}/signing").text
    write_purpose(path, "2030-06-30", "2025-06-30")
    assert browser.get(f"{address}/people/1").status_code == 403
    path.write_text("title: {", encoding="utf-8")
    assert browser.get(f"{address}/people/1").status_code == 403
    assert "cannot be read" in browser.get(f"{address}/places").text
    workspace.database.engine.dispose()


NAMES_NOBODY = {
    "simulate", "check", "ingest", "train", "monitor", "versions", "promote", "rollback", "reproduce", "compare",
    "scorecard", "verify", "effects", "forecast", "schema", "features", "accounts", "audit", "purge", "dossier",
    "erase", "object", "rotate-key",
}  # fmt: skip
OF_ONESELF = {"access"}
"""Answers whom it is about: no purpose may keep that from them."""
ASKS = {"run", "score", "draw", "plan", "serve", "sign", "export"}


def test_every_command_and_flow_is_known_here():
    """A new one must say here that it names nobody, or that it asks the purpose, as the tests above see."""
    there = {one.name or one.callback.__name__ for one in commands.registered_commands}
    there |= {one.name for one in commands.registered_groups}
    known = NAMES_NOBODY | OF_ONESELF | ASKS
    assert there <= known, there - known
    flows_there = {module.name for module in pkgutil.iter_modules(flows.__path__)} - {"steps"}
    assert flows_there == {"ingest", "train", "monitor", "effects", "score", "run"}
    assert "score_people" in inspect.getsource(importlib.import_module("flows.score"))
    assert "score_people" in inspect.getsource(run) and "_ask_purpose" in inspect.getsource(score_people)
