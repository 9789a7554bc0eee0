"""The rows that were refused, each with its reason, and never with its values.

Definitions
-----------
row
    The number by which a person finds the row in the source: the line of a text file (the header is
    line 1), the row of a worksheet, and for Parquet and SQL the position, counted from 1.

Invariant: rows in = rows kept + rows quarantined, per source. A refused row has one reason, the
first that was found, so the counts of the reasons add up.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

REASONS: dict[str, dict[str, str]] = {
    "wrong_field_count": {
        "en": "the row has more or fewer fields than the header",
        "nl": "de rij heeft meer of minder velden dan de kopregel",
    },
    "missing_required": {"en": "a required value is missing", "nl": "een verplichte waarde ontbreekt"},
    "not_a_date": {
        "en": "the text is not a date in the declared format",
        "nl": "de tekst is geen datum in het opgegeven formaat",
    },
    "not_a_number": {
        "en": "the text is not a number in the declared notation",
        "nl": "de tekst is geen getal in de opgegeven notatie",
    },
    "not_a_flag": {"en": "the text is neither yes nor no", "nl": "de tekst is geen ja en geen nee"},
    "unmapped_value": {
        "en": "the value is not in the mapping's list of values",
        "nl": "de waarde staat niet in de waardenlijst van de mapping",
    },
    "unknown_choice": {
        "en": "the value is not one of the column's choices",
        "nl": "de waarde is geen van de keuzes van de kolom",
    },
    "unknown_item": {
        "en": "the survey item is not in the codebook",
        "nl": "de enquêtevraag staat niet in het codeboek",
    },
    "out_of_bounds": {
        "en": "the number lies outside the column's bounds",
        "nl": "het getal ligt buiten de grenzen van de kolom",
    },
    "implausible_date": {
        "en": "the date lies before 1900 or after 2199",
        "nl": "de datum ligt voor 1900 of na 2199",
    },
    "dates_out_of_order": {
        "en": "a date lies after one that must follow it",
        "nl": "een datum ligt na een datum die erop moet volgen",
    },
    "in_the_future": {
        "en": "the date lies after the last observed day",
        "nl": "de datum ligt na de laatste waargenomen dag",
    },
    "known_before_event": {
        "en": "the record was known before its event happened",
        "nl": "het gegeven was bekend voordat de gebeurtenis plaatsvond",
    },
    "duplicate": {
        "en": "an identical row stands earlier in the source",
        "nl": "een identieke rij staat eerder in de bron",
    },
    "conflict": {
        "en": "several rows say different things about the same record on the same day",
        "nl": "meerdere rijen zeggen op dezelfde dag verschillende dingen over hetzelfde gegeven",
    },
    "exit_without_date": {
        "en": "there is a reason for leaving and no date of leaving",
        "nl": "er is een reden van vertrek maar geen datum van vertrek",
    },
    "overlapping_spells": {
        "en": "two employments of one person overlap",
        "nl": "twee dienstverbanden van één persoon overlappen",
    },
    "started_on_changed": {
        "en": "the hire date differs from the one reported before, with no leaving between",
        "nl": "de datum van indiensttreding wijkt af van de eerder gemelde, zonder vertrek ertussen",
    },
    "not_in_spells": {
        "en": "the employee has no employment in the records",
        "nl": "de medewerker heeft geen dienstverband in de gegevens",
    },
    "before_hire": {"en": "the date lies before hire", "nl": "de datum ligt voor de indiensttreding"},
    "after_exit": {"en": "the date lies after leaving", "nl": "de datum ligt na het vertrek"},
    "refused_content": {
        "en": "the text says of somebody what may not come in",
        "nl": "de tekst zegt van iemand wat niet binnen mag komen",
    },
}
"""Every reason, by code, in the words that a reader sees."""


@dataclass
class Refusals:
    """The refused rows of one source, filled while its rows pass the rules.

    Parameters
    ----------
    rows : ndarray of int
        Row number of every row that could be read.
    unreadable : list of int
        Row numbers of rows with a wrong number of fields.
    """

    rows: np.ndarray
    unreadable: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reason = np.zeros(len(self.rows), dtype=np.int16)
        self._column = np.full(len(self.rows), None, dtype=object)

    def refuse(self, positions: np.ndarray | pd.Series, reason: str, column: str | None = None) -> None:
        """Refuse the rows at `positions` (into `rows`); those refused before keep their first reason."""
        at = np.unique(np.asarray(positions, dtype=np.int64))
        at = at[self._reason[at] == 0]
        self._reason[at] = _CODES.index(reason) + 1
        self._column[at] = column

    def keep(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of `frame` (its `row` column holds positions) that are not refused."""
        kept = self._reason[frame["row"].to_numpy()] == 0
        return frame if kept.all() else frame[kept]

    @property
    def rows_in(self) -> int:
        """Number of rows that the source holds."""
        return len(self.rows) + len(self.unreadable)

    @property
    def kept(self) -> np.ndarray:
        """Positions (into `rows`) of the rows that are not refused."""
        return np.flatnonzero(self._reason == 0)

    @property
    def refused(self) -> int:
        """Number of rows refused."""
        return int((self._reason > 0).sum()) + len(self.unreadable)

    def count_reasons(self) -> dict[str, int]:
        """Reason to number of rows, in the order of `REASONS`."""
        counts = np.bincount(self._reason, minlength=len(_CODES) + 1)[1:]
        counts[_CODES.index("wrong_field_count")] += len(self.unreadable)
        return {code: int(n) for code, n in zip(_CODES, counts, strict=True) if n}

    def rows_of(self, reason: str) -> np.ndarray:
        """Row numbers refused for `reason`, rising."""
        if reason == "wrong_field_count":
            return np.sort(np.array(self.unreadable, dtype=np.int64))
        return np.sort(self.rows[self._reason == _CODES.index(reason) + 1])

    def build_frame(self) -> pd.DataFrame:
        """One row per refused row: row, reason, column; rising in row."""
        at = np.flatnonzero(self._reason)
        frame = pd.DataFrame(
            {
                "row": np.concatenate([self.rows[at], np.array(self.unreadable, dtype=np.int64)]),
                "reason": [_CODES[code - 1] for code in self._reason[at]]
                + ["wrong_field_count"] * len(self.unreadable),
                "column": [*self._column[at], *([None] * len(self.unreadable))],
            }
        )
        return frame.sort_values("row", kind="stable", ignore_index=True)


def say_rows(rows: np.ndarray | list[int], most: int = 5) -> str:
    """Row numbers in words: 'row 7', 'rows 3, 5, 9 and 40 more'."""
    shown = [str(int(row)) for row in rows[:most]]
    more = f" and {len(rows) - most} more" if len(rows) > most else ""
    return f"row{'s' if len(rows) > 1 else ''} {', '.join(shown)}{more}"


_CODES = tuple(REASONS)
