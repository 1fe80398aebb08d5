"""The customer's mailbox: what was written to her."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import httpx

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.imap.calendars import newest_events
from samestory.adapters.imap.link_rules import LinkRules, unsubscribing
from samestory.adapters.imap.links import Links
from samestory.adapters.imap.login import Connect, Login
from samestory.adapters.imap.mail import Mail
from samestory.adapters.imap.mailbox import Mailbox, connect
from samestory.adapters.imap.messages import MailReader, Message, unseen
from samestory.adapters.imap.search import Search, search_for
from samestory.adapters.imap.texts import texts_in
from samestory.adapters.probing import Endpoint, Probe
from samestory.config.entries import Auth, SystemEntry
from samestory.core.model import Observation, Subject
from samestory.core.system import said
from samestory.errors import CannotAsk
from samestory.extraction.placeholders import filled
from samestory.extraction.records import read_answer
from samestory.extraction.strict_jmespath import Unreadable
from samestory.network.guard import Guard

if TYPE_CHECKING:
    from samestory.adapters.http.client import Client
    from samestory.adapters.http.oauth import TokenSource

MOST_MAILBOXES = 8
"""Connections kept at a time: each customer has a mailbox of her own."""


class InboxSystem:
    """The mailbox as a system; one connection for each customer, kept between looks."""

    main_thread = False

    def __init__(  # noqa: PLR0913 - the last three have a default, and are there for tests
        self,
        entry: SystemEntry,
        guard: Guard,
        store: EvidenceStore,
        *,
        connect: Connect = connect,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._store = store
        self._connect = connect
        self._today = today
        self._transport = transport
        self._links = Links(guard, transport=transport)
        self._token_client: Client | None = None
        self._tokens: TokenSource | None = None
        self._readers: OrderedDict[str, MailReader] = OrderedDict()

    def observe(self, subject: Subject) -> Observation:
        """Look for the mails about the subject; see `System`."""
        deadline = time.monotonic() + self._entry.timeout
        entry = self._entry.subjects[subject.kind]
        find = entry.question.find
        search = search_for(find, subject, self._today())
        user = filled(self._entry.auth.user, subject)
        asked = self._asked(search, user)
        try:
            messages = self._messages(user, search)
        except CannotAsk as error:
            raise CannotAsk(error.why, asked=asked, leave_alone=error.leave_alone) from error
        listed = {"request": asked, "found": [each.summary for each in messages]}
        evidence = [self._store.file_json(self.name, listed), *(each.evidence for each in messages)]
        try:
            mails = [self._document(each, search, deadline) for each in messages if each.found.seen]
        except CannotAsk as error:
            raise CannotAsk(error.why, asked=asked, evidence=evidence) from error
        if "follow_links" in find:
            links = [each["links"] for each in mails]
            evidence.insert(1, self._store.file_json(self.name, {"followed": links}))
        values = read_answer(mails_document(mails), entry, self._entry.zone, key=subject.key)
        answer = said(self.name, subject, values, asked=asked, evidence=evidence)
        return replace(answer, remark=unseen(each.found for each in messages))

    def listen(self, seconds: float) -> bool:
        """Wait for news in the mailbox that was last looked into."""
        if not self._readers:
            return False
        latest = next(reversed(self._readers.values()))
        return latest.mailbox.listen(seconds, self._entry.timeout)

    def probe(self) -> Probe:
        """Return where the mail server is; it has no clock to ask for. See `Probes`."""
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

    def _messages(self, user: str, search: Search) -> list[Message]:
        reader = self._reader(user)
        if self._token_client is not None:
            self._token_client.begin()
        return reader.messages(reader.mailbox.search(search, self._entry.timeout), search)

    def _document(self, message: Message, search: Search, deadline: float) -> Mapping[str, Any]:
        """Return a mail's document, with the links in it followed if that is wanted."""
        mail, arrived, links = message.mail.document, message.found.arrived, None
        rules: LinkRules | None = search.find.get("follow_links")
        if rules is not None:
            left = max(0.001, deadline - time.monotonic())
            spared = unsubscribing(mail["unsubscribe"])
            links = self._links.followed(mail["links"], rules, spared, left)
        at = None if arrived is None else arrived.isoformat()
        return mail_document(message.mail, at, search, links)

    def _reader(self, user: str) -> MailReader:
        if user not in self._readers:
            mailbox = Mailbox(self._login(user), self._connect)
            self._readers[user] = MailReader(mailbox, self._store, self.name, self._entry.zone)
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
        """Return the source of tokens for all mailboxes; None if a password is used."""
        auth = self._entry.auth
        if auth.tokens is None:
            return None
        if self._tokens is None:
            from samestory.adapters.http.client import Client  # noqa: PLC0415 - only tokens need it
            from samestory.adapters.http.oauth import TokenSource  # noqa: PLC0415 - the same

            there = replace(self._entry, settings={"base_url": auth.tokens.url}, auth=Auth())
            masker = self._store.masker
            self._token_client = Client(
                there, self._guard, masker=masker, transport=self._transport
            )
            self._tokens = TokenSource(auth, masker, self._token_client.run)
        return self._tokens

    def _asked(self, search: Search, user: str) -> str:
        settings = self._entry.settings
        where = f"{settings['folder']} of {user} on {settings['host']}:{settings['port']}"
        return f"IMAP SEARCH {search} in {where}"


def mail_document(
    opened: Mail, arrived: str | None, search: Search, links: object
) -> dict[str, Any]:
    """Return a mail's document, with what only this kind of subject asks of it.

    `links` are what its links led to, None if none was to be followed.
    """
    mail, find = opened.document, search.find
    text, found = mail["text"], texts_in(mail, opened.soup, find.get("read", {}))
    document = {
        **mail,
        "arrived": arrived,
        "read": text if isinstance(text, Unreadable) else found,
    }
    if "link" in find:
        document["link"] = search.linked(mail)
    if links is not None:
        document["links"] = links
    return document


def mails_document(mails: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the mails, the newest last, as the document that a landscape's JMESPath searches.

    `events` are those of all their calendars, each as it stands now.
    """
    events = newest_events(calendar for mail in mails for calendar in mail["calendars"])
    newest = mails[-1] if mails else None
    return {"count": len(mails), "newest": newest, "mails": mails, "events": events}
