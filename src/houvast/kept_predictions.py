"""Out-of-time predictions as they are kept with a version, so that two versions can be compared later.

One row per tested person and as-of date, in Parquet: `person` (a pseudonym), `as_of`, `risk`, `label`. Each as-of date
belongs to one origin, so that a row was predicted by a model that learned from earlier dates only.

A person is in it by the pseudonym that the snapshot has (`houvast.pseudonyms`). Who has the store and a list of
employee ids, but not the person key, cannot tell whose a row is by trying ids. The rows of a person stay together, so
that somebody who knows when a person came and left may recognise them: they are personal data still.
"""

import io
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from houvast.pseudonyms import recode
from houvast.timeline.days import to_dates

PREDICTIONS = "predictions.parquet"


def write_predictions(
    employee_ids: np.ndarray, person: np.ndarray, as_of: np.ndarray, risk: np.ndarray, label: np.ndarray
) -> bytes:
    """Predictions as a Parquet file, in the order of pseudonyms and dates, so that row order tells nothing.

    Parameters
    ----------
    employee_ids : ndarray of str, shape (people,)
        Pseudonyms.
    person : ndarray of int, shape (n,)
        Place of each row's person in `employee_ids`.
    as_of : ndarray of int, shape (n,)
        Days.
    risk, label : ndarray, shape (n,)
    """
    frame = pd.DataFrame(
        {
            "person": employee_ids[person],
            "as_of": to_dates(as_of),
            "risk": risk.astype(float),
            "label": label.astype(np.int8),
        }
    )
    return _encode(frame.sort_values(["person", "as_of"], ignore_index=True))


def read_predictions(content: bytes) -> pd.DataFrame:
    """What `write_predictions` wrote: person, as_of (datetime64), risk, label."""
    return pd.read_parquet(io.BytesIO(content))


def erase_predictions(content: bytes, codes: Collection[str]) -> bytes | None:
    """The file without the rows of some people; None where it has none of theirs."""
    frame = read_predictions(content)
    theirs = frame["person"].isin(list(codes))
    if not theirs.any():
        return None
    return _encode(frame[~theirs].reset_index(drop=True))


def recode_predictions(content: bytes, codes: Mapping[str, str]) -> bytes | None:
    """The file with other pseudonyms, in their order; None where it has none of these."""
    frame = read_predictions(content)
    if not frame["person"].isin(list(codes)).any():
        return None
    frame["person"] = recode(frame["person"], codes)
    return _encode(frame.sort_values(["person", "as_of"], ignore_index=True))


def _encode(frame: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.to_parquet(content, index=False)
    return content.getvalue()
