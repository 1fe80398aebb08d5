"""Signs that look like those of a keyboard: word processors and web pages put them into texts."""

import unicodedata
from collections.abc import Iterator


def typed(text: str) -> str:
    """Return a text as it is typed: with straight quotes, hyphens, and one space between words.

    >>> typed("1 “Chain, 11–speed”")
    '1 "Chain, 11-speed"'
    """
    return " ".join("".join(map(_key, text)).split())


def look_alikes(text: str) -> str:
    """Return what looks typed in a text and is not, in words; empty if there is nothing.

    >>> look_alikes("1 “Chain, 11–speed”")
    'a left double quotation mark and an en dash and a right double quotation mark'
    """
    return " and ".join(dict.fromkeys(_odd(text)))


def _odd(text: str) -> Iterator[str]:
    for each in text:
        if _key(each) != each:
            name = unicodedata.name(each, "tab").lower()
            yield f"an {name}" if name[0] in "aeiou" else f"a {name}"
    if "  " in text:
        yield "two spaces in a row"


def _key(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if "QUOTATION MARK" in name:
        return "'" if "SINGLE" in name else '"'
    if name in {"GRAVE ACCENT", "ACUTE ACCENT", "PRIME"}:
        return "'"
    if unicodedata.category(sign) == "Pd" or name == "MINUS SIGN":
        return "-"
    return "" if unicodedata.category(sign) == "Cf" else " " if sign.isspace() else sign
