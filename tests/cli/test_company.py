"""`samestory company`: one that stays."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samestory.cli import app
from samestory_demo.supervisor.background import background
from samestory_demo.supervisor.environment import environment_of
from tests.cli.golden import golden, trimmed
from tests.samestory_demo.supervisor.homes import PORTS
from tests.warm_python import warm_python

TINY = Path("landscapes/tiny.toml")


def company(*words: str) -> Result:
    return CliRunner().invoke(app, ["company", *words])


def shown(result: Result, folder: Path) -> str:
    """The output with what differs from run to run taken out."""
    text = result.output.replace(str(folder), "/home/ada").replace(f":{os.environ[PORTS]}", ":88")
    text = re.sub(" {3,}", "   ", text)  # a longer port makes a column wider
    text = re.sub(r"(company-tiny)-[0-9a-f]{12}", r"\1-0123456789ab", text)
    started = background(TINY)
    return trimmed(text.replace(str(started.pid), "4711") if started else text)


def with_logs(tiny: Path) -> None:
    """Have the company keep a log for its ERP."""
    file = tiny / "landscapes" / "tiny.toml"
    file.write_text(file.read_text().replace('"--ports"', f'"--logs", "{tiny}", "--ports"'))


@contextmanager
def listening(port: int, *replies: bytes) -> Iterator[None]:
    """Somebody who says one of these to each who knocks, and hangs up."""
    with socket.create_server(("127.0.0.1", port)) as door:

        def answer() -> None:
            for reply in replies:
                caller, _ = door.accept()
                with caller:
                    caller.recv(1024)
                    caller.sendall(reply)

        thread = threading.Thread(target=answer)
        thread.start()
        yield
        thread.join()


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


@pytest.mark.parametrize("command", ["down", "logs", "up", "reset"])
@pytest.mark.usefixtures("tiny")
def test_a_name_that_no_landscape_has_is_a_mistake(command: str) -> None:
    done = company(command, "tniy")

    assert 4 == done.exit_code
    assert "Known landscapes: landscapes/tiny.toml." in done.output


def test_a_company_that_is_up_is_shown_where_it_is(
    up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ports that are asked for later do not move it."""
    asked_for = "11"
    monkeypatch.setenv("DEMO_PORTS", asked_for)
    started = background(up / TINY)

    assert started
    assert started.environ.get("DEMO_PORTS", "88") != asked_for
    for done in (company("up", "tiny"), company("status")):
        assert f":{asked_for}00" not in done.output


@pytest.mark.usefixtures("up")
def test_down_stops_exactly_what_up_started() -> None:
    """And is as content when there is nothing to stop."""
    started = background(TINY)
    assert started is not None
    company("down", "tiny")

    assert not started.alive
    assert "The company 'tiny' is not up.\n" == company("down", "tiny").output


def test_a_process_that_took_over_the_number_is_left_alone(up: Path) -> None:
    """A number of a process may be given to another one after it has ended."""
    [state] = (up / "state" / "samestory").glob("*.json")
    kept = state.read_text()
    started = background(TINY)
    assert started is not None
    state.write_text(kept.replace(started.born, "1"))

    assert background(TINY) is None
    state.write_text(kept)


def test_status_tells_which_faults_are_on(up: Path) -> None:
    company("faults", "erp-down", "on", "--of", "tiny")
    text = shown(company("status"), up)

    assert golden("company-status", text) == text


@pytest.mark.usefixtures("up")
def test_status_tells_which_systems_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A door that is open is not enough: somebody has to say something there."""
    ports = os.environ[PORTS]
    with listening(int(f"{ports}04"), b"HTTP/1.1 204 No Content\r\n\r\n", b""):
        monkeypatch.delenv(PORTS)
        assert re.search(rf"ERP +http://127.0.0.1:{ports}04 +yes", company("status").output)
        assert re.search(rf"ERP +http://127.0.0.1:{ports}04 +no", company("status").output)


@pytest.mark.usefixtures("up")
def test_a_reset_is_done_by_the_company_itself() -> None:
    done = company("reset", "tiny")

    assert "The company 'tiny' has no customer, order or mail any more.\n" == done.output
    assert "company | asked for /reset\n" in company("logs", "tiny").output


@pytest.mark.usefixtures("tiny")
def test_what_is_not_up_cannot_be_reset() -> None:
    done = company("reset", "tiny")

    assert 6 == done.exit_code
    assert "samestory company up" in done.stderr


def test_logs_are_named_by_system(tiny: Path) -> None:
    """A first start tells what it does meanwhile; the programs' own logs stand beside that."""
    with_logs(tiny)
    up = company("up", "tiny")
    told = company("logs", "tiny", "--last", "1").output
    company("down", "tiny")

    assert "  tiny: installing it, once ...\n" == up.stderr
    assert golden("company-logs", told) == told


def test_logs_outlive_the_company(tiny: Path) -> None:
    """What it said last is what one wants to know then."""
    assert "The company 'tiny' has logged nothing yet." in company("logs", "tiny").output
    with_logs(tiny)
    company("up", "tiny")
    company("down", "tiny")
    told = company("logs", "tiny").output

    assert "The company 'tiny' is not up; this is what it logged last.\n" in told
    assert "company | tiny: installing it, once ...\n" in told


def test_logs_are_followed_until_the_company_stops(tiny: Path) -> None:
    """Each new line is told once, with the name of the system that wrote it."""
    with_logs(tiny)
    company("up", "tiny")
    with subprocess.Popen(  # noqa: S603  our own command
        [warm_python(), "-m", "samestory", "company", "logs", "tiny", "--follow"],
        stdout=subprocess.PIPE,
        text=True,
    ) as following:
        assert following.stdout
        next(line for line in following.stdout if "sold nothing yet" in line)
        with (tiny / "erp.log").open("a") as log:
            log.write("sold a mini pump\n")
        assert "erp     | sold a mini pump\n" == following.stdout.readline()
        company("down", "tiny")
        assert 0 == following.wait(20)


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

    assert ports == environment_of(TINY)[PORTS]
    assert {} == environment_of(up / "elsewhere" / "tiny.toml")


def test_each_checkout_has_a_company_of_its_own(up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one of the same name neither switches nor stops the first, and says where it is."""
    first = background(TINY)
    assert first is not None
    second = up / "second"
    (second / "landscapes").mkdir(parents=True)
    (second / TINY).write_text(TINY.read_text())
    monkeypatch.chdir(second)

    for command in (("faults", "erp-down", "on", "--of", "tiny"), ("reset", "tiny")):
        done = company(*command)
        assert 6 == done.exit_code
        assert done.stderr.startswith(
            "The company 'tiny' is not up.\n"
            f"  Another one is up: samestory company down {first.landscape}\n"
            "  Start it: samestory company up tiny\n"
        )
    assert "The company 'tiny' is not up.\n" in company("down", "tiny").output
    assert "has logged nothing yet" in company("logs", "tiny").output
    assert first.alive

    assert "is stopped.\n" in company("down", first.landscape).output
    assert not first.alive


@pytest.mark.usefixtures("tiny")
def test_no_fault_is_given_to_something_else_that_listens_on_the_port() -> None:
    """Another company may have taken the control's port; only the one that `up` started counts."""
    with socket.create_server(("127.0.0.1", int(f"{os.environ[PORTS]}99"))) as door:
        door.setblocking(False)
        done = company("faults", "erp-down", "on", "--of", "tiny")

        assert 6 == done.exit_code
        with pytest.raises(BlockingIOError):
            door.accept()
