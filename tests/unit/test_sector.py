"""The sector comparison: own figures by hand, nothing known later, small groups hidden, words for everything."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from kept_in_memory import KeptInMemory
from scipy.stats import binomtest
from text_tables import build_table, read_records

from houvast.evaluation import Figure
from houvast.language import LANGUAGES, language_of
from houvast.own_figures import COUNTS, count_answers, find_at_work, read_answers
from houvast.publish.sector_page import build_sector_view, write_sector_page
from houvast.records.codebook import load_codebook
from houvast.sector import COLUMNS, build_sector, compare, find_sector_interval, round_share
from houvast.sector_figures import load_sector
from houvast.suppression import FEWEST_PEOPLE

DAY = dt.date(2025, 1, 1)
LONG_AGO = dict.fromkeys(("pay", "one_on_ones", "coaching", "time_off_requests", "survey_answers"), "2020-01-01")
FIGURES = {figure.code: figure for figure in load_sector()}
SPELLS = """
    spells
    employee_id  started_on  ended_on    exit_reason  known_on
    anna         2022-01-01  -           -            2022-01-01
    ben          2022-06-01  -           -            2022-06-01
    carl         2024-12-01  -           -            2024-12-01
    dora         2022-01-01  2024-06-01  voluntary    2024-06-01
    ella         2022-01-01  2025-03-01  voluntary    2024-12-20
    """


def at_work(text, kept_from=None):
    tables = read_records(SPELLS + "\n" + text if text else SPELLS)
    snapshot = KeptInMemory(LONG_AGO if kept_from is None else kept_from, **tables)
    return find_at_work(tables["spells"], snapshot, DAY)


def share_of(name, text, **more):
    counted = COUNTS[name](at_work(text, **more))
    return None if counted is None else dict(zip(counted.person, counted.part, strict=True))


def test_who_is_at_work_has_begun_and_has_not_left_yet():
    assert at_work("").people["employee_id"].tolist() == ["anna", "ben", "carl", "ella"]


def test_a_pay_rise_is_a_higher_wage_in_the_last_year_of_those_whose_wage_a_year_ago_is_known():
    pay = """
        pay
        employee_id  effective_on  hourly_wage  known_on
        anna         2022-01-01    14.00        2022-01-01
        anna         2024-01-02    15.00        2024-01-02
        ben          2022-06-01    14.00        2022-06-01
        ben          2024-05-01    13.00        2024-05-01
        ben          2024-12-01    16.00        2025-01-01
        carl         2024-12-01    14.00        2024-12-01
        carl         2024-12-10    15.00        2024-12-10
        ella         2022-01-01    13.00        2022-01-01
        ella         2024-01-01    14.00        2024-01-01
        ella         2024-06-01    14.00        2024-06-01
        """
    # carl is too new; ben's rise was not known yet; that of ella took effect 366 days before, and then the same again.
    assert share_of("pay_rise", pay) == {"anna": 1, "ben": 0, "ella": 0}
    assert share_of("pay_rise", pay, kept_from={"pay": "2024-03-01"}) is None
    assert share_of("pay_rise", "") is None


def test_monthly_means_one_held_in_each_of_three_stretches_of_thirty_days():
    talks = """
        one_on_ones
        employee_id  booked_for  held  known_on
        anna         2024-12-31  yes   2024-12-31
        anna         2024-12-01  yes   2024-12-01
        anna         2024-10-03  yes   2024-10-03
        ben          2024-12-02  yes   2024-12-02
        ben          2024-11-02  yes   2024-11-02
        ben          2024-10-20  no    2024-10-20
        ella         2024-12-10  yes   2024-12-10
        ella         2024-11-10  yes   2024-11-10
        ella         2024-10-02  yes   2024-10-02
        """
    assert share_of("one_on_one_monthly", talks) == {"anna": 1, "ben": 0, "ella": 0}
    held = talks.replace("ella         2024-10-02", "ella         2024-10-03")
    assert share_of("one_on_one_monthly", held)["ella"] == 1
    assert share_of("one_on_one_monthly", talks, kept_from={"one_on_ones": "2024-10-04"}) is None
    sessions = talks.replace("one_on_ones", "coaching").replace("booked_for", "held_on").replace("  held  ", "  kind  ")
    assert share_of("coaching_monthly", sessions) == {"anna": 1, "ben": 1, "ella": 0}


def test_the_newest_rating_of_a_session_counts():
    sessions = """
        coaching
        employee_id  held_on     usefulness  known_on
        anna         2024-02-01  0.25        2024-02-01
        anna         2024-06-01  0.75        2024-06-01
        ben          2024-06-01  0.5         2024-06-01
        ella         2023-06-01  1           2023-06-01
        """
    assert share_of("training_useful", sessions) == {"anna": 1, "ben": 0}


def test_of_requests_for_time_off_those_decided_by_then_count():
    asked = """
        time_off_requests
        employee_id  asked_on    decided_on  approved  known_on
        anna         2023-12-20  2024-01-02  yes       2024-01-02
        anna         2024-05-01  2024-05-03  no        2024-05-03
        ben          2023-12-01  2023-12-20  no        2023-12-20
        ben          2024-12-30  -           -         2024-12-30
        ben          2024-12-30  2025-01-02  yes       2025-01-02
        """
    counted = COUNTS["time_off_approved"](at_work(asked))
    assert counted.person.tolist() == ["anna", "anna"]
    assert counted.part.sum() == 1
    assert counted.people == 1


def test_answers_are_the_newest_of_a_year_and_their_middle_is_neither_high_nor_low():
    answers = """
        survey_answers
        employee_id  answered_on  wave  item    answer  known_on
        anna         2024-02-01   a     stress  1       2024-02-01
        anna         2024-08-01   b     stress  0.25    2024-08-01
        ben          2024-08-01   b     stress  0.5     2024-08-01
        ella         2024-08-01   b     stress  0.6     2024-08-01
        carl         2023-08-01   b     stress  0       2023-08-01
        dora         2024-05-01   b     stress  0       2024-05-01
        """
    found = read_answers(at_work(answers))
    assert dict(zip(found["employee_id"], found["answer"], strict=True)) == {"anna": 0.25, "ben": 0.5, "ella": 0.6}
    assert count_answers(found, "stress", "low").part.sum() == 1
    assert count_answers(found, "stress", "high").part.sum() == 1
    assert count_answers(found, "pride", "high") is None


def make_centre(people, proud, item="pride", answer=1.0):
    ids = [f"p{number:03d}" for number in range(people)]
    hired, said = pd.Timestamp("2022-01-01"), pd.Timestamp("2024-08-01")
    spells = pd.DataFrame({"employee_id": ids, "started_on": hired, "ended_on": pd.NaT, "known_on": hired})
    answers = pd.DataFrame({"employee_id": ids, "answered_on": said, "wave": "a", "item": item, "known_on": said})
    answers["answer"] = np.where(np.arange(people) < proud, answer, 0.0)
    tables = {"spells": build_table("spells", spells), "survey_answers": build_table("survey_answers", answers)}
    return KeptInMemory(LONG_AGO, **tables), tables["spells"]


def row_of(people, proud, code="pride", **more):
    table = build_sector(*make_centre(people, proud, **more), DAY, load_sector())
    assert tuple(table.columns) == COLUMNS
    assert table["measure"].tolist() == list(FIGURES)
    return table.set_index("measure").loc[code]


def test_the_share_and_its_interval_are_those_of_wilson():
    row = row_of(300, 240)
    second = binomtest(240, 300).proportion_ci(method="wilson")
    assert (row["value"], row["people"], row["why"], row["way"]) == (0.8, 300, "", "high:pride")
    assert row["low"] == pytest.approx(np.floor(100 * second.low) / 100)
    assert row["high"] == pytest.approx(np.ceil(100 * second.high) / 100)
    assert row["against"] == "higher"
    assert row_of(300, 160)["against"] == "lower"
    assert row_of(300, 204)["against"] == "alike"


def test_the_published_interval_is_wilsons_as_well_and_absent_without_a_number_of_people():
    second = binomtest(round(0.52 * 5400), 5400).proportion_ci(method="wilson")
    found = find_sector_interval(FIGURES["pay_rise"])
    wide = find_sector_interval(FIGURES["pay_rise"].__class__(**{**vars(FIGURES["pay_rise"]), "answered": 5400}))
    assert (wide.low, wide.high) == pytest.approx((second.low, second.high), abs=1e-4)
    assert found.low < wide.low
    assert np.isnan(find_sector_interval(FIGURES["meaning"]).low)
    assert np.isnan(find_sector_interval(FIGURES["not_open"]).value)


def test_too_few_people_are_hidden_and_nothing_else_is_made_up():
    few = row_of(FEWEST_PEOPLE - 1, 5)
    assert (few["why"], few["way"], few["against"]) == ("few", "", "")
    assert np.isnan(few["value"])
    assert pd.isna(few["people"])
    assert row_of(FEWEST_PEOPLE, 5)["why"] == ""
    assert row_of(300, 240, code="ai_fear")["why"] == "not_kept"


@pytest.mark.parametrize("people", [10, 12, 25, 60, 150, 400])
def test_one_more_answer_cannot_be_told_from_the_share(people):
    """Some neighbouring counts give the same share, the ends too: nobody's answer follows from 0 or 100%."""
    shares = [round_share(Figure(yes / people, 0, 1), people).value for yes in range(people + 1)]
    assert shares[0] == shares[1]
    assert shares[-1] == shares[-2]
    alone = [share for share in set(shares) if shares.count(share) == 1]
    assert not alone


