"""The Date of a mail (RFC 5322, 3.3 and 4.3)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_COMMENT = re.compile(r"\([^()]*\)")
_DATE = re.compile(
    r"(?P<clock>[^():]{1,60}?\d{1,2}(?:[:.]\d\d){1,2})\s*"
    r"(?:(?:GMT|UTC?)?(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)|(?P<name>[A-Za-z]+))?"
)
_NESTED = 5
"""Comments within comments that are taken out; a real date has one, after its zone."""


def read_mail_date(text: str) -> datetime:
    """Read a Date header; raise ValueError if it is none, or names an unknown zone.

    -0000 is UTC, as the letters of military zones are (RFC 5322). A date that names no zone at all
    has none here either.
    """
    for _ in range(_NESTED):
        text = _COMMENT.sub(" ", text)
    found = _DATE.fullmatch(" ".join(text.split()).replace(" ,", ","))
    mistake = ValueError(f"{text!r} is no date of a mail (RFC 5322)")
    if found is None:
        raise mistake
    try:
        return _zoned(found)
    except (ValueError, OverflowError) as error:
        raise mistake from error


def _zoned(found: re.Match[str]) -> datetime:
    if found["sign"]:
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
        zone = timezone(-offset if found["sign"] == "-" else offset)
        return parsedate_to_datetime(f"{found['clock']} -0000").replace(tzinfo=zone)
    moment = parsedate_to_datetime(f"{found['clock']} {found['name'] or '-0000'}")
    if moment.tzinfo is None and found["name"]:
        if len(found["name"]) > 1:
            raise ValueError(f"{found['name']} is an unknown zone")
        return moment.replace(tzinfo=UTC)
    return moment
