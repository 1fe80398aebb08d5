"""Writes the record of several report folders into one: their verdicts, evidence and results."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from samestory.errors import WrongCall
from samestory.journeys.ledger import LEDGER
from samestory.json_lines import append_line, lines_in
from samestory.report.merging import ShardRecord, merged_run
from samestory.report.results_folder import (
    AGREED,
    ALLURE_RESULTS,
    BUNDLE,
    FAILURES,
    PART,
    PENDING,
    VERDICTS,
    read_run,
    remove_all_results,
)
from samestory.report.run_reader import verdict_files, verdict_lines
from samestory.report.run_writer import write_run
from samestory.report.summary import Summary
from samestory.report.summing_up import read_summary, summary_of

COPIED = (FAILURES, ALLURE_RESULTS, BUNDLE)
"""Folders whose files have names of their own in each record."""
CARRIED = (PENDING, AGREED, LEDGER)
"""What `samestory settle` and `samestory undo` go by; it outlives the run that wrote it."""


def records_in(folders: Sequence[Path]) -> list[ShardRecord]:
    """Return the record of each folder. Raise `WrongCall` for one that does not exist."""
    for each in folders:
        if not each.is_dir():
            raise WrongCall(
                f"There is no folder '{each}'.\n"
                "  Run the features first (samestory run), or name the report folders of a run."
            )
    return [ShardRecord(each.as_posix(), read_run(each)) for each in folders]


def _each_once(folders: Sequence[Path]) -> list[Path]:
    """Whose verdicts would be counted twice otherwise."""
    found: dict[Path, Path] = {}
    for each in folders:
        found.setdefault(each.resolve(), each)
    return list(found.values())


def read_merged(folders: Sequence[Path]) -> Summary:
    """Sum up the records of several folders as one run.

    Nothing is written. Raise `WrongCall` for a folder that does not exist.
    """
    folders = _each_once(folders)
    records = records_in(folders)
    run = records[0].run if len(records) == 1 else merged_run(records)
    return summary_of((line for each in folders for line in verdict_lines(each)), run)


def merge_into(target: Path, folders: Sequence[Path]) -> Summary:
    """Write the records of several folders into another one, in place of what it held.

    run.json is written last. Raise `WrongCall` if a folder does not exist, none holds a record, or
    the target is one of them.
    """
    folders = _each_once(folders)
    records = records_in(folders)
    taken = {target.resolve(), (target / PART).resolve()}
    if same := next((each for each in folders if each.resolve() in taken), None):
        raise WrongCall(
            f"The reports of {same} would be replaced by what they are merged into.\n"
            "  Name another folder for the whole: --report DIR"
        )
    if all(each.run is None for each in records):
        raise WrongCall("None of these folders holds a record.\n  Run the features: samestory run")
    remove_all_results(target)
    shutil.rmtree(target / BUNDLE, ignore_errors=True)
    target.mkdir(parents=True, exist_ok=True)
    with (target / VERDICTS).open("w", encoding="utf-8") as whole:
        for each in folders:
            _append_verdicts(whole, each)
            _copy_files(each, target)
            _carry_along(each, target)
    write_run(target, merged_run(records))
    return read_summary(target)


def _append_verdicts(whole: TextIO, folder: Path) -> None:
    """Half a line stays half a line, so that it is reported, and swallows no other."""
    for file in verdict_files(folder):
        with file.open(encoding="utf-8", errors="replace") as lines:
            whole.writelines(each if each.endswith("\n") else f"{each}\n" for each in lines)


def _copy_files(folder: Path, target: Path) -> None:
    """Copy evidence and raw results; the lines of files that both have stand in one."""
    for file in _files_in(folder):
        copy = target / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".jsonl" and copy.exists():
            ended = copy.read_bytes().endswith(b"\n")
            with copy.open("ab") as whole:
                whole.write((b"" if ended else b"\n") + file.read_bytes())
        elif not copy.exists():
            shutil.copyfile(file, copy)


def _carry_along(folder: Path, target: Path) -> None:
    """Add the lines that the target has not yet: merging once more adds none."""
    for name in CARRIED:
        known = set(lines_in(target / name))
        for line in lines_in(folder / name):
            if line not in known:
                append_line(target / name, line)


def _files_in(folder: Path) -> Iterator[Path]:
    for name in COPIED:
        yield from (each for each in (folder / name).rglob("*") if each.is_file())
