"""The catalogue of help: data of `configs/help.yaml`, read and checked.

Hours and euros are starting values that nobody measured; every plan says so. What a document suggests is no proof.
"""

from functools import cache

from pydantic import Field, model_validator

from houvast.catalogue import load_drivers, read_checked
from houvast.config.base import Frozen, TextIn


class HelpAction(Frozen):
    """Something that can be offered to a person."""

    name: TextIn
    drivers: tuple[str, ...] = Field(min_length=1)
    hours: float = Field(ge=0, description="of those who help, a person")
    euros: float = Field(ge=0, description="beside those hours")
    owner: str
    sources: tuple[str, ...] = Field(min_length=1)
    evidence: TextIn

    def cost(self, hour_cost: float) -> float:
        """Euros a person."""
        return self.hours * hour_cost + self.euros


class HelpCatalogue(Frozen):
    """All of it, in the order in which a plan chooses."""

    owners: dict[str, TextIn]
    actions: dict[str, HelpAction]
    sources: dict[str, TextIn] = Field(default_factory=dict, description="beside those of the drivers")

    @model_validator(mode="after")
    def _everything_exists(self) -> "HelpCatalogue":
        catalogue = load_drivers()
        documents = set(self.sources) | set(catalogue.sources)
        problems = []
        for code, action in self.actions.items():
            problems += [
                f"`{code}` names the driver `{d}`, which there is not"
                for d in action.drivers
                if d not in catalogue.drivers
            ]
            problems += [
                f"`{code}` names the source `{s}`, which there is not" for s in action.sources if s not in documents
            ]
            problems += [f"`{code}` names the owner `{action.owner}`, which there is not"] * (
                action.owner not in self.owners
            )
        helped = {driver for action in self.actions.values() for driver in action.drivers}
        problems += [f"driver `{driver}` has no help" for driver in catalogue.drivers if driver not in helped]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def for_driver(self, driver: str) -> tuple[str, ...]:
        """Codes of the actions for a driver, in order."""
        return tuple(code for code, action in self.actions.items() if driver in action.drivers)


@cache
def load_help() -> HelpCatalogue:
    """The catalogue that ships with the package.

    Raises
    ------
    ConfigError
        It is not whole: every problem is named.
    """
    return read_checked("help.yaml", HelpCatalogue)
