"""The mails about a subject: read once, in the order of their dates, each with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.imap.arrivals import SentAt, sent_at
from samestory.adapters.imap.folder import FoundMail
from samestory.adapters.imap.mail import Mail, open_mail
from samestory.adapters.imap.mailbox import Mailbox
from samestory.adapters.imap.search import Search
from samestory.core.model import Evidence


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail about the subject: where it lies, what it says, when, and its evidence."""

    found: FoundMail
    mail: Mail
    told: SentAt
    evidence: Evidence

    @property
    def order(self) -> tuple[datetime, datetime, int]:
        """Its place among others: the newest has the greatest."""
        return self.told.at, self.told.later, self.found.uid

    @property
    def listed(self) -> Mapping[str, object]:
        """What the evidence says of it: where it lies, and by which date it has its place."""
        kept = ("subject", "from", "date", "message_id", "notes")
        return {
            "uid": self.found.uid,
            "folder": self.found.folder,
            "deleted": self.found.deleted,
            "evidence": self.evidence.name,
            **{key: self.mail.document[key] for key in kept},
            "arrived": self.found.arrived,
            "placed_by": self.told.by,
        }


@dataclass(slots=True)
class Reader:
    """One customer's mailbox, and what was read in it, by the raw text."""

    mailbox: Mailbox
    filing: EvidenceStore
    system: str
    zone: tzinfo
    """In which times without a zone are meant."""
    _mails: dict[bytes, Mail] = field(default_factory=dict)
    _evidence: dict[bytes, Evidence] = field(default_factory=dict)

    def letters(self, found: Sequence[FoundMail], search: Search) -> list[Letter]:
        """Those of the mails that are about the subject, the newest last."""
        letters = [
            self._letter(each, mail)
            for each in found
            if search.concerns((mail := self._read(each.raw)).document)
        ]
        return sorted(letters, key=lambda each: each.order)

    def _read(self, raw: bytes) -> Mail:
        if raw not in self._mails:
            self._mails[raw] = open_mail(raw, self.zone)
        return self._mails[raw]

    def _letter(self, found: FoundMail, mail: Mail) -> Letter:
        if found.raw not in self._evidence:
            filed = self.filing.file(self.system, "eml", "message/rfc822", found.raw)
            self._evidence[found.raw] = filed
        told = sent_at(mail.document["date"], found.arrived, self.zone)
        return Letter(found, mail, told, self._evidence[found.raw])


def unseen(found: Iterable[FoundMail]) -> str:
    """Where the mails lie that a person does not see, as a clause; empty if there are none."""
    places = Counter(
        f"in the junk folder ({each.folder})" if each.junk else "flagged to be deleted"
        for each in found
        if not each.seen
    )
    return "; ".join(
        f"it is {place}" if number == 1 else f"{number} mails about it are {place}"
        for place, number in places.items()
    )
