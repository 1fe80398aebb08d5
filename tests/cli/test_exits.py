"""Exit codes, and mistakes as sentences."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from samestory.cli.exits import Exit, SaysWhatIsWrong, severest
from samestory.errors import (
    CannotAsk,
    ForbiddenHost,
    LandscapeMistakes,
    NothingToCompare,
    SamestoryError,
    WrongCall,
)
from samestory.model import Outcome


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
    assert expected is severest(outcomes)


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
