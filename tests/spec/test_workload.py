"""Workload: occupancy, overtime, contacts, handle time and escalations, and pressure as the team answered."""

from text_tables import assert_features

BEGAN = {"workload": "2023-01-01"}


def test_a_month_counts_once_it_is_over_and_while_its_first_day_is_in_the_look_back() -> None:
    """The 90 days before 31 March begin on 1 January. A value that is missing counts in no mean and no sum.

    Overtime on 1 March: 6 hours in 60 days, 0.7 a week; on 1 April 2 hours in the 29 days of February.
    Escalations: 3 of 300 contacts, and from April on 7 of 310. Of Ben no period is known.
    """
    assert_features(
        "workload",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        workload
        employee_id  period_start  period_days  contacts  occupancy  overtime_hours  escalations  known_on
        anna         2024-01-01    31           300       0.80       4               3            2024-01-31
        anna         2024-02-01    29           290       -          2               -            2024-02-29
        anna         2024-03-01    31           310       0.90       -               7            2024-03-31
        """,
        """
        employee_id  as_of       occupancy_90d_share  overtime_90d_hours  escalations_90d_share
        anna         2024-01-31  -                    -                   -
        anna         2024-02-01  0.8                  0.9032258064516129  0.01
        anna         2024-03-01  0.8                  0.7                 0.01
        anna         2024-03-31  0.8                  0.7                 0.01
        anna         2024-04-01  0.9                  0.4827586206896552  0.02258064516129032
        anna         2024-05-30  0.9                  -                   0.02258064516129032
        anna         2024-05-31  -                    -                   -
        ben          2024-04-01  -                    -                   -
        """,
        observed_from=BEGAN,
    )


def test_a_correction_counts_from_when_it_is_known() -> None:
    assert_features(
        "workload",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        workload
        employee_id  period_start  period_days  contacts  occupancy  overtime_hours  escalations  known_on
        anna         2024-02-01    28           200       0.70       2               2            2024-02-28
        anna         2024-02-01    28           400       0.90       6               2            2024-03-10
        """,
        """
        employee_id  as_of       occupancy_90d_share  overtime_90d_hours  escalations_90d_share
        anna         2024-03-10  0.7                  0.5                 0.01
        anna         2024-03-11  0.9                  1.5                 0.005
        """,
        observed_from=BEGAN,
    )


