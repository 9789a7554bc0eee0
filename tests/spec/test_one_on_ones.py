"""One-on-ones: held, cancelled, and how long ago the last one was."""

from text_tables import assert_features


def test_held_and_cancelled_in_the_last_90_days() -> None:
    """10 January lies 90 days before 9 April: it counts on that day, and not on the next."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        one_on_ones
        employee_id  booked_for  held
        anna         2024-01-10  yes
        anna         2024-02-10  no
        anna         2024-03-10  yes
        anna         2024-04-10  no
        """,
        """
        employee_id  as_of       held_90d_count  cancelled_90d_count  since_held_days
        anna         2024-01-10  0               0                    374
        anna         2024-01-11  1               0                    1
        anna         2024-03-01  1               1                    51
        anna         2024-04-09  2               1                    30
        anna         2024-04-10  1               1                    31
        anna         2024-04-11  1               2                    32
        anna         2024-07-01  0               1                    113
        ben          2024-04-09  0               0                    464
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )


def test_a_new_start_says_nothing_at_first() -> None:
    """The counts from 90 days of tenure; days without one from 60 days, or from the first one held."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2024-01-01

        one_on_ones
        employee_id  booked_for  held
        ben          2024-01-15  yes
        anna         2024-01-20  no
        """,
        """
        employee_id  as_of       held_90d_count  cancelled_90d_count  since_held_days
        anna         2024-02-01  -               -                    -
        ben          2024-02-01  -               -                    17
        anna         2024-02-29  -               -                    -
        anna         2024-03-01  -               -                    60
        anna         2024-03-30  -               -                    89
        anna         2024-03-31  0               1                    90
        ben          2024-03-31  1               0                    76
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )


def test_the_talks_of_an_earlier_spell_do_not_count_as_the_last_one() -> None:
    """Anna came back on 1 March: her talk of 2022 was in another spell. In April nothing was due yet."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2022-01-01  -           2022-01-01
        anna         2022-01-01  2022-12-01  2022-12-01
        anna         2024-03-01  -           2024-03-01

        one_on_ones
        employee_id  booked_for  held
        anna         2022-11-01  yes
        """,
        """
        employee_id  as_of       since_held_days
        anna         2022-11-15  14
        anna         2024-04-01  -
        anna         2024-06-01  92
        """,
        observed_from={"one_on_ones": "2021-01-01"},
    )


def test_before_the_records_began_nothing_is_known() -> None:
    """A long spell in new records: first nothing, after 60 days the days since the records began."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2015-01-01
        ben          2015-01-01

        one_on_ones
        employee_id  booked_for  held
        ben          2024-01-15  yes
        """,
        """
        employee_id  as_of       held_90d_count  since_held_days
        anna         2023-06-01  -               -
        anna         2024-01-01  -               -
        anna         2024-02-01  -               -
        ben          2024-02-01  -               17
        anna         2024-03-01  -               60
        anna         2024-03-31  0               90
        ben          2024-03-31  1               76
        """,
        observed_from={"one_on_ones": "2024-01-01"},
    )


def test_a_talk_that_is_recorded_late_counts_from_then() -> None:
    """And one that turns out not to have been held is a cancelled one from the correction on."""
    assert_features(
        "one_on_ones",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        one_on_ones
        employee_id  booked_for  held  known_on
        anna         2024-01-10  yes   2024-01-10
        anna         2024-02-10  yes   2024-02-20
        anna         2024-01-10  no    2024-03-05
        """,
        """
        employee_id  as_of       held_90d_count  cancelled_90d_count  since_held_days
        anna         2024-02-20  1               0                    41
        anna         2024-02-21  2               0                    11
        anna         2024-03-05  2               0                    24
        anna         2024-03-06  1               1                    25
        """,
        observed_from={"one_on_ones": "2023-01-01"},
    )
