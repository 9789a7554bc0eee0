"""Every page by the rules of axe-core, in both languages, wide and at 360 pixels; asked for by naming its file.

`HOUVAST_AXE=…/axe.min.js python -m pytest tests/browser/test_axe.py`. axe-core is no Python package, so it is
not locked here; the tests in `test_reading.py` hold the same pages to the rules that matter most without it.
"""

import json
import os
from pathlib import Path

import pytest
from made_up_list import AS_OF

from houvast.language import LANGUAGES
from houvast.web.accounts import find_accounts, set_language
from houvast.web.snapshots import find_snapshots

LIST = f"/lists/{AS_OF}"
PAGES = {
    "": ("/sign-in",),
    "analyst": (
        LIST, f"{LIST}/people/3", f"{LIST}/signing", f"{LIST}/places", f"{LIST}/not-assessed", "/password", "/sector",
        "/first-90-days", "/plan", "/progress", "/effects",
    ),
    "data_scientist": (LIST, "/effects"),
    "team_lead": ("/places", "/plan"),
    "auditor": ("/record", "/model", "/runs", LIST),
    "admin": ("/accounts",),
}  # fmt: skip
RUN = """axe.run(document, {resultTypes: ["violations"]}).then((found) => JSON.stringify(
  found.violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3)])))"""


@pytest.mark.parametrize("role", PAGES, ids=lambda role: role or "nobody")
def test_axe_finds_nothing(chromium, address, workspace, role) -> None:
    axe, page = Path(os.environ["HOUVAST_AXE"]).read_text(encoding="utf-8"), chromium.open_page()
    if role:
        page.sign_in(address, role)
    more = [f"/runs/{one.id}" for one in find_snapshots(workspace.snapshots)] if role == "auditor" else []
    found = []
    for language in LANGUAGES:
        if role in {account.name for account in find_accounts(workspace.database)}:
            set_language(workspace.database, role, language)
        for path in (*PAGES[role], *more):
            for width in (1280, 360):
                page.resize(width, 900)
                page.go(f"{address}{path}" + ("" if role else f"?language={language}"))
                page.js(f"{axe}; 1")
                found += [(language, width, path, *one) for one in json.loads(page.js(RUN))]
                if page.js("document.documentElement.scrollWidth") > width:
                    found.append((language, width, path, "wider than the screen"))
    if role:
        set_language(workspace.database, role, "en")
    assert found == []
