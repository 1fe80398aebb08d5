"""Not one of twenty secrets is in any file of a run whose systems repeat them in every spelling.

Secrets from the environment, a session, a token in a header, a cookie, typed passwords, and
personal data; in answers, headers, pages, mails, errors, values, output and the ledger. The run is
a process of its own, with a browser, and its scenario fails, so that everything is written.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from samestory.browser import launch_options
from tests.redaction import leaky
from tests.redaction.searching import found_in
from tests.warm_python import warm_python

pytestmark = [
    pytest.mark.skipif("executable_path" not in launch_options(os.environ), reason="no browser"),
    pytest.mark.xdist_group("canaries"),
]
SOON = 300.0
"""Seconds within which a run has long ended."""

GATE_OPEN = """
from samestory.redaction import Masker
Masker.mask = Masker.mask_error_text = lambda self, content: content
"""


def played(folder: Path, extra: str = "") -> Path:
    """Everything that a run and a question leave behind, and what they say on the terminal."""
    with leaky.leaky_company() as port:
        leaky.write_project(folder, port, extra)
        for words in (RUN, ASK):
            done = subprocess.run(  # noqa: S603  our own commands
                [warm_python(), "-m", *words],
                cwd=folder,
                env={**os.environ, **leaky.ENVIRONMENT},
                capture_output=True,
                timeout=SOON,
                check=False,
            )
            (folder / "written" / f"{words[0]}.txt").write_bytes(done.stdout + done.stderr)
            assert 1 == done.returncode, done.stdout.decode()[-2000:]
    return folder / "written"


RUN = (
    *("pytest", "features", "-p", "no:cacheprovider", "--junitxml", "written/junit.xml"),
    *("--alluredir", "written/allure", "--samestory-report", "written"),
)
ASK = (
    *("samestory", "ask", "customer", "ada@customers.example", "--json"),
    *("--landscape", "here.toml", "--report", "written"),
)


def test_no_file_holds_any_of_them(tmp_path: Path) -> None:
    """Neither as it stands nor encoded, in archives as well."""
    written = played(tmp_path)

    assert 20 == len(set(leaky.CANARIES))
    assert not found_in(written, leaky.CANARIES)
    kinds = {each.suffix for each in written.rglob("*") if each.is_file()}
    assert {".json", ".jsonl", ".xml", ".zip", ".eml", ".html", ".svg", ".txt"} <= kinds


def test_without_the_gate_each_of_them_is_found(tmp_path: Path) -> None:
    """So that the other test can fail."""
    written = played(tmp_path, GATE_OPEN)

    found = found_in(written, leaky.CANARIES)
    assert set(leaky.CANARIES) == {canary for _, canary in found}
    endings = {Path(name).suffix for name, _ in found}
    assert {".json", ".jsonl", ".xml", ".zip", ".eml", ".html", ".txt"} <= endings
