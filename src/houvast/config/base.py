"""What every part of a config is made of."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A config part: immutable, and with no key that is not written down here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TextIn(Frozen):
    """A text in both languages."""

    en: str
    nl: str
