"""When a mail counts as sent, for its place among others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

DATE, INTERNALDATE, UID = "Date", "INTERNALDATE", "UID"
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""A Date before that is one of a program that had none, such as the beginning of 1970."""
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SentAt:
    """A moment, and by what it is known: the Date header, INTERNALDATE, or nothing but the UID.

    `later` is what the other of both tells, for mails of the same moment.
    """

    at: datetime
    by: str
    later: datetime


def sent_at(date: str | None, arrived: datetime | None, zone: tzinfo) -> SentAt:
    """The earlier of a mail's Date (ISO 8601) and its INTERNALDATE.

    No mail is written after it arrives, so that a later Date is wrong; a mail that was moved may
    count as having arrived then, so that a later INTERNALDATE says little. A Date without a zone
    is meant in `zone`.
    """
    known = [(_written(date, zone), DATE), (arrived, INTERNALDATE)]
    told = sorted((at, by) for at, by in known if at is not None and at >= EARLIEST)
    return SentAt(*told[0], told[-1][0]) if told else SentAt(_UNKNOWN, UID, _UNKNOWN)


def _written(date: str | None, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(date or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
