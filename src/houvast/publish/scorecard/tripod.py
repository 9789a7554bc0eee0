"""TRIPOD+AI (Collins et al., BMJ 2024, 385, e078378): where a scorecard answers each item.

`texts/tripod.yaml` says each item in words of our own. None: not reported on the page. Where a section has nothing to
tell (no test possible, no groups) its items count as not reported as well. An item is answered only where the page
says what it asks; that there would be nothing to say (no funding, no updating) is not reported either.
"""

from collections.abc import Collection, Mapping

from houvast.language import Language

WHERE: dict[str, str | None] = {
    "1": "top", "2": "top", "3a": None, "3b": "purpose", "3c": None, "4": "purpose",
    "5a": "data", "5b": "data", "6a": None, "6b": "data", "6c": None, "7": "data",
    "8a": "data", "8b": None, "8c": None, "9a": "choice", "9b": "choice", "9c": None, "10": "choice",
    "11": "unmeasured",
    "12a": "data", "12b": None, "12c": "choice", "12d": None, "12e": "figures", "12f": None, "12g": "data",
    "13": None, "14": "groups", "15": "curves", "16": "data", "17": None,
    "18a": None, "18b": None, "18c": "newest", "18d": None, "18e": None, "18f": None, "19": None,
    "20a": "data", "20b": None, "20c": None, "21": "figures", "22": None, "23a": "figures", "23b": None, "24": None,
    "25": "sure", "26": "careful", "27a": "unmeasured", "27b": "purpose", "27c": None,
}  # fmt: skip


def build_tripod(shown: Collection[str], titles: Mapping[str, str], lingo: Language) -> list[tuple[str, str, str, str]]:
    """A row an item: number, what it asks, the section (its anchor and title) that answers it; "" where none does.

    Parameters
    ----------
    shown : collection of str
        Anchors of the sections that tell something.
    titles : mapping of str to str
        Title of each section by its anchor.
    """
    rows = []
    for item, where in WHERE.items():
        answered = where if where is not None and where in shown else ""
        title = titles[answered] if answered else lingo.text("scorecard.tripod_no")
        rows.append((item, lingo.text(f"tripod.item_{item}"), answered, title))
    return rows
