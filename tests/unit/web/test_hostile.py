"""Five hundred hostile names and answers through every page, copy and published file: they are only read."""

import csv
import io
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hostile import CANARY, MANY, keep_hostile, make_hostile, make_hostile_list
from made_up_list import AS_OF
from python_calamine import CalamineWorkbook
from sqlalchemy import insert
from web_browser import PASSWORD, Browser, token_of

from houvast.language import language_of
from houvast.publish import publish_list
from houvast.publish.inert import build_csv_text, build_said, build_shown
from houvast.web.accounts import add_account, find_account
from houvast.web.app import build_app
from houvast.web.database import notes
from houvast.web.lists import PublishedLists
from houvast.web.notes import MOST_CHARACTERS, find_notes
from houvast.web.pages import person
from houvast.web.visit import Visit

LIST = f"/lists/{AS_OF}"
SPEAKS = {"src", "href", "action", "formaction", "data", "xlink:href", "srcdoc", "poster", "ping"}
OURS = {"script", "style", "link", "iframe", "object", "embed", "base", "form", "img", "math", "plaintext", "noscript"}


class Read(HTMLParser):
    """What of a page could act: elements that run or load, attributes that run, and addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[str] = []
        self.addresses: set[str] = set()
        self.elements: dict[str, int] = {}

    def handle_starttag(self, tag, attrs) -> None:
        self.elements[tag] = self.elements.get(tag, 0) + 1
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.runs.append(f"{tag} {name}={value}")
            if name in SPEAKS:
                self.addresses.add(value or "")

    @classmethod
    def of(cls, page: str) -> "Read":
        found = cls()
        found.feed(page)
        return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile") / "demo"
    return publish_list(home, AS_OF, make_hostile_list(), "en", ("csv", "xlsx", "html"))


@pytest.fixture(scope="module")
def identities(tmp_path_factory):
    return keep_hostile(tmp_path_factory.mktemp("identities"))


@pytest.fixture
def hostile(workspace, folder, identities):
    return replace(workspace, lists=PublishedLists(folder.parent), identities=identities)


@pytest.fixture
def analyst(hostile) -> Browser:
    browser = Browser(build_app(hostile))
    browser.sign_in("analyst")
    return browser


def check_inert(page: str, plain: "Read") -> None:
    """As many elements that could act as on a plain page, no attribute that runs, and addresses of ours alone."""
    found = Read.of(page)
    assert found.runs == []
    assert {tag: found.elements.get(tag, 0) for tag in OURS} == {tag: plain.elements.get(tag, 0) for tag in OURS}
    assert all(one.startswith(("/", "#", "data:,")) and not one.startswith("//") for one in found.addresses)


def test_there_are_five_hundred_and_all_are_on_the_list(hostile) -> None:
    assert len(set(make_hostile())) == MANY
    published = hostile.lists.open(AS_OF)
    assert set(hostile.identities.read().ids_of(published.people["employee_id"])) == set(make_hostile())


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_list_and_every_person_are_inert(analyst, hostile, language, app) -> None:
    analyst.post("/language", "/password", language=language)
    plain = Browser(app)
    plain.sign_in("analyst")
    plain.post("/language", "/password", language=language)
    check_inert(analyst.get(LIST).text, Read.of(plain.get(LIST).text))
    check_inert(analyst.get(f"{LIST}/people/7").text, Read.of(plain.get(f"{LIST}/people/1").text))
    for path in ("signing", "places"):
        check_inert(analyst.get(f"{LIST}/{path}").text, Read.of(plain.get(f"{LIST}/{path}").text))


def test_the_page_of_each_of_them_is_inert(analyst, hostile) -> None:
    """Without the gate and the record before it, which every page has in the same way."""
    published, plain = hostile.lists.open(AS_OF), Read.of(analyst.get(f"{LIST}/people/7").text)
    account = find_account(hostile.database, "analyst")
    here = {"address": "127.0.0.1", "here": "/", "menu": (("list", "List", "/lists"),)}
    visit = Visit(hostile, account, "t", language_of("en"), **here)
    plain_addresses = {one for one in plain.addresses if one.startswith("/static")}
    for row in published.people.to_dict("records"):
        found = Read.of(person.show_row(visit, published, row).body.decode())
        assert found.runs == []
        assert {tag: found.elements.get(tag, 0) for tag in OURS} == {tag: plain.elements.get(tag, 0) for tag in OURS}
        assert {one for one in found.addresses if one.startswith("/static")} == plain_addresses
        assert all(one.startswith(("/", "#", "data:,")) and one[:2] != "//" for one in found.addresses)


def test_what_a_page_shows_of_a_text_is_bounded_and_says_what_it_hides(analyst, hostile) -> None:
    page = analyst.get(LIST).text
    english = language_of("en")
    for text in make_hostile():
        shown = build_shown(text, english)
        assert len(shown) < 200 and not set(shown) & set(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\x00\x1b\r\n\t"
        )
    assert "\u202e" not in page and "\u200b" not in page


def test_notes_are_kept_and_read_as_text(analyst, hostile) -> None:
    published, texts = hostile.lists.open(AS_OF), make_hostile()
    token = token_of(analyst.get(f"{LIST}/people/1").text)
    for text in texts[::10]:
        fields = {"form_token": token, "list": published.digest, "verdict": "agree", "text": text}
        answer = analyst.request("POST", f"{LIST}/people/1/note", data=fields)
        # Refused are those alone that are longer than a note may be.
        assert (answer.status_code == 303) == (len(text) <= MOST_CHARACTERS)
        assert answer.status_code in (303, 413, 422)
    first = published.people["employee_id"][0]
    values = {"employee_id": first, "as_of": str(AS_OF), "list": "", "account": "a", "at": "2025", "verdict": "agree"}
    with hostile.database.writing() as connection:
        connection.execute(insert(notes), [{**values, "text": text} for text in texts])
    kept = find_notes(hostile.database, first)
    assert len(kept) == MANY + sum(len(text) <= MOST_CHARACTERS for text in texts[::10])
    assert all(one.text == build_said(one.text) for one in kept)
    page = analyst.get(f"{LIST}/people/1").text
    assert Read.of(page).runs == [] and f"<script>{CANARY}" not in page


def test_the_record_and_the_accounts_are_inert(hostile) -> None:
    app = build_app(hostile)
    add_account(hostile.database, "lead2", "team_lead", PASSWORD, place=(make_hostile()[1], make_hostile()[0]),
                language="en", password_days=9, account_days=9)  # fmt: skip
    for role, path in (("admin", "/accounts"), ("auditor", "/record"), ("lead2", "/places")):
        browser = Browser(app)
        browser.sign_in(role)
        page = browser.get(path, follow=True).text
        assert Read.of(page).runs == [] and f"<script>{CANARY}" not in page
    browser = Browser(app)
    browser.sign_in("auditor")
    token = token_of(browser.get("/record").text)
    for text in make_hostile()[:32]:
        page = browser.request("POST", "/record", data={"form_token": token, "person": text}).text
        assert Read.of(page).runs == [] and f"<script>{CANARY}" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_copy_has_all_of_them_and_no_formula(analyst, hostile, kind) -> None:
    digest = hostile.lists.open(AS_OF).digest
    analyst.post(f"{LIST}/signing", f"{LIST}/signing", list=digest, understood="yes")
    answer = analyst.post(f"{LIST}/export", f"{LIST}/signing", list=digest, format=kind)
    assert answer.status_code == 200
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        check_cells(rows[rows.index([]) + 2 :])
    else:
        check_workbook(answer.content)


def test_the_published_csv_has_all_of_them_and_no_formula(folder) -> None:
    text = (folder / "risk_list.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    check_cells(rows[1:])
    teams = rows[0].index("team")
    assert {row[teams] for row in rows[1:]} == {build_csv_text(text) for text in make_hostile()}


def test_the_published_workbook_has_all_of_them_and_no_formula(folder) -> None:
    check_workbook((folder / "risk_list.xlsx").read_bytes())


def test_the_published_page_is_inert(folder) -> None:
    page = (folder / "summary.html").read_text(encoding="utf-8")
    found = Read.of(page)
    assert [one for one in found.runs if " on" in one] == []
    assert found.elements.get("script", 0) == page.count("<script>\n") <= 1
    assert f"<script>{CANARY}" not in page
    assert not {"iframe", "object", "base", "img", "form"} & set(found.elements)


def check_cells(rows: list[list[str]]) -> None:
    assert len(rows) == MANY
    for row in rows:
        for cell in row:
            for part in (
                cell,
                *cell.replace("\n", ";").replace("\r", ";").replace("\t", ";").replace(",", ";").split(";"),
            ):
                begins = part.lstrip()[:1]
                assert begins not in tuple("=@＝＋－＠") or not begins, cell[:80]


def check_workbook(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in archive.read(name) or b"<hyperlink" in archive.read(name) for name in sheets)
        assert not any("external" in name.lower() or "vba" in name.lower() for name in archive.namelist())
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert any(len(book.get_sheet_by_name(name).to_python()) > MANY for name in book.sheet_names)
