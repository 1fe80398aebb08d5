"""What other packages add to samestory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

from samestory.cli import extensions
from samestory.cli.extensions import add_commands, environment_for
from samestory.errors import CannotAsk, SamestoryError, WrongCall


def install(monkeypatch: pytest.MonkeyPatch, *functions: Callable[..., object]) -> None:
    """Let these functions be all the entry points that there are."""
    found = [SimpleNamespace(load=lambda each=each: each) for each in functions]
    monkeypatch.setattr(extensions, "entry_points", lambda **_: found)


@pytest.mark.parametrize("words", [["demo", "--fault", "erp-down"], ["company", "up"]])
def test_without_the_demo_company_its_commands_say_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    install(monkeypatch)
    app = typer.Typer()
    app.command("other")(lambda: None)
    add_commands(app)
    done = CliRunner().invoke(app, words)

    assert isinstance(done.exception, WrongCall)
    assert (
        f"`samestory {words[0]}` is a part of the demo company, which is not installed.\n"
        "  Install it: pip install 'samestory[demo]'"
    ) == str(done.exception)


def test_what_a_package_knows_stands_behind_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So a user's own variable is never replaced."""

    def found(landscape: Path) -> Mapping[str, str]:
        return {"PORTS": "77", "OF": landscape.stem}

    install(monkeypatch, found)

    assert {"PORTS": "88", "OF": "shop"} == environment_for(Path("shop.toml"), {"PORTS": "88"})


@pytest.mark.parametrize(
    ("raised", "shown"), [(ValueError("Mend it."), WrongCall), (OSError("Start it."), CannotAsk)]
)
def test_what_a_package_refuses_is_told_with_its_own_text(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, shown: type[SamestoryError]
) -> None:
    def refuse(_: Path) -> Mapping[str, str]:
        raise raised

    install(monkeypatch, refuse)

    with pytest.raises(shown, match=str(raised)):
        environment_for(Path("shop.toml"), {})
