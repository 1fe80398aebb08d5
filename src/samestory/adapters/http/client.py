"""Sends requests to one system: guarded, within one time limit, over connections that are kept."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime

import httpx

from samestory.adapters.http.auth import Credentials, Flow, Result
from samestory.adapters.http.connections import is_network_error, open_http, why_failed
from samestory.adapters.http.messages import Origin, Reply, Request, origin, receive
from samestory.adapters.http.oauth import OAuth2
from samestory.adapters.http.shown_credentials import headers_for
from samestory.config.entries import SystemEntry
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.network.guard import Guard
from samestory.polling.rate_limit import believed, please_leave_alone, retry_after
from samestory.redaction import Masker
from samestory.telemetry import Span, SpanKind, current_traceparent, span

MOST_REDIRECTS = 5

_FRAMING = {"host", "content-length", "content-type", "transfer-encoding"}


class Client:
    """Asks one system; all requests of one look share its time limit.

    The `masker` learns fetched secrets, such as tokens. httpx's own client is asynchronous only so
    that one time limit can cover a whole request: its own limits restart with every byte.
    """

    def __init__(
        self,
        entry: SystemEntry,
        guard: Guard,
        *,
        masker: Masker | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        accept: str = "application/json",
    ) -> None:
        self._entry = entry
        self._guard = guard
        self._transport = transport
        self._base_url: str = entry.settings["base_url"]
        self._headers = {
            "Accept": accept,
            "Accept-Encoding": "identity",  # a few packed bytes can be gigabytes
            "User-Agent": "samestory",
        }
        self._credentials = self._credentials_with(masker or Masker())
        self.sent = 0
        """The requests of this look, redirects and those for credentials included."""
        self._until: float | None = None
        self._runner: asyncio.Runner | None = None
        self._http: httpx.AsyncClient | None = None
        self._cookies: dict[Origin, httpx.Cookies] = defaultdict(httpx.Cookies)
        """Kept by ourselves: httpx shows those of one port to all others of the host."""

    def begin(self) -> None:
        """Begin a look: from now on one time limit covers all that is sent."""
        self._until = time.monotonic() + self._entry.timeout
        self.sent = 0
        self._credentials.begin()

    def renew(self) -> bool:
        """Fetch new credentials before the next request; False if they would be the same."""
        return self._credentials.renew()

    def send(self, request: Request, reply: Reply | None = None, *, signed: bool = True) -> Reply:
        """Return the reply to a request, redirects followed; raise `CannotAsk`.

        `reply` is filled while it comes in, so that the caller keeps the part that came if it
        breaks off. Unless the request is `signed`, it is sent without credentials.
        """
        reply = Reply() if reply is None else reply
        credentials = self._credentials if signed else Credentials({})
        try:
            built = _built(request, self._entry.settings.get("headers", {}))
            self.run(credentials.auth_flow(built), built, reply)
        except httpx.InvalidURL as error:
            raise CannotAsk(f"the request failed ({error})") from error
        except UnicodeEncodeError:
            raise CannotAsk(
                "a header of the request holds a character that is not ASCII, so it was not sent"
            ) from None
        return reply

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies of the system's own origin by name."""
        own = self._cookies[origin(self._base_url)]
        return {each.name: each.value or "" for each in own.jar}

    def forget_cookies(self) -> None:
        """Delete all cookies."""
        self._cookies.clear()

    def close(self) -> None:
        """Close the connections, on the thread that asks; it can be asked again afterwards."""
        runner, http = self._runner, self._http
        self._runner = self._http = None
        self.forget_cookies()
        if runner and http:
            with runner:
                runner.run(http.aclose())

    def _credentials_with(self, masker: Masker) -> Credentials:
        auth = self._entry.auth
        if auth.tokens is not None:
            return OAuth2(auth, masker)
        if auth.login is not None:
            from samestory.adapters.http.login_form import LoginForm  # noqa: PLC0415 - it needs the reader of HTML, which is slow to import

            return LoginForm(self._entry, masker, self)
        return Credentials(headers_for(auth))

    def run(
        self,
        flow: Flow[Result],
        asked: httpx.Request | None = None,
        reply: Reply | None = None,
    ) -> Result:
        """Send all requests of a flow, each reply handed back to it, and return its result.

        The last reply to the request that was `asked` is kept.
        """
        try:
            request = next(flow)
            while True:
                kept = reply if request is asked and reply is not None else Reply()
                kept.clear()
                try:
                    self._exchange(request, kept)
                except CannotAsk as trouble:
                    request = flow.throw(trouble)
                else:
                    request = flow.send(kept)
        except StopIteration as end:
            result: Result = end.value
            return result

    def _exchange(self, request: httpx.Request, reply: Reply) -> None:
        """Send one request of a flow, guarded; raise `CannotAsk`."""
        try:
            self._guard.check_url(str(request.url))
        except ForbiddenHost as refused:
            raise CannotAsk(str(refused).splitlines()[0]) from refused
        try:
            with span(request.method, _named(request), kind=SpanKind.CLIENT) as sending:
                self._send(request, reply)
                _note_state(sending, reply)
        except ForbiddenHost as refused:
            raise CannotAsk(f"it redirects: {str(refused).splitlines()[0]}") from refused
        check_retry_after(reply)

    def _send(self, request: httpx.Request, reply: Reply) -> None:
        if self._runner is None or self._http is None:
            self._http = open_http(self._entry, self._guard, self._transport)
            self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        try:
            trace = current_traceparent()  # the runner's own context is that of its first request
            self._runner.run(self._in_time(self._http, request, reply, trace))
        except TimeoutError:
            got = f"only {len(reply.body)} bytes" if reply.status else "nothing"
            raise CannotAsk(
                f"it did not answer within {self._entry.timeout:g} s ({got} came back)"
            ) from None
        except Exception as error:
            if not is_network_error(error):
                raise
            raise CannotAsk(why_failed(error, reply)) from error

    async def _in_time(
        self, http: httpx.AsyncClient, request: httpx.Request, reply: Reply, trace: str
    ) -> None:
        left = self._seconds_left()
        if not left:
            raise TimeoutError
        for name, value in self._standard_headers(request).items():
            request.headers.setdefault(name, value)
        following = _copied(request)  # sent once more, it shows the cookies of that moment
        async with asyncio.timeout(left):
            for _ in range(MOST_REDIRECTS + 1):
                reply.url = str(following.url)
                self._trace(following, trace)
                self._cookies[origin(reply.url)].set_cookie_header(following)
                self.sent += 1
                response = await http.send(following, stream=True, auth=_auth_of(following))
                async with aclosing(response):
                    self._cookies[origin(reply.url)].extract_cookies(response)
                    if response.next_request is None:
                        return await receive(response, reply)
                    following = self._redirected(response.next_request, request)
            raise CannotAsk("it redirects in circles")

    def _trace(self, request: httpx.Request, traceparent: str) -> None:
        """Let the system itself know in which trace it is asked, and nobody that it leads to."""
        if traceparent and origin(str(request.url)) == origin(self._base_url):
            request.headers["traceparent"] = traceparent

    def _standard_headers(self, request: httpx.Request) -> httpx.Headers:
        """Return the headers of every request; those in the landscape are for the system alone."""
        headers = httpx.Headers(self._headers)
        if origin(str(request.url)) == origin(self._base_url):
            headers.update(self._entry.settings.get("headers", {}))
        return headers

    def _redirected(self, following: httpx.Request, first: httpx.Request) -> httpx.Request:
        """Return the next request of a chain; its secrets go to the origin of the first alone."""
        url = str(following.url)
        self._guard.check_url(url)
        self._guard.check_redirect(url, str(first.url))
        is_same = origin(url) == origin(str(first.url))
        if following.method != "GET" and not is_same:
            raise CannotAsk(f"it redirects what is sent to it to {url}")
        if is_same:
            kept = {name: each for name, each in first.headers.items() if name not in _FRAMING}
            following.headers.update(kept)
        else:
            of_landscape = {name.lower() for name in self._entry.settings.get("headers", {})}
            names = ["host"] if "accept" in of_landscape else ["host", "accept"]
            kept = {name: following.headers[name] for name in names}
            following.headers = httpx.Headers(self._headers)
            following.headers.update(kept)
        return following

    def _seconds_left(self) -> float:
        if self._until is None:
            return self._entry.timeout
        return max(0.0, self._until - time.monotonic())


