"""Installing and preparing: once, anew after an interruption, and with a clear error."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from samestory_lab.preparing import SetUpError, prepare
from samestory_lab.settings import Ports, Settings
from samestory_lab.software import Software

SETTINGS = Settings(Ports.beginning_with("76"))

MAKES_A_DATABASE = """
import os, sys
from pathlib import Path
assert Path(sys.argv[1]).name == "catalogue.toml"
Path(os.environ["HOME_OF_IT"], "database").write_text("as it begins")
"""

MEETS = """
import socket, sys, threading
door = socket.create_connection(("127.0.0.1", {port}))
door.recv(1)
"""
STAYS = MEETS + "threading.Event().wait()"
STARTS_ANOTHER = "import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
FAILS = MEETS + "raise SystemExit('no room on the shelf')"


@pytest.fixture
def software(tmp_path: Path) -> Software:
    """Software that needs nothing installed, so that nothing is downloaded."""
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "prepare.py").write_text(MAKES_A_DATABASE)
    return piece("it", folder)


def piece(name: str, folder: Path) -> Software:
    environ = lambda home, _settings: {"HOME_OF_IT": str(home)}  # noqa: E731 (one line says it)
    return Software(name, "the software", folder, "/", environ)


def test_it_is_prepared_once(software: Software, tmp_path: Path):
    """The first time it tells what it does; the second time there is nothing to do or tell."""
    told: list[str] = []
    made = prepare([software], tmp_path / "cache", SETTINGS, told.append)[software]
    assert made.python.is_file()
    assert (made.snapshot / "database").read_text() == "as it begins"
    assert "the software: installing it, once ..." in told
    assert "the software: making its first database, once ..." in told

    told.clear()
    assert prepare([software], tmp_path / "cache", SETTINGS, told.append) == {software: made}
    assert told == []

    made.snapshot.with_suffix(".made-from").unlink()
    (made.snapshot / "half").write_text("left behind by an interruption")
    prepare([software], tmp_path / "cache", SETTINGS, told.append)
    assert not (made.snapshot / "half").exists()
    assert not any("installing" in each for each in told)


def test_a_change_below_its_folder_makes_its_database_anew(software: Software, tmp_path: Path):
    """An application of ours inside it has tables too; what only serves has none."""
    prepare([software], tmp_path / "cache", SETTINGS, lambda _: None)
    (software.folder / "serve.py").write_text("'nothing of the database'")
    told: list[str] = []
    prepare([software], tmp_path / "cache", SETTINGS, told.append)
    assert told == []

    (software.folder / "app").mkdir()
    (software.folder / "app" / "models.py").write_text("'a table more'")
    prepare([software], tmp_path / "cache", SETTINGS, told.append)
    assert "the software: making its first database, once ..." in told


def test_what_goes_wrong_is_told_with_its_last_words(software: Software, tmp_path: Path):
    """The message names the software, and what its program said last; nothing counts as made."""
    (software.folder / "prepare.py").write_text("raise SystemExit('no room on the shelf')")

    for _ in range(2):
        with pytest.raises(
            SetUpError, match=r"database of the software(.|\n)*no room on the shelf"
        ):
            prepare([software], tmp_path / "cache", SETTINGS, lambda _: None)


def test_where_one_piece_fails_the_others_are_stopped(software: Software, tmp_path: Path):
    """With all that they have started themselves; what is half made does not count."""
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "requirements.txt").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as meeting, ThreadPoolExecutor() as pool:
        port = meeting.getsockname()[1]
        (slow / "prepare.py").write_text(STARTS_ANOTHER.format(code=STAYS.format(port=port)))
        (software.folder / "prepare.py").write_text(FAILS.format(port=port))
        both = pool.submit(lambda: [meeting.accept()[0] for _ in range(2)])
        both.add_done_callback(lambda done: [each.sendall(b"!") for each in done.result()])

        with pytest.raises(SetUpError, match="no room on the shelf"):
            prepare([piece("slow", slow), software], tmp_path / "cache", SETTINGS, lambda _: None)
        assert not (tmp_path / "cache" / "slow" / "snapshot.made-from").exists()
        for each in both.result():
            with each, suppress(ConnectionResetError):
                assert b"" == each.recv(1)  # nobody holds the other side any more


def test_a_copy_of_the_database_comes_without_its_log(software: Software, tmp_path: Path):
    """SQLite would take another file's log for its own."""
    left = 'Path(os.environ["HOME_OF_IT"], "database-wal").write_text("log")'
    (software.folder / "prepare.py").write_text(MAKES_A_DATABASE + left)

    made = prepare([software], tmp_path / "cache", SETTINGS, lambda _: None)[software]
    assert ["database"] == [each.name for each in made.snapshot.iterdir()]


def test_what_keeps_nothing_on_the_disk_begins_with_an_empty_folder(
    software: Software, tmp_path: Path
):
    """There is nothing to make, and nothing to tell of that."""
    (software.folder / "prepare.py").unlink()
    told: list[str] = []
    made = prepare([software], tmp_path / "cache", SETTINGS, told.append)[software]

    assert [] == list(made.snapshot.iterdir())
    assert not any("database" in each for each in told)
