"""What a list is for, as pages, workbooks and copies show it: the fixed minimum, and what the purpose file says."""

from houvast.language import Language
from houvast.publish.inert import build_shown
from houvast.summary import PurposeTold

FORBIDDEN = ("dismissal", "renewal", "pay", "rosters", "managers", "others")
"""Uses that every list is closed to, whatever its purpose file says."""
_LONGEST = 1000


def build_forbidden(told: PurposeTold | None, language: Language) -> list[str]:
    """All that a list must not be used for, the fixed minimum first."""
    codes = dict.fromkeys([*FORBIDDEN, *(told.forbidden if told else ())])
    besides = told.besides if told else ()
    return [language.text(f"web.forbidden_{code}") for code in codes] + [build_shown(one, language) for one in besides]


def build_own_purpose(told: PurposeTold | None, language: Language) -> list[str]:
    """What the purpose file says, a sentence a line; empty where there is none."""
    if told is None:
        return []

    def shown(text: str) -> str:
        return build_shown(text, language, _LONGEST)

    return [
        f"{shown(told.title)}. {shown(told.purpose)}",
        language.text("purpose.allowed", uses="; ".join(shown(use) for use in told.allowed)),
        language.text("purpose.forbidden", uses="; ".join(build_forbidden(told, language))),
        language.text(
            "purpose.approved",
            controller=shown(told.controller),
            approval=shown(told.approval) or language.text("purpose.nobody_yet"),
            until=language.date(told.valid_until),
        ),
    ]


def build_purpose(told: PurposeTold | None, language: Language) -> str:
    """The whole of it as lines of text, as it is signed and stands in front of a copy."""
    fixed = [language.text("page.purpose"), language.text("web.forbidden_title"), *build_forbidden(told, language)]
    return "\n".join([*fixed, *build_own_purpose(told, language)])
