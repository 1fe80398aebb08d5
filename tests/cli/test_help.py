"""The help texts, and how little is imported to show them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from samestory.cli import app
from tests.cli.golden import golden, trimmed

COMMANDS = [
    "",
    "demo",
    "init",
    "learn",
    "run",
    "ask",
    "doctor",
    "explore",
    "steps",
    "schema",
    "settle",
    "undo",
    "watch",
    "report",
    "replay",
    "diff",
    "show",
    "gate",
    "blind-spots",
    "company",
    "company up",
    "company down",
    "company status",
    "company reset",
    "company logs",
    "company faults",
]
HEAVY = {"playwright", "pytest", "httpx", "imapclient", "babel", "jmespath", "allure_commons"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_reads_as_kept(command: str) -> None:
    """Every command explains itself, with examples."""
    done = CliRunner(env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).invoke(
        app, [*command.split(), "--help"], prog_name="samestory"
    )

    name = f"help-{command.replace(' ', '-') or 'samestory'}"
    assert golden(name, done.output) == trimmed(done.output)


def test_nothing_heavy_is_imported_before_a_command_needs_it() -> None:
    """So `--help` answers at once."""
    code = "import sys, samestory.cli; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    imported = done.stdout.split()
    assert set() == HEAVY & {name.partition(".")[0] for name in imported}
    rooms = {"samestory.config", "samestory.explain", "samestory.redaction", "samestory.polling"}
    assert set() == rooms & set(imported)


def test_an_unknown_option_is_a_wrong_call() -> None:
    """It ends with 4, as every mistake in the call does."""
    done = CliRunner().invoke(app, ["steps", "--nonsense"])

    assert 4 == done.exit_code
    assert "Traceback" not in done.output
