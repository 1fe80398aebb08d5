"""Sends requests to one system: guarded, within one time limit, over connections that are kept."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from samestory.adapters.http.auth import Signer, signer_for
from samestory.adapters.http.reply import Reply, read, refusal
from samestory.adapters.http.request import Request
from samestory.config.entries import SystemEntry
from samestory.errors import CannotAsk, ForbiddenHost
from samestory.network.guard import Guard, is_this_machine
from samestory.network.tls import unverified_context, verified_context, why_untrusted
from samestory.polling.rate_limit import believed, please_leave_alone, retry_after
from samestory.redaction import Masker

MOST_REDIRECTS = 5

_NOTHING: Mapping[str, str] = {}


class Client:
    """Asks one system; all requests of one look share its time limit.

    The `masker` learns what is fetched to sign with, such as tokens.

    httpx's own client is asynchronous only so that one time limit can cover all of a request:
    its own limits begin anew with every byte that drips in.
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
        self._accept = accept
        self._signer: Signer = signer_for(entry, masker or Masker())
        self._signature = _NOTHING
        self.sent = 0
        """The requests of this look, redirects and those of the signer included."""
        self._until: float | None = None
        self._runner: asyncio.Runner | None = None
        self._http: httpx.AsyncClient | None = None
        self._cookies: dict[Origin, httpx.Cookies] = defaultdict(httpx.Cookies)
        """Kept by ourselves: httpx shows those of one port to all others of the host."""

    def begin(self) -> None:
        """Begin a look: from now on there is one time limit for all that is sent."""
        self._until = time.monotonic() + self._entry.timeout
        self.sent = 0
        self._signer.begin()

    def renew(self) -> bool:
        """Sign anew what is sent from now on; False where that would be no different."""
        return self._signer.renew()

    def send(self, request: Request, reply: Reply | None = None, *, signed: bool = True) -> Reply:
        """The reply to a request, redirects followed; raises `CannotAsk`.

        `reply` is filled while it comes in, so that the caller keeps what there is when it breaks
        off. Where the signature is refused, it is made anew and the request sent once more.
        """
        reply = Reply() if reply is None else reply
        self._send(request, reply, self._signer.headers(self) if signed else _NOTHING)
        if signed and self._signer.refused(reply):
            reply.forget()
            self._send(request, reply, self._signer.headers(self))
            if self._signer.refused(reply):
                raise CannotAsk(refusal(reply, self._entry.auth))
        return reply

    @property
    def cookies(self) -> Mapping[str, str]:
        """What the system's pages gave to be shown again, such as a session."""
        own = self._cookies[origin(self._entry.settings["base_url"])]
        return {each.name: each.value or "" for each in own.jar}

    def forget_cookies(self) -> None:
        """Be a stranger again."""
        self._cookies.clear()

    def close(self) -> None:
        """Close the connections, on the thread that asks; it can be asked again afterwards."""
        runner, http = self._runner, self._http
        self._runner = self._http = None
        self.forget_cookies()
        if runner and http:
            with runner:
                runner.run(http.aclose())

    def _send(self, request: Request, reply: Reply, signature: Mapping[str, str]) -> None:
        if self._runner is None or self._http is None:
            self._http = self._opened()
            self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._signature = signature
        try:
            self._runner.run(self._in_time(self._http, request, reply))
        except TimeoutError:
            got = f"only {len(reply.body)} bytes" if reply.status else "nothing"
            raise CannotAsk(
                f"it did not answer within {self._entry.timeout:g} s ({got} came back)"
            ) from None
        except ForbiddenHost as refused:
            raise CannotAsk(f"it redirects: {str(refused).splitlines()[0]}") from refused
        except UnicodeEncodeError:
            raise CannotAsk(
                "a header of the request holds a character that is not ASCII, so it was not sent"
            ) from None
        except Exception as error:
            if not _on_the_way(error):
                raise
            raise CannotAsk(_trouble(error, reply, request.url)) from error
        leave_alone(reply)

    async def _in_time(self, http: httpx.AsyncClient, request: Request, reply: Reply) -> None:
        following: httpx.Request | None = _built(http, request)
        left = self._seconds_left()
        if not left:
            raise TimeoutError
        async with asyncio.timeout(left):
            for _ in range(MOST_REDIRECTS + 1):
                assert following is not None, "a redirect leads somewhere"
                self.sent += 1
                response = await http.send(following, stream=True)
                async with aclosing(response):
                    self._cookies[origin(str(response.url))].extract_cookies(response)
                    following = response.next_request
                    if following is None:
                        return await read(response, reply)
                    self._check_redirect(following, request)
                    _take_along(following, request)
            raise CannotAsk("it redirects in circles")

    def _check_redirect(self, following: httpx.Request, request: Request) -> None:
        """What is sent with a question, such as a password, goes nowhere else; see `_sign`."""
        self._guard.check_url(str(following.url))
        self._guard.check_redirect(str(following.url), request.url)
        if following.method != "GET" and origin(str(following.url)) != origin(request.url):
            raise CannotAsk(f"it redirects what is sent to it to {following.url}")

    def _seconds_left(self) -> float:
        if self._until is None:
            return self._entry.timeout
        return max(0.0, self._until - time.monotonic())

    def _opened(self) -> httpx.AsyncClient:
        base_url = self._entry.settings["base_url"]
        return httpx.AsyncClient(
            transport=self._transport,
            mounts=None if self._transport else _unverified(self._guard),
            headers={
                "Accept": self._accept,
                "Accept-Encoding": "identity",  # a few packed bytes can be gigabytes
                "User-Agent": "samestory",
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=self._entry.timeout,
            verify=_trusting(self._entry.settings.get("ca"), others=self._asks_others()),
            follow_redirects=False,  # httpx would read all of what comes with a redirect
            trust_env=not is_this_machine(urlsplit(base_url).hostname or ""),
            event_hooks={"request": [self._sign]},
        )

    def _asks_others(self) -> bool:
        """Whether tokens come from another host, which a company's own `ca` knows nothing of."""
        tokens = self._entry.auth.tokens
        return tokens is not None and origin(tokens.url) != origin(self._entry.settings["base_url"])

    async def _sign(self, request: httpx.Request) -> None:
        """Check every request of a chain of redirects; only the system itself gets the key.

        Cookies are for the origin that gave them, port and all.
        """
        self._guard.check_url(str(request.url))
        self._cookies[origin(str(request.url))].set_cookie_header(request)
        own = origin(str(request.url)) == origin(self._entry.settings["base_url"])
        for name, value in {**self._entry.settings.get("headers", {}), **self._signature}.items():
            if own:
                request.headers[name] = value
            elif name in request.headers:
                del request.headers[name]


Origin = tuple[str, str | None, int | None]


def origin(url: str) -> Origin:
    """The scheme, host and port that a URL leads to: whose business a key is."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


def _take_along(following: httpx.Request, request: Request) -> None:
    """What a question says in headers of its own, a password perhaps, is for one origin alone."""
    same = origin(str(following.url)) == origin(request.url)
    for name, value in request.headers.items():
        if same or name.lower() == "accept":
            following.headers[name] = value
        else:
            following.headers.pop(name, None)


def _built(http: httpx.AsyncClient, request: Request) -> httpx.Request:
    return http.build_request(
        request.method,
        request.url,
        json=request.body,
        data=None if request.form is None else dict(request.form),
        content=request.content,
        headers=dict(request.headers),
    )


@cache
def _trusting(ca: str | None, *, others: bool) -> ssl.SSLContext:
    """What trusts the certificates of a file, or httpx's own; slow to make, so kept for all.

    A file stands for itself alone, but where `others` are asked as well.
    """
    if ca is not None and not others:
        return verified_context(ca)
    context = httpx.create_ssl_context()
    if ca is not None:
        context.load_verify_locations(ca)
    return context


def _unverified(guard: Guard) -> Mapping[str, httpx.AsyncBaseTransport]:
    """Connections to the hosts whose certificates are believed unseen, each by its name."""
    return {
        f"https://{host}": httpx.AsyncHTTPTransport(verify=unverified_context())
        for host in guard.unverified
    }


def leave_alone(reply: Reply) -> None:
    """Raise `CannotAsk` where the reply asks for no further request in a while."""
    seconds = retry_after(reply.status, reply.headers, datetime.now(UTC))
    if seconds:
        why = f"{please_leave_alone(seconds)} ({reply.status} {reply.reason}".rstrip() + ")"
        raise CannotAsk(why, leave_alone=believed(seconds))


def _on_the_way(error: Exception) -> bool:
    """Whether something went wrong on the way; httpcore lets errors of socksio through."""
    of_the_network = isinstance(error, httpx.HTTPError | httpx.InvalidURL | OSError)
    return of_the_network or type(error).__module__.startswith("socksio.")


def _trouble(error: Exception, reply: Reply, url: str) -> str:
    what = str(error) or type(error).__name__
    untrusted = why_untrusted(error, _host(error, url))
    if untrusted is not None:
        return untrusted
    if isinstance(error, httpx.ConnectError):
        return f"nobody answers there ({what})"
    if isinstance(error, httpx.RemoteProtocolError) and reply.status:
        return f"its reply broke off after {len(reply.body)} bytes ({what})"
    return f"the request failed ({what})"


def _host(error: Exception, url: str) -> str:
    """Whom the trouble is with: after a redirect it may be another host."""
    if isinstance(error, httpx.RequestError) and error._request is not None:  # noqa: SLF001 - `request` raises where there is none
        return error.request.url.host
    return urlsplit(url).hostname or ""
