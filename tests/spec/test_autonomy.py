"""Autonomy: schedule changes, time off granted and refused, and room as the team answered."""

from text_tables import assert_features

BEGAN = {"workload": "2023-01-01", "time_off_requests": "2022-01-01"}


def test_schedule_changes_per_30_days_and_mean_adherence() -> None:
    """A month counts once it is over; the 90 days before 31 March begin on 1 January.

    3 changes in 31 days, then 4 in 60, then 1 in the 29 of February alone: in March they are not on
    record, and in February adherence is not. Of Ben no period is known.
    """
    assert_features(
        "autonomy",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        workload
        employee_id  period_start  period_days  schedule_changes  adherence  known_on
        anna         2024-01-01    31           3                 0.90       2024-01-31
        anna         2024-02-01    29           1                 -          2024-02-29
        anna         2024-03-01    31           -                 0.80       2024-03-31
        """,
        """
        employee_id  as_of       schedule_changes_90d_count  adherence_90d_share
        anna         2024-01-31  -                           -
        anna         2024-02-01  2.903225806451613           0.9
        anna         2024-03-01  2                           0.9
        anna         2024-03-31  2                           0.9
        anna         2024-04-01  1.0344827586206897          0.8
        anna         2024-05-30  -                           0.8
        anna         2024-05-31  -                           -
        ben          2024-04-01  -                           -
        """,
        observed_from=BEGAN,
    )


def test_the_first_30_days_of_a_spell_and_90_of_the_records_say_nothing_of_the_roster() -> None:
    """2 March is the 30th day of Cleo's spell, and 31 March the 90th of the records. Four changes in 10 days are 12."""
    records = """
        spells
        employee_id  started_on
        cleo         2024-02-01

        workload
        employee_id  period_start  period_days  schedule_changes  adherence
        cleo         2024-02-01    10           4                 0.50
    """
    assert_features(
        "autonomy",
        records,
        """
        employee_id  as_of       schedule_changes_90d_count  adherence_90d_share
        cleo         2024-03-01  -                           -
        cleo         2024-03-02  12                          0.5
        """,
        observed_from=BEGAN,
    )
    assert_features(
        "autonomy",
        records,
        """
        employee_id  as_of       schedule_changes_90d_count  adherence_90d_share
        cleo         2024-03-30  -                           -
        cleo         2024-03-31  12                          0.5
        """,
        observed_from={"workload": "2024-01-01"},
    )


REQUESTS = """
        spells
        employee_id  started_on
        anna         2021-01-01
        ben          2021-01-01
        cleo         2023-09-01

        time_off_requests
        employee_id  asked_on    decided_on  approved  known_on    retracted
        anna         2023-02-01  -           -         2023-02-01  no
        anna         2023-02-01  2023-02-05  yes       2023-02-05  no
        anna         2023-06-01  -           -         2023-06-01  no
        anna         2023-06-01  2023-06-04  no        2023-06-04  no
        anna         2023-12-01  -           -         2023-12-01  no
        anna         2023-12-01  2023-12-20  no        2023-12-20  no
        anna         2024-01-10  -           -         2024-01-10  no
        ben          2024-01-10  -           -         2024-01-12  no
        ben          2024-01-10  -           -         2024-01-20  yes
        cleo         2023-10-01  -           -         2023-10-01  no
        cleo         2023-10-01  2023-10-05  no        2023-10-05  no
"""


def test_a_request_is_undecided_until_its_decision_is_known() -> None:
    """10 January lies 90 days before 9 April. Ben's is entered two days later and withdrawn on the 20th."""
    assert_features(
        "autonomy",
        REQUESTS,
        """
        employee_id  as_of       requests_undecided_90d_count
        anna         2023-12-01  0
        anna         2023-12-02  1
        anna         2023-12-20  1
        anna         2023-12-21  0
        anna         2024-01-11  1
        anna         2024-04-09  1
        anna         2024-04-10  0
        ben          2024-01-12  0
        ben          2024-01-13  1
        ben          2024-01-20  1
        ben          2024-01-21  0
        cleo         2023-10-02  1
        cleo         2023-10-06  0
        """,
        observed_from=BEGAN,
    )


def test_requests_refused_and_the_approved_share_of_those_decided() -> None:
    """1 February 2023 lies 365 days before 1 February 2024: until then one of Anna's three was approved.

    Ben's was never decided. Cleo's one was refused: her share is 0 at once, and her refusals are said from 28
    February on, when she has been here for 180 days.
    """
    assert_features(
        "autonomy",
        REQUESTS,
        """
        employee_id  as_of       requests_refused_365d_count  requests_approved_365d_share
        anna         2023-02-05  0                            -
        anna         2023-02-06  0                            1
        anna         2023-12-20  1                            0.5
        anna         2023-12-21  2                            0.3333333333333333
        anna         2024-02-01  2                            0.3333333333333333
        anna         2024-02-02  2                            0
        anna         2024-11-30  1                            0
        anna         2024-12-01  0                            -
        ben          2024-01-13  0                            -
        cleo         2023-10-05  -                            -
        cleo         2023-10-06  -                            0
        cleo         2024-02-27  -                            0
        cleo         2024-02-28  1                            0
        """,
        observed_from=BEGAN,
    )


def test_the_first_year_of_the_records_says_nothing_of_refusals() -> None:
    """Of what is undecided the first 90 days."""
    assert_features(
        "autonomy",
        """
        spells
        employee_id  started_on
        anna         2021-01-01

        time_off_requests
        employee_id  asked_on    approved
        anna         2023-03-01  -
        anna         2023-06-01  no
        anna         2023-06-02  yes
        """,
        """
        employee_id  as_of       requests_undecided_90d_count  requests_refused_365d_count  requests_approved_365d_share
        anna         2023-03-31  -                             -                            -
        anna         2023-04-01  1                             -                            -
        anna         2023-12-31  0                             -                            -
        anna         2024-01-01  0                             1                            0.5
        """,
        observed_from={"time_off_requests": "2023-01-01"},
    )


def test_requests_without_decisions_on_record_say_nothing() -> None:
    assert_features(
        "autonomy",
        """
        spells
        employee_id  started_on
        anna         2021-01-01

        time_off_requests
        employee_id  asked_on
        anna         2024-01-10
        """,
        """
        employee_id  as_of       requests_undecided_90d_count  requests_refused_365d_count  requests_approved_365d_share
        anna         2024-02-01  -                             -                            -
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
        employee_id  answered_on  item                answer  known_on
        anna         2023-03-01   autonomy            1.00    2023-03-01
        anna         2023-03-01   influence_on_hours  0.50    2023-03-01
        anna         2023-03-01   time_off_approved   1.00    2023-03-01
        ben          2023-03-01   influence_on_hours  0.25    2023-03-20
        ben          2023-03-01   time_off_approved   0.00    2023-03-01
        cleo         2023-03-01   rigid_scripts       0.00    2023-03-01
        cleo         2023-03-01   short_term_targets  0.80    2023-03-01
        cleo         2023-03-01   tight_schedules     1.00    2023-03-01
        dirk         2023-03-01   tight_schedules     0.75    2023-03-01
        dirk         2023-03-01   time_off_approved   1.00    2023-03-01
"""


def test_room_tightness_and_time_off_are_the_mean_of_the_team() -> None:
    """Whoever answered and whoever did not has the same values, in steps of a tenth.

    Room: Anna 0.75, and Ben 0.25 from 21 March on, (0.75 + 0.25) / 2; Anna alone is too few. Tightness: Cleo 0.6,
    Dirk 0.75, (0.6 + 0.75) / 2 = 0.675, so 0.7. Time off: (1 + 0 + 1) / 3 = 0.667, so 0.7.
    """
    assert_features(
        "autonomy",
        SURVEY,
        """
        employee_id  as_of       room_team_share  tightness_team_share  time_off_team_share
        anna         2023-03-01  -                -                     -
        anna         2023-03-02  -                0.7                   0.7
        ben          2023-03-02  -                0.7                   0.7
        cleo         2023-03-20  -                0.7                   0.7
        anna         2023-03-21  0.5              0.7                   0.7
        cleo         2023-03-21  0.5              0.7                   0.7
        ben          2024-02-29  0.5              0.7                   0.7
        ben          2024-03-01  -                -                     -
        """,
        min_respondents=2,
    )


def test_own_answers_only_where_consent_is_recorded() -> None:
    expected = """
        employee_id  as_of       room_own_share  tightness_own_share  time_off_own_share
        anna         2023-04-01  {room}          -                    {granted}
        ben          2023-03-20  -               -                    {refused}
        cleo         2023-04-01  -               {tightness}          -
        """
    told = {"room": "0.75", "granted": "1", "refused": "0", "tightness": "0.6"}
    assert_features("autonomy", SURVEY, expected.format(**told), individual_answers=True)
    assert_features("autonomy", SURVEY, expected.format(**dict.fromkeys(told, "-")))
