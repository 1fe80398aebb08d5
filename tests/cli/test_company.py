"""`samestory company`: one that stays."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory.company import at_home, background
from tests.cli.golden import golden, trimmed
from tests.company.homes import PORTS


def company(*words: str) -> Result:
    return CliRunner().invoke(app, ["company", *words])


def shown(result: Result, folder: Path) -> str:
    """The output with what differs from run to run taken out."""
    text = result.output.replace(str(folder), "/home/ada").replace(f":{os.environ[PORTS]}", ":88")
    text = re.sub(" {3,}", "   ", text)  # a longer port makes a column wider
    started = background("tiny")
    return trimmed(text.replace(str(started.pid), "4711") if started else text)


@pytest.fixture
def up(tiny: Path) -> Iterator[Path]:
    done = company("up", "tiny")
    assert 0 == done.exit_code, done.output
    yield tiny
    company("down", "tiny")


def test_up_tells_where_everything_is(tiny: Path) -> None:
    """With the names of the variables that hold secrets, and never a secret."""
    done = company("up", "tiny")
    text = shown(done, tiny)
    again = company("up", "tiny")
    down = company("down", "tiny")

    assert golden("company-up", text) == text
    assert "Tiny & Co is up already." in again.output
    assert "The company 'tiny' is stopped.\n" == down.output
    assert [0, 0, 0] == [each.exit_code for each in (done, again, down)]


@pytest.mark.usefixtures("up")
def test_down_stops_exactly_what_up_started() -> None:
    """And is as content when there is nothing to stop."""
    started = background("tiny")
    assert started is not None
    company("down", "tiny")

    assert not started.alive
    assert "The company 'tiny' is not up.\n" == company("down", "tiny").output


def test_a_process_that_took_over_the_number_is_left_alone(up: Path) -> None:
    """A number of a process may be given to another one after it has ended."""
    [state] = (up / "state" / "samestory").glob("*.json")
    kept = state.read_text()
    started = background("tiny")
    assert started is not None
    state.write_text(kept.replace(started.born, "1"))

    assert background("tiny") is None
    state.write_text(kept)


def test_status_tells_which_faults_are_on(up: Path) -> None:
    company("faults", "erp-down", "on", "--of", "tiny")
    text = shown(company("status"), up)

    assert golden("company-status", text) == text


def test_faults_are_listed_and_switched(up: Path) -> None:
    switched = company("faults", "erp-down", "on", "--of", "tiny")
    text = shown(company("faults", "--of", "tiny"), up)

    assert "erp-down is on.\n" == switched.output
    assert golden("company-faults", text) == text


@pytest.mark.usefixtures("up")
def test_a_fault_alone_is_asked_back() -> None:
    done = company("faults", "erp-down", "--of", "tiny")

    assert 4 == done.exit_code
    assert "Switch 'erp-down' on or off?" in done.stderr


@pytest.mark.usefixtures("tiny")
def test_without_a_company_the_way_out_is_told() -> None:
    done = company("faults", "--of", "tiny")

    assert 6 == done.exit_code
    assert "samestory company up" in done.stderr


@pytest.mark.usefixtures("tiny")
def test_with_none_up_status_says_so() -> None:
    assert "No company is up.\n  Start one: samestory company up\n" == company("status").output


@pytest.mark.usefixtures("tiny")
def test_a_landscape_without_a_company_cannot_be_started() -> None:
    file = Path("landscapes/tiny.toml")
    text = file.read_text()
    file.write_text(text[text.index("[guard]") :].replace("${DEMO_PORTS:-88}", "88"))
    done = company("up", "tiny")

    assert 4 == done.exit_code


def test_other_commands_find_a_company_on_unusual_ports(
    up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without anybody having to say so."""
    ports = os.environ[PORTS]
    monkeypatch.delenv(PORTS)

    assert ports == at_home(Path("landscapes/tiny.toml"), os.environ)[PORTS]
    assert PORTS not in at_home(up / "elsewhere" / "tiny.toml", {})
