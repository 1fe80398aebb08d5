"""The folder of a run's results: which one it is, and what is removed from it at the start."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samestory.errors import WrongCall
from samestory.report.run_results import RESULTS, laid_over, result_lines

VERDICTS = "verdicts.jsonl"
RUN = "run.json"
PENDING, AGREED = "pending.jsonl", "agreed.jsonl"
"""What is to be asked later, and what may be asked again."""
FAILURES = "failures"
"""The folder with the pictures and traces of failures, without Allure's results."""
BUNDLE = "bundle"
"""The folder with what it takes to judge a run again."""
PART = "part"
"""The folder, within that of a run of all scenarios, for a later run of some of them."""
JUNIT, DIGEST, FAILURES_ACCOUNT = "junit.xml", "summary.json", "failures.json"
"""For CI, for chats, for coding agents."""
CODE_QUALITY = "code-quality.json"
"""For GitLab."""
PAGES = ("index.html", "allure.html", JUNIT, DIGEST, FAILURES_ACCOUNT, CODE_QUALITY)
LOG = "pytest.log"
ALLURE_RESULTS = "allure-results"
HISTORY = "history.jsonl"
"""One line for each run of all scenarios; it stays from run to run."""
WAITS = "waits.jsonl"
"""How long systems took, by what they were asked about; it stays from run to run."""


def folder_for_run(report: Path, *, some: bool) -> Path:
    """Return the folder for a run's record.

    A run of `some` scenarios does not replace the record of a run of all: it goes into a folder
    beside it. A shard is no run of all, even if every scenario is in it.
    """
    recorded = read_run(report)
    chosen = recorded is None or recorded.get("left_out") or recorded.get("shard")
    return report / PART if some and not chosen else report


def shown_path(path: Path, root: Path) -> str:
    """Return an absolute path relative to the project if it lies inside."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def shared_file(report: Path, name: str, given: Path | None = None) -> Path:
    """Return a file that all runs of a report folder share, unless another one is given.

    A run of some scenarios lies within that folder.
    """
    return given or whole_folder(report) / name


def whole_folder(report: Path) -> Path:
    """Return the folder of the run of all scenarios, for that of a run of some within it."""
    return report.parent if report.name == PART else report


def read_run(folder: Path) -> dict[str, Any] | None:
    """Return the record of a run, its scenarios as they stand by now.

    That is run.json with results.jsonl read over it. None if run.json is not there, is cut off, or
    is no record of a run.
    """
    try:
        recorded = json.loads((folder / RUN).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(recorded, dict):
        return None
    return laid_over(recorded, result_lines(folder))


def remove_results(folder: Path, *, but_of: str = "") -> None:
    """Remove the results of an earlier run, pages included: they could be taken for this one's.

    The record of a run of some scenarios goes with that of the run of all. Workers of the run
    `but_of` may have begun to write already. A folder that is not there is made by what is written
    into it first. Raise `WrongCall` if the folder cannot be written, or cannot be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in _results_in(folder):
            if not (but_of and each.name.startswith((f"verdicts-{but_of}-", f"plan-{but_of}-"))):
                each.unlink(missing_ok=True)
        _remove_bundle(folder, but_of=but_of)
        if (folder / FAILURES).exists():
            shutil.rmtree(folder / FAILURES)
        (folder / RUN).touch()  # a folder may be there, empty, and refuse what is new
        (folder / RUN).unlink()
        for each in missing:
            each.rmdir()
    except OSError as error:
        raise WrongCall(_cannot_write(folder, error)) from None
    if (folder / PART).is_dir():
        remove_results(folder / PART)


def _remove_bundle(report: Path, *, but_of: str = "") -> None:
    """Remove the bundle of an earlier run; workers of the run `but_of` may have begun theirs."""
    bundle = report / BUNDLE
    begun = but_of and any(bundle.glob(f"judgements-{but_of}-*.jsonl"))
    if not begun:
        if bundle.exists():
            shutil.rmtree(bundle)
        return
    for each in bundle.glob("*.jsonl"):
        if not each.name.startswith((f"judgements-{but_of}-", f"kept-{but_of}-")):
            each.unlink()


def remove_pages(folder: Path) -> None:
    """Remove the pages of a run that goes on: they would be taken for its end."""
    for name in PAGES:
        (folder / name).unlink(missing_ok=True)


def _cannot_write(folder: Path, error: OSError) -> str:
    why = error.strerror if folder.is_dir() or not folder.exists() else "it is not a folder"
    old = " What it holds is of an earlier run." if folder.is_dir() else ""
    return (
        f"No results can be written to '{folder}': {why}.{old}\n"
        "  Name a folder that can be written to: --report DIR."
    )


def _results_in(folder: Path) -> Iterator[Path]:
    """What a run recorded; its results first, so that they are never read over another's plan."""
    yield folder / RESULTS
    yield from folder.glob("verdicts*.jsonl")
    yield from folder.glob("plan-*.json")
    yield from (folder / name for name in (RUN, *PAGES))


def remove_all_results(folder: Path) -> None:
    """Remove what the command keeps as well: Allure's raw results, and what pytest printed.

    Raise `WrongCall` like `remove_results`.
    """
    remove_results(folder)
    for each in (folder, folder / PART):
        (each / LOG).unlink(missing_ok=True)
        shutil.rmtree(each / ALLURE_RESULTS, ignore_errors=True)
