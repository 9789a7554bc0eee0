"""Phrases, and the plain text that they are looked for in.

Texts and names are brought to lower-case words with single spaces first, so that `Reden_Verzuim`, `redenVerzuim` and
`REDEN  VERZUIM` are one.
"""

import re
import unicodedata


def plain(text: str) -> str:
    """Lower-case words with single spaces: accents, camelCase, underscores and marks are taken apart.

    Signs that nobody sees (such as a space without width) are taken out.

    >>> plain("Reden_beëindiging") == plain("redenBeeindiging") == "reden beeindiging"
    True
    """
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf") if not text.isascii() else text
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", seen)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def phrase_pattern(phrase: str, *, joined: bool = False) -> str:
    """A phrase as a pattern for plain text: whole words; `*` at an end of a word stands for any letters.

    Parameters
    ----------
    joined : bool
        Whether the words may be written as one, as names of columns are.
    """
    words = phrase.split()
    middle = [re.escape(word.strip("*")) if word != "*" else "[a-z0-9]+" for word in words]
    for at, word in enumerate(words):
        if len(word) > 1 and word.startswith("*") and at:
            middle[at] = "[a-z0-9]*" + middle[at]
        if len(word) > 1 and word.endswith("*") and at < len(words) - 1:
            middle[at] += "[a-z0-9]*"
    start = "" if words[0].startswith("*") and len(words[0]) > 1 else r"\b"
    end = "" if words[-1].endswith("*") and len(words[-1]) > 1 else r"\b"
    return start + (" ?" if joined else " ").join(middle) + end
