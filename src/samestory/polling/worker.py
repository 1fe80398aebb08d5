"""A thread for each system, so that one that hangs delays no other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """Does one thing after the other, on one thread; starts with the first thing to do.

    The thread is a daemon: one that hangs for good must not keep the process from ending, as a
    thread of `ThreadPoolExecutor` would.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._latest: Future[object] | None = None

    @property
    def busy(self) -> bool:
        """Whether the last thing to do is still being done."""
        return self._latest is not None and not self._latest.done()

    @property
    def begun(self) -> bool:
        """Whether there was ever anything to do."""
        return self._thread is not None

    def wait(self, seconds: float) -> bool:
        """Wait until it is not busy, for so many seconds at most; False if it still is."""
        return self._latest is None or bool(wait_for([self._latest], seconds).done)

    def do(self, task: Callable[[], T]) -> Future[T]:
        """Run a task in the caller's context; the future has its result."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name=f"samestory {self._name}", daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._latest = future  # type: ignore[assignment]  # only ever asked whether it is done
        here = copy_context()
        self._tasks.put(lambda: here.run(_settle, future, task))
        return future

    def stop(self, seconds: float) -> None:
        """Let the thread end after what it is doing, and wait so long for it."""
        if self._thread is not None:
            self._tasks.put(None)
            self._thread.join(seconds)
            self._thread = None

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()


def _settle(future: Future[T], task: Callable[[], T]) -> None:
    try:
        future.set_result(task())
    except BaseException as error:  # noqa: BLE001 - it belongs to who waits for the future
        future.set_exception(error)
