"""Pay: rises, the wage beside that of colleagues, progress since the start, and how fair pay is found to be."""

from text_tables import assert_features


def test_a_rise_is_a_wage_above_the_one_before() -> None:
    """The first wage is no rise, nor is the same wage again, nor a lower one."""
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2020-01-01

        pay
        employee_id  effective_on  hourly_wage
        anna         2020-01-01    14.00
        anna         2021-03-01    14.50
        anna         2021-06-01    14.50
        anna         2021-09-01    14.20
        anna         2021-12-01    15.00
        """,
        """
        employee_id  as_of       rises_365d_count  since_rise_days
        anna         2021-03-01  -                 -
        anna         2021-03-02  1                 1
        anna         2021-06-02  1                 93
        anna         2021-12-01  1                 275
        anna         2021-12-02  2                 1
        anna         2022-03-01  2                 90
        anna         2022-03-02  1                 91
        anna         2022-12-02  0                 366
        """,
    )


def test_nothing_is_said_of_rises_in_the_first_year() -> None:
    """In the first year of a spell, and of the records, there is nothing to count; a rise itself is seen."""
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2018-01-01
        ben          2021-06-01
        cleo         2021-06-01

        pay
        employee_id  effective_on  hourly_wage
        anna         2020-01-01    14.00
        anna         2020-04-01    14.50
        ben          2021-06-01    14.00
        cleo         2021-06-01    14.00
        cleo         2021-09-01    14.10
        """,
        """
        employee_id  as_of       rises_365d_count  since_rise_days
        anna         2020-05-01  -                 30
        anna         2020-12-31  1                 274
        ben          2021-12-01  -                 -
        cleo         2021-12-01  -                 91
        ben          2022-05-31  -                 -
        ben          2022-06-01  0                 365
        cleo         2022-06-01  1                 273
        """,
        observed_from={"pay": "2020-01-01"},
    )


def test_a_long_spell_is_not_taken_to_be_without_rise_before_the_records_have_lasted_a_year() -> None:
    """From then on it counts from the start of the records: what was before is not known."""
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2010-01-01
        ben          2010-01-01

        pay
        employee_id  effective_on  hourly_wage
        anna         2022-01-01    14.00
        ben          2022-01-01    14.00
        ben          2022-02-01    15.00
        """,
        """
        employee_id  as_of       rises_365d_count  since_rise_days
        anna         2022-03-01  -                 -
        anna         2022-12-31  -                 -
        anna         2023-01-01  0                 365
        anna         2023-02-01  0                 396
        """,
    )


def test_one_extract_cannot_show_a_rise() -> None:
    """As long as there is one wage of each person, rises are not measured, however long ago it was set."""
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2015-01-01
        ben          2015-01-01

        pay
        employee_id  effective_on  hourly_wage
        anna         2019-04-01    14.00
        ben          2015-01-01    13.00
        ben          2022-05-01    13.50
        """,
        """
        employee_id  as_of       rises_365d_count  since_rise_days
        anna         2022-05-01  -                 -
        ben          2022-05-01  -                 -
        anna         2022-06-01  0                 2708
        ben          2022-06-01  1                 31
        """,
    )


def test_a_rise_counts_from_when_it_is_on_record_and_until_it_is_withdrawn() -> None:
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2020-01-01

        pay
        employee_id  effective_on  hourly_wage  known_on    retracted
        anna         2020-01-01    14.00        2020-01-01  no
        anna         2022-01-01    15.00        2022-03-10  no
        anna         2022-01-01    15.00        2022-08-01  yes
        anna         2020-02-01    14.00        2020-02-01  no
        """,
        """
        employee_id  as_of       rises_365d_count  since_rise_days
        anna         2022-03-10  0                 799
        anna         2022-03-11  1                 69
        anna         2022-08-01  1                 212
        anna         2022-08-02  0                 944
        """,
    )


FIVE_IN_SERVICE = """
        spells
        employee_id  started_on
        anna         2020-01-01
        ben          2020-01-01
        cleo         2020-01-01
        dirk         2020-01-01
        eva          2020-01-01
        femke        2020-01-01
        gijs         2020-01-01

        pay
        employee_id  effective_on  hourly_wage
        anna         2020-01-01    12.00
        ben          2020-01-01    15.00
        cleo         2020-01-01    16.00
        dirk         2020-01-01    18.00
        eva          2020-01-01    20.00
        femke        2020-01-01    30.00
