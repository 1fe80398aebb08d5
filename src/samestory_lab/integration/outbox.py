"""Reading an outbox: what a system has to tell, oldest first, from a number on."""

from __future__ import annotations

from typing import Any

import httpx


class Outbox:
    """One system's outbox; the client holds its address and the right to read it."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def after(self, number: int) -> list[dict[str, Any]]:
        """The events after this one, oldest first, as they were written (httpx.HTTPError)."""
        reply = self._client.get("/outbox/", params={"after": number})
        events: list[dict[str, Any]] = reply.raise_for_status().json()["events"]
        return events
