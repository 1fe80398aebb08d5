"""Systems that are asked over HTTP and answer in JSON."""

from __future__ import annotations

import asyncio
import json
import ssl
from base64 import b64encode
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from urllib.parse import urlsplit

import httpx

from samestory.errors import CannotAsk, ForbiddenHost
from samestory.model import Evidence, Observation, Subject
from samestory.systems.decoding import decoded, encoding_of
from samestory.systems.entries import Auth, SubjectEntry, SystemEntry
from samestory.systems.exactly import SaidTwice, read_json
from samestory.systems.filing import Filing
from samestory.systems.guard import Guard, is_this_machine
from samestory.systems.masking import MASK
from samestory.systems.protocol import said
from samestory.systems.reading import read_answer
from samestory.systems.templates import filled_json, filled_url

LARGEST = 5_000_000
"""Bytes of a reply that are read; a record of one customer is never that large."""

MOST_REDIRECTS = 5

_PRIVATE_HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}


@dataclass(frozen=True, slots=True)
class Question:
    """One request, ready to be sent."""

    method: str
    url: str
    body: object = None

    def __str__(self) -> str:
        shown = "" if self.body is None else f" {json.dumps(self.body, ensure_ascii=False)}"
        return f"{self.method} {self.url}{shown}"


@dataclass(slots=True)
class Reply:
    """What has come back so far; it grows while the reply is read."""

    status: int = 0
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)


class HttpSystem:
    """One JSON API; its connections are kept alive until `close`.

    The client is asynchronous only so that one time limit can cover all of a request: httpx's
    own limits begin anew with every byte that drips in.
    """

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
        self._transport = transport
        self._signed = _signature(entry.auth)
        self._runner: asyncio.Runner | None = None
        self._client: httpx.AsyncClient | None = None

    def observe(self, subject: Subject) -> Observation:
        """Ask the API about the subject; see `System`."""
        entry = self._entry.subjects[subject.kind]
        question = self._question(entry, subject)
        reply = Reply()
        asked = str(question)
        try:
            self._send(question, reply)
            document = self._document(entry, reply)
        except CannotAsk as trouble:
            kept = (self._kept(question, reply),) if reply.status else ()
            raise CannotAsk(trouble.why, asked=asked, evidence=kept) from trouble
        values = read_answer(document, entry, self._entry.zone)
        return said(self.name, subject, values, asked=asked, evidence=[self._kept(question, reply)])

    def close(self) -> None:
        """Close the connections, on the thread that asks."""
        runner, client = self._runner, self._client
        self._runner = self._client = None
        if runner and client:
            with runner:
                runner.run(client.aclose())

    # Asking -------------------------------------------------------------------------------------

    def _question(self, entry: SubjectEntry, subject: Subject) -> Question:
        url = self._entry.settings["base_url"] + filled_url(entry.find["path"], subject)
        self._guard.check_url(url)
        body = None if entry.body is None else filled_json(entry.body, subject)
        return Question(entry.find["method"], url, body)

    def _send(self, question: Question, reply: Reply) -> None:
        if self._runner is None or self._client is None:
            self._client = self._opened()
            self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        try:
            self._runner.run(self._in_time(self._client, question, reply))
        except TimeoutError:
            got = f"only {len(reply.body)} bytes" if reply.status else "nothing"
            raise CannotAsk(
                f"it did not answer within {self._entry.timeout:g} s ({got} came back)"
            ) from None
        except ForbiddenHost as refusal:
            raise CannotAsk(f"it redirects: {str(refusal).splitlines()[0]}") from refusal
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            raise CannotAsk(_trouble(error, reply)) from error

    async def _in_time(self, client: httpx.AsyncClient, question: Question, reply: Reply) -> None:
        request = client.build_request(question.method, question.url, json=question.body)
        async with asyncio.timeout(self._entry.timeout):
            for _ in range(MOST_REDIRECTS + 1):
                response = await client.send(request, stream=True)
                async with aclosing(response):
                    if response.next_request is None:
                        return await _read(response, reply)
                    request = response.next_request
            raise CannotAsk("it redirects in circles")

    def _opened(self) -> httpx.AsyncClient:
        base_url = self._entry.settings["base_url"]
        return httpx.AsyncClient(
            transport=self._transport,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",  # a few packed bytes can be gigabytes
                "User-Agent": "samestory",
            },
            timeout=self._entry.timeout,
            verify=_trusting(self._entry.settings.get("ca")),
            follow_redirects=False,  # httpx would read all of what comes with a redirect
            trust_env=not is_this_machine(urlsplit(base_url).hostname or ""),
            event_hooks={"request": [self._sign]},
        )

    async def _sign(self, request: httpx.Request) -> None:
        """Check every request of a chain of redirects; only the system itself gets the key."""
        self._guard.check_url(str(request.url))
        own = _origin(str(request.url)) == _origin(self._entry.settings["base_url"])
        for name, value in {**self._entry.settings.get("headers", {}), **self._signed}.items():
            if own:
                request.headers[name] = value
            elif name in request.headers:
                del request.headers[name]

    # Understanding the reply --------------------------------------------------------------------

    def _document(self, entry: SubjectEntry, reply: Reply) -> object:
        """The JSON of a reply, None where the system says that there is no such record."""
        if reply.status in {*entry.absent, 204}:
            return None
        if reply.status in {401, 403}:
            raise CannotAsk(f"it refuses {self._credentials()} ({reply.status} {reply.reason})")
        if not 200 <= reply.status < 300:
            raise CannotAsk(f"it answered {reply.status} {reply.reason}".rstrip())
        try:
            return read_json(bytes(reply.body))
        except SaidTwice as error:
            raise CannotAsk(f"its answer is not clear: {error}") from error
        except (ValueError, RecursionError) as error:
            raise CannotAsk(_not_json(reply)) from error

    def _credentials(self) -> str:
        variables = " and ".join(self._entry.auth.variables)
        return f"the credentials in {variables}" if variables else "to answer without credentials"

    def _kept(self, question: Question, reply: Reply) -> Evidence:
        private = _PRIVATE_HEADERS | {self._entry.auth.header.lower()}
        return self._filing.file_json(
            self.name,
            {
                "request": str(question),
                "status": reply.status,
                "headers": {
                    key: MASK if key.lower() in private else value
                    for key, value in reply.headers.items()
                },
                "body": _readable(reply.body),
            },
        )


