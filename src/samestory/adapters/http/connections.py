"""Connections to a system: which certificates they trust, and why one failed."""

import ssl
from collections.abc import Mapping
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from samestory.adapters.http.messages import Reply, origin
from samestory.config.entries import SystemEntry
from samestory.network.guard import Guard, is_this_machine
from samestory.network.tls import unverified_context, verified_context, why_untrusted


def open_http(
    entry: SystemEntry, guard: Guard, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """Return a client that keeps its connections, and neither cookies nor redirects."""
    base_url, tokens = entry.settings["base_url"], entry.auth.tokens
    asks_others = tokens is not None and origin(tokens.url) != origin(base_url)
    return httpx.AsyncClient(
        transport=transport,
        mounts=None if transport else _unverified(guard),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=entry.timeout,
        verify=_trusting(entry.settings.get("ca"), others=asks_others),
        follow_redirects=False,  # httpx would read all of what comes with a redirect
        trust_env=not is_this_machine(urlsplit(base_url).hostname or ""),
    )


@cache
def _trusting(ca: str | None, *, others: bool) -> ssl.SSLContext:
    """Return what trusts the certificates of a file, or httpx's own; kept, for it is slow to make.

    A file replaces httpx's own, unless `others` are asked as well.
    """
    if ca is not None and not others:
        return verified_context(ca)
    context = httpx.create_ssl_context()
    if ca is not None:
        context.load_verify_locations(ca)
    return context


def _unverified(guard: Guard) -> Mapping[str, httpx.AsyncBaseTransport]:
    """Return connections to the hosts whose certificates are not checked, each by its name."""
    return {
        each: httpx.AsyncHTTPTransport(verify=unverified_context())
        for each in guard.unverified_origins
    }


def is_network_error(error: Exception) -> bool:
    """Whether something went wrong on the network; httpcore lets errors of socksio through."""
    of_the_network = isinstance(error, httpx.HTTPError | httpx.InvalidURL | OSError)
    return of_the_network or type(error).__module__.startswith("socksio.")


def why_failed(error: Exception, reply: Reply) -> str:
    """Return what went wrong on the network, and how to fix it if that is known."""
    what = str(error) or type(error).__name__
    untrusted = why_untrusted(error, urlsplit(reply.url).hostname or "")
    if untrusted is not None:
        return untrusted
    if isinstance(error, httpx.ConnectError):
        return f"the connection failed ({'connection refused' if _is_refused(error) else what})"
    if isinstance(error, httpx.RemoteProtocolError) and reply.status:
        return f"its reply broke off after {len(reply.body)} bytes ({what})"
    return f"the request failed ({what})"


def _is_refused(error: BaseException | None) -> bool:
    """Return whether nothing listens at any of the addresses that were tried."""
    while error is not None:
        tried = error.exceptions if isinstance(error, BaseExceptionGroup) else (error,)
        if all(isinstance(each, ConnectionRefusedError) for each in tried):
            return True
        error = error.__cause__ or error.__context__
    return False
