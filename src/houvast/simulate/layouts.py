"""How the centre's systems export their records: files, headers, notations and words.

As data, so that the extracts and the config that maps them are made from one place. The mix is that
of real centres: an HR system in Dutch (semicolons, decimal commas, dd-mm-yyyy, cp1252), a planning
tool and a manager's tool in English, a survey bureau's workbook, Parquet from the telephony platform.
"""

from dataclasses import dataclass, field

from houvast.simulate.archetypes import ITEMS

YES_NO = {"Ja": True, "Nee": False}
DUTCH = {"type": "csv", "delimiter": ";", "decimal": ",", "encoding": "cp1252", "date": "%d-%m-%Y"}
ENGLISH = {"type": "csv"}
PARQUET = {"type": "parquet"}


@dataclass(frozen=True)
class Layout:
    """One extract.

    Parameters
    ----------
    file, table : str
        File name; record table, or 'headcount'.
    format : dict
        As a source's `format` in a config.
    columns : dict
        Canonical column to header.
    values : dict
        Canonical column to source text and value.
    scale : dict
        Canonical column to the source's lowest and highest value.
    multiply : dict
        Canonical column to the factor that turns the source's unit into ours.
    more : dict
        Further keys of the source, such as `derive`.
    """

    file: str
    table: str
    format: dict[str, str]
    columns: dict[str, str]
    values: dict[str, dict[str, object]] = field(default_factory=dict)
    scale: dict[str, tuple[int, int]] = field(default_factory=dict)
    multiply: dict[str, float] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)


SURVEY = Layout(
    "medewerkersonderzoek.xlsx",
    "survey_answers",
    {"type": "excel", "sheet": "Antwoorden"},
    {"employee_id": "Personeelsnummer", "answered_on": "Invuldatum", "wave": "Meting"},
    more={"items": {item.text: {"item": item.code, "scale": list(item.scale)} for item in ITEMS}},
)

