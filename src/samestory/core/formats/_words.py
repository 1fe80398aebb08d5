"""Words as systems write them: texts, postal and mail addresses, sets."""

import re
from decimal import Decimal
from email.utils import parseaddr

MAIL_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"@]+")


def read_text(said: object) -> str:
    """Read words; a list of words is joined by spaces, and what is empty in it left out."""
    return " ".join(_words(said))


def read_address(said: object) -> str:
    """Read a postal address; a list of its parts is joined by line breaks.

    Strokes that fill a form ("---") are refused: they name no place.
    """
    address = "\n".join(_words(said))
    if address and not any(char.isalnum() for char in address):
        raise ValueError(f"{said!r} is no address")
    return address


def read_set(said: object) -> frozenset[str]:
    """Read a list of words as a set; a single word is a set of one."""
    return frozenset(_words(said))


def read_email(said: object) -> str:
    """Read a mail address, also out of "Ada Lovelace <ada@example.org>" and "mailto:...".

    Two different ones are refused: which of them is hers is unknown.
    """
    text = read_word(said)
    if text.startswith("mailto:"):
        text = text.removeprefix("mailto:").partition("?")[0]
    _, address = parseaddr(text)
    named = {each.casefold() for each in MAIL_ADDRESS.findall(text)}
    if named != {address.casefold()}:
        raise ValueError(f"{said!r} is no mail address, or more than one")
    return address


def read_word(said: object) -> str:
    """Read one text or number as text; JSON's true and false in its own spelling."""
    if isinstance(said, bool):
        return str(said).lower()
    if not isinstance(said, (str, int, float, Decimal)):
        raise ValueError(f"{said!r} is no text")  # noqa: TRY004 - a system said it, no caller
    return str(said).strip()


def _words(said: object) -> list[str]:
    """Every word that is there; null and false say that there is none."""
    parts = said if isinstance(said, (list, tuple)) else [said]
    there = (part for part in parts if part is not None and part is not False)
    return [word for word in map(read_word, there) if word]
