"""The command against the demo company, in processes of their own, as a newcomer would type it.

These take a while each, and run only where the demo company and a browser can be had.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from samestory.browser import launch_options
from samestory_demo.supervisor.ports import all_free
from tests.samestory_demo.supervisor.homes import PORTS, lonely_ports
from tests.warm_python import warm_python

PROJECT = Path(__file__).parents[2]
AVAILABLE = all(map(find_spec, ("samestory_demo", "pymap", "aiosmtpd", "starlette"))) and (
    "executable_path" in launch_options(os.environ)
)
pytestmark = [
    pytest.mark.skipif(not AVAILABLE, reason="needs the demo company and a browser"),
    pytest.mark.xdist_group("for real"),
]
ONE = ("--only", "A guest hears of her order", "-n", "1")
SOON = 120.0
"""Seconds within which every one of these has long ended."""


@dataclass(frozen=True)
class Played:
    """A company that is up, and what one scenario left behind in it."""

    environ: dict[str, str]
    """Without the company's ports: nobody has to repeat them."""
    report: Path
    order: str


def environ_of(folder: Path) -> dict[str, str]:
    return {**os.environ, "XDG_STATE_HOME": str(folder / "state"), PORTS: lonely_ports()}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return environ_of(tmp_path)


def command(*words: str) -> list[str]:
    return [warm_python(), "-m", "samestory", *words]


def samestory(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own command
        command(*words),
        cwd=PROJECT,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=SOON,
        check=False,
    )


def listens(ports: str) -> bool:
    """Whether anybody is left on these ports."""
    return not all_free(int(ports))


def test_a_healthy_company_tells_the_same_story(environ: dict[str, str], tmp_path: Path) -> None:
    done = samestory(environ, "demo", *ONE, "--no-report", "--report", str(tmp_path / "out"))

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "✓ Ordering: A guest hears of her order exactly once" in done.stdout
    assert "Seed: " in done.stdout
    assert "✓ The same story." in done.stdout
    assert not listens(environ[PORTS])


def test_a_fault_is_told_in_full_and_blamed_on_the_right_system(
    environ: dict[str, str], tmp_path: Path
) -> None:
    only = ("--only", "An agent changes Ada's order for her", "-n", "1")
    fault = ("--fault", "erp-ignores-amendment", *only)
    where = ("--report", str(tmp_path))
    done = samestory(environ, "demo", *fault, *where, "--no-report", "--no-allure")

    assert 1 == done.returncode, done.stdout + done.stderr
    assert "✗ Amending: An agent changes Ada's order for her" in done.stdout
    assert "<- the ERP stands alone" in done.stdout
    assert "it has not followed the order since amendment 1" in " ".join(done.stdout.split())
    assert "Out of line: the ERP in 1 scenario." in done.stdout
    kept = {each.suffix for each in (tmp_path / "failures").rglob("*") if each.is_file()}
    assert {".png", ".zip", ".json"} == kept, (
        "what the browser showed is kept without Allure as well"
    )
    assert not (tmp_path / "allure-results").exists()


