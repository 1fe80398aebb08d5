"""What an exploration has left is judged by the system and the field of the fault."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.oracle import exploring
from tests.oracle.exploring import HEALTHY, is_right, main, minutes_for, result_of

FAULT = "amendment-after-resend-lost"
ASKED = Namespace(minutes=10.0, healthy=30.0, workers=4, seed=1)
PLAY = {"event": "play", "causes": []}
FOUND = """Feature: The ERP tells other lines
  Found.

  Rule: All systems tell the same story

    Scenario: Ada orders, then asks again, then changes it
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she asks for the confirmation again
      And she changes it to 2 "Chain, 11-speed"
      Then the website and the ERP agree on her order
"""


def left_in(folder: Path, *causes: str) -> Path:
    """An exploration of two plays for each cause: one that showed it, and one that was shorter."""
    events: list[dict[str, object]] = [{"event": "begun", "seed": 1}]
    if not causes:
        events.append({**PLAY, "result": "passed"})
    for cause in causes:
        events += [{**PLAY, "result": "passed"}, {**PLAY, "result": "failed", "causes": [cause]}]
        events += [{"event": "finding", "cause": cause}]
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(each) + "\n" for each in events)
    (folder / "explored.jsonl").write_text(lines + '{"event": "pl', "utf-8")
    return folder


@pytest.mark.parametrize(
    ("cause", "right"),
    [
        ("erp/lines/contradicted", True),
        ("erp/unit_price/contradicted", True),
        ("erp/status/contradicted", False),
        ("crm/lines/contradicted", False),
        ("crm+erp/lines/contradicted", False),
        ("promise/lines/contradicted", False),
    ],
)
def test_a_finding_is_right_if_it_blames_the_system_and_a_field_of_the_fault(cause, right):
    """A price of one piece is a part of the lines."""
    assert right is is_right(FAULT, cause)


def test_what_was_found_is_told_with_its_plays_and_steps(tmp_path: Path):
    """Another finding on the way is told besides."""
    folder = left_in(tmp_path, "crm/status/contradicted", "erp/lines/contradicted")
    (folder / "found").mkdir()
    (folder / "found" / "erp_lines_contradicted.feature").write_text(FOUND, "utf-8")

    told = result_of(FAULT, folder, ASKED, 61.24)

    assert (told.found, told.plays, told.first_play, told.steps) == (True, 4, 4, 5)
    assert told.others == ("crm/status/contradicted",)
    found = "4 plays (4 until it showed), 61 s, 5 steps, erp/lines/contradicted"
    assert told.line.endswith(f"{found}; besides: crm/status/contradicted")


def test_nothing_found_is_told_as_that(tmp_path: Path):
    """With the number of plays, and no steps."""
    told = result_of(FAULT, left_in(tmp_path, "crm/status/contradicted"), ASKED, 600)

    assert told.line.endswith(
        "not found in 2 plays (2 judged), 600 s; besides: crm/status/contradicted"
    )


def kept(folder: Path, name: str, *causes: str) -> None:
    """Keep what exploring one company came to, so that it is not explored again."""
    known = asdict(result_of(name, left_in(folder / name, *causes), ASKED, 600))
    with (folder / "faults.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(known) + "\n")


def test_what_was_explored_is_not_explored_again(tmp_path: Path, capsys):
    """A run that was interrupted goes on with the next fault; too few findings end it with 1."""
    kept(tmp_path, FAULT)
    call = ["--only", FAULT, "--folder", str(tmp_path)]

    assert main([*call, "--at-least", "0"]) == 0
    assert main(call) == 1
    assert "0 of 1 found" in capsys.readouterr().out


@pytest.mark.parametrize(("causes", "exit_code"), [((), 0), (("erp/total/contradicted",), 1)])
def test_anything_found_in_a_healthy_company_is_a_false_alarm(
    tmp_path: Path, capsys, causes: tuple[str, ...], exit_code: int
):
    """It has a budget of its own."""
    kept(tmp_path, HEALTHY, *causes)

    assert exit_code == main(["--only", HEALTHY, "--folder", str(tmp_path)])
    assert ("nothing found" in capsys.readouterr().out) is (not causes)
    assert (30.0, 10.0) == (minutes_for(HEALTHY, ASKED), minutes_for(FAULT, ASKED))


def test_a_company_of_which_hardly_anything_is_known_is_not_called_healthy(tmp_path: Path):
    """Its website could not be reached, for instance."""
    folder = left_in(tmp_path / HEALTHY)
    with (folder / "explored.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps({**PLAY, "result": "nothing asked"}) + "\n")
    known = result_of(HEALTHY, folder, ASKED, 600)
    (tmp_path / "faults.jsonl").write_text(json.dumps(asdict(known)) + "\n", "utf-8")

    assert known.line.endswith("nothing found in 2 plays (1 judged), 600 s")
    assert 1 == main(["--only", HEALTHY, "--folder", str(tmp_path)])


CHILD = """
import signal
import sys
import time

def end(*_):
    print("ended in order", flush=True)
    sys.exit()

signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_sigterm_ends_what_is_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No player goes on without its company."""
    said = tmp_path / "said.txt"

    def explored(*_: object) -> None:
        command = [sys.executable, "-IS", "-c", CHILD]
        with exploring.under_way(command, os.environ, said) as child:
            while child.poll() is None and "ready" not in said.read_text("utf-8"):
                time.sleep(0.01)
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(exploring, "explored", explored)
    before = signal.getsignal(signal.SIGTERM)

    with pytest.raises(SystemExit, match=str(128 + signal.SIGTERM)):
        main(["--only", HEALTHY, "--folder", str(tmp_path)])

    assert "ready\nended in order\n" == said.read_text("utf-8")
    assert before == signal.getsignal(signal.SIGTERM)
