"""`make oracle`: every seeded fault several times, and many healthy runs, story by story.

The features of the project are played, and beside them one scenario for each fault that only
several actions in one order show.

Ends with 1 if a fault was missed or blamed wrongly, if a healthy run raised an alarm, or if a trial
left no result. `--resume` goes on with a run that was interrupted.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from samestory_demo.defects import FAULTS
from tests.oracle.expected import EXPECTATIONS
from tests.oracle.playing import ROOT
from tests.oracle.story_page import FOLDERS, scenarios
from tests.oracle.telling import told
from tests.oracle.trial import Ended, Trial, read_ended, write_trials
from tests.oracle.trials_plugin import ENDED, FOLDER, PLAN, PORTS


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, and print what came of it."""
    asked = _asked(arguments)
    folder: Path = asked.folder.resolve()
    trials = planned(asked)
    ended = played_before(folder) if asked.resume else []
    done = {each.trial for each in ended}
    write_trials(folder / PLAN, [each for each in trials if each not in done])
    if not asked.resume:
        (folder / ENDED).unlink(missing_ok=True)
    play(folder, asked)
    if broken := without_a_verdict(trials, played_before(folder)):
        sys.stdout.write(f"Played again, because they broke without a verdict: {len(broken)}\n")
        write_trials(folder / PLAN, broken)
        play(folder, asked)
    ended = [each for each in played_before(folder) if each.trial in set(trials)]
    return told(folder, trials, ended)


def _asked(arguments: Sequence[str] | None) -> Namespace:
    options = ArgumentParser(prog="make oracle", description=__doc__)
    options.add_argument("--runs", type=int, default=10, help="how often each fault is played")
    options.add_argument("--healthy", type=int, default=50, help="how often each scenario, healthy")
    options.add_argument("--seed", type=int, default=1, help="repeats a run exactly")
    options.add_argument("--only", default="", help="only trials whose name holds these words")
    options.add_argument("--resume", action="store_true", help="go on after an interruption")
    options.add_argument("-n", dest="workers", default="2", help="how many processes share them")
    options.add_argument("--ports", default="62", help="the first digits of the first company")
    options.add_argument("--folder", type=Path, default=ROOT / "reports" / "oracle")
    return options.parse_args(arguments)


def planned(asked: Namespace) -> list[Trial]:
    """Return every trial of a run, in an order that spreads the slow ones."""
    trials = [
        Trial(each.scenario, each.fault, asked.seed + number, a_day_later=each.a_day_later)
        for number in range(asked.runs)
        for each in EXPECTATIONS
    ]
    trials += [
        Trial(scenario, None, asked.seed + number, _weather(scenario, asked.seed + number))
        for number in range(asked.healthy)
        for scenario, _ in scenarios()
    ]
    random.Random(asked.seed).shuffle(trials)  # noqa: S311 - no secret
    return [each for each in trials if asked.only.casefold() in each.name.casefold()]


def _weather(scenario: str, seed: int) -> tuple[str, ...]:
    """Choose what is harmless and hard in a healthy trial: nothing, or one or two of the kinds."""
    kinds = [name for name, each in FAULTS.items() if each.harmless]
    chance = random.Random(f"{scenario}/{seed}")  # noqa: S311 - no secret
    return tuple(sorted(chance.sample(kinds, k=min(len(kinds), chance.choice((0, 1, 2))))))


def play(folder: Path, asked: Namespace) -> None:
    """Play the plan; its progress is shown as it goes."""
    command = [
        *(sys.executable, "-m", "pytest", *map(str, FOLDERS), "-p", "tests.oracle.trials_plugin"),
        "--confcutdir=tests/oracle",  # the settings of the unit tests are none of a run
        *("--samestory-landscape", "landscapes/demo.toml"),
        *("--samestory-seed", str(asked.seed), "--samestory-report", str(folder / "run")),
        *("--samestory-trace", "off", "-q", "--no-header", "--no-summary", "--tb=no"),
        *("-p", "no:hypothesispytest"),  # it costs each process a second
        *(("-n", asked.workers, "--maxschedchunk", "2") if asked.workers != "1" else ()),
    ]
    environ = {**os.environ, FOLDER: str(folder), PORTS: asked.ports, "NO_COLOR": "1"}
    subprocess.run(command, cwd=ROOT, env=environ, check=False)  # noqa: S603 - our own command line


def without_a_verdict(trials: Sequence[Trial], ended: Sequence[Ended]) -> list[Trial]:
    """Return the trials that say nothing about any system: a page or a process broke before."""
    told = {each.trial for each in ended if each.result != "broken" or each.alarms}
    return [each for each in trials if each not in told]


def played_before(folder: Path) -> list[Ended]:
    """Return the endings so far, each trial's newest."""
    return list({each.trial: each for each in read_ended(folder / ENDED)}.values())


if __name__ == "__main__":
    sys.exit(main())