def check_retry_after(reply: Reply) -> None:
    """Raise `CannotAsk` if the reply asks for no further request in a while."""
    seconds = retry_after(reply.status, reply.headers, datetime.now(UTC))
    if seconds:
        why = f"{please_leave_alone(seconds)} ({reply.state})"
        raise CannotAsk(why, leave_alone=believed(seconds))


def _copied(request: httpx.Request) -> httpx.Request:
    return httpx.Request(
        request.method, request.url, headers=request.headers, content=request.content
    )


def _auth_of(request: httpx.Request) -> httpx.Auth | None:
    """Return what keeps httpx from replacing credentials by those in an address (user@host)."""
    return httpx.Auth() if "authorization" in request.headers else None


def _built(request: Request, headers: Mapping[str, str]) -> httpx.Request:
    built = httpx.Request(
        request.method,
        request.url,
        json=request.body,
        data=None if request.form is None else dict(request.form),
        content=request.content,
        headers=dict(request.headers),
    )
    built.headers.update(headers)
    return built


def _named(request: httpx.Request) -> dict[str, str | int]:
    """Return what the conventions of OpenTelemetry call a request, without its credentials."""
    url = request.url.copy_with(userinfo=b"")
    port = url.port or (443 if url.scheme == "https" else 80)
    return {
        "http.request.method": request.method,
        "url.full": str(url),
        "server.address": url.host,
        "server.port": port,
    }


def _note_state(sending: Span, reply: Reply) -> None:
    sending.note({"http.response.status_code": reply.status})
    if reply.status >= 400:
        sending.note({"error.type": str(reply.status)})
        sending.fail(reply.state)
