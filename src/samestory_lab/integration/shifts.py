"""Work that goes on in the background until it is told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

LOG = logging.getLogger("samestory_demo.integration")


class Shift:
    """Does `work` again and again in a thread: at once while there is some, else after `pace` s."""

    def __init__(self, name: str, work: Callable[[], bool], *, pace: float) -> None:
        self._name = name
        self._work = work
        self._pace = pace
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_on, name=name, daemon=True)
        self._trouble: str | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the piece of work at hand, and no more."""
        self._over.set()
        self._thread.join()

    def _keep_on(self) -> None:
        while not self._over.wait(self._pace):
            while self._worked() and not self._over.is_set():
                pass

    def _worked(self) -> bool:
        try:
            worked = self._work()
        except Exception as trouble:  # noqa: BLE001  (a thread that ended would never be missed)
            self._tell(f"{type(trouble).__name__}: {trouble}")
            return False
        self._tell(None)
        return worked

    def _tell(self, trouble: str | None) -> None:
        """Log a trouble that is new, and the end of one: not each of many tries."""
        if trouble != self._trouble:
            LOG.warning("%s: %s", self._name, trouble or "it goes on")
        self._trouble = trouble
