"""Where a mailbox is, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samestory.network.socket_deadline import SocketDeadline

if TYPE_CHECKING:
    from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

    from samestory.adapters.http.oauth import TokenSource


@dataclass(frozen=True, slots=True)
class Login:
    """Where a mailbox is and who reads it.

    `tls` is tls, starttls or none; `ca` is a file of trusted certificates; any certificate will do
    if it is not `verified`. With `tokens`, log in with one (XOAUTH2) instead of the password.
    `variables` are the environment variables that hold either.
    """

    host: str
    port: int
    tls: str
    folder: str
    user: str
    password: str = field(repr=False)
    ca: str | None = None
    verified: bool = True
    tokens: TokenSource | None = field(default=None, repr=False)
    variables: tuple[str, ...] = ()


Connect = Callable[[Login, float, SocketDeadline], "IMAPClient"]
"""Opens a connection that is not yet logged in; the number is the time limit of each read."""
