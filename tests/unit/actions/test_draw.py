"""The draw is even, fair, the same for everybody, and cannot be changed afterwards."""

import numpy as np
import pytest

from houvast.actions.draw import HELP, NONE, build_strata, draw_people, draw_teams
from houvast.actions.draw_ledger import WrittenDraw, read_draws, write_draw
from houvast.errors import RecordsError

IDS = [f"{number:03d}" for number in range(101)]


def drawn(ids=IDS, stratum=None, hold_out=0.3, seed=1, before=None):
    stratum = stratum or ["a"] * len(ids)
    return draw_people(ids, stratum, hold_out=hold_out, seed=seed, before=before or {})


def test_each_stratum_and_all_of_them_have_their_share():
    stratum = [["a", "b", "c"][number % 3] for number in range(101)]
    for seed in range(40):
        people = drawn(stratum=stratum, seed=seed).people
        without = people["arm"] == NONE
        assert abs(without.sum() - 0.3 * 101) < 1
        for name in "abc":
            own = people["stratum"] == name
            assert abs((without & own).sum() - 0.3 * own.sum()) < 1


def test_everybody_has_the_same_chance_and_two_are_drawn_as_if_by_chance():
    stratum = ["small"] * 7 + ["large"] * 94
    without = np.array([(drawn(stratum=stratum, seed=seed).people["arm"] == NONE) for seed in range(250)])
    # 101 binomials of 250 at 0.3 have a standard error of 7.2; the largest of them lies within 4.5 of these.
    assert np.abs(without.sum(axis=0) - 75).max() < 4.5 * 7.2
    together = (without[:, 20:99] & without[:, 21:100]).mean()
    assert together == pytest.approx(0.3 * 0.3, abs=0.01)


def test_the_order_of_the_list_does_not_matter_and_the_seed_does():
    one, turned = drawn(), drawn(ids=IDS[::-1])
    assert one.people.equals(turned.people)
    assert not one.people.equals(drawn(seed=2).people)


def test_who_was_drawn_before_keeps_the_arm():
    before = {"003": NONE, "050": HELP, "gone": NONE}
    found = drawn(before=before)
    assert dict(zip(found.kept["employee_id"], found.kept["arm"], strict=True)) == {"003": NONE, "050": HELP}
    assert not {"003", "050", "gone"} & set(found.people["employee_id"])
    assert len(found.people) == 99


def test_nobody_new():
    found = drawn(ids=["1"], before={"1": HELP})
    assert found.people.empty
    assert list(found.people.columns) == ["employee_id", "stratum", "arm"]


def test_strata():
    strata = build_strata(np.array([0, 90, 91, 365, 729, 730]), ["U", "U", None, "U", float("nan"), "U"])
    assert strata.tolist() == ["0-3 U", "0-3 U", "3-12", "12-24 U", "12-24", "24+ U"]


def test_teams_are_dealt_evenly_and_every_team_may_be_first():
    teams = [f"t{number}" for number in range(10)]
    step = draw_teams(teams, steps=4, seed=1)
    assert set(step) == set(teams)
    assert sorted(np.bincount(list(step.values()))[1:]) == [2, 2, 3, 3]
    first = {team for seed in range(60) for team, at in draw_teams(teams, steps=4, seed=seed).items() if at == 1}
    assert first == set(teams)
    with pytest.raises(ValueError, match=r"within 2 and the number of teams, 10\. Got 11"):
        draw_teams(teams, steps=11, seed=1)


def written(draw_id="demo-2026-01-01", **more):
    given = {
        "as_of": "2026-01-01", "drawn_on": "2026-01-02", "by": "person", "hold_out": 0.3, "seed": 4,
        "list_sha256": "f" * 64, "looks": 12, "planned_people": 400, "arms": {"007": ("0-3 U", HELP), "é": ("", NONE)},
    }  # fmt: skip
    return WrittenDraw(draw_id, **(given | more))


def test_what_was_written_is_read_and_is_private(tmp_path):
    path = tmp_path / "data" / "draws.jsonl"
    assert read_draws(path) == []
    one, two = written(), written(as_of="2026-02-01")
    hashes = [write_draw(path, one), write_draw(path, two)]
    assert read_draws(path) == [one, two]
    assert len(set(hashes)) == 2
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("how", ["altered", "first taken out", "turned", "torn"])
def test_a_changed_ledger_is_refused(tmp_path, how):
    path = tmp_path / "draws.jsonl"
    for day in ("2026-01-01", "2026-02-01", "2026-03-01"):
        write_draw(path, written(as_of=day))
    lines = path.read_text(encoding="utf-8").splitlines()
    if how == "altered":
        lines[1] = lines[1].replace('["0-3 U", "help"]', '["0-3 U", "none"]')
    elif how == "first taken out":
        lines = lines[1:]
    elif how == "turned":
        lines = lines[::-1]
    else:
        lines[2] = lines[2][:40]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(RecordsError, match=r"line \d: this is not what was written"):
        read_draws(path)
    with pytest.raises(RecordsError):
        write_draw(path, written())
