"""Out-of-time predictions as they are kept with a version, so that two versions can be compared later.

One row per tested person and as-of date, in Parquet: `person` (a code), `as_of`, `risk`, `label`. Each as-of date
belongs to one origin, so that a row was predicted by a model that learned from earlier dates only.

What the code protects: it is an HMAC-SHA256 of the employee id, under a random key of the use that lies in the
workspace's `data/` and not in the model store. Who has the store and a list of employee ids, but not the key, cannot
tell whose a row is by trying ids, and codes of two uses have nothing to do with each other. What it does not: who has
the key can; and the rows of a person stay together, so that somebody who knows when a person came and left may
recognise them. They are personal data still. Without the key (delete it to that end) no row can be traced by its code,
and later versions share no rows with these.
"""

import hashlib
import hmac
import io
import secrets
from pathlib import Path

import numpy as np
import pandas as pd

from houvast.private_files import write_private
from houvast.timeline.days import to_dates

PREDICTIONS = "predictions.parquet"
KEY_BYTES = 32
_CODE_LENGTH = 20
"""Hex digits: 80 bits, so that among a million people two share a code once in 10^12 uses."""


def load_person_key(path: Path) -> bytes:
    """The key of a use; made, readable by its owner only, where there is none yet."""
    if not path.is_file():
        write_private(path, secrets.token_bytes(KEY_BYTES), replace=False)
    return path.read_bytes()


def person_codes(employee_ids: np.ndarray, key: bytes) -> np.ndarray:
    """The code of each employee id, in order."""
    return np.array(
        [hmac.new(key, str(one).encode(), hashlib.sha256).hexdigest()[:_CODE_LENGTH] for one in employee_ids],
        dtype=object,
    )


def write_predictions(
    employee_ids: np.ndarray, person: np.ndarray, as_of: np.ndarray, risk: np.ndarray, label: np.ndarray, *, key: bytes
) -> bytes:
    """Predictions as a Parquet file, in the order of their codes and dates, so that row order tells nothing.

    Parameters
    ----------
    employee_ids : ndarray of str, shape (people,)
    person : ndarray of int, shape (n,)
        Place of each row's person in `employee_ids`.
    as_of : ndarray of int, shape (n,)
        Days.
    risk, label : ndarray, shape (n,)
    """
    people, row = np.unique(person, return_inverse=True)
    frame = pd.DataFrame(
        {
            "person": person_codes(employee_ids[people], key)[row],
            "as_of": to_dates(as_of),
            "risk": risk.astype(float),
            "label": label.astype(np.int8),
        }
    )
    content = io.BytesIO()
    frame.sort_values(["person", "as_of"], ignore_index=True).to_parquet(content, index=False)
    return content.getvalue()


def read_predictions(content: bytes) -> pd.DataFrame:
    """What `write_predictions` wrote: person, as_of (datetime64), risk, label."""
    return pd.read_parquet(io.BytesIO(content))
