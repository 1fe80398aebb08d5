"""Exit codes, and mistakes as sentences."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from samestory.cli.exits import SaysWhatIsWrong
from samestory.core.model import Outcome
from samestory.errors import (
    CannotAsk,
    ForbiddenHost,
    LandscapeMistakes,
    NothingToCompare,
    SamestoryError,
    WrongCall,
)
from samestory.exit_codes import MEANING, OF_OUTCOME, Exit, gravest, in_one_line
from tests.warm_python import warm_python


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], Exit.NOTHING_CHECKED),
        ([Outcome.AGREED, Outcome.PENDING], Exit.SAME_STORY),
        ([Outcome.AGREED, Outcome.UNREACHABLE], Exit.CANNOT_KNOW),
        ([Outcome.UNMAPPED, Outcome.ABSENT, Outcome.AGREED], Exit.CONTRADICTION),
    ],
)
def test_a_known_contradiction_outweighs_what_nobody_knows(
    outcomes: list[Outcome], expected: Exit
) -> None:
    assert expected is gravest(OF_OUTCOME[each] for each in outcomes)


def test_a_promise_that_is_not_due_is_no_agreement() -> None:
    """`samestory settle` ends as a run in which nothing was due."""
    assert Exit.NOTHING_CHECKED is gravest([OF_OUTCOME[Outcome.PENDING]])


def test_one_table_of_exit_codes_stands_everywhere() -> None:
    """In the README, in the help, and every code has its meaning."""
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")

    assert set(Exit) == set(MEANING)
    assert all(f"| {code.value} | {meaning} |" in readme for code, meaning in MEANING.items())
    assert all(f"{code.value} {meaning}" in in_one_line() for code, meaning in MEANING.items())


def test_what_nobody_foresaw_is_no_contradiction(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One sentence that names the error and where to read on, and not Python's exit code 1."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = typer.Typer(cls=SaysWhatIsWrong)

    @app.command()
    def go() -> None:
        raise OverflowError("date value\x1b[2J out of range")

    @app.command()
    def other() -> None: ...

    done = CliRunner().invoke(app, ["go"])
    [file] = tmp_path.iterdir()

    assert 6 == done.exit_code
    assert (
        "? Inconclusive. samestory itself broke: "
        f"OverflowError: date value\\x1b[2J out of range (see {file})\n"
    ) == done.stderr
    assert "Traceback" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongCall("No such fault.\n  Known faults: x."), 4),
        (LandscapeMistakes(["one", "two"]), 4),
        (ForbiddenHost("not allowed"), 4),
        (NothingToCompare("nobody knows it"), 5),
        (CannotAsk("it is down"), 6),
        (KeyboardInterrupt(), 130),
    ],
)
def test_a_mistake_is_told_in_sentences_and_never_with_a_traceback(
    error: SamestoryError, code: int
) -> None:
    app = typer.Typer(cls=SaysWhatIsWrong)

    @app.command()
    def go() -> None:
        raise error

    @app.command()
    def other() -> None: ...

    done = CliRunner().invoke(app, ["go"])

    assert code == done.exit_code
    assert f"{str(error) or 'Interrupted.'}\n" == done.stderr
    assert "" == done.stdout


@pytest.mark.parametrize(
    "words", [["--help"], ["run", "--help"], ["--version"], ["steps"], ["company", "status"]]
)
def test_a_reader_who_has_seen_enough_is_no_contradiction(words: list[str]) -> None:
    """As in `samestory ask ... | head -1`: Typer and rich would exit with 1."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [warm_python(), "-m", "samestory", *words]
    with os.fdopen(writing, "wb") as unread:
        done = subprocess.run(command, stdout=unread, stderr=subprocess.PIPE, check=False)  # noqa: S603 - our own command

    assert (Exit.CANNOT_KNOW, b"") == (done.returncode, done.stderr)
