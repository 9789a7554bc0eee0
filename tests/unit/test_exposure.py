"""Spells as observed, and cut where the place changes: against text tables and by hand."""

import pandas as pd
from text_tables import days, read_records

from houvast.exposure import CHOSEN, OTHER, STAYS, UNKNOWN, Exposure, build_exposure, split_exposure


def observe(spells: str, observed_from: str, observed_until: str) -> Exposure:
    frame = read_records(spells)["spells"]
    return build_exposure(
        frame,
        observed_from=int(days(observed_from)[0]),
        observed_until=int(days(observed_until)[0]),
        causes=("voluntary",),
    )


def test_exposure_runs_from_the_start_of_the_records_to_the_exit_or_their_end() -> None:
    """The year 2024. Anna entered it with 365 days of tenure and left after 31 more; Ben came and stays.

    Cleo was sent away on 1 July: observed, and no leaver. Dirk left before the records, Eva came
    after them, and Femke left on the first day that is not observed: she is there to the end.
    """
    exposure = observe(
        """
        spells
        employee_id  started_on  ended_on    exit_reason
        anna         2023-01-01  2024-02-01  voluntary
        ben          2024-12-01  -           -
        cleo         2024-01-01  2024-07-01  employer
        dirk         2020-01-01  2024-01-01  voluntary
        eva          2025-01-01  -           -
        femke        2024-01-01  2025-01-01  voluntary
        """,
        "2024-01-01",
        "2025-01-01",
    )
    assert exposure.employee.tolist() == ["anna", "ben", "cleo", "femke"]
    assert exposure.entry.tolist() == [365, 0, 0, 0]
    assert exposure.exit.tolist() == [396, 31, 182, 366]
    assert exposure.left.tolist() == [True, False, False, False]
    assert exposure.at_end.tolist() == [False, True, False, True]


def test_exposure_is_of_what_is_known_in_the_end() -> None:
    """The corrected end counts, a withdrawn spell does not, and an exit without a reason is no leaving."""
    exposure = observe(
        """
        spells
        employee_id  started_on  ended_on    exit_reason  known_on    retracted
        anna         2024-01-01  -           -            2024-01-01  no
        anna         2024-01-01  2024-02-01  employer     2024-02-01  no
        anna         2024-01-01  2024-03-01  voluntary    2024-03-01  no
        ben          2024-01-01  -           -            2024-01-01  no
        ben          2024-01-01  -           -            2024-02-01  yes
        cleo         2024-01-01  2024-03-01  -            2024-01-01  no
        """,
        "2024-01-01",
        "2025-01-01",
    )
    assert exposure.employee.tolist() == ["anna", "cleo"]
    assert exposure.exit.tolist() == [60, 60]
    assert exposure.left.tolist() == [True, False]


def test_the_spells_are_left_alone() -> None:
    frame = read_records("spells\nemployee_id started_on ended_on\nanna 2024-01-01 2024-03-01")["spells"]
    before = frame.copy(deep=True)
    build_exposure(frame, observed_from=19000, observed_until=20000, causes=("voluntary",))
    pd.testing.assert_frame_equal(frame, before)


def split(text: str, column: str = "site") -> list[tuple]:
    """Employee, tenure from and until, how it ends, and place of every piece; the year 2024."""
    tables = read_records(text)
    exposure = build_exposure(
        tables["spells"],
        observed_from=int(days("2024-01-01")[0]),
        observed_until=int(days("2025-01-01")[0]),
        causes=("voluntary",),
    )
    pieces, place = split_exposure(exposure, tables.get("assignments"), column)
    assert (pieces.exit - pieces.entry).sum() == (exposure.exit - exposure.entry).sum()
    parts = (pieces.employee, pieces.entry, pieces.exit, pieces.cause, place)
    return list(zip(*(part.tolist() for part in parts), strict=True))


