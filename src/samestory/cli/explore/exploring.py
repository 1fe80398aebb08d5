"""What `samestory explore` does: players in parallel, one exploration, and what it comes to."""

import json
import secrets
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Any

from rich.console import Console

from samestory.cli.explore.player import JourneyPlayer, Numbers
from samestory.cli.explore.summary import exit_of, progress_line, tell, write_found
from samestory.cli.places import FEATURES, loaded, must_exist, to_name
from samestory.cli.reaching import must_be_up
from samestory.cli.screen import say, screen
from samestory.errors import NothingToCompare, WrongCall
from samestory.exit_codes import Exit
from samestory.explore.exploration import Exploration
from samestory.explore.from_features import vocabulary_of
from samestory.explore.vocabulary import Vocabulary
from samestory.explore.writing import Writer
from samestory.json_lines import append_line, objects_in

STATE = "explored.jsonl"
"""Every play and every finding, a line each; the first line says with which seed."""
GRACE = 90.0
"""Seconds beyond the budget in which a finding may still be made shorter."""
STEP = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploreRequest:
    """One call of the command."""

    landscape: Path
    report: Path
    write: Path
    steps: Path
    minutes: float
    seed: int | None
    workers: int
    people: int
    only: Sequence[str]
    resume: bool
    without_rules: Sequence[str]


def explore_all(request: ExploreRequest) -> Exit:
    """Explore for as long as asked, write what was found, and return how that ended."""
    must_exist(FEATURES)
    vocabulary = learned_vocabulary(request)
    described, environ = loaded(request.landscape)
    must_be_up(described)
    console, clock = screen(), Deadline(request.minutes * 60)
    exploration = begun_exploration(request, vocabulary, clock)
    (request.report / "journeys").mkdir(parents=True, exist_ok=True)
    writer = Writer(vocabulary, exploration.not_due)
    say(console, f"Seed: {exploration.seed}   {_introduction(vocabulary)}")
    with _interruptible(clock), ExitStack() as stack:
        players = [
            stack.enter_context(closing(each)) for each in _players(request, environ, writer)
        ]
        _explore(exploration, players, clock, console)
    files = write_found(exploration, writer, request.write)
    landscape = to_name(request.landscape.as_posix())
    tell(console, exploration, files, interrupted=clock.interrupted, landscape=landscape)
    return exit_of(exploration, interrupted=clock.interrupted)


def _players(
    request: ExploreRequest, environ: Mapping[str, str], writer: Writer
) -> Iterator[JourneyPlayer]:
    """Yield the players; their people are others than those of any earlier call."""
    numbers = Numbers(_first_number(request.report))
    seed = secrets.randbelow(10**9)
    for number in range(1, request.workers + 1):
        yield JourneyPlayer(
            f"plays-{number}",
            request.landscape,
            request.report,
            seed,
            environ,
            writer,
            numbers,
            request.without_rules,
        )


class Deadline:
    """When to compose no more journeys, and when to play none at all."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._end, self._seconds = now, now() + seconds, seconds
        self.interrupted = False

    @property
    def over(self) -> bool:
        """Whether no further journey is to be composed."""
        return self.interrupted or self._now() >= self._end

    @property
    def told(self) -> str:
        """How much of the time is over: "1:05 of 10:00"; findings made shorter come on top."""
        gone = self._seconds - (self._end - self._now())
        return f"{_minutes(gone)} of {_minutes(self._seconds)}"

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be played, not even to make a finding shorter."""
        return self.interrupted or self._now() >= self._end + GRACE


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _explore(
    exploration: Exploration, players: Sequence[JourneyPlayer], clock: Deadline, console: Console
) -> None:
    """Let each player explore in a thread of its own, and show how far it is."""
    errors: list[BaseException] = []
    nothing_left = Event()

    def work(player: JourneyPlayer) -> None:
        try:
            while not clock.over and not nothing_left.is_set():
                if not exploration.go_on(player.play):
                    nothing_left.set()
        except BaseException as error:  # noqa: BLE001 - raised again by the main thread
            errors.append(error)
            nothing_left.set()

    threads = [Thread(target=work, args=(each,), daemon=True) for each in players]
    for each in threads:
        each.start()
    shown = 0
    with console.status("") as status:
        while any(each.is_alive() for each in threads):
            status.update(f"{clock.told}  {progress_line(exploration)}")
            shown = _tell_new(exploration, console, shown)
            threads[0].join(STEP)
            time.sleep(STEP)
    _tell_new(exploration, console, shown)
    if errors:
        raise errors[0]


