"""What the command line says when a list is published."""

import io
from pathlib import Path

import pytest
from made_up_list import AS_OF, made_up_list, made_up_no_model
from rich.console import Console

from houvast.publish.console import console_summary

PUBLISHED = Path("/somewhere/published/demo/2025-06-01")


def printed(risk_list, language, width=100):
    console = Console(file=io.StringIO(), width=width)
    console.print(console_summary(risk_list, AS_OF, PUBLISHED, language))
    return console.file.getvalue()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_summary_has_people_leavers_figures_and_place(language):
    text = printed(made_up_list(language=language), language)
    wanted = {
        "en": [
            "60",
            "231",
            "27,656 = 27,617 + 39",
            "0.68 (0.65 to 0.72)",
            "0.63 (0.60 to 0.66)",
            "Purpose and attitude",
        ],
        "nl": [
            "60",
            "231",
            "27.656 = 27.617 + 39",
            "0,68 (0,65 tot 0,72)",
            "0,63 (0,60 tot 0,66)",
            "Zingeving en houding",
        ],
    }
    assert [words for words in wanted[language] if words not in text] == []
    assert f"{PUBLISHED}/summary.html" in text


def test_paths_are_whole_on_a_narrow_terminal():
    assert f"{PUBLISHED}/summary.html" in printed(made_up_list(5), "en", width=40).replace("\n", "")


def test_nobody_is_named():
    risk_list = made_up_list()
    text = printed(risk_list, "en")
    assert not any(employee_id in text for employee_id in risk_list.people["employee_id"])


def test_without_a_model_the_reason_is_told():
    text = " ".join(printed(made_up_no_model(), "en").split())
    assert "18 people left by their own choice" in text
    assert "AUC" not in text


def test_markup_in_names_is_not_read_as_markup():
    risk_list = made_up_list(5)
    object.__setattr__(risk_list.summary, "config_name", "[red]demo[/red]")
    assert "[red]demo[/red]" in printed(risk_list, "en")
