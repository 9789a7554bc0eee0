"""A model as a whole, as pages show it: sizes, curves and groups in both languages; what is hidden stays hidden."""

import pytest
from html_page import Page
from made_up_scorecard import made_up_scorecard, otherwise
from made_up_views import SITE, effect, made_up_views

from houvast.language import LANGUAGES, language_of
from houvast.publish.model_views import DRAWN, build_model_views
from houvast.publish.scorecard import build_scorecard_page

ENGLISH = language_of("en")


def said(language="en", views=None):
    card = otherwise(made_up_scorecard(), views=views or made_up_views())
    return Page(build_scorecard_page(card, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scorecard_says_it_in_words_and_never_as_a_cause(language):
    page, text = said(language), language_of(language).text
    assert text("model_views.title") in page.text and text("model_views.warning") in page.text
    wanted = {
        "en": [
            "1.18 (1.13 to 1.23)",
            "0.59 (0.50 to 0.68)",
            "moving no risk: Workload",
            "2 features are not drawn",
        ],
        "nl": ["1,18 (1,13 tot 1,23)", "0,59 (0,50 tot 0,68)", "2 kenmerken zijn niet getekend"],
    }[language]
    assert [words for words in wanted if words not in page.text] == []


def test_bars_are_on_one_scale_that_the_highest_interval_ends():
    bars = [bar for _, bar, _, _ in build_model_views(made_up_views(), ENGLISH).bars]
    assert (bars[0].high, bars[0].width) == (100.0, pytest.approx(100 * 118 / 123, abs=0.01))
    assert bars[1].low == pytest.approx(100 * 50 / 123, abs=0.01)


def test_curves_that_move_are_drawn_those_that_move_most_first():
    shown = build_model_views(made_up_views(), ENGLISH).curves
    assert [one.feature for one in shown] == ["first_90_days_tenure_days", "pay_rises_365d_count"]
    assert shown[1].rows[0] == ("0", "0.50", "0.30 to 0.70", "658")
    line = [tuple(map(float, at.split(","))) for at in shown[1].curve.line.split()]
    assert line[0][1] < line[1][1] == shown[1].curve.zero < line[2][1]
    many = made_up_views()
    many["effects"] = [effect(f"pay_{at}", "pay", [0.0, 1.0], [0.0, 0.001 * (at + 1)], [20, 20]) for at in range(12)]
    drawn = build_model_views(many, ENGLISH)
    assert len(drawn.curves) == DRAWN and drawn.curves[0].feature == "pay_11"


def test_hidden_bins_and_groups_stay_hidden_and_names_are_text():
    views = build_model_views(made_up_views(), ENGLISH)
    marks = views.curves[1].curve.marks
    assert [(one.height > 0, one.hidden) for one in marks] == [(True, False), (False, True), (True, False)]
    site, tenure = views.tables
    assert site.rows[0].cells == ("120", "3.8%", "+1.2", "−0.4") and site.rows[1].cells == ()
    assert (site.rows[1].hidden, tenure.rows[1].hidden) == (True, False)
    page = build_scorecard_page(otherwise(made_up_scorecard(), views=made_up_views()), "en")
    assert SITE not in page and "&lt;b&gt;North" in page and " style=" not in page


@pytest.mark.parametrize("kept", [None, {"version": 2}])
def test_without_a_document_that_is_known_there_is_no_section(kept):
    assert build_model_views(kept, ENGLISH) is None
    assert 'id="views"' not in build_scorecard_page(otherwise(made_up_scorecard(), views=kept), "en")
