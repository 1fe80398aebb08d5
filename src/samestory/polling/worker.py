"""A thread for each system, so that one that hangs delays no other."""

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """Does one thing after the other, on one thread; starts with the first thing to do.

    The thread is a daemon: one that hangs for good must not keep the process from ending, as a
    thread of `ThreadPoolExecutor` would. Safe to use from any thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._lock = Lock()
        self._undone = 0

    @property
    def busy(self) -> bool:
        """Whether anything is being done, or waits for its turn."""
        return self._undone > 0

    @property
    def begun(self) -> bool:
        """Whether there was ever anything to do."""
        return self._thread is not None

    def do(self, task: Callable[[], T]) -> Future[T]:
        """Run a task in the caller's context, after those before it; the future has its result.

        It is not run if the future is cancelled before its turn.
        """
        future: Future[T] = Future()
        here = copy_context()
        with self._lock:
            if self._thread is None:
                name = f"samestory {self._name}"
                self._thread = Thread(target=self._work, name=name, daemon=True)
                self._thread.start()
            self._undone += 1
            self._tasks.put(lambda: here.run(self._settle, future, task))
        return future

    def stop(self, seconds: float) -> None:
        """Let the thread end after what it has to do, and wait so long for it."""
        if self._thread is not None:
            self._tasks.put(None)
            self._thread.join(seconds)
            self._thread = None

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()

    def _settle(self, future: Future[T], task: Callable[[], T]) -> None:
        """Run a task; it is no longer counted by the time somebody hears of its result."""
        if not future.set_running_or_notify_cancel():
            self._count_done()
            return
        try:
            result = task()
        except BaseException as error:  # noqa: BLE001 - it belongs to who waits for the future
            self._count_done()
            future.set_exception(error)
        else:
            self._count_done()
            future.set_result(result)

    def _count_done(self) -> None:
        with self._lock:
            self._undone -= 1
