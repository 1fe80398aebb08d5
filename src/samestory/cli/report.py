"""`samestory report`: the pages of a run, built from what it recorded."""

from pathlib import Path
from typing import Annotated

import typer

from samestory.cli.options import CIOption, HistoryOption, ReleaseOption, ReportOption, WaitsOption
from samestory.cli.places import REPORT
from samestory.exit_codes import exit_of_record


def report(  # noqa: PLR0913  every one is an option that a user may give
    records: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="RECORDS",
            help="The report folders of the shards of a run: they become one, in --report.",
            show_default="the report folder itself",
        ),
    ] = None,
    *,
    report: ReportOption = REPORT,
    history: HistoryOption = None,
    waits: WaitsOption = None,
    release: ReleaseOption = False,
    ci: CIOption = None,
) -> None:
    """Build the pages of the last run again from its record, and the files for CI; sum it up.

    Several records become one: a shard that is missing, there twice or of another run is named,
    and the whole is inconclusive then. The records may come from other machines.
    If the run was killed, the pages show what it had recorded, and how many scenarios were not
    run. The exit code is that of the run; it is 6 if the run did not reach its end.

    Examples: `samestory report`, `samestory report --report reports/part`,
    `samestory report shard-1 shard-2 shard-3`
    """
    from samestory.cli.for_ci import print_for_ci
    from samestory.cli.run import summary as ending
    from samestory.cli.screen import say, screen
    from samestory.errors import WrongCall
    from samestory.exit_codes import Exit
    from samestory.report.merged_folder import merge_into
    from samestory.report.summing_up import read_summary

    if records and len(records) > 1:
        merge_into(report, records)
    folder = records[0] if records and len(records) == 1 else report
    try:
        summary = read_summary(folder)
    except FileNotFoundError as error:
        raise WrongCall(str(error)) from None
    console = screen()
    ending.print_table(console, summary)
    built = ending.build_reports(folder, history)
    said = ending.remembered(folder, summary, history, release=release)
    for line in (*built, *said, *ending.joined_waits(folder, records or (), waits)):
        say(console, line)
    for each in summary.incomplete:
        say(console, f"\n{each}", "bold yellow")
    whole = summary.finished and not summary.incomplete
    certain = summary.incomplete and summary.exit == Exit.CONTRADICTION  # whatever is missing
    ended = Exit.CONTRADICTION if certain else exit_of_record(summary.exit, finished=whole)
    print_for_ci(folder, ci)
    say(console, ending.verdict_line(ended, summary))
    raise typer.Exit(ended)
