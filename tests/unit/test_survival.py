"""When people left: simulated hazards are recovered, small groups stay hidden, words say what figures say."""

import json

import numpy as np
import pandas as pd
import pytest
from made_up_list import AS_OF

from houvast.language import language_of
from houvast.publish.survival_page import build_sentences, build_survival_page
from houvast.simulate.archetypes import ARCHETYPES, TENURE_BANDS
from houvast.suppression import FEWEST_PEOPLE
from houvast.survival import build_survival, merge_small
from houvast.survival_facts import Survival, read_group
from houvast.timeline import to_days

FIRST, UNTIL = (int(to_days(pd.Timestamp(day).date())) for day in ("2022-01-01", "2026-01-01"))


def simulate(archetype: str, people: int, seed: int, worse: dict[str, float] | None = None) -> tuple:
    """Spells and assignments of people hired over six years, leaving weekly with the archetype's hazards.

    Half are hired before the records begin: late entry. `worse` multiplies the hazard of a site.
    """
    rng, kind = np.random.default_rng(seed), ARCHETYPES[archetype]
    chosen = np.array(kind.voluntary)[np.searchsorted(TENURE_BANDS, np.arange(400), side="right") - 1]
    other = np.where(np.arange(400) < 13, *kind.employer)
    sites = np.array(list(worse or {"north": 1.0}))
    site = rng.integers(0, sites.size, people)
    factor = np.array([(worse or {"north": 1.0})[one] for one in sites])[site]
    drawn = rng.random((2, people, 400))
    weeks = [np.argmax(hit := part < hazard, axis=1) + np.where(hit.any(axis=1), 0, 400)
             for part, hazard in zip(drawn, (factor[:, None] * chosen, other[None, :]), strict=True)]  # fmt: skip
    started = rng.integers(UNTIL - 6 * 365, UNTIL, people)
    gone = started + np.minimum(*weeks) * 7 + rng.integers(1, 7, people)
    day = lambda days: pd.Series(days.astype("datetime64[D]").astype("datetime64[s]"))  # noqa: E731
    ids = np.array([f"p{number:05d}" for number in range(people)])
    spells = pd.DataFrame({"employee_id": ids, "started_on": day(started), "ended_on": day(gone)})
    spells["exit_reason"] = np.where(weeks[0] <= weeks[1], "voluntary", "employer")
    spells["superseded_on"] = pd.NaT
    placed = pd.DataFrame(
        {"employee_id": ids, "effective_on": day(started), "site": sites[site], "superseded_on": pd.NaT}
    )
    return spells, placed


def survival_of(spells: pd.DataFrame, placed: pd.DataFrame | None = None) -> Survival:
    return build_survival(spells, placed, observed_from=FIRST, observed_until=UNTIL, causes=("voluntary",))


