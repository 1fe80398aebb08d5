"""The locales that a landscape may name."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError


@cache
def locale_called(name: str) -> Locale:
    """Find a locale by its name, such as "de_DE" or "de-DE"."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as mistake:
        raise ValueError(f"there is no locale {name!r}; one is 'de_DE'") from mistake


def without_marks(text: str) -> str:
    """Leave out the invisible marks of writing direction, and make every minus a plain one."""
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return visible.replace("\N{MINUS SIGN}", "-").strip()
