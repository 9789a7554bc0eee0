"""The pages about how lists are made, in a real browser: the scorecard keeps its style, refused rows are found."""


def test_a_scorecard_is_drawn_with_its_own_style_under_the_strict_policy(page, address) -> None:
    page.sign_in(address, "auditor")
    page.go(f"{address}/model")
    with page.loading():
        page.click("a[href$='/1/scorecard']")
    assert page.js("getComputedStyle(document.querySelector('h1')).color") == "rgb(23, 80, 79)"
    assert page.js("document.querySelector('h1').textContent").startswith("Card 1 en")


def test_refused_rows_are_reached_from_the_runs(page, address) -> None:
    page.sign_in(address, "data_scientist")
    page.go(f"{address}/runs")
    with page.loading():
        page.click("#snapshots ~ table a")
    rows = page.js("[...document.querySelectorAll('main table:first-of-type tbody tr')].map((one) => one.innerText)")
    assert any("4, 9" in row for row in rows)
