"""The edge to CI: which system this runs on, and what is printed for it."""

import os
from pathlib import Path

import typer

from samestory.report.ci import CISystem


def print_for_ci(folder: Path, ci: CISystem | None) -> None:
    """Write the files for CI into a report folder, and print what the CI system picks up.

    None stands for the system that this process runs on.
    """
    from samestory.report.ci.outputs import ci_system_of, write_outputs

    for line in write_outputs(folder, ci or ci_system_of(os.environ), os.environ):
        typer.echo(line)  # as it is: a line that is wrapped is no command any more


def refresh_for_ci(folder: Path) -> None:
    """Write the files for CI again, as far as they are there; what was printed is not repeated."""
    from samestory.report.ci import CISystem
    from samestory.report.ci.outputs import write_outputs
    from samestory.report.results_folder import CODE_QUALITY, JUNIT

    if (folder / JUNIT).exists():
        gitlab = (folder / CODE_QUALITY).exists()
        write_outputs(folder, CISystem.GITLAB if gitlab else CISystem.NONE, {})
