"""Installing and preparing: once, anew after an interruption, and with a clear error."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory_demo.opensource.preparing import SetUpError, prepare
from samestory_demo.opensource.settings import Ports, Settings
from samestory_demo.opensource.software import Software

SETTINGS = Settings(Ports.beginning_with("76"))

MAKES_A_DATABASE = """
import os, sys
from pathlib import Path
assert Path(sys.argv[1]).name == "catalogue.toml"
Path(os.environ["HOME_OF_IT"], "database").write_text("as it begins")
"""


@pytest.fixture
def software(tmp_path: Path) -> Software:
    """Software that needs nothing installed, so that nothing is downloaded."""
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "prepare.py").write_text(MAKES_A_DATABASE)
    environ = lambda home, _settings: {"HOME_OF_IT": str(home)}  # noqa: E731 (one line says it)
    return Software("it", "the software", folder, "/", environ)


def test_it_is_prepared_once(software: Software, tmp_path: Path):
    """The first time it tells what it does; the second time there is nothing to do or tell."""
    told: list[str] = []
    made = prepare(software, tmp_path / "cache", SETTINGS, told.append)
    assert made.python.is_file()
    assert (made.snapshot / "database").read_text() == "as it begins"
    assert "installing the software (once) ..." in told
    assert "making the first database of the software (once) ..." in told

    told.clear()
    assert prepare(software, tmp_path / "cache", SETTINGS, told.append) == made
    assert told == []

    made.snapshot.with_suffix(".made-from").unlink()
    (made.snapshot / "half").write_text("left behind by an interruption")
    prepare(software, tmp_path / "cache", SETTINGS, told.append)
    assert not (made.snapshot / "half").exists()
    assert not any("installing" in each for each in told)


def test_what_goes_wrong_is_told_with_its_last_words(software: Software, tmp_path: Path):
    """The message names the software, and what its program said last; nothing counts as made."""
    (software.folder / "prepare.py").write_text("raise SystemExit('no room on the shelf')")

    for _ in range(2):
        with pytest.raises(
            SetUpError, match=r"database of the software(.|\n)*no room on the shelf"
        ):
            prepare(software, tmp_path / "cache", SETTINGS, lambda _: None)