def test_without_a_contact_there_is_no_share_of_escalations() -> None:
    """In Ben's second week the contacts are not on record, so its escalations do not count either."""
    assert_features(
        "workload",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        workload
        employee_id  period_start  period_days  contacts  escalations
        anna         2024-02-01    7            0         0
        ben          2024-02-01    7            50        0
        ben          2024-02-08    7            -         9
        """,
        """
        employee_id  as_of       escalations_90d_share  occupancy_90d_share  overtime_90d_hours
        anna         2024-03-01  -                      -                    -
        ben          2024-03-01  0                      -                    -
        """,
        observed_from=BEGAN,
    )


def test_the_first_30_days_of_a_spell_say_nothing() -> None:
    """2 March is the 30th day of the spell. Occupancy is the mean of two weeks; overtime 3 hours in 14 days."""
    assert_features(
        "workload",
        """
        spells
        employee_id  started_on
        anna         2024-02-01

        workload
        employee_id  period_start  period_days  contacts  occupancy  overtime_hours  escalations  known_on
        anna         2024-02-01    7            80        0.40       0               2            2024-02-07
        anna         2024-02-08    7            120       0.60       3               2            2024-02-14
        """,
        """
        employee_id  as_of       occupancy_90d_share  overtime_90d_hours  escalations_90d_share
        anna         2024-03-01  -                    -                   -
        anna         2024-03-02  0.5                  1.5                 0.02
        """,
        observed_from=BEGAN,
    )


def test_a_look_back_that_begins_before_the_records_says_nothing() -> None:
    """31 March is the 90th day of the records, 29 June the 180th."""
    assert_features(
        "workload",
        """
        spells
        employee_id  started_on
        anna         2022-01-01

        workload
        employee_id  period_start  period_days  contacts  handle_seconds  occupancy  overtime_hours  escalations
        anna         2024-02-01    28           100       300             0.80       4               1
        anna         2024-05-01    28           100       330             0.60       8               1
        """,
        """
        employee_id  as_of       overtime_90d_hours  escalations_90d_share  occupancy_trend_90d_ratio
        anna         2024-03-30  -                   -                      -
        anna         2024-03-31  1                   0.01                   -
        anna         2024-06-28  2                   0.01                   -
        anna         2024-06-29  2                   0.01                   0.75
        """,
        observed_from={"workload": "2024-01-01"},
    )


MONTH_BY_MONTH = """
        spells
        employee_id  started_on
        anna         2022-01-01
        cleo         2023-10-05

        workload
        employee_id  period_start  period_days  handle_seconds  occupancy  overtime_hours  known_on
        anna         2023-11-01    30           300             0.70       3.0             2023-11-30
        anna         2023-12-01    31           300             0.75       3.0             2023-12-31
        anna         2024-01-01    31           300             0.80       3.2             2024-01-31
        anna         2024-02-01    29           240             0.90       6.0             2024-02-29
        anna         2024-03-01    31           300             0.90       6.0             2024-03-31
        cleo         2023-11-01    30           300             0.70       3.0             2023-11-30
        cleo         2023-12-01    31           300             0.75       3.0             2023-12-31
        cleo         2024-01-01    31           300             0.80       3.2             2024-01-31
        cleo         2024-02-01    29           240             0.90       6.0             2024-02-29
        cleo         2024-03-01    31           300             0.90       6.0             2024-03-31
"""


def test_the_last_90_days_are_held_against_the_90_before() -> None:
    """On 1 and 2 April: February and March against November, December and January.

    Occupancy 0.9 over 0.75; handle time 270 over 300 seconds; overtime 12 hours in 60 days (1.4 a week) less
    9.2 in 92 (0.7). Cleo has been here for 180 days on 2 April.
    """
    assert_features(
        "workload",
        MONTH_BY_MONTH,
        """
        employee_id  as_of       occupancy_trend_90d_ratio  handle_time_trend_90d_ratio  overtime_trend_90d_hours
        anna         2024-04-01  1.2                        0.9                          0.7
        cleo         2024-04-01  -                          -                            -
        cleo         2024-04-02  1.2                        0.9                          0.7
        """,
        observed_from=BEGAN,
    )


def test_the_spread_is_the_standard_deviation_of_180_days() -> None:
    """November to March: a mean of 0.81, squared deviations of 0.032 in all, the root of 0.032 / 4.

    A day earlier March is not over: a mean of 0.7875, 0.021875 in all, the root of 0.021875 / 3.
    """
    assert_features(
        "workload",
        MONTH_BY_MONTH,
        """
        employee_id  as_of       occupancy_spread_180d_share
        anna         2024-03-31  0.08539125638299666
        anna         2024-04-01  0.0894427190999916
        cleo         2024-04-01  -
        cleo         2024-04-02  0.0894427190999916
        """,
        observed_from=BEGAN,
    )


UNEVEN = """
        spells
        employee_id  started_on
        ben          2022-01-01
        dirk         2022-01-01
        eva          2022-01-01

        workload
        employee_id  period_start  period_days  handle_seconds  occupancy  overtime_hours
        ben          2024-02-01    29           300             0.80       0
        ben          2024-03-01    30           300             0.90       0
        dirk         2024-01-01    31           0               0.00       0
        dirk         2024-03-01    30           300             -          3
        eva          2024-02-01    29           300             -          0
        eva          2024-03-01    30           300             0.90       0
"""


def test_a_trend_needs_something_to_be_held_against() -> None:
    """Ben has nothing before February. Dirk was not at the phone in January: 3 hours in 30 days less none is said."""
    assert_features(
        "workload",
        UNEVEN,
        """
        employee_id  as_of       occupancy_trend_90d_ratio  handle_time_trend_90d_ratio  overtime_trend_90d_hours
        ben          2024-04-01  -                          -                            -
        dirk         2024-04-01  -                          -                            0.7
        """,
        observed_from=BEGAN,
    )


def test_a_spread_needs_two_periods_with_a_value() -> None:
    """Ben's two lie 0.1 apart: 0.1 over the root of 2."""
    assert_features(
        "workload",
        UNEVEN,
        """
        employee_id  as_of       occupancy_spread_180d_share
        ben          2024-04-01  0.07071067811865475
        eva          2024-04-01  -
        """,
        observed_from=BEGAN,
    )


PEOPLE = """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2022-01-01
        eva          2022-01-01
        femke        2022-01-01
        gijs         2024-01-15
        hans         2022-01-01
"""
JANUARY = """
        workload
        employee_id  period_start  period_days  contacts  handle_seconds
        anna         2024-01-01    31           310       300
        ben          2024-01-01    31           186       360
        cleo         2024-01-01    31           496       400
        dirk         2024-01-01    31           465       440
        eva          2024-01-01    31           372       500
        femke        2024-01-01    31           310       -
        gijs         2024-01-15    14           280       900
        hans         2024-01-01    31           -         900
"""


def test_contacts_per_contracted_hour_are_held_against_the_median_of_the_team() -> None:
    """Per day and weekly hour: Anna 10 / 40, Ben 6 / 20, Cleo 16 / 40, Dirk 15 / 30, Eva 12 / 20; the median is 0.4.

    Femke is on call and has no contracted hours, Gijs has just begun and Hans took no contact: nothing is
    said of them, and they do not enter the median. From 11 February on Eva is elsewhere, and four remain.
    """
    assert_features(
        "workload",
        PEOPLE
        + """
        assignments
        employee_id  effective_on  team   hours_per_week
        anna         2022-01-01    north  40
        ben          2022-01-01    north  20
        cleo         2022-01-01    north  40
        dirk         2022-01-01    north  30
        eva          2022-01-01    north  20
        eva          2024-02-10    south  20
        femke        2022-01-01    north  0
        gijs         2024-01-15    north  10
        hans         2022-01-01    north  10
"""
        + JANUARY,
        """
        employee_id  as_of       contacts_90d_team_ratio
        anna         2024-02-10  0.625
        ben          2024-02-10  0.75
        cleo         2024-02-10  1
        dirk         2024-02-10  1.25
        eva          2024-02-10  1.5
        femke        2024-02-10  -
        gijs         2024-02-10  -
        hans         2024-02-10  -
        anna         2024-02-11  -
        eva          2024-02-11  -
        """,
        observed_from=BEGAN,
    )


def test_contacts_per_day_where_no_hours_are_on_record() -> None:
    """10, 6, 16, 15, 12 and Femke's 10 a day: the median is 11. From 14 February on Gijs counts, with 20: it is 12."""
    assert_features(
        "workload",
        PEOPLE
        + """
        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north
        dirk         2022-01-01    north
        eva          2022-01-01    north
        femke        2022-01-01    north
        gijs         2024-01-15    north
        hans         2022-01-01    north
"""
        + JANUARY,
        """
        employee_id  as_of       contacts_90d_team_ratio
        ben          2024-02-13  0.5454545454545454
        gijs         2024-02-13  -
        ben          2024-02-14  0.5
        gijs         2024-02-14  1.6666666666666667
        """,
        observed_from=BEGAN,
    )


def test_handle_time_is_held_against_the_median_of_the_role() -> None:
    """300, 360, 400, 440 and 500 seconds at the service desk: the median is 400. Hans sells, by himself."""
    assert_features(
        "workload",
        PEOPLE
        + """
        assignments
        employee_id  effective_on  team   role
        anna         2022-01-01    north  service
        ben          2022-01-01    south  service
        cleo         2022-01-01    north  service
        dirk         2022-01-01    south  service
        eva          2022-01-01    north  service
        eva          2024-02-10    north  sales
        femke        2022-01-01    north  service
        gijs         2024-01-15    north  service
        hans         2022-01-01    north  sales
"""
        + JANUARY,
        """
        employee_id  as_of       handle_time_90d_role_ratio
        anna         2024-02-10  0.75
        ben          2024-02-10  0.9
        cleo         2024-02-10  1
        dirk         2024-02-10  1.1
        eva          2024-02-10  1.25
        femke        2024-02-10  -
        gijs         2024-02-10  -
        hans         2024-02-10  -
        ben          2024-02-11  -
        eva          2024-02-11  -
        """,
        observed_from=BEGAN,
    )


SURVEY = """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01
        dirk         2022-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north
        dirk         2022-01-01    north

        survey_answers
        employee_id  answered_on  item                   answer  known_on
        anna         2023-03-01   work_pressure          1.00    2023-03-01
        anna         2023-03-01   conflicting_demands    0.50    2023-03-01
        ben          2023-03-01   work_pressure          0.25    2023-03-20
        cleo         2023-03-01   customer_expectations  0.50    2023-03-01
        cleo         2023-03-01   emotional_contacts     1.00    2023-03-01
        dirk         2023-03-01   emotional_contacts     0.50    2023-03-01
"""


def test_pressure_and_the_demands_of_customers_are_the_mean_of_the_team() -> None:
    """Pressure: Anna 0.75, and Ben 0.25 from 21 March on, (0.75 + 0.25) / 2; Anna alone is too few.

    Demands: Cleo 0.75, Dirk 0.5, (0.75 + 0.5) / 2 = 0.625, so 0.6. Who answered the one has the value of the other.
    """
    assert_features(
        "workload",
        SURVEY,
        """
        employee_id  as_of       pressure_team_share  demands_team_share  pressure_own_share  demands_own_share
        anna         2023-03-01  -                    -                   -                   -
        anna         2023-03-02  -                    0.6                 -                   -
        cleo         2023-03-20  -                    0.6                 -                   -
        cleo         2023-03-21  0.5                  0.6                 -                   -
        dirk         2024-02-29  0.5                  0.6                 -                   -
        ben          2024-02-29  0.5                  0.6                 -                   -
        ben          2024-03-01  -                    -                   -                   -
        """,
        min_respondents=2,
    )


def test_own_pressure_and_demands_only_where_consent_is_recorded() -> None:
    assert_features(
        "workload",
        SURVEY,
        """
        employee_id  as_of       pressure_own_share  demands_own_share
        anna         2023-04-01  0.75                -
        ben          2023-03-20  -                   -
        ben          2023-03-21  0.25                -
        cleo         2023-04-01  -                   0.75
        dirk         2023-04-01  -                   0.5
        """,
        individual_answers=True,
    )
