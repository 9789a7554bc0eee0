"""A plan and effects beside a made-up list, and a draw of its people, published as the commands do it."""

import datetime as dt
from pathlib import Path

import pandas as pd
from made_up_effects import made_up_effects

from houvast.actions.draw_ledger import WrittenDraw, write_draw
from houvast.actions.help_catalogue import load_help
from houvast.actions.plan import Terms, build_plan, sum_up
from houvast.language import language_of
from houvast.publish.effects import publish_effects
from houvast.publish.help_plan import KeptPlan, publish_plan
from houvast.publish.plan_words import plan_lines
from houvast.web.lists import PublishedList, PublishedLists


def publish_made_up_plan(home: Path, day: dt.date, *, hours: float = 40, key: bytes = b"") -> KeptPlan:
    """A plan of the list of a day: two people drawn to go without, and one who is not assessed."""
    published = PublishedLists(home).open(day)
    assert published is not None
    people = published.people.rename(columns={published.risk: "risk"})
    added = pd.DataFrame(
        [
            (person, driver, value)
            for person, own in zip(people["employee_id"], published.contributions, strict=True)
            for driver, value in zip(published.drivers, own, strict=True)
        ],
        columns=["employee_id", "driver", "contribution"],
    )
    terms = Terms(hours, 40, (4000, 6000), (0, 0.25), {}, frozenset(people["employee_id"].iloc[[1, 4]]))
    apart = pd.DataFrame({"employee_id": ["9000"], "site": [None], "team": [None]})
    rows = build_plan(people, added, apart, terms, load_help(), pd.Timestamp(day))
    totals = sum_up(rows, terms)
    plan = KeptPlan(day, published.digest, "demo", 13, rows, terms, totals)
    lines = plan_lines(totals, terms, rows["action"].dropna(), 13, language_of("en"))
    publish_plan(home / "plan", plan, lines=lines, title="Help", language="en", key=key)
    return plan


def publish_made_up_effects(home: Path, *, stops: bool = False, key: bytes = b"") -> None:
    """Made-up effects beside the lists."""
    publish_effects(home / "effects", made_up_effects(stops=stops), key=key, config_name="demo", language="en")


def draw_made_up(path: Path, published: PublishedList) -> WrittenDraw:
    """A draw of the first ten of a list: every other one goes without."""
    people = published.people["employee_id"].head(10)
    arms = {person: ("24+", "none" if at % 2 else "help") for at, person in enumerate(people)}
    draw = WrittenDraw("demo-d", str(published.as_of), str(published.as_of), "person", 0.5, 1, "f", 12, 99, arms)
    write_draw(path, draw)
    return draw
