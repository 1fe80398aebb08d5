"""A time limit for all that is done over one connection."""

import math
import socket as sockets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer


@dataclass(slots=True)
class SocketDeadline:
    """Shuts a `socket` down in time; `errors` are what its client raises about that."""

    errors: tuple[type[Exception], ...] = (OSError,)
    socket: sockets.socket | None = None
    _until: float = math.inf

    @property
    def left(self) -> float:
        """Seconds until the end of the block, for what has no socket yet; never less than zero."""
        return max(0.0, self._until - time.monotonic())

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Shut the socket down if the block takes too long, and raise `TimeoutError`.

        The time limit of a socket holds for each read, so a server that sends byte by byte would
        never reach it.
        """
        over = Event()
        self._until = time.monotonic() + seconds
        timer = Timer(max(0.0, seconds), self._cut, [over])
        timer.daemon = True
        timer.start()
        try:
            yield
        except self.errors as error:
            if over.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
            self._until = math.inf
        if over.is_set():
            raise TimeoutError

    def close(self) -> None:
        """Close the socket, if it is not the client's to close."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _cut(self, over: Event) -> None:
        over.set()
        if self.socket is not None:
            with suppress(OSError, ValueError, AttributeError):
                self.socket.shutdown(sockets.SHUT_RDWR)
