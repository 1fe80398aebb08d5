"""Texts of a record: what counts in them, and how a person is shown them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import idna

from samestory.core.formats import letters, other_streets, with_country_codes


@lru_cache(maxsize=4096)
def collapsed(value: str) -> str:
    """Return a text in composed letters, each run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def visible(text: str) -> str:
    """Write out what a terminal would obey or hide: escape codes, marks of writing direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        ascii(char)[1:-1] if unicodedata.category(char)[0] == "C" else char for char in text
    )


def show_text(value: str) -> str:
    """Show a text in one line."""
    return visible(collapsed(value)) or "''"


def spell_out(value: str) -> str:
    """Spell out what looks like something else: a Cyrillic letter, a non-breaking space."""
    text = collapsed(value)
    exact = ascii(text)
    if not text or text[0] in "'\"":
        return exact
    return text if exact[1:-1] == text else f"{visible(text)} ({exact[1:-1]})"


@lru_cache(maxsize=4096)
def mailbox(value: str) -> str:
    """Reduce an address to the mailbox that it reaches.

    RFC 5321 lets a host tell "Ada@" from "ada@", but no provider gives them to two people, and a
    system that stores what she typed and one that stores it in small letters both reach her.
    """
    local, _, domain = collapsed(value).rpartition("@")
    return f"{local.casefold()}@{_ascii_domain(domain)}"


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:  # not a domain that anybody can register; the text has to do
        return domain.casefold()


@lru_cache(maxsize=4096)
def place_letters(value: str) -> str:
    """Keep letters and digits; if there are none ("---"), the signs that are shown have to do."""
    return letters(value) or collapsed(_joined(value)) or collapsed(value)


@lru_cache(maxsize=4096)
def _with_country_codes(value: str) -> str:
    return with_country_codes(value)


def same_place(left: str, right: str) -> bool:
    """Whether two addresses tell the same, whatever they call the country: Germany, DE, 276."""
    if place_letters(left) == place_letters(right):
        return True
    if other_streets(left, right):
        return False
    return bool(letters(left)) and _with_country_codes(left) == _with_country_codes(right)


def show_address(value: str) -> str:
    """Show an address in one line."""
    return visible(_joined(value)) or "''"


def _joined(value: str) -> str:
    return ", ".join(part for each in value.splitlines() if (part := each.strip(" ,")))


PLAIN_WORD = re.compile(r"[!#-&(-+\--~]+(?: [!#-&(-+\--~]+)*")
"""A word of printable ASCII, without a comma and without a quote."""


def word_set(value: Iterable[str]) -> frozenset[str]:
    """Return the words of a set, each collapsed."""
    return frozenset(collapsed(each) for each in value)


def show_words(value: Iterable[str]) -> str:
    """List the words of a set."""
    return ", ".join(sorted(visible(each) for each in word_set(value))) or "none"


def quote_words(value: Iterable[str]) -> str:
    """List, in quotes if a list without could be read otherwise: a word may hold a comma."""
    words = word_set(value)
    plain = all(PLAIN_WORD.fullmatch(each) for each in words) and words != {"none"}
    return ", ".join(sorted(words if plain else map(ascii, words))) or "none"


def spell_out_address(value: str) -> str:
    """Show an address in one line, with what is odd about its letters."""
    line = _joined(value)
    return spell_out(line) if line else ascii(collapsed(value))
