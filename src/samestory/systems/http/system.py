"""One system that is asked over HTTP, as a witness."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from samestory.errors import CannotAsk
from samestory.model import Evidence, Observation, Subject
from samestory.systems.entries import SystemEntry
from samestory.systems.filing import Filing
from samestory.systems.guard import Guard
from samestory.systems.http.asking import Asking, Exchange
from samestory.systems.http.client import Client
from samestory.systems.http.dialects import DIALECTS, Dialect
from samestory.systems.http.reply import Reply, readable
from samestory.systems.http.request import Request
from samestory.systems.masking import MASK
from samestory.systems.probing import Probe, door_of_url, skew_by_header
from samestory.systems.protocol import said
from samestory.systems.reading import NoSuchPlace, read_answer, unmapped

_PRIVATE_HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}


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

    def observe(self, subject: Subject) -> Observation:
        """Ask the API about the subject; see `System`."""
        entry = self._entry.subjects[subject.kind]
        asking = Asking(
            self._entry, self._client, self._dialect, subject, check_url=self._guard.check_url
        )
        self._client.begin()
        try:
            document = asking.document(entry.question)
            values = read_answer(document, entry, self._entry.zone)
        except CannotAsk as trouble:
            raise CannotAsk(
                trouble.why,
                asked=str(asking),
                evidence=self._kept(asking),
                leave_alone=trouble.leave_alone,
            ) from trouble
        except NoSuchPlace as astray:
            values = unmapped(entry, astray.why, astray.where)
        return said(self.name, subject, values, asked=str(asking), evidence=self._kept(asking))

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
                "body": readable(reply.body),
            },
        )
