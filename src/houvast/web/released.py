"""The newest list, once somebody answered for it: what the command line may plan from, draw from and hand out."""

import datetime as dt

from houvast.errors import ConfigError
from houvast.purpose import check_purpose
from houvast.signing import load_key
from houvast.use import Use
from houvast.web.lists import PublishedList, PublishedLists
from houvast.web.serve import DATABASE, open_workspace_database
from houvast.web.signing import find_signatures, is_released


def find_released(use: Use) -> PublishedList:
    """The newest list, which is as it was published, and which as many people signed as the config asks for.

    Raises
    ------
    ConfigError
        There is no list, it is a draft still, or no purpose that holds allows lists of people, or the list was
        made under another.
    ListDamagedError
        It is not as this installation published it.
    """
    standing = check_purpose(use)
    lists = PublishedLists(use.published, load_key(use.installation_key))
    days = lists.days()
    published = lists.open(days[0]) if days else None
    if published is None or not published.has_people:
        raise ConfigError(
            f"`{use.config.name}` has no list of people. Make one first: houvast run CONFIG. "
            "Where leavers are too few for a list, people are neither drawn nor planned for."
        )
    if not standing.covers(published.manifest):
        raise ConfigError(
            f"the list of {published.as_of} was made and signed under another purpose file than there is now. Make it "
            "again (houvast score CONFIG), and have it signed."
        )
    _check_signed(use, published, published.as_of)
    return published


def _check_signed(use: Use, published: PublishedList, as_of: dt.date) -> None:
    # A database is not made by asking: without one nobody can have signed.
    path = use.data / DATABASE
    signatures = find_signatures(open_workspace_database(use), published) if path.exists() else []
    if is_released(signatures, second=use.config.web.second_signature):
        return
    lacking = "another person has to sign it as well" if signatures else "nobody has signed it"
    raise ConfigError(
        f"the list of {as_of} is a draft: {lacking}. Help is drawn and planned from a list only that somebody answers "
        "for. Sign it in the workspace (houvast serve CONFIG), or here: houvast sign CONFIG."
    )
