"""A connection that can be cut off at any moment, from its first one on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR, socket
from threading import Event, Timer


@dataclass(slots=True)
class SocketDeadline:
    """The socket of a connection; `trouble` is what its being cut off makes a client raise."""

    trouble: tuple[type[Exception], ...] = (OSError,)
    socket: socket | None = field(default=None)

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Cut the line when the block takes too long; then it ends with a `TimeoutError`.

        The time limit of a socket is one for each read, so a server that drips could go on for
        ever.
        """
        over = Event()
        timer = Timer(max(0.0, seconds), self._cut, [over])
        timer.daemon = True
        timer.start()
        try:
            yield
        except self.trouble as error:
            if over.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
        if over.is_set():
            raise TimeoutError

    def let_go(self) -> None:
        """Close the socket, where it is nobody else's to close."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _cut(self, over: Event) -> None:
        over.set()
        if self.socket is not None:
            with suppress(OSError, ValueError, AttributeError):
                self.socket.shutdown(SHUT_RDWR)
