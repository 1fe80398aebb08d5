"""A thread of its own for each system."""

from __future__ import annotations

import threading

import pytest

from samestory.polling.worker import Worker


def test_everything_is_done_on_the_same_thread():
    """A mailbox opened there is also read and closed there."""
    worker = Worker("crm")
    threads = {worker.do(threading.current_thread).result(5) for _ in range(3)}
    worker.stop(5)

    [thread] = threads
    assert "samestory crm" == thread.name
    assert thread.daemon
    assert threading.current_thread() is not thread


def test_an_error_reaches_whoever_waits():
    """It does not end the thread."""
    worker = Worker("crm")

    with pytest.raises(ZeroDivisionError):
        worker.do(lambda: 1 / 0).result(5)
    assert 1 == worker.do(lambda: 1).result(5)
    worker.stop(5)


def test_it_is_busy_until_it_is_done():
    """So that nobody queues up behind a system that hangs."""
    worker, go_on = Worker("crm"), threading.Event()
    assert not worker.busy

    future = worker.do(go_on.wait)
    assert worker.busy
    go_on.set()
    future.result(5)

    assert not worker.busy
    worker.stop(5)


def test_it_can_be_stopped_before_it_has_begun_and_begin_again_after():
    """A landscape that nobody asked leaves no thread behind."""
    worker = Worker("crm")
    worker.stop(5)
    assert 1 == worker.do(lambda: 1).result(5)
    worker.stop(5)
    assert 2 == worker.do(lambda: 2).result(5)
    worker.stop(5)
