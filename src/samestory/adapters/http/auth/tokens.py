"""Access tokens (OAuth 2.0, RFC 6749): fetched, kept until they expire or are refused, masked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]  # it brings no types
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]  # the same
    prepare_token_request,
)

from samestory.adapters.http.request import Request
from samestory.config.entries import Auth, Tokens
from samestory.errors import CannotAsk
from samestory.extraction.lossless_json import read_json
from samestory.redaction import Masker

if TYPE_CHECKING:
    from samestory.adapters.http.client import Client
    from samestory.adapters.http.reply import Reply

EARLY = 10.0
"""Seconds before its end at which a token is fetched anew: it has to last for a whole look."""
LONGEST = 16_000
"""Characters of a token; no header may be longer."""
MOST_SAID = 200
"""Characters of a refusal that are worth showing."""

_METHODS = {"header": "client_secret_basic", "body": "client_secret_post"}
"""What RFC 6749, 2.3.1, offers, by where the client's secret is written."""
_FORM = "application/x-www-form-urlencoded"


class TokenSource(Protocol):
    """Gives a token to log in with, for whatever protocol; one for each `Client`."""

    def token(self) -> str:
        """A token that has not expired, fetched where there is none; raises `CannotAsk`."""
        ...

    def refused(self) -> None:
        """Forget the token: the system did not take it."""
        ...


def token_source(auth: Auth, client: Client, masker: Masker) -> TokenSource:
    """Tokens for a mailbox (XOAUTH2), fetched through a client, whose time limit they share.

    The masker learns every one of them.
    """
    assert auth.tokens is not None, "the landscape names where tokens come from"
    return _Fetched(Access(auth.tokens, auth.variables, masker), client)


@dataclass(frozen=True, slots=True)
class _Fetched:
    access: Access
    client: Client

    def token(self) -> str:
        return self.access.token(self.client)

    def refused(self) -> None:
        self.access.forget()


class Bearer:
    """Shows an access token with every request (RFC 6750); see `Signer`.

    Where the system has a header of its own for it, the token stands there by itself.
    """

    def __init__(self, auth: Auth, masker: Masker) -> None:
        assert auth.tokens is not None, "the landscape names where tokens come from"
        self._header = auth.header
        self._access = Access(auth.tokens, auth.variables, masker)

    def begin(self) -> None:
        """From now on a token is one of this look."""
        self._access.fresh = False

    def headers(self, client: Client) -> Mapping[str, str]:
        """The token, fetched where there is none or it has expired."""
        token = self._access.token(client)
        return {self._header: token} if self._header else {"Authorization": f"Bearer {token}"}

    def refused(self, reply: Reply) -> bool:
        """Whether the token is not taken, or not any more."""
        if reply.status != 401:
            return False
        self._access.forget()
        return True

    def renew(self) -> bool:
        """Forget the token of an earlier look: some gateways tell its end by 403, or anyhow."""
        if self._access.fresh:
            return False
        self._access.forget()
        return True


class Access:
    """The one token that is in use, and how to come by the next."""

    def __init__(self, tokens: Tokens, variables: tuple[str, ...], masker: Masker) -> None:
        self._tokens = tokens
        self._variables = variables
        self._masker = masker
        self._refresh_token = tokens.refresh_token
        self._token = ""
        self._until: float | None = None
        self.fresh = False
        """Whether the token was fetched since somebody last said that it is old."""

    def token(self, client: Client) -> str:
        """The token, fetched where there is none or it has expired; raises `CannotAsk`."""
        if not self._token or (self._until is not None and time.monotonic() >= self._until):
            self._fetch(client)
        return self._token

    def forget(self) -> None:
        """Fetch another one next time."""
        self._token = ""

    def _fetch(self, client: Client) -> None:
        self._token = ""
        asked = time.monotonic()
        try:
            reply = client.send(self._request(), signed=False)
        except CannotAsk as trouble:
            raise CannotAsk(
                f"no token could be fetched: {trouble.why}", leave_alone=trouble.leave_alone
            ) from trouble
        said = _said(reply)
        self._refuse(reply, said)
        lasts = _seconds(said.get("expires_in"))
        self._until = None if lasts is None else asked + lasts - EARLY
        self._refresh_token = _text(said.get("refresh_token")) or self._refresh_token
        self._token, self.fresh = _text(said["access_token"]), True
        self._masker.learn(self._token, self._refresh_token)

    def _request(self) -> Request:
        tokens = self._tokens
        body = prepare_token_request(
            "refresh_token" if self._refresh_token else "client_credentials",
            refresh_token=self._refresh_token or None,
            scope=tokens.scope or None,
            audience=tokens.audience or None,
        )
        url, headers, body = self._client_auth().prepare(
            "POST", tokens.url, {"Content-Type": _FORM, "Accept": "application/json"}, body
        )
        return Request("POST", url, content=body.encode(), headers=headers, shown="(a token)")

    def _client_auth(self) -> Any:
        tokens = self._tokens
        method = _METHODS[tokens.secret_in] if tokens.client_secret else "none"
        return ClientAuth(tokens.client_id, tokens.client_secret, method)

    def _refuse(self, reply: Reply, said: Mapping[str, Any]) -> None:
        """Raise `CannotAsk` where the reply holds no token (RFC 6749, 5.1 and 5.2)."""
        if reply.status >= 500:
            why = f"its tokens cannot be had: {reply.url} answered {reply.status} {reply.reason}"
            raise CannotAsk(why.rstrip())
        token = _text(said.get("access_token"))
        kind = said.get("token_type", "Bearer")
        if reply.status == 200 and token and str(kind).lower() == "bearer":
            return
        what = said.get("error") or (f"a token of the kind {kind}" if token else "no token")
        more = f": {said['error_description']}" if said.get("error_description") else ""
        raise CannotAsk(
            f"it gives no token for {' and '.join(self._variables)} "
            f"({reply.status} {self._brief(what)}{self._brief(more)}); check them, and token_url"
        )

    def _brief(self, said: object) -> str:
        """What a server said, in one line; it may echo the secret that it refuses."""
        return " ".join(self._masker.mask(str(said))[:MOST_SAID].split())


def _said(reply: Reply) -> Mapping[str, Any]:
    """What the reply says as JSON; nothing where it is none."""
    try:
        said = read_json(reply.text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _text(said: object) -> str:
    """A token that fits into a header; an empty text for anything else."""
    fits = isinstance(said, str) and len(said) <= LONGEST and said.isascii() and said.isprintable()
    return str(said) if fits else ""


def _seconds(said: object) -> float | None:
    """For how long a token lasts; some servers write the number as a text."""
    try:
        seconds = float(str(said))
    except ValueError:
        return None
    return seconds if 0 < seconds < 1e9 else None
