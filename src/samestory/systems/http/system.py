"""One system that is asked over HTTP, as a witness."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from samestory.errors import CannotAsk
from samestory.model import Evidence, Observation, Subject, Unmapped
from samestory.redaction import MASK
from samestory.systems.entries import SystemEntry
from samestory.systems.filing import Filing
from samestory.systems.guard import Guard
from samestory.systems.http.asking import Asking, Exchange
from samestory.systems.http.client import Client
from samestory.systems.http.dialects import DIALECTS, Dialect
from samestory.systems.http.reply import Reply, readable
from samestory.systems.http.request import Request
from samestory.systems.http.secrecy import Secrecy
from samestory.systems.probing import Probe, door_of_url, skew_by_header
from samestory.systems.protocol import said
from samestory.systems.reading import NoSuchPlace, read_answer, unmapped

IN_VAIN = 60.0
"""Seconds for which no other session is begun where another did not help: accounts get locked."""

_OTHERWISE_BUSY = {408, 425, 429}
"""States that speak of the moment, and of no session."""

_PRIVATE_HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}


@dataclass(slots=True)
class _Heard:
    """What came of asking: values, None for "no such record", or trouble."""

    asking: Asking
    values: dict[str, object] | None = None
    trouble: CannotAsk | None = None

    @property
    def may_want_a_session(self) -> bool:
        """Whether it answered, but otherwise than described.

        A session may have ended that way: by 403, by a page that anybody may see, by an error in
        an answer of another shape.
        """
        if self.trouble is None:
            told = self.values or {}
            return bool(told) and all(isinstance(each, Unmapped) for each in told.values())
        status = self.asking.exchanges[-1].reply.status if self.asking.exchanges else 0
        return 200 <= status < 500 and status not in _OTHERWISE_BUSY


class HttpSystem:
    """One API; its connections are kept alive until `close`."""

    main_thread = False
    _accept = "application/json"

    def __init__(
        self,
        entry: SystemEntry,
        guard: Guard,
        filing: Filing,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._filing = filing
        self._dialect = self._speaking()
        self._client = Client(
            entry, guard, masker=filing.masker, transport=transport, accept=self._accept
        )
        self._in_vain_until = 0.0

    def observe(self, subject: Subject) -> Observation:
        """Ask the API about the subject; see `System`."""
        self._client.begin()
        heard = self._ask(subject)
        evidence = self._kept(heard.asking)
        if heard.may_want_a_session and self._renew():
            heard = self._ask(subject)
            evidence += self._kept(heard.asking)
            if heard.may_want_a_session:
                self._in_vain_until = time.monotonic() + IN_VAIN
        return self._told(subject, heard, evidence)

    def _ask(self, subject: Subject) -> _Heard:
        entry = self._entry.subjects[subject.kind]
        asking = Asking(
            self._entry,
            self._client,
            self._dialect,
            subject,
            check_url=self._guard.check_url,
            secrecy=Secrecy(self._entry.auth, self._filing.masker),
        )
        try:
            document = asking.document(entry.question)
            return _Heard(asking, read_answer(document, entry, self._entry.zone, key=subject.key))
        except CannotAsk as trouble:
            return _Heard(asking, trouble=trouble)
        except NoSuchPlace as astray:
            return _Heard(asking, unmapped(entry, astray.why, astray.where))

    def _renew(self) -> bool:
        """Begin another session where the one from before may have ended without a word."""
        return time.monotonic() >= self._in_vain_until and self._client.renew()

    def _told(self, subject: Subject, heard: _Heard, evidence: list[Evidence]) -> Observation:
        masker, trouble = self._filing.masker, heard.trouble
        asked = masker.mask(str(heard.asking))
        if trouble is None:
            return said(self.name, subject, heard.values, asked=asked, evidence=evidence)
        raise CannotAsk(
            masker.mask_trouble(trouble.why),
            asked=asked,
            evidence=evidence,
            leave_alone=trouble.leave_alone,
        ) from None  # what it was raised from may quote a secret

    def probe(self) -> Probe:
        """Ask for its first page, without any credentials, and read its clock; see `Probes`."""
        base_url = self._entry.settings["base_url"]
        asked, reply = datetime.now(UTC), Reply()
        self._client.begin()
        self._client.send(Request("GET", f"{base_url}/"), reply, signed=False)
        skew = skew_by_header(reply.headers.get("date", ""), asked, datetime.now(UTC))
        verified = self._guard.verifies(urlsplit(base_url).hostname or "")
        return Probe(door_of_url(self._entry.settings, verified=verified), skew)

    @property
    def sent(self) -> int:
        """How many requests the last look took; see `Counts`."""
        return self._client.sent

    def close(self) -> None:
        """Close the connections, on the thread that asks."""
        self._client.close()

    def _speaking(self) -> Dialect:
        return DIALECTS[self._entry.settings.get("speaks", "json")]()

    def _kept(self, asking: Asking) -> list[Evidence]:
        """Every exchange of which anything came back."""
        return [self._filed(each) for each in asking.exchanges if each.reply.status]

    def _filed(self, exchange: Exchange) -> Evidence:
        private = _PRIVATE_HEADERS | {self._entry.auth.header.lower()}
        reply = exchange.reply
        return self._filing.file_json(
            self.name,
            {
                "request": self._filing.masker.mask(str(exchange.request)),
                "status": reply.status,
                "headers": {
                    key: MASK if key.lower() in private else value
                    for key, value in reply.headers.items()
                },
                "body": readable(reply),
            },
        )
