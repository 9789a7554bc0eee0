"""The purpose file: all its problems at once, and no person named by any route without one that holds."""

import datetime as dt
import inspect
import re

import pytest
from made_up_purpose import UNTIL, VALID, write_purpose
from small_centre import add_to_config

from houvast.config.load import config_digest
from houvast.errors import ConfigError
from houvast.language import LANGUAGES, language_of
from houvast.publish.purpose_words import FORBIDDEN, build_own_purpose, build_purpose
from houvast.purpose import (
    ABSENT,
    BROKEN,
    EXPIRED,
    NOT_APPROVED,
    check_purpose,
    find_standing,
    read_standing,
)
from houvast.use import open_use

DAY = dt.date(2026, 1, 2)
CONFIG = """
name: demo
workspace: WORK
records:
  folder: .
  observed_from: '2024-01-01'
  observed_until: '2025-01-01'
  sources:
    - {table: spells, file: a.csv, format: {type: csv}, columns: {employee_id: id, started_on: a,
       ended_on: b, exit_reason: c, known_on: d}}
"""


def make_config(folder, more: str = "purpose: purpose.yaml\n"):
    path = folder / "config.yaml"
    path.write_text(CONFIG.replace("WORK", str(folder / "work")), encoding="utf-8")
    return add_to_config(path, more)


@pytest.mark.parametrize(
    ("old", "new", "day", "why"),
    [
        ("", "", DAY, None),
        ("", "", UNTIL, None),
        ("", "", UNTIL + dt.timedelta(days=1), EXPIRED),
        ("", "", dt.date(2025, 1, 15), None),
        ("", "", dt.date(2025, 1, 14), NOT_APPROVED),
        ("approval: {", "approval: null  # {", DAY, NOT_APPROVED),
        ('approval: {by: "works council", on: \'2025-01-15\', reference: "OR 2025-3"}', "", DAY, NOT_APPROVED),
        (
            '{by: "works council", on: \'2025-01-15\', reference: "OR 2025-3"}',
            '{not_required: "under fifty people"}',
            DAY,
            None,
        ),
    ],
)
def test_a_purpose_holds_from_its_approval_to_its_last_day(tmp_path, old, new, day, why) -> None:
    assert read_standing(write_purpose(tmp_path / "purpose.yaml", old, new), day).why_not == why


def test_without_a_file_or_with_one_that_is_not_there_nothing_is_allowed(tmp_path) -> None:
    for more in ("", "purpose: purpose.yaml\n"):
        standing = find_standing(open_use(make_config(tmp_path, more)), DAY)
        assert (standing.why_not, standing.allows_people, standing.as_manifest()["sha256"]) == (ABSENT, False, None)


def test_all_problems_are_named_at_once(tmp_path) -> None:
    path = write_purpose(tmp_path / "purpose.yaml", "[dismissal, renewal, pay, rosters]", "[pay, gossip]")
    text = path.read_text(encoding="utf-8").replace('by: "works council", ', "").replace("2030-06-30", "2030-06-31")
    path.write_text(text + "k: 9\nowner: nobody\n", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        open_use(make_config(tmp_path))
    said = str(refused.value)
    for part in ("5 problems", "`forbidden.1`", "by`, `on` and `reference", "`valid_until`", "`k`", "`owner`"):
        assert part in said, part
    assert len(re.findall(r"purpose\.yaml:\d+: ", said)) == 5


@pytest.mark.parametrize("use", ["dismissal", "renewal", "pay", "rosters"])
def test_what_is_always_forbidden_must_be_named(tmp_path, use) -> None:
    named = [one for one in ("dismissal", "renewal", "pay", "rosters") if one != use]
    path = write_purpose(tmp_path / "p.yaml", "[dismissal, renewal, pay, rosters]", f"[{', '.join(named)}]")
    with pytest.raises(ConfigError, match=f"must have {use}: a list that offers help"):
        read_standing(path, DAY)


def test_a_file_that_changed_is_read_again(tmp_path) -> None:
    path = write_purpose(tmp_path / "purpose.yaml")
    first = read_standing(path, DAY)
    write_purpose(path, "2030-06-30", "2025-06-30")
    second = read_standing(path, DAY)
    assert (first.why_not, second.why_not) == (None, EXPIRED)
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(("config", "file", "wins"), [(10, 12, 12), (15, 12, 15)])
def test_the_stricter_number_of_respondents_wins(tmp_path, config, file, wins) -> None:
    write_purpose(tmp_path / "purpose.yaml", "valid_until", f"min_respondents: {file}\nvalid_until")
    path = make_config(tmp_path, f"purpose: purpose.yaml\nsurveys: {{min_respondents: {config}}}\n")
    assert open_use(path).config.surveys.min_respondents == wins


def test_the_file_must_lie_in_a_declared_root_and_its_place_is_no_part_of_a_list(tmp_path, monkeypatch) -> None:
    write_purpose(tmp_path / "purpose.yaml")
    with_file = open_use(make_config(tmp_path)).config
    assert config_digest(with_file) == config_digest(open_use(make_config(tmp_path, "")).config)
    monkeypatch.setenv("HOUVAST_ROOTS", str(tmp_path))
    open_use(make_config(tmp_path))
    with pytest.raises(ConfigError, match=r"`purpose`: .* lies in none of the folders"):
        open_use(make_config(tmp_path, "purpose: ../purpose.yaml\n"))


@pytest.mark.parametrize("why", [ABSENT, NOT_APPROVED, EXPIRED])
def test_who_is_refused_is_told_what_to_do(tmp_path, why) -> None:
    if why != ABSENT:
        write_purpose(
            tmp_path / "purpose.yaml", *(("approval: {", "approval: null # {") if why == NOT_APPROVED else ())
        )
    day = UNTIL + dt.timedelta(days=1) if why == EXPIRED else DAY
    said = {ABSENT: "there is no purpose file", NOT_APPROVED: "not approved yet", EXPIRED: "past its `valid_until`"}
    with pytest.raises(ConfigError, match=said[why]):
        check_purpose(open_use(make_config(tmp_path)), day)


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_of_the_file_come_after_the_fixed_minimum(code) -> None:
    lingo = language_of(code)
    fixed = build_purpose(None, lingo).splitlines()
    whole = build_purpose(VALID.tell(code), lingo).splitlines()
    assert len(fixed) == 2 + len(FORBIDDEN)
    assert set(fixed) < set(whole)
    own, told = " ".join(build_own_purpose(VALID.tell(code), lingo)), VALID.tell(code)
    for part in ("Zorglijn bv", "OR 2025-3", "2030", told.title, told.purpose, told.allowed[0], told.besides[0]):
        assert part in own
    for why in (ABSENT, NOT_APPROVED, EXPIRED, BROKEN):
        assert lingo.text(f"purpose.closed_{why}")


@pytest.mark.parametrize("name", ["make_draw", "make_plan", "find_released", "_ask_purpose"])
def test_every_way_to_people_asks(name) -> None:
    from houvast import drawing, planning, stages
    from houvast.web import released

    asks = next(getattr(one, name) for one in (drawing, planning, released, stages) if name in vars(one))
    assert re.search(r"(check_purpose|find_standing)\(use\)", inspect.getsource(asks))
