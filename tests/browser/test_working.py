"""A morning's work in a real browser: read a person, note a view, sign, take a copy, sign out."""

import re

from made_up_list import AS_OF

LIST = f"/lists/{AS_OF}"


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.js("document.getElementById('main').innerText"))


def test_read_note_sign_and_leave(page, address, workspace) -> None:
    page.sign_in(address, "analyst")
    page.submit("#people tbody tr:nth-child(3) a")
    person = workspace.lists.open(AS_OF).people.iloc[2]
    assert (
        page.js("document.querySelector('h1').textContent")
        == workspace.identities.read().ids_of([person["employee_id"]])[0]
    )
    for said in (
        "How the risk is made up",
        "The risk over the weeks to come",
        "One-on-one booked, not held",
        "3 April 2025",
    ):
        assert said in text_of(page)
    assert page.js("document.querySelector('figure polyline').getAttribute('points').split(' ').length") == 27

    page.js("document.querySelector('input[value=disagree]').click()")
    page.fill(text="Gesproken, hulp aangeboden. <script>alert(1)</script>")
    page.submit("form[action$=note] button")
    assert "Gesproken, hulp aangeboden. <script>alert(1)</script>" in text_of(page)
    assert "noted a view" in text_of(page)

    page.go(f"{address}{LIST}/signing")
    assert "Nothing of a draft leaves" in text_of(page)
    page.js("document.querySelector('input[name=understood]').click()")
    page.submit("form[action$=signing] button")
    assert "Signed by analyst" in text_of(page)
    copy = page.js(
        """(async () => {
            const form = document.querySelector("form[action$=export]");
            return new URLSearchParams(new FormData(form)).toString();
        })()"""
    )
    assert "format=html" in copy

    page.submit("form[action='/sign-out'] button")
    assert page.js("location.pathname") == "/sign-in"
    page.go(f"{address}{LIST}/people/3")
    assert page.js("location.pathname") == "/sign-in"


def test_scripts_cannot_read_the_session(analyst, address) -> None:
    analyst.go(address + LIST)
    assert analyst.js("document.cookie") == ""


def test_the_policy_stops_what_was_smuggled_in(page, address) -> None:
    page.sign_in(address, "analyst")
    page.js("""document.body.insertAdjacentHTML("beforeend", "<p id='mark' style='color: red'>x</p>")""")
    page.js("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))")
    assert page.js("window.ran") is None
    assert page.js("getComputedStyle(document.getElementById('mark')).color") != "rgb(255, 0, 0)"
    assert page.js("fetch('/lists').then(() => 'read', () => 'stopped')") == "stopped"
    assert any("Content Security Policy" in complaint for complaint in page.complaints)
    page.complaints.clear()
