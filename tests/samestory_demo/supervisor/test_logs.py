"""Reading logs while they are written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samestory_demo.supervisor.logs import Tail, lines_of


class Clock:
    """Does the next of some things whenever somebody waits."""

    def __init__(self, *things: object) -> None:
        self.things: Iterator[object] = iter(things)
        self.over = False

    def sleep(self, _seconds: float) -> None:
        thing = next(self.things, None)
        if callable(thing):
            thing()
        self.over = thing is None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.log"


def test_a_line_is_told_once_and_whole(file: Path) -> None:
    """One that is being written is told when it has its end."""
    tail = Tail(file)
    assert [] == tail.new()
    file.write_bytes(b"opened\r\nsold a mi")
    assert ["opened"] == tail.new()
    with file.open("ab") as log:
        log.write("ni pump for 10 €\n".encode())
    assert ["sold a mini pump for 10 €"] == tail.new()
    assert [] == tail.new()


def test_a_file_that_got_shorter_was_begun_anew(file: Path) -> None:
    file.write_text("opened\nsold everything\n")
    tail = Tail(file)
    tail.new()
    file.write_text("opened\n")

    assert ["opened"] == tail.new()


def test_what_is_no_text_is_read_all_the_same(file: Path) -> None:
    file.write_bytes(b"\xff\n")

    assert ["\N{REPLACEMENT CHARACTER}"] == Tail(file).new()


def test_the_last_lines_of_each_log_are_told_with_its_name(file: Path) -> None:
    """A log that is not there yet has none."""
    file.write_text("1\n2\n3\n")
    logs = {"shop": file, "erp": file.with_name("erp.log")}

    assert [("shop", "2"), ("shop", "3")] == list(lines_of(logs, last=2))
    assert [] == list(lines_of(logs, last=0))


def test_what_is_added_is_told_while_it_goes_on(file: Path) -> None:
    """To its last line: what was written between the last look and the end as well."""
    erp = file.with_name("erp.log")
    clock = Clock(lambda: erp.write_text("booked\n"), lambda: file.write_text("shipped\n"))
    told = lines_of(
        {"shop": file, "erp": erp}, last=5, going_on=lambda: not clock.over, sleep=clock.sleep
    )

    assert [("erp", "booked"), ("shop", "shipped")] == list(told)
