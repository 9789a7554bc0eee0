"""Pay: rises, how long ago the last one was, and the wage beside that of the same role."""

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
