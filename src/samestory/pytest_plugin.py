"""The entry point of the pytest plugin: its options; the rest waits until a project uses it."""

import pytest

TRACES = ("on-failure", "full", "off")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("samestory", "samestory: do all systems tell the same story?")
    group.addoption(
        "--samestory-landscape",
        metavar="FILE",
        help="The landscape: the systems of one company, described in TOML.",
    )
    group.addoption(
        "--samestory-seed",
        metavar="NUMBER",
        type=int,
        help="Invent the same customers as the run that printed this number.",
    )
    group.addoption(
        "--samestory-report",
        metavar="FOLDER",
        default="reports",
        help="The folder of verdicts, ledger and evidence (default: reports).",
    )
    group.addoption(
        "--samestory-record",
        metavar="FOLDER",
        help=(
            "The folder of this run's own results. By default that of --samestory-report; but a "
            "run of some scenarios does not replace the results of a run of all: it goes into "
            "the folder `part` within."
        ),
    )
    group.addoption(
        "--samestory-waits",
        metavar="FILE",
        help=(
            "How long systems took in earlier runs, to look at the right moment; CI carries it "
            "along (default: waits.jsonl in the report folder)."
        ),
    )
    group.addoption(
        "--samestory-trace",
        choices=TRACES,
        default=TRACES[0],
        help=(
            "Keep Playwright's trace of a scenario that fails: what was done, requested and logged "
            "(default); `full` also records each page before and after everything that is done, "
            "which takes a third longer, and which --samestory-retries always does when it plays a "
            "scenario again; `off` records none."
        ),
    )
    group.addoption(
        "--samestory-without-rule",
        metavar="NAME",
        action="append",
        default=[],
        help="Do not check this standing rule under every scenario; may be repeated.",
    )
    group.addoption(
        "--samestory-build",
        metavar="NAME",
        help="The build or release under test, as reports name it; CI's own name by default.",
    )
    group.addoption(
        "--samestory-retries",
        metavar="N",
        type=_count,
        default=0,
        help=(
            "Play a scenario up to N times more, each with a fresh person, if it was inconclusive "
            "or contradicted. What was contradicted once stays failed."
        ),
    )
    group.addoption(
        "--samestory-shard",
        metavar="I/N",
        help="Run one of N parts of the scenarios, by their names: 1/3, 2/3, 3/3.",
    )
    group.addoption(
        "--samestory-resume",
        action="store_true",
        help="Go on with the run in the report folder that was interrupted or killed.",
    )
    parser.addini("samestory_landscape", "The landscape, relative to this file.")
    parser.addini("samestory_steps", "Folders of step definitions.", type="paths", default=[])


def _count(text: str) -> int:
    """Return a number of times. Raise `ValueError` for any other text."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let only the controller of a new run that plays clean Allure's folder.

    A worker that takes the place of a crashed one would clean away every result so far.
    """
    option = config.option
    if hasattr(config, "workerinput") or option.samestory_resume or option.collectonly:
        option.clean_alluredir = False


def pytest_configure(config: pytest.Config) -> None:
    """Wake up if a landscape or steps are named: other projects only have samestory installed."""
    if config.option.samestory_landscape or _named_by_the_project(config):
        from samestory.plugin import wake  # noqa: PLC0415  # only for those who use it

        wake(config)


def _named_by_the_project(config: pytest.Config) -> bool:
    return bool(config.getini("samestory_landscape") or config.getini("samestory_steps"))
