"""How many of five hundred hostile texts the door lets in as ids, teams and sites, and that they come through whole."""

import csv
import io

from hostile import MANY, make_hostile
from pseudonymous import codes


def test_the_door_takes_texts_as_they_are(centre) -> None:
    texts = [text.replace("\r", " ").replace("\n", " ").strip() for text in make_hostile()]
    assert len(set(texts)) == MANY and all(texts)
    out, places = io.StringIO(), io.StringIO()
    csv.writer(out).writerows([["id", "start", "end", "reason"], *([text, "2022-01-10", "", ""] for text in texts)])
    centre.write("spells.csv", out.getvalue())
    rows = ([text, "2022-01-10", text, text, "service"] for text in texts)
    csv.writer(places).writerows([["id", "from", "team", "site", "role"], *rows])
    centre.write("places.csv", places.getvalue())
    columns = {"employee_id": "id", "effective_on": "from", "team": "team", "site": "site", "role": "role"}
    snapshot = centre.ingest({"table": "assignments", "file": "places.csv", "columns": columns})
    placed = snapshot.read("assignments")
    refused = snapshot.read_quarantine()
    assert list(refused["reason"]) == ["refused_content"]  # nine digits that make a national number
    let_in = set(texts) - {texts[row - 2] for row in refused["row"]}
    assert len(let_in) == MANY - 1
    assert set(snapshot.read("spells")["employee_id"]) == set(codes(texts))
    assert set(placed["team"].dropna()) == set(placed["site"].dropna()) == let_in
