"""The options that several commands share."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from samestory.cli.completion import choices, landscapes, standing_rules
from samestory.cli.places import usual_landscape
from samestory.errors import WrongCall
from samestory.report.ci import CISystem

LandscapeOption = Annotated[
    Path,
    typer.Option(
        "--landscape",
        "-l",
        metavar="FILE",
        envvar="SAMESTORY_LANDSCAPE",
        help="The landscape: where the systems are and how to read them.",
        default_factory=usual_landscape,
        show_default="the one that pyproject.toml names",
        autocompletion=landscapes,
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WHAT",
        help=(
            "Only some scenarios: a file, `FILE:LINE`, the name of a feature or a scenario, "
            "a @tag, or words of names; may be repeated."
        ),
        autocompletion=choices,
    ),
]
SeedOption = Annotated[
    int | None, typer.Option(help="Repeat a run: the seed that it printed.", show_default=False)
]
WorkersOption = Annotated[
    int | None,
    typer.Option("-n", metavar="N", min=1, help="Run N scenarios in parallel.", show_default=False),
]
ReportOption = Annotated[
    Path, typer.Option("--report", metavar="DIR", help="Where results and reports go.")
]
ReplaceOption = Annotated[
    bool,
    typer.Option(
        "--replace",
        help=(
            "Let a run of some scenarios replace the results of a run of all. Without it, they "
            "go into the folder `part` within."
        ),
    ),
]
WithoutRuleOption = Annotated[
    list[str] | None,
    typer.Option(
        "--without-rule",
        metavar="NAME",
        help="Do not check this standing rule under every scenario; may be repeated.",
        autocompletion=standing_rules,
    ),
]
BuildOption = Annotated[
    str | None,
    typer.Option(
        "--build",
        metavar="NAME",
        help="The build or release under test, as reports name it.",
        show_default="the name that CI's environment gives",
    ),
]
HistoryOption = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="FILE",
        help="The history of earlier runs, which CI carries along.",
        show_default="history.jsonl in the report folder",
    ),
]
WaitsOption = Annotated[
    Path | None,
    typer.Option(
        "--waits",
        metavar="FILE",
        help=(
            "How long systems took in earlier runs, to look at the right moment; CI carries it "
            "along."
        ),
        show_default="waits.jsonl in the report folder",
    ),
]
ReleaseOption = Annotated[
    bool,
    typer.Option(
        "--release", help="Mark the run in the history as a release, to compare later ones with."
    ),
]
RetriesOption = Annotated[
    int | None,
    typer.Option(
        "--retries",
        metavar="N",
        min=0,
        help=(
            "Play a scenario up to N times more if it was inconclusive or contradicted, each time "
            "with a fresh person. What was contradicted once stays failed."
        ),
        show_default=False,
    ),
]
ShardOption = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Run one of N parts of the scenarios: 1/3 here, 2/3 and 3/3 on other machines.",
        show_default=False,
    ),
]
ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on with the recorded run that was interrupted or killed; nothing is run twice.",
    ),
]
PagesOption = Annotated[
    bool, typer.Option("--report-pages/--no-report", help="Build the pages to read afterwards.")
]
AllureOption = Annotated[
    bool,
    typer.Option(
        "--allure/--no-allure",
        help="Keep Allure's results, with a picture of each person's page.",
    ),
]
CIOption = Annotated[
    CISystem | None,
    typer.Option(
        "--ci",
        help=(
            "What to write beside junit.xml: annotations and a job summary for GitHub, a report "
            "on code quality for GitLab."
        ),
        show_default="the CI system that it runs on",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def age_given(option: str, text: str) -> timedelta:
    """Read "1d" or "12 h". Raise `WrongCall` for anything else."""
    from samestory.config.durations import read_duration

    try:
        return read_duration(text)
    except ValueError:
        raise WrongCall(
            f"{option} is '{text}', which is no duration.\n  Write 1d or 12h."
        ) from None
