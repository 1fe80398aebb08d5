"""What a scenario held does not stay until the end of a session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.many import write_project
from tests.light_company import SECRETS, light_company
from tests.oracle.playing import ROOT

pytestmark = pytest.mark.usefixtures("warm")

SCENARIOS = 12
COUNTS = """
import gc
from pathlib import Path

def pytest_sessionfinish():
    from samestory.core.verdict import Verdict
    from samestory.journeys import Customer
    gc.collect()
    alive = sum(type(each) in (Verdict, Customer) for each in gc.get_objects())
    Path("alive.txt").write_text(str(alive))
"""


@pytest.mark.parametrize(
    ("more", "some_for_each"), [([], False), (["-p", "no:samestory-forgetting"], True)]
)
def test_verdicts_and_people_of_past_scenarios_are_let_go(
    tmp_path: Path, more: list[str], some_for_each: bool
):
    """Of the last one something may be left; without the plugin it is something of each."""
    write_project(tmp_path, SCENARIOS)
    (tmp_path / "counts.py").write_text(COUNTS)
    with light_company(tmp_path) as company:
        ended = subprocess.run(  # noqa: S603 - our own command line
            [
                *(sys.executable, "-m", "pytest", "features", "-q", "-p", "counts", *more),
                *("--samestory-landscape", str(company.landscape)),
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                **SECRETS,
                "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    assert 0 == ended.returncode, ended.stdout
    assert some_for_each is (int((tmp_path / "alive.txt").read_text()) >= SCENARIOS)
