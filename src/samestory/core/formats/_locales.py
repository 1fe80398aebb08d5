"""The locales that a landscape may name."""

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError

MINUSES = str.maketrans(
    dict.fromkeys("\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}", "-")
)
"""Signs that only look different from the minus on a keyboard."""


@cache
def locale_called(name: str) -> Locale:
    """Find a locale by its name, such as "de_DE" or "de-DE"."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as mistake:
        raise ValueError(f"there is no locale {name!r}; one is 'de_DE'") from mistake


def without_marks(text: str) -> str:
    """Leave out the invisible marks of writing direction, and make every minus a plain one."""
    if text.isascii():
        return text.strip()
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return visible.translate(MINUSES).strip()


def same_width(text: str) -> str:
    """Write full-width and half-width signs as usual ones.

    Small digits stay as they are: 49 with a raised 90 is not 4990.
    """
    if text.isascii():
        return text.strip()
    composed = unicodedata.normalize("NFC", without_marks(text))
    return "".join(
        char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKC", char)
        for char in composed
    ).strip()