LAYOUTS = (
    Layout(
        "dienstverbanden.csv",
        "spells",
        DUTCH,
        {
            "employee_id": "Personeelsnummer",
            "started_on": "Datum in dienst",
            "ended_on": "Datum uit dienst",
            "exit_reason": "Reden beëindiging",
            "notice_on": "Opzegging ontvangen",
            "known_on": "Mutatiedatum",
        },
        values={
            "exit_reason": {
                "Eigen verzoek": "voluntary",
                "Ontslag door werkgever": "employer",
                "Contract niet verlengd": "contract_end",
                "Overplaatsing": "transfer",
                "Pensioen of overlijden": "retirement_or_death",
                "Onbekend": "unknown",
            }
        },
    ),
    Layout(
        "personeelsbestand.csv",
        "headcount",
        DUTCH,
        {
            "employee_id": "Pers.nr",
            "month": "Peildatum",
            "site": "Vestiging",
            "team": "Team",
            "manager_id": "Leidinggevende",
            "client": "Opdrachtgever",
            "role": "Functie",
            "contract_type": "Contractsoort",
            "agency": "Uitzendkracht",
            "hours_per_week": "Uren per week",
            "hourly_wage": "Bruto uurloon (€)",
        },
        values={
            "role": {"Klantadviseur": "agent", "Senior klantadviseur": "senior agent"},
            "contract_type": {"Bepaalde tijd": "temporary", "Onbepaalde tijd": "permanent"},
            "agency": YES_NO,
        },
        more={"derive": ["assignments", "pay"], "reported_at": "month_start"},
    ),
    Layout(
        "one_on_ones.csv",
        "one_on_ones",
        ENGLISH,
        {
            "employee_id": "employee",
            "booked_for": "scheduled_date",
            "held": "status",
            "with_manager_id": "manager",
            "known_on": "logged_on",
        },
        values={"held": {"held": True, "not held": False}},
    ),
    Layout(
        "verzuim_en_verlof.csv",
        "absences",
        DUTCH,
        {
            "employee_id": "Personeelsnummer",
            "kind": "Soort",
            "started_on": "Eerste dag",
            "ended_on": "Eerste dag hersteld of terug",
            "known_on": "Registratiedatum",
        },
        values={"kind": {"Ziek": "sick", "Verlof": "leave"}},
    ),
    Layout(
        "survey_invitations.csv",
        "survey_invitations",
        ENGLISH,
        {"employee_id": "employee_number", "sent_on": "sent", "wave": "wave"},
    ),
    Layout(
        "loopbaan.csv",
        "career_events",
        DUTCH | {"encoding": "utf-8"},
        {"employee_id": "Personeelsnummer", "happened_on": "Datum", "kind": "Gebeurtenis"},
        values={
            "kind": {
                "Loopbaangesprek": "talk",
                "Ontwikkelplan": "plan",
                "Interne sollicitatie": "application",
                "Afwijzing": "rejection",
                "Promotie": "promotion",
                "Andere functie op zelfde niveau": "lateral_move",
            }
        },
    ),
    Layout(
        "verlofaanvragen.csv",
        "time_off_requests",
        DUTCH,
        {
            "employee_id": "Personeelsnummer",
            "asked_on": "Aangevraagd op",
            "decided_on": "Besloten op",
            "approved": "Goedgekeurd",
        },
        values={"approved": YES_NO},
    ),
    Layout(
        "wfm_monthly.csv",
        "workload",
        ENGLISH,
        {
            "employee_id": "agent_id",
            "period_start": "month",
            "period_days": "days",
            "contacts": "contacts",
            "handle_seconds": "aht_sec",
            "occupancy": "occupancy_pct",
            "overtime_hours": "overtime_h",
            "transfers": "transfers",
            "escalations": "escalations",
            "schedule_changes": "schedule_changes",
            "adherence": "adherence_pct",
        },
        multiply={"occupancy": 0.01, "adherence": 0.01},
        more={"known_after_days": 2},
    ),
    Layout(
        "onboarding.csv",
        "onboarding_steps",
        {"type": "csv", "delimiter": ";", "date": "%d/%m/%Y"},
        {
            "employee_id": "employee",
            "step": "step",
            "due_on": "due",
            "done_on": "completed",
            "known_on": "updated",
        },
    ),
    Layout(
        "waardering.csv",
        "recognitions",
        DUTCH | {"encoding": "utf-8"},
        {"employee_id": "Personeelsnummer", "happened_on": "Datum", "kind": "Soort"},
        values={"kind": {"Compliment": "compliment", "Dank van klant": "customer thanks", "Prijs": "award"}},
    ),
    Layout(
        "coaching.parquet",
        "coaching",
        PARQUET,
        {
            "employee_id": "agent_id",
            "held_on": "session_date",
            "kind": "type",
            "topic": "topic",
            "usefulness": "usefulness_1_5",
            "hours": "hours",
        },
        scale={"usefulness": (1, 5)},
    ),
    Layout(
        "tool_logins.parquet",
        "tool_use",
        PARQUET,
        {"employee_id": "agent_id", "period_start": "month", "tool": "tool", "logins": "logins"},
        more={"known_after_days": 31},
    ),
    SURVEY,
    Layout(
        "personen.csv",
        "people",
        DUTCH,
        {"employee_id": "Personeelsnummer", "birth_year": "Geboortejaar", "gender": "Geslacht"},
        values={"gender": {"Vrouw": "woman", "Man": "man", "Anders": "other"}},
    ),
)

HELP_GIVEN = Layout(
    "help_given.csv",
    "actions",
    ENGLISH,
    {
        "employee_id": "employee",
        "decided_on": "decided",
        "driver": "about",
        "action": "help",
        "assigned_by": "assigned_by",
        "decided_by": "decided_by",
        "draw_id": "draw",
        "arm": "arm",
        "offered_on": "offered",
    },
)
"""Written only for a centre in which help was given."""
