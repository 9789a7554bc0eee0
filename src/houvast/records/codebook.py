"""The codebook: which survey question is which item, on what scale, and what a high answer means."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from houvast.data_files import find_data_file
from houvast.errors import HouvastError


@dataclass(frozen=True)
class Item:
    """A survey item.

    Parameters
    ----------
    code : str
        Its name everywhere in the project.
    en, nl : str
        The question as it is asked.
    scale : (float, float)
        Lowest and highest answer, where a source does not declare its own.
    direction : 'raises' or 'lowers'
        What a *high* answer goes with: a higher or a lower chance of leaving.
    driver : str
        Driver family that it belongs to.
    """

    code: str
    en: str
    nl: str
    scale: tuple[float, float]
    direction: Literal["raises", "lowers"]
    driver: str


@dataclass(frozen=True)
class Codebook:
    """All items, found by code or by their text in Dutch or English."""

    items: dict[str, Item]

    def find(self, text: str) -> Item | None:
        """The item with this code or question text; case, spacing and a closing mark do not count."""
        return self._by_text.get(_plain(text))

    def __post_init__(self) -> None:
        by_text: dict[str, Item] = {}
        for item in self.items.values():
            for text in (item.code, item.en, item.nl):
                if by_text.setdefault(_plain(text), item) is not item:
                    raise HouvastError(f"the codebook has two items that read {text!r}. Make them differ.")
        object.__setattr__(self, "_by_text", by_text)


def load_codebook(path: Path | None = None) -> Codebook:
    """The codebook in a YAML file; the one that ships with the package where no path is given.

    Raises
    ------
    HouvastError
        The file is missing or not whole, or two items read the same.
    """
    from ruamel.yaml import YAML

    path = path or find_data_file("codebook.yaml")
    rows = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["items"]
    items = {}
    for row in rows:
        try:
            low, high = row["scale"]
            item = Item(**{**row, "scale": (float(low), float(high))})
        except (TypeError, ValueError, KeyError):
            raise HouvastError(f"`{path.name}`: item {row.get('code')!r} is not whole. See the file's head.") from None
        if item.code in items:
            raise HouvastError(f"`{path.name}` has the code {item.code!r} twice. Make them differ.")
        items[item.code] = item
    return Codebook(items)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split()).rstrip("?.! ")
