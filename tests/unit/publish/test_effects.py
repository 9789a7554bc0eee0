"""What help achieved, published: one table in three shapes, a page in both languages, and sentences by rule."""

import csv
import json
import stat

import pandas as pd
import pyarrow.parquet as pq
import pytest
from html_page import Page
from made_up_effects import as_told, made_up_effects, rows_of
from python_calamine import CalamineWorkbook

from houvast.actions.measured import EffectReport
from houvast.errors import GateError
from houvast.evaluation import Figure
from houvast.language import language_of
from houvast.publish.effects import publish_effects, read_all_effects, read_effects
from houvast.publish.effects_charts import build_over_time, find_end, place_around, place_range
from houvast.publish.effects_page import build_effects_view
from houvast.publish.effects_said import say_effects
from houvast.publish.effects_table import build_effects_table

KEY = b"k" * 32
EN, NL = language_of("en"), language_of("nl")


@pytest.fixture
def folder(tmp_path):
    return publish_effects(tmp_path / "effects", made_up_effects(), key=KEY, config_name="demo", language="nl")


def test_one_row_per_comparison() -> None:
    table = build_effects_table(as_told())
    assert table["comparison"].value_counts().to_dict() == {"draw": 3, "over_time": 5, "group": 3, "given": 2}
    first = rows_of(table, "draw").iloc[0]
    assert (first["draw_id"], first["days"], first["people_helped"], first["leavers_others"]) == (
        "demo-2024-06-01", 91, 200, 20,
    )  # fmt: skip
    assert first["difference"] == pytest.approx(8 / 200 - 20 / 200)
    assert (first["difference_low"], first["difference_high"]) == (-0.11, -0.01)
    assert (first["verdict"], first["direction"]) == ("proven", "helps")
    hidden = rows_of(table, "group").set_index("group").loc["a_year_and_longer"]
    assert hidden[["days", "people_helped", "difference"]].isna().all()
    given = rows_of(table, "given")
    assert given["people_helped"].tolist()[0] == 80
    assert given["people_helped"].isna().tolist() == [False, True]  # 9 people: they are some, and few
    assert given["grounds"].tolist() == ["not_drawn, unlike_before", "not_drawn, too_few"]
    assert given["difference"].isna().tolist() == [False, True]


def test_the_files_say_the_same(folder) -> None:
    table = build_effects_table(as_told())
    stored = pd.read_parquet(folder / "effects.parquet")
    assert stored.columns.tolist() == table.columns.tolist()
    assert stored["difference"].tolist() == pytest.approx(table["difference"].tolist(), nan_ok=True)
    types = {field.name: str(field.type) for field in pq.read_schema(folder / "effects.parquet")}
    assert (types["days"], types["ratio_low"], types["verdict"]) == ("int64", "double", "string")
    with (folder / "effects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows[0]["difference"] == "-0,06"
    assert rows[0]["people_helped"] == "200"
    assert len(rows) == len(table)
    book = CalamineWorkbook.from_path(folder / "effects.xlsx")
    assert book.sheet_names == ["Effecten", "Wat het zegt"]
    cells = book.get_sheet_by_index(0).to_python()
    assert cells[2][:3] == ["Vergelijking", "Loting", "Hulp"]
    assert len(cells) == 3 + len(table)
    assert "Wat we weten" in str(book.get_sheet_by_index(1).to_python())


def test_nothing_at_all_is_published_as_well(tmp_path) -> None:
    nothing = EffectReport("2025-06-01", 91, 50, remarks=("no_help",))
    folder = publish_effects(tmp_path, nothing, key=KEY, config_name="demo", language="en")
    assert len(pd.read_parquet(folder / "effects.parquet")) == 0
    assert "No help is on record" in (folder / "effects.html").read_text(encoding="utf-8")


def test_the_folder_is_private_signed_and_the_same_again(folder, tmp_path) -> None:
    assert stat.S_IMODE((folder / "effects.html").stat().st_mode) == 0o600
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = publish_effects(tmp_path / "effects", made_up_effects(), key=KEY, config_name="demo", language="nl")
    assert {path.name: path.read_bytes() for path in again.iterdir()} == before
    assert read_effects(tmp_path / "effects", KEY) == as_told()
    with pytest.raises(GateError, match="is not as this installation published it"):
        read_effects(tmp_path / "effects", b"o" * 32)
    assert read_effects(tmp_path / "nothing", KEY) is None


def test_every_day_that_was_looked_at_is_read(tmp_path) -> None:
    for until in ("2025-06-01", "2025-07-01"):
        report = made_up_effects(until=until)
        publish_effects(tmp_path, report, key=KEY, config_name="demo", language="en")
    assert [one["until"] for one in read_all_effects(tmp_path, KEY)] == ["2025-06-01", "2025-07-01"]


@pytest.mark.parametrize("name", ["effects.json", "effects.html", "manifest.json", "more.txt"])
def test_what_was_altered_is_not_read(name, folder, tmp_path) -> None:
    path = folder / name
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b" ")
    with pytest.raises(GateError, match=f"`{name}` under published `effects`"):
        read_all_effects(tmp_path / "effects", KEY)