def test_how_a_spell_ends() -> None:
    """By choice, by the end of a contract, for a reason that is not recorded (twice), or not at all."""
    exposure = observe(
        """
        spells
        employee_id  started_on  ended_on    exit_reason
        anna         2024-01-01  2024-02-01  voluntary
        ben          2024-01-01  2024-02-01  contract_end
        cleo         2024-01-01  2024-02-01  unknown
        dirk         2024-01-01  2024-02-01  -
        eva          2024-01-01  -           -
        """,
        "2024-01-01",
        "2025-01-01",
    )
    assert exposure.cause.tolist() == [CHOSEN, OTHER, UNKNOWN, UNKNOWN, STAYS]


def test_a_place_holds_from_the_next_start_of_a_week_of_tenure() -> None:
    """Anna moves on day 31 of tenure: south counts from day 35. Only the last piece ends with her leaving."""
    found = split(
        """
        spells
        employee_id  started_on  ended_on    exit_reason
        anna         2024-01-01  2024-03-01  voluntary

        assignments
        employee_id  effective_on  site
        anna         2024-01-01    north
        anna         2024-02-01    south
        """
    )
    assert found == [("anna", 0, 35, STAYS, "north"), ("anna", 35, 60, CHOSEN, "south")]


def test_who_is_placed_later_has_no_place_until_then() -> None:
    """Ben is listed first on day 17: no place until day 21. Cleo left before she was listed at all."""
    found = split(
        """
        spells
        employee_id  started_on  ended_on    exit_reason
        ben          2024-01-15  2024-03-15  employer
        cleo         2024-01-15  2024-01-20  voluntary

        assignments
        employee_id  effective_on  site
        ben          2024-02-01    north
        """
    )
    assert found == [("ben", 0, 21, STAYS, None), ("ben", 21, 60, OTHER, "north"), ("cleo", 0, 5, CHOSEN, None)]


def test_who_was_there_before_has_the_place_they_came_with() -> None:
    """Dirk was 31 days there, in the middle of a week, when 2024 began: in the south, his last place until then."""
    found = split(
        """
        spells
        employee_id  started_on  ended_on
        dirk         2023-12-01  -

        assignments
        employee_id  effective_on  site
        dirk         2023-12-01    north
        dirk         2023-12-20    south
        """
    )
    assert found == [("dirk", 31, 397, STAYS, "south")]


def test_the_place_of_an_earlier_spell_says_nothing_of_a_later_one() -> None:
    found = split(
        """
        spells
        employee_id  started_on  ended_on    exit_reason
        eva          2024-01-01  2024-02-01  voluntary
        eva          2024-06-01  2024-07-01  voluntary

        assignments
        employee_id  effective_on  site
        eva          2024-01-01    north
        eva          2024-06-04    south
        """
    )
    assert found == [
        ("eva", 0, 31, CHOSEN, "north"),
        ("eva", 0, 7, STAYS, None),
        ("eva", 7, 30, CHOSEN, "south"),
    ]


def test_corrected_and_withdrawn_places_do_not_count() -> None:
    found = split(
        """
        spells
        employee_id  started_on  ended_on
        fay          2024-12-02  -

        assignments
        employee_id  effective_on  site   known_on    retracted
        fay          2024-12-02    north  2024-12-02  no
        fay          2024-12-02    south  2024-12-10  no
        fay          2024-12-09    east   2024-12-09  no
        fay          2024-12-09    east   2024-12-11  yes
        """
    )
    assert found == [("fay", 0, 30, STAYS, "south")]


def test_without_assignments_there_are_no_places() -> None:
    spells = "spells\nemployee_id started_on\ngus 2024-12-02"
    assert split(spells) == [("gus", 0, 30, STAYS, None)]
    placed = spells + "\n\nassignments\nemployee_id effective_on team\ngus 2024-12-02 T1"
    assert split(placed) == [("gus", 0, 30, STAYS, None)]
    assert split(placed, "team") == [("gus", 0, 30, STAYS, "T1")]