async def _read(response: httpx.Response, reply: Reply) -> None:
    reply.status, reply.reason = response.status_code, response.reason_phrase
    reply.headers = response.headers
    encoding = encoding_of(response.headers.get("content-encoding", ""))
    async for chunk in response.aiter_raw() if encoding else response.aiter_bytes():
        reply.body += chunk
        _refuse_too_much(reply.body)
    if encoding:
        reply.body = decoded(reply.body, encoding, LARGEST)
        _refuse_too_much(reply.body)


def _refuse_too_much(body: bytearray) -> None:
    if len(body) > LARGEST:
        raise CannotAsk(f"its reply is larger than {LARGEST // 1_000_000} MB")


@cache
def _trusting(ca: str | None) -> ssl.SSLContext:
    """What trusts the certificates of a file, or httpx's own; slow to make, so kept for all."""
    return ssl.create_default_context(cafile=ca) if ca else httpx.create_ssl_context()


def _signature(auth: Auth) -> dict[str, str]:
    if auth.kind == "basic":
        pair = b64encode(f"{auth.user}:{auth.secret}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    if auth.kind == "bearer":
        return {"Authorization": f"Bearer {auth.secret}"}
    return {auth.header: auth.secret} if auth.kind == "header" else {}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


def _trouble(error: Exception, reply: Reply) -> str:
    what = str(error) or type(error).__name__
    if isinstance(error, httpx.ConnectError):
        return f"nobody answers there ({what})"
    if isinstance(error, httpx.RemoteProtocolError) and reply.status:
        return f"its reply broke off after {len(reply.body)} bytes ({what})"
    return f"the request failed ({what})"


def _not_json(reply: Reply) -> str:
    media_type = reply.headers.get("content-type", "an unnamed format").split(";")[0]
    start = reply.body[:60].decode("utf-8", "replace")
    what = "broken JSON" if "json" in media_type else f"{media_type} instead of JSON"
    return f"it answered {what}: {start!r}" if start else f"it answered {what}, and it is empty"


def _readable(body: bytearray) -> object:
    """The reply as JSON, or as text where JSON would not show all of what was said."""
    try:
        read_json(bytes(body))
        return json.loads(bytes(body), parse_float=_float)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")


def _float(number: str) -> float:
    if Decimal(repr(float(number))) != Decimal(number):
        raise ValueError(f"{number} has more digits than a float keeps")
    return float(number)
