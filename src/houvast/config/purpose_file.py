"""The purpose file: what lists of people are for, what they must never be used for, and who approved it until when."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from houvast.config.base import Frozen, TextIn

ForbiddenUse = Literal["dismissal", "renewal", "pay", "rosters", "managers", "others", "promotion", "discipline"]
ALWAYS_FORBIDDEN = ("dismissal", "renewal", "pay", "rosters")
Words = Annotated[str, Field(min_length=1, max_length=500)]


class Approval(Frozen):
    """Who agreed, when, and where that is written; or why nobody has to."""

    by: Words | None = Field(None, description="such as the works council")
    on: dt.date | None = None
    reference: Words | None = Field(None, description="number or title of the decision")
    not_required: Words | None = Field(None, description="why no approval is needed")

    @model_validator(mode="after")
    def _one_way(self) -> "Approval":
        given = [name for name in ("by", "on", "reference") if getattr(self, name) is not None]
        if self.not_required is None and len(given) < 3:
            raise ValueError("give `by`, `on` and `reference`, or `not_required` with the reason")
        if self.not_required is not None and given:
            raise ValueError("`not_required` stands alone, without `by`, `on` or `reference`")
        return self


class PurposeFile(Frozen):
    """Everything that a named list needs an answer to."""

    title: TextIn
    purpose: TextIn
    allowed: tuple[TextIn, ...] = Field(min_length=1)
    forbidden: tuple[ForbiddenUse, ...] = Field(description="at least dismissal, renewal, pay and rosters")
    forbidden_besides: tuple[TextIn, ...] = Field((), description="in words, beyond those above")
    controller: Words = Field(description="the organisation that answers for it")
    approval: Approval | None = Field(None, description="without it there are no lists of people")
    valid_until: dt.date = Field(description="the last day")
    k: int = Field(10, ge=10, le=10, description="smallest group that figures are given of; the software goes by ten")
    min_respondents: int = Field(10, ge=5, le=100, description="fewest others whose answers a team's value is made of")

    @field_validator("forbidden")
    @classmethod
    def _always(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        missing = [use for use in ALWAYS_FORBIDDEN if use not in given]
        if missing:
            raise ValueError(f"must have {', '.join(missing)}: a list that offers help is never used for that")
        return given