@pytest.mark.parametrize("archetype", ["inhouse", "average", "outsourcer"])
def test_the_hazards_of_the_simulator_are_recovered_within_their_intervals(archetype: str) -> None:
    """Of 40 stretches and two kinds of exit about 95% hold the truth."""
    found = survival_of(*simulate(archetype, 6000, seed=4))
    kind, inside = ARCHETYPES[archetype], []
    for one in found.total.stretches:
        weeks = np.arange(one.from_days // 7, one.to_days // 7)
        chosen = np.array(kind.voluntary)[np.searchsorted(TENURE_BANDS, weeks, side="right") - 1].mean()
        other = np.where(weeks < 13, *kind.employer).mean()
        # Exits lie within the week, half of which those who leave in it have worked.
        for figure, chance in ((one.chosen, chosen), (one.other, other)):
            truth = chance / (1 - 0.5 * (chosen + other))
            inside.append(figure.low <= truth <= figure.high)
    assert len(inside) == 80 and np.mean(inside) >= 0.90
    assert found.peak_from_week == 1


def test_a_site_that_people_leave_sooner_stands_apart_and_equal_ones_do_not() -> None:
    alike = survival_of(*simulate("average", 3000, 6, {"north": 1.0, "south": 1.0, "east": 1.0}))
    assert not any(group.apart for group in alike.groups if group.kind == "site")
    differs = survival_of(*simulate("average", 3000, 6, {"north": 1.0, "south": 1.0, "east": 2.5}))
    assert [group.name for group in differs.groups if group.apart and group.kind == "site"] >= ["east"]
    said = " ".join(build_sentences(differs, language_of("en")))
    assert "east: of 100 starters, " in said and "in weeks 1 to 4" in said


def test_small_groups_are_together_and_never_few() -> None:
    """Three of 4, 3 and 40 people: the small ones are seven together, so that the smallest other one joins them."""

    def pairs(**sizes: int) -> pd.DataFrame:
        return pd.DataFrame([(name, f"{name}{who}") for name, size in sizes.items() for who in range(size)],
                            columns=["name", "who"])  # fmt: skip

    assert merge_small(pairs(a=4, b=3, c=40, d=30)) == {"a": None, "b": None, "c": "c", "d": None}
    assert merge_small(pairs(a=9, b=9, c=40)) == {"a": None, "b": None, "c": "c"}
    assert merge_small(pairs(a=20, b=30)) == {"a": "a", "b": "b"}
    many = merge_small(pairs(**{f"g{number}": 10 + number for number in range(12)}))
    assert sum(name is not None for name in many.values()) == 7


def test_what_is_shown_is_of_enough_people() -> None:
    spells, placed = simulate("average", 300, 3, {"north": 1.0, "south": 1.0})
    placed["site"] = np.where(np.arange(300) < 6, "tiny", placed["site"])
    found = survival_of(spells, placed)
    assert all(group.people >= FEWEST_PEOPLE for group in found.groups)
    page = build_survival_page(AS_OF, found, "demo", "en")
    assert "tiny" not in page and "tiny" not in json.dumps(found.as_dict())
    assert survival_of(spells.head(9)) is None


def test_what_was_written_is_read_again() -> None:
    total = survival_of(*simulate("average", 300, 3)).total
    kept = json.loads(json.dumps(survival_of(*simulate("average", 300, 3)).as_dict()))["total"]
    again = read_group(kept)
    assert (again.kind, again.name, again.people, again.start_days, again.elsewhere) == (
        "all",
        None,
        total.people,
        0,
        None,
    )
    assert len(again.stretches) == len(total.stretches) > 20
    for one, other in zip((*again.stretches, *again.points), (*total.stretches, *total.points), strict=True):
        assert vars(one).keys() == vars(other).keys()
        assert one.chosen.high == pytest.approx(other.chosen.high, abs=1e-6, nan_ok=True)
    assert np.isnan(read_group(kept | {"elsewhere": {"value": None, "low": None, "high": None}}).elsewhere.low)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_needs_nothing_else_and_is_inert(language: str) -> None:
    spells, placed = simulate("average", 600, 3, {"<script>x": 1.0, "south": 1.0})
    found = survival_of(spells, placed)
    page = build_survival_page(AS_OF, found, "<b>", language, list_page="summary.html")
    assert "<script" not in page and "<b>" not in page and "&lt;script&gt;x" in page
    assert "http" not in page.replace("http-equiv", "") and 'href="summary.html"' in page
    assert all(
        sentence.replace("<", "&lt;").replace(">", "&gt;") in page
        for sentence in build_sentences(found, language_of(language))
    )
    assert page == build_survival_page(AS_OF, survival_of(spells, placed), "<b>", language, list_page="summary.html")
    assert "nan" not in page.lower().replace("financ", "") and json.dumps(found.as_dict(), allow_nan=False)


def test_figures_by_hand() -> None:
    """Twenty starters on one day: five leave by choice on day 10, one is sent away on day 100, the others stay.

    After 90 days 15 of 20 are here. Of six exits five fell in the first 90 days.
    """
    ended = ["2022-01-13"] * 5 + ["2022-04-13"] + [None] * 14
    spells = pd.DataFrame({"employee_id": [f"p{number}" for number in range(20)], "started_on": "2022-01-03"})
    spells["started_on"] = spells["started_on"].astype("datetime64[s]")
    spells["ended_on"] = pd.Series(pd.to_datetime(pd.Series(ended))).astype("datetime64[s]")
    spells["exit_reason"] = ["voluntary"] * 5 + ["employer"] + [None] * 14
    found = survival_of(spells.assign(superseded_on=pd.NaT))
    assert found.exits == {"chosen": 5, "other": 1, "unknown": 0}
    assert found.total.here_after(90).value == pytest.approx(15 / 20)
    assert found.total.here_after(182).value == pytest.approx(14 / 20)
    assert found.early_share.value == pytest.approx(5 / 6) and found.early_chosen_share.value == 1
    week = next(one for one in found.total.stretches if one.from_days == 7)
    assert week.chosen.value == pytest.approx(5 / ((5 * 3 + 15 * 7) / 7))
    assert found.groups == ()
