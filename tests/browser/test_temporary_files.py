"""Temporary files go with the process that made them, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from samestory.browser.temporary_files import LOCK, PREFIX, remove_abandoned, temporary_folder

MAKES = """
import os, signal, subprocess, sys, tempfile
from samestory.browser.temporary_files import temporary_folder

with temporary_folder():
    tempfile.mkdtemp()
    leaves = "import tempfile; tempfile.mkdtemp(prefix='of-browser-')"
    subprocess.run([sys.executable, "-c", leaves])
    {then}
"""


@pytest.fixture
def tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of this machine, for once."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("PYTEST_DEBUG_TEMPROOT", raising=False)
    return tmp_path


def makes(then: str) -> int:
    """Let a process make temporary files, and one that it starts; how it ended."""
    command = [sys.executable, "-c", MAKES.format(then=then)]
    return subprocess.run(command, check=False).returncode  # noqa: S603  our own code


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_they_go_with_a_process_that_ends(tmp: Path) -> None:
    assert 0 == makes("pass")
    assert [] == names(tmp)


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_those_of_a_killed_process_go_when_the_next_one_starts(tmp: Path) -> None:
    assert -signal.SIGKILL == makes("os.kill(os.getpid(), signal.SIGKILL)")
    [left] = tmp.iterdir()
    assert [LOCK, "of-browser-"] == [each[:11] for each in names(left) if each[:3] != "tmp"]

    with temporary_folder() as mine:
        assert [mine.name] == names(tmp)
    assert [] == names(tmp)


@pytest.mark.skipif(os.name != "posix", reason="locks")
def test_those_of_a_process_that_runs_stay(tmp: Path) -> None:
    with temporary_folder() as mine:
        (mine / "profile").mkdir()
        remove_abandoned(tmp)

        assert ["in-use", "profile"] == names(mine)


def test_what_is_not_surely_ours_stays(tmp: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder of that name without our file, and a link to somewhere else."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / LOCK).touch()
    (tmp / f"{PREFIX}link").symlink_to(elsewhere)
    (tmp / f"{PREFIX}other").mkdir()
    (tmp / "playwright_chromiumdev_profile-x").mkdir()
    remove_abandoned(tmp)

    assert 3 == len(names(tmp))
    assert [LOCK] == names(elsewhere)


def test_the_machines_own_folder_is_as_it_was_afterwards(tmp: Path) -> None:
    """Within another one it is that one: what is started within a run goes with the run."""
    with temporary_folder() as outer:
        with temporary_folder() as inner:
            assert outer == inner.parent
            assert str(inner) == tempfile.gettempdir() == os.environ["TMPDIR"]
            assert str(tmp) == os.environ["PYTEST_DEBUG_TEMPROOT"]
        assert str(outer) == tempfile.gettempdir() == os.environ["TMPDIR"]
    assert str(tmp) == tempfile.gettempdir() == os.environ["TMPDIR"]
    assert "PYTEST_DEBUG_TEMPROOT" not in os.environ
