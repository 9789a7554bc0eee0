"""Five hundred names and answers that a page, a sheet or a shell might run, turn, hide or choke on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from made_up_list import made_up_list, made_up_whole
from pseudonymous import codes, keep

from houvast.identities import IdentityStore
from houvast.risk_list import RiskList, order_contributions, order_people

MANY = 500
CANARY = "window.__canary=1"

_MARKUP = (
    f"<script>{CANARY}</script>", f"<img src=x onerror={CANARY}>", f"<svg/onload={CANARY}>", f"\"><script>{CANARY}</script>",
    f"'><img src=x onerror='{CANARY}'>", f"</title><script>{CANARY}</script>", f"</template><script>{CANARY}</script>",
    f"</textarea><script>{CANARY}</script>", f"</style><script>{CANARY}</script>", f"<!--<script>{CANARY}</script>",
    f"]]><script>{CANARY}</script>", f"<a href=javascript:{CANARY}>x</a>", f"javascript:{CANARY}", f"JaVaScRiPt:{CANARY}//",
    f"data:text/html,<script>{CANARY}</script>", f"<iframe srcdoc='<script>parent.{CANARY}</script>'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CANARY}'>", "<base href=//elsewhere.example>", "<style>*{display:none}</style>",
    f"<details open ontoggle={CANARY}>", f"\" autofocus onfocus={CANARY} x=\"", f"' onmouseover='{CANARY}", f"`-{CANARY}-`",
    f"&lt;script&gt;{CANARY}&lt;/script&gt;", f"&#60;script&#62;{CANARY}", "\\u003cscript\\u003e", "<form action=//elsewhere.example><input name=x>",
    f"<math><mtext></mtext><script>{CANARY}</script>", "<link rel=stylesheet href=//elsewhere.example/x.css>", "<plaintext>", "<noscript>", "</table></main></body>",
)  # fmt: skip
_TEMPLATES = (
    "{{7*7}}", "{% for x in y %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{config.items()}}", "{0}", "%s%n", "%(name)s", "{name}",
    "{{''.__class__.__mro__}}", "[[${7*7}]]", "$(id)", "`id`", "; rm -rf /", "| cat /etc/passwd", "../../etc/passwd", "..\\..\\x", "CON", "a/b",
    "'; DROP TABLE notes;--", "\" OR 1=1 --", "1; SELECT 1", "\\", "\\'", "%00", "%0d%0aSet-Cookie: x=1", "a\r\nX-Injected: 1",
)  # fmt: skip
_FORMULAS = tuple(
    f"{before}{mark}{rest}"
    for mark in "=+-@＝＋－＠"
    for before, rest in (
        ("", "1+1"), ("", "cmd|'/c calc'!A0"), (" ", "SUM(A1)"), ("\t", "1"), ("\n", "1"), ("A;", "1+1"), ("A,", "HYPERLINK(\"//elsewhere.example\")"), ("\"", "1"),
    )
)  # fmt: skip
_TURNED = (
    *(f"Jan{mark}sen" for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u1160\u3164\uffa0\u180e\ufff9\ufffb\u2028\u2029\x85\x0b\x0c\x1b\x07\x08\x7f\x9f\U000e0041\U000e0100"),
    "\u202eגבה\u202c", "ابن خلدون", "Ölçer‮txt.exe", "Z̸̢͇a̷͎l̶g̵o̷" * 8, "é" * 3, "e\u0301", "ﷺ" * 20, "👩‍👩‍👧‍👦" * 5, "ΑΒΓ", "аnalyst", "İstanbul", "ß", "𝕁𝕒𝕟"
)  # fmt: skip
_NOTHINGS = (
    "null", "NULL", "None", "nan", "NaN", "NA", "N/A", "undefined", "true", "false", "inf", "-inf", "0", "-0", "00", "007", "1E5", "1e400", "0x10",
    "1_000", "NaT", "-", "--", "'", "\"", "''", "#N/A", "#REF!", "2025-02-30", "1/2", "toString", "__proto__", "constructor", "hasOwnProperty", "length",
)  # fmt: skip
_LONG = (
    "x" * 10_000,
    "é " * 5_000,
    "<b>" * 3_000,
    "W" * 400,
    "\u202e" * 500,
    "a\n" * 2_000,
    "=" * 300,
    "-" * 300,
    ("lang " * 40).strip(),
)


def make_hostile(many: int = MANY) -> list[str]:
    """So many different texts, as the door hands them on: trimmed, never empty, and never half a character."""
    base = [*_MARKUP, *_TEMPLATES, *_FORMULAS, *_TURNED, *_NOTHINGS, *_LONG]
    made = dict.fromkeys(base)
    for number, pair in enumerate(zip(base * 3, base[7:] + base, strict=False)):
        made.setdefault(f"{pair[0][:60]}{number}{pair[1][:60]}")
    texts = dict.fromkeys(text.strip() for text in made)
    return [text for text in texts if text][:many]


def keep_hostile(folder: Path) -> IdentityStore:
    """Who the people of the list are: each id and each name is a hostile text."""
    texts = make_hostile()
    return keep(folder, texts, texts[1:] + texts[:1])


def make_hostile_list(language: str = "en") -> RiskList:
    """A list of as many people, all within capacity, in hostile teams and sites, with hostile reasons and facts."""
    texts = make_hostile()
    made, whole = made_up_list(MANY, language, capacity=MANY), made_up_whole(language)
    old = sorted(made.people["employee_id"])
    names = dict(zip(old, codes(texts), strict=True))
    places = np.arange(MANY)
    people = made.people.assign(
        employee_id=made.people["employee_id"].map(names),
        team=[texts[(7 * place) % MANY] for place in places],
        site=[texts[(11 * place + 3) % MANY] for place in places],
        reason_1=[texts[(13 * place + 5) % MANY] for place in places],
    )
    drivers = list(made.contributions["driver"].unique())
    values = made.contributions["contribution"].to_numpy().reshape(MANY, len(drivers))
    wide = pd.DataFrame(values, columns=drivers)
    wide.insert(0, "employee_id", people["employee_id"].to_numpy())
    ordered = order_people(people.drop(columns=["rank", "band", "within_capacity"], errors="ignore"), 13, MANY)
    facts = pd.DataFrame(
        [(name, "pay", "2025-02-01", "pay_rise", 0.025, texts[(17 * at) % MANY]) for at, name in enumerate(ordered["employee_id"])],
        columns=list(whole.beside["facts"].columns),
    ).astype({"date": "datetime64[s]"})  # fmt: skip
    summary = replace(made.summary, capacity=MANY, notes=texts[0], config_name=made.summary.config_name)
    return replace(
        made,
        people=ordered,
        contributions=order_contributions(ordered, wide),
        beside={"facts": facts, "changes": _changes(ordered)},
        summary=summary,
    )


def _changes(people: pd.DataFrame) -> pd.DataFrame:
    beside = made_up_whole().beside["changes"]
    row = beside[beside["change"].isin(["up", "down"])].iloc[0].to_dict()
    return pd.DataFrame([{**row, "employee_id": name} for name in people["employee_id"]]).astype(
        beside.dtypes.to_dict()
    )
