"""What the oracle prints, and the files that it leaves: a table by story, a CSV, a picture."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from samestory_demo.defects import FAULTS
from tests.oracle.figures import (
    EXPECTED,
    Share,
    StoryFigures,
    by_story,
    exactly,
    false_alarms,
    rivals_false_alarms,
)
from tests.oracle.judging import complaints
from tests.oracle.picture import picture
from tests.oracle.rivals import RIVALS
from tests.oracle.trial import Ended, Trial

COLUMNS = (
    "scenario",
    "fault",
    "stories",
    "seed",
    "weather",
    "result",
    "alarm",
    "as meant",
    "seconds",
    "seconds to the verdict",
    "requests",
)

console = Console(width=None if sys.stdout.isatty() else 200, highlight=False)


def told(folder: Path, trials: Sequence[Trial], ended: Sequence[Ended]) -> int:
    """Print the tables, write the CSV and the picture; 1 if anything is not as it should be."""
    stories = by_story(ended)
    faulty = [each for each in ended if each.trial.fault]
    console.print(_stories_table(stories))
    wrong = [each for each in faulty if not exactly(each)]
    alarms = false_alarms(ended)
    missing = [each for each in trials if each not in {one.trial for one in ended}]
    for each in wrong:
        why = "; ".join(complaints(EXPECTED[each.trial.fault or ""], each))
        console.print(f"NOT AS MEANT: {each.trial.name}: {why}", markup=False)
    for each in alarms:
        console.print(f"FALSE ALARM: {each.trial.name} {each.trial.weather}", markup=False)
        console.print(f"  {each.result}: {each.message}", markup=False)
    for trial in missing:
        console.print(f"NO RESULT: {trial.name}", markup=False)
    _sum_up(ended, stories, wrong=len(wrong), alarms=len(alarms))
    _write_csv(folder / "trials.csv", ended)
    healthy = sum(not each.trial.fault for each in ended)
    cried = {"samestory": Share(len(alarms), healthy), **rivals_false_alarms(ended)}
    (folder / "stories.svg").write_text(picture(stories, cried), "utf-8")
    return 1 if wrong or alarms or missing else 0


def _stories_table(stories: Sequence[StoryFigures]) -> Table:
    rivals = list(RIVALS)
    headings = ("", "story", "faults", "caught", "right", *rivals, "median s", "requests")
    table = Table(*headings, box=None)
    for each in stories:
        shares = (each.caught, each.exactly, *each.rivals.values())
        counts = [str(share) if share.of else "-" for share in shares]
        row = (str(each.number), each.title, str(len(each.faults)), *counts)
        table.add_row(*row, f"{each.seconds:.1f}", f"{each.requests:.0f}")
    return table


def _sum_up(
    ended: Sequence[Ended], stories: Sequence[StoryFigures], *, wrong: int, alarms: int
) -> None:
    faulty = sum(bool(each.trial.fault) for each in ended)
    healthy = len(ended) - faulty
    told = sum(bool(each.caught.of) and each.caught.hits == each.caught.of for each in stories)
    caught = sum(bool(each.alarms) for each in ended if each.trial.fault)
    console.print(f"\n{told} of {len(stories)} stories caught in every trial.")
    console.print(f"Trials with a fault: caught {Share(caught, faulty).with_interval}, ", end="")
    console.print(f"right system and field {Share(faulty - wrong, faulty).with_interval}.")
    console.print(f"Healthy trials: false alarms {Share(alarms, healthy).with_interval}.")
    for rival, share in rivals_false_alarms(ended).items():
        missed = Counter(
            each.rival_alarms(rival) for each in ended if each.trial.fault and each.alarms
        )[False]
        console.print(
            f"  {rival}: misses {Share(missed, faulty).with_interval}, "
            f"false alarms {share.with_interval}"
        )


def _write_csv(file: Path, ended: Sequence[Ended]) -> None:
    rivals = list(RIVALS)
    with file.open("w", encoding="utf-8", newline="") as writing:
        rows = csv.writer(writing)
        rows.writerow((*COLUMNS, *rivals))
        for each in sorted(ended, key=lambda one: one.trial.name):
            rows.writerow((*_row(each), *map(each.rival_alarms, rivals)))


def _row(ended: Ended) -> tuple[object, ...]:
    trial, fault = ended.trial, FAULTS.get(ended.trial.fault or "")
    as_meant = exactly(ended) if fault else not false_alarms([ended])
    return (
        trial.scenario,
        trial.fault or "",
        " ".join(map(str, fault.stories if fault else ())),
        trial.seed,
        " ".join(trial.weather),
        ended.result,
        bool(ended.alarms),
        as_meant,
        ended.seconds,
        ended.seconds_to_verdict,
        ended.requests,
    )
