"""Numbers that a state gives to a person: which texts are one, by form and check digits.

Sources: the 11-test of the Dutch burgerservicenummer (a sofinummer has the same); the check number modulo 97 of the
Belgian rijksregisternummer and of the French NIR; ISO 7064 mod 11,10 of the German Identifikationsnummer; the letter
modulo 23 of the Spanish DNI and NIE; the weights of the Polish PESEL; for Britain, Italy and the USA the form.

Known drawbacks: of nine digits drawn at random one in eleven passes the 11-test, so that one number proves nothing;
`refused` asks how many of a column pass. A Dutch number whose leading zero was lost has eight digits and is tried so.
"""

import re
from collections.abc import Callable

_SEPARATORS = re.compile(r"[ .\-/]")
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def find_id(text: str, kinds: tuple[str, ...]) -> str | None:
    """The first of `kinds` that a whole text is a number of; None where it is none.

    >>> find_id("1234.56.782", ("bsn",))
    'bsn'
    """
    return next((kind for kind in kinds if CHECKS[kind](text)), None)


def is_bsn(text: str) -> bool:
    """Whether a text is eight or nine digits, dots and dashes aside, that pass the 11-test."""
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\d{8,9}", digits) or int(digits) == 0:
        return False
    return sum(weight * int(digit) for weight, digit in zip(_BSN_WEIGHTS, digits.zfill(9), strict=True)) % 11 == 0


def _is_belgian(text: str) -> bool:
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\d{11}", digits) or int(digits[2:4]) % 20 > 12 or int(digits[4:6]) > 31:
        return False
    return any(97 - int(century + digits[:9]) % 97 == int(digits[9:]) for century in ("", "2"))


def _is_german(text: str) -> bool:
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[1-9]\d{10}", digits):
        return False
    product = 10
    for digit in digits[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def _is_spanish(text: str) -> bool:
    found = re.fullmatch(r"([XYZ]?)(\d{7,8})([A-Z])", _SEPARATORS.sub("", text).upper())
    if found is None or len(found[1]) + len(found[2]) != 8:
        return False
    number = {"": "", "X": "0", "Y": "1", "Z": "2"}[found[1]] + found[2]
    return _SPANISH_LETTERS[int(number) % 23] == found[3]


def _is_french(text: str) -> bool:
    digits = _SEPARATORS.sub("", text)
    return bool(re.fullmatch(r"[12]\d{14}", digits)) and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _is_polish(text: str) -> bool:
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"\d{11}", digits) or not 1 <= int(digits[2:4]) % 20 <= 12 or not 1 <= int(digits[4:6]) <= 31:
        return False
    return sum(weight * int(digit) for weight, digit in zip(_PESEL_WEIGHTS, digits, strict=True)) % 10 == 0


def _is_british(text: str) -> bool:
    return bool(re.fullmatch(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", text.replace(" ", "").upper()))


def _is_italian(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", text.replace(" ", "").upper()))


def _is_american(text: str) -> bool:
    return bool(re.fullmatch(r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}", text))


CHECKS: dict[str, Callable[[str], bool]] = {
    "bsn": is_bsn,
    "be": _is_belgian,
    "de": _is_german,
    "es": _is_spanish,
    "fr": _is_french,
    "gb": _is_british,
    "it": _is_italian,
    "pl": _is_polish,
    "us": _is_american,
}
"""Every kind of number, by country (the Dutch one by its name)."""
