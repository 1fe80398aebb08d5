"""The folder of a run, and what is left of one that was killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from samestory_lab.runs import folder_of_run

PREFIX = "samestory-test-"
RUNS = f"""
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from samestory_lab.runs import folder_of_run
with folder_of_run({PREFIX!r}) as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_is_gone_with_its_run(place: Path):
    with folder_of_run(PREFIX) as folder:
        (folder / "shop.log").write_text("opened")
    assert [] == list(place.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can tell there")
def test_what_a_killed_run_left_goes_when_the_next_one_begins(place: Path):
    """And nothing of a run that goes on, nor of anybody who keeps no lock."""
    foreign = place / f"{PREFIX}of-somebody"
    foreign.mkdir()
    with subprocess.Popen(  # noqa: S603  our own code
        [sys.executable, "-c", RUNS, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        other = Path(run.stdout.readline().strip())
        with folder_of_run(PREFIX):
            assert other.is_dir()
        run.kill()
        run.wait()
        assert other.is_dir()

    with folder_of_run(PREFIX) as folder:
        assert {folder, foreign} == set(place.iterdir())
