"""What other packages add to samestory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

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


def install_broken(monkeypatch: pytest.MonkeyPatch, value: str = "my_soap.gone:ADD") -> None:
    """Let an entry point that names this be the only one."""
    monkeypatch.setattr(
        extensions, "entry_points", lambda *, group: [EntryPoint("soap", value, group)]
    )


LEFT_OUT = (
    "The {group} of the module my_soap.gone are left out: ModuleNotFoundError: "
    "No module named 'my_soap'.\n  Repair that package, or uninstall it.\n"
)


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
    ("raised", "shown"), [(ValueError("Fix it."), WrongCall), (OSError("Start it."), CannotAsk)]
)
def test_what_a_package_refuses_is_told_with_its_own_text(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, shown: type[SamestoryError]
) -> None:
    def refuse(_: Path) -> Mapping[str, str]:
        raise raised

    install(monkeypatch, refuse)

    with pytest.raises(shown, match=str(raised)):
        environment_for(Path("shop.toml"), {})


def test_commands_that_cannot_be_imported_are_left_out_and_the_others_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install_broken(monkeypatch)
    app = typer.Typer()
    app.command("other")(lambda: None)
    add_commands(app)

    assert LEFT_OUT.format(group="samestory.commands") == capsys.readouterr().err
    assert 0 == CliRunner().invoke(app, ["other"]).exit_code


def test_commands_that_typer_refuses_are_left_out_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Typer reads options only when the first command is called, and would then break them all."""

    def add(app: typer.Typer) -> None:
        app.command("fine")(lambda: None)

        @app.command("odd")
        def odd(it: Annotated[str, typer.Option()] = typer.Option("")) -> None: ...

    package = EntryPoint("soap", "my_soap:add", "samestory.commands")
    monkeypatch.setattr(EntryPoint, "load", lambda _: add)
    monkeypatch.setattr(extensions, "entry_points", lambda **_: [package])
    app = typer.Typer()
    add_commands(app)

    assert "of the module my_soap are left out: " in capsys.readouterr().err
    assert {"demo", "company"} == {each.name for each in app.registered_commands}


def test_an_environment_that_cannot_be_imported_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install_broken(monkeypatch)

    assert {"PORTS": "88"} == environment_for(Path("shop.toml"), {"PORTS": "88"})
    assert LEFT_OUT.format(group="samestory.environments") == capsys.readouterr().err


@pytest.mark.parametrize("returned", [None, "8800", 7])
def test_an_environment_that_returns_no_variables_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], returned: object
) -> None:
    package = EntryPoint("soap", "my_soap:environment", "samestory.environments")
    monkeypatch.setattr(EntryPoint, "load", lambda _: lambda _landscape: returned)
    monkeypatch.setattr(extensions, "entry_points", lambda **_: [package])

    assert {} == environment_for(Path("shop.toml"), {})
    assert "of the module my_soap are left out: TypeError: " in capsys.readouterr().err
