"""Text made inert: what a record holds can neither run, nor hide, nor flood a page or a sheet."""

import re

from houvast.language import Language

LONGEST = 160
"""Characters of one record's text that a page or a cell shows; ids and names are far shorter."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# A file that was written with one separator and is opened with another begins a cell in the middle of a text.
_FORMULA = re.compile(r"(^|[;,\t\r\n])(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r])")


def build_shown(text: str, language: Language, longest: int = LONGEST) -> str:
    """A text as a page or a cell shows it.

    Control, bidirectional and zero-width characters become a visible �; line breaks and tabs become
    spaces; what is longer than `longest` is cut, and says by how much.
    """
    plain = re.sub(r"[\t\r\n\u2028\u2029]+", " ", _HIDDEN.sub("�", text))
    if len(plain) <= longest:
        return plain
    return f"{plain[:longest]}… {language.text('common.cut', count=len(plain) - longest)}"


def build_said(text: str) -> str:
    """What somebody wrote, as a page shows it: as `build_shown`, but with its lines, and whole."""
    return _HIDDEN.sub("�", re.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", text))


def build_csv_text(text: str) -> str:
    """A text as a CSV cell holds it: what a spreadsheet would run gets an apostrophe in front, in the middle as well.

    >>> build_csv_text("=1+1")
    "'=1+1"
    >>> build_csv_text("A;=1+1")
    "A;'=1+1"
    >>> build_csv_text("Utrecht")
    'Utrecht'
    """
    return _FORMULA.sub(r"\1'", _HIDDEN.sub("�", text))
