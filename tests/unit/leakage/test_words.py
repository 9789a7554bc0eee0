"""Words of leaving are found in Dutch and English, and ordinary fields of a contact centre are let be."""

import pytest

from houvast.leakage.words import SourceName, find_banned_names, load_words, plain

SURE = [
    ("Datum uit dienst", "end_date"),
    ("LastWorkingDate", "roster_removal"),
    ("Opzegdatum", "notice"),
    ("notice_date", "notice"),
    ("ExitInterview2024", "exit_interview"),
    ("exit_interviews.csv", "exit_interview"),
    ("Exit-gesprek", "exit_interview"),
    ("Offboarding portal", "off_boarding"),
    ("off-boarding checklist", "off_boarding"),
    ("Eindafrekening verlofuren", "payout"),
    ("holiday payout (gross)", "payout"),
    ("Laatste werkdag", "roster_removal"),
    ("Vertrekreden", "exit_code"),
    ("Reden uit dienst", "exit_code"),
    ("Ex-medewerkers", "former_employee"),
    ("former employees", "former_employee"),
    ("Getuigschrift verstrekt", "reference"),
    ("Laptop ingeleverd", "equipment_return"),
    ("badge returned", "equipment_return"),
    ("Vervangingsvacature", "replacement"),
    ("Exitenquête", "exit_interview"),
]
UNSURE = ["Exit", "afscheidscadeau", "kennisoverdracht", "Opzeggingen", "archief", "notice"]
ORDINARY = [
    "Personeelsnummer",
    "Datum in dienst",
    "Opzegtermijn (maanden)",
    "Opzegging klant behandelen",
    "customer exit survey",
    "IVR exit",
    "Dienstrooster",
    "Nieuwe dienst",
    "overdracht naar tweede lijn",
    "retouren",
    "returns and refunds",
    "laptop instellen",
    "leave",
    "Verlof",
    "verlofaanvraag",
    "vakantiegeld",
    "Eindejaarsgesprek",
    "Vertrektijd vlucht",
    "exitement",
    "contract renewal",
    "warm transfer",
    "customer retention",
    "replaced headset",
    "Notice board read",
    "short notice change",
]


@pytest.mark.parametrize(("text", "group"), SURE)
def test_sure_words(text, group):
    match = load_words().find(text)
    assert match is not None and match.sure and match.group == group


@pytest.mark.parametrize("text", UNSURE)
def test_words_that_have_an_ordinary_meaning_too(text):
    match = load_words().find(text)
    assert match is not None and not match.sure


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_fields_are_let_be(text):
    assert load_words().find(text) is None


def test_text_is_taken_apart_into_plain_words():
    assert plain("exitInterview_2024 – Enquête") == "exit interview 2024 enquete"


@pytest.mark.parametrize(
    ("table", "column", "name", "found"),
    [
        ("spells", "ended_on", "Datum uit dienst", False),
        ("spells", "exit_reason", "Vertrekreden", False),
        ("headcount", "notice_on", "Opzegdatum", False),
        ("headcount", "team", "Datum uit dienst", True),
        ("assignments", "contract_ends_on", "Einddatum contract", False),
        ("assignments", "contract_ends_on", "Datum uit dienst", True),
        ("absences", "ended_on", "end_date", False),
        ("coaching", "held_on", "end_date", True),
        ("workload", "transfers", "handover", False),
        ("survey_answers", "", "exit_interviews.xlsx", True),
        ("spells", "", "uitdiensttreding.csv", False),
        ("recognitions", "kind", "Afscheidscadeau", False),
    ],
)
def test_a_name_is_banned_where_it_does_not_belong(table, column, name, found):
    assert bool(find_banned_names((SourceName(table, column, name),))) is found


def test_the_projects_own_extracts_have_no_banned_name():
    from houvast.simulate.layouts import LAYOUTS

    names = [SourceName(one.table, column, name) for one in LAYOUTS for column, name in one.columns.items()]
    names += [SourceName(one.table, "", one.file) for one in LAYOUTS]
    names += [
        SourceName(one.table, column, word) for one in LAYOUTS for column, of in one.values.items() for word in of
    ]
    assert len(names) > 80
    assert find_banned_names(tuple(names)) == []