def test_nothing_chosen_is_nothing_checked(environ: dict[str, str], tmp_path: Path) -> None:
    done = samestory(environ, "run", "-k", "no_such_scenario", "--report", str(tmp_path))

    assert 5 == done.returncode, done.stdout + done.stderr
    assert "No scenario fits 'no_such_scenario' in features." in done.stderr
    assert "Ada's correction stands" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_keeps_the_results_and_stops_the_company(
    environ: dict[str, str], tmp_path: Path
) -> None:
    words = ("demo", "--only", "ordering", "-n", "1", "--no-report", "--report", str(tmp_path))
    with subprocess.Popen(  # noqa: S603  our own command
        command(*words), cwd=PROJECT, env=environ, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line)
            if line.startswith("✓") and len(told) < 10:
                process.send_signal(signal.SIGINT)
                told += process.stdout.readlines()
        assert 130 == process.wait(SOON)

    assert "Interrupted: these are the results so far." in told[-1]
    assert "passed" in {
        each["result"] for each in json.loads((tmp_path / "run.json").read_text())["scenarios"]
    }
    assert not listens(environ[PORTS])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Up, and one scenario: both tests ask about the order that it leaves."""
    folder = tmp_path_factory.mktemp("up")
    environ, report = environ_of(folder), folder / "reports"
    started = samestory(environ, "company", "up")
    assert 0 == started.returncode, started.stderr
    try:
        without_ports = {name: value for name, value in environ.items() if name != PORTS}
        chosen = ("features/ordering/ordering.feature", "-k", "several_of_a_kind")
        ran = samestory(without_ports, "run", *chosen, "--no-report", "--report", str(report))
        assert 0 == ran.returncode, ran.stdout + ran.stderr
        verdict = json.loads((report / "verdicts.jsonl").read_text().splitlines()[0])
        yield Played(without_ports, report, verdict["subject"].removeprefix("order "))
    finally:
        samestory(environ, "company", "down")


def test_an_order_can_be_asked_about_afterwards(played: Played) -> None:
    """By its kind and number, and as long as it is watched."""
    environ, report = played.environ, ("--report", str(played.report))
    replied = samestory(environ, "ask", "order", played.order, "--json", *report)
    answer = json.loads(replied.stdout)

    assert 0 == replied.returncode
    asked = {"website", "inbox", "crm", "erp", "payments", "warehouse"}
    assert asked == set(answer["systems"])
    assert ["courier"] == answer["without_record"]
    assert {"agreed"} == set(answer["systems"].values())
    followed = samestory(environ, "ask", "order", played.order, "--watch", *report)
    assert 0 == followed.returncode, followed.stdout + followed.stderr
    assert "All 6 systems agree" in followed.stdout

    examined = samestory(environ, "doctor", "--order", played.order, "--json", *report)
    assert 0 == examined.returncode, examined.stdout + examined.stderr
    found = {
        (each["system"], each["what"]): each for each in json.loads(examined.stdout)["findings"]
    }
    assert found["crm", "clock"]["good"]
    assert found["erp", "read lag"]["good"]
    assert found["erp", "order, total"]["text"].endswith("EUR (at Gross)")


def test_nothing_is_left_of_the_browser_that_asked(played: Played, tmp_path: Path) -> None:
    """The command does not wait for its end; whoever reads to the end of its output does."""
    environ = {**played.environ, "TMPDIR": str(tmp_path)}
    report = ("--report", str(played.report))

    assert 0 == samestory(environ, "ask", "order", played.order, *report).returncode
    assert [] == list(tmp_path.glob("samestory-run-*"))
    folder = str(tmp_path).encode()
    running = (each.read_bytes() for each in Path("/proc").glob("[0-9]*/cmdline"))
    assert [] == [each for each in running if folder in each and b"chrom" in each]


def test_without_a_browser_the_website_alone_is_not_asked(played: Played, tmp_path: Path) -> None:
    environ = {**played.environ, "PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    replied = samestory(
        environ, "ask", "order", played.order, "--json", "--report", str(played.report)
    )
    told = json.loads(replied.stdout)["asked"]

    assert 6 == replied.returncode
    assert "it can only be asked with a browser, and none is open" == told["website"]["unreachable"]
    assert not any(each["unreachable"] for name, each in told.items() if name != "website")


def test_every_system_of_the_company_keeps_the_contract(played: Played) -> None:
    """The website as well, which takes a browser; of some, no record was named."""
    sample = ("--order", played.order)
    kept = samestory(played.environ, "doctor", "--contract", *sample, "--json")
    findings = json.loads(kept.stdout)["findings"]

    assert 0 == kept.returncode, kept.stdout
    untried = {(each["system"], each["what"]) for each in findings if each["good"] is None}
    without_a_sample = ("list", "courier", "field_service", "telephone")
    assert untried == {
        ("website", "refuses the credentials"),
        ("courier", "is in trouble"),  # a page that finds nothing is how it says "no record"
        *((name, "knows a record") for name in without_a_sample),
        *((name, "says an unknown code") for name in without_a_sample),
        *((name, "falls silent") for name in without_a_sample),
    }
    assert 1 + 10 * 18 == len(findings)
