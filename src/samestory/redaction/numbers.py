"""Finds card numbers and bank accounts by their check digits."""

import re
from collections.abc import Iterator

from samestory.redaction.layers import Span

_GAP = rb"(?:[ +-]|\xc2\xa0|\xe2\x80\xaf){0,2}"
_DIGITS = re.compile(
    rb"[2-6](?<![0-9].)(?<![0-9]\..)"
    rb"(?:[0-9]{3}([._/\t])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?!\1?[0-9])"
    rb"|(?:" + _GAP + rb"[0-9]){13,18})"
)
_IDENTIFIER = re.compile(
    rb"(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,128})(?![0-9a-z])",
    re.IGNORECASE,
)
"""A UUID or a digest, which may hold the digits of a card number by chance."""
_LONGEST_IDENTIFIER = 128
_BRANDS = re.compile(
    rb"""
      4(?:[0-9]{15}|[0-9]{18})  # Visa
    | (?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)
      [0-9]{12}  # Mastercard
    | 3[47][0-9]{13}  # American Express
    | 3(?:0[0-5]|[689][0-9])[0-9]{11}  # Diners Club
    | 35(?:2[89]|[3-8][0-9])[0-9]{12}  # JCB
    | (?:6011|64[4-9][0-9]|65[0-9]{2})[0-9]{12}  # Discover
    | 62[0-9]{14,17}  # UnionPay
    | (?:5[0678]|6[0379])[0-9]{14}  # Maestro
    """,
    re.VERBOSE,
)
"""ISO/IEC 7812: how the numbers of each brand begin, and how long they are."""

_IBAN = re.compile(
    rb"[A-Za-z](?<![A-Za-z0-9].)[A-Za-z][0-9]{2}(?:" + _GAP + rb"[A-Za-z0-9]){11,30}"
)
_REGISTRY = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18
    DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23
    IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27
    MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19
    SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
_LENGTHS = {each[:2]: int(each[2:]) for each in _REGISTRY.split()}
"""The IBAN registry (SWIFT): how long an account number of each country is."""


def cards(text: bytes) -> Iterator[Span]:
    """Find the numbers of payment cards, in one piece or in groups."""
    at = 0
    while found := _DIGITS.search(text, at):
        end = _end_of_card(text, *found.span())
        if end and not _is_in_identifier(text, found.start(), end):
            yield found.start(), end
        at = end or found.start() + 1


def _is_in_identifier(text: bytes, start: int, end: int) -> bool:
    near = text[max(0, start - _LONGEST_IDENTIFIER) : end + _LONGEST_IDENTIFIER]
    return any(text[start:end] in each[0] for each in _IDENTIFIER.finditer(near))


def _end_of_card(text: bytes, start: int, end: int) -> int | None:
    ends = [at + 1 for at in range(start, end) if text[at : at + 1].isdigit()]
    digits = bytes(text[each - 1] for each in ends)
    for length in range(len(digits), 13, -1):
        last = ends[length - 1]
        if not text[last : last + 1].isdigit() and _is_card(digits[:length]):
            return last
    return None


def _is_card(digits: bytes) -> bool:
    return _BRANDS.fullmatch(digits) is not None and _luhn(digits) % 10 == 0


def _luhn(digits: bytes) -> int:
    """The sum of ISO/IEC 7812-1: from the right, every second digit counts twice."""
    numbers = [each - ord("0") for each in reversed(digits)]
    return sum(numbers[::2]) + sum(sum(divmod(2 * each, 10)) for each in numbers[1::2])


def ibans(text: bytes) -> Iterator[Span]:
    """Find bank accounts (ISO 13616), in one piece or in groups of four."""
    at = 0
    while found := _IBAN.search(text, at):
        end = _end_of_iban(text, *found.span())
        if end:
            yield found.start(), end
        at = end or found.start() + 1


def _end_of_iban(text: bytes, start: int, end: int) -> int | None:
    country = text[start : start + 2].decode().upper()
    ends = [at + 1 for at in range(start, end) if text[at : at + 1].isalnum()]
    length = _LENGTHS.get(country, end)
    if length > len(ends) or text[ends[length - 1] : ends[length - 1] + 1].isalnum():
        return None
    number = bytes(text[each - 1] for each in ends[:length]).decode()
    rearranged = number[4:] + number[:4]
    return (
        ends[length - 1]
        if int("".join(str(int(each, 36)) for each in rearranged)) % 97 == 1
        else None
    )
