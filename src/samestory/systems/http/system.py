"""One system that is asked over HTTP, as a witness."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from samestory.errors import CannotAsk
from samestory.model import Evidence, Observation, Subject
from samestory.systems.entries import Question, SystemEntry
from samestory.systems.exactly import SaidTwice, read_json
from samestory.systems.filing import Filing
from samestory.systems.guard import Guard
from samestory.systems.http.client import Client
from samestory.systems.http.reply import Reply, answers, readable, wrong_format
from samestory.systems.http.request import Request
from samestory.systems.masking import MASK
from samestory.systems.probing import Probe, door_of_url, skew_by_header
from samestory.systems.protocol import said
from samestory.systems.reading import read_answer
from samestory.systems.templates import filled_json, filled_url

_PRIVATE_HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}


class HttpSystem:
    """One API; its connections are kept alive until `close`."""

    main_thread = False

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
        self._client = Client(entry, guard, masker=filing.masker, transport=transport)

    def observe(self, subject: Subject) -> Observation:
        """Ask the API about the subject; see `System`."""
        entry = self._entry.subjects[subject.kind]
        request = self._request(entry.question, subject)
        reply = Reply()
        asked = str(request)
        self._client.begin()
        try:
            self._client.send(request, reply)
            document = self._document(entry.question, reply)
        except CannotAsk as trouble:
            kept = (self._kept(request, reply),) if reply.status else ()
            raise CannotAsk(trouble.why, asked=asked, evidence=kept) from trouble
        values = read_answer(document, entry, self._entry.zone)
        return said(self.name, subject, values, asked=asked, evidence=[self._kept(request, reply)])

    def probe(self) -> Probe:
        """Ask for its first page, without any credentials, and read its clock; see `Probes`."""
        base_url = self._entry.settings["base_url"]
        asked, reply = datetime.now(UTC), Reply()
        self._client.begin()
        self._client.send(Request("GET", f"{base_url}/"), reply, signed=False)
        skew = skew_by_header(reply.headers.get("date", ""), asked, datetime.now(UTC))
        verified = self._guard.verifies(urlsplit(base_url).hostname or "")
        return Probe(door_of_url(self._entry.settings, verified=verified), skew)

    def close(self) -> None:
        """Close the connections, on the thread that asks."""
        self._client.close()

    def _request(self, question: Question, subject: Subject) -> Request:
        find = question.find
        url = self._entry.settings["base_url"] + filled_url(find["path"], subject)
        self._guard.check_url(url)
        body = None if find.get("body") is None else filled_json(find["body"], subject)
        return Request(find["method"], url, body)

    def _document(self, question: Question, reply: Reply) -> object:
        """The JSON of a reply, None where the system says that there is no such record."""
        if not answers(reply, question.absent, self._entry.auth):
            return None
        try:
            return read_json(bytes(reply.body))
        except SaidTwice as error:
            raise CannotAsk(f"its answer is not clear: {error}") from error
        except (ValueError, RecursionError) as error:
            raise CannotAsk(wrong_format(reply, "JSON")) from error

    def _kept(self, request: Request, reply: Reply) -> Evidence:
        private = _PRIVATE_HEADERS | {self._entry.auth.header.lower()}
        return self._filing.file_json(
            self.name,
            {
                "request": str(request),
                "status": reply.status,
                "headers": {
                    key: MASK if key.lower() in private else value
                    for key, value in reply.headers.items()
                },
                "body": readable(reply.body),
            },
        )