def test_another_question_and_a_figure_without_people_are_not_compared():
    own, sector = Figure(0.9, 0.85, 0.95), Figure(0.5, 0.45, 0.55)
    assert compare(own, sector, same_question=True) == "higher"
    assert compare(own, sector, same_question=False) == "not_compared"
    assert compare(own, Figure(0.5, np.nan, np.nan), same_question=True) == "not_compared"
    assert compare(Figure(0.4, 0.3, 0.45), sector, same_question=True) == "alike"
    assert compare(Figure(0.6, 0.55, 0.65), sector, same_question=True) == "alike"
    assert row_of(300, 299, code="supportive_manager", item="supportive_manager")["against"] == "not_compared"
    assert row_of(300, 299, code="meaning", item="meaning")["against"] == "not_compared"


def test_every_way_is_a_count_or_an_item_of_the_codebook():
    ways = [way for figure in load_sector() for way in figure.ways]
    assert {way.name for way in ways if way.kind == "records"} == set(COUNTS)
    assert {way.name for way in ways if way.kind != "records"} <= set(load_codebook().items)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_wording_year_sample_and_source_of_every_figure(language, tmp_path):
    table = build_sector(*make_centre(300, 240), DAY, load_sector())
    write_sector_page(tmp_path / "sector.html", DAY, table, "demo <b>", language)
    page = (tmp_path / "sector.html").read_text(encoding="utf-8")
    view = build_sector_view(table, load_sector(), language_of(language))
    assert [row["code"] for row in view["own"]] == ["pride"]
    assert len(view["absent"]) == len(FIGURES) - 1
    assert page.count("data-measure=") == len(FIGURES)
    assert "demo &lt;b&gt;" in page
    assert "<script" not in page
    assert 'style="' not in page
    for row in (*view["own"], *view["absent"]):
        assert all(row[part] for part in ("said", "published", "of", "sources"))
    for row in view["own"]:
        assert row["apart"]
