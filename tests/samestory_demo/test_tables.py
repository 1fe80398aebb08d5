"""A system's tables end with it, wherever that is noticed."""

import gc
import sys
import threading

from samestory_demo.tables import open_tables


class System:
    """Refers to itself, as whatever listens to a bus does."""

    def __init__(self):
        self.itself = self
        self.tables = open_tables("create table orders (number text);")


def test_the_tables_of_a_system_can_end_on_any_thread(monkeypatch):
    """Python collects garbage on the thread that happens to need memory."""
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    System()

    thread = threading.Thread(target=gc.collect)
    thread.start()
    thread.join()
    assert [] == [each.exc_value for each in complaints]
