"""Reasons in plain sentences: the person's own fact, what is usual here, and the points it adds or takes.

A sentence reads "No pay rise for 19 months; 9 is usual here: +3.1 points". It says what stands
beside what in the records; it never says why somebody may leave.

Known drawbacks: a driver's points are of all its features together, while the fact is of the one
feature that weighs most among those that point the driver's way.
"""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from houvast.catalogue import FeatureText, load_drivers
from houvast.errors import ConfigError, join_problems
from houvast.language import Language, language_of

LEAST_CONTRIBUTION = 0.0005
"""Contributions below this probability (0.05 points) would be printed as 0.0 and get no sentence."""

SAME_SHARE = 0.05
"""A person's own survey value (0–1) nearer to the usual one than this is said to be the usual."""

SAME_RATIO = 0.005
"""A ratio nearer to 1 than this would be printed as 0% and is said to be usual."""

REFERENCES: dict[str, tuple[float | None, float]] = {
    "ratio": (1.0, SAME_RATIO),
    "change": (0.0, SAME_SHARE),
    "own": (None, SAME_SHARE),
}
"""Kinds whose sentence itself says beside what the value stands (None: the usual value), and how near is the same."""


def build_reasons(
    language: str,
    contributions: pd.DataFrame,
    feature_contributions: pd.DataFrame,
    X: pd.DataFrame,
    usual: pd.Series,
    count: int,
) -> list[list[str]]:
    """Sentences, one list of at most `count` a row of `contributions`, weightiest first.

    A person's drivers are ordered by the size of their contribution, ties by column order. Drivers
    that contribute less than `LEAST_CONTRIBUTION`, or are missing (not measured), get no sentence.

    Parameters
    ----------
    language : {"en", "nl"}
    contributions : DataFrame of shape (n_people, n_drivers)
        Probabilities, not points: 0.031 is printed as 3.1 points. Columns are driver codes.
    feature_contributions, X : DataFrame of shape (n_people, n_features)
        Contributions in any additive unit, and values. Rows as in `contributions`; missing values
        of `X` are facts not known of this person.
    usual : Series
        Feature to the centre's usual value; a feature without one is stated without it.
    count : int
        Most sentences a person.

    Raises
    ------
    ConfigError
        A feature has no sentence in `configs/drivers`.
    ValueError
        The tables do not fit each other, or contributions are no probabilities.
    """
    _check_tables(contributions, feature_contributions, X)
    check_sentences(list(feature_contributions.columns))
    lingo = language_of(language)
    leading = {
        driver: _leading_features(
            contributions[driver], feature_contributions, _features_of(driver, feature_contributions)
        )
        for driver in contributions.columns
    }
    sizes = contributions.to_numpy(dtype=float, na_value=np.nan)
    order = np.argsort(-np.nan_to_num(np.abs(sizes)), axis=1, kind="stable")
    values = {feature: X[feature].to_numpy(dtype=float, na_value=np.nan) for feature in feature_contributions.columns}
    sentences = []
    for person in range(len(contributions)):
        own = []
        for column in order[person]:
            size = sizes[person, column]
            if len(own) == count or not abs(size) >= LEAST_CONTRIBUTION:
                break
            feature = leading[contributions.columns[column]][person]
            if feature is not None:
                own.append(build_sentence(lingo, feature, values[feature][person], usual.get(feature), size))
        sentences.append(own)
    return sentences


def build_sentence(language: Language, feature: str, value: float, usual: float | None, contribution: float) -> str:
    """One reason: fact, usual and points.

    Parameters
    ----------
    value, usual : float
        In the feature's own unit; NaN where not known.
    contribution : float
        A probability; 0.031 is printed as 3.1 points.
    """
    text = load_drivers().feature(feature)
    usual = math.nan if usual is None else float(usual)
    fact, beside = _facts(language, text, float(value), usual)
    points = language.points(contribution)
    if beside is None:
        return language.text("common.reason_bare", fact=fact, points=points)
    return language.text("common.reason_full", fact=fact, usual=beside, points=points)


def build_fact(language: Language, feature: str, value: float, usual: float) -> str:
    """A feature's value in words, beside what is usual here, without points."""
    fact, beside = _facts(language, load_drivers().feature(feature), float(value), float(usual))
    return fact if beside is None else language.text("common.fact_full", fact=fact, usual=beside)


def check_sentences(features: Sequence[str]) -> None:
    """Nothing, if every feature has its sentence.

    Raises
    ------
    ConfigError
        Names every feature without one.
    """
    without = [feature for feature in features if load_drivers().feature(feature) is None]
    if without:
        problems = [f"feature `{feature}` has no sentence; add it under its driver" for feature in without]
        raise ConfigError(join_problems("configs/drivers", problems))


