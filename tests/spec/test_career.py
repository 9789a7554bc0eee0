"""Career visibility: talks, refusals, and whether the team knows its paths."""

from text_tables import assert_features

BEGAN = {"career_events": "2020-01-01"}


def test_talks_plans_and_refusals_of_the_last_year() -> None:
    """1 February 2022 lies 365 days before 1 February 2023. An application or a promotion is no talk."""
    assert_features(
        "career",
        """
        spells
        employee_id  started_on
        anna         2021-01-01
        ben          2021-01-01

        career_events
        employee_id  happened_on  kind
        anna         2022-02-01   talk
        anna         2022-05-01   plan
        anna         2022-06-01   application
        anna         2022-07-01   rejection
        anna         2022-08-01   promotion
        anna         2022-09-01   lateral_move
        """,
        """
        employee_id  as_of       talks_365d_count  rejections_365d_count  since_talk_days
        anna         2022-02-01  0                 0                      396
        anna         2022-02-02  1                 0                      1
        anna         2022-07-01  2                 0                      61
        anna         2022-07-02  2                 1                      62
        anna         2023-02-01  2                 1                      276
        anna         2023-02-02  1                 1                      277
        anna         2023-07-02  0                 0                      427
        ben          2022-07-02  0                 0                      547
        """,
        observed_from=BEGAN,
    )


def test_in_the_first_half_year_no_talk_was_due() -> None:
    """30 June 2022 is the 180th day of the spell. A talk that took place is seen at once."""
    assert_features(
        "career",
        """
        spells
        employee_id  started_on
        anna         2022-01-01
        ben          2022-01-01

        career_events
        employee_id  happened_on  kind
        ben          2022-03-01   talk
        """,
        """
        employee_id  as_of       talks_365d_count  rejections_365d_count  since_talk_days
        anna         2022-06-29  -                 0                      -
        anna         2022-06-30  0                 0                      180
        ben          2022-06-29  -                 0                      120
        ben          2022-06-30  1                 0                      121
        """,
        observed_from=BEGAN,
    )


def test_the_first_year_of_the_records_has_no_counts() -> None:
    assert_features(
        "career",
        """
        spells
        employee_id  started_on
        anna         2015-01-01

        career_events
        employee_id  happened_on  kind
        anna         2020-12-01   rejection
        """,
        """
        employee_id  as_of       talks_365d_count  rejections_365d_count  since_talk_days
        anna         2020-06-28  -                 -                      -
        anna         2020-06-29  -                 -                      180
        anna         2020-12-30  -                 -                      364
        anna         2020-12-31  0                 1                      365
        """,
        observed_from=BEGAN,
    )


def test_knowing_the_paths_is_the_mean_of_the_others() -> None:
    """Anna hears Ben and Cleo, (0.5 + 1) / 2; when Cleo has moved to another team, Ben alone is too few."""
    assert_features(
        "career",
        """
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
        cleo         2022-06-01    south

        survey_answers
        employee_id  answered_on  item              answer
        anna         2022-03-01   career_paths      0.00
        ben          2022-03-01   career_paths      0.50
        cleo         2022-03-01   career_paths      1.00
        ben          2022-03-01   long_term_future  0.00
        """,
        """
        employee_id  as_of       path_known_team_share  path_known_own_share
        anna         2022-04-01  0.75                   0
        ben          2022-04-01  0.5                    0.5
        cleo         2022-04-01  0.25                   1
        anna         2022-06-01  0.75                   0
        anna         2022-06-02  -                      0
        cleo         2022-06-02  -                      1
        """,
        min_respondents=2,
        individual_answers=True,
    )
