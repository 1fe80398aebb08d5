"""What the release page needs besides the record of a run: what is beside it, and earlier runs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from samestory.errors import WrongCall
from samestory.explain import counted
from samestory.json_lines import objects_in
from samestory.report.allure_links import ALLURE, allure_links
from samestory.report.blind_spots import BlindSpots, blind_spots_of_record
from samestory.report.causes import causes_of
from samestory.report.commands import command
from samestory.report.history import Changes
from samestory.report.history_file import changes_in
from samestory.report.mutes import MUTES, MuteUse, mute_states, read_mutes
from samestory.report.results_folder import HISTORY, PENDING, shared_file, whole_folder
from samestory.report.run_reader import zone_called
from samestory.report.summary import Summary

LINKS = (
    (ALLURE, "The Allure report: every step, every look, every raw answer"),
    ("verdicts.jsonl", "Every verdict, one JSON object a line"),
    ("ledger.jsonl", "Everything that the journeys created"),
    ("pytest.log", "What pytest printed"),
)
"""Files of a report folder that the page links to if they exist."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """What lies beside the record of a run, and what is known of earlier runs."""

    links: Mapping[str, str] = field(default_factory=dict)
    """Files beside the page, and what they hold."""
    allure: Mapping[str, str] = field(default_factory=dict)
    """Links into Allure's report by node id."""
    due: Mapping[tuple[str, str, int], datetime] = field(default_factory=dict)
    """When what is not due yet will be; see `due_times`."""
    changes: Changes | None = None
    """What has changed since earlier runs; None without a history."""
    mutes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the key of a cause, what is known about it and accepted, in sentences."""
    sight: BlindSpots | None = None
    """Which lies the run would not have noticed; None without a bundle."""
    attention: str = ""
    """What is wrong with the file of what is known; "" if nothing is."""
    settle: str = "samestory settle"
    """The call that asks again what is not due yet."""


def context_of(report: Path, summary: Summary, history: Path | None = None) -> PageContext:
    """Return what is known around the record in a report folder.

    What is known and accepted stands in `mutes.toml` of the project, as for `samestory gate`.
    """
    mutes, attention = _mutes(summary)
    return PageContext(
        links={name: meaning for name, meaning in LINKS if (report / name).exists()},
        allure=allure_links(report),
        due=due_times(report, summary.seed),
        changes=changes_in(summary, shared_file(report, HISTORY, history)),
        mutes=mutes,
        sight=blind_spots_of_record(report),
        attention=attention,
        settle=command("settle", report=whole_folder(report)),
    )


def _mutes(summary: Summary) -> tuple[Mapping[str, Sequence[str]], str]:
    if not MUTES.exists():
        return {}, ""
    try:
        known = read_mutes(MUTES)
    except WrongCall as wrong:
        return {}, str(wrong)
    lines: defaultdict[str, list[str]] = defaultdict(list)
    causes = causes_of(summary)
    for each in mute_states(known, causes, datetime.now(zone_called(summary.zone)).date()):
        what = "Muted" if each.use is MuteUse.MUTED else "A mute has expired, and counts no more"
        for key, nodeids in each.covered.items():
            where = counted(len(nodeids), "scenario")
            lines[key].append(f"{what} ({where}): {each.mute.line}")
    return lines, ""


def due_times(report: Path, run: str) -> Mapping[tuple[str, str, int], datetime]:
    """Return the due times (UTC) of what a run, known by its seed, wants to ask later.

    The key is a node id, a subject such as "order A-1042", and the number of the question.
    A line that cannot be read is left out: its promise is then shown without a time.
    """
    found = {}
    for told in objects_in(shared_file(report, PENDING)):
        try:
            subject = f"{told['subject']['kind']} {told['subject']['key']}"
            scene, due = told["scene"], datetime.fromisoformat(told["due"])
            place = scene["nodeid"], subject, scene.get("question", 0)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
        if str(told.get("run")) == run:
            found[place] = due
    return found
