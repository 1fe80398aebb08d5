"""One run, from its header to its exit status."""

from __future__ import annotations

import gc
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from samestory.exit_codes import PYTEST_STOPPED, exit_of_session
from samestory.plugin.browsers import Browsers
from samestory.plugin.planning import is_scenario
from samestory.plugin.progress import Progress
from samestory.plugin.run_records import ATTEMPT_ENDED, ROW, lacking, planned_item
from samestory.plugin.scenarios import Scenarios
from samestory.plugin.setup import (
    LEFT_IN_WORKER,
    RECORD_IN_WORKER,
    SEED_IN_WORKER,
    Setup,
    in_sentences,
)
from samestory.report.commands import command

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.plugin.telemetry import Telemetry
    from samestory.plugin.verdict_log import VerdictLog
    from samestory.redaction import Masker
    from samestory.report.allure_bridge import AllureBridge
    from samestory.report.wait_memory import WaitMemory

LEARNT = "samestory_learnt"
"""By this name a worker reports to the controller which secrets it found."""

NOT_READ = "is not read, because nothing is played; `{}` checks it, and the words of all features"

CRASH = "???"
"""What pytest-xdist calls the phase in which a worker died."""


class Run:
    """Follows a session from its header to its exit status; one per process.

    Everything else of samestory is imported when the first scenario needs it, so that other
    tests of the same project start as fast as ever.
    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.browsers = Browsers()
        self.progress = Progress(setup, lambda: self.__dict__.get("landscape"))
        self.scenarios = Scenarios(self)
        self._other_failures = 0
        self._warned = False
        self._knew = 0
        """How many secrets the masker knew before any system was asked."""
        self.bridge: AllureBridge | None = None
        self.telemetry: Telemetry | None = None
        self.remarks: list[str] = []
        """What is wrong with the file of past waits."""

    # Before the first scenario ------------------------------------------------------------------

    @cached_property
    def landscape(self) -> Landscape:
        """The landscape of this run. Raise `WrongCall` or `LandscapeMistakes`."""
        return self.setup.read_landscape()

    @cached_property
    def masker(self) -> Masker:
        """Hides the landscape's secrets and personal data, and the customers' password."""
        from samestory.journeys import password_of  # noqa: PLC0415

        masker = self.landscape.masker()
        masker.learn(password_of(self.setup.seed))
        self._knew = masker.knows
        return masker

    @cached_property
    def verdicts(self) -> VerdictLog:
        """What this process leaves behind of its verdicts."""
        from samestory.plugin.verdict_log import VerdictLog  # noqa: PLC0415

        return VerdictLog(self)

    def pytest_report_header(self) -> list[str]:
        """Say with what the run can be repeated; or that the landscape is not read."""
        shown, seed = self.setup.shown_landscape, self.setup.seed
        if self.setup.only_collects:
            named = shown if self.setup.landscape else ""
            call = command("doctor", "--dry", landscape=named)
            return [f"samestory: landscape {shown}, which {NOT_READ.format(call)}"]
        repeated = f"samestory: landscape {shown}, --samestory-seed {seed} repeats this run"
        return [repeated, *self._attention()]

    def pytest_report_collectionfinish(self, items: list[pytest.Item]) -> list[str]:
        """Warn below the header: only scenarios need the landscape, which is read for them."""
        scenarios = any(map(is_scenario, items))
        return self._attention() if scenarios else []

    def _attention(self) -> list[str]:
        """What is less safe in this landscape than it should be, said once."""
        if "landscape" not in self.__dict__ or self._warned:
            return []
        self._warned = True
        return [f"samestory: ATTENTION: {each}" for each in self.landscape.guard.concessions]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Read the landscape before workers are started: they could only crash over it."""
        if self.setup.distributes and self.setup.landscape:
            with in_sentences():
                _ = self.landscape

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Let garbage not be searched for in what is loaded.

        Not in what is collected: what pytest held of a test when it was frozen would never be let
        go of, and with it all that its scenario made.
        """
        gc.freeze()
        session.config.add_cleanup(gc.unfreeze)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand the seed and the folder of the record to a worker."""
        node.workerinput[SEED_IN_WORKER] = self.setup.seed
        node.workerinput[RECORD_IN_WORKER] = str(self.setup.record)
        node.workerinput[LEFT_IN_WORKER] = self.setup.left and dict(self.setup.left)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let broken feature files not stop the others, and store what is going to be run.

        Broken files are counted at the end. A worker tells it before pytest-xdist says that it is
        done with collecting.
        """
        if session.testsfailed == len(self.progress.unread):
            session.config.option.continue_on_collection_errors = True
        self.progress.plan(planned_item(each) for each in session.items if is_scenario(each))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any) -> None:
        """Store what workers are going to run: each of them collects the same.

        Raise `pytest.UsageError` for words that the landscape does not know, before any is run.
        """
        rows, mistake = self.progress.plan_of(node.gateway.id)
        if not self.progress.rows:
            self.progress.plan(rows)
        if mistake:
            raise pytest.UsageError(mistake)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note the feature files that could not be read."""
        failed = report.failed and report.nodeid.endswith(".feature")
        if failed and report.nodeid not in self.progress.unread:  # each worker reports it
            self.progress.unread.append(report.nodeid)

    @cached_property
    def waits(self) -> WaitMemory:
        """How long systems took in earlier runs; a company with seeded faults teaches nothing."""
        from samestory.report.wait_memory import WaitMemory  # noqa: PLC0415

        setup = self.setup
        return WaitMemory(setup.waits, setup.shown_landscape, forgets=bool(setup.seeded))

    # Each test ----------------------------------------------------------------------------------

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note that a scenario has begun."""
        self.progress.begins(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note every ending, also those that workers send."""
        rows, row = self.progress.rows, getattr(report, ROW, None)
        if str(report.when) == ATTEMPT_ENDED:
            if row is not None:
                self.progress.begins_again(report.nodeid, row)
            return
        if report.when == CRASH and report.nodeid in rows:
            row = self.progress.crashed(report.nodeid)
        if row is not None:
            self.progress.ends(report.nodeid, row)
        if report.failed and report.nodeid not in rows:
            self._other_failures += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which systems were named and not asked, and join what was learned of waits."""
        for name, why in sorted(
            {pair for row in self.progress.rows.values() for pair in lacking(row)}
        ):
            terminalreporter.write_line(f"samestory: not asked: {name} ({why})")
        if self.progress.rows and not self.setup.seeded:
            from samestory.report.wait_memory import join_waits  # noqa: PLC0415

            known: WaitMemory | None = self.__dict__.get("waits")
            own = [known.trouble] if known and known.trouble else []
            self.remarks = [*dict.fromkeys([*own, *join_waits(self.setup.waits)])]
        for each in self.remarks:
            terminalreporter.write_line(f"samestory: {each}")

    # The end ------------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Decide with which exit status the run ends, and write run.json.

        Before pytest-xdist waits for its workers, which may take long after Ctrl-C.
        """
        if self.setup.worker:
            session.config.workeroutput[LEARNT] = self._learnt()  # type: ignore[attr-defined]  # xdist's
            return
        stopped = session.exitstatus in PYTEST_STOPPED
        session.exitstatus = exit_of_session(
            [(row["result"], row["exit"]) for row in self.progress.rows.values()],
            pytest_status=int(session.exitstatus),
            other_failures=self._other_failures,
            broken_features=len(self.progress.unread),
        )
        self.progress.finish(int(session.exitstatus), stopped=stopped)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Learn from a worker which secrets it came across; one that crashed sends none."""
        learnt = getattr(node, "workeroutput", {}).get(LEARNT)
        if learnt:
            self.masker.learn(*learnt)

    def pytest_unconfigure(self) -> None:
        """Take in what workers wrote while they were being stopped.

        What was written before a secret was known is masked once more.
        """
        if self.setup.distributes:
            self.progress.remove_plans()
        if self.progress.rows and not self.setup.worker:
            self.progress.merge()
            if learnt := self._learnt():
                from samestory.redaction import mask_again  # noqa: PLC0415

                allure = [self.bridge.folder] if self.bridge else []
                mask_again(
                    [self.setup.report, self.setup.record, *allure],
                    learnt,
                    self.progress.started.timestamp(),
                )
            if self.bridge is not None:
                from samestory.report.allure_completion import complete_results  # noqa: PLC0415

                complete_results(self.setup.record, self.bridge.folder)

    def _learnt(self) -> list[str]:
        """The secrets that became known during the run, such as the token of a login."""
        return self.masker.learnt(self._knew) if "masker" in self.__dict__ else []
