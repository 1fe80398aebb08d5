"""`samestory report`: the pages of a run, built from what it recorded."""

from __future__ import annotations

import typer

from samestory.cli.options import ReportOption
from samestory.cli.places import REPORT
from samestory.exit_codes import exit_of_record


def report(*, report: ReportOption = REPORT) -> None:
    """Build the pages of the last run again from its record, and sum it up.

    If the run was killed, they show what it had recorded, and how many scenarios were not run. The
    exit code is that of the run; it is 6 if the run did not reach its end.

    Examples: `samestory report`, `samestory report --report reports/part`
    """
    from samestory.cli.run_summary import build_reports, print_table, verdict_line
    from samestory.cli.screen import say, screen
    from samestory.errors import WrongCall
    from samestory.report.summary import read_summary

    try:
        summary = read_summary(report)
    except FileNotFoundError as error:
        raise WrongCall(str(error)) from None
    console = screen()
    print_table(console, summary)
    for line in build_reports(report):
        say(console, line)
    ended = exit_of_record(summary.exit, finished=summary.finished)
    say(console, verdict_line(ended, summary))
    raise typer.Exit(ended)
