"""Every page read as people read: by keyboard, at 360 pixels, with enough contrast, with a name for whatever acts."""

import itertools

import pytest
from made_up_list import AS_OF

LIST = f"/lists/{AS_OF}"
ANALYSTS = (
    "/lists", f"{LIST}/people/3", f"{LIST}/signing", f"{LIST}/places", f"{LIST}/not-assessed", "/password", "/sector",
    "/first-90-days", "/plan", "/progress", "/effects",
)  # fmt: skip
PAGES = [("analyst", path) for path in ANALYSTS] + [
    ("", "/sign-in"),
    ("auditor", "/record"),
    ("admin", "/accounts"),
    ("data_scientist", "/lists"),
    ("team_lead", "/places"),
    ("auditor", "/model"),
    ("auditor", "/runs"),
]

CONTRAST = """(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => numbers(colour).slice(0, 3).map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((numbers(colour)[3] ?? 1) > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest("svg, [hidden], template") || seen.has(element)) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const [one, other] = [light(style.color), light(ground(element))].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if ((one + 0.05) / (other + 0.05) < (large ? 3 : 4.5)) weak.push(`${element.tagName} ${node.textContent.trim()}`);
  }
  return weak.slice(0, 10);
})()"""

ACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary"
SEEN = f"[...document.querySelectorAll({ACTIVE!r})].filter((one) => one.checkVisibility() && !one.closest('.skip'))"

# WCAG 2.2, 2.5.8: 24 by 24, but for links within a sentence.
SMALL = f"""{SEEN}.filter((one) => {{
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  const within = one.tagName === "A" && getComputedStyle(one).display === "inline";
  return !within && !one.classList.contains("skip") && (box.height < 23.5 || box.width < 23.5);
}}).map((one) => one.outerHTML.slice(0, 120)).slice(0, 5)"""


@pytest.fixture(scope="module")
def readers(chromium, address):
    """A tab per role, opened when it is first needed."""
    opened = {}

    def reader(role: str):
        if role not in opened:
            opened[role] = chromium.open_page()
            if role:
                opened[role].sign_in(address, role)
        return opened[role]

    return reader


@pytest.fixture(params=PAGES, ids=lambda param: f"{param[0] or 'nobody'} {param[1]}")
def read(request, readers, address):
    role, path = request.param
    page = readers(role)
    page.resize(1280, 900)
    page.go(address + path)
    return page


def names_missing(page) -> list[str]:
    """Roles of what acts or shows something and has no name, as a screen reader would find them."""
    wanted = {"button", "link", "textbox", "combobox", "checkbox", "radio", "image", "img", "table", "navigation"}
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    return [
        node["role"]["value"]
        for node in nodes
        if not node.get("ignored")
        and node.get("role", {}).get("value") in wanted
        and not node.get("name", {}).get("value", "").strip()
    ]


def test_a_page_can_be_read_by_everybody(read) -> None:
    """One walk over each page: opening them is what takes the time."""
    assert names_missing(read) == []
    assert read.js(CONTRAST) == []
    assert read.js(SMALL) == []
    assert read.js("document.querySelectorAll('h1').length") == 1
    levels = read.js("[...document.querySelectorAll('h1, h2, h3')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1 and all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = read.js("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    assert read.js("document.title").strip() and read.js("document.documentElement.lang")


def test_at_360_pixels_nothing_is_cut_off_or_scrolls_sideways(read) -> None:
    read.resize(360, 800)
    assert read.js("document.documentElement.scrollWidth") <= 360
    outside = (
        f"{SEEN}.filter((one) => one.getBoundingClientRect().right > 361).map((one) => one.outerHTML.slice(0, 90))"
    )
    assert read.js(outside) == []
    assert read.js(SMALL) == []


def test_the_keyboard_reaches_the_skip_link_first_and_shows_where_it_is(analyst, address) -> None:
    analyst.go(f"{address}{LIST}/people/3")
    analyst.press("Tab")
    assert analyst.js("document.activeElement.className") == "skip"
    box = analyst.js("(({ left, top }) => [left, top])(document.activeElement.getBoundingClientRect())")
    assert min(box) >= 0
    analyst.press("Enter")
    assert analyst.js("document.activeElement.id") == "main"
    for _ in range(9):
        analyst.press("Tab")
        outline = "getComputedStyle(document.activeElement)"
        assert analyst.js(f"{outline}.outlineStyle") == "solid", analyst.js("document.activeElement.outerHTML")
        assert analyst.js(f"parseFloat({outline}.outlineWidth)") >= 2
    assert analyst.js("document.activeElement !== document.body")


def test_paper_has_the_list_and_no_forms(analyst, address) -> None:
    analyst.go(address + LIST)
    analyst.send("Emulation.setEmulatedMedia", media="print")
    shown = "(selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length"
    assert analyst.js(f"({shown})('form, button, nav')") == 0
    assert analyst.js(f"({shown})('#people tbody tr')") == 100
    assert analyst.js(f"({shown})('footer')") == 1
    analyst.send("Emulation.setEmulatedMedia", media="")