"""


def test_the_wage_is_held_against_the_median_of_five_in_the_same_role() -> None:
    """The median of 12, 15, 16, 18 and 20 is 16. One person in sales is too few to compare with."""
    assert_features(
        "pay",
        FIVE_IN_SERVICE
        + """
        assignments
        employee_id  effective_on  role
        anna         2020-01-01    service
        ben          2020-01-01    service
        cleo         2020-01-01    service
        dirk         2020-01-01    service
        eva          2020-01-01    service
        femke        2020-01-01    sales
        gijs         2020-01-01    service
        """,
        """
        employee_id  as_of       against_role_ratio
        anna         2020-02-01  0.75
        ben          2020-02-01  0.9375
        cleo         2020-02-01  1
        dirk         2020-02-01  1.125
        eva          2020-02-01  1.25
        femke        2020-02-01  -
        gijs         2020-02-01  -
        """,
    )


def test_four_wages_in_a_role_are_too_few() -> None:
    """From March on Eva sells: four of the service desk remain, and two sell."""
    assert_features(
        "pay",
        FIVE_IN_SERVICE
        + """
        assignments
        employee_id  effective_on  role
        anna         2020-01-01    service
        ben          2020-01-01    service
        cleo         2020-01-01    service
        dirk         2020-01-01    service
        eva          2020-01-01    service
        eva          2020-03-01    sales
        femke        2020-01-01    sales
        """,
        """
        employee_id  as_of       against_role_ratio
        cleo         2020-03-01  1
        eva          2020-03-01  1.25
        cleo         2020-03-02  -
        eva          2020-03-02  -
        femke        2020-03-02  -
        """,
    )


def test_where_no_role_is_on_record_everyone_is_compared_with_everyone() -> None:
    """The median of 12, 15, 16, 18, 20 and 30 is 17."""
    assert_features(
        "pay",
        FIVE_IN_SERVICE,
        """
        employee_id  as_of       against_role_ratio
        anna         2020-02-01  0.7058823529411765
        femke        2020-02-01  1.7647058823529411
        gijs         2020-02-01  -
        """,
    )


def test_nothing_is_said_of_whom_no_wage_is_known() -> None:
    """Not even that there was no rise: a pay table kept for some would tell who is in it."""
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2020-01-01
        ben          2020-01-01

        pay
        employee_id  effective_on  hourly_wage
        anna         2020-01-01    14.00
        anna         2020-06-01    15.00
        ben          2022-03-01    14.00
        """,
        """
        employee_id  as_of       rises_365d_count  since_rise_days  against_role_ratio
        anna         2022-03-01  0                 638              -
        ben          2022-03-01  -                 -                -
        ben          2022-03-02  0                 791              -
        """,
    )


def test_place_is_the_share_of_the_others_who_earn_less() -> None:
    """Of Cleo's five others in service Anna, Ben and Gijs earn less: 3 / 5. Of Dirk's four; Eva, his equal, is half.

    Team and site make the team: Gijs, in the north of another site, has no team of five others. Hugo has no wage.
    """
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2020-01-01
        ben          2020-01-01
        cleo         2020-01-01
        dirk         2020-01-01
        eva          2020-01-01
        femke        2020-01-01
        gijs         2020-01-01
        hugo         2020-01-01
        ilse         2020-01-01

        pay
        employee_id  effective_on  hourly_wage  known_on
        anna         2020-01-01    12.00        2020-01-01
        ben          2020-01-01    13.00        2020-01-01
        cleo         2020-01-01    14.00        2020-01-01
        dirk         2020-01-01    15.00        2020-01-01
        eva          2020-01-01    15.00        2020-01-01
        femke        2020-01-01    16.00        2020-01-01
        gijs         2020-01-01    11.00        2020-01-01
        ilse         2020-01-01    10.00        2020-01-01
        anna         2020-03-01    17.00        2020-04-10

        assignments
        employee_id  effective_on  site     team   role
        anna         2020-01-01    utrecht  north  service
        ben          2020-01-01    utrecht  north  service
        cleo         2020-01-01    utrecht  north  service
        dirk         2020-01-01    utrecht  north  service
        eva          2020-01-01    utrecht  north  service
        femke        2020-01-01    utrecht  north  sales
        gijs         2020-01-01    gent     north  service
        hugo         2020-01-01    utrecht  north  service
        ilse         2020-01-01    utrecht  south  sales
        """,
        """
        employee_id  as_of       place_in_role_share  place_in_team_share
        anna         2020-02-01  0.2                  0
        ben          2020-02-01  0.4                  0.2
        cleo         2020-02-01  0.6                  0.4
        dirk         2020-02-01  0.9                  0.7
        eva          2020-02-01  0.9                  0.7
        femke        2020-02-01  -                    1
        gijs         2020-02-01  0                    -
        hugo         2020-02-01  -                    -
        anna         2020-04-10  0.2                  0
        anna         2020-04-11  1                    1
        cleo         2020-04-11  0.4                  0.2
        """,
    )


def test_four_others_are_too_few_for_a_place_and_no_group_is_none() -> None:
    """Unlike the median, which is everyone's where no role is on record."""
    assert_features(
        "pay",
        FIVE_IN_SERVICE
        + """
        assignments
        employee_id  effective_on  role
        anna         2020-01-01    service
        ben          2020-01-01    service
        cleo         2020-01-01    service
        dirk         2020-01-01    service
        eva          2020-01-01    service
        femke        2020-03-01    service
        """,
        """
        employee_id  as_of       place_in_role_share  place_in_team_share
        cleo         2020-03-01  -                    -
        femke        2020-03-01  -                    -
        cleo         2020-03-02  0.4                  -
        femke        2020-03-02  1                    -
        """,
    )


