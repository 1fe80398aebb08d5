"""Plays scenarios that another process sends, one after the other, in one session of pytest.

Loaded with `-p`. `PIPES` names two file descriptors. Each line of the first one names a feature
file and which of its steps act; each answer is a line of JSON in the second one. The browser and
every connection are kept from play to play. The session ends with the input.

A step that acts and cannot be done where it stands ("she has no such order", a page that does not
offer it) is passed over. After the last action, a line with `asks` says which were, and the next
line of the input holds the `questions` that are asked instead of those in the file.
"""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pytest

from samestory.plugin.run_records import ROW, planned_item

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext
    from pytest_bdd.parser import Scenario

    from samestory.plugin.running import Run

PIPES = "SAMESTORY_PIPES"
"""The environment variable with the numbers of two file descriptors: to read, and to write."""
AT_FIRST, LEAST, MOST = 10.0, 3.0, 30.0
"""Seconds after which a page does not offer what a step does on it: before any step was done,
and the limits afterwards."""
TIMES = 3.0
"""How much longer it has than most steps take that can be done."""
REMEMBERED = 20
"""Steps of which it is remembered how long they took."""
TOLD = ("result", "outcome", "message", "seconds")
MOST_SAID = 300
"""Characters of an error that an answer holds."""


class Pace:
    """How long the steps took that could be done, and so how long a page has to offer something."""

    def __init__(self) -> None:
        self._took: deque[float] = deque(maxlen=REMEMBERED)

    def took(self, seconds: float) -> None:
        """Take in a step that was done."""
        self._took.append(seconds)

    @property
    def longest(self) -> float:
        """Seconds that a page has to offer what a step does on it."""
        if not self._took:
            return AT_FIRST
        most_take = sorted(self._took)[len(self._took) * 3 // 4]  # some use no page
        return min(MOST, max(LEAST, TIMES * most_take))


class OnDemand:
    """Takes the place of pytest's own collecting and running."""

    def __init__(self) -> None:
        self._pace = Pace()
        self._number = -1
        self._acting: frozenset[int] = frozenset()
        self._passed_over: dict[int, str] = {}
        self._lacking: set[int] = set()
        self._row: Mapping[str, Any] = {}
        self._failed_at: int | None = None
        self._asked: TextIO
        self._answers: TextIO
        self._read = 0
        """How much of the file of verdicts was read."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Collect nothing yet."""
        session.items = []
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Play what is sent until the input ends."""
        after = _NeverRun.from_parent(session, name="after")
        reading, writing = map(int, os.environ[PIPES].split())
        with (
            os.fdopen(reading, encoding="utf-8") as asked,
            os.fdopen(writing, "w", encoding="utf-8") as answers,
        ):
            self._asked, self._answers = asked, answers
            while line := asked.readline():
                self._tell(self._play(session, json.loads(line), after))
        session._setupstate.teardown_exact(None)  # noqa: SLF001 - what pytest does at its end
        return True

    def _tell(self, told: Mapping[str, object]) -> None:
        self._answers.write(json.dumps(told) + "\n")
        self._answers.flush()

    def _play(
        self, session: pytest.Session, asked: Mapping[str, Any], after: pytest.Item
    ) -> dict[str, object]:
        self._acting, self._passed_over, self._row = frozenset(asked["acts"]), {}, {}
        self._lacking, self._failed_at = set(), None
        try:
            item = self._collected(session, Path(asked["file"]))
        except (pytest.Collector.CollectError, pytest.UsageError) as error:
            return {"result": "wrong", "message": str(error)}
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        return {
            **self._row,
            "passed_over": self._passed_over,
            "lacking": sorted(self._lacking),
            "failed_at": self._failed_at,
            "verdicts": self._verdicts(session),
        }

    def _collected(self, session: pytest.Session, file: Path) -> pytest.Item:
        hook = session.config.hook
        [collector] = filter(None, hook.pytest_collect_file(file_path=file, parent=session))
        items = list(collector.collect())
        self._make_steps_passable()
        hook.pytest_collection_modifyitems(session=session, config=session.config, items=items)
        item: pytest.Item
        [item] = items
        run = _run_of(session)
        if not run.progress.rows:
            run.progress.plan([planned_item(item)])
        run.progress.rows[item.nodeid] = planned_item(item)
        return item

    def _verdicts(self, session: pytest.Session) -> list[dict[str, object]]:
        """What the verdicts of this play came to: by cause, as reports tell causes."""
        from samestory.report.run_reader import read_verdicts  # noqa: PLC0415  # once there is a play
        from samestory.report.run_writer import verdicts_file  # noqa: PLC0415  # as above
        from samestory.report.symptoms import symptoms  # noqa: PLC0415  # as above

        run = _run_of(session)
        file = verdicts_file(run.setup.record, str(run.setup.seed), run.setup.worker)
        if not file.exists():
            return []
        with file.open(encoding="utf-8", errors="replace") as opened:
            opened.seek(self._read)
            lines = opened.readlines()
            self._read = opened.tell()
        found, _ = read_verdicts(lines)
        called = run.landscape.called
        return [
            {
                "outcome": str(each.outcome),
                "subject": each.subject_kind,
                "causes": {told.key: told.title(called) for told in symptoms(each)}
                if each.outcome != "agreed"
                else {},
            }
            for each in found
        ]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep how the scenario ended; its first failure counts."""
        row = getattr(report, ROW, None)
        if row is not None and self._row.get("result", "passed") == "passed":
            self._row = {name: row.get(name) for name in TOLD}

    # Steps that cannot be done ------------------------------------------------------------------

    def pytest_bdd_before_scenario(self) -> None:
        """Count the steps of each scenario."""
        self._number = -1

    def pytest_bdd_before_step(self) -> None:
        """Know which step is under way."""
        self._number += 1

    def pytest_bdd_after_step(self, scenario: Scenario) -> None:
        """After the last action, ask what fits those that could be done."""
        from pytest_bdd.parser import Step  # noqa: PLC0415  # once there is a play

        if not self._passed_over or self._number != max(self._acting):
            return
        self._tell({"asks": True, "passed_over": self._passed_over})
        told = json.loads(self._asked.readline())
        scenario.steps[self._number + 1 :] = [
            Step(text, "then", 0, scenario.line_number, "Then") for text in told["questions"]
        ]

    def _make_steps_passable(self) -> None:
        from pytest_bdd.steps import step_function_context_registry  # noqa: PLC0415

        for context in step_function_context_registry.values():
            if not hasattr(context.step_func, "passable"):
                context.step_func = self._passable(context.step_func)

    def _passable(self, step: Callable[..., object]) -> Callable[..., object]:
        @wraps(step)
        def passed(**given: object) -> object:
            begun = time.monotonic()
            try:
                done = step(**given)
            except (Exception, pytest.fail.Exception) as error:
                if not self._is_passed_over(error):
                    self._failed_at = self._number
                    raise
                self._pass_over(error)
                return None
            if self._number in self._acting:
                self._pace.took(time.monotonic() - begun)
            return done

        passed.passable = True  # type: ignore[attr-defined]  # so that none is wrapped twice
        return passed

    def _pass_over(self, error: BaseException) -> None:
        from samestory.errors import CompanyLacks  # noqa: PLC0415  # once there is a play

        fact = next(iter(str(error).strip().splitlines()), "")
        self._passed_over[self._number] = f"{type(error).__name__}: {fact}"[:MOST_SAID]
        if isinstance(error, CompanyLacks):
            self._lacking.add(self._number)

    def _is_passed_over(self, error: BaseException) -> bool:
        """Whether a step cannot be done; or asks about what an earlier one could not do.

        So does one that waits for what an earlier one would have brought about, and one that is
        about something that the company lacks.
        """
        if self._number <= max(self._acting):
            waits_in_vain = bool(self._passed_over) and isinstance(error, pytest.fail.Exception)
            return waits_in_vain or cannot_be_done(error)
        from samestory.errors import CompanyLacks, WrongCall  # noqa: PLC0415  # once there is a play

        asks_in_vain = bool(self._passed_over) and isinstance(error, WrongCall)
        return asks_in_vain or isinstance(error, CompanyLacks)

    @pytest.fixture
    def new_context(
        self, new_context: Callable[..., BrowserContext]
    ) -> Callable[..., BrowserContext]:
        """Give up soon what a page does not offer: many journeys try what cannot be done.

        A page that takes long is no such page, nor is one that is still on its way.
        """

        def opened(**options: Any) -> BrowserContext:
            context = new_context(**options)
            context.set_default_timeout(self._pace.longest * 1000)
            context.set_default_navigation_timeout(MOST * 1000)
            return context

        return opened


class _NeverRun(pytest.Item):
    """Stands for the next test, so that pytest keeps what belongs to the session."""

    def runtest(self) -> None:
        """Is never called."""


def _run_of(session: pytest.Session) -> Run:
    run: Run | None = session.config.pluginmanager.get_plugin("samestory-run")
    assert run is not None, "a landscape is named"
    return run


def cannot_be_done(error: BaseException) -> bool:
    """Return whether an error says that something cannot be done where it stands.

    A system that contradicts another one, or that could not be asked, says no such thing.
    """
    from playwright.sync_api import Error  # noqa: PLC0415  # once there is a play

    from samestory.errors import CannotAct, CannotKnow, CompanyLacks, WrongCall  # noqa: PLC0415

    if isinstance(error, CannotAct | CompanyLacks):
        return True
    known = isinstance(error, CannotKnow) and type(error) is CannotKnow
    return known or isinstance(error, WrongCall | Error | AssertionError | LookupError)


def pytest_configure(config: pytest.Config) -> None:
    """Wait for what is sent."""
    with suppress(ValueError):
        config.pluginmanager.register(OnDemand(), "samestory-on-demand")
