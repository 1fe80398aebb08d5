"""Writes what CI systems, chats and coding agents read into a report folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samestory.explain.html import printable, shortened
from samestory.report.blind_spots import blind_spots_of_record
from samestory.report.causes import Cause, causes_of
from samestory.report.ci import CISystem
from samestory.report.ci.agent_account import account_of
from samestory.report.ci.cases import Case, CaseKind, cases_of, gravest_cases
from samestory.report.ci.github import SUMMARY_BYTES, annotation_lines, job_summary
from samestory.report.ci.junit import junit_xml
from samestory.report.ci.run_digest import digest_of
from samestory.report.results_folder import (
    CODE_QUALITY,
    DIGEST,
    FAILURES_ACCOUNT,
    JUNIT,
    shown_path,
)
from samestory.report.summary import Summary
from samestory.report.summing_up import read_summary
from samestory.whole_files import replace_file

_CRITICAL = ("blocker", "critical")
STEP_SUMMARY, WORKSPACE = "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"


@dataclass(frozen=True, slots=True)
class Outputs:
    """A run, read once, and all that is drawn from it for programs."""

    summary: Summary
    causes: tuple[Cause, ...]
    cases: tuple[Case, ...]

    @classmethod
    def of(cls, summary: Summary) -> Outputs:
        """Return the outputs of a run that has been summed up."""
        causes = causes_of(summary)
        return cls(summary, causes, tuple(cases_of(summary, causes)))


def ci_system_of(environ: Mapping[str, str]) -> CISystem:
    """Return the CI system that has started this process, as far as its environment says it."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return CISystem.GITHUB
    return CISystem.GITLAB if environ.get("GITLAB_CI") == "true" else CISystem.NONE


def write_outputs(folder: Path, ci: CISystem, environ: Mapping[str, str]) -> list[str]:
    """Write the files of a report folder, and GitHub's job summary; return the lines to print.

    Those are the annotations of GitHub. Raise FileNotFoundError if no run is recorded there.
    """
    drawn = Outputs.of(read_summary(folder))
    for name, content in _files(drawn, folder, ci):
        replace_file(folder / name, content)
    if ci is not CISystem.GITHUB:
        return []
    if place := environ.get(STEP_SUMMARY):
        _append_summary(Path(place), drawn)
    below = _below(environ.get(WORKSPACE, ""))
    return annotation_lines(drawn.cases, drawn.causes, below=below)


def _files(drawn: Outputs, folder: Path, ci: CISystem) -> Iterator[tuple[str, bytes]]:
    about = drawn.summary, drawn.cases, drawn.causes
    shown = shown_path(folder.absolute(), Path.cwd())  # attachments are found from there
    yield JUNIT, junit_xml(drawn.summary, drawn.cases, folder=shown)
    yield DIGEST, _as_json(digest_of(*about, blind_spots_of_record(folder)).model_dump())
    landscape = _text_of(Path(drawn.summary.landscape))
    yield FAILURES_ACCOUNT, _as_json(account_of(*about, landscape).model_dump())
    if ci is CISystem.GITLAB:
        yield CODE_QUALITY, _as_json(code_quality(drawn.cases, drawn.causes))


def _as_json(content: object) -> bytes:
    """Half of a character, which a page may hold, becomes "?": many readers of JSON refuse it."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode(errors="replace")


def _text_of(landscape: Path) -> str:
    """The landscape as it stands now; "" if the record was moved away from it."""
    try:
        return landscape.read_text("utf-8-sig")
    except (OSError, ValueError):
        return ""


def _append_summary(place: Path, drawn: Outputs) -> None:
    """Add to the summary of the step, as far as there is room: one that is too long is lost."""
    taken = place.stat().st_size if place.exists() else 0
    text = job_summary(drawn.summary, drawn.cases, drawn.causes, room=SUMMARY_BYTES - taken)
    with place.open("a", encoding="utf-8") as file:
        file.write(text)


def _below(workspace: str) -> str:
    """The project's folder within the repository; annotations name files from there."""
    if not workspace:
        return ""
    found = Path(os.path.relpath(Path.cwd(), workspace)).as_posix()
    return "" if found == "." or found.startswith("..") else found


def code_quality(cases: Sequence[Case], causes: Sequence[Cause]) -> list[dict[str, Any]]:
    """Return the report: one entry for each cause of each scenario that did not pass.

    The fingerprint is the same in the next run, so that GitLab knows what is new and what is
    fixed.
    """
    return [entry for each in gravest_cases(cases, causes) for entry in _entries(each)]


def _entries(case: Case) -> Iterator[dict[str, Any]]:
    found = [(each.key, each.title, each.differs) for each in case.causes]
    for key, title, differs in found or [(case.type, case.headline, True)]:
        known = case.scenario.id or case.scenario.nodeid
        yield {
            "description": shortened(printable(f"{title}: {case.scenario.name}"), 500),
            "check_name": printable(key),
            "fingerprint": hashlib.sha256(f"{known}\x1f{key}".encode()).hexdigest(),
            "severity": _severity(case, differs=differs),
            "location": {"path": printable(case.file), "lines": {"begin": case.line}},
        }


def _severity(case: Case, *, differs: bool) -> str:
    """What nobody knows is less certain than what is wrong."""
    if case.kind is CaseKind.ERROR or not differs:
        return "major"
    return next((each for each in _CRITICAL if each in case.scenario.tags), "critical")
