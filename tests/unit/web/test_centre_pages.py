"""The pages about the centre, the model and the runs: what they show, to whom, and that nobody's record is on them."""

import dataclasses
import json
import re

import pandas as pd
import pytest
from made_up_list import AS_OF, made_up_whole
from made_up_making import CARD, MadeUpModels, write_snapshot
from web_browser import Browser

from houvast.audit_log import find_entries
from houvast.language import LANGUAGES, language_of
from houvast.publish import publish_list
from houvast.web.app import build_app
from houvast.web.lists import ListDamagedError, PublishedLists
from houvast.web.shield import POLICY, allow_style
from houvast.web.snapshots import find_snapshots, read_refused


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    home = tmp_path_factory.mktemp("whole") / "demo"
    publish_list(home, AS_OF, made_up_whole(), "en", ("html",))
    return home


@pytest.fixture
def snapshots(tmp_path):
    return write_snapshot(tmp_path / "snapshots")


@pytest.fixture
def app(workspace, whole, snapshots):
    return build_app(
        dataclasses.replace(workspace, lists=PublishedLists(whole), models=MadeUpModels(), snapshots=snapshots)
    )


def open_as(app, role, path):
    browser = Browser(app)
    browser.sign_in(role)
    return browser.get(path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/lists/2025-06-01/sector", "sector.against_lower"),
        ("/lists/2025-06-01/forecast", "forecast.notice"),
        ("/lists/2025-06-01/first-90-days", "first_90_days.together_not_why"),
        ("/model", "web.model_ledger_whole"),
        ("/runs", "web.runs_snapshots"),
    ],
)
def test_a_page_is_there_in_both_languages(app, workspace, path, text, language):
    browser = Browser(app)
    browser.sign_in("data_scientist")
    page = browser.get("/password").text
    token = re.search(r'name="form_token" value="([^"]+)"', page).group(1)
    browser.request("POST", "/language", data={"form_token": token, "language": language, "back": "/password"})
    answer = browser.get(path)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert language_of(language).text(text) in answer.text
    assert 'style="' not in answer.text and "<style" not in answer.text
    assert "nan" not in re.sub(r"<[^>]*>", "", answer.text).split()


@pytest.mark.parametrize("path", ["sector", "forecast", "first-90-days"])
def test_the_newest_is_found_from_the_menu_and_a_look_goes_on_record(app, workspace, path):
    answer = open_as(app, "team_lead", f"/{path}")
    assert answer.headers["location"] == f"/lists/2025-06-01/{path}"
    assert open_as(app, "team_lead", answer.headers["location"]).status_code == 200
    look = find_entries(workspace.database.log, limit=1)[0]
    assert (look.actor, look.action) == ("team_lead", path.replace("-", "_"))


def test_a_list_without_these_tables_says_so(workspace):
    app = build_app(workspace)
    for path in ("sector", "forecast", "first-90-days"):
        answer = open_as(app, "analyst", f"/lists/2025-06-01/{path}")
        assert answer.status_code == 404
        assert language_of("en").text("web.refused_not_published") in answer.text


def test_a_lead_reads_the_forecast_of_the_own_team_and_an_analyst_that_of_all(workspace, tmp_path):
    made = made_up_whole()
    table = made.beside["forecast"]
    own = table[table["level"] == "team"].iloc[0]
    names = {own["team"]: "Zorg 1", own["site"]: "Groningen"}
    told = table.assign(team=table["team"].replace(names), site=table["site"].replace(names))
    publish_list(tmp_path / "demo", AS_OF, dataclasses.replace(made, beside={"forecast": told}), "en", ())
    app = build_app(dataclasses.replace(workspace, lists=PublishedLists(tmp_path / "demo")))
    whole, part = (open_as(app, role, "/lists/2025-06-01/forecast").text for role in ("analyst", "team_lead"))
    assert set(re.findall(r'data-level="(\w+)"', whole)) == {"all", "site", "team", "rest"}
    assert re.findall(r'data-level="(\w+)"', part) == ["team"]
    assert "Zorg 1" in part
    others = set(told["team"]) - {"Zorg 1", ""}
    assert not any(name in part for name in others)


def test_sector_figures_that_are_hidden_or_not_measured_have_no_number(app):
    page = open_as(app, "analyst", "/lists/2025-06-01/sector").text
    own = re.search(r'data-measure="pay_rise".*?</tr>', page, re.DOTALL).group()
    hidden = re.search(r'data-measure="pride".*?</tr>', page, re.DOTALL).group()
    assert "Lower here" in own and "40%" in own and "52%" in own and "540 agents" in own
    assert "fewer than 10 people" in hidden and "interval" not in hidden