def _facts(language: Language, text: FeatureText, value: float, usual: float) -> tuple[str, str | None]:
    """The fact, and what is usual beside it (None where the fact says so itself, or it is not known)."""
    own, unit = _write(language, text.kind, value)
    variant = _variant(text.kind, set(text.says), value, usual, own)
    fact = getattr(text.says[variant], language.code).format(own=_join(language, own, unit))
    if text.kind in REFERENCES or text.kind == "flag" or variant == "missing" or math.isnan(usual):
        return fact, None
    other, other_unit = _write(language, text.kind, usual)
    if (other, other_unit) == (own, unit):
        return fact, language.text("common.reason_as_usual")
    if text.kind == "count" and other == "0":
        return fact, language.text("common.reason_usual_none")
    same_unit = _unit_stem(language, unit) == _unit_stem(language, other_unit)
    written = other if same_unit and variant != "zero" else _join(language, other, other_unit)
    return fact, language.text("common.reason_usual", usual=written)


def _variant(kind: str, variants: set[str], value: float, usual: float, own: str) -> str:
    """Which of a feature's sentences a value gets."""
    if math.isnan(value):
        return "missing"
    if kind == "flag":
        return "yes" if value >= 0.5 else "no"
    if kind in REFERENCES:
        reference, nearness = REFERENCES[kind]
        reference = usual if reference is None else reference
        if not abs(value - reference) >= nearness:
            return "same"
        return "below" if value < reference else "above"
    if own == "0" and "zero" in variants:
        return "zero"
    if own == "1" and "one" in variants:
        return "one"
    return "below" if "below" in variants and value < usual else "other"


def _write(language: Language, kind: str, value: float) -> tuple[str, str]:
    """A value as (number, unit); the unit is empty but for durations, the number where no figure is said."""
    if math.isnan(value) or kind in {"own", "flag"}:
        return "", ""
    if kind == "days":
        return language.duration(value)
    if kind == "ratio":
        return language.percent(abs(value - 1)), ""
    if kind == "share":
        return _write_share(language, value), ""
    if kind == "change":
        return language.number(max(round(10 * abs(value)), 1)), ""
    return (language.number(round(10 * value)) if kind == "team" else language.short(value)), ""


def _write_share(language: Language, value: float) -> str:
    """A percentage, with one decimal below ten; "0" where that would be none."""
    if value < 0.0005:
        return "0"
    return language.percent(value) if value >= 0.1 else language.percent_short(value)


def _join(language: Language, number: str, unit: str) -> str:
    return language.text("common.duration", number=number, unit=unit) if unit else number


def _unit_stem(language: Language, unit: str) -> str:
    """The unit without its number: "month" and "months" are the same."""
    for name in ("day", "week", "month", "year"):
        if unit in {language.text(f"common.{name}", count=count) for count in (1, 2)}:
            return name
    return unit


def _features_of(driver: str, features: pd.DataFrame) -> list[str]:
    catalogue = load_drivers()
    return [feature for feature in features.columns if catalogue.driver_of(feature) == driver]


def _leading_features(driver: pd.Series, feature_contributions: pd.DataFrame, features: list[str]) -> list[str | None]:
    """Per person the driver's feature that weighs most in the driver's own direction; None if none does."""
    if not features:
        return [None] * len(driver)
    weights = feature_contributions[features].to_numpy(dtype=float, na_value=np.nan)
    along = np.nan_to_num(weights * np.sign(driver.to_numpy(dtype=float, na_value=np.nan))[:, None])
    best = along.argmax(axis=1)
    return [features[column] if along[row, column] > 0 else None for row, column in enumerate(best)]


def _check_tables(contributions: pd.DataFrame, feature_contributions: pd.DataFrame, X: pd.DataFrame) -> None:
    rows = {len(contributions), len(feature_contributions), len(X)}
    if len(rows) != 1:
        raise ValueError(f"the three tables must have one row a person each. Got {sorted(rows)} rows.")
    absent = sorted(set(feature_contributions.columns) - set(X.columns))
    if absent:
        raise ValueError(f"X lacks the features {', '.join(absent)}.")
    largest = float(np.nanmax(np.abs(contributions.to_numpy(dtype=float, na_value=np.nan)), initial=0))
    if largest > 1:
        raise ValueError(f"contributions must be probabilities between -1 and 1. Got one of size {largest:.3g}.")
