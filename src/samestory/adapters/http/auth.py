"""Credentials that are the same with every request: a key, a token, a user with a password."""

from collections.abc import Generator, Mapping
from typing import TypeVar

import httpx

from samestory.adapters.http.messages import Reply

Result = TypeVar("Result")
Flow = Generator[httpx.Request, Reply, Result]
"""Yields requests, is sent their replies (or thrown `CannotAsk`), and returns a result."""


class Credentials:
    """Adds credentials to requests; lives as long as its `Client`, on the same thread.

    Subclasses fetch theirs with requests of their own, keep them until they are refused, and then
    fetch them once more. All their requests share the time limit, the guard and the cookies.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def auth_flow(self, request: httpx.Request) -> Flow[None]:
        """Yield the request with its credentials."""
        request.headers.update(self._headers)
        yield request

    def begin(self) -> None:
        """Begin a look: what is fetched from now on belongs to it."""

    def renew(self) -> bool:
        """Forget what was fetched before this look, for it may have ended unannounced.

        Return False if there is nothing to forget.
        """
        return False