def test_no_page_about_the_making_names_anybody_of_the_list(app, whole):
    ids = set(pd.read_parquet(whole / "2025-06-01" / "risk_list.parquet")["employee_id"])
    for path in ("/model", "/runs", "/model/1/scorecard"):
        page = open_as(app, "auditor", path).text
        assert not {word for word in re.findall(r">([^<]+)<", page) if word.strip() in ids}


def test_the_model_page_tells_versions_decisions_and_the_ledger_and_runs_nothing_of_them(app):
    page = open_as(app, "admin", "/model").text
    assert "&lt;b&gt;it is time" in page and "<b>it" not in page and "<i>kim" not in page
    assert page.index("/model/2/scorecard") < page.index("/model/1/scorecard")
    assert language_of("en").text("release.calibrated") in page


@pytest.mark.parametrize("role", ["analyst", "data_scientist", "auditor", "admin"])
def test_the_model_page_shows_the_model_as_a_whole_of_the_version_that_makes_the_lists(app, role):
    page = open_as(app, role, "/model").text
    assert "Of version 1." in page and language_of("en").text("model_views.warning") in page
    assert "<b>North" not in page and "&lt;b&gt;North" in page and " style=" not in page


def test_a_version_that_kept_no_views_has_no_section(workspace, whole):
    class Older(MadeUpModels):
        def views(self, number):
            return None

    app = build_app(dataclasses.replace(workspace, lists=PublishedLists(whole), models=Older()))
    assert 'id="views"' not in open_as(app, "auditor", "/model").text


def test_a_scorecard_is_let_its_own_style_and_nothing_more(app, workspace):
    answer = open_as(app, "auditor", "/model/1/scorecard")
    assert "Card 1 en /model" in answer.text
    assert find_entries(workspace.database.log, limit=1)[0].action == "scorecard"
    policy = answer.headers["content-security-policy"]
    assert policy == allow_style(answer.text)
    assert re.sub(r"'sha256-[^']+'", "'self'", policy) == POLICY
    assert answer.headers["x-frame-options"] == "DENY"
    for path in ("/model/2/scorecard", "/model/x/scorecard", "/model/99999999999/scorecard"):
        assert open_as(app, "auditor", path).status_code == 404


def test_a_policy_other_than_ours_is_overruled():
    from houvast.web.shield import _merge  # what lets a policy pass is one line that everything hangs on

    for policy in ("", "default-src *", POLICY + "; script-src *", allow_style(CARD).replace("'none'", "*", 1)):
        headers = dict(_merge([(b"content-security-policy", policy.encode())], {}))
        assert headers[b"content-security-policy"].decode() == POLICY
    with pytest.raises(ValueError, match="values to unpack"):
        allow_style("<style>a</style><style>b</style>")


def test_refused_rows_are_told_by_table_reason_and_number_and_nothing_else(app, snapshots):
    (found,) = find_snapshots(snapshots)
    page = open_as(app, "auditor", f"/runs/{found.id}").text
    assert re.sub(r"\s+", " ", page).index("4, 9") > 0
    assert "the text is not a number in the declared notation" in page
    assert "Jansen" not in page
    assert found.id in open_as(app, "auditor", "/runs").text
    groups = read_refused(found)
    assert [(one.table, one.reason, one.rows) for one in groups] == [
        ("pay", "not_a_number", (4, 9)), ("pay", "duplicate", (7,)), ("spells", "overlapping_spells", (2,)),
    ]  # fmt: skip
    for name in ("../secret", "0123456789abcdef", "latest"):
        assert open_as(app, "auditor", f"/runs/{name}").status_code == 404


def test_a_snapshot_that_was_changed_is_not_shown(snapshots):
    (found,) = find_snapshots(snapshots)
    path = found.path / "quarantine.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ListDamagedError, match=r"quarantine\.parquet"):
        read_refused(found)
    manifest = found.path / "manifest.json"
    manifest.write_text(json.dumps({**found.manifest, "observed_until": "2026-01-01"}))
    (altered,) = find_snapshots(snapshots)
    assert (altered.whole, altered.manifest) == (False, {})


def test_runs_say_which_snapshot_was_changed_and_nothing_that_it_says(app, snapshots):
    (found,) = find_snapshots(snapshots)
    assert ">yes</td>" in open_as(app, "analyst", "/runs").text
    (found.path / "manifest.json").write_text("{}")
    page = open_as(app, "analyst", "/runs").text
    assert "no: its manifest was changed" in page
    assert f'href="/runs/{found.id}"><code>{found.id}</code></a></th>' not in page
    assert open_as(app, "analyst", f"/runs/{found.id}").status_code == 404


@pytest.mark.parametrize("name", ["2025-02-30", "2025-13-01", "0000-00-00", "kopie", "２０２５-06-01"])
def test_a_stray_folder_among_the_lists_is_no_list(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "manifest.json").write_text("{}")
    assert PublishedLists(tmp_path).days() == []