def _tell_new(exploration: Exploration, console: Console, shown: int) -> int:
    """Say each new finding at once; return how many were said."""
    found = list(exploration.findings.all)
    for each in found[shown:]:
        say(
            console, f"✗ {each.title}  ({len(each.journey.acts)} actions, {each.cause})", "bold red"
        )
    return len(found)


def learned_vocabulary(request: ExploreRequest) -> Vocabulary:
    """Learn the vocabulary of the project. Raise `NothingToCompare` if nothing can be composed."""
    from samestory.cli.steps import loaded_steps
    from samestory.plugin.step_forms import said_scenarios, step_forms

    forms = step_forms([each.__name__ for each in loaded_steps(request.steps)])
    learned = vocabulary_of([form for form, _ in forms], said_scenarios(FEATURES, forms))
    for words in request.only:
        if not learned.holding(words):
            raise WrongCall(
                f"No action of the features has the words '{words}'.\n"
                f"  The actions: {', '.join(sorted(learned.actions))}."
            )
    vocabulary = learned.narrowed(request.only) if request.only else learned
    if not vocabulary.beginnings or not vocabulary.claims.after:
        raise NothingToCompare(
            "No journey can be composed of the steps that the features say.\n"
            "  They need a step that introduces a person ({who:newcomer}), steps that do something "
            "for her, and questions such as 'the website and the ERP agree on her order'."
        )
    return vocabulary


def _introduction(vocabulary: Vocabulary) -> str:
    many = len(vocabulary.actions)
    left_out = len(vocabulary.left_out)
    besides = f"; {left_out} more are about no person, or about a system" if left_out else ""
    return f"{many} actions of the features{besides}."


def begun_exploration(
    request: ExploreRequest, vocabulary: Vocabulary, clock: Deadline
) -> Exploration:
    """Return a new exploration, or the one to go on with, with all that it has learned."""
    file = request.report / STATE
    events = list(objects_in(file)) if request.resume else []
    if request.resume and not events:
        raise WrongCall(
            f"There is nothing to go on with in '{request.report}'.\n  Leave out --resume."
        )
    seeds = (each["seed"] for each in events if isinstance(each.get("seed"), int))
    seed = next(seeds, request.seed)
    seed = secrets.randbelow(10**6) if seed is None else seed

    def keep(event: Mapping[str, Any]) -> None:
        append_line(file, json.dumps(event))

    exploration = Exploration(vocabulary, seed, request.people, keep, lambda: clock.stopped)
    if not events:
        file.unlink(missing_ok=True)
        keep({"event": "begun", "seed": seed})
    for each in events:
        with suppress(KeyError, ValueError, TypeError, AttributeError):  # half a line, or foreign
            exploration.take_in(each)
    return exploration


def _first_number(report: Path) -> int:
    numbers = [
        int(n)
        for each in report.glob("journeys/journey_*.feature")
        if (n := each.stem[8:]).isdecimal()
    ]
    return max(numbers, default=0) + 1


@contextmanager
def _interruptible(clock: Deadline) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end it in order; a second time, at once."""

    def hear(_signal: int, _frame: FrameType | None) -> None:
        if clock.interrupted:
            raise KeyboardInterrupt
        clock.interrupted = True

    before = {each: signal.signal(each, hear) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
