"""The customer's mailbox: what was written to her."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from imapclient.datetime_util import (  # type: ignore[import-untyped]  # it brings no types
    format_criteria_date,
)

from samestory.errors import CannotAsk
from samestory.model import Evidence, Observation, Subject
from samestory.systems.entries import SystemEntry
from samestory.systems.filing import Filing
from samestory.systems.guard import Guard
from samestory.systems.imap import Connect, Login, connect
from samestory.systems.mail import read_mail
from samestory.systems.mailbox import Criteria, Mailbox
from samestory.systems.probing import Door, Probe
from samestory.systems.protocol import said
from samestory.systems.reading import read_answer
from samestory.systems.templates import filled

MOST_MAILBOXES = 8
"""Connections kept at a time: each customer has a mailbox of her own."""

_ATOM = re.compile(r"[A-Za-z0-9@._+-]+")
_BLANK = re.compile(r"\{(key|of)\}")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, read once: as a document and as evidence."""

    document: Mapping[str, Any]
    evidence: Evidence


@dataclass(slots=True)
class _Reader:
    """One customer's mailbox, and the letters already read in it by their raw text."""

    mailbox: Mailbox
    letters: dict[bytes, Letter] = field(default_factory=dict)


class InboxSystem:
    """The mailbox as a witness; one connection for each customer, kept between looks."""

    main_thread = False

    def __init__(
        self,
        entry: SystemEntry,
        guard: Guard,
        filing: Filing,
        *,
        connect: Connect = connect,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._filing = filing
        self._connect = connect
        self._today = today
        self._readers: OrderedDict[str, _Reader] = OrderedDict()

    def observe(self, subject: Subject) -> Observation:
        """Look for the mails about the subject; see `System`."""
        entry = self._entry.subjects[subject.kind]
        criteria = search_criteria(entry.question.find, subject, self._today())
        user = filled(self._entry.auth.user, subject)
        asked = self._asked(criteria, user)
        reader = self._reader(user)
        try:
            raw = reader.mailbox.search(criteria, self._entry.timeout)
        except CannotAsk as trouble:
            raise CannotAsk(trouble.why, asked=asked) from trouble
        found = {uid: self._letter(reader, content) for uid, content in raw.items()}
        letters = {
            uid: each
            for uid, each in found.items()
            if about(each.document, entry.question.find, subject)
        }
        document = as_document([each.document for each in letters.values()])
        values = read_answer(document, entry, self._entry.zone)
        evidence = [self._listed(asked, letters), *(each.evidence for each in letters.values())]
        return said(self.name, subject, values, asked=asked, evidence=evidence)

    def listen(self, seconds: float) -> bool:
        """Wait for news in the mailbox that was last looked into."""
        if not self._readers:
            return False
        latest = next(reversed(self._readers.values()))
        return latest.mailbox.listen(seconds, self._entry.timeout)

    def probe(self) -> Probe:
        """Where the mail server is; it tells no time. See `Probes`."""
        its = self._entry.settings
        verified = self._guard.verifies(its["host"])
        return Probe(Door(its["host"], its["port"], its["tls"], its.get("ca"), verified))

    def close(self) -> None:
        """Close all connections."""
        for reader in self._readers.values():
            reader.mailbox.close()
        self._readers.clear()

    def _reader(self, user: str) -> _Reader:
        if user not in self._readers:
            self._readers[user] = _Reader(Mailbox(self._login(user), self._connect))
        self._readers.move_to_end(user)
        while len(self._readers) > MOST_MAILBOXES:
            _, oldest = self._readers.popitem(last=False)
            oldest.mailbox.close()
        return self._readers[user]

    def _login(self, user: str) -> Login:
        settings, auth = self._entry.settings, self._entry.auth
        return Login(
            host=settings["host"],
            port=settings["port"],
            tls=settings["tls"],
            folder=settings["folder"],
            ca=settings.get("ca"),
            verified=self._guard.verifies(settings["host"]),
            user=user,
            password=auth.secret,
            variables=auth.variables,
        )

    def _asked(self, criteria: Criteria, user: str) -> str:
        words = criteria if isinstance(criteria, str) else " ".join(map(_shown, criteria))
        settings = self._entry.settings
        where = f"{settings['folder']} of {user} on {settings['host']}:{settings['port']}"
        return f"IMAP SEARCH {words} in {where}"

    def _letter(self, reader: _Reader, raw: bytes) -> Letter:
        if raw not in reader.letters:
            evidence = self._filing.file(self.name, "eml", "message/rfc822", raw)
            reader.letters[raw] = Letter(read_mail(raw), evidence)
        return reader.letters[raw]

    def _listed(self, asked: str, letters: Mapping[int, Letter]) -> Evidence:
        kept = ("subject", "from", "date", "message_id", "notes")
        mails = [
            {"uid": uid, "evidence": each.evidence.name} | {key: each.document[key] for key in kept}
            for uid, each in letters.items()
        ]
        return self._filing.file_json(self.name, {"request": asked, "found": mails})


def as_document(mails: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The mails, oldest first, as the document that a landscape's JMESPath searches."""
    return {"count": len(mails), "newest": mails[-1] if mails else None, "mails": mails}


# Searching --------------------------------------------------------------------------------------


def search_criteria(find: Mapping[str, str], subject: Subject, today: date) -> Criteria:
    """What to send to the server (RFC 3501, 6.4.4).

    A text when all is ASCII, every value quoted here: imapclient would leave some of them bare,
    and a server would read `{9}` or `)` in them as syntax. A list otherwise, for imapclient sends
    what is not ASCII as counted literals.
    """
    words = {key: filled(template, subject) for key, template in find.items()}
    days = words.pop("since", None)
    first = None if days is None else today - timedelta(days=int(days))
    dated = [] if first is None else ["SINCE", format_criteria_date(first).decode()]
    if not words and not dated:
        return "ALL"
    if all(value.isascii() for value in words.values()):
        return " ".join(
            [*(f"{key.upper()} {_quoted(value)}" for key, value in words.items()), *dated]
        )
    for value in words.values():
        if value.isascii() and not _ATOM.fullmatch(value) and not re.search(r'[ "\\]', value):
            raise CannotAsk(f"{value!r} cannot be searched for together with letters beyond ASCII")
    return [each for key, value in words.items() for each in (key.upper(), value)] + dated


def _shown(item: str) -> str:
    return item if item.isupper() and item.isascii() else _quoted(item)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def about(mail: Mapping[str, Any], find: Mapping[str, str], subject: Subject) -> bool:
    """Whether a mail that the server found is really about the subject.

    Servers look for parts of words: a search for order A-10 also finds order A-1042.
    """
    text = "\n".join(str(mail[part] or "") for part in ("subject", "text", "html"))
    places = {"subject": str(mail["subject"] or ""), "text": text}
    return all(
        _phrase(find[key], subject).search(" ".join(place.split()))
        for key, place in places.items()
        if key in find
    )


def _phrase(template: str, subject: Subject) -> re.Pattern[str]:
    """The template as a pattern in which the filled-in values stand as whole words."""
    parts = _BLANK.split(" ".join(template.split()))
    pattern = ""
    for literal, blank in zip(parts[::2], [*parts[1::2], ""], strict=True):
        pattern += re.escape(literal)
        if blank:
            value = " ".join((subject.key if blank == "key" else subject.of or "").split())
            start = "" if literal[-1:].isalnum() else r"(?<![^\W_])"
            pattern += rf"{start}{re.escape(value)}(?!\w|-\w)"
    return re.compile(pattern, re.IGNORECASE)
