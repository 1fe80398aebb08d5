"""The mails about a subject: read once, in the order of their dates, each with its evidence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.imap.folder import FoundMail
from samestory.adapters.imap.mail import Mail, open_mail
from samestory.adapters.imap.mailbox import Mailbox
from samestory.adapters.imap.search import Search
from samestory.core.model import Evidence

DATE, INTERNALDATE, UID = "Date", "INTERNALDATE", "UID"
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""An earlier Date comes from a program that had none, such as the beginning of 1970."""
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SentAt:
    """When a mail was sent, and the source: the Date header, INTERNALDATE, or only the UID.

    `later` is the other of the two times, for mails of the same moment.
    """

    at: datetime
    by: str
    later: datetime


def sent_at(date: str | None, arrived: datetime | None, zone: tzinfo) -> SentAt:
    """Return the earlier of a mail's Date (ISO 8601) and its INTERNALDATE.

    No mail is written after it arrives, so a later Date is wrong; moving a mail may renew its
    INTERNALDATE, so a later one says little. A Date without a zone is in `zone`.
    """
    try:
        written = datetime.fromisoformat(date or "")
    except ValueError:
        written = _UNKNOWN
    written = written if written.tzinfo else written.replace(tzinfo=zone)
    times = [(written, DATE), (arrived or _UNKNOWN, INTERNALDATE)]
    known = sorted((at, by) for at, by in times if at >= EARLIEST)
    return SentAt(*known[0], known[-1][0]) if known else SentAt(_UNKNOWN, UID, _UNKNOWN)


@dataclass(frozen=True, slots=True)
class Message:
    """A mail about the subject: where it lies, what it says, when it was sent, its evidence."""

    found: FoundMail
    mail: Mail
    sent: SentAt
    evidence: Evidence

    @property
    def order(self) -> tuple[datetime, datetime, int]:
        """Its place among others: the newest has the greatest."""
        return self.sent.at, self.sent.later, self.found.uid

    @property
    def summary(self) -> Mapping[str, object]:
        """What the evidence lists: where it lies, and which date decided its place."""
        kept = ("subject", "from", "date", "message_id", "notes")
        return {
            "uid": self.found.uid,
            "folder": self.found.folder,
            "deleted": self.found.deleted,
            "evidence": self.evidence.name,
            **{key: self.mail.document[key] for key in kept},
            "arrived": self.found.arrived,
            "placed_by": self.sent.by,
        }


@dataclass(slots=True)
class MailReader:
    """One customer's mailbox, and its mails that were read, by their raw text.

    `zone` is that of times without a zone.
    """

    mailbox: Mailbox
    store: EvidenceStore
    system: str
    zone: tzinfo
    _mails: dict[bytes, Mail] = field(default_factory=dict)
    _evidence: dict[bytes, Evidence] = field(default_factory=dict)

    def messages(self, found: Sequence[FoundMail], search: Search) -> list[Message]:
        """Return the mails that are about the subject, the newest last."""
        mails = [(each, self._read(each.raw)) for each in found]
        messages = [
            self._message(each, mail) for each, mail in mails if search.concerns(mail.document)
        ]
        return sorted(messages, key=lambda each: each.order)

    def _read(self, raw: bytes) -> Mail:
        if raw not in self._mails:
            self._mails[raw] = open_mail(raw, self.zone)
        return self._mails[raw]

    def _message(self, found: FoundMail, mail: Mail) -> Message:
        if found.raw not in self._evidence:
            filed = self.store.file(self.system, "eml", "message/rfc822", found.raw)
            self._evidence[found.raw] = filed
        sent = sent_at(mail.document["date"], found.arrived, self.zone)
        return Message(found, mail, sent, self._evidence[found.raw])


def unseen(found: Iterable[FoundMail]) -> str:
    """Return where the mails lie that a person does not see, as a clause; empty if none."""
    places = Counter(
        f"in the junk folder ({each.folder})" if each.junk else "flagged to be deleted"
        for each in found
        if not each.seen
    )
    return "; ".join(
        f"it is {place}" if number == 1 else f"{number} mails about it are {place}"
        for place, number in places.items()
    )