def test_sentences_follow_from_the_verdicts() -> None:
    said = say_effects(as_told(), EN)
    assert said["known"] == [
        "A talk about routes: what is there, and what would you like?: of those who were offered it, fewer left "
        "within 91 days: −6.0 points (−11.0 to −1.0)."
    ]
    assert "<b>resilience</b>: whether it helps. The planned number of people has not been reached." in said["unknown"]
    assert "2 kinds of help were given without a draw: what they did cannot be told." in said["unknown"]
    assert any(sentence.startswith("15 kinds of help in the catalogue") for sentence in said["unknown"])
    assert said["next"] == [
        "A talk about routes: what is there, and what would you like?: offer it to those who went without, and draw "
        "for other help.",
        "<b>resilience</b>: go on drawing, and decide at the planned end.",
    ]


def test_help_that_harms_is_to_be_stopped_and_never_to_go_on() -> None:
    said = say_effects(as_told(stops=True), NL)
    assert "<b>resilience</b>: stop ermee, vraag de mensen wat het deed, en loot voor andere hulp." in said["next"]
    assert not any("blijf loten" in sentence for sentence in said["next"])


def test_where_nothing_is_known_it_says_so() -> None:
    said = say_effects(EffectReport("2025-06-01", 91, 50).as_dict(), EN)
    assert said["known"] == ["Of no help is it proven here that it helps, or harms."]
    assert said["next"][0].startswith("Draw whom help is offered first")


@pytest.mark.parametrize("lingo", [EN, NL], ids=lambda lingo: lingo.code)
def test_the_view_has_every_draw_and_all_that_was_given(lingo) -> None:
    view = build_effects_view(as_told(stops=True), lingo)
    assert [value for _, value in view["facts"]] == ["1", "1", "0", "2"]
    assert [one["name"] for one in view["stops"]] == ["demo-2025-01-01"]
    first = view["draws"][0]
    assert [row["difference"] for row in first["rows"]] == (["−6.0", "−10.0"] if lingo is EN else ["−6,0", "−10,0"])
    (tenure,) = first["groups"].values()
    assert [row["difference"] is None for row in tenure] == [False, False, True]
    assert tenure[0]["name"].startswith("under 3" if lingo is EN else "korter dan 3")
    given, few = view["given"]
    assert [row["at"] is not None for row in given["rows"]] == [True, True]
    assert given["before"]["off"]
    assert few["rows"] == []
    assert few["action"] == lingo.text("effects.unnamed")


def test_the_page_is_whole_without_anything_else_and_what_was_recorded_is_inert(folder) -> None:
    text = (folder / "effects.html").read_text(encoding="utf-8")
    assert "<b>resilience</b>" not in text
    assert "&lt;b&gt;resilience&lt;/b&gt;" in text
    page = Page(text)
    assert page.count("html", lang="nl") == 1
    assert "demo-2025-01-01" in page.text
    assert "src=" not in text
    assert "http" not in text.replace("http-equiv", "")


def test_a_difference_lies_on_a_scale_around_zero() -> None:
    """−6 points on a scale to 15: 50 − 50 · 6 / 15 = 30; −11 is 13.33 and −1 is 46.67."""
    figure = Figure(-0.06, -0.11, -0.01)
    end = find_end([figure])
    assert end == 0.15
    place = place_around(figure, end)
    assert (place.at, place.low, place.high) == (30.0, 13.33, 46.67)
    assert place_around(Figure(0.1, float("nan"), float("nan")), end) is None
    assert find_end([]) == 0.01


def test_shares_over_time_begin_at_nobody() -> None:
    share = {"helped": Figure(0.05, 0.02, 0.1), "others": Figure(0.1, 0.05, 0.2)}
    chart = build_over_time({91: share, 182: share, 273: {**share, "others": Figure(*[float("nan")] * 3)}})
    assert chart.shares[-1][1] == 0.2
    assert [day for _, day in chart.days] == [0, 91, 182]
    assert chart.lines["helped"].split()[0] == f"{chart.left}.0,{chart.bottom}.0"
    first, middle, last = (float(point.split(",")[0]) for point in chart.lines["others"].split())
    assert middle - first == pytest.approx(last - middle, abs=0.2)
    assert chart.lines["others"].split()[-1] == f"{chart.right}.0,{(chart.top + chart.bottom) / 2}"
    assert len(chart.bands["helped"].split()) == 5
    assert build_over_time({91: share}) is None


def test_a_range_is_in_hundredths() -> None:
    assert place_range((0.02, 0.2, 0.6)).middle == 20.0


def test_what_is_written_is_plain_json(folder) -> None:
    assert json.loads((folder / "effects.json").read_text(encoding="utf-8"))["draws"][0]["planned_people"] == 400
