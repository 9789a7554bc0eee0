"""Survey answers: items by the codebook, answers brought to 0 (lowest) to 1 (highest of the item's scale)."""

import numpy as np
import pandas as pd

from houvast.config import Column
from houvast.records.cells import Cells
from houvast.records.codebook import Codebook
from houvast.records.quarantine import Refusals


def read_items(cells: Cells, spec: Column, codebook: Codebook, refusals: Refusals) -> np.ndarray:
    """Item code per row, from a code or question text; the mapping's own `values` come first."""
    listed = {text.strip(): value for text, value in (spec.values or {}).items()}
    codes = np.empty(len(cells.texts), dtype=object)
    for at, text in enumerate(cells.texts):
        found = codebook.find(str(listed.get(text, text)))
        codes[at] = found.code if found else None
    unknown = np.array([code is None and text != "" for code, text in zip(codes, cells.texts, strict=True)], bool)
    refusals.refuse(np.flatnonzero(unknown[cells.codes]), "unknown_item", "item")
    return codes[cells.codes]


def build_answers(frame: pd.DataFrame, codebook: Codebook) -> pd.Series:
    """Answers as share of the codebook's scale; missing where the item is unknown."""
    low = frame["item"].map({code: item.scale[0] for code, item in codebook.items.items()})
    high = frame["item"].map({code: item.scale[1] for code, item in codebook.items.items()})
    return (frame["answer"] - low.astype(float)) / (high.astype(float) - low.astype(float))
