"""`--samestory-resume`: what a run that was interrupted or killed has left to be run."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from samestory.errors import WrongCall
from samestory.exit_codes import OF_OUTCOME, Exit, ScenarioResult
from samestory.report.commands import command
from samestory.report.results_folder import PART, read_run, shown_path, whole_folder
from samestory.report.run_results import attempts_begun, last_moment

LEFT = frozenset({"not run", "interrupted"})
"""The results of a scenario that is still to be run."""


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """A recorded run that did not come to its end, and its folder."""

    folder: Path
    run: Mapping[str, Any]
    last: datetime | None = None
    """When it wrote its last line."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every planned scenario, as it stands."""
        return list(self.run.get("scenarios", ()))

    @property
    def left(self) -> dict[str, int]:
        """The scenarios that are left, by node id, and how many attempts at each have begun."""
        begun = attempts_begun(self.folder)
        return {
            each["nodeid"]: begun[each["nodeid"]] for each in self.rows if each["result"] in LEFT
        }

    @property
    def contradicted(self) -> dict[str, dict[str, Any]]:
        """What is left and was contradicted before the run ended: how, by node id.

        It fails, however often it is played again.
        """
        left = self.left
        from samestory.report.run_reader import read_verdicts, verdict_lines  # noqa: PLC0415

        verdicts, _ = read_verdicts(verdict_lines(self.folder))
        return {
            each.nodeid: {
                "result": str(ScenarioResult.FAILED),
                "outcome": str(each.outcome),
                "exit": int(Exit.CONTRADICTION),
                "message": each.story.headline,
                "attempt": each.attempt,
            }
            for each in reversed(verdicts)
            if each.nodeid in left and OF_OUTCOME[each.outcome] is Exit.CONTRADICTION
        }

    @property
    def files(self) -> list[str]:
        """The feature files of what is left."""
        return sorted({each.partition("::")[0] for each in self.left})

    @property
    def seconds(self) -> float:
        """How long it was under way until it wrote its last line."""
        told: float = self.run.get("seconds") or 0.0
        if self.run.get("finished"):
            return told
        began = datetime.fromisoformat([self.run["started"], *self.run.get("resumed", ())][-1])
        return told + max(0.0, ((self.last or began) - began).total_seconds())


def earlier_run(report: Path, record: Path | None = None, landscape: str = "") -> EarlierRun:
    """Return the run to go on with: that of `record`, else the last one in the report folder.

    Raise `WrongCall` if there is none, or if nothing of it is left. `landscape` is the one that a
    call has to name to begin another; "" if it is the usual one.
    """
    folders = [record] if record else [report, report / PART]
    found = [
        EarlierRun(each, run, last_moment(each))
        for each in folders
        if (run := read_run(each)) is not None
    ]
    begin = _call_of_run(report, Path.cwd(), landscape)
    if not found:
        raise WrongCall(
            f"No run is recorded in {folders[0]}, so that there is none to resume.\n"
            f"  Begin one: {begin}"
        )
    unfinished = [each for each in found if each.left]
    if not unfinished:
        raise WrongCall(
            f"The run in {folders[0]} has come to its end, so that nothing is left to resume.\n"
            f"  Begin another: {begin}"
        )
    return max(unfinished, key=lambda each: str(each.run.get("started", "")))


def fingerprints(root: Path, files: Iterable[str]) -> dict[str, str]:
    """Return a hash of the content of each file, by its path; "" for one that is gone."""
    return {each: _hash(root / each) for each in sorted(set(files))}


def must_be_unchanged(earlier: EarlierRun, root: Path, landscape: str, build: str | None) -> None:
    """Raise `WrongCall` if a run cannot be gone on with: its features or landscape have changed.

    `build` is the one that was named for the rest; None: that of the run.
    """
    tested = str(earlier.run.get("build") or "")
    begin = _call_of_run(earlier.folder, root, landscape)
    if build is not None and build.strip() != tested:
        what = f"the build {tested}" if tested else "a build without a name"
        raise WrongCall(
            f"The run in {earlier.folder} was begun against {what}, not {build.strip()}, and one "
            f"run is of one build.\n  Leave --build out, or begin another run: {begin}"
        )
    begun = str(earlier.run.get("landscape", ""))
    if begun != landscape:
        raise WrongCall(
            f"The run in {earlier.folder} was begun with the landscape {begun}, not {landscape}.\n"
            f"  Resume it with that one: --landscape {begun}"
        )
    known: Mapping[str, str] = earlier.run.get("fingerprints") or {}
    now = fingerprints(root, known)
    changed = [each for each, before in known.items() if now[each] != before]
    if changed or not known:
        what = ", ".join(changed) or "it is not known what"
        raise WrongCall(
            f"The run in {earlier.folder} cannot be resumed, because its features or its landscape "
            f"have changed since it began: {what}.\n  Begin another: {begin}"
        )


def _call_of_run(folder: Path, root: Path, landscape: str) -> str:
    shown = Path(shown_path(whole_folder(folder), root))
    return command("run", report=shown, landscape=landscape)


def _hash(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""
