"""Where the data files that ship with the package lie: the codebook, drivers and benchmarks."""

from pathlib import Path

from houvast.errors import HouvastError


def find_data_file(name: str) -> Path:
    """Path of a data file by its name, such as `codebook.yaml`.

    An installed package carries the files in `houvast/configs`; in a checkout they are in `configs/`
    beside `src/`.

    Raises
    ------
    HouvastError
        The file is in neither place: the installation is not whole.
    """
    here = Path(__file__).resolve()
    for folder in (here.parent / "configs", here.parents[2] / "configs"):
        if (folder / name).is_file():
            return folder / name
    raise HouvastError(f"data file `{name}` is missing from this installation. Install the package again.")
