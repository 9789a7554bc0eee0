"""What ingest noted without refusing anything, in the words that a reader sees.

The counts come from the manifest.
"""

NOTICES: dict[str, dict[str, str]] = {
    "people_vanished": {
        "en": "{people} people are listed no more without a leave date: their employment ends at the first "
        "month not listed, for an unknown reason",
        "nl": "{people} mensen komen niet meer voor en hebben geen vertrekdatum: hun dienstverband eindigt "
        "in de eerste maand dat ze ontbreken, met onbekende reden",
    },
    "months_missing": {
        "en": "{people} people are missing from {months} months between months in which they are listed",
        "nl": "{people} mensen ontbreken in {months} maanden tussen maanden waarin ze wel voorkomen",
    },
    "leave_date_from_refused_row": {
        "en": "the leave date of {people} people comes from a row that was refused for lying after it",
        "nl": "de vertrekdatum van {people} mensen komt uit een rij die is geweigerd: ze ligt erna",
    },
    "exit_reason_unknown": {
        "en": "{spells} employments ended for a reason that the records do not give",
        "nl": "{spells} dienstverbanden eindigden om een reden die niet in de gegevens staat",
    },
}
"""Text by notice code and language."""
