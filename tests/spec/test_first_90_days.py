"""First 90 days: how long somebody has worked here."""

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
