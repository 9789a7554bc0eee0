"""First 90 days: how long somebody has worked here, and how the start goes."""

from text_tables import assert_features


def test_tenure_counts_from_the_start_of_the_open_spell() -> None:
    assert_features(
        "first_90_days",
        """
        spells
        employee_id  started_on
        anna         2024-01-10
        """,
        """
        employee_id  as_of       tenure_days
        anna         2024-01-11  1
        anna         2024-02-01  22
        anna         2025-01-10  366
        """,
    )


def test_who_returns_starts_again() -> None:
    assert_features(
        "first_90_days",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2022-01-01  -           2022-01-01
        anna         2022-01-01  2023-01-01  2023-01-01
        anna         2024-01-10  -           2024-01-10
        """,
        """
        employee_id  as_of       tenure_days
        anna         2022-12-01  334
        anna         2024-02-01  22
        """,
    )


def test_a_corrected_start_counts_from_when_it_was_corrected() -> None:
    assert_features(
        "first_90_days",
        """
        spells
        employee_id  record_id  started_on  known_on
        anna         s1         2024-01-10  2024-01-10
        anna         s1         2024-01-20  2024-02-15
        """,
        """
        employee_id  as_of       tenure_days
        anna         2024-02-01  22
        anna         2024-02-15  36
        anna         2024-02-16  27
        anna         2024-03-01  41
        """,
    )


STEPS = """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2024-01-01
        cleo         2024-01-01
        dirk         2023-06-01

        onboarding_steps
        employee_id  step     due_on      done_on     known_on
        anna         welcome  2024-01-02  -           2024-01-01
        anna         welcome  2024-01-02  2024-01-02  2024-01-02
        anna         systems  2024-01-15  -           2024-01-01
        anna         systems  2024-01-15  2024-01-20  2024-01-20
        anna         buddy    2024-02-01  -           2024-01-01
        ben          systems  2024-01-15  -           2024-01-01
        ben          systems  2024-01-15  2024-01-10  2024-01-10
        ben          buddy    2024-02-01  -           2024-01-01
        ben          buddy    2024-02-01  2024-01-30  2024-03-10
        dirk         welcome  2023-06-02  -           2023-06-01
"""


def test_a_step_is_late_if_it_was_not_done_when_it_was_due() -> None:
    """Done on the day is in time. What was done late stays late, and is done.

    29 June is the 180th day of the spell: from then on it is not asked any more.
    """
    assert_features(
        "first_90_days",
        STEPS,
        """
        employee_id  as_of       steps_late_count  steps_done_share
        anna         2024-01-02  -                 -
        anna         2024-01-03  0                 1
        anna         2024-01-15  0                 1
        anna         2024-01-16  1                 0.5
        anna         2024-01-20  1                 0.5
        anna         2024-01-21  1                 1
        anna         2024-02-02  2                 0.6666666666666666
        anna         2024-06-28  2                 0.6666666666666666
        anna         2024-06-29  -                 -
        ben          2024-01-16  0                 1
        cleo         2024-02-02  -                 -
        dirk         2023-06-03  1                 0
        dirk         2024-01-16  -                 -
        """,
        observed_from={"onboarding_steps": "2023-01-01"},
    )


def test_a_step_whose_doing_is_recorded_late_is_late_until_then() -> None:
    assert_features(
        "first_90_days",
        STEPS,
        """
        employee_id  as_of       steps_late_count  steps_done_share
        ben          2024-03-10  1                 0.5
        ben          2024-03-11  0                 1
        """,
        observed_from={"onboarding_steps": "2023-01-01"},
    )


def test_a_start_from_before_the_records_of_steps_is_not_known() -> None:
    """Anna began a day before they did: what was due on her first day may be missing."""
    assert_features(
        "first_90_days",
        """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2024-01-02

        onboarding_steps
        employee_id  step     due_on      done_on
        anna         systems  2024-01-15  2024-01-15
        ben          systems  2024-01-15  -
        """,
        """
        employee_id  as_of       steps_late_count  steps_done_share
        anna         2024-01-16  -                 -
        ben          2024-01-16  1                 0
        """,
        observed_from={"onboarding_steps": "2024-01-02"},
    )


def test_steps_of_an_earlier_spell_are_not_counted() -> None:
    assert_features(
        "first_90_days",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2023-11-01  -           2023-11-01
        anna         2023-11-01  2023-12-20  2023-12-20
        anna         2024-01-10  -           2024-01-10

        onboarding_steps
        employee_id  step     due_on      done_on
        anna         welcome  2023-11-02  -
        anna         welcome  2024-01-10  2024-01-10
        """,
        """
        employee_id  as_of       steps_late_count  steps_done_share
        anna         2023-12-01  1                 0
        anna         2024-01-11  0                 1
        """,
        observed_from={"onboarding_steps": "2023-01-01"},
    )


def test_of_very_many_steps_the_newest_twelve_count() -> None:
    """The first of thirteen, done in time, is no longer looked at."""
    due = [f"        anna         s{day:02d}   2024-01-{day:02d}  -" for day in range(3, 15)]
    assert_features(
        "first_90_days",
        """
        spells
        employee_id  started_on
        anna         2024-01-01

        onboarding_steps
        employee_id  step  due_on      done_on
        anna         s02   2024-01-02  2024-01-02
"""
        + "\n".join(due),
        """
        employee_id  as_of       steps_late_count  steps_done_share
        anna         2024-01-14  11                0.08333333333333333
        anna         2024-01-15  12                0
        """,
        observed_from={"onboarding_steps": "2023-01-01"},
    )


