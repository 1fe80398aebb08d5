"""Starting a company, waiting for it, stopping it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from samestory.testing import FakeClock
from samestory_demo.supervisor.control import get_faults, set_fault
from samestory_demo.supervisor.description import Description, describe
from samestory_demo.supervisor.errors import CompanyDown, CompanyMistake
from samestory_demo.supervisor.process import SIGN_OF_LIFE, halt, launch, running, wait_until_ready
from tests.samestory_demo.supervisor.homes import PORTS


class Starting:
    """A process that is still starting."""

    def poll(self) -> int | None:
        return None


def company(*words: str) -> Description:
    """The tiny company, misbehaving as the words say."""
    described = describe(Path("landscapes/tiny.toml"), os.environ)
    return replace(described, command=(*described.command, *words), made_up=MappingProxyType({}))


@pytest.mark.usefixtures("tiny")
def test_inside_the_block_it_is_ready_and_after_it_gone() -> None:
    tiny = company()
    with running(tiny, environ=os.environ, log=Path("reports/company.log")):
        assert ["erp-down", "crm-lags"] == [each.name for each in get_faults(tiny.control)]

    with pytest.raises(CompanyDown, match="samestory company up"):
        get_faults(tiny.control)


@pytest.mark.usefixtures("tiny")
def test_it_is_stopped_when_the_block_is_left_by_a_mistake() -> None:
    tiny = company()
    with (
        pytest.raises(ZeroDivisionError),
        running(tiny, environ=os.environ, log=Path("company.log")),
    ):
        raise ZeroDivisionError

    with pytest.raises(CompanyDown):
        get_faults(tiny.control)


@pytest.mark.usefixtures("tiny")
def test_it_stops_by_itself_when_its_starter_is_gone() -> None:
    """Its standard input ends then, however the starter died."""
    process = launch(company(), environ=os.environ, log=Path("company.log"), tied=True)
    wait_until_ready(process, Path("company.log"))
    assert process.stdin
    process.stdin.close()

    assert 0 == process.wait(5)


@pytest.mark.usefixtures("tiny")
def test_one_that_does_not_stop_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samestory_demo.supervisor.process.GRACE", 0.1)
    process = launch(company("deaf"), environ=os.environ, log=Path("company.log"), tied=False)
    wait_until_ready(process, Path("company.log"))
    halt(process)

    assert process.returncode is not None


@pytest.mark.usefixtures("tiny")
def test_its_own_sentence_is_told_where_it_was_called_wrongly() -> None:
    with (
        pytest.raises(CompanyMistake, match=f"^Port {os.environ[PORTS]}00 is taken.$"),
        running(company("refuse"), environ=os.environ, log=Path("company.log")),
    ):
        pass


@pytest.mark.usefixtures("tiny")
def test_one_that_crashes_is_told_with_its_last_word_and_its_log() -> None:
    with (
        pytest.raises(
            CompanyDown, match=r"stopped by itself \(exit 1\): ZeroDivisionError\n.*company.log"
        ),
        running(company("crash"), environ=os.environ, log=Path("company.log")),
    ):
        pass


def test_one_that_shows_no_sign_of_life_is_given_up(tmp_path: Path) -> None:
    log = tmp_path / "company.log"
    log.write_text("installing\n")
    clock = FakeClock()

    with pytest.raises(CompanyDown, match="not ready after"):
        wait_until_ready(Starting(), log, clock)

    assert SIGN_OF_LIFE < clock.elapsed < SIGN_OF_LIFE + 1


def test_every_line_it_logs_is_a_sign_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first start may install for minutes."""
    monkeypatch.setattr("samestory_demo.supervisor.process.SIGN_OF_LIFE", 2.0)
    log = tmp_path / "company.log"
    log.write_text("")
    clock = FakeClock()

    class Installing(Starting):
        def poll(self) -> int | None:
            ready = '{"ready": true}\n' if clock.elapsed > 6.0 else "installing\n"
            log.write_text(log.read_text() + ready)
            return None

    wait_until_ready(Installing(), log, clock)

    assert clock.elapsed > 6.0


@pytest.mark.usefixtures("tiny")
def test_a_fault_that_it_does_not_know_is_answered_with_the_nearest() -> None:
    tiny = company()
    with (
        running(tiny, environ=os.environ, log=Path("company.log")),
        pytest.raises(
            CompanyMistake, match="Did you mean 'erp-down'\\? Known faults: erp-down, crm-lags"
        ),
    ):
        set_fault(tiny.control, "erp-dwn", on=True)
