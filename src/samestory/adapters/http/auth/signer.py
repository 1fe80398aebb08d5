"""What signs requests, and the signature that is always the same."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from samestory.config.entries import Auth

if TYPE_CHECKING:
    from samestory.adapters.http.client import Client
    from samestory.adapters.http.reply import Reply


class Signer(Protocol):
    """Signs every request to a system; lives as long as its `Client`, on the same thread.

    Requests of its own (for a token, for a login form) go through the client with `signed=False`:
    they are within the same time limit, behind the same guard, and share its cookies.
    """

    def begin(self) -> None:
        """A look begins: what is fetched from now on belongs to it."""
        ...

    def headers(self, client: Client) -> Mapping[str, str]:
        """The headers for requests to the system's own origin; raises `CannotAsk`.

        Nothing that has to be fetched is fetched twice: a token is kept until it is refused.
        """
        ...

    def refused(self, reply: Reply) -> bool:
        """Whether this reply refuses the signature; if so, it is forgotten and made anew.

        The request is then sent once more, and no more than once.
        """
        ...

    def renew(self) -> bool:
        """Forget what was fetched before this look, for it may have ended without a word.

        False where there is nothing of the kind: made anew, it would be no better.
        """
        ...


class Fixed:
    """The same headers for every request: a key, a token, a user with her password."""

    def __init__(self, auth: Auth) -> None:
        self._headers = _fixed(auth)

    def begin(self) -> None:
        """Nothing: it is the same for every look."""

    def headers(self, client: Client) -> Mapping[str, str]:  # noqa: ARG002 - it asks nobody
        """Those that were given."""
        return self._headers

    def refused(self, reply: Reply) -> bool:  # noqa: ARG002 - there is nothing to make anew
        """Never: sent once more, it would be the same."""
        return False

    def renew(self) -> bool:
        """Never, for the same reason."""
        return False


def _fixed(auth: Auth) -> Mapping[str, str]:
    if auth.kind == "basic":
        pair = b64encode(f"{auth.user}:{auth.secret}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    if auth.kind == "bearer":
        return {"Authorization": f"Bearer {auth.secret}"}
    return {auth.header: auth.secret} if auth.kind == "header" else {}
