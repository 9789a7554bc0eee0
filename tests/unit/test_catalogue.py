"""The driver catalogue and the benchmarks: whole, in both languages, and in step with the features."""

import pytest

from houvast.catalogue import (
    VARIANTS,
    Benchmark,
    DriverText,
    FeatureText,
    find_starters,
    load_benchmarks,
    load_drivers,
)
from houvast.features import DRIVERS

FORBIDDEN = ("because", "omdat", "doordat", "wegens", "churn", "flight risk")
FAMILIES = {
    "pay", "burnout", "workload", "one_on_ones", "coaching", "career", "first_90_days",
    "autonomy", "recognition", "connection", "purpose", "technology", "placement",
}  # fmt: skip


def test_every_family_of_the_sources_is_there():
    assert set(load_drivers().drivers) == FAMILIES
    assert all(driver.help for driver in load_drivers().drivers.values())


def test_every_feature_that_is_computed_has_its_sentences():
    computed = {name for module in DRIVERS.values() for name in module.FEATURES}
    assert [name for name in sorted(computed) if load_drivers().feature(name) is None] == []


def test_the_expected_direction_is_the_one_that_the_features_declare():
    signs = {"high": 1, "low": -1}
    for module in DRIVERS.values():
        for name, sign in getattr(module, "RAISES", {}).items():
            assert signs[load_drivers().feature(name).expected.raises] == sign, name


def test_a_feature_belongs_to_the_driver_with_the_longest_fitting_code():
    drivers = load_drivers()
    assert drivers.driver_of("first_90_days_tenure_days") == "first_90_days"
    assert drivers.driver_of("one_on_ones_held_90d_count") == "one_on_ones"
    assert drivers.driver_of("weather_rain_days") is None
    assert drivers.feature("pay_weather_days") is None


def test_no_sentence_claims_a_cause():
    texts = load_drivers().model_dump_json().lower() + load_benchmarks().model_dump_json().lower()
    assert [word for word in FORBIDDEN if word in texts] == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_driver_has_open_questions_that_a_talk_can_begin_with(language):
    asked = [question for driver in load_drivers().drivers for question in find_starters(driver, language)]
    assert all(len(find_starters(driver, language)) >= 2 for driver in load_drivers().drivers)
    assert all(question.endswith("?") for question in asked)
    assert len(set(asked)) == len(asked)
    delicate = ("sick", "ill", "health", "doctor", "pregnan", "risk", "leave", "why", "ziek", "gezond", "arts",
                "zwanger", "kans", "vertrek", "waarom")  # fmt: skip
    words = [word.strip(",.?:") for question in asked for word in question.lower().split()]
    assert [word for word in words for part in delicate if word.startswith(part)] == []
    assert find_starters("weather", language) == ()


def test_a_driver_without_questions_is_refused():
    whole = load_drivers().drivers["pay"].model_dump()
    with pytest.raises(ValueError, match="starters"):
        DriverText.model_validate(whole | {"starters": ()})


@pytest.mark.parametrize("variant", sorted(VARIANTS["count"]))
def test_a_feature_needs_every_variant_of_its_kind(variant):
    whole = load_drivers().feature("one_on_ones_held_90d_count").model_dump()
    FeatureText.model_validate(whole)
    del whole["says"][variant]
    with pytest.raises(ValueError, match="`says` of a count feature"):
        FeatureText.model_validate(whole)


def test_a_translation_may_not_be_missing():
    whole = load_drivers().drivers["pay"].model_dump()
    del whole["name"]["nl"]
    with pytest.raises(ValueError, match="nl"):
        DriverText.model_validate(whole)


def test_benchmarks_are_the_published_figures():
    shares = {(b.measure, b.year): b.share for b in load_benchmarks().benchmarks}
    assert shares["pay_rise_365d", 2024] == 0.79
    assert shares["pay_rise_365d", 2025] == 0.52
    assert shares["one_on_one_monthly", 2025] == 0.67
    assert shares["career_paths_known", 2025] == 0.55
    assert shares["not_very_stressful", 2025] == 0.11
    assert shares["little_status", 2020] == 0.45


def test_every_benchmark_has_a_driver_that_exists():
    drivers = {b.driver for b in load_benchmarks().benchmarks if b.driver is not None}
    assert drivers <= FAMILIES


def test_a_benchmark_has_a_share_or_words_never_neither():
    text = {"en": "x", "nl": "x"}
    with pytest.raises(ValueError, match="either `share` or `figure`"):
        Benchmark(measure="x", sample="y", sources=("S1",), wording=text)
