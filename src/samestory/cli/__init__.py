"""The `samestory` command.

Every command imports what is heavy only when it runs, so that `--help` answers at once. How each
ends stands in `samestory.exit_codes`.
"""

import signal
from types import FrameType
from typing import Annotated

import typer

from samestory.cli import (
    ask,
    blind_spots,
    diff,
    doctor,
    explore,
    gate,
    init,
    learn,
    replay,
    report,
    run,
    schema,
    settle,
    show,
    steps,
    undo,
    watch,
)
from samestory.cli.exits import SaysWhatIsWrong
from samestory.cli.extensions import add_commands
from samestory.cli.opening import OwnProcess
from samestory.exit_codes import in_one_line

app = typer.Typer(
    cls=SaysWhatIsWrong,
    help="Do the website, the email, the CRM and the ERP tell the customer the same story?",
    epilog=in_one_line(),
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,  # they may hold secrets
)
add_commands(app)
app.command()(init.init)
app.command()(learn.learn)
app.command()(run.run)
app.command(hidden=True)(run.interrupted)
app.command()(ask.ask)
app.command()(doctor.doctor)
app.command()(steps.steps)
app.command()(schema.schema)
app.command()(settle.settle)
app.command()(undo.undo)
app.command()(watch.watch)
app.command()(explore.explore)
app.command()(report.report)
app.command()(gate.gate)
app.command()(replay.replay)
app.command()(blind_spots.blind_spots)
app.command()(diff.diff)
app.command()(show.show)


def _tell_version(wanted: bool) -> None:
    from importlib.metadata import version

    if wanted:
        typer.echo(f"samestory {version('samestory')}")
        raise typer.Exit


@app.callback()
def samestory(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Hold the options of `samestory` itself; the help text stands at `app`."""


def main() -> None:
    """Run the command; a polite request to end is obeyed like Ctrl-C, so that nothing stays up."""
    signal.signal(signal.SIGTERM, _leave)
    own = OwnProcess()
    try:
        app(obj=own)
    except SystemExit as ended:
        if own.left is not None and isinstance(ended.code, int):
            own.end(ended.code)
        raise


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
