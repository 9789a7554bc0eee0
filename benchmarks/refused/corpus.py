"""The columns that are planted, and those that are clean, in two halves: one to build the rules on, one to measure.

A column belongs to a half by the hash of its name. Both lists were written by the author of the rules, before them:
what the held-out half shows is how far the rules reach beyond the words they were built on, not how exports of
companies that nobody here has seen would fare.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
ROWS = 6


@dataclass(frozen=True)
class Planted:
    """A column as an export has it.

    Parameters
    ----------
    rule : str
        The rule that it falls under; empty for a clean one.
    by : {"name", "content"}
        What tells.
    values : tuple of str
        For a planted column: what may be found nowhere.
    innocent : tuple of str
        Other values of the column, which may.
    """

    name: str
    rule: str
    by: str
    values: tuple[str, ...]
    innocent: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether it serves to measure, and not to build."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 1


def read_planted() -> list[Planted]:
    """All columns that must be refused; where the name tells, the cells hold codes found nowhere else."""
    read = _read("planted.yaml")
    named = [
        Planted(name, rule, "name", tuple(f"q{_hash(f'{name}{row}')}z" for row in range(ROWS)))
        for rule, names in read["names"].items()
        for name in names
    ]
    return named + [
        Planted(one["name"], rule, "content", _values(one), tuple(one.get("innocent", ())))
        for rule, columns in read["contents"].items()
        for one in columns
    ]


def read_clean() -> list[Planted]:
    """All columns that must not be refused; where the name is what is tried, the cells hold codes."""
    read = _read("clean.yaml")
    named = [
        Planted(name, "", "name", tuple(f"q{_hash(f'{name}{row}')}z" for row in range(ROWS)))
        for names in read["names"]
        for name in names
    ]
    return named + [Planted(one["name"], "", "content", _values(one)) for one in read["contents"]]


def read_outside() -> dict[str, list[str]]:
    """Names that others gave, `refused` and `clean`; both lists of each, see the file."""
    read = _read("outside.yaml")
    return {kind: [str(name) for half in read[kind].values() for name in half] for kind in read}


def _values(said: dict[str, object]) -> tuple[str, ...]:
    return tuple(map(str, said.get("values") or ())) if "make" not in said else tuple(MADE[str(said["make"])]())


def _hash(text: str) -> str:
    """Letters that stand nowhere else: digits might pass for a number of somebody."""
    return hashlib.sha256(text.encode()).hexdigest()[:12].translate(str.maketrans("0123456789", "ghijklmnop"))


def _read(name: str) -> dict:
    return YAML(typ="safe", pure=True).load((FOLDER / name).read_text(encoding="utf-8"))


def _draws(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def _bsn(seed: int) -> Iterator[str]:
    """Nine digits whose 9, 8, … 2-fold sum, less the last digit, is a multiple of eleven."""
    draws = _draws(seed)
    while True:
        digits = draws.integers(0, 10, 8)
        last = int(digits @ np.arange(9, 1, -1)) % 11
        if last < 10 and digits[0]:
            yield "".join(map(str, [*digits, last]))


def _birthday(draws: np.random.Generator) -> str:
    return f"{draws.integers(60, 99)}{draws.integers(1, 13):02d}{draws.integers(1, 29):02d}"


def _belgian(seed: int) -> Iterator[str]:
    draws = _draws(seed)
    while True:
        born = _birthday(draws) + f"{draws.integers(1, 998):03d}"
        yield f"{born[:2]}.{born[2:4]}.{born[4:6]}-{born[6:]}.{97 - int(born) % 97:02d}"


def _polish(seed: int) -> Iterator[str]:
    draws = _draws(seed)
    while True:
        born = _birthday(draws) + f"{draws.integers(0, 10000):04d}"
        weighed = sum(weight * int(digit) for weight, digit in zip((1, 3, 7, 9) * 3, born, strict=False))
        yield f"{born}{-weighed % 10}"


def _german(seed: int) -> Iterator[str]:
    draws = _draws(seed)
    while True:
        digits = [int(draws.integers(1, 10)), *map(int, draws.integers(0, 10, 9))]
        product = 10
        for digit in digits:
            total = (digit + product) % 10 or 10
            product = 2 * total % 11
        yield "".join(map(str, [*digits, (11 - product) % 10]))


def _first(numbers: Iterator[str], count: int = 8) -> list[str]:
    return [next(numbers) for _ in range(count)]


MADE: dict[str, Callable[[], list[str]]] = {
    "bsn": lambda: _first(_bsn(1)),
    "bsn_dotted": lambda: [f"{one[:4]}.{one[4:6]}.{one[6:]}" for one in _first(_bsn(2))],
    "be": lambda: _first(_belgian(3)),
    "pl": lambda: _first(_polish(4)),
    "de": lambda: _first(_german(5)),
    # Clean ones: numbers in a row, as systems give them out, and telephone numbers.
    "nine_digits": lambda: [str(100_200_300 + step) for step in range(40)],
    "eight_digits": lambda: [str(20_140_000 + 3 * step) for step in range(40)],
    "phone": lambda: [f"06{number:08d}" for number in _draws(6).integers(10_000_000, 60_000_000, 40)],
    "eleven_digits": lambda: [str(31_600_000_000 + int(number)) for number in _draws(7).integers(0, 10**8, 40)],
}
