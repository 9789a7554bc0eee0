"""What the records hold behind each driver, person by person: the facts that a talk can begin with.

Only what was known before the as-of date, of at most `NEWEST_DAYS` days ago and at most `MOST` facts a driver and
person, the newest ones. Never the cause of an absence, never free text of a record; of surveys the team's value, where
enough colleagues answered, and a person's own only with recorded consent.
"""

from houvast.facts.build import MOST, NEWEST_DAYS, TOLD, build_facts
from houvast.facts.kinds import KINDS, OWN_SURVEY, TEAM_SURVEY

__all__ = ["KINDS", "MOST", "NEWEST_DAYS", "OWN_SURVEY", "TEAM_SURVEY", "TOLD", "build_facts"]