def test_without_a_day_of_doing_nothing_is_said_of_steps() -> None:
    assert_features(
        "first_90_days",
        """
        spells
        employee_id  started_on
        anna         2024-01-01

        onboarding_steps
        employee_id  step     due_on
        anna         systems  2024-01-02
        """,
        """
        employee_id  as_of       steps_late_count  steps_done_share  tenure_days
        anna         2024-01-16  -                 -                 15
        """,
        observed_from={"onboarding_steps": "2023-01-01"},
    )


CONTACTS = """
        spells
        employee_id  started_on
        anna         2024-01-01
        ben          2020-01-01
        cleo         2020-01-01
        dirk         2020-01-01
        eva          2020-01-01
        femke        2024-01-01
        gijs         2024-01-01

        assignments
        employee_id  effective_on  team
        anna         2020-01-01    north
        ben          2020-01-01    north
        cleo         2020-01-01    north
        dirk         2020-01-01    north
        eva          2020-01-01    north
        gijs         2020-01-01    south

        workload
        employee_id  period_start  period_days  contacts  known_on
        anna         2024-01-01    30           600       2024-01-30
        ben          2024-01-01    30           300       2024-01-30
        cleo         2024-01-01    30           360       2024-01-30
        dirk         2024-01-01    30           450       2024-01-30
        eva          2024-01-01    30           480       2024-01-30
        femke        2024-01-01    30           600       2024-01-30
        gijs         2024-01-01    30           600       2024-01-30
        anna         2024-01-31    30           900       2024-02-29
        ben          2024-01-31    30           300       2024-02-29
        cleo         2024-01-31    30           360       2024-02-29
        dirk         2024-01-31    30           450       2024-02-29
        eva          2024-01-31    30           480       2024-02-29
        anna         2024-03-01    30           -         2024-03-30
"""


def test_contacts_a_day_of_who_is_new_against_the_median_of_the_team() -> None:
    """The others have 10, 12, 15 and 16 a day. With Anna's 20, then 25, then 30 the median stays 15.

    From March on Anna's two periods make 1500 contacts in 60 days; on 1 April the first of them lies 91 days
    back, and the third has no contacts on record. Ben is not new. Femke has no team, Gijs no team-mates.
    """
    assert_features(
        "first_90_days",
        CONTACTS,
        """
        employee_id  as_of       contacts_against_team_ratio
        anna         2024-01-30  -
        anna         2024-01-31  1.3333333333333333
        anna         2024-02-29  1.3333333333333333
        anna         2024-03-01  1.6666666666666667
        anna         2024-03-31  1.6666666666666667
        anna         2024-04-01  2
        ben          2024-01-31  -
        femke        2024-01-31  -
        gijs         2024-01-31  -
        """,
        observed_from={"workload": "2023-01-01"},
    )


def test_without_teams_nobody_is_compared() -> None:
    """All seven together would be enough for a median, but they are no team."""
    spells, _, workload = CONTACTS.strip().split("\n\n")
    assert_features(
        "first_90_days",
        f"{spells}\n\n{workload}",
        """
        employee_id  as_of       contacts_against_team_ratio
        anna         2024-01-31  -
        femke        2024-01-31  -
        """,
        observed_from={"workload": "2023-01-01"},
    )


def test_the_first_90_days_of_the_work_records_say_nothing_of_contacts() -> None:
    assert_features(
        "first_90_days",
        CONTACTS,
        """
        employee_id  as_of       contacts_against_team_ratio
        anna         2024-03-30  -
        anna         2024-03-31  1.6666666666666667
        """,
        observed_from={"workload": "2024-01-01"},
    )


SURVEY = """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01
        cleo         2022-01-01

        assignments
        employee_id  effective_on  team
        anna         2022-01-01    north
        ben          2022-01-01    north
        cleo         2022-01-01    north

        survey_answers
        employee_id  answered_on  item                answer  known_on
        anna         2022-01-31   job_as_described    0.25    2022-01-31
        ben          2022-01-31   job_as_described    1.00    2022-01-31
        cleo         2022-01-31   job_as_described    0.50    2022-02-10
        anna         2022-01-31   role_fit            0.50    2022-01-31
        anna         2022-01-31   onboarding_support  1.00    2022-01-31
        ben          2022-01-31   onboarding_support  0.25    2022-01-31
        cleo         2022-01-31   role_fit            0.00    2022-01-31
"""


def test_whether_the_job_is_as_described_and_how_the_start_went() -> None:
    """Anna's start was (0.5 + 1) / 2, Ben's 0.25, Cleo's 0: (0.75 + 0.25 + 0) / 3 = 0.333, so 0.3.

    What Cleo answered on the job counts from 11 February; until then two are too few, also for Cleo. From that day
    on it is (0.25 + 1 + 0.5) / 3 = 0.583, so 0.6.
    """
    assert_features(
        "first_90_days",
        SURVEY,
        """
        employee_id  as_of       as_described_own_share  as_described_team_share  start_own_share  start_team_share
        anna         2022-01-31  -                       -                        -                -
        anna         2022-02-01  0.25                    -                        0.75             0.3
        cleo         2022-02-01  -                       -                        0                0.3
        anna         2022-02-11  0.25                    0.6                      0.75             0.3
        ben          2022-02-11  1                       0.6                      0.25             0.3
        anna         2023-01-31  0.25                    0.6                      0.75             0.3
        anna         2023-02-01  -                       -                        -                -
        """,
        min_respondents=3,
        individual_answers=True,
    )


def test_own_answers_on_the_start_only_where_consent_is_recorded() -> None:
    assert_features(
        "first_90_days",
        SURVEY,
        """
        employee_id  as_of       as_described_own_share  as_described_team_share  start_own_share  start_team_share
        anna         2022-02-11  -                       -                        -                -
        """,
    )
