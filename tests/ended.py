"""How a command ended."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All that it wrote, on one line."""
        return " ".join((self.out + " " + self.err).split())
