"""Access tokens (OAuth 2.0, RFC 6749): fetched, kept until they expire or are refused, masked."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from samestory.adapters.http.auth import Credentials, Flow
from samestory.adapters.http.messages import Reply
from samestory.adapters.http.shown_credentials import basic, refusal
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.redaction import Masker

EARLY = 10.0
"""Seconds before its end at which a token is replaced: it has to last for a whole look."""
LONGEST = 16_000
"""Characters of a token; no header may be longer."""
MOST_SHOWN = 200
"""Characters of a refusal that are worth showing."""


class OAuth2(Credentials):
    """Shows an access token with every request (RFC 6750); the masker learns all tokens.

    If the system has a header of its own for it, the token stands there by itself.
    """

    def __init__(self, auth: Auth, masker: Masker) -> None:
        assert auth.tokens is not None, "the landscape names where tokens come from"
        super().__init__({})
        self._auth = auth
        self._tokens = auth.tokens
        self._masker = masker
        self._refresh_token = auth.tokens.refresh_token
        self._token = ""
        self._until: float | None = None
        self._is_fresh = False
        """Whether the token was fetched in this look."""

    def auth_flow(self, request: httpx.Request) -> Flow[None]:
        """Yield the request with a token; if it is refused by 401, once more with another one."""
        reply = yield from self._with_token(request)
        if reply.status == 401:
            self.forget()
            reply = yield from self._with_token(request)
        if reply.status == 401:
            self.forget()
            raise CannotAsk(refusal(reply.state, self._auth))

    def begin(self) -> None:
        """See `Credentials`."""
        self._is_fresh = False

    def renew(self) -> bool:
        """See `Credentials`; some gateways announce the end of a token by 403."""
        if self._is_fresh:
            return False
        self.forget()
        return True

    def token_flow(self) -> Flow[str]:
        """Return the token, fetched if there is none or it has expired; raise `CannotAsk`."""
        if not self._token or (self._until is not None and time.monotonic() >= self._until):
            yield from self._fetch()
        return self._token

    def forget(self) -> None:
        """Fetch another one next time."""
        self._token = ""

    def _with_token(self, request: httpx.Request) -> Flow[Reply]:
        token = yield from self.token_flow()
        own = self._auth.header
        request.headers[own or "Authorization"] = token if own else f"Bearer {token}"
        return (yield request)

    def _fetch(self) -> Flow[None]:
        self._token = ""
        asked = time.monotonic()
        try:
            reply = yield self._request()
        except CannotAsk as trouble:
            why = f"no token could be fetched: {trouble.why}"
            raise CannotAsk(why, leave_alone=trouble.leave_alone) from trouble
        document = reply.document
        found: Mapping[str, Any] = document if isinstance(document, dict) else {}
        self._check(reply, found)
        lifetime = _seconds(found.get("expires_in"))
        self._until = None if lifetime is None else asked + lifetime - EARLY
        self._refresh_token = _token(found.get("refresh_token")) or self._refresh_token
        self._token, self._is_fresh = _token(found["access_token"]), True
        self._masker.learn(self._token, self._refresh_token)

    def _request(self) -> httpx.Request:
        """Return a request for a token (RFC 6749, 4.4.2 and 6), the client named as in 2.3.1."""
        tokens, headers = self._tokens, {"Accept": "application/json"}
        form = {
            "grant_type": "refresh_token" if self._refresh_token else "client_credentials",
            "refresh_token": self._refresh_token,
            "scope": tokens.scope,
            "audience": tokens.audience,
        }
        if tokens.client_secret and tokens.secret_in == "header":  # noqa: S105 - a place, no secret
            headers["Authorization"] = basic(tokens.client_id, tokens.client_secret)
        else:
            form |= {"client_id": tokens.client_id, "client_secret": tokens.client_secret}
        given = {name: text for name, text in form.items() if text}
        return httpx.Request("POST", tokens.url, data=given, headers=headers)

    def _check(self, reply: Reply, found: Mapping[str, Any]) -> None:
        """Raise `CannotAsk` if the reply holds no token (RFC 6749, 5.1 and 5.2)."""
        if reply.status >= 500:
            raise CannotAsk(f"its tokens cannot be had: {reply.url} answered {reply.state}")
        token = _token(found.get("access_token"))
        kind = found.get("token_type", "Bearer")
        if reply.status == 200 and token and str(kind).lower() == "bearer":
            return
        what = found.get("error") or (f"a token of the kind {kind}" if token else "no token")
        more = f": {found['error_description']}" if found.get("error_description") else ""
        raise CannotAsk(
            f"it gives no token for {' and '.join(self._auth.variables)} "
            f"({reply.status} {self._brief(what)}{self._brief(more)}); "
            "check them, and token_url"
        )

    def _brief(self, text: object) -> str:
        """Return an error in one line, masked before it is cut: it may echo the secret."""
        return " ".join(self._masker.mask(str(text))[:MOST_SHOWN].split())


class TokenSource:
    """Gives tokens to systems that are not asked over HTTP, such as a mailbox (XOAUTH2).

    `run` sends the requests of a flow: `Client.run`.
    """

    def __init__(self, auth: Auth, masker: Masker, run: Callable[[Flow[str]], str]) -> None:
        self._credentials = OAuth2(auth, masker)
        self._run = run

    def token(self) -> str:
        """Return a token that has not expired, fetched if there is none; raise `CannotAsk`."""
        return self._run(self._credentials.token_flow())

    def refused(self) -> None:
        """Forget the token, because the system did not take it."""
        self._credentials.forget()


def _token(text: object) -> str:
    """Return a token that fits into a header; an empty text for anything else."""
    fits = isinstance(text, str) and len(text) <= LONGEST and text.isascii() and text.isprintable()
    return str(text) if fits else ""


def _seconds(lifetime: object) -> float | None:
    """Return how long a token lasts; some servers write the number as a text."""
    try:
        seconds = float(str(lifetime))
    except ValueError:
        return None
    return seconds if 0 < seconds < 1e9 else None