def test_progress_is_the_wage_over_the_first_one_of_the_spell() -> None:
    """After a year: by 31 December Anna's has lasted 365 days. Ben came back, so 10.00 is of another spell.

    A wage recorded late counts from then: 15.00 over 12.00, and 15.00 over 12.50 once the first one is corrected.
    """
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on  ended_on    known_on
        anna         2020-01-01  -           2020-01-01
        ben          2018-01-01  -           2018-01-01
        ben          2018-01-01  2019-06-01  2019-06-01
        ben          2020-01-01  -           2020-01-01

        pay
        employee_id  effective_on  hourly_wage  known_on
        anna         2020-01-01    12.00        2020-01-01
        anna         2020-09-01    15.00        2021-02-01
        anna         2020-01-01    12.50        2021-03-01
        ben          2018-01-01    10.00        2018-01-01
        ben          2018-06-01    10.50        2018-06-01
        ben          2020-01-01    13.00        2020-01-01
        ben          2020-06-01    13.52        2020-06-01
        ben          2021-02-15    13.00        2021-02-15
        """,
        """
        employee_id  as_of       since_hire_ratio
        anna         2020-12-30  -
        anna         2020-12-31  1
        anna         2021-02-01  1
        anna         2021-02-02  1.25
        anna         2021-03-01  1.25
        anna         2021-03-02  1.2
        ben          2019-02-01  1.05
        ben          2020-12-30  -
        ben          2020-12-31  1.04
        ben          2021-03-01  1
        """,
    )


def test_no_progress_is_said_of_new_records_or_of_one_extract() -> None:
    """A long spell: the wage of ten years ago is not on record, and one wage each shows no rise of anyone."""
    assert_features(
        "pay",
        """
        spells
        employee_id  started_on
        anna         2010-01-01
        ben          2010-01-01
        cleo         2010-01-01

        pay
        employee_id  effective_on  hourly_wage
        anna         2020-01-01    14.00
        ben          2020-01-01    14.00
        ben          2021-06-01    14.70
        """,
        """
        employee_id  as_of       since_hire_ratio  passed_over_role_share
        anna         2020-12-31  -                 -
        ben          2021-06-01  -                 -
        anna         2021-06-02  1                 -
        ben          2021-06-02  1.05              -
        cleo         2021-06-02  -                 -
        """,
    )


SEVEN = """
        spells
        employee_id  started_on
        anna         2019-01-01
        ben          2019-01-01
        cleo         2019-01-01
        dirk         2019-01-01
        eva          2019-01-01
        femke        2019-01-01
        gijs         2020-02-01

        assignments
        employee_id  effective_on  team   role
        anna         2019-01-01    north  service
        ben          2019-01-01    north  service
        cleo         2019-01-01    north  service
        dirk         2019-01-01    north  service
        eva          2019-01-01    south  service
        femke        2019-01-01    south  service
        gijs         2020-02-01    north  service
