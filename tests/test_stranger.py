"""A package of somebody else's adds an adapter: nothing in src/samestory knows of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warm_python import warm_python

STRANGER = Path(__file__).parent / "stranger"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the package was built and installed into, without a network."""
    folder = tmp_path_factory.mktemp("stranger")
    package = shutil.copytree(STRANGER, folder / "package")
    install = ("-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation")
    subprocess.run(  # noqa: S603 - our own
        [sys.executable, *install, "--target", str(folder / "site"), str(package)],
        check=True,
        timeout=120,
    )
    return folder


def run(installed: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own
        [warm_python(), *args],
        cwd=installed / "package",
        env={**os.environ, "PYTHONPATH": str(installed / "site"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_its_adapter_answers_and_keeps_the_contract(installed: Path) -> None:
    """By the tests that its author wrote, with `samestory.testing` alone."""
    done = run(installed, "-m", "pytest", "-q", "check_line_adapter.py")

    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_its_words_are_checked_like_those_of_any_adapter(installed: Path) -> None:
    """A mistake in a landscape says what is missing and what was meant."""
    (installed / "package/wrong.toml").write_text(
        '[guard]\nhosts = ["127.0.0.1"]\n\n[systems.erp]\nadapter = "line"\nhost = "127.0.0.1"\n'
        'prot = 4711\n\n[systems.erp.order]\nsend = "GET {key}"\nstatus = { at = "status" }\n'
    )
    done = run(installed, "-c", "import samestory; samestory.load('wrong.toml')")

    assert "'port' is missing." in done.stderr
    assert "Did you mean 'port'?" in done.stderr


def test_without_the_package_there_is_no_such_adapter(tmp_path: Path) -> None:
    """It comes from there, and from nowhere else."""
    import samestory  # noqa: PLC0415 - in this process, in which it is not installed

    path = tmp_path / "x.toml"
    path.write_text('[guard]\nhosts = []\n[systems.erp]\nadapter = "line"\n')
    with pytest.raises(samestory.LandscapeMistakes, match="unknown adapter 'line'"):
        samestory.load(path, {})
