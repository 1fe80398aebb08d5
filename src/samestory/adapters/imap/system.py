"""The customer's mailbox: what was written to her."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import httpx

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.imap.calendars import newest_events
from samestory.adapters.imap.connection import Connect, Login, connect
from samestory.adapters.imap.link_rules import LinkRules, unsubscribing
from samestory.adapters.imap.links import Links
from samestory.adapters.imap.mail import Mail
from samestory.adapters.imap.mailbox import Mailbox
from samestory.adapters.imap.messages import Letter, Reader, unseen
from samestory.adapters.imap.search import Search, search_for
from samestory.adapters.imap.texts import Wanted, texts_in
from samestory.adapters.probing import Endpoint, Probe
from samestory.config.entries import Auth, SystemEntry
from samestory.core.model import Evidence, Observation, Subject
from samestory.core.system import said
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.placeholders import filled
from samestory.extraction.records import read_answer
from samestory.extraction.strict_jmespath import Unreadable
from samestory.network.guard import Guard

if TYPE_CHECKING:
    from samestory.adapters.http.auth.tokens import TokenSource
    from samestory.adapters.http.client import Client

MOST_MAILBOXES = 8
"""Connections kept at a time: each customer has a mailbox of her own."""


class InboxSystem:
    """The mailbox as a witness; one connection for each customer, kept between looks."""

    main_thread = False

    def __init__(  # noqa: PLR0913 - the last three have a default, and are there for tests
        self,
        entry: SystemEntry,
        guard: Guard,
        filing: EvidenceStore,
        *,
        connect: Connect = connect,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._filing = filing
        self._connect = connect
        self._today = today
        self._transport = transport
        self._links = Links(guard, transport=transport)
        self._token_client: Client | None = None
        self._tokens: TokenSource | None = None
        self._readers: OrderedDict[str, Reader] = OrderedDict()

    def observe(self, subject: Subject) -> Observation:
        """Look for the mails about the subject; see `System`."""
        deadline = time.monotonic() + self._entry.timeout
        entry = self._entry.subjects[subject.kind]
        search = search_for(entry.question.find, subject, self._today())
        user = filled(self._entry.auth.user, subject)
        asked = self._asked(search, user)
        try:
            reader = self._reader(user)
            if self._token_client is not None:
                self._token_client.begin()
            found = reader.mailbox.search(search, self._entry.timeout)
        except CannotAsk as trouble:
            raise CannotAsk(trouble.why, asked=asked, leave_alone=trouble.leave_alone) from trouble
        letters = reader.letters(found, search)
        hers = [each for each in letters if each.found.seen]
        evidence = [self._listed(asked, letters), *(each.evidence for each in letters)]
        try:
            mails = [self._document(each, entry.question, deadline) for each in hers]
        except CannotAsk as trouble:
            raise CannotAsk(trouble.why, asked=asked, evidence=evidence) from trouble
        if "follow_links" in entry.question.find:
            links = [each["links"] for each in mails]
            evidence.insert(1, self._filing.file_json(self.name, {"followed": links}))
        values = read_answer(mails_document(mails), entry, self._entry.zone, key=subject.key)
        answer = said(self.name, subject, values, asked=asked, evidence=evidence)
        return replace(answer, remark=unseen(each.found for each in letters))

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
        return Probe(Endpoint(its["host"], its["port"], its["tls"], its.get("ca"), verified))

    def close(self) -> None:
        """Close all connections."""
        for reader in self._readers.values():
            reader.mailbox.close()
        self._readers.clear()
        if self._token_client is not None:
            self._token_client.close()

    def _document(self, letter: Letter, question: Question, deadline: float) -> Mapping[str, Any]:
        """A letter's document with what only this kind of subject asks of it."""
        mail, find, arrived = letter.mail.document, question.find, letter.found.arrived
        more = {
            "arrived": None if arrived is None else arrived.isoformat(),
            "read": _looked_for(letter.mail, find.get("read", {})),
        }
        follow: LinkRules | None = find.get("follow_links")
        if follow is None:
            return {**mail, **more}
        left = max(0.001, deadline - time.monotonic())
        spared = unsubscribing(mail["unsubscribe"])
        return {**mail, **more, "links": self._links.followed(mail["links"], follow, spared, left)}

    def _reader(self, user: str) -> Reader:
        if user not in self._readers:
            self._readers[user] = Reader(
                Mailbox(self._login(user), self._connect), self._filing, self.name, self._entry.zone
            )
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
            tokens=self._token_source(),
            variables=auth.variables,
        )

    def _token_source(self) -> TokenSource | None:
        """Where tokens come from, one source for all mailboxes; None where a password is used."""
        auth = self._entry.auth
        if auth.tokens is None:
            return None
        if self._tokens is None:
            from samestory.adapters.http.auth.tokens import token_source  # noqa: PLC0415 - the same
            from samestory.adapters.http.client import Client  # noqa: PLC0415 - only tokens need it

            there = replace(self._entry, settings={"base_url": auth.tokens.url}, auth=Auth())
            masker = self._filing.masker
            self._token_client = Client(
                there, self._guard, masker=masker, transport=self._transport
            )
            self._tokens = token_source(auth, self._token_client, masker)
        return self._tokens

    def _asked(self, search: Search, user: str) -> str:
        settings = self._entry.settings
        where = f"{settings['folder']} of {user} on {settings['host']}:{settings['port']}"
        return f"IMAP SEARCH {search} in {where}"

    def _listed(self, asked: str, letters: Iterable[Letter]) -> Evidence:
        found = [each.listed for each in letters]
        return self._filing.file_json(self.name, {"request": asked, "found": found})


def _looked_for(mail: Mail, wanted: Mapping[str, Wanted]) -> Mapping[str, str | None] | Unreadable:
    text = mail.document["text"]
    return text if isinstance(text, Unreadable) else texts_in(mail.document, mail.soup, wanted)


def mails_document(mails: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The mails, the newest last, as the document that a landscape's JMESPath searches.

    `events` are those of all their calendars, each as it stands now.
    """
    events = newest_events(calendar for mail in mails for calendar in mail["calendars"])
    newest = mails[-1] if mails else None
    return {"count": len(mails), "newest": newest, "mails": mails, "events": events}