"""


def test_passed_over_is_the_share_of_the_others_who_had_a_rise_where_the_person_had_none() -> None:
    """In 2020 Ben, Cleo and Dirk had one, Dirk's on record from 20 November: 2 of Anna's 5 others, then 3.

    As long as no rise of anyone is on record, nothing is said.

    Gijs is not counted and gets nothing before 31 January 2021; then he hears six others, and they hear him.
    Ben's rise of 1 February 2020 lies 366 days before 1 February 2021.
    """
    assert_features(
        "pay",
        SEVEN
        + """
        pay
        employee_id  effective_on  hourly_wage  known_on
        anna         2019-01-01    14.00        2019-01-01
        ben          2019-01-01    14.00        2019-01-01
        cleo         2019-01-01    14.00        2019-01-01
        dirk         2019-01-01    14.00        2019-01-01
        eva          2019-01-01    14.00        2019-01-01
        femke        2019-01-01    14.00        2019-01-01
        gijs         2020-02-01    13.00        2020-02-01
        ben          2020-02-01    14.50        2020-02-01
        cleo         2020-03-01    14.50        2020-03-01
        dirk         2020-10-01    14.50        2020-11-20
        """,
        """
        employee_id  as_of       passed_over_role_share
        anna         2020-02-01  -
        anna         2020-02-02  0.2
        ben          2020-02-02  0
        anna         2020-11-20  0.4
        dirk         2020-11-20  0.4
        anna         2020-11-21  0.6
        dirk         2020-11-21  0
        gijs         2020-11-21  -
        gijs         2021-01-30  -
        gijs         2021-01-31  0.5
        anna         2021-01-31  0.5
        anna         2021-02-01  0.3333333333333333
        ben          2021-02-01  0.3333333333333333
        """,
    )


def test_nobody_is_passed_over_among_four_others() -> None:
    """Without a wage Femke is no one to compare with, and of her nothing is said."""
    assert_features(
        "pay",
        SEVEN
        + """
        pay
        employee_id  effective_on  hourly_wage
        anna         2019-01-01    14.00
        ben          2019-01-01    14.00
        cleo         2019-01-01    14.00
        dirk         2019-01-01    14.00
        eva          2019-01-01    14.00
        ben          2020-02-01    14.50
        femke        2020-06-01    14.00
        """,
        """
        employee_id  as_of       passed_over_role_share
        anna         2020-06-01  -
        ben          2020-06-01  -
        femke        2020-06-01  -
        anna         2020-06-02  0.2
        ben          2020-06-02  0
        femke        2020-06-02  0.2
        """,
    )


def test_fairness_is_the_mean_of_the_items_and_a_high_one_is_fair() -> None:
    """Badly paid is turned around: Anna (1 + 0.25 + 0.5 + 0) / 4 = 0.4375, Ben 1 - 1 = 0, Cleo 0.5.

    0.9375 / 3 = 0.3125, so 0.3 for all in the north, Dirk too, who said nothing of pay. On 1 March Cleo's alone is
    too few. An answer of a year ago does not count any more: without Cleo's it is 0.4375 / 2 = 0.219, so 0.2.
    """
    assert_features(
        "pay",
        SEVEN
        + """
        survey_answers
        employee_id  answered_on  item        answer
        anna         2020-03-01   fair_pay    1.00
        anna         2020-03-01   badly_paid  0.75
        anna         2020-03-01   benefits    0.50
        anna         2020-03-01   pay_rise    0.00
        ben          2020-03-01   badly_paid  1.00
        cleo         2020-02-01   benefits    0.50
        dirk         2020-03-01   stress      1.00
        """,
        """
        employee_id  as_of       fairness_own_share  fairness_team_share
        anna         2020-03-01  -                   -
        anna         2020-03-02  0.4375              0.3
        ben          2020-03-02  0                   0.3
        cleo         2020-03-02  0.5                 0.3
        dirk         2020-03-02  -                   0.3
        cleo         2021-01-31  0.5                 0.3
        cleo         2021-02-01  -                   0.2
        anna         2021-02-01  0.4375              0.2
        dirk         2021-03-02  -                   -
        """,
        min_respondents=2,
        individual_answers=True,
    )


def test_own_fairness_only_where_consent_is_recorded() -> None:
    """The team's is (1 + 0.6) / 2; in the south Eva alone answered."""
    assert_features(
        "pay",
        SEVEN
        + """
        survey_answers
        employee_id  answered_on  item      answer
        anna         2020-03-01   fair_pay  1.00
        ben          2020-03-01   fair_pay  0.60
        eva          2020-03-01   fair_pay  0.50
        """,
        """
        employee_id  as_of       fairness_own_share  fairness_team_share
        anna         2020-03-02  -                   0.8
        ben          2020-03-02  -                   0.8
        dirk         2020-03-02  -                   0.8
        eva          2020-03-02  -                   -
        """,
        min_respondents=2,
    )
